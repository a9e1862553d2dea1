"""How answers look: tables on a terminal, plain columns in a pipe, JSON or CSV where asked for."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from rich.cells import cell_len

from ontology.errors import NotFound

if TYPE_CHECKING:
    from graph.answer import Answer
    from graph.model import Graph

Form: TypeAlias = Literal["table", "json", "csv"]
Item = TypeVar("Item")

DIGEST = "digest, not the words of the report"
EDGE_COLUMNS = (
    "source", "edge", "target", "status", "since", "tier", "statements", "quote", "text_kind", "report", "statement",
)
BREAK = "↵"  # stands for a line break inside a quote
# A report may hold control characters; on a terminal they would command it.
HARMLESS = dict.fromkeys((*range(32), *range(127, 160)), "\ufffd") | {ord("\n"): BREAK, ord("\t"): " "}


def write_rows(columns: Sequence[str], rows: Iterable[Mapping[str, object]], form: Form) -> None:
    """Write rows to standard output: objects in JSON, lines in CSV, else a table for people."""
    chosen = [{column: row.get(column) for column in columns} for row in rows]
    if form == "json":
        write_json(chosen)
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(value) for value in row.values()] for row in chosen)
    elif sys.stdout.isatty():
        _write_table(columns, [[shown(value) for value in row.values()] for row in chosen])
    else:
        write_lines(aligned([list(columns), *([shown(value) for value in row.values()] for row in chosen)]))


def write_found(
    columns: Sequence[str], rows: Sequence[Mapping[str, object]], form: Form, nothing: str
) -> None:
    """Write rows, with a remark where some are words of a digest. Raises NotFound, with `nothing`, for no rows."""
    if len(rows) > 0 or form != "table":
        write_rows(columns, rows, form)
    if any(row.get("text_kind") == "digest" for row in rows):
        note(DIGEST)
    if len(rows) == 0:
        raise NotFound(nothing)


def write_answer(answer: Answer, form: Form, *, whole: bool = False) -> None:
    """Write the rows of a query. Unless `whole`, a table leaves out ids beside their names, and days as integers."""
    columns = answer.columns
    if form == "table" and not whole:
        columns = tuple(c for c in columns if f"{c}_name" not in columns and not c.endswith("_day"))
    for line in answer.notes:
        note(line)
    write_found(columns, answer.rows, form, "no rows")
    if answer.left_out:
        note(f"more than {counted(len(answer.rows), 'row')}: the rest is left out")


def edges_of(graph: Graph, entity: str) -> Iterator[dict[str, object]]:
    """The plain edges of an entity, its variants and instances as rows, each with the sentence that it begins with."""
    family = {member for member, _ in graph.family(entity)}
    said = {resolved.statement.id: resolved.statement for resolved in graph.statements}
    for edge in graph.edges:
        if edge.source in family or edge.target in family:
            evidence = None if edge.evidence is None else said[edge.evidence].evidence
            yield {
                "source": graph.entity(edge.source).label, "edge": edge.type, "target": graph.entity(edge.target).label,
                "status": edge.status, "since": edge.since, "tier": edge.tier, "statements": len(edge.statements),
                "quote": None if evidence is None else evidence.quote,
                "text_kind": None if evidence is None else graph.reports[evidence.report].text_kind,
                "report": None if evidence is None else evidence.report, "statement": edge.evidence,
            }


def doubtful(graph: Graph, entity: str) -> Iterator[dict[str, object]]:
    """The statements about an entity, its variants and instances that make no plain edge: candidates and figures."""
    family = {member for member, _ in graph.family(entity)}
    held = {statement for edge in graph.edges for statement in edge.statements}
    for resolved in graph.statements:
        said = resolved.statement
        if said.id not in held and not family.isdisjoint((resolved.subject, resolved.object, *resolved.about)):
            evidence = said.evidence
            yield {
                "source": graph.entity(resolved.subject).label, "edge": f"({said.relation})",
                "target": graph.entity(resolved.object).label, "status": said.status,
                "since": said.period.text(), "tier": said.tier, "statements": 1, "quote": evidence.quote,
                "text_kind": graph.reports[evidence.report].text_kind, "report": evidence.report, "statement": said.id,
            }


def bracketed(words: Iterable[str], quote: str) -> str:
    """Words in one line, those in brackets that stand in the quote."""
    return " ".join(f"[{word}]" if word in quote else word for word in words)


def entity_line(row: Mapping[str, object]) -> str:
    """An entity in one line: label, kind, id and other names, or that the registry has it not."""
    names = shown(row["aliases"])
    also = f" · also {names}" if names != "" else ""
    return f"{row['label']} · {row['kind']} · {row['id']}{also if row['registered'] else ' · not in the registry'}"


def write_json(value: object) -> None:
    """Write a value to standard output as JSON, a few lines an object."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def write_lines(lines: Iterable[str]) -> None:
    """Write lines to standard output as they are."""
    sys.stdout.writelines(f"{line}\n" for line in lines)


def write_marked(before: str, marked: str, after: str) -> None:
    """Write a passage whose middle stands out: in colour on a terminal, between ⟦ and ⟧ in a pipe."""
    if sys.stdout.isatty():
        import rich.console
        import rich.text

        passage = rich.text.Text.assemble(before, (marked, "bold reverse"), after)
        rich.console.Console(highlight=False).print(passage)
    else:
        write_lines([f"{before}⟦{marked}⟧{after}"])


def note(text: str) -> None:
    """Tell the user something that is no answer, on standard error."""
    sys.stderr.write(text + "\n")


def progress(items: Iterable[Item], what: str, total: int) -> Iterator[Item]:
    """The items, with a bar on standard error while they are worked through; no bar where nobody looks."""
    if not sys.stderr.isatty():
        yield from items
        return
    import rich.console
    import rich.progress

    console = rich.console.Console(stderr=True)
    bar = rich.progress.Progress(
        rich.progress.TextColumn("{task.description}"), rich.progress.BarColumn(), rich.progress.MofNCompleteColumn(),
        rich.progress.TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal,
    )
    with bar:
        yield from bar.track(items, total=total, description=what)


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows as lines whose columns stand below each other by the width of their characters, two spaces apart."""
    widths = [max(cell_len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()


def counted(number: int, noun: str) -> str:
    """A number and its noun: 1 report, 5 reports."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def shown(value: object) -> str:
    """A cell for people: a missing value is empty, a list is parted by commas, a line break is marked."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(shown(item) for item in value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    return str(value).translate(HARMLESS)


def _cell(value: object) -> str:
    """A cell of CSV, which keeps a line break as it is."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | tuple | Mapping) else _text(value)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _write_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    import rich.box
    import rich.console
    import rich.table
    import rich.text

    table = rich.table.Table(box=rich.box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(rich.text.Text(cell) for cell in row))
    rich.console.Console(highlight=False).print(table)


