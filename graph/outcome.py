"""The outcome: what became of a plan, as later reports of the same place have it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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

    `name`: not due, no later report, silent, still planned, short (the later statement is of a pilot, of use without
    the widening that was planned, or of an end), partly (the amount is short), late or kept. `in_time` is None where
    the sentence does not say when it began. `reached` is the amount of a plan that was met in part.
    """

    name: str
    due: str | None
    report: str | None = None
    shown_by: Resolved | None = None
    in_time: bool | None = None
    reached: str | None = None


class Hindsight:
    """What later reports say of a family of things, looked at plan by plan.

    `said` are the statements about the family. A later report is one whose place is that of the plan or of the plan's
    report, and whose time ends after; a match is a statement of it about the same unit and a thing of the family, with
    a status at or past the target.
    """

    def __init__(self, graph: Graph, said: Iterable[Resolved], family: Collection[str]) -> None:
        self._graph = graph
        self._reports: dict[str, list[StoredReport]] = {}
        for report in sorted(graph.reports.values(), key=lambda report: (last_known_day(report), report.id)):
            self._reports.setdefault(graph.unit(graph.report_places[report.id]), []).append(report)
        self._said: dict[str, list[Resolved]] = {}
        for resolved in said:
            if resolved.object in family or resolved.statement.relation == "measured":
                self._said.setdefault(graph.unit(resolved.place), []).append(resolved)

    def is_more(self, plan: Resolved) -> bool:
        """Whether the place had the planned thing in use by the plan's own report: then the plan is for more of it."""
        day = self._told(plan)
        return any(
            other.object == plan.object and other.statement.status in IN_USE and self._told(other) <= day
            for other in self._said_of(plan)
        )

    def outcome(self, plan: Resolved, as_of: int | None = None) -> Outcome:
        """What became of a plan by the day `as_of`, or by the latest report of its place.

        A match decides; without one the first of: not due, no later report, short, still planned, silent.
        """
        due = plan.statement.period.last
        reports = self._later_reports(plan, as_of)
        order = {report.id: number for number, report in enumerate(reports)}
        later = sorted(
            (
                found for found in self._said_of(plan)
                if found.statement.evidence.report in order and found.statement.status is not None
                and found.statement.relation != "measured"
            ),
            key=lambda found: _rank(found, order),
        )
        target = LADDER.index(self._target(plan))
        for found in later:
            status = found.statement.status
            if status in ("piloted", *IN_USE) and LADDER.index(status) >= target:
                return self._met(plan, found, due)
        return _unmet(reports, later, due, as_of)

    def _told(self, resolved: Resolved) -> int:
        return last_known_day(self._graph.reports[resolved.statement.evidence.report])

    def _said_of(self, plan: Resolved) -> list[Resolved]:
        return self._said.get(self._graph.unit(plan.place), [])

    def _target(self, plan: Resolved) -> str:
        """The status that meets the plan. What a place means to widen before it has it, it has to have first."""
        target = TARGETS.get(str(plan.statement.attrs.get("target")))
        if self.is_more(plan):
            return target or "expanded"
        return "piloted" if target == "piloted" else "adopted"

    def _later_reports(self, plan: Resolved, as_of: int | None) -> list[StoredReport]:
        own = plan.statement.evidence.report
        units = {self._graph.unit(plan.place), self._graph.unit(self._graph.report_places[own])}
        later = [
            report for unit in sorted(units) for report in self._reports.get(unit, [])
            if last_known_day(report) > self._told(plan) and (as_of is None or last_known_day(report) <= as_of)
        ]
        return sorted(later, key=lambda report: (last_known_day(report), report.id))

    def _met(self, plan: Resolved, found: Resolved, due: int | None) -> Outcome:
        report, date = found.statement.evidence.report, None if due is None else iso_day(due)
        reached = self._reached(plan, found)
        if reached is not None:
            return Outcome("partly", date, report, found, None, reached)
        in_time = _in_time(begin(found.statement) or found.since, due)
        return Outcome("late" if in_time is False else "kept", date, report, found, in_time)

    def _reached(self, plan: Resolved, found: Resolved) -> str | None:
        """The amount that the matching report gives, where the plan's amount, in the same unit, is larger."""
        amount, unit = plan.statement.attrs.get("amount"), plan.statement.attrs.get("unit")
        if not _is_number(amount):
            return None
        figures = [
            value for other in self._said_of(plan)
            if other.statement.relation == "measured" and found.object in (other.subject, *other.about)
            and other.statement.evidence.report == found.statement.evidence.report and other.place == found.place
            and other.statement.attrs.get("unit") == unit and _is_number(value := other.statement.attrs.get("value"))
        ]
        most = max((float(str(value)) for value in figures), default=None)
        return f"{most:g}{unit}" if most is not None and most < float(str(amount)) else None


def _rank(found: Resolved, order: dict[str, int]) -> tuple[int, int, int, str]:
    """By report; within one, the furthest status first."""
    evidence, status = found.statement.evidence, found.statement.status
    return (order[evidence.report], -LADDER.index(status or "planned"), evidence.start, found.id)


def _in_time(bounds: Bounds, due: int | None) -> bool | None:
    if due is None or bounds.hi <= due:
        return True
    return False if bounds.lo is not None and bounds.lo > due else None


def _is_number(value: object) -> bool:
    return isinstance(value, str) and value.replace(".", "", 1).isdecimal()


def _unmet(reports: list[StoredReport], later: list[Resolved], due: int | None, as_of: int | None) -> Outcome:
    date = None if due is None else iso_day(due)
    day = as_of if as_of is not None or len(reports) == 0 else last_known_day(reports[-1])
    if due is not None and day is not None and due > day:
        return Outcome("not due", date)
    if len(reports) == 0:
        return Outcome("no later report", date)
    for name, statuses in (("short", ("piloted", *IN_USE, "ended")), ("still planned", ("planned", "drafted"))):
        found = next((resolved for resolved in later if resolved.statement.status in statuses), None)
        if found is not None:
            return Outcome(name, date, found.statement.evidence.report, found)
    return Outcome("silent", date, reports[0].id)
