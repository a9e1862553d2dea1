"""Sending: a large answer goes out in pieces, as fast as its client takes them, and what is on its way has a limit.

An answer handed to the connection whole would stay in memory for as long as its client does not read.
"""

from __future__ import annotations

import asyncio
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from queries.server.problem import Problem

LARGE = 1_048_576  # bytes; what is smaller is sent in one piece
PIECE = 65_536  # as much as uvicorn keeps of a connection before it waits
SQUEEZED = 1_048_576  # what is compressed at once, beside the event loop
GZIP = 31  # zlib's window bits of 15, with the head and end of gzip
RETRY_S = 5


class Sending:
    """Bytes of large answers that are on their way, in all and by client. One client has at most half of the limit."""

    def __init__(self, limit: int) -> None:
        self.held = 0
        self._limit = limit
        self._of_client: Counter[str] = Counter()

    def take(self, client: str, size: int) -> None:
        """Count an answer. Raises Problem where too much is on its way; one alone may be larger than the limit."""
        mine = self._of_client[client]
        if mine > 0 and mine + size > self._limit // 2:
            raise Problem(429, "one client has at most half of what may be on its way: read the other answers first",
                          retry_after=RETRY_S, outcome="client share")
        if self.held > 0 and self.held + size > self._limit:
            raise Problem(503, "too many large answers are on their way: try again", retry_after=RETRY_S,
                          outcome="sending full")
        self.held += size
        self._of_client[client] += size

    def give(self, client: str, size: int) -> None:
        """An answer has gone out, or never will."""
        self.held -= size
        self._of_client[client] -= size
        if self._of_client[client] <= 0:
            del self._of_client[client]


class Pieces(Response):
    """A response whose content is counted by `take` before, sent in pieces, and given back at the end."""

    def __init__(
        self, content: bytes, headers: Mapping[str, str], *, status: int, squeezed: bool, sending: Sending, client: str
    ) -> None:
        super().__init__(b"", status_code=status, headers=headers)
        self._content = content
        self._squeezed = squeezed
        self._sending = sending
        self._client = client
        if squeezed:
            del self.headers["content-length"]  # not known before the end: HTTP/1.1 marks the end by itself
        else:
            self.headers["content-length"] = str(len(content))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # as ASGI calls it
        """Send it."""
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            if scope["method"] != "HEAD":
                async for piece in self._pieces():
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._sending.give(self._client, len(self._content))

    async def _pieces(self) -> AsyncIterator[bytes]:
        view = memoryview(self._content)
        if not self._squeezed:
            for start in range(0, len(view), PIECE):
                yield bytes(view[start : start + PIECE])
            return
        packer = zlib.compressobj(1, zlib.DEFLATED, GZIP)
        for start in range(0, len(view), SQUEEZED):
            yield await asyncio.to_thread(packer.compress, view[start : start + SQUEEZED])
        yield packer.flush()
