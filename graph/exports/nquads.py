"""N-Quads: the dataset, for stores; with a named graph for each report beside the default graph."""

from __future__ import annotations

from collections.abc import Iterator

from graph.model import Graph
from graph.rdf import nquads


def write(graph: Graph) -> Iterator[str]:
    """The lines, sorted."""
    yield from nquads(graph)
