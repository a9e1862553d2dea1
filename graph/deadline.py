"""A query with a deadline: SPARQL in a process of its own, which is killed when the time is over.

pyoxigraph can cancel no query and sees no signal, so nothing less than the end of its process stops one.
"""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys

from graph.answer import ROW_LIMIT, TIMEOUT_MS, Answer
from ontology.errors import StoreError, UsageError, ZhengmaiError

ROOT = pathlib.Path(__file__).resolve().parent.parent


def run_within(
    folder: pathlib.Path, text: str, *, timeout_ms: int = TIMEOUT_MS, row_limit: int = ROW_LIMIT
) -> Answer:
    """Answer a SPARQL query over the dataset of a folder.

    Raises UsageError for a query that is wrong or takes too long, StoreError where the dataset cannot be opened.
    """
    asked = json.dumps({"folder": str(folder), "text": text, "row_limit": row_limit})
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "graph.deadline"], input=asked, capture_output=True, text=True, encoding="utf-8",
            timeout=timeout_ms / 1000, env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}, check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UsageError(f"the query was stopped after {timeout_ms} ms: narrow it, or allow more time") from error
    if ran.returncode == UsageError.status:
        raise UsageError(ran.stderr.strip())
    if ran.returncode != 0:
        raise StoreError(ran.stderr.strip() or f"the process that answers SPARQL ended with {ran.returncode}")
    told = json.loads(ran.stdout)
    return Answer(tuple(told["columns"]), told["rows"], told["left_out"])


def main() -> int:
    """Read one query as JSON from standard input, and write its answer as JSON to standard output."""
    from graph.rdf import RdfStore

    asked = json.load(sys.stdin)
    try:
        store = RdfStore.open(pathlib.Path(asked["folder"]))
        answer = store.run(asked["text"], row_limit=asked["row_limit"])
    except ZhengmaiError as error:
        sys.stderr.write(str(error))
        return error.status
    told = {"columns": answer.columns, "rows": answer.rows, "left_out": answer.left_out}
    sys.stdout.write(json.dumps(told, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
