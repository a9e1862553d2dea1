"""The derived elements: what is worked out from the statements once, so that no query has to.

    (:Engagement)-[:OF_PLACE]->(:Place)   (:Engagement)-[:ENGAGED_WITH]->(thing)   graph/unit_engagement.py
    (:Engagement)-[:SHOWN_BY]->(:Statement)   (:Engagement)-[:FIRST_USED_BY]->(:Statement)
    (:Place)-[:USES]->(thing)             the latest record of a unit, and what it has in use
    (:Statement)-[:BESIDE]->(:Engagement) a claim, and who is seen first with what it is of
    (:YearCount)-[:COUNTS]->(thing)
    (:NameCount)                          how many entities of a kind the statements of a tier name; graph/name_count.py
    (:Outcome)-[:OF_PLAN]->(:Statement)   (:Outcome)-[:MET_BY]->(:Statement)   (:Outcome)-[:TOLD_BY]->(:Report)
    (:Flag)-[:FLAGGED_IN]->(:Report)
    (:Place)-[:RECORD_OF]->(:Place)       its unit's latest record, which engagements stand at
    (:Place)-[:IN_PROVINCE]->(:Place)     (:Platform)-[:OWNED_BY]->(:Place)
    (:Agency)-[:MAY_SUCCEED]->(:Agency)   what no source says, and the names let one think
    (thing)-[:IN_FAMILY]->(thing)         itself, and what it is a variant or an instance of, however far

A latest record of a place carries the counts of its reports and statements, a thing those of the units that stand so
to it, and user_count: the units ever seen using it. A type of platforms carries how many there are, and how many units
were ever seen using one of them or the type.
An Outcome holds from `from_day` until before `until_day`, so that a question may be asked as of any day; the one that
holds at the end of the latest report is `current`.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.element import Node, Relationship, Value, bare, node
from graph.engagement import Bounds
from graph.model import UNREGISTERED, Graph, Resolved, last_known_day
from graph.name_count import NameCount, name_counts
from graph.outcome import Hindsight, Stage
from graph.places import latest_records, owners, provinces
from graph.stored_report import StoredReport
from graph.unit_engagement import UnitEngagement, YearCount, unit_engagements, year_counts
from ontology.report import Flag
from ontology.statement import digest

# No day that Python knows comes after it.
LAST_DAY = 3_652_059
# Reasons of flags that count what a report holds, beside the reasons of its reading.
CANDIDATE, UNKNOWN = "candidate statement", "unregistered name"
FAMILY = ("variant_of", "instance_of")
IN_USE = "in use"
STATE_COUNTS = {
    state: f"{state.replace(' ', '_')}_count" for state in ("planned", "drafted", "piloted", IN_USE, "ended")
}
NOT_THINGS = ("Agency", "Measure")


@dataclass(frozen=True, slots=True)
class Course:
    """A plan, whether it is for more of what the place has, and what became of it stage by stage."""

    plan: Resolved
    more: bool
    stages: tuple[Stage, ...]


@functools.lru_cache(maxsize=1)
def engagements(graph: Graph) -> tuple[UnitEngagement, ...]:
    """The engagements of all units."""
    return tuple(unit_engagements(graph))


@functools.lru_cache(maxsize=1)
def courses(graph: Graph) -> tuple[Course, ...]:
    """The course of each plan that is no candidate and no number, in the order of the statements."""
    hindsight = Hindsight(graph)
    return tuple(
        Course(resolved, hindsight.is_more(resolved), tuple(hindsight.stages(resolved)))
        for resolved in graph.statements
        if resolved.statement.status == "planned" and resolved.statement.tier != "candidate"
        and resolved.statement.relation != "measured"
    )


def counted(graph: Graph) -> dict[str, dict[str, Value]]:
    """What is counted on entities: the reports and statements of a place, on its latest record; who uses a thing."""
    counts: dict[str, dict[str, Value]] = _places_counted(graph)
    for found in engagements(graph):
        of = counts.setdefault(found.thing, {"user_count": 0, **dict.fromkeys(STATE_COUNTS.values(), 0)})
        of[STATE_COUNTS[found.state]] = int(str(of[STATE_COUNTS[found.state]])) + 1
        if found.in_use is not None:
            of["user_count"] = int(str(of["user_count"])) + 1
            of["first_used"] = min(str(of.get("first_used", found.in_use.hi_date)), found.in_use.hi_date)
    for kind, (platforms, users) in _of_platform_types(graph).items():
        counts.setdefault(kind, {}).update(platform_count=len(platforms), family_user_count=len(users))
    return counts


def _of_platform_types(graph: Graph) -> dict[str, tuple[set[str], set[str]]]:
    """Each type of platforms -> the platforms of it, and the places ever seen using one of its family."""
    found: dict[str, tuple[set[str], set[str]]] = {
        entity.id: (set(), set()) for entity in graph.entities.values() if entity.kind == "PlatformType"
    }
    up = _up(graph)
    for entity in graph.entities.values():
        if entity.kind == "Platform":
            for root in found.keys() & _roots(entity.id, up):
                found[root][0].add(entity.id)
    for each in engagements(graph):
        if each.in_use is not None:
            for root in found.keys() & _roots(each.thing, up):
                found[root][1].add(each.place)
    return found


def _places_counted(graph: Graph) -> dict[str, dict[str, Value]]:
    latest = latest_records(graph)
    said = Counter(latest[r.place] for r in graph.statements if r.statement.tier != "candidate")
    told: dict[str, list[StoredReport]] = {}
    for report, place in graph.report_places.items():
        told.setdefault(latest[place], []).append(graph.reports[report])
    counts: dict[str, dict[str, Value]] = {place: {"place_statement_count": number} for place, number in said.items()}
    for place, reports in told.items():
        years = [report.year for report in reports]
        counts.setdefault(place, {"place_statement_count": 0}).update({
            "report_count": len(reports), "first_year": min(years), "last_year": max(years),
            "last_report_day": max(map(last_known_day, reports)),
        })
    return counts


@functools.lru_cache(maxsize=1)
def beside(graph: Graph) -> dict[str, tuple[str, int]]:
    """Each claim -> the engagement that shows its thing in use first, and how many places were seen so on that day.

    Of several of one day it is the speaker's own, else the first by its id.
    """
    up = _up(graph)
    users: dict[str, list[UnitEngagement]] = {}
    for found in engagements(graph):
        if found.in_use is not None:
            for root in _roots(found.thing, up):
                users.setdefault(root, []).append(found)
    latest, shown = latest_records(graph), {}
    for resolved in graph.statements:
        using = users.get(resolved.object, [])
        if resolved.statement.relation == "claims" and len(using) > 0:
            first = min(_day(found.in_use) or 0 for found in using)
            of_day = [found for found in using if _day(found.in_use) == first]
            own = latest[resolved.subject]
            chosen = min(of_day, key=lambda found: (found.place != own, found.id))
            shown[resolved.id] = (chosen.id, len({found.place for found in of_day}))
    return shown


def derived_nodes(graph: Graph) -> Iterator[Node]:
    """Engagements, counts of years and names, outcomes and flags."""
    yield from (_engagement_node(found) for found in engagements(graph))
    yield from (_year_node(count) for count in year_counts(engagements(graph)))
    yield from (_name_node(count) for count in name_counts(graph))
    latest = max((last_known_day(report) for report in graph.reports.values()), default=0)
    for course in courses(graph):
        yield from (_outcome_node(course, stage, latest) for stage in course.stages)
    yield from (_flag_node(report, flag) for report, flag in graph.flags if report in graph.reports)
    yield from (_count_node(report, reason, number) for (report, reason), number in _left_out(graph))


def derived_relationships(graph: Graph) -> Iterator[Relationship]:
    """The relationships of those nodes, and those that join places, platforms and families."""
    for found in engagements(graph):
        yield from _engagement_relationships(found)
    for statement, (engagement, _) in beside(graph).items():
        yield bare(statement, "BESIDE", engagement)
    for count in year_counts(engagements(graph)):
        yield bare(count.id, "COUNTS", count.thing)
    for course in courses(graph):
        for stage in course.stages:
            yield from _outcome_relationships(course, stage)
    for report, flag in graph.flags:
        if report in graph.reports:
            yield bare(flag.id_in(report), "FLAGGED_IN", report)
    for (report, reason), _ in _left_out(graph):
        yield bare(_count_id(report, reason), "FLAGGED_IN", report)
    latest = latest_records(graph)
    for kind, pairs in (("RECORD_OF", latest), ("IN_PROVINCE", provinces(graph)), ("OWNED_BY", owners(graph, latest))):
        yield from (bare(source, kind, target) for source, target in sorted(pairs.items()))
    yield from (bare(member, "IN_FAMILY", root) for member, root in _families(graph))
    for entity in graph.entities.values():
        former = [former for former in entity.attrs.get("may_succeed", "").split() if former in graph.entities]
        yield from (bare(entity.id, "MAY_SUCCEED", other) for other in former)


def _engagement_relationships(found: UnitEngagement) -> Iterator[Relationship]:
    yield bare(found.id, "OF_PLACE", found.place)
    yield bare(found.id, "ENGAGED_WITH", found.thing)
    yield bare(found.id, "SHOWN_BY", found.shown_by)
    if found.first_used is not None:
        yield bare(found.id, "FIRST_USED_BY", found.first_used)
    if found.state == IN_USE:
        yield bare(found.place, "USES", found.thing)


def _families(graph: Graph) -> Iterator[tuple[str, str]]:
    up = _up(graph)
    for entity in graph.entities.values():
        if entity.kind not in NOT_THINGS:
            yield from ((entity.id, root) for root in _roots(entity.id, up))


def _up(graph: Graph) -> dict[str, list[str]]:
    up: dict[str, list[str]] = {}
    for edge in graph.edges:
        if edge.relation in FAMILY:
            up.setdefault(edge.source, []).append(edge.target)
    return up


def _roots(thing: str, up: Mapping[str, list[str]]) -> list[str]:
    """The thing, and what it is a variant or an instance of, however far."""
    roots = [thing]
    for root in roots:
        roots += [further for further in up.get(root, ()) if further not in roots]
    return roots


def _engagement_node(found: UnitEngagement) -> Node:
    used = found.in_use
    return node(
        ("Engagement",), id=found.id, state=found.state, statement_count=found.statement_count,
        planned_since=_date(found.planned), planned_since_day=_day(found.planned), piloted_since=_date(found.piloted),
        piloted_since_day=_day(found.piloted), used_since=_date(used), used_since_day=_day(used),
        used_not_before=None if used is None else used.lo_date, used_not_before_day=None if used is None else used.lo,
        used_basis=None if used is None else used.basis, ended_since=_date(found.ended),
        ended_since_day=_day(found.ended), nth=found.nth, nth_in_province=found.nth_in_province,
    )


def _year_node(count: YearCount) -> Node:
    return node(
        ("YearCount",), id=count.id, year=count.year, planned_count=count.planned, piloted_count=count.piloted,
        used_count=count.in_use, used_total=count.in_use_total,
    )


def _name_node(count: NameCount) -> Node:
    return node(
        ("NameCount",), id=count.id, name_kind=count.kind, tier=count.tier, known="yes" if count.registered else "no",
        entity_count=count.entities, statement_count=count.statements,
    )


def _outcome_node(course: Course, stage: Stage, latest: int) -> Node:
    outcome, until = stage.outcome, LAST_DAY if stage.until is None else stage.until
    in_time = None if outcome.in_time is None else "yes" if outcome.in_time else "no"
    return node(
        ("Outcome",), id=_outcome_id(course, stage), outcome=outcome.name, from_day=stage.since,
        until_day=until, current="yes" if stage.since <= latest < until else "no", more="yes" if course.more else "no",
        in_time=in_time, reached=outcome.reached, due=outcome.due, due_day=course.plan.statement.period.last,
    )


def _outcome_relationships(course: Course, stage: Stage) -> Iterator[Relationship]:
    outcome = stage.outcome
    yield bare(_outcome_id(course, stage), "OF_PLAN", course.plan.id)
    if outcome.report is not None:
        yield bare(_outcome_id(course, stage), "TOLD_BY", outcome.report)
    if outcome.shown_by is not None:
        yield bare(_outcome_id(course, stage), "MET_BY", outcome.shown_by.id)


def _outcome_id(course: Course, stage: Stage) -> str:
    return "o-" + digest([course.plan.id, stage.since])[:20]


def _flag_node(report: str, flag: Flag) -> Node:
    return node(
        ("Flag",), id=flag.id_in(report), reason=flag.reason, words=flag.text, quote_start=flag.start,
        quote_end=flag.end, flag_count=1,
    )


def _left_out(graph: Graph) -> list[tuple[tuple[str, str], int]]:
    """What is left out of the plain edges, counted: (report, reason) -> how often, in that order.

    Statements that are candidates only, and entities of a report that the registry does not know.
    """
    counts: Counter[tuple[str, str]] = Counter()
    unknown: set[tuple[str, str]] = set()
    for resolved in graph.statements:
        report = resolved.statement.evidence.report
        counts[report, CANDIDATE] += resolved.statement.tier == "candidate"
        unknown |= {
            (report, named) for named in (resolved.subject, resolved.object, *resolved.about)
            if UNREGISTERED in named and not named.startswith("measure/")
        }
    counts.update((report, UNKNOWN) for report, _ in unknown)
    return sorted((key, number) for key, number in counts.items() if number > 0)


def _count_node(report: str, reason: str, number: int) -> Node:
    return node(("Flag",), id=_count_id(report, reason), reason=reason, flag_count=number)


def _count_id(report: str, reason: str) -> str:
    return "f-" + digest([report, reason])[:20]


def _date(bounds: Bounds | None) -> str | None:
    return None if bounds is None else bounds.hi_date


def _day(bounds: Bounds | None) -> int | None:
    return None if bounds is None else bounds.hi
