"""The outcome: what became of a plan, as later reports of the same place have it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from graph.engagement import IN_USE, Bounds, begin
from graph.model import Graph, Resolved, last_known_day
from graph.stored_report import StoredReport
from ontology.period import iso_day
from ontology.statement import LADDER

# attrs.target of a plan -> the status that meets it.
TARGETS = {"pilot": "piloted", "adopt": "adopted", "expand": "expanded", "complete": "adopted"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a plan, and the later statement that shows it, if one does.

    `name`: not due, no later report, silent, still planned, short (it was reached in part of its meaning: a pilot, or
    use without the widening that was planned), partly (the amount is short), late or kept. `in_time` is None where the
    sentence does not say when it began. `reached` is the amount of a plan that was met in part.
    """

    name: str
    due: str | None
    report: str | None = None
    shown_by: Resolved | None = None
    in_time: bool | None = None
    reached: str | None = None


@dataclass(frozen=True, slots=True)
class _Later:
    """What later reports of the plan's place say of the plan's thing, in the order of time."""

    reports: list[StoredReport]
    statements: list[Resolved]


def is_more(plan: Resolved, graph: Graph) -> bool:
    """Whether the place had the planned thing in use by the plan's own report: then the plan is for more of it."""
    unit, day = graph.unit(plan.place), last_known_day(graph.reports[plan.statement.evidence.report])
    return any(
        other.object == plan.object and other.statement.status in IN_USE and other.statement.tier != "candidate"
        and graph.unit(other.place) == unit and last_known_day(graph.reports[other.statement.evidence.report]) <= day
        for other in graph.statements
    )


def outcome(plan: Resolved, family: Collection[str], graph: Graph, as_of: int | None = None) -> Outcome:
    """What became of a plan by the day `as_of`, or by the latest report of its place.

    A match is a statement of a later report about the same unit and a thing of the family, with a status at or past
    the target. Where there is one it decides, else the first of: not due, no later report, still planned, short,
    silent in the next report.
    """
    due = plan.statement.period.last
    later = _later(plan, family, graph, as_of)
    target = LADDER.index(_target(plan, graph))
    for found in later.statements:
        status = found.statement.status
        if status in (*IN_USE, "piloted") and LADDER.index(status) >= target:
            return _met(plan, found, due, graph)
    day = as_of if as_of is not None or len(later.reports) == 0 else last_known_day(later.reports[-1])
    return _unmet(later, due, day)


def _target(plan: Resolved, graph: Graph) -> str:
    """The status that meets the plan. What a place means to widen before it has it, it has to have first."""
    target = TARGETS.get(str(plan.statement.attrs.get("target")))
    if is_more(plan, graph):
        return target or "expanded"
    return "piloted" if target == "piloted" else "adopted"


def _later(plan: Resolved, family: Collection[str], graph: Graph, as_of: int | None) -> _Later:
    own = graph.reports[plan.statement.evidence.report]
    units = {graph.unit(plan.place), graph.unit(graph.report_places[own.id])}
    reports = sorted(
        (
            report for report in graph.reports.values()
            if graph.unit(graph.report_places[report.id]) in units and last_known_day(report) > last_known_day(own)
            and (as_of is None or last_known_day(report) <= as_of)
        ),
        key=lambda report: (last_known_day(report), report.id),
    )
    order = {report.id: number for number, report in enumerate(reports)}
    statements = [
        found for found in graph.statements
        if found.statement.evidence.report in order and found.object in family and found.statement.status is not None
        and found.statement.tier != "candidate" and graph.unit(found.place) == graph.unit(plan.place)
    ]
    return _Later(reports, sorted(statements, key=lambda found: _rank(found, order)))


def _rank(found: Resolved, order: dict[str, int]) -> tuple[int, int, int, str]:
    """By report; within one, the furthest status first."""
    evidence, status = found.statement.evidence, found.statement.status
    return (order[evidence.report], -LADDER.index(status or "planned"), evidence.start, found.statement.id)


def _met(plan: Resolved, found: Resolved, due: int | None, graph: Graph) -> Outcome:
    report, date = found.statement.evidence.report, None if due is None else iso_day(due)
    reached = _reached(plan, found, graph)
    if reached is not None:
        return Outcome("partly", date, report, found, None, reached)
    bounds = begin(found.statement) or found.since
    in_time = _in_time(bounds, due)
    return Outcome("late" if in_time is False else "kept", date, report, found, in_time)


def _in_time(bounds: Bounds, due: int | None) -> bool | None:
    if due is None or bounds.hi <= due:
        return True
    return False if bounds.lo is not None and bounds.lo > due else None


def _reached(plan: Resolved, found: Resolved, graph: Graph) -> str | None:
    """The amount that the matching report gives, where the plan's amount, in the same unit, is larger."""
    amount, unit = plan.statement.attrs.get("amount"), plan.statement.attrs.get("unit")
    if not isinstance(amount, str) or not isinstance(unit, str):
        return None
    figures = [
        value for other in graph.statements
        if other.statement.relation == "measured" and found.object in (other.subject, *other.about)
        and other.statement.evidence.report == found.statement.evidence.report and other.place == found.place
        and other.statement.attrs.get("unit") == unit and _is_number(value := other.statement.attrs.get("value"))
    ]
    most = max((float(str(value)) for value in figures), default=None)
    return f"{most:g}{unit}" if most is not None and _is_number(amount) and most < float(amount) else None


def _is_number(value: object) -> bool:
    return isinstance(value, str) and value.replace(".", "", 1).isdecimal()


def _unmet(later: _Later, due: int | None, day: int | None) -> Outcome:
    date = None if due is None else iso_day(due)
    if due is not None and day is not None and due > day:
        return Outcome("not due", date)
    if len(later.reports) == 0:
        return Outcome("no later report", date)
    begun = [found for found in later.statements if found.statement.status in (*IN_USE, "piloted")]
    planned = [found for found in later.statements if found.statement.status in ("planned", "drafted")]
    for name, statements in (("short", begun), ("still planned", planned)):
        if len(statements) > 0:
            return Outcome(name, date, statements[0].statement.evidence.report, statements[0])
    return Outcome("silent", date, later.reports[0].id)
