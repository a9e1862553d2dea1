"""The unit's engagement: what a place, under all its names and codes, has had to do with a reform, service or platform.

A unit is counted once, whichever of its records a report names. Only statements of the tiers certain and likely count.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.edges import PLAIN_TIERS
from graph.engagement import IN_USE, Bounds, combined, engagement
from graph.model import Graph, Resolved, last_known_day
from graph.places import latest_records, provinces
from ontology.period import iso_day
from ontology.statement import digest

RELATIONS = ("adopted", "operates", "offers")
# The furthest rung of an engagement -> how the place stands to the thing.
STATES = {
    "planned": "planned", "drafted": "drafted", "piloted": "piloted", "adopted": "in use", "expanded": "in use",
    "ended": "ended",
}


@dataclass(frozen=True, slots=True)
class UnitEngagement:
    """A unit and a thing. Each rung has the bounds of its beginning, where some statement is on it.

    `shown_by` is the earliest statement of the state, `first_used` the earliest of a use. `nth` is the number of units
    seen with the thing in use by the day of this one, `nth_in_province` the same of the units of its province: units
    of one day share a number, since nobody knows which was first.
    """

    place: str
    thing: str
    state: str
    planned: Bounds | None
    piloted: Bounds | None
    in_use: Bounds | None
    ended: Bounds | None
    shown_by: str
    first_used: str | None
    statement_count: int
    nth: int | None = None
    nth_in_province: int | None = None

    @property
    def id(self) -> str:
        """Both ids with a bar between them, so that a query that has a place and a thing has their engagement."""
        return f"{self.place}|{self.thing}"


@dataclass(frozen=True, slots=True)
class YearCount:
    """How many units were first seen planning, piloting or using a thing in a year, and with it in use by its end."""

    thing: str
    year: int
    planned: int
    piloted: int
    in_use: int
    in_use_total: int

    @property
    def id(self) -> str:
        """Permanent: from the thing and the year."""
        return "y-" + digest([self.thing, self.year])[:20]


def unit_engagements(graph: Graph) -> list[UnitEngagement]:
    """The engagements of all units, by place and thing."""
    latest, said_by = latest_records(graph), {name: last_known_day(report) for name, report in graph.reports.items()}
    groups: dict[tuple[str, str], list[Resolved]] = {}
    for resolved in graph.statements:
        if resolved.statement.relation in RELATIONS and resolved.statement.tier in PLAIN_TIERS:
            groups.setdefault((latest[resolved.subject], resolved.object), []).append(resolved)
    found = [_engagement(place, thing, said, said_by) for (place, thing), said in sorted(groups.items())]
    return _numbered(found, provinces(graph))


def year_counts(engagements: Iterable[UnitEngagement]) -> list[YearCount]:
    """The counts of each thing and each year in which some unit was first seen, by thing and year."""
    counts: dict[str, dict[int, Counter[str]]] = {}
    for found in engagements:
        for rung, bounds in (("planned", found.planned), ("piloted", found.piloted), ("in_use", found.in_use)):
            if bounds is not None:
                years = counts.setdefault(found.thing, {})
                years.setdefault(int(iso_day(bounds.hi)[:4]), Counter())[rung] += 1
    made = []
    for thing, years in sorted(counts.items()):
        total = 0
        for year, count in sorted(years.items()):
            total += count["in_use"]
            made.append(YearCount(thing, year, count["planned"], count["piloted"], count["in_use"], total))
    return made


def _engagement(place: str, thing: str, said: list[Resolved], said_by: dict[str, int]) -> UnitEngagement:
    found = engagement(place, thing, [resolved.statement for resolved in said], said_by)
    steps = {step.status: step.bounds for step in found.steps}
    state = STATES[found.status]
    used = _earliest(said, IN_USE)
    shown = used if state == "in use" else _earliest(said, (found.status,))
    assert shown is not None, "a state has a statement"
    return UnitEngagement(
        place=place, thing=thing, state=state, planned=steps.get("planned"), piloted=steps.get("piloted"),
        in_use=combined(steps[status] for status in IN_USE if status in steps), ended=steps.get("ended"),
        shown_by=shown, first_used=used, statement_count=len(said),
    )


def _earliest(said: list[Resolved], statuses: tuple[str, ...]) -> str | None:
    fitting = [(r.since.hi, r.id) for r in said if r.statement.status in statuses]
    return min(fitting)[1] if len(fitting) > 0 else None


def _numbered(found: list[UnitEngagement], province: Mapping[str, str]) -> list[UnitEngagement]:
    days: dict[tuple[str, str | None], list[int]] = {}
    for each in found:
        if each.in_use is not None:
            days.setdefault((each.thing, None), []).append(each.in_use.hi)
            if each.place in province:
                days.setdefault((each.thing, province[each.place]), []).append(each.in_use.hi)
    ranks = {key: _ranks(listed) for key, listed in days.items()}
    return [
        each if each.in_use is None else dataclasses.replace(
            each, nth=ranks[each.thing, None][each.in_use.hi],
            nth_in_province=ranks.get((each.thing, province.get(each.place, "")), {}).get(each.in_use.hi),
        )
        for each in found
    ]


def _ranks(days: list[int]) -> dict[int, int]:
    """Each day -> how many of the days are not after it."""
    return {day: number for number, day in enumerate(sorted(days), 1)}
