"""The benchmark brief: what the peers of a place have in use, pilot or plan, beside how the place itself stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.engagement import Bounds
from graph.model import UNREGISTERED, Graph, Resolved
from graph.places import latest_records
from graph.unit_engagement import UnitEngagement, unit_engagements
from ontology.entities import Entity
from ontology.period import iso_day
from ontology.statement import Evidence

KINDS = ("Reform", "Service")
SAID = ("in use", "piloted", "drafted", "planned", "ended")


@dataclass(frozen=True, slots=True)
class Cell:
    """How a place stands to a thing as its reports show, with the words and where they stand.

    `state` is one of SAID, silent (it has reports, and they do not name the thing) or no report. `lag` is by how many
    days later than this place the brief's own place had the thing in use: the least and the most, None where open.
    """

    place: Entity
    state: str
    reports: int
    since: Bounds | None = None
    quote: str | None = None
    source: str | None = None
    evidence: Evidence | None = None
    text_kind: str | None = None
    statement: str | None = None
    lag: tuple[int | None, int | None] | None = None

    @property
    def by(self) -> str:
        """The day by which it stood so; empty where none is known."""
        return "" if self.since is None else iso_day(self.since.hi)


@dataclass(frozen=True, slots=True)
class Line:
    """A thing, how the place stands to it, and each peer in the order in which they were named."""

    thing: Entity
    own: Cell
    peers: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read of a place: how many reports, and the years in which their times end."""

    place: Entity
    reports: int
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The lines, what most peers have in use first, and what was read of each place."""

    place: Entity
    peers: tuple[Entity, ...]
    lines: tuple[Line, ...]
    coverage: tuple[Coverage, ...]


def brief(graph: Graph, place: str, peers: Sequence[str]) -> Brief:
    """The brief of a place beside the peers, each given by the id of any of its records.

    A line is there for each reform and service that some peer is said to have in use, in pilot, drafted or planned and
    that the registry has, or that two of the places have to do with. No number of one place is set beside one of
    another. Raises NotFound.
    """
    latest = latest_records(graph)
    own, others = latest.get(place, place), [latest.get(peer, peer) for peer in peers]
    units = [own, *dict.fromkeys(other for other in others if other != own)]
    found = {(each.place, each.thing): each for each in unit_engagements(graph) if each.place in units}
    said = {resolved.id: resolved for resolved in graph.statements}
    read = _coverage(graph, units, latest)
    counts = Counter(thing for _, thing in found)
    things = {
        thing for (unit, thing), each in found.items()
        if unit != own and each.state != "ended" and graph.entity(thing).kind in KINDS
        and (UNREGISTERED not in thing or counts[thing] > 1)
    }
    lines = [_line(graph, thing, [(unit, found.get((unit, thing))) for unit in units], said, read) for thing in things]
    lines.sort(key=lambda line: (-sum(cell.state == "in use" for cell in line.peers), line.thing.id))
    return Brief(
        place=graph.entity(own), peers=tuple(graph.entity(unit) for unit in units[1:]), lines=tuple(lines),
        coverage=tuple(read.values()),
    )


def _coverage(graph: Graph, units: Iterable[str], latest: Mapping[str, str]) -> dict[str, Coverage]:
    told: dict[str, list[int]] = {unit: [] for unit in units}
    for report, of in graph.report_places.items():
        if latest[of] in told:
            told[latest[of]].append(graph.reports[report].year)
    return {
        unit: Coverage(graph.entity(unit), len(years), tuple(sorted(set(years)))) for unit, years in told.items()
    }


def _line(
    graph: Graph, thing: str, row: Sequence[tuple[str, UnitEngagement | None]], said: Mapping[str, Resolved],
    read: Mapping[str, Coverage],
) -> Line:
    own, *peers = (_cell(graph, unit, each, said, read[unit].reports, row[0][1]) for unit, each in row)
    return Line(graph.entity(thing), own, tuple(peers))


def _cell(
    graph: Graph, unit: str, each: UnitEngagement | None, said: Mapping[str, Resolved], reports: int,
    own: UnitEngagement | None,
) -> Cell:
    place = graph.entity(unit)
    if each is None:
        return Cell(place, "silent" if reports > 0 else "no report", reports)
    shown = said[each.shown_by].statement
    report = graph.reports[shown.evidence.report]
    since = {
        "in use": each.in_use, "piloted": each.piloted, "planned": each.planned, "ended": each.ended,
    }.get(each.state)
    return Cell(
        place, each.state, reports, since, shown.evidence.quote, report.url or report.id, shown.evidence,
        report.text_kind, each.shown_by, _lag(own, each),
    )


def _lag(own: UnitEngagement | None, other: UnitEngagement) -> tuple[int | None, int | None] | None:
    """Of the days on which both may have begun; None where one of them is not seen in use, or both are the same."""
    if own is None or own is other or own.in_use is None or other.in_use is None:
        return None
    mine, theirs = own.in_use, other.in_use
    least = None if mine.lo is None else mine.lo - theirs.hi
    most = None if theirs.lo is None else mine.hi - theirs.lo
    return least, most
