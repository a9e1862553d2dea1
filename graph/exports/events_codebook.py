"""The codebook of the events: what each of their columns means, as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from graph.exports.events import codebook
from graph.model import Graph


def write(graph: Graph) -> Iterator[str]:
    """A line a column, and how many statements are in no row."""
    yield from codebook(graph)
