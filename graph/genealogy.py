"""The genealogy of a reform: its documented events, joined with what the reports of the workspace say.

An event that a published source documents is taken from ontology/registry/lineages.yaml with its citation. One that
rests on a report is derived from the statements of that report: where the workspace does not hold it, or nothing of
the kind was read from it, the event is waiting and no fact. Order in time draws nothing. A line is solid where a source
or a statement says from whom, and dashed where only a tie is stated (an agreement, an alliance) with a place that had
the thing in use or on trial strictly before.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from graph.model import Graph, Resolved
from ontology import lineages
from ontology.entities import Entity
from ontology.lineages import RUNGS, Lineage, LineageEvent
from ontology.registry import NAMING
from ontology.statement import LADDER, plain

Line: TypeAlias = Literal["solid", "dashed"]

IN_USE = ("adopted", "expanded")
# Kinds of documented event after which a place has the thing, in use or on trial.
HAVING = ("origin", "pilot", "platform", "adoption", "local_variant", "successor")
# Evidence of an evolution that a source states; the rest is unverified or our inference, and draws nothing.
STATED = ("stated", "doc-names-both", "same-issuer-successive", "same-place-successive")
LAST_DAY = 3_652_059  # no day that Python knows comes after it


@dataclass(frozen=True, slots=True)
class Tie:
    """A line to an event from a place, or from another thing; `by` says what draws it."""

    line: Line
    source: str
    by: str


@dataclass(frozen=True, slots=True)
class Step:
    """An event of a genealogy that stands: documented, or derived from `statements`, the first of which is quoted.

    `period` is ISO text, None where nobody says when; `day` orders: the last day on which it may have begun.
    """

    event: LineageEvent
    place: Entity
    level: str
    period: str | None
    day: int
    status: str | None
    statements: tuple[Resolved, ...]
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True, slots=True)
class Genealogy:
    """A documented lineage: its steps in the order of time, the events that wait for a report, and evolutions."""

    lineage: Lineage
    steps: tuple[Step, ...]
    waiting: tuple[LineageEvent, ...]
    evolutions: tuple[Tie, ...]


@functools.lru_cache(maxsize=1)
def genealogies(graph: Graph) -> tuple[Genealogy, ...]:
    """Every lineage that a graph holds, in the order of its file. Raises DataFileError."""
    return tuple(_genealogy(lineage, graph) for lineage in graph.lineages)


def named(name: str, graph: Graph) -> list[Genealogy]:
    """The genealogies of a lineage's id or label, or of the name or id of a thing that one is about.

    Where none is about the thing as a whole, those with an event of it.
    """
    key = plain(name)
    found = [each for each in genealogies(graph) if key in _names(each.lineage.things, each.lineage, graph)]
    if len(found) > 0:
        return found
    return [each for each in genealogies(graph) if key in _names(things(each.lineage), each.lineage, graph)]


def names(lineage: Lineage, graph: Graph) -> list[str]:
    """By which a lineage may be asked for: its id and label, the ids and names of what it is about."""
    return sorted(_names(lineage.things, lineage, graph))


def things(lineage: Lineage) -> tuple[str, ...]:
    """All things that a lineage or one of its events is about, by id."""
    return tuple(sorted({*lineage.things, *(thing for event in lineage.events for thing in event.things)}))


def citations(step: Step) -> list[str]:
    """Where a step is written: grade, address and spot of each source, or the statements it is derived from."""
    if len(step.statements) > 0:
        return [f"{r.statement.evidence.report} {r.id}" for r in step.statements]
    if len(step.event.sources) > 0:
        return [f"{source.grade} {source.address} ({source.pointer})" for source in step.event.sources]
    return ["unverified: no source of grade A or B was found"]


def _genealogy(lineage: Lineage, graph: Graph) -> Genealogy:
    steps, waiting = [], []
    for event in lineage.ordered():
        step = _documented(event, graph) if event.report is None else _derived(event, graph)
        if step is None:
            waiting.append(event)
        else:
            steps.append(step)
    steps.sort(key=lambda step: (step.day, step.event.id))
    drawn = tuple(_with_ties(step, steps, graph) for step in steps)
    return Genealogy(lineage, drawn, tuple(waiting), tuple(_evolutions(lineage, graph)))


def _documented(event: LineageEvent, graph: Graph) -> Step:
    place, period = graph.entity(event.place), event.period
    day = LAST_DAY if period is None else period.last if period.last is not None else period.first or LAST_DAY
    return Step(event, place, place.attrs["level"], event.date, day, event.status, ())


def _derived(event: LineageEvent, graph: Graph) -> Step | None:
    """The event as the report's statements have it, None where they do not."""
    told = [r for report in sorted(_reports(event, graph)) for r in _by_report(graph).get(report, ())]
    said = sorted(
        (r for r in told if _tells(r, event, graph)),
        key=lambda r: (r.since.hi, r.statement.evidence.start, r.id),
    )
    if len(said) == 0:
        return None
    first, place = said[0], graph.entity(event.place)
    statuses = [r.statement.status for r in said if r.statement.status is not None]
    last = first.statement.period.last
    planned = first.statement.status == "planned" and last is not None
    return Step(
        event, place, place.attrs["level"], first.statement.period.text(),
        last if planned and last is not None else first.since.hi,
        # That a document was issued is no rung of what it is about.
        None if event.kind == "local_document" else max(statuses, key=LADDER.index, default=None),
        tuple(said),
    )


def _reports(event: LineageEvent, graph: Graph) -> set[str]:
    """The reports that an event may rest on: of the pointer's place and period, the body's text or a digest of it."""
    pointer = _pointers()[event.report or ""]
    return {
        report.id for report in graph.reports.values()
        if report.period.text() == pointer.period
        and graph.unit(graph.report_places[report.id]) == graph.unit(pointer.place)
    }


@functools.lru_cache(maxsize=1)
def _by_report(graph: Graph) -> dict[str, list[Resolved]]:
    found: dict[str, list[Resolved]] = {}
    for resolved in graph.statements:
        found.setdefault(resolved.statement.evidence.report, []).append(resolved)
    return found


@functools.cache
def _pointers() -> dict[str, lineages.Pointer]:
    return lineages.reports()


def _tells(resolved: Resolved, event: LineageEvent, graph: Graph) -> bool:
    """Whether a statement says what the event says: of its thing, in its place, on its rung."""
    said = resolved.statement
    if said.tier == "candidate" or graph.unit(resolved.place) != graph.unit(event.place):
        return False
    if event.kind == "learned_from":
        units = {graph.unit(place) for place in event.from_}
        return said.relation == "learned_from" and graph.unit(resolved.object) in units
    about = {member for thing in event.things for member, _ in graph.family(thing)}
    if event.kind == "local_document":
        return said.relation == "issued" and not about.isdisjoint(resolved.about)
    return resolved.object in about and said.status in _rungs(event)


def _rungs(event: LineageEvent) -> tuple[str, ...]:
    if event.status is None:
        return tuple(RUNGS.get(event.kind, ()))
    return IN_USE if event.status in IN_USE else (event.status,)


def _with_ties(step: Step, steps: Iterable[Step], graph: Graph) -> Step:
    event = step.event
    learned = {graph.unit(place) for place in event.from_}
    ties: list[Tie] = []
    if event.proof == "verified":
        ties += [Tie("solid", place, "a source says so") for place in event.from_]
    elif event.proof == "report":
        told = {graph.unit(r.object): r.id for r in step.statements if r.statement.relation == "learned_from"}
        ties += [Tie("solid", place, told[graph.unit(place)]) for place in event.from_ if graph.unit(place) in told]
    for partner in event.partners:
        before = [
            other for other in steps
            if other.day < step.day and graph.unit(other.place.id) == graph.unit(partner) and _has(other)
        ]
        if len(before) > 0 and graph.unit(partner) not in learned:
            ties.append(Tie("dashed", partner, f"partner in {event.id}, after {before[0].event.id}"))
    return Step(
        event, step.place, step.level, step.period, step.day, step.status, step.statements, tuple(ties)
    )


def _has(step: Step) -> bool:
    if len(step.statements) > 0:
        return step.status in ("piloted", *IN_USE)
    return step.event.kind in HAVING and step.event.status not in ("planned", "drafted", "ended")


def _evolutions(lineage: Lineage, graph: Graph) -> Iterator[Tie]:
    """What of a lineage grew out of what, as far as a source says: the later one as the source of the tie's words."""
    known = set(things(lineage))
    for link in graph.registry.links:
        if link.relation == "evolved_from" and link.note in STATED and {link.subject, link.object} <= known:
            later, earlier = graph.entity(link.subject).label, graph.entity(link.object).label
            yield Tie("solid", link.object, f"{later} \u2190 {earlier} ({link.note})")


def _names(about: Iterable[str], lineage: Lineage, graph: Graph) -> set[str]:
    known = set(about)
    found = {plain(name.text) for name in graph.registry.names if name.entity in known and name.role in NAMING}
    stations = {plain(part) for part in _STATIONS.split(lineage.label) if part.strip() != ""}
    return found | stations | {lineage.id, lineage.id.removeprefix("lineage/"), plain(lineage.label), *known}


# A label names the stations of a lineage, as far as it has several.
_STATIONS = re.compile("[\u2192:()\uff08\uff09]")
