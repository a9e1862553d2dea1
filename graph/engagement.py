"""The engagement: what a place has had to do with a thing, and between which days each step of it began."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ontology.period import Period, iso_day, last_day
from ontology.statement import LADDER, Statement

IN_USE = ("adopted", "expanded")
BASES = ("stated", "launched", "in-force")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Something happened on one of the days from `lo` to `hi`; without `lo` nobody says after which day.

    basis: stated (the text dates it), launched (within the period), in-force (it held by the period's end).
    """

    lo: int | None
    hi: int
    basis: str

    @property
    def lo_date(self) -> str | None:
        """The first possible day in ISO, or None."""
        return None if self.lo is None else iso_day(self.lo)

    @property
    def hi_date(self) -> str:
        """The last possible day in ISO."""
        return iso_day(self.hi)

    def surely_before(self, other: Bounds) -> bool:
        """Whether each possible day lies before each possible day of the other; overlapping bounds are unordered."""
        return other.lo is not None and self.hi < other.lo


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the ladder: when it was reached, and the statements that say so."""

    status: str
    bounds: Bounds
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Engagement:
    """A place and a thing, the steps in the order of the ladder, and when use began and ended.

    `begin` is that of use, else of the pilot; None where there is but a plan. `end` comes from a statement alone.
    """

    place: str
    thing: str
    status: str
    begin: Bounds | None
    end: Bounds | None
    steps: tuple[Step, ...]


def begin(statement: Statement) -> Bounds | None:
    """When a pilot or a use began, as one statement has it; None for any other status."""
    if statement.status not in ("piloted", *IN_USE):
        return None
    dated = "stated" if statement.period.basis == "since" else "in-force"
    basis = str(statement.attrs.get("begin", dated))
    return _bounds(statement.period, basis if basis in BASES else dated)


def end(statement: Statement) -> Bounds | None:
    """When a thing ended, as one statement has it; None for a status that ends nothing."""
    return _bounds(statement.period, "launched") if statement.status == "ended" else None


def since(statement: Statement, said_by: int) -> Bounds:
    """The day by which what the statement says held, for ordering: never without `hi`.

    A plan holds from when it was said, by the last day of its report's period, `said_by`.
    """
    if statement.status == "planned":
        return Bounds(None, said_by, "in-force")
    return begin(statement) or end(statement) or _bounds(statement.period, "in-force")


def combined(bounds: Iterable[Bounds]) -> Bounds | None:
    """The bounds of the first of several beginnings: it lies before the earliest `hi`.

    A later `lo` that speaks of a second beginning (after that day) is left out.

    >>> combined([Bounds(None, 30, "in-force"), Bounds(10, 40, "launched")])
    Bounds(lo=10, hi=30, basis='in-force')
    """
    ordered = sorted(bounds, key=lambda b: (b.hi, BASES.index(b.basis), -1 if b.lo is None else b.lo))
    if len(ordered) == 0:
        return None
    first = ordered[0]
    lows = [b.lo for b in ordered if b.lo is not None and b.lo <= first.hi]
    return Bounds(max(lows, default=None), first.hi, first.basis)


def engagement(place: str, thing: str, statements: Iterable[Statement], said_by: dict[str, int]) -> Engagement:
    """What the statements about one place and one thing amount to; `said_by` holds the last day of each report."""
    by_status: dict[str, list[Statement]] = {}
    for statement in statements:
        if statement.status is not None:
            by_status.setdefault(statement.status, []).append(statement)
    steps = tuple(_step(status, by_status[status], said_by) for status in LADDER if status in by_status)
    used = combined(step.bounds for step in steps if step.status in IN_USE)
    piloted = combined(step.bounds for step in steps if step.status == "piloted")
    ended = combined(step.bounds for step in steps if step.status == "ended")
    last_said = {
        status: max(since(s, said_by[s.evidence.report]).hi for s in found)
        for status, found in by_status.items() if status in ("piloted", *IN_USE, "ended")
    }
    return Engagement(place, thing, _furthest(steps, last_said), used or piloted, ended, steps)


def _step(status: str, statements: list[Statement], said_by: dict[str, int]) -> Step:
    bounds = combined(since(statement, said_by[statement.evidence.report]) for statement in statements)
    assert bounds is not None
    return Step(status, bounds, tuple(sorted(statement.id for statement in statements)))


def _furthest(steps: tuple[Step, ...], last_said: dict[str, int]) -> str:
    """The last rung; a thing that is said to be in use after it had ended is in use."""
    reached = [step.status for step in steps]
    if reached[-1] != "ended":
        return reached[-1]
    again = [status for status in reached if last_said.get(status, 0) > last_said["ended"]]
    return "ended" if len(again) == 0 else again[-1]


def _bounds(period: Period, basis: str) -> Bounds:
    start = None if period.start is None else last_day(period.start)
    last = period.last
    if basis == "stated" and start is not None and (last is None or period.basis == "since"):
        return Bounds(period.first, start, basis)
    hi = last if last is not None else start
    assert hi is not None, "a period has a start or an end"
    return Bounds(None if basis == "in-force" else period.first, hi, basis)
