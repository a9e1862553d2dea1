"""Events: one row for each unit, reform and interval of a report of that unit, for survival analysis in R or Stata.

A unit without a report for a time has no row for it: what nobody reported is not known, and is no zero. A report that
does not name the reform makes a row without a status. docs/events.md says how to read the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from graph.edges import PLAIN_TIERS
from graph.engagement import IN_USE, Bounds, begin, combined
from graph.exports.spreadsheet import Cell, lines
from graph.exports.table import Columns, Table
from graph.model import Graph, Resolved
from graph.stored_report import StoredReport
from ontology.entities import Entity
from ontology.period import Period, iso_day
from ontology.statement import LADDER

RELATIONS = ("adopted", "offers")
KINDS = ("Reform", "Service")
COLUMNS: Columns = {
    "place_id": str, "place": str, "unit_id": str, "reform_id": str, "reform": str, "t_lo": str, "t_hi": str,
    "t_lo_day": int, "t_hi_day": int, "reports": int, "report_ids": str, "status": str, "at_risk": int, "event": int,
    "left_censored": int, "begin_lo": str, "begin_hi": str, "statements": str,
}
MEANINGS = {
    "place_id": "the record of the place that wrote the report: its code and level at the time",
    "place": "its name",
    "unit_id": "the place through renames and upgrades: the unit of observation",
    "reform_id": "the reform or service; its variants and instances are rows of their own",
    "reform": "its name",
    "t_lo": "first day of the time that the report tells of; empty where it is not known",
    "t_hi": "last day of that time",
    "t_lo_day": "t_lo as a number of days, 0001-01-01 being 1; minus 719163 it is a date of R, minus 715510 of Stata",
    "t_hi_day": "t_hi as such a number",
    "reports": "reports of the unit for exactly this time",
    "report_ids": "their ids, parted by spaces",
    "status": "the furthest rung stated in them (" + ", ".join(LADDER) + "); empty: they say nothing of it",
    "at_risk": "1 up to and in the first row in use (adopted or expanded), 0 after it",
    "event": "1 in the first row in use, else 0",
    "left_censored": "1 in the first row in use where neither an earlier report of the unit nor the text says after "
    "which day use began, else 0",
    "begin_lo": "the day after which use began, where the text says so; in rows in use",
    "begin_hi": "the day by which use had begun; in rows in use",
    "statements": "ids of the statements that the row rests on, parted by spaces",
}

Interval: TypeAlias = tuple[int, int]  # last day, first day


@dataclass(frozen=True, slots=True)
class _Observed:
    """The reports of one unit for one time."""

    period: Period
    reports: tuple[StoredReport, ...]


def write(graph: Graph) -> Iterator[str]:
    """The table as CSV, by unit, reform and time."""
    found = table(graph)
    yield from lines(list(found.columns), found.rows())


def codebook(graph: Graph) -> Iterator[str]:
    """What each column means as CSV, and as a last line how many statements are in no row."""
    kinds = {str: "text", int: "integer"}
    rows: list[list[Cell]] = [[name, kinds[kind], MEANINGS[name]] for name, kind in COLUMNS.items()]
    rows.append(["", "", f"in no row: {left_out(graph)} statements about a place that is not their report's own"])
    yield from lines(["column", "type", "meaning"], rows)


def table(graph: Graph) -> Table:
    """The rows, for data frames."""
    return Table(COLUMNS, lambda: _rows(graph))


def left_out(graph: Graph) -> int:
    """The number of statements of reforms in use, tried or planned whose unit is not that of their report."""
    return sum(1 for resolved in _counted(graph) if not _is_own(resolved, graph))


def _counted(graph: Graph) -> Iterator[Resolved]:
    for resolved in graph.statements:
        said = resolved.statement
        if said.relation in RELATIONS and said.object.kind in KINDS and said.tier in PLAIN_TIERS:
            yield resolved


def _is_own(resolved: Resolved, graph: Graph) -> bool:
    home = graph.report_places[resolved.statement.evidence.report]
    return graph.unit(home) == graph.unit(resolved.place)


def _rows(graph: Graph) -> Iterator[list[Cell]]:
    said: dict[tuple[str, str], list[Resolved]] = {}
    for resolved in _counted(graph):
        if _is_own(resolved, graph):
            said.setdefault((graph.unit(resolved.place), resolved.object), []).append(resolved)
    reforms = sorted({resolved.object for resolved in _counted(graph)})
    for unit, observed in sorted(_observed(graph).items()):
        for reform in reforms:
            yield from _history(graph, unit, graph.entity(reform), observed, said.get((unit, reform), []))


def _observed(graph: Graph) -> dict[str, list[_Observed]]:
    """The reports of each unit by the time they tell of, in the order in which these times end."""
    groups: dict[str, dict[Interval, list[StoredReport]]] = {}
    for report in graph.reports.values():
        unit = graph.unit(graph.report_places[report.id])
        last, first = report.period.last, report.period.first
        interval = (last or first or 0, first or 0)
        groups.setdefault(unit, {}).setdefault(interval, []).append(report)
    return {
        unit: [_Observed(reports[0].period, tuple(reports)) for _, reports in sorted(found.items())]
        for unit, found in groups.items()
    }


def _history(
    graph: Graph, unit: str, reform: Entity, observed: Iterable[_Observed], said: Iterable[Resolved]
) -> Iterator[list[Cell]]:
    by_report: dict[str, list[Resolved]] = {}
    for resolved in said:
        by_report.setdefault(resolved.statement.evidence.report, []).append(resolved)
    at_risk = True
    for number, each in enumerate(observed):
        found = [resolved for report in each.reports for resolved in by_report.get(report.id, ())]
        began = combined(b for r in found if r.statement.status in IN_USE and (b := begin(r.statement)) is not None)
        event = at_risk and began is not None
        place = graph.entity(graph.report_places[each.reports[0].id])
        facts: Mapping[str, Cell] = {
            "place_id": place.id, "place": place.label, "unit_id": unit, "reform_id": reform.id,
            "reform": reform.label, **_times(each), "status": _furthest(found), "at_risk": int(at_risk),
            "event": int(event), "left_censored": int(event and number == 0 and _is_open(began)),
            "begin_lo": None if began is None else began.lo_date, "begin_hi": None if began is None else began.hi_date,
            "statements": " ".join(sorted(resolved.id for resolved in found)) or None,
        }
        yield [facts[column] for column in COLUMNS]
        at_risk = at_risk and not event


def _times(observed: _Observed) -> dict[str, Cell]:
    first, last = observed.period.first, observed.period.last
    return {
        "t_lo": None if first is None else iso_day(first), "t_hi": None if last is None else iso_day(last),
        "t_lo_day": first, "t_hi_day": last, "reports": len(observed.reports),
        "report_ids": " ".join(report.id for report in observed.reports),
    }


def _is_open(began: Bounds | None) -> bool:
    return began is not None and began.lo is None


def _furthest(found: Iterable[Resolved]) -> str | None:
    return max((r.statement.status for r in found if r.statement.status is not None), key=LADDER.index, default=None)
