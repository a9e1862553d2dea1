"""The log: one line of JSON an event, on standard error; never the words of a query, a report or a client's address."""

from __future__ import annotations

import datetime
import hashlib
import json
import logging
import pathlib
import sys
import traceback


def write(event: str, **facts: object) -> None:
    """Write one line."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
    sys.stderr.write(json.dumps({"time": now, "event": event, **facts}, ensure_ascii=True, default=str) + "\n")
    sys.stderr.flush()


class Lines(logging.Handler):
    """Has what a library logs written as a line of ours: its own words, and none of the values in them."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        error = record.exc_info[1] if record.exc_info is not None else None
        told = {} if not isinstance(error, Exception) else {"kind": type(error).__name__, "where": place(error)}
        write("library", name=record.name, level=record.levelname.lower(), message=str(record.msg), **told)


def hashed(text: str) -> str:
    """What stands for a query's text: equal texts have equal hashes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def place(error: Exception) -> str:
    """Where in the code an error came up: files and lines, no values."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " > ".join(f"{pathlib.PurePath(frame.filename).name}:{frame.lineno}" for frame in frames)
