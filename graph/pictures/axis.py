"""The axis of time: days to pixels, and a tick at each new year."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.pictures.svg import tag, text
from graph.pictures.words import Language


@dataclass(frozen=True, slots=True)
class Axis:
    """From the beginning of a first year to the end of a last one, between two points."""

    first: int
    last: int
    left: float
    right: float

    @classmethod
    def over(cls, days: Iterable[int], left: float, right: float) -> Axis:
        """The years in which these days lie, given as ordinals; one year where there are none."""
        years = [datetime.date.fromordinal(day).year for day in days] or [1]
        return cls(min(years), max(years), left, right)

    @property
    def years(self) -> range:
        """The years shown."""
        return range(self.first, self.last + 1)

    def x(self, day: int) -> float:
        """Where a day stands; one outside at the nearer end."""
        begin, end = _new_year(self.first), _new_year(self.last + 1)
        share = (min(max(day, begin), end) - begin) / (end - begin)
        return self.left + share * (self.right - self.left)

    def year(self, year: int) -> tuple[float, float]:
        """Where a year begins and ends."""
        return self.x(_new_year(year)), self.x(_new_year(year + 1))

    def drawn(self, top: float, bottom: float, language: Language | None) -> Iterator[str]:
        """A line at each new year, and the years above; where they stand close, not each of them."""
        step = max(1, round(40 / max(1.0, (self.right - self.left) / len(self.years))))
        for year in self.years:
            begin, end = self.year(year)
            yield tag("path", d=f"M{begin:.1f} {top:.1f}V{bottom:.1f}", class_="axis")
            if (year - self.first) % step == 0:
                yield text((begin + end) / 2, top - 6, str(year), language, class_="small", text_anchor="middle")
        yield tag("path", d=f"M{self.right:.1f} {top:.1f}V{bottom:.1f}", class_="axis")


def _new_year(year: int) -> int:
    return datetime.date(year, 1, 1).toordinal()
