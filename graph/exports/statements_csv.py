"""Statements as CSV, for spreadsheets: UTF-8 with a byte order mark, cells guarded against formulas."""

from __future__ import annotations

from collections.abc import Iterator

from graph.exports.spreadsheet import BYTE_ORDER_MARK, lines
from graph.exports.table import statements
from graph.model import Graph


def write(graph: Graph) -> Iterator[str]:
    """A line for the columns, then one a statement, by report and place in the text."""
    table = statements(graph)
    yield BYTE_ORDER_MARK
    yield from lines(list(table.columns), table.rows())
