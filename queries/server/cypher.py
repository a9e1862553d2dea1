"""Cypher in a worker: one query over the graph of a file, its answer whole, as JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
import pathlib
from collections.abc import Mapping, Sequence
from typing import cast

from graph.answer import Answer, Parameters
from graph.cypher import CypherGraph
from ontology.errors import UsageError
from queries.server.cypher_text import refuse
from queries.server.frames import Frame
from queries.server.problem import Problem

STOPPED = "the query was stopped after"  # graph/cypher.py says so of a query past its time
MEDIA = ("application/json", "text/csv")


class CypherAnswers:
    """The graph, and the limits within which it answers."""

    def __init__(
        self, graph: CypherGraph, *, row_limit: int, answer_bytes: int, nesting: int, deadline_ms: int
    ) -> None:
        self._graph = graph
        self._row_limit = row_limit
        self._answer_bytes = answer_bytes
        self._nesting = nesting
        self._deadline_ms = deadline_ms

    @classmethod
    def open(
        cls, path: str, *, row_limit: int, answer_bytes: int, nesting: int, deadline_ms: int
    ) -> CypherAnswers:
        """The graph of a file."""
        graph = CypherGraph.open(pathlib.Path(path))
        # What the engine loads late it loads before the files are taken away: the index of ids takes a quarter of what
        # the graph takes. A query over more than 4,096 rows would start threads, which do not live through a fork.
        graph.run("MATCH (n) WHERE n.id = $id RETURN count(*) AS warm", {"id": ""})
        return cls(
            graph, row_limit=row_limit, answer_bytes=answer_bytes, nesting=nesting, deadline_ms=deadline_ms
        )

    def answer(self, job: Frame) -> Frame:
        """The answer to a query. Raises Problem."""
        text, media = str(job.header["text"]), str(job.header["media"])
        refuse(text, self._nesting)
        parameters = cast("Parameters", job.header["parameters"])
        try:
            found = self._graph.run(
                text, parameters, timeout_ms=self._deadline_ms, row_limit=self._row_limit
            )
        except UsageError as error:
            if str(error).startswith(STOPPED):
                raise Problem(504, f"the query took longer than {self._deadline_ms} ms", outcome="deadline") from error
            raise Problem(400, str(error), outcome="malformed") from error
        return answered(found, media, self._answer_bytes)


def answered(found: Answer, media: str, answer_bytes: int) -> Frame:
    """An answer in a form of MEDIA. Raises Problem for one that is too large."""
    body = csv_of(found.columns, found.rows) if media == "text/csv" else _json(found)
    if len(body) > answer_bytes:
        raise Problem(413, f"the answer is larger than {answer_bytes} bytes", outcome="too large")
    return Frame({"media": media, "rows": len(found.rows), "cut": found.left_out, "form": "tabular"}, body)


def csv_of(columns: tuple[str, ...], rows: Sequence[Mapping[str, object]]) -> bytes:
    """A table as CSV. A cell that a spreadsheet would run as a formula is led by an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def _json(found: Answer) -> bytes:
    told: Mapping[str, object] = {
        "columns": found.columns, "rows": found.rows, "cut": found.left_out, "notes": found.notes
    }
    return json.dumps(told, ensure_ascii=False, default=str).encode("utf-8", "replace")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    text = str(value)
    return "'" + text if isinstance(value, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
