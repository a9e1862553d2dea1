"""The patterns: cues and rules by which statements are read, as checked data with examples."""

from __future__ import annotations

import functools
import pathlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from loaders.lexicon import Expression, Row
from ontology.datafile import checked, read_yaml
from ontology.errors import DataFileError

LADDER = ("adopted", "operates", "offers")  # the relations whose statements have a status
FOLDER = pathlib.Path(__file__).resolve().parent / "patterns"
Status = Literal["planned", "drafted", "piloted", "adopted", "expanded", "ended"]


class Find(Row):
    """A statement that an example must give: any field left out may be anything."""

    object: str
    subject: str | None = None
    status: Status | None = None
    period: str | None = None
    attrs: dict[str, str] = Field(default_factory=dict)


class Example(Row):
    """A sentence of our own and the statements of this relation that it must give. `place` is the report's."""

    text: str
    finds: list[Find] = Field(min_length=1)
    place: str | None = None


class Leave(Row):
    """A sentence of our own that must give no statement of this relation, and why."""

    text: str
    why: str
    place: str | None = None


class Cue(Row):
    """Words that, beside a name, make a statement. `then` must follow the name for the cue to hold.

    A cue that yields counts only where the clause has no other for the name; where one that stops does not hold, none
    before it does.
    """

    id: str
    side: Literal["left", "right"] = "left"
    status: Status | None = None
    begin: Literal["stated", "launched", "in-force"] | None = None
    words: list[str] = Field(min_length=1)
    then: Expression | None = None
    tier: Literal["certain", "likely", "candidate"] = "certain"
    yields: bool = False
    stops: bool = False
    examples: list[Example] = Field(min_length=1)
    leaves: list[Leave] = Field(default_factory=list)


class Pattern(Row):
    """A file of patterns/: one relation, the kinds of its objects, its cues, and further words the reading needs."""

    relation: str
    kinds: list[str] = Field(default_factory=list)
    cues: list[Cue] = Field(min_length=1)
    words: dict[str, list[str]] = Field(default_factory=dict)
    expressions: dict[str, Expression] = Field(default_factory=dict)


class Rule(Row):
    """Words that change the status of a clause."""

    id: str
    place: Literal["around", "before", "start", "sentence"]
    status: Status
    words: list[str] = Field(min_length=1)
    except_: list[str] = Field(default_factory=list, alias="except")


class StatusRules(Row):
    """patterns/status.yaml."""

    rules: list[Rule]
    negated: Expression
    not_negated: Expression
    never: list[str]
    hearsay: list[str]
    visited: list[str]


@dataclass(frozen=True, slots=True)
class Bound:
    """A cue with the relation and id by which a statement names it."""

    relation: str
    cue: Cue

    @property
    def id(self) -> str:
        """relation/cue, as in a statement's `pattern`."""
        return f"{self.relation}/{self.cue.id}"


@functools.cache
def pattern(relation: str) -> Pattern:
    """The patterns of a relation. Raises DataFileError where the file is wrong."""
    path = FOLDER / f"{relation}.yaml"
    found = checked(Pattern, read_yaml(path), path, 1)
    if found.relation != relation:
        raise DataFileError(f"{path.name}: relation is {found.relation!r}, the file's name says {relation!r}")
    ids = [cue.id for cue in found.cues]
    for name in ids:
        if ids.count(name) > 1:
            raise DataFileError(f"{path.name}: cue {name!r} stands twice")
    return found


@functools.cache
def expression(relation: str, name: str) -> re.Pattern[str]:
    """An expression of a relation's file, compiled. Raises DataFileError where the file is wrong, KeyError for a name
    that it does not have."""
    return re.compile(pattern(relation).expressions[name])


@functools.cache
def status_rules() -> StatusRules:
    """The words that change a status. Raises DataFileError where the file is wrong."""
    path = FOLDER / "status.yaml"
    return checked(StatusRules, read_yaml(path), path, 1)


def relations() -> tuple[str, ...]:
    """The relations that have a pattern file, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "status"))


@functools.cache
def cue_words(names: tuple[str, ...]) -> Mapping[str, tuple[Bound, ...]]:
    """Each cue word of the relations with the cues that it makes.

    A longer word of one relation also carries the cues of another relation's shorter word at its end (left cues) or
    its beginning (right cues), since the scan finds the longest word alone.
    """
    own: dict[str, list[Bound]] = {}
    for relation in names:
        for cue in pattern(relation).cues:
            for word in cue.words:
                own.setdefault(word, []).append(Bound(relation, cue))
    return {word: _with_shorter(word, own) for word in own}


def _with_shorter(word: str, own: Mapping[str, list[Bound]]) -> tuple[Bound, ...]:
    bound = list(own[word])
    for side in ("left", "right"):
        for cut in range(1, len(word) - 1):
            part = word[cut:] if side == "left" else word[:-cut]
            held = {found.relation for found in bound if found.cue.side == side}
            bound += [b for b in own.get(part, ()) if b.cue.side == side and b.relation not in held]
    return tuple(bound)
