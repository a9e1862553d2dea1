"""The tables of a graph: columns with their types, and rows; what CSV, Parquet and data frames are made from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from graph.exports.network import EDGE_COLUMNS, NODE_COLUMNS, Network, Scalar
from graph.model import UNREGISTERED, Graph, Resolved
from ontology.period import iso_day

Row: TypeAlias = Sequence[Scalar | None]
Columns: TypeAlias = Mapping[str, type[Scalar]]

STATEMENT_COLUMNS: Columns = {
    "id": str, "relation": str, "status": str, "tier": str, "place": str, "place_id": str, "unit_id": str, "level": str,
    "subject": str, "subject_kind": str, "subject_id": str, "object": str, "object_kind": str, "object_id": str,
    "canonical": str, "period": str, "basis": str, "first_day": str, "last_day": str, "since": str, "since_day": int,
    "not_before": str, "part": str, "report": str, "doc": str, "text_kind": str, "section": str, "quote": str,
    "start": int, "end": int, "pattern": str, "attrs": str, "content": str,
}


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns and the rows, each time anew."""

    columns: Columns
    rows: Callable[[], Iterator[Row]]


def statements(graph: Graph) -> Table:
    """One row a statement, by report and place in the text."""
    return Table(STATEMENT_COLUMNS, lambda: (_row(_statement(r, graph), STATEMENT_COLUMNS) for r in graph.statements))


def nodes(graph: Graph) -> Table:
    """One row an entity that has an edge."""
    columns: Columns = {"id": str, "label": str, **NODE_COLUMNS}
    return Table(columns, lambda: (
        _row({"id": node.id, "label": node.label, **node.properties}, columns) for node in Network(graph).nodes()
    ))


def edges(graph: Graph) -> Table:
    """One row a plain edge; `kind` is its type."""
    columns: Columns = {"id": str, "source": str, "kind": str, "target": str, **EDGE_COLUMNS}
    return Table(columns, lambda: (
        _row({"id": edge.id, "source": edge.source, "kind": edge.kind, "target": edge.target, **edge.properties},
             columns)
        for edge in Network(graph).edges()
    ))


def _statement(resolved: Resolved, graph: Graph) -> Mapping[str, Scalar | None]:
    said, evidence = resolved.statement, resolved.statement.evidence
    report, place = graph.reports[evidence.report], graph.entity(resolved.place)
    first, last = said.period.first, said.period.last
    return {
        "id": resolved.id, "relation": said.relation, "status": said.status, "tier": said.tier,
        "place": place.label, "place_id": resolved.place, "unit_id": graph.unit(resolved.place),
        "level": place.attrs.get("level"), "subject": said.subject.text, "subject_kind": said.subject.kind,
        "subject_id": resolved.subject, "object": said.object.text, "object_kind": said.object.kind,
        "object_id": resolved.object, "canonical": _canonical(resolved, graph), "period": said.period.text(),
        "basis": said.period.basis, "first_day": None if first is None else iso_day(first),
        "last_day": None if last is None else iso_day(last), "since": resolved.since.hi_date,
        "since_day": resolved.since.hi, "not_before": resolved.since.lo_date, "part": said.part,
        "report": evidence.report, "doc": report.doc, "text_kind": report.text_kind, "section": evidence.section,
        "quote": evidence.quote, "start": evidence.start, "end": evidence.end, "pattern": said.pattern,
        "attrs": json.dumps(dict(said.attrs), ensure_ascii=False, sort_keys=True),
        "content": str(said.record()["content"]),
    }


def _canonical(resolved: Resolved, graph: Graph) -> str:
    written = resolved.statement.object.text
    return written if UNREGISTERED in resolved.object else graph.entity(resolved.object).label


def _row(facts: Mapping[str, Scalar | None], columns: Columns) -> Row:
    return [facts.get(column) for column in columns]
