"""The exports: one module a format, each with `write(graph)`, which gives the file's text in pieces."""

from __future__ import annotations

import importlib
from collections.abc import Iterable

from graph.model import Graph
from ontology.errors import UsageError

# Format -> what it is for. The module of the same name is loaded when it is asked for, with the library it needs.
EXPORTS = {
    "turtle": "RDF for people and single files: the default graph in Turtle",
    "nquads": "RDF for stores: the dataset in N-Quads, with a named graph for each report",
    "statements": "JSON lines: each statement with the canonical name of its object",
}


def export(name: str, graph: Graph) -> Iterable[str]:
    """The text of an export, in pieces; equal graphs give equal bytes. Raises UsageError for an unknown format."""
    if name not in EXPORTS:
        raise UsageError(f"{name}: is no format: there are {', '.join(EXPORTS)}")
    pieces: Iterable[str] = importlib.import_module(f"graph.exports.{name}").write(graph)
    return pieces
