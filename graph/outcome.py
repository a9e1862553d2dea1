"""The outcome: what became of a plan, as later reports of the same place have it."""

from __future__ import annotations

from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True)
class Stage:
    """What had become of a plan on each day from `since` on, until before `until`; None: to this day."""

    since: int
    until: int | None
    outcome: Outcome


class Hindsight:
    """What later reports say, looked at plan by plan.

    A later report is one whose place is that of the plan or of the plan's report, and whose time ends after; a match is
    a statement of it about the same unit and the same thing or its kin, with a status at or past the target. Kin are
    the variants and instances of the thing, and what it is a variant of: another wording is the thing itself, another
    instance is not.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._kin: dict[str, tuple[str, ...]] = {}
        self._bases: dict[str, list[str]] = {}
        for edge in graph.edges:
            if edge.relation == "variant_of":
                self._bases.setdefault(edge.source, []).append(edge.target)
        self._reports: dict[str, list[StoredReport]] = {}
        for report in sorted(graph.reports.values(), key=lambda report: (last_known_day(report), report.id)):
            self._reports.setdefault(graph.unit(graph.report_places[report.id]), []).append(report)
        self._said: dict[tuple[str, str], list[Resolved]] = {}
        self._figures: dict[tuple[str, str], list[Resolved]] = {}
        for resolved in graph.statements:
            if resolved.statement.tier != "candidate":
                self._take(resolved)

    def is_more(self, plan: Resolved) -> bool:
        """Whether the place had the planned thing in use by the plan's own report: then the plan is for more of it."""
        day = self._told(plan)
        return any(
            other.statement.status in IN_USE and self._told(other) <= day
            for other in self._said.get((self._graph.unit(plan.place), plan.object), [])
        )

    def outcome(self, plan: Resolved, as_of: int | None = None) -> Outcome:
        """What became of a plan by the day `as_of`, or by the latest report of its place.

        A match decides; without one the first of: not due, no later report, short, still planned, silent.
        """
        due = plan.statement.period.last
        reports = self._later_reports(plan, as_of)
        order = {report.id: number for number, report in enumerate(reports)}
        later = sorted(
            (found for found in self._said_of(plan) if found.statement.evidence.report in order),
            key=lambda found: _rank(found, order),
        )
        target = LADDER.index(self._target(plan))
        for found in later:
            status = found.statement.status
            if status in ("piloted", *IN_USE) and LADDER.index(status) >= target:
                return self._met(plan, found, due)
        return _unmet(reports, later, due, as_of)

    def stages(self, plan: Resolved) -> list[Stage]:
        """What had become of a plan by each day since its report, in the order of time.

        It changes on the day on which it falls due, and with reports: the first later one, and each with a statement
        of its kin.
        """
        told = self._told(plan)
        reports = self._later_reports(plan, None)
        speaking = {found.statement.evidence.report for found in self._said_of(plan)}
        days = {last_known_day(report) for report in reports if report is reports[0] or report.id in speaking}
        due = plan.statement.period.last
        days |= {told} if due is None or due <= told else {told, due}
        found: list[Stage] = []
        for day in sorted(days):
            outcome = self.outcome(plan, day)
            if len(found) > 0 and found[-1].outcome == outcome:
                continue
            found[-1:] = [replace(stage, until=day) for stage in found[-1:]]
            found.append(Stage(day, None, outcome))
        return found

    def _take(self, resolved: Resolved) -> None:
        unit = self._graph.unit(resolved.place)
        if resolved.statement.relation == "measured":
            for thing in {resolved.subject, *resolved.about}:
                self._figures.setdefault((unit, thing), []).append(resolved)
        elif resolved.statement.status is not None:
            self._said.setdefault((unit, resolved.object), []).append(resolved)

    def _told(self, resolved: Resolved) -> int:
        return last_known_day(self._graph.reports[resolved.statement.evidence.report])

    def _said_of(self, plan: Resolved) -> list[Resolved]:
        unit = self._graph.unit(plan.place)
        return [found for thing in self._kin_of(plan.object) for found in self._said.get((unit, thing), [])]

    def _kin_of(self, thing: str) -> tuple[str, ...]:
        if thing not in self._kin:
            bases = [thing]
            for base in bases:
                bases += [further for further in self._bases.get(base, ()) if further not in bases]
            family = [member for member, _ in self._graph.family(thing)]
            self._kin[thing] = tuple(dict.fromkeys([*family, *bases]))
        return self._kin[thing]

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
            value for other in self._figures.get((self._graph.unit(found.place), found.object), [])
            if other.statement.evidence.report == found.statement.evidence.report and other.place == found.place
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
