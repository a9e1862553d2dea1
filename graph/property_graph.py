"""The property graph in networkx: a MultiDiGraph for algorithms and for the exports of graph formats."""

from __future__ import annotations

from typing import TypeAlias

import networkx

from graph.elements import nodes, plain_types, relationships
from graph.model import Graph

PropertyGraph: TypeAlias = "networkx.MultiDiGraph[str]"


def property_graph(graph: Graph) -> PropertyGraph:
    """All nodes and relationships, in a fixed order.

    A node has `labels` beside its properties; the key of an edge between two nodes is its type.
    """
    built: PropertyGraph = networkx.MultiDiGraph()
    for node in nodes(graph):
        built.add_node(node.id, labels=node.labels, **node.properties)
    for relationship in relationships(graph):
        built.add_edge(relationship.source, relationship.target, key=relationship.type, **relationship.properties)
    return built


def plain_edges(built: PropertyGraph) -> list[tuple[str, str, str]]:
    """The plain edges as (source, type, target), sorted."""
    plain = plain_types()
    return sorted((source, kind, target) for source, target, kind in built.edges(keys=True) if kind in plain)
