"""Statements as Parquet, for duckdb, pandas, polars and R."""

from __future__ import annotations

from collections.abc import Iterator

from graph.exports.parquet import pieces
from graph.exports.table import statements
from graph.model import Graph


def write(graph: Graph) -> Iterator[bytes]:
    """The file: the columns of statements-csv, texts exactly as they are."""
    table = statements(graph)
    yield from pieces(table.columns, table.rows())
