"""The triples of the graph, each term in the syntax of N-Triples.

The nodes and properties are those of the property graph (graph/elements.py), the names in lowerCamelCase: since_day is
zm:sinceDay, REPORT_OF is zm:reportOf. A date is typed by its precision (xsd:gYear, xsd:gYearMonth, xsd:date), which
people read; the integer beside it is for comparing and sorting, since a gYear compares with nothing.

- A plain edge is one triple, whatever the number of statements it rests on. What stands above the ladder is there
  too: zm:engagedIn for each edge of adopted, operates, offers and issued. An engine has nothing to infer.
- The edge's dates, tier and statements stand on a node of class zm:Edge (zm:source, zm:edgeType, zm:target).
- A statement is a node of class zm:Statement, quoted (prov:wasQuotedFrom) from its report, with a Web Annotation
  target: the exact words and their position in code points of the text whose zm:sha256 the report carries.
- A place answers to its own id, and to the empty text that stands for no place asked for (zm:answersTo): a question
  whose place is optional is then one join, which an engine begins at the place.
- Entities and statements carry an integer that sorts as their ids do (zm:order): of a statement the first digits of its
  id, of an entity its place among those of the graph. An engine compares integers, and looks texts up each time.
- The default graph holds all of it. A named graph for each report holds the plain triples that its statements support.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from graph.element import Node, Value
from graph.elements import nodes, plain_edge, relationships
from graph.iris import (
    ONTOLOGY,
    edge_iri,
    engagement_iri,
    entity_iri,
    flag_iri,
    lineage_event_iri,
    measurement_iri,
    name_count_iri,
    outcome_iri,
    report_graph_iri,
    report_iri,
    statement_iri,
    year_count_iri,
)
from graph.model import Edge, Graph
from ontology.schema import ENGAGING, property_name
from ontology.statement import Evidence

Triple: TypeAlias = tuple[str, str, str]

PREFIXES = {
    "zm": ONTOLOGY,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
}
DATED = (
    "since", "until", "not_before", "period_start", "period_end", "valid_from", "valid_to", "date", "published",
    "planned_since", "piloted_since", "used_since", "used_not_before", "ended_since",
)
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_IRIS = {
    "Report": report_iri, "Statement": statement_iri, "Measurement": measurement_iri, "Engagement": engagement_iri,
    "Outcome": outcome_iri, "YearCount": year_count_iri, "NameCount": name_count_iri, "Flag": flag_iri,
    "LineageEvent": lineage_event_iri,
}
# Properties whose values are ids -> the property and the IRI of what they name.
_REFERENCES = {
    "owner": ("owner", entity_iri), "quoted_statement": ("quotedStatement", statement_iri), "edge": ("edge", edge_iri),
    "evidence": ("evidence", statement_iri), "statement": ("statement", statement_iri),
    "statements": ("statement", statement_iri), "reports": ("report", report_iri), "places": ("place", entity_iri),
}


def triples(graph: Graph) -> Iterator[Triple]:
    """The triples of the default graph; a triple may come twice."""
    kinds = {}
    for node in nodes(graph):
        kinds[node.id] = _iri(_IRIS.get(node.labels[0], entity_iri)(node.id))
        yield from _node_triples(kinds[node.id], node)
    for relationship in relationships(graph):
        yield (kinds[relationship.source], _property(relationship.type), kinds[relationship.target])
        if relationship.type == "RECORD_OF":
            for asked in ("", relationship.target):
                yield (kinds[relationship.target], _name("zm", "answersTo"), literal(asked))
    for place, entity in enumerate(sorted(graph.entities)):
        yield (kinds[entity], _name("zm", "order"), literal(place))
    for edge in graph.edges:
        yield from _edge_triples(edge)
    for resolved in graph.statements:
        yield (kinds[resolved.id], _name("zm", "order"), literal(_leading(resolved.id)))
        yield from _evidence_triples(resolved.id, resolved.statement.evidence)


def report_triples(graph: Graph) -> Iterator[tuple[Triple, str]]:
    """The plain triples that each report's statements support, with the IRI of its named graph."""
    for edge in graph.edges:
        for report in edge.reports:
            for triple in _plain_triples(edge):
                yield triple, _iri(report_graph_iri(report))


def literal(value: str | int) -> str:
    """A text or an integer as a term.

    >>> literal('a "b"')
    '"a \\\\"b\\\\""'
    """
    return _typed(str(value), "integer") if isinstance(value, int) else _quoted(value)


def _leading(statement: str) -> int:
    """The first digits of a statement's id, as many as an integer of 64 bits holds."""
    return int(statement.removeprefix("s-")[:15], 16)


def _node_triples(subject: str, node: Node) -> Iterator[Triple]:
    for label in node.labels:
        yield (subject, _name("rdf", "type"), _name("zm", label))
    yield from _property_triples(subject, node.properties)


def _property_triples(subject: str, properties: Mapping[str, Value]) -> Iterator[Triple]:
    for key, value in properties.items():
        if key == "label":
            yield (subject, _name("rdfs", "label"), _quoted(str(value)))
        elif key in _REFERENCES:
            named, iri = _REFERENCES[key]
            for item in value if isinstance(value, list) else [str(value)]:
                yield (subject, _name("zm", named), _iri(iri(item)))
        elif key != "report":  # zm:fromReport says it
            yield (subject, _property(key), _term(key, value))


def _edge_triples(edge: Edge) -> Iterator[Triple]:
    yield from _plain_triples(edge)
    subject = _iri(edge_iri(edge.id))
    yield (subject, _name("rdf", "type"), _name("zm", "Edge"))
    yield (subject, _name("zm", "source"), _iri(entity_iri(edge.source)))
    yield (subject, _name("zm", "target"), _iri(entity_iri(edge.target)))
    yield (subject, _name("zm", "edgeType"), _quoted(edge.type))
    yield from _property_triples(subject, plain_edge(edge).properties)


def _plain_triples(edge: Edge) -> Iterator[Triple]:
    source, target = _iri(entity_iri(edge.source)), _iri(entity_iri(edge.target))
    yield (source, _property(edge.type), target)
    if edge.relation in ENGAGING:
        yield (source, _name("zm", "engagedIn"), target)


def _evidence_triples(statement: str, evidence: Evidence) -> Iterator[Triple]:
    iri = statement_iri(statement)
    target, quote, position = (_iri(f"{iri}#{part}") for part in ("target", "quote", "position"))
    yield (_iri(iri), _name("prov", "wasQuotedFrom"), _iri(report_iri(evidence.report)))
    yield (_iri(iri), _name("oa", "hasTarget"), target)
    yield (target, _name("rdf", "type"), _name("oa", "SpecificResource"))
    yield (target, _name("oa", "hasSource"), _iri(report_iri(evidence.report)))
    yield (target, _name("oa", "hasSelector"), quote)
    yield (target, _name("oa", "hasSelector"), position)
    yield (quote, _name("rdf", "type"), _name("oa", "TextQuoteSelector"))
    yield (quote, _name("oa", "exact"), _quoted(evidence.quote))
    yield (position, _name("rdf", "type"), _name("oa", "TextPositionSelector"))
    yield (position, _name("oa", "start"), literal(evidence.start))
    yield (position, _name("oa", "end"), literal(evidence.end))


def _term(key: str, value: Value) -> str:
    if isinstance(value, bool):
        return _typed(str(value).lower(), "boolean")
    if isinstance(value, int):
        return literal(value)
    text = str(value)
    if key in DATED and _DATE.fullmatch(text) is not None:
        return _typed(text, _DATE_TYPES[len(text)])
    return _quoted(text)


@functools.cache
def _property(named: str) -> str:
    """The property of a name in upper or lower case: since_day, REPORT_OF."""
    return _name("zm", property_name(named))


@functools.cache
def _name(prefix: str, local: str) -> str:
    return _iri(PREFIXES[prefix] + local)


def _iri(iri: str) -> str:
    return f"<{iri}>"


def _typed(text: str, datatype: str) -> str:
    return f"{_quoted(text)}^^{_name('xsd', datatype)}"


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'
