"""The lineage of a thing: who planned, piloted and used it, since when at the latest, from whom, in which words."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from graph.engagement import begin, combined, end
from graph.event import Detail, Event, Source
from graph.figure import figure
from graph.model import Graph, Resolved
from graph.outcome import Hindsight
from ontology.entities import Entity
from ontology.registry import NAMING
from ontology.schema import ENGAGING
from ontology.statement import plain

# Status of a statement -> what its event is called.
RUNGS = {
    "planned": "planned", "drafted": "drafted", "piloted": "piloted", "adopted": "in use", "expanded": "in use",
    "ended": "ended",
}
# Relation of what else is said -> the event it makes where it belongs to none.
ALONE = {
    "issued": "document", "learned_from": "learned", "mandated_by": "mandated", "measured": "measured",
    "claims": "claimed", "designated": "designated",
}
# The order of events of one day and place, and in which of them details are looked for a place first.
ORDER = ("in use", "piloted", "drafted", "ended", *ALONE.values(), "planned")

Key: TypeAlias = tuple[str, str, str, str]  # report, place, thing, status


@dataclass(frozen=True, slots=True)
class Lineage:
    """The events of a thing and its family, in the order of time, and what the reports do not say.

    Of the reports read, `silent` hold none of its names, `mentioned` hold one that no statement was read from. The
    first seen are the earliest of the reports read, and no origin.
    """

    thing: Entity
    events: tuple[Event, ...]
    reports: tuple[str, ...]
    silent: tuple[str, ...]
    mentioned: tuple[str, ...]
    first_planned: tuple[Entity, ...]
    first_in_use: tuple[Entity, ...]


@dataclass(slots=True)
class _Draft:
    """The statements of an event before it is one."""

    said: list[Resolved] = field(default_factory=list)
    details: dict[str, list[Resolved]] = field(default_factory=dict)


def lineage(graph: Graph, entity_id: str, as_of: datetime.date | None = None) -> Lineage:
    """The lineage of an entity; plans are looked at from the day `as_of`, else from the latest report of each place.

    Raises NotFound for an entity that neither the graph nor the registry knows.
    """
    thing, members = graph.entity(entity_id), dict(graph.family(entity_id))
    said = [resolved for resolved in graph.statements if _concerns(resolved, members)]
    day = None if as_of is None else as_of.toordinal()
    drafts = _drafts(said, members)
    hindsight = Hindsight(graph)
    made = (_event(key, drafts[key], members, graph, hindsight, day) for key in drafts)
    events = sorted(made, key=lambda event: _order(event, graph))
    spoken = {resolved.statement.evidence.report for resolved in said}
    names = _names(graph, members)
    named = {report for report in graph.reports if report in spoken or _holds(graph.text(report), names)}
    silent = tuple(report for report in graph.reports if report not in named)
    return Lineage(
        thing=thing, events=tuple(events), reports=tuple(graph.reports), silent=silent,
        mentioned=tuple(sorted(named - spoken)),
        first_planned=_first(events, "planned"), first_in_use=_first(events, "in use"),
    )


def _concerns(resolved: Resolved, members: Mapping[str, str]) -> bool:
    things = (resolved.subject, resolved.object, *resolved.about)
    return resolved.statement.tier != "candidate" and any(thing in members for thing in things)


def _drafts(said: list[Resolved], members: Mapping[str, str]) -> dict[Key, _Draft]:
    """First the rungs, each with its statements, then each detail with the rung it belongs to, else alone."""
    drafts: dict[Key, _Draft] = {}
    rungs = [resolved for resolved in said if _is_rung(resolved, members)]
    for resolved in rungs:
        key = (*_where(resolved), resolved.object, RUNGS[resolved.statement.status or "adopted"])
        drafts.setdefault(key, _Draft()).said.append(resolved)
    # Documents before what was learned: a draft of a document is a rung where nothing else is.
    others = [r for r in said if r.statement.relation in ALONE and not _is_rung(r, members)]
    for resolved in sorted(others, key=lambda r: list(ALONE).index(r.statement.relation)):
        key = _host(resolved, drafts, members)
        draft = drafts.setdefault(key, _Draft())
        draft.details.setdefault(resolved.statement.relation, []).append(resolved)
    for report, place, thing, status in list(drafts):
        drafted = drafts.get((report, place, thing, "drafted"))
        if status == "planned" and drafted is not None and _is_under_way(drafts[report, place, thing, status]):
            drafted.said += drafts.pop((report, place, thing, status)).said
    return drafts


def _is_under_way(draft: _Draft) -> bool:
    """Whether a plan is for the time that the report tells of: beside a draft it is the draft's own step."""
    due = [(r.statement.period.last, r.since.hi) for r in draft.said]
    return len(draft.details) == 0 and all(last is not None and last <= told for last, told in due)


def _is_rung(resolved: Resolved, members: Mapping[str, str]) -> bool:
    return resolved.statement.relation in ENGAGING and resolved.object in members


def _where(resolved: Resolved) -> tuple[str, str]:
    return (resolved.statement.evidence.report, resolved.place)


def _host(resolved: Resolved, drafts: Mapping[Key, _Draft], members: Mapping[str, str]) -> Key:
    """The event that a detail belongs to: of its report, place and thing, else of its report, place and family."""
    things = [thing for thing in members if thing in (resolved.subject, resolved.object, *resolved.about)]
    relation, planned = resolved.statement.relation, resolved.statement.status == "planned"
    tied = relation in ("learned_from", "mandated_by")  # of a plan as well, and of any member of the family
    statuses = ("planned",) if planned else ORDER if tied else ORDER[:-1]
    for thing in [*things, *members] if tied else things:
        for status in statuses:
            if (*_where(resolved), thing, status) in drafts:
                return (*_where(resolved), thing, status)
    alone = "drafted" if resolved.statement.status == "drafted" else ALONE[relation]
    return (*_where(resolved), things[0], "planned" if planned else alone)


def _event(
    key: Key, draft: _Draft, members: Mapping[str, str], graph: Graph, hindsight: Hindsight, as_of: int | None
) -> Event:
    report, place, thing, status = key
    said = draft.said or [resolved for details in draft.details.values() for resolved in details]
    said = sorted(said, key=lambda r: (r.since.hi, r.statement.evidence.start, r.id))
    first = said[0].statement
    bounds = [bounds for r in said if (bounds := begin(r.statement) or end(r.statement)) is not None]
    plan = status == "planned" and len(draft.said) > 0
    return Event(
        day=_day(said[0]), period=first.period, place=graph.entity(place), thing=graph.entity(thing),
        how=members[thing], status=status, begin=combined(bounds) if len(draft.said) > 0 else None,
        figures=tuple(Detail(figure(r.statement), r.id) for r in _details(draft, "measured")),
        documents=tuple(Detail(r.statement.object.text, r.id) for r in _details(draft, "issued")),
        claims=tuple(_claims(draft)),
        sources=tuple(_source(r, graph) for r in _details(draft, "learned_from")),
        mandates=tuple(_source(r, graph) for r in _details(draft, "mandated_by")),
        outcome=hindsight.outcome(said[0], as_of) if plan else None,
        more=plan and hindsight.is_more(said[0]), quote=first.evidence.quote, report=report,
        text_kind=graph.reports[report].text_kind, statements=tuple(r.id for r in said),
    )


def _day(resolved: Resolved) -> int:
    """A plan stands where it falls due, everything else where it held."""
    last = resolved.statement.period.last
    return last if resolved.statement.status == "planned" and last is not None else resolved.since.hi


def _details(draft: _Draft, relation: str) -> list[Resolved]:
    """The details of a relation in the order of the text; several of one clause where their name or number stands."""
    return sorted(draft.details.get(relation, []), key=lambda r: (_place_in_text(r), r.object, r.id))


def _place_in_text(resolved: Resolved) -> int:
    said = resolved.statement
    value = said.attrs.get("value")
    written = value if isinstance(value, str) else said.object.text
    return said.evidence.start + max(0, said.evidence.quote.find(written))


def _claims(draft: _Draft) -> Iterator[Detail]:
    for relation, key in (("claims", "rank"), ("designated", "level")):
        for resolved in _details(draft, relation):
            yield Detail(str(resolved.statement.attrs.get(key, relation)), resolved.id)


def _source(resolved: Resolved, graph: Graph) -> Source:
    by = resolved.statement.attrs.get("by")
    return Source(
        resolved.object, graph.entity(resolved.object).label, None if by is None else str(by), resolved.id
    )


def _order(event: Event, graph: Graph) -> tuple[object, ...]:
    """By day; then the place of the report before those it tells of, the thing itself before its family."""
    own = graph.report_places[event.report] == event.place.id
    return (
        event.day, event.report, not own, event.place.id, event.how != "self", event.thing.id,
        ORDER.index(event.status),
    )


def _first(events: list[Event], status: str) -> tuple[Entity, ...]:
    """The places of the earliest events of a status: several where their days are the same."""
    found = [event for event in events if event.status == status]
    first = min((event.day for event in found), default=0)
    places = {event.place.id: event.place for event in found if event.day == first}
    return tuple(places[place] for place in sorted(places))


def _names(graph: Graph, members: Mapping[str, str]) -> set[str]:
    names = {plain(name.text) for name in graph.registry.names if name.entity in members and name.role in NAMING}
    return names | {plain(graph.entity(member).label) for member in members}


def _holds(text: str, names: set[str]) -> bool:
    found = plain(text)
    return any(name in found for name in names)
