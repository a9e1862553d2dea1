"""The evaluation set of rare matters: whether each sentence of tests/rare/ is read as it says.

    rare_set.py FLOORS.json [--show] [--update] [--corpus FOLDER]

A file is one matter. For learned_from and mandated_by a positive sentence names who must be found, and a negative one
must give no statement of the relation. For the others a positive sentence names a thing that must not be read as in
force at the place, and a negative one a thing that must. A sentence stands in the file, or is a span of a text of
--corpus; without the folder those spans are left out, and it says so. Prints precision and recall of each matter;
exit status 1 where one is below its floor.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from loaders import extract
from loaders.report import described, make_report
from ontology import registry
from ontology.datafile import checked, read_yaml
from ontology.registry import Registry
from ontology.statement import Statement

FOLDER = pathlib.Path(__file__).resolve().parent / "rare"
RELATIONS = ("learned_from", "mandated_by")
LADDER = ("adopted", "operates", "offers")
YEAR = "2025"


class Case(BaseModel):
    """A sentence: its place, its text or where it stands in the corpus, and whom or what it is about."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    of: str
    text: str | None = None
    file: str | None = None
    start: int = 0
    end: int = 0
    names: list[str] = Field(default_factory=list)
    thing: str | None = None

    @model_validator(mode="after")
    def has_one_source(self) -> Case:
        """Text, or file with a span."""
        if (self.text is None) == (self.file is None) or (self.file is not None and self.start >= self.end):
            raise ValueError("give `text`, or `file` with `start` before `end`")
        return self

    def words(self, corpus: pathlib.Path | None) -> str | None:
        """The sentence; None where it is a span of the corpus, and there is none."""
        if self.file is None:
            return self.text
        if corpus is None:
            return None
        return (corpus / self.file).read_text(encoding="utf-8")[self.start : self.end]


class Matter(BaseModel):
    """A file of the set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    positive: list[Case] = Field(min_length=40)
    negative: list[Case] = Field(min_length=40)


@dataclass(frozen=True)
class Outcome:
    """How one sentence was read. `marked` tells that the reader took it for a positive one."""

    positive: bool
    marked: bool
    words: str
    found: tuple[str, ...]


def matters() -> dict[str, Matter]:
    """The files by the names of their matters. Raises DataFileError with file, row and reason where one is wrong."""
    return {path.stem: checked(Matter, read_yaml(path), path, 1) for path in sorted(FOLDER.glob("*.yaml"))}


def statements(case: Case, words: str, known: Registry) -> list[Statement]:
    """What the reader finds in a sentence, candidates left out."""
    report = make_report(words, pathlib.Path("case.txt"), known, described("case", case.of, None, YEAR))
    return [one for one in extract.read(report, known).statements if one.tier != "candidate"]


def outcome(matter: str, kind: Literal["positive", "negative"], case: Case, words: str, known: Registry) -> Outcome:
    """How a sentence was read."""
    found = statements(case, words, known)
    shown = tuple(f"{s.relation} {s.object.text} {s.status or ''}".strip() for s in found)
    if matter in RELATIONS:
        named = [s.object.text for s in found if s.relation == matter]
        wanted = len(named) > 0 and all(any(_same(name, one) for one in named) for name in case.names)
        return Outcome(kind == "positive", wanted, words, shown)
    force = [
        s for s in found
        if s.relation in LADDER and s.place.text == case.of and s.status in ("adopted", "expanded", "piloted")
    ]
    inside = any(_same(case.thing or "", s.object.text) for s in force)
    return Outcome(kind == "positive", not inside, words, shown)


def _same(one: str, other: str) -> bool:
    """Whether two names are of one thing: one holds the other."""
    return one in other or other in one


def outcomes(matter: str, rows: Matter, known: Registry, corpus: pathlib.Path | None) -> Iterator[Outcome]:
    """The outcomes of a matter, those of spans only where the corpus is there."""
    sides: tuple[tuple[Literal["positive", "negative"], list[Case]], ...] = (
        ("positive", rows.positive), ("negative", rows.negative),
    )
    for kind, cases in sides:
        for case in cases:
            words = case.words(corpus)
            if words is not None:
                yield outcome(matter, kind, case, words, known)


def measured(found: list[Outcome]) -> tuple[float, float]:
    """Precision and recall of what was taken for positive."""
    marked = [one for one in found if one.marked]
    right = sum(one.positive for one in marked)
    positive = sum(one.positive for one in found)
    return right / len(marked) if len(marked) > 0 else 0.0, right / positive


def main() -> int:
    """Read the set, print the table and hold the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("floors", type=pathlib.Path)
    parser.add_argument("--show", action="store_true", help="print each sentence that is read wrongly")
    parser.add_argument("--update", action="store_true", help="raise floors to what was reached")
    parser.add_argument("--corpus", type=pathlib.Path, help="where the texts of spans are")
    given = parser.parse_args()
    known = registry.load()
    floors: dict[str, list[float]] = json.loads(given.floors.read_text(encoding="utf-8"))
    failed = False
    print("matter           sentences  precision  recall")
    for matter, rows in matters().items():
        found = list(outcomes(matter, rows, known, given.corpus))
        reached = [int(100 * value + 1e-9) / 100 for value in measured(found)]
        print(f"{matter:<16} {len(found):9}       {reached[0]:.2f}    {reached[1]:.2f}")
        least = floors.get(matter, [0.0, 0.0])
        if given.update:
            floors[matter] = [max(pair) for pair in zip(least, reached, strict=True)]
        elif any(value < floor for value, floor in zip(reached, least, strict=True)):
            print(f"  below its floor: {least[0]:.2f}, {least[1]:.2f}")
            failed = True
        if given.show:
            for one in found:
                if one.marked != one.positive:
                    print(f"  {'missed' if one.positive else 'wrong '}: {one.words}\n          {'; '.join(one.found)}")
    if given.corpus is None:
        print("spans of the corpus were left out: name its folder with --corpus")
    if given.update:
        given.floors.write_text(json.dumps(floors, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
