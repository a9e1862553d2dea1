"""Dates in a sentence and the period that each means for a report of a given term."""

from __future__ import annotations

import calendar
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.lexicon import FOLDER, Expression, Row
from ontology.datafile import checked, read_yaml
from ontology.period import Period


class Form(Row):
    """A form of date: its kind and its expression."""

    form: str
    pattern: Expression


class Dates(Row):
    """lexicon/dates.yaml."""

    first_half: str
    begins: Expression
    done: Expression
    numerals: dict[str, int]
    forms: list[Form]


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in offsets of the letters, its form, and its period (None where it means the report's own term)."""

    start: int
    end: int
    form: str
    period: Period | None


@functools.cache
def lexicon() -> Dates:
    """The forms of dates. Raises DataFileError where the file is wrong."""
    path = FOLDER / "dates.yaml"
    return checked(Dates, read_yaml(path), path, 1)


@functools.cache
def done() -> re.Pattern[str]:
    """What in a clause says that a deadline was kept."""
    return re.compile(lexicon().done)


@functools.cache
def _pattern() -> re.Pattern[str]:
    parts = []
    for number, row in enumerate(lexicon().forms):
        renamed = re.sub(r"\(\?P<(\w+)>", rf"(?P<\1_{number}>", row.pattern)
        parts.append(f"(?P<form_{number}>{renamed})")
    return re.compile("|".join(parts))


@functools.cache
def _begins() -> re.Pattern[str]:
    return re.compile(lexicon().begins)


def dates(text: str, start: int, end: int, own: Period) -> Iterator[Dated]:
    """The dates between two offsets of the letters, in order. `own` is the term of the report's part they stand in."""
    at = start
    for letter in _begins().finditer(text, start, end):
        match = _pattern().match(text, letter.start(), end) if letter.start() >= at else None
        if match is None:
            continue
        at = match.end()
        groups = {key: value for key, value in match.groupdict().items() if value is not None}
        number = next(int(key.split("_")[1]) for key in groups if key.startswith("form_"))
        form = lexicon().forms[number].form
        values = {key.rsplit("_", 1)[0]: value for key, value in groups.items() if not key.startswith("form_")}
        yield Dated(match.start(), match.end(), form, _period(form, values, own))


def _period(form: str, values: dict[str, str], own: Period) -> Period | None:
    base = int((own.end or own.start or "0")[:4])
    year = int(values.get("y", base - ("last" in values)))
    month, day = _number(values, "m", 1, 12), _number(values, "d", 1, 31)
    if form == "own" or (month is None and "m" in values) or not 1900 <= year <= 2100:
        return None
    if form == "deadline":
        return Period(None, _date(year, month or 12, day or 31), "deadline")
    if form == "asof":
        return Period(None, _date(year, month or 12, day or 31), "as-of")
    if form == "since" and month is not None:
        return Period(_date(year, month, day or 1), None, "since")
    if form == "day" and month is not None and day is not None:
        last_month, last_day = _number(values, "m2", 1, 12) or month, _number(values, "d2", 1, 31) or day
        return _between(_date(year, month, day), _date(year, last_month, last_day))
    return _span(form, values, year, month)


def _span(form: str, values: dict[str, str], year: int, month: int | None) -> Period | None:
    if form == "range" and month is not None:
        last = _number(values, "m2", 1, 12)
        return None if last is None else _between(f"{year}-{month:02}-01", _date(year, last, 31))
    if form == "half":
        first = values["h"] == lexicon().first_half
        return Period(f"{year}-01-01", f"{year}-06-30") if first else Period(f"{year}-07-01", f"{year}-12-31")
    if form == "quarters":
        last = 3 * lexicon().numerals[values["q"]]
        return _between(f"{year}-01-01", _date(year, last, 31))
    if form == "month" and month is not None:
        return Period(f"{year}-{month:02}", f"{year}-{month:02}")
    if form in ("year", "before"):
        return Period(f"{year}-01-01", f"{year}-12-31")
    return None


def _between(first: str, last: str) -> Period | None:
    return Period(first, last) if first <= last else None


def _number(values: dict[str, str], key: str, least: int, most: int) -> int | None:
    value = int(values[key]) if key in values else None
    return value if value is not None and least <= value <= most else None


def _date(year: int, month: int, day: int) -> str:
    return f"{year}-{month:02}-{min(day, calendar.monthrange(year, month)[1]):02}"
