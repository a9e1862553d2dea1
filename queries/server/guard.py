"""The guard: how many connections a client has, and how long and large the head of a request may be."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_S = 10.0
HEAD_BYTES = 400_000  # more than one read of the socket, whose first piece may hold a head and a body
PER_CLIENT = 100
ABORT = "zhengmai.abort"  # among the extensions of a request's scope: what ends its connection `now`


class GuardedProtocol(HttpToolsProtocol):
    """Closes a connection that asks for too much. `of_client` counts the open ones by address."""

    of_client: ClassVar[Counter[str]] = Counter()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own type
        """Count the connection, and watch for its first head."""
        super().connection_made(transport)
        self._in_head, self._head = True, 0
        self._address = self.client[0] if self.client is not None else ""
        GuardedProtocol.of_client[self._address] += 1
        self._late = self.loop.call_later(HEAD_S, self._close_late)
        if GuardedProtocol.of_client[self._address] > PER_CLIENT:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._late.cancel()
        GuardedProtocol.of_client[self._address] -= 1
        if GuardedProtocol.of_client[self._address] <= 0:
            del GuardedProtocol.of_client[self._address]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what comes before the head is whole."""
        self._head = self._head + len(data) if self._in_head else 0
        if self._head > HEAD_BYTES:
            self.transport.abort()
            return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """A head begins: its time runs."""
        self._in_head, self._head = True, 0
        self._late.cancel()
        self._late = self.loop.call_later(HEAD_S, self._close_late)
        super().on_message_begin()
        self.scope.setdefault("extensions", {})[ABORT] = {"now": self.transport.abort}

    def on_headers_complete(self) -> None:
        """A head is whole."""
        self._in_head = False
        self._late.cancel()
        super().on_headers_complete()

    def _close_late(self) -> None:
        if self._in_head and not self.transport.is_closing():
            self.transport.abort()
