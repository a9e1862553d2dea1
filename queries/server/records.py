"""Records: entities, statements, reports and lineages as the JSON API gives them and the pages show them.

Each has `page`, the path under which it is read, and what is quoted says whether it is the report's own words.
"""

from __future__ import annotations

import itertools
import urllib.parse
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from graph import iris
from graph.engagement import Bounds
from graph.event import Detail, Event, Source
from graph.lineage import Lineage
from graph.model import Edge, Graph, Resolved
from graph.stored_report import StoredReport
from ontology.entities import Entity

Record: TypeAlias = dict[str, object]

# Facts of the registry that readers are shown; the rest is how the registry is kept.
FACTS = ("level", "code", "unit_id", "from", "to", "owner", "place", "sort", "function", "issuer", "date", "number",
         "act")

DIGEST = "digest, not the words of the report"


def page(iri: str) -> str:
    """The path of an IRI of ours on this server."""
    return "/" + iri.removeprefix(iris.BASE)


def named(entity: Entity) -> Record:
    """An entity in brief."""
    return {
        "id": entity.id, "kind": entity.kind, "label": entity.label, "label_en": entity.attrs.get("en"),
        "page": page(iris.entity_iri(entity.id)),
    }


def entity(graph: Graph, found: Entity, names: Iterable[str]) -> Record:
    """An entity with its facts and its other names."""
    aliases = sorted({name for name in names if name not in (found.label, found.attrs.get("en"))})
    facts = {key: found.attrs[key] for key in FACTS if key in found.attrs}
    family = [{**named(graph.entity(member)), "how": how} for member, how in _family(graph, found)]
    return {**named(found), "iri": iris.entity_iri(found.id), "aliases": aliases, "facts": facts, "family": family}


def edge(graph: Graph, found: Edge, evidence: Resolved | None) -> Record:
    """A plain edge with the sentence that it begins with; without one where the registry states it."""
    return {
        "id": found.id, "source": named(graph.entity(found.source)), "type": found.type,
        "target": named(graph.entity(found.target)), "status": found.status, "since": found.since,
        "tier": found.tier, "statements": len(found.statements), "how": found.how,
        "evidence": None if evidence is None else quoted(graph, evidence),
    }


def quoted(graph: Graph, said: Resolved) -> Record:
    """The sentence of a statement, with where it stands and whose words it has."""
    evidence = said.statement.evidence
    report = graph.reports[evidence.report]
    return {
        "statement": said.id, "quote": evidence.quote, "report": report.id, "text_kind": report.text_kind,
        "words": DIGEST if report.text_kind == "digest" else "of the report",
        "page": f"{page(iris.report_iri(report.id))}#{said.id}",
    }


def statement(graph: Graph, said: Resolved) -> Record:
    """A statement with what it says, of whom, when, and where it stands."""
    found = said.statement
    return {
        "id": said.id, "iri": iris.statement_iri(said.id), "page": page(iris.statement_iri(said.id)),
        "relation": found.relation, "status": found.status,
        "subject": {**named(graph.entity(said.subject)), "written": found.subject.text},
        "object": {**named(graph.entity(said.object)), "written": found.object.text},
        "place": named(graph.entity(said.place)), "period": found.period.text(), "period_basis": found.period.basis,
        "since": since(said.since), "part": found.part, "tier": found.tier, "pattern": found.pattern,
        "attrs": dict(found.attrs), "section": found.evidence.section, "start": found.evidence.start,
        "end": found.evidence.end, "evidence": quoted(graph, said),
    }


def report(graph: Graph, found: StoredReport, statements: int) -> Record:
    """A report, apart from its text."""
    agency = graph.report_agencies.get(found.id)
    return {
        "id": found.id, "iri": iris.report_iri(found.id), "page": page(iris.report_iri(found.id)), "doc": found.doc,
        "title": found.title, "place": named(graph.entity(graph.report_places[found.id])),
        "agency": None if agency is None else named(graph.entity(agency)), "period": found.period.text(),
        "plan_period": None if found.plan_period is None else found.plan_period.text(),
        "text_kind": found.text_kind, "url": found.url, "published": found.published, "sha256": found.sha256,
        "done_length": found.done_length, "plan_length": found.plan_length, "statements": statements,
    }


def lineage(graph: Graph, found: Lineage) -> Record:
    """A lineage: its events in the order of time, and what the reports do not say."""
    return {
        "thing": named(found.thing), "events": [_event(graph, event) for event in found.events],
        "reports": list(found.reports), "silent": list(found.silent), "mentioned": list(found.mentioned),
        "first_planned": [named(place) for place in found.first_planned],
        "first_in_use": [named(place) for place in found.first_in_use],
    }


def since(bounds: Bounds) -> Record:
    """Between which days something began; without `from` nobody says after which."""
    return {"from": bounds.lo_date, "to": bounds.hi_date, "basis": bounds.basis}


def marked(text: str, statements: Iterable[Resolved]) -> Iterator[Record]:
    """A text in pieces, each with the ids of the statements whose sentence it is part of."""
    found = list(statements)
    spans = [said.statement.evidence for said in found]
    ends = sorted({0, len(text), *(span.start for span in spans), *(span.end for span in spans)})
    starting: dict[int, list[Resolved]] = {}
    for said in found:
        starting.setdefault(said.statement.evidence.start, []).append(said)
    running: list[Resolved] = []
    for start, end in itertools.pairwise(ends):
        running = [said for said in running if said.statement.evidence.end > start] + starting.get(start, [])
        yield {
            "text": text[start:end], "begins": sorted(said.id for said in starting.get(start, [])),
            "statements": sorted(said.id for said in running),
        }


def local(entity_id: str) -> str:
    """An id as a part of a path."""
    return urllib.parse.quote(entity_id, safe="/")


def _family(graph: Graph, found: Entity) -> list[tuple[str, str]]:
    return [(member, how) for member, how in graph.family(found.id) if how != "self"]


def _event(graph: Graph, event: Event) -> Record:
    outcome = event.outcome
    return {
        "day": event.day, "period": event.period.text(), "place": named(event.place), "thing": named(event.thing),
        "how": event.how, "status": event.status, "began": None if event.begin is None else since(event.begin),
        "figures": [_detail(each) for each in event.figures], "documents": [_detail(each) for each in event.documents],
        "claims": [_detail(each) for each in event.claims], "sources": [_source(each) for each in event.sources],
        "mandates": [_source(each) for each in event.mandates], "more": event.more,
        "outcome": None if outcome is None else {
            "name": outcome.name, "due": outcome.due, "report": outcome.report, "in_time": outcome.in_time,
            "reached": outcome.reached,
            "evidence": None if outcome.shown_by is None else quoted(graph, outcome.shown_by),
        },
        "evidence": {
            "statement": event.statements[0], "quote": event.quote, "report": event.report,
            "text_kind": event.text_kind, "words": DIGEST if event.text_kind == "digest" else "of the report",
            "page": f"{page(iris.report_iri(event.report))}#{event.statements[0]}",
        },
        "statements": list(event.statements),
    }


def _detail(detail: Detail) -> Record:
    return {"text": detail.text, "statement": detail.statement, "page": page(iris.statement_iri(detail.statement))}


def _source(source: Source) -> Record:
    return {
        "id": source.id, "label": source.name, "by": source.by, "page": page(iris.entity_iri(source.id)),
        "statement": source.statement,
    }
