"""The problem: what the server says where it does not answer, as application/problem+json (RFC 9457)."""

from __future__ import annotations

import json

from queries.server.frames import Frame

MEDIA = "application/problem+json"
TITLES = {
    304: "not modified", 400: "the request is wrong", 403: "this server only reads", 404: "not found",
    405: "method not allowed", 406: "no such form", 413: "too large", 415: "media type not taken",
    429: "too many queries at once", 500: "a fault of the server", 503: "busy", 504: "stopped at the deadline",
}


class Problem(Exception):
    """Why there is no answer: an HTTP status, a sentence, what to call the outcome in the log, when to try again."""

    def __init__(self, status: int, detail: str, *, outcome: str = "refused", retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.outcome = outcome
        self.retry_after = retry_after

    def body(self) -> bytes:
        """The problem in JSON."""
        told = {"type": "about:blank", "title": TITLES.get(self.status, "error"), "status": self.status,
                "detail": self.detail}
        return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")

    def frame(self) -> Frame:
        """The problem as a worker sends it."""
        return Frame({"problem": self.status, "detail": self.detail, "outcome": self.outcome})


def of(frame: Frame) -> Problem | None:
    """The problem that a worker sent, if it sent one."""
    status = frame.header.get("problem")
    if not isinstance(status, int):
        return None
    return Problem(status, str(frame.header["detail"]), outcome=str(frame.header["outcome"]))
