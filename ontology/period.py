"""A period: when something held, as far as it is known."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from ontology.errors import InputError

BASES = ("own", "stated", "as-of", "since", "deadline")
_PREFIX = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def first_day(date: str) -> int:
    """The proleptic Gregorian ordinal of the first day of an ISO date prefix (2024, 2024-06, 2024-06-30).

    Raises InputError where the prefix is no date.
    """
    _check(date)
    year, month, day = ([int(part) for part in date.split("-")] + [1, 1])[:3]
    try:
        return datetime.date(year, month, day).toordinal()
    except ValueError as error:
        raise InputError(f"{date!r} is no date: {error}") from error


def last_day(date: str) -> int:
    """The ordinal of the last day of an ISO date prefix."""
    first = datetime.date.fromordinal(first_day(date))
    if len(date) == 10:
        return first.toordinal()
    if len(date) == 4:
        return datetime.date(first.year, 12, 31).toordinal()
    following = (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return following.toordinal() - 1


def iso_day(ordinal: int) -> str:
    """The ISO date of an ordinal."""
    return datetime.date.fromordinal(ordinal).isoformat()


def _check(date: str) -> None:
    if _PREFIX.fullmatch(date) is None:
        raise InputError(f"{date!r} is no date: write 2024, 2024-06 or 2024-06-30")


@dataclass(frozen=True, slots=True)
class Period:
    """An interval of days with its basis: own (the report's), stated, as-of, since or deadline.

    `start` and `end` are ISO prefixes whose length is their precision, or None where that side is open.
    """

    start: str | None
    end: str | None
    basis: str = "stated"

    def __post_init__(self) -> None:
        if self.basis not in BASES:
            raise InputError(f"basis {self.basis!r} is none of {', '.join(BASES)}")
        if self.start is None and self.end is None:
            raise InputError("a period needs a start or an end")
        first = None if self.start is None else first_day(self.start)
        last = None if self.end is None else last_day(self.end)
        if first is not None and last is not None and first > last:
            raise InputError(f"the period {self.start}/{self.end} ends before it begins")

    @classmethod
    def parse(cls, text: str, basis: str = "stated") -> Period:
        """Read 2024, 2024-06, 2024-01-01/2024-06-30, 2024H1, ../2021-12-31 or 2024-06-28/.. .

        Raises InputError for anything else.
        """
        half = re.fullmatch(r"(\d{4})-?H([12])", text.strip())
        if half is not None:
            year, number = half[1], half[2]
            text = f"{year}-01-01/{year}-06-30" if number == "1" else f"{year}-07-01/{year}-12-31"
        first, slash, last = text.strip().partition("/")
        if slash == "":
            last = first
        return cls(None if first in ("", "..") else first, None if last in ("", "..") else last, basis)

    @property
    def first(self) -> int | None:
        """The ordinal of the first day, or None where the start is open."""
        return None if self.start is None else first_day(self.start)

    @property
    def last(self) -> int | None:
        """The ordinal of the last day, or None where the end is open."""
        return None if self.end is None else last_day(self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether some day may belong to both; an open side reaches without bound."""
        return _not_after(self.first, other.last) and _not_after(other.first, self.last)

    def contains(self, other: Period) -> bool:
        """Whether each day of the other belongs to this one."""
        starts = self.first is None or (other.first is not None and self.first <= other.first)
        ends = self.last is None or (other.last is not None and other.last <= self.last)
        return starts and ends

    def text(self) -> str:
        """ISO 8601: a single prefix where both ends are the same one, else start/end with .. for an open side."""
        if self.start == self.end and self.start is not None:
            return self.start
        return f"{self.start or '..'}/{self.end or '..'}"

    def label(self) -> str:
        """A short name for people: 2024H1, 2023, 2021-07-01/2021-12-31."""
        if self.start is None or self.end is None:
            return self.text()
        first, last = iso_day(first_day(self.start)), iso_day(last_day(self.end))
        year = first[:4]
        halves = {("01-01", "06-30"): f"{year}H1", ("07-01", "12-31"): f"{year}H2", ("01-01", "12-31"): year}
        return halves.get((first[5:], last[5:]), self.text()) if last[:4] == year else self.text()


def _not_after(first: int | None, last: int | None) -> bool:
    return first is None or last is None or first <= last
