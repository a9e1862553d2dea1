"""The elements of a property graph: the nodes and relationships that networkx, kglite and Neo4j all get.

Entities carry their kind as their label; a Place that is a city is a City besides. Beside the plain edges of
relations.yaml, whose type stands in its upper-case form, there are:

    (:Statement)-[:SUBJECT]->(entity)      (:Statement)-[:OBJECT]->(entity)     (:Statement)-[:ABOUT]->(entity)
    (:Statement)-[:IN_PLACE]->(:Place)     (:Statement)-[:FROM_REPORT]->(:Report)
    (:Report)-[:REPORT_OF]->(:Place)       (:Report)-[:WRITTEN_BY]->(:Agency)   (:Agency)-[:OF]->(:Place)
    (:Measurement)-[:OF]->(thing)          (:Measurement)-[:IN]->(:Place)
    (:Measurement)-[:SAID_BY]->(:Statement)

and those of graph/derived.py and graph/documented.py.

A property without a value is left out: Neo4j stores no null. No property is named type or title, which kglite keeps
for itself. A date stands as ISO text and, under the same name with `_day`, as an integer for comparing and sorting.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from graph.derived import beside, counted, derived_nodes, derived_relationships
from graph.documented import documented_nodes, documented_relationships
from graph.edges import PLAIN_TIERS
from graph.element import Node, Relationship, Value, bare, given, node
from graph.engagement import begin, end
from graph.model import UNREGISTERED, Edge, Graph, Resolved, last_known_day
from graph.stored_report import StoredReport
from ontology import schema
from ontology.entities import Entity
from ontology.period import first_day

__all__ = [
    "Node", "Relationship", "Value", "measurement_id", "measurements", "nodes", "plain_edge", "plain_types",
    "relationships",
]

# A fact of the registry -> the property it becomes.
FACTS = {
    "en": "label_en", "code": "code", "level": "level", "unit_id": "unit_id", "from": "valid_from", "to": "valid_to",
    "owner": "owner", "family": "family", "sort": "sort", "function": "function", "issuer": "issuer", "date": "date",
    "number": "number", "act": "act", "asks": "asks",
}
# What a statement says besides -> the property it becomes: the rank of a claim, the level of a pilot.
SAID = {"rank": "rank", "level": "level", "by": "by", "target": "plan_target", "amount": "amount"}
# What a measured statement says -> the property of its Measurement.
FIGURES = ("value", "unit", "approx", "bound", "change", "baseline", "mode", "scope", "as_of")


def nodes(graph: Graph) -> Iterator[Node]:
    """All nodes: entities, reports, statements, measurements, and what is derived, each kind in a fixed order."""
    counts = counted(graph)
    yield from (_entity_node(entity, counts.get(entity.id, {})) for entity in graph.entities.values())
    yield from (_report_node(report) for report in graph.reports.values())
    edges = {statement: edge.id for edge in graph.edges if edge.relation != "concerns" for statement in edge.statements}
    firsts = {statement: number for statement, (_, number) in beside(graph).items()}
    yield from (_statement_node(resolved, edges, firsts.get(resolved.id)) for resolved in graph.statements)
    yield from (_measurement_node(resolved) for resolved in measurements(graph))
    yield from derived_nodes(graph)
    yield from documented_nodes(graph)


def relationships(graph: Graph) -> Iterator[Relationship]:
    """All relationships: plain edges first."""
    yield from (plain_edge(edge) for edge in graph.edges)
    for resolved in graph.statements:
        yield from _statement_relationships(resolved)
    for report, place in graph.report_places.items():
        yield bare(report, "REPORT_OF", place)
    for report, agency in graph.report_agencies.items():
        yield bare(report, "WRITTEN_BY", agency)
    for entity in graph.entities.values():
        place_of = entity.attrs.get("place", entity.attrs.get("owner"))
        if entity.kind == "Agency" and place_of is not None:
            yield bare(entity.id, "OF", place_of)
    for resolved in measurements(graph):
        yield bare(measurement_id(resolved), "OF", resolved.subject)
        yield bare(measurement_id(resolved), "IN", resolved.place)
        yield bare(measurement_id(resolved), "SAID_BY", resolved.id)
    yield from derived_relationships(graph)
    yield from documented_relationships(graph)


def measurements(graph: Graph) -> Iterator[Resolved]:
    """The statements that are numbers, and no plans or candidates."""
    for resolved in graph.statements:
        said = resolved.statement
        if said.relation == "measured" and said.status is None and said.tier in PLAIN_TIERS:
            yield resolved


def measurement_id(resolved: Resolved) -> str:
    """The id of a statement's Measurement."""
    return "m-" + resolved.id.removeprefix("s-")


def plain_types() -> frozenset[str]:
    """The types of plain edges: all of relations.yaml."""
    return frozenset(kind for relation in schema.load().relations.values() for kind in relation.edges.values())


def _entity_node(entity: Entity, counts: Mapping[str, Value]) -> Node:
    labels = (entity.kind, "City") if entity.attrs.get("is_city") == "true" else (entity.kind,)
    facts = {FACTS[key]: value for key, value in entity.attrs.items() if key in FACTS}
    if entity.kind == "Place":
        facts.setdefault("unit_id", entity.id)
    day = first_day(facts["date"].partition("/")[0]) if "date" in facts else None
    return node(
        labels, id=entity.id, label=entity.label, kind=entity.kind, registered=UNREGISTERED not in entity.id,
        date_day=day, **facts, **counts,
    )


def _report_node(report: StoredReport) -> Node:
    period = report.period
    return node(
        ("Report",), id=report.id, doc=report.doc, name=report.title, agency=report.agency,
        text_kind=report.text_kind, period=period.text(), period_start=period.start, period_end=period.end,
        first_day=period.first, last_day=last_known_day(report), year=report.year,
        plan_period=None if report.plan_period is None else report.plan_period.text(),
        done_length=report.done_length, plan_length=report.plan_length, sha256=report.sha256, url=report.url,
        published=report.published,
    )


def _statement_node(resolved: Resolved, edges: Mapping[str, str], firsts: int | None) -> Node:
    said, evidence = resolved.statement, resolved.statement.evidence
    period, began = said.period, begin(said) or end(said)
    more = {name: value for key, name in SAID.items() if isinstance(value := said.attrs.get(key), str)}
    return node(
        ("Statement",), id=resolved.id, relation=said.relation, status=said.status, tier=said.tier, part=said.part,
        subject_name=said.subject.text, object_name=said.object.text, report=evidence.report,
        edge=edges.get(resolved.id), period=period.text(), period_basis=period.basis, period_start=period.start,
        period_end=period.end, first_day=period.first, last_day=period.last,
        since=resolved.since.hi_date, since_day=resolved.since.hi, not_before=resolved.since.lo_date,
        not_before_day=resolved.since.lo, since_basis=None if began is None else began.basis,
        quote=evidence.quote, quote_start=evidence.start, quote_end=evidence.end, section=evidence.section,
        pattern=said.pattern, attrs=json.dumps(dict(said.attrs), ensure_ascii=False, sort_keys=True),
        first_count=firsts, **more,
    )


def _measurement_node(resolved: Resolved) -> Node:
    said = resolved.statement
    figures = {key: value for key in FIGURES if isinstance(value := said.attrs.get(key), str)}
    return node(
        ("Measurement",), id=measurement_id(resolved), measure=said.object.text, statement=resolved.id, tier=said.tier,
        period=said.period.text(), period_basis=said.period.basis, since=resolved.since.hi_date,
        since_day=resolved.since.hi, **figures,
    )


def plain_edge(edge: Edge) -> Relationship:
    """The relationship of a plain edge."""
    return Relationship(edge.source, edge.type, edge.target, given(
        id=edge.id, relation=edge.relation, status=edge.status, tier=edge.tier, since=edge.since,
        since_day=edge.since_day, until=edge.until, how=edge.how, evidence=edge.evidence,
        statement_count=len(edge.statements), statements=list(edge.statements), reports=list(edge.reports),
        places=list(edge.places),
    ))


def _statement_relationships(resolved: Resolved) -> Iterator[Relationship]:
    yield bare(resolved.id, "SUBJECT", resolved.subject)
    yield bare(resolved.id, "OBJECT", resolved.object)
    yield bare(resolved.id, "IN_PLACE", resolved.place)
    yield bare(resolved.id, "FROM_REPORT", resolved.statement.evidence.report)
    yield from (bare(resolved.id, "ABOUT", thing) for thing in resolved.about)
