"""The envelope of every request: problems become responses, headers that keep browsers safe, a line in the log."""

from __future__ import annotations

import asyncio
import time
from collections.abc import MutableMapping
from typing import TypeAlias

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from queries.server import exchange, log
from queries.server.guard import ABORT
from queries.server.problem import TITLES
from queries.server.state import State

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SAFE = (
    ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"), ("Content-Security-Policy", POLICY),
    ("Cross-Origin-Resource-Policy", "cross-origin"), ("X-Frame-Options", "DENY"),
)
OPEN = (
    ("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", exchange.EXPOSED),
)
PREFLIGHT = (
    *OPEN, ("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"),
    ("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match"), ("Access-Control-Max-Age", "86400"),
)

Facts: TypeAlias = MutableMapping[str, object]


class _NotTakenError(BaseException):
    """The client takes nothing more. No Exception, so that nobody on its way takes it for a fault of ours."""


class Envelope:
    """An ASGI application around another one."""

    def __init__(self, app: ASGIApp, state: State) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        facts: Facts = scope.setdefault("facts", {})
        facts["status"] = 499  # the client went away

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                facts["status"] = message["status"]
                more = PREFLIGHT if scope["method"] == "OPTIONS" else (*SAFE, *OPEN)
                message["headers"] = [*message["headers"], *((k.lower().encode(), v.encode()) for k, v in more)]
            try:
                async with asyncio.timeout(self._state.settings.send_s):
                    await send(message)
            except TimeoutError as error:
                facts["outcome"] = "not taken"
                abort = scope.get("extensions", {}).get(ABORT)
                if abort is not None:  # closing alone would wait until the client reads on
                    abort["now"]()
                raise _NotTakenError from error

        try:
            await self._app(scope, receive, sending)
        except _NotTakenError:
            while (await receive())["type"] != "http.disconnect":
                pass  # uvicorn takes an answer that ends before its connection for a fault
        finally:
            self._tell(scope, facts, time.monotonic() - began)

    def _tell(self, scope: Scope, facts: Facts, seconds: float) -> None:
        status = int(str(facts.pop("status")))
        outcome = str(facts.pop("outcome", "ok" if status < 400 else TITLES.get(status, "error")))
        route = scope.get("route")
        endpoint = getattr(route, "path", "none")
        self._state.metrics.count(endpoint, status, outcome, seconds)
        log.write("request", endpoint=endpoint, method=scope["method"], status=status, outcome=outcome,
                  ms=round(seconds * 1000, 1), **facts)
