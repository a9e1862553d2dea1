"""The adoption of a thing: how each unit stood to it, and to its variants and instances, at the end of each year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.engagement import Bounds
from graph.model import Graph
from graph.places import latest_records, provinces
from graph.unit_engagement import UnitEngagement, unit_engagements
from ontology.period import last_day

# From the furthest state on: what a unit is in is the first of these that it had come to.
STATES = ("ended", "in use", "piloted", "planned")
SILENT, UNREAD = "silent", "no report"


@dataclass(frozen=True, slots=True)
class Adoption:
    """The years with a report, and the units with one, by id; `provinces` has the province of a unit below one.

    The state of a unit in a year is the furthest that it is said to have come to by the end of that year. A unit that
    has a report by then and is not said to have come to any is silent, and one that has none is unread: neither says
    that it lacks the thing.
    """

    thing: str
    years: tuple[int, ...]
    units: tuple[str, ...]
    provinces: Mapping[str, str]
    _reports: Mapping[str, frozenset[int]]
    _rungs: Mapping[str, Mapping[str, int]]

    def state(self, unit: str, year: int) -> str:
        """How a unit stood at the end of a year."""
        day = last_day(str(year))
        for state in STATES:
            since = self._rungs.get(unit, {}).get(state)
            if since is not None and since <= day:
                return state
        return SILENT if any(told <= year for told in self._reports.get(unit, ())) else UNREAD

    def reporting(self, year: int) -> tuple[str, ...]:
        """The units that have a report of that year."""
        return tuple(unit for unit in self.units if year in self._reports.get(unit, ()))


def adoption(graph: Graph, thing: str) -> Adoption:
    """The adoption of an entity of the graph or the registry. Raises NotFound."""
    family = {member for member, _ in graph.family(graph.entity(thing).id)}
    latest = latest_records(graph)
    reports: dict[str, set[int]] = {}
    for report, place in graph.report_places.items():
        reports.setdefault(latest[place], set()).add(graph.reports[report].year)
    rungs: dict[str, dict[str, int]] = {}
    for found in unit_engagements(graph):
        if found.thing in family:
            held = rungs.setdefault(found.place, {})
            for state, bounds in _states(found):
                held[state] = min(held.get(state, bounds.hi), bounds.hi)
    years = sorted({year for told in reports.values() for year in told})
    return Adoption(
        thing=thing, years=tuple(years), units=tuple(sorted({*reports, *rungs})), provinces=provinces(graph),
        _reports={unit: frozenset(told) for unit, told in reports.items()}, _rungs=rungs,
    )


def _states(found: UnitEngagement) -> Iterator[tuple[str, Bounds]]:
    for state, bounds in zip(STATES, (found.ended, found.in_use, found.piloted, found.planned), strict=True):
        if bounds is not None:
            yield state, bounds
