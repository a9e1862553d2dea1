"""Spreadsheet text: a cell that no spreadsheet takes for a formula, and lines of CSV.

A cell that begins with one of FORMULA gets an apostrophe before it, and so does one that begins with an apostrophe:
to have the text back, take one leading apostrophe away. Programs that read a column as text do just that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from graph.exports.characters import harmless

# OWASP's list (CSV injection), with the full-width forms that spreadsheets of East Asia take for the same.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
MARK = "'"
_SPECIAL = re.compile(r'[",\r\n]|^\s|\s$')
# Without it Excel and WPS take the file for one in the system's old encoding.
BYTE_ORDER_MARK = "\ufeff"

Cell: TypeAlias = str | int | bool | None


def lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """A head and rows as lines of CSV, those of a multi-line cell in one piece."""
    yield _line(columns)
    yield from map(_line, rows)


def guarded(text: str) -> str:
    """The text as a cell.

    >>> guarded("=1+1"), guarded("'quoted"), guarded("plain")
    ("'=1+1", "''quoted", 'plain')
    """
    return MARK + text if text.startswith((*FORMULA, MARK)) else text


def unguarded(cell: str) -> str:
    """The text of a cell."""
    return cell.removeprefix(MARK)


def _line(cells: Sequence[Cell]) -> str:
    return ",".join(map(_written, cells)) + "\n"


def _written(cell: Cell) -> str:
    """A cell between quotation marks where it needs them: the csv module leaves a lone carriage return bare."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return str(int(cell))
    text = guarded(harmless(cell))
    return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) is not None else text
