"""The answer to a query on any engine: columns, rows, and whether rows were left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

# A list or a mapping appears in raw queries alone; the questions of the catalog return text, integers and nulls.
Cell: TypeAlias = "str | int | float | list[Cell] | dict[str, Cell] | None"
Row: TypeAlias = dict[str, Cell]
Parameters: TypeAlias = Mapping[str, str | int | list[str]]

ROW_LIMIT = 10_000
TIMEOUT_MS = 60_000


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows in the order of the query. `left_out`: the row limit was reached. `notes`: what the engine remarked."""

    columns: tuple[str, ...]
    rows: list[Row]
    left_out: bool = False
    notes: tuple[str, ...] = ()
