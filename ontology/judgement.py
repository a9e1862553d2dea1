"""The journal of judgements: what people decided, one a line, only ever added to; taking one back is a line too.

A judgement is about a statement, by its key and quote, or about entities, by their ids:

- accept, reject: a statement, or a name that was found, is right or wrong;
- rename: an entity gets another label;
- same, different: entities are one, or must not become one;
- part_of: the first entity is a part of the second;
- retract: an earlier judgement is taken back.

Its id comes from its content and its turn among equal ones, so that lines may be merged in any order. What the
journal amounts to stands in ontology/verdict.py.
"""

from __future__ import annotations

import json
import pathlib
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ontology.errors import DataFileError, InputError, LineError
from ontology.period import Period
from ontology.statement import LONGEST_QUOTE, Statement, digest

FILE = "judgements.jsonl"
SCHEMA = 1

Kind: TypeAlias = Literal["accept", "reject", "rename", "same", "different", "part_of", "retract"]
Text: TypeAlias = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
# Kind -> how many entities it is about, at the least and at the most.
COUNTS = {
    "accept": (1, 1), "reject": (1, 1), "rename": (1, 1), "part_of": (2, 2), "same": (2, 99), "different": (2, 99),
}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Bound(_Strict):
    """The statement that a judgement is about; `pattern` read it, another pattern brings it up again."""

    key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    quote: Annotated[str, Field(min_length=1, max_length=LONGEST_QUOTE)]
    pattern: Text

    @classmethod
    def to(cls, statement: Statement) -> Bound:
        """What binds a judgement to a statement."""
        return cls(key=statement.key, quote=statement.evidence.quote, pattern=statement.pattern)


class Judgement(_Strict):
    """One decision, by whom, on which day and why."""

    kind: Kind
    judge: Text
    day: Text
    reason: Text
    statement: Bound | None = None
    entities: tuple[Text, ...] = ()
    label: Text | None = None
    retracts: Annotated[str, Field(pattern=r"^j-[0-9a-f]{20}$")] | None = None
    turn: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _is_whole(self) -> Judgement:
        period = Period.parse(self.day)
        if len(self.day) != 10 or period.first != period.last:
            raise ValueError(f"{self.day} is no day: write 2026-11-23")
        if (self.kind == "retract") != (self.retracts is not None):
            raise ValueError("retracts stands in a judgement of kind retract, and nowhere else")
        if (self.kind == "rename") != (self.label is not None):
            raise ValueError("label stands in a judgement of kind rename, and nowhere else")
        if self.statement is not None and (self.kind not in ("accept", "reject") or len(self.entities) > 0):
            raise ValueError("a statement alone is accepted or rejected")
        least, most = COUNTS.get(self.kind, (0, 0)) if self.statement is None else (0, 0)
        if not least <= len(self.entities) <= most or len(set(self.entities)) < len(self.entities):
            raise ValueError(f"{self.kind} is about {least} different entities" + (" or more" if most > least else ""))
        return self

    @property
    def id(self) -> str:
        """Permanent, from all that the judgement says and its turn among equal ones."""
        return "j-" + digest(self.model_dump(mode="json"))[:20]

    def line(self) -> str:
        """One line of canonical JSON."""
        said = self.model_dump(mode="json", exclude_defaults=True)
        return json.dumps({"schema": SCHEMA, "id": self.id, **said}, ensure_ascii=False, sort_keys=True)


class _Line(BaseModel):
    """The shape of a line from outside."""

    model_config = ConfigDict(extra="allow", defer_build=True)

    schema_: Literal[1] = Field(alias="schema")
    id: str


def parse(text: str, where: str = "line") -> Judgement:
    """The judgement that a line holds.

    Raises LineError, with `where`, for one that is no judgement or whose id is not the one its content gives.
    """
    try:
        row = _Line.model_validate_json(text)
        judgement = Judgement.model_validate(row.model_dump(exclude={"schema_", "id"}, exclude_unset=True))
    except ValidationError as error:
        first = error.errors()[0]
        at = ".".join(str(part) for part in first["loc"]) or "the line"
        raise LineError(f"{where}: not a judgement: {at}: {first['msg']}") from error
    except InputError as error:
        raise LineError(f"{where}: not a judgement: day: {error}") from error
    if row.id != judgement.id:
        raise LineError(f"{where}: id {row.id} does not belong to this content, which has {judgement.id}")
    return judgement


def read(*paths: pathlib.Path) -> tuple[Judgement, ...]:
    """The judgements of journals that hold together, in their order; none where there is no file.

    One that stands in two of them is one. Raises DataFileError, LineError.
    """
    found: dict[str, Judgement] = {}
    for path in paths:
        read_here = tuple(parse(text, f"{path.name}: line {number}") for number, text in _lines(path))
        found |= {one.id: one for one in read_here}
        for fault in (*_twice(path.name, read_here), *_missing(path.name, read_here, found)):
            raise DataFileError(fault)
    return tuple(found.values())


def append(path: pathlib.Path, *judgements: Judgement, beside: Iterable[pathlib.Path] = ()) -> tuple[Judgement, ...]:
    """Add judgements to a journal in one write, and give them back with their turns; `beside` are journals before it.

    Raises DataFileError where one takes back what is not there, or where a journal cannot be read or written.
    """
    known = list(read(*beside, path))
    added = []
    for judgement in judgements:
        first = judgement.model_copy(update={"turn": 0})
        equal = [other for other in known if other.model_copy(update={"turn": 0}) == first]
        turned = judgement.model_copy(update={"turn": max((other.turn + 1 for other in equal), default=0)})
        known.append(turned)
        added.append(turned)
    for fault in _missing(path.name, added, {one.id: one for one in known}):
        raise DataFileError(fault)
    try:
        ended = not path.exists() or path.read_bytes()[-1:] in (b"", b"\n")
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(("" if ended else "\n") + "".join(one.line() + "\n" for one in added))
    except OSError as error:
        raise DataFileError(f"{path}: cannot be written: {error}") from error
    return tuple(added)


def faults(path: pathlib.Path) -> list[str]:
    """Everything that is wrong in a journal, line by line."""
    found, whole = [], []
    for number, text in _lines(path):
        try:
            whole.append(parse(text, f"{path.name}: line {number}"))
        except LineError as error:
            found.append(str(error))
    return [*found, *_twice(path.name, whole), *_missing(path.name, whole, {one.id: one for one in whole})]


def _lines(path: pathlib.Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path}: cannot be read: {error}") from error
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip() != ""]


def _twice(name: str, judgements: Iterable[Judgement]) -> list[str]:
    counted = Counter(judgement.id for judgement in judgements)
    return [f"{name}: {known} stands twice" for known, count in counted.items() if count > 1]


def _missing(name: str, judgements: Iterable[Judgement], known: Collection[str]) -> list[str]:
    return [
        f"{name}: {judgement.id} takes back {judgement.retracts}, which is not there"
        for judgement in judgements if judgement.retracts is not None and judgement.retracts not in known
    ]
