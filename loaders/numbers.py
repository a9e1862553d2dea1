"""Numbers with their unit, bound and approximation, as written."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.lexicon import FOLDER, Row
from ontology.datafile import checked, read_yaml


class Numbers(Row):
    """lexicon/numbers.yaml."""

    digits: str
    before: list[str]
    bounds: dict[str, str]
    approximate: list[str]
    after_digits: list[str]
    scales: list[str]
    after_unit: list[str]
    units: list[str]
    percent: str
    percent_before: str
    ordinal_before: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number in offsets of the letters: `start` at the words before the digits, `digits` where they begin."""

    start: int
    digits: int
    end: int
    value: str
    unit: str
    bound: str
    approx: str


@functools.cache
def lexicon() -> Numbers:
    """The words around numbers. Raises DataFileError where the file is wrong."""
    path = FOLDER / "numbers.yaml"
    return checked(Numbers, read_yaml(path), path, 1)


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@functools.cache
def _pattern() -> re.Pattern[str]:
    words = lexicon()
    whole = [unit for unit in words.units if unit.startswith(tuple(words.scales))]
    return re.compile(
        rf"(?P<before>(?:{_any(words.before)}){{0,2}})(?P<percent>{words.percent_before})?"
        rf"(?<![\w.\-+]|{words.ordinal_before})(?<!\d,)"
        rf"(?P<digits>{words.digits})(?P<mid>{_any(words.after_digits)})?(?P<scale>(?:(?!{_any(whole)})(?:{_any(words.scales)})){{0,2}})"
        rf"(?P<late>{_any(words.after_digits)})?(?P<unit>{words.percent}|{_any(words.units)})?(?P<after>{_any(words.after_unit)})?",
        re.ASCII,
    )


def numbers(text: str, start: int, end: int) -> Iterator[Number]:
    """The numbers with a unit or a scale between two offsets of the letters, in order."""
    words = lexicon()
    for match in _pattern().finditer(text, start, end):
        unit = (match["scale"] or "") + (match["unit"] or ("" if match["percent"] is None else "%"))
        if unit == "":
            continue
        around = [match["before"] or "", match["mid"] or "", match["late"] or "", match["after"] or ""]
        marks = [word for part in around for word in _words(part)]
        bound = next((words.bounds[word] for word in marks if word in words.bounds), "=")
        approx = next((word for word in marks if word in words.approximate), "")
        yield Number(match.start(), match.start("digits"), match.end(), match["digits"], unit, bound, approx)


@functools.cache
def _edge() -> re.Pattern[str]:
    words = lexicon()
    return re.compile(_any([*words.before, *words.after_digits, *words.after_unit]))


def _words(part: str) -> list[str]:
    return _edge().findall(part)
