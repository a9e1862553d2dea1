"""Turtle: the default graph, for people and for tools that take one graph."""

from __future__ import annotations

from collections.abc import Iterator

from graph.model import Graph
from graph.rdf import turtle


def write(graph: Graph) -> Iterator[str]:
    """The file in one piece: subjects, predicates and objects sorted."""
    yield turtle(graph)
