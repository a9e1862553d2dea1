"""Statements: JSON lines, as the journal of the store has them, with what reading them against a graph adds."""

from __future__ import annotations

import json
from collections.abc import Iterator

from graph.model import UNREGISTERED, Graph, Resolved


def write(graph: Graph) -> Iterator[str]:
    """One line a statement, by report, place in the text and id: its record with `doc`, `text_kind` and `canonical`.

    `doc` is the label of the report, `canonical` the registry's name of the object, or the object as written.
    """
    for resolved in graph.statements:
        row = {**resolved.statement.record(), **_added(resolved, graph)}
        yield json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _added(resolved: Resolved, graph: Graph) -> dict[str, str]:
    written = resolved.statement.object.text
    report = graph.reports[resolved.statement.evidence.report]
    canonical = written if UNREGISTERED in resolved.object else graph.entity(resolved.object).label
    return {"doc": report.doc, "text_kind": report.text_kind, "canonical": canonical}
