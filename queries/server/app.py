"""The application: routes, start, reload and stop. `serve` runs it until a signal ends it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import pathlib
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from ontology.errors import StoreError, UsageError
from queries.server import api, description, exchange, log, pages, review_endpoint, sandbox
from queries.server.bolt import Bolt
from queries.server.cypher_endpoint import cypher
from queries.server.envelope import Envelope
from queries.server.generation import Generation, current, prepared
from queries.server.guard import GuardedProtocol
from queries.server.openapi import openapi
from queries.server.problem import TITLES, Problem
from queries.server.protocol import sparql
from queries.server.settings import Settings
from queries.server.state import State

BOTH = ["GET", "POST"]
ROUTES: tuple[BaseRoute, ...] = (
    Route("/sparql", sparql, methods=BOTH),
    Route("/sparql/", sparql, methods=BOTH),
    Route("/cypher", cypher, methods=BOTH),
    Route("/.well-known/void", description.void),
    Route("/openapi.json", openapi),
    Route("/health", api.health),
    Route("/metrics", api.metrics),
    Route("/api/search", api.search),
    Route("/api/entities/{id:path}", api.of_id("entity")),
    Route("/api/timeline/{id:path}", api.of_id("timeline", paged=True)),
    Route("/api/lineage/{id:path}", api.of_id("lineage")),
    Route("/api/statements/{id}", api.of_id("statement")),
    Route("/api/reports", api.of_all("reports", paged=True)),
    Route("/api/reports/{id}", api.of_id("report")),
    Route("/api/reports/{id}/statements", api.of_id("statements", paged=True)),
    Route("/api/genealogies", api.of_all("genealogies", paged=True)),
    Route("/api/genealogies/{id:path}", api.of_id("genealogy")),
    Route("/api/review", review_endpoint.counts),
    Route("/api/review/candidates", review_endpoint.candidates),
    Route("/api/review/judgements", review_endpoint.judgements),
    Route("/api/review/conflicts", review_endpoint.conflicts),
    Route("/api/coverage", api.of_all("front")),
    Route("/api/questions", api.of_all("questions", paged=True)),
    Route("/api/questions/{name}", api.question),
    Route("/api/exports", api.of_all("exports", paged=True)),
    Route("/api/exports/{name}", api.export),
    Route("/api/pictures/{kind}/{id:path}", api.picture),
    Route("/", pages.front),
    Route("/search", pages.search),
    Route("/reports", pages.reports),
    Route("/genealogies", pages.genealogies),
    Route("/genealogies/{id:path}", pages.genealogy),
    Route("/review", review_endpoint.waiting_page),
    Route("/review/judgements", review_endpoint.judged_page),
    Route("/questions", pages.questions),
    Route("/questions/{name}", pages.question),
    Route("/query/sparql", pages.query_sparql, methods=BOTH),
    Route("/query/cypher", pages.query_cypher, methods=BOTH),
    Route("/id/{id:path}", pages.entity),
    Route("/statement/{id}", pages.statement),
    Route("/report/{id}", pages.report),
    Mount("/static", StaticFiles(directory=pages.STATIC)),
)


def application(state: State) -> ASGIApp:
    """The application over a state whose generation is up."""
    app = Starlette(routes=ROUTES, exception_handlers={Problem: _told, HTTPException: _told, Exception: _told})
    app.state.server = state
    # Starlette answers an OPTIONS to a known path with 405: what a browser may do is said before any routing.
    return Envelope(_Options(app), state)


async def _told(request: Request, error: Exception) -> Response:
    """What went wrong, as a page where a browser asked for one."""
    if isinstance(error, HTTPException):
        error = Problem(error.status_code, str(error.detail), outcome=TITLES.get(error.status_code, "refused"))
    elif not isinstance(error, Problem):
        log.write("fault", kind=type(error).__name__, where=log.place(error))
        error = Problem(500, "the server met a fault of its own", outcome="fault")
    exchange.note(request, outcome=error.outcome)
    return await pages.refused(request, error) if pages.is_page(request) else exchange.refused(error)


def _bolt(settings: Settings) -> Bolt | None:
    return None if settings.bolt == "" else Bolt(settings)


class _Options:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer OPTIONS, hand on everything else."""
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            await Response(status_code=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"})(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def serve(workspace: pathlib.Path, host: str, port: int, settings: Settings) -> None:
    """Serve a workspace until SIGTERM or SIGINT. Raises StoreError, and UsageError where nothing confines workers."""
    if not sandbox.confines() and settings.unconfined == 0:
        raise UsageError(
            "this platform has no way to take network and files from the processes that answer strangers: "
            "serve with --setting unconfined=1 only where every client is trusted"
        )
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(Server(workspace, settings).run(host, port))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's, which sends the head and the body of an answer in one write; asyncio's own where there is no uvloop."""
    try:
        import uvloop
    except ImportError:
        return None  # Windows
    return uvloop.new_event_loop


class _Uvicorn(uvicorn.Server):
    """uvicorn, which after a graceful stop would raise the signal once more and end this process in the middle."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and tell where: port 0 means any that is free."""
        await super().startup(sockets)
        for each in (found for server in self.servers for found in server.sockets):
            address, port = each.getsockname()[:2]
            log.write("listening", url=f"http://{f'[{address}]' if ':' in address else address}:{port}/")

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals that stop the server."""
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(each, self.handle_exit, each, None)
            except NotImplementedError:  # Windows
                signal.signal(each, self.handle_exit)
        yield


class Server:
    """A running server."""

    def __init__(self, workspace: pathlib.Path, settings: Settings) -> None:
        self._workspace = workspace.resolve()
        self._settings = settings
        self._reload = asyncio.Event()
        self._ending: set[asyncio.Task[None]] = set()

    async def run(self, host: str, port: int) -> None:
        """Serve until a signal."""
        folder = await prepared(self._workspace)
        generation = await Generation.start(folder, self._workspace, self._settings)
        state = State(self._settings, generation, self._workspace, _bolt(self._settings))
        config = uvicorn.Config(
            application(state), host=host, port=port, http=GuardedProtocol, ws="none", lifespan="off",
            access_log=False, log_config=None, server_header=False, proxy_headers=False,
            limit_concurrency=self._settings.connections, timeout_keep_alive=self._settings.idle_s,
            timeout_graceful_shutdown=self._settings.grace_s,
        )
        logging.getLogger("uvicorn").addHandler(log.Lines())
        watching = asyncio.create_task(self._watch(state))
        with contextlib.suppress(NotImplementedError, AttributeError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._reload.set)
        held = sorted({name for pool in generation.pools.values() for name in pool.held()})
        log.write("start", build=generation.id, confined_by=held)
        try:
            await _Uvicorn(config).serve()
        finally:
            watching.cancel()
            if state.bolt is not None:
                state.bolt.close()
            await state.generation.close(self._settings.grace_s)
            await asyncio.gather(*self._ending, return_exceptions=True)
            log.write("stop")

    async def _watch(self, state: State) -> None:
        """Go over to a new build on SIGHUP, or where projections/current names another folder."""
        pause = self._settings.watch_s or None
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._reload.wait(), pause)
            try:
                await self._go_over(state, asked=self._reload.is_set())
            except StoreError as error:
                log.write("reload failed", reason=str(error))

    async def _go_over(self, state: State, *, asked: bool) -> None:
        self._reload.clear()
        folder = await prepared(self._workspace) if asked else current(self._workspace)
        if folder is None or folder.name == state.generation.folder.name:
            return
        former, state.generation = state.generation, await Generation.start(
            folder, self._workspace, self._settings
        )
        state.metrics.reloads += 1
        log.write("reload", build=state.generation.id, before=former.id)
        ending = asyncio.create_task(former.close(self._settings.deadline_ms / 1000 + self._settings.grace_s))
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)


@contextlib.asynccontextmanager
async def started(
    folder: pathlib.Path, workspace: pathlib.Path | None, settings: Settings
) -> AsyncIterator[tuple[ASGIApp, State]]:
    """The application over a folder of projections, for tests and for mounting elsewhere; ended at the end."""
    generation = await Generation.start(folder, workspace, settings)
    state = State(settings, generation, workspace, _bolt(settings))
    try:
        yield application(state), state
    finally:
        await state.generation.close(1.0)
