"""The network: the entities that have an edge and the plain edges between them, with flat properties.

This is what graph tools get (gexf, graphml, cyjs, dot, mermaid): one edge for a source, a target and a kind, with its
spells, its status and tier, the ids of its statements and the words of the first. Statements and reports are no nodes
here; neo4j-csv and the cypher script have them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from graph.exports.characters import identified
from graph.exports.layout import Point, layout
from graph.exports.spells import Spell, Spells, years
from graph.model import UNREGISTERED, Edge, Graph
from ontology.entities import Entity

Scalar: TypeAlias = str | int | bool

# The properties of a node and of an edge, and their types, in the order in which they are written.
NODE_COLUMNS: Mapping[str, type[Scalar]] = {
    "kind": str, "level": str, "code": str, "label_en": str, "family": str, "sort": str, "owner": str,
    "valid_from": str, "valid_to": str, "registered": bool, "degree": int,
}
EDGE_COLUMNS: Mapping[str, type[Scalar]] = {
    "relation": str, "status": str, "tier": str, "dated": bool, "since": str, "until": str, "year_from": int,
    "year_to": int, "statement_count": int, "statements": str, "evidence": str, "quote": str, "text_kind": str,
    "reports": str, "places": str,
}
_FACTS = {"en": "label_en", "from": "valid_from", "to": "valid_to"}
# Status -> colour, readable for those who do not see red and green alike. What the registry states is grey.
COLOURS = {
    "planned": "#e69f00", "drafted": "#f0c060", "piloted": "#56b4e9", "adopted": "#0072b2", "expanded": "#004a75",
    "ended": "#000000", None: "#999999",
}
KIND_COLOURS = {
    "Place": "#4d4d4d", "Agency": "#8c6d31", "Platform": "#cc79a7", "PlatformType": "#e7b8d2", "Reform": "#009e73",
    "Service": "#7bccb0", "PolicyDocument": "#d55e00", "Measure": "#bbbbbb",
}
NOT_YET = ("planned", "drafted")  # drawn dashed


@dataclass(frozen=True, slots=True)
class NetworkNode:
    """An entity as a graph tool gets it. The id of a place carries its level: one code may be of two places."""

    id: str
    label: str
    kind: str
    point: Point
    properties: Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class NetworkEdge:
    """A plain edge as a graph tool gets it; `kind` is its type. Ids of several things are parted by spaces."""

    id: str
    source: str
    target: str
    kind: str
    status: str | None
    spells: tuple[Spell, ...]
    properties: Mapping[str, Scalar]


class Network:
    """The nodes and edges of a graph, both in the order of its ids."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._degrees: dict[str, int] = {}
        for edge in graph.edges:
            for end in (edge.source, edge.target):
                self._degrees[end] = self._degrees.get(end, 0) + 1

    @property
    def node_count(self) -> int:
        """The number of nodes."""
        return len(self._degrees)

    @property
    def edge_count(self) -> int:
        """The number of edges."""
        return len(self._graph.edges)

    def nodes(self) -> Iterator[NetworkNode]:
        """The entities that have an edge."""
        met = [self._graph.entities[entity] for entity in sorted(self._degrees)]
        points = layout(met, ((edge.source, edge.target) for edge in self._graph.edges))
        for entity in met:
            node = identified(entity.id)
            yield NetworkNode(node, entity.label, entity.kind, points[entity.id], self._facts(entity))

    def edges(self) -> Iterator[NetworkEdge]:
        """The plain edges."""
        found, said = Spells(self._graph), {resolved.id: resolved.statement for resolved in self._graph.statements}
        for edge in self._graph.edges:
            spells = found.of(edge)
            evidence = None if edge.evidence is None else said[edge.evidence].evidence
            told = {} if evidence is None else {
                "quote": evidence.quote, "text_kind": self._graph.reports[evidence.report].text_kind,
            }
            properties = _ordered(EDGE_COLUMNS, {**_edge_facts(edge, spells), **years(spells), **told})
            source, target = identified(edge.source), identified(edge.target)
            yield NetworkEdge(edge.id, source, target, edge.type, edge.status, spells, properties)

    def _facts(self, entity: Entity) -> Mapping[str, Scalar]:
        facts: dict[str, Scalar | None] = {_FACTS.get(key, key): value for key, value in entity.attrs.items()}
        facts |= {
            "kind": entity.kind, "registered": UNREGISTERED not in entity.id, "degree": self._degrees[entity.id],
        }
        return _ordered(NODE_COLUMNS, facts)


def _edge_facts(edge: Edge, spells: tuple[Spell, ...]) -> dict[str, Scalar | None]:
    ended = spells[-1].end_date if len(spells) > 0 else None
    return {
        "relation": edge.relation, "status": edge.status, "tier": edge.tier, "dated": len(spells) > 0,
        "since": edge.since, "until": edge.until or ended, "statement_count": len(edge.statements),
        "statements": " ".join(edge.statements) or None, "evidence": edge.evidence,
        "reports": " ".join(edge.reports) or None, "places": " ".join(edge.places) or None,
    }


def _ordered(columns: Mapping[str, type[Scalar]], facts: Mapping[str, Scalar | None]) -> dict[str, Scalar]:
    return {key: value for key in columns if (value := facts.get(key)) is not None}
