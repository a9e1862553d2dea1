"""Data frames: the tables of a graph in pandas or polars, neither of which this program needs otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from graph.exports import events, table
from graph.model import Graph
from ontology.errors import UsageError

if TYPE_CHECKING:
    import pandas
    import polars

PandasFrame: TypeAlias = "pandas.DataFrame"
PolarsFrame: TypeAlias = "polars.DataFrame"

TABLES: Mapping[str, Callable[[Graph], table.Table]] = {
    "statements": table.statements, "nodes": table.nodes, "edges": table.edges, "events": events.table,
}


def pandas_frame(graph: Graph, name: str) -> PandasFrame:
    """A table in pandas, a missing value as NA. Raises UsageError for an unknown table, or without pandas."""
    columns, values = _columns(graph, name)
    try:
        import pandas
    except ImportError as error:
        raise _missing("pandas") from error
    types = {str: "string", int: "Int64", bool: "boolean"}
    return pandas.DataFrame({key: pandas.Series(values[key], dtype=types[kind]) for key, kind in columns.items()})


def polars_frame(graph: Graph, name: str) -> PolarsFrame:
    """A table in polars, a missing value as null. Raises UsageError for an unknown table, or without polars."""
    columns, values = _columns(graph, name)
    try:
        import polars
    except ImportError as error:
        raise _missing("polars") from error
    types = {str: polars.String, int: polars.Int64, bool: polars.Boolean}
    return polars.DataFrame(values, schema={key: types[kind] for key, kind in columns.items()})


def _columns(graph: Graph, name: str) -> tuple[table.Columns, dict[str, list[object]]]:
    if name not in TABLES:
        raise UsageError(f"{name}: is no table: there are {', '.join(TABLES)}")
    found = TABLES[name](graph)
    values: dict[str, list[object]] = {column: [] for column in found.columns}
    for row in found.rows():
        for column, value in zip(found.columns, row, strict=True):
            values[column].append(value)
    return found.columns, values


def _missing(library: str) -> UsageError:
    return UsageError(f"{library}: is not installed here: pip install {library}")
