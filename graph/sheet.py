"""The sheet: candidates as a table that a spreadsheet opens, and the decisions that come back in it."""

from __future__ import annotations

import csv
import io
import pathlib
from collections.abc import Iterable
from dataclasses import dataclass

from graph.candidates import Candidate
from graph.exports.spreadsheet import BYTE_ORDER_MARK, Cell, lines, unguarded
from graph.model import Graph
from ontology.errors import DataFileError, StoreError, UsageError

# What is filled in by whoever judges.
FILLED = ("decision", "other", "reason", "judge")
COLUMNS = (
    "item", "sort", "tier", "worth", "kind", "name", "entity", "looks_like", "looks_like_name", "before", "quote",
    "after", "text_kind", "report", "statement", "neighbours", *FILLED,
)
# What spreadsheets write between cells, by language and habit.
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """A decision of a sheet: its line in the file, the candidate's id and what was filled in."""

    line: int
    item: str
    decision: str
    other: str | None
    reason: str
    judge: str | None


def save(candidates: Iterable[Candidate], graph: Graph, path: pathlib.Path) -> None:
    """Write the sheet as CSV, the columns to fill in at the end of each row; no file is written over.

    Raises UsageError for a path in use, since it may hold decisions, StoreError for one that cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(BYTE_ORDER_MARK)
            file.writelines(lines(COLUMNS, [_cells(candidate, graph) for candidate in candidates]))
    except FileExistsError as error:
        raise UsageError(f"{path}: is there already, and may hold decisions: name a new file") from error
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}: choose another place") from error


def read(path: pathlib.Path) -> list[Row]:
    """The decisions of a sheet; rows without one are passed over. Raises DataFileError with every faulty line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataFileError(f"{path.name}: is not in UTF-8: save it as `CSV UTF-8`") from error
    except OSError as error:
        raise DataFileError(f"{path}: cannot be read: {error.strerror}") from error
    delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    missing = [name for name in ("item", *FILLED) if name not in (reader.fieldnames or ())]
    if len(missing) > 0:
        raise DataFileError(f"{path.name}: row 1: has no column {', '.join(missing)}")
    found, faults = [], []
    try:
        for cells in reader:
            row = _row(cells, reader.line_num)
            if row.decision == "" and (row.other is not None or row.reason != ""):
                faults.append(f"{path.name}: row {row.line} {row.item}: has no decision")
            elif row.decision != "" and row.reason == "":
                faults.append(f"{path.name}: row {row.line} {row.item}: {row.decision} has no reason")
            elif row.decision != "":
                found.append(row)
    except csv.Error as error:
        raise DataFileError(f"{path.name}: row {reader.line_num}: {error}") from error
    if len(faults) > 0:
        raise DataFileError("\n".join(faults))
    return found


def _row(cells: dict[str, str | None], line: int) -> Row:
    filled = {name: unguarded((cells.get(name) or "").strip()) for name in ("item", *FILLED)}
    return Row(
        line, filled["item"], filled["decision"], filled["other"] or None, filled["reason"], filled["judge"] or None
    )


def _cells(found: Candidate, graph: Graph) -> list[Cell]:
    like = None if found.like is None else graph.entity(found.like).label
    return [
        found.id, found.sort, found.tier, found.worth, found.kind, found.label, found.entity, found.like, like,
        found.before, found.quote, found.after, found.text_kind, found.report, found.statement,
        "; ".join(found.neighbours), *("" for _ in FILLED),
    ]
