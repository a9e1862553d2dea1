"""The Neo4j that answers in place of kglite, where one is configured: questions, and raw text if that is allowed.

It is asked in read mode over a few connections of its own. What it must not be asked is refused here, before it sees
the text; what it takes too long over, it stops itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from graph.answer import Answer, Parameters
from graph.neo4j import Neo4jGraph
from ontology import registry
from ontology.errors import NotFound, StoreError, UsageError
from queries import catalog, run
from queries.server.cypher import answered
from queries.server.cypher_text import refuse
from queries.server.frames import Frame
from queries.server.problem import Problem
from queries.server.settings import Settings

PASSWORD = "ZHENGMAI_NEO4J_PASSWORD"  # noqa: S105  # the name of the variable
AT_ONCE = 4
SLACK_S = 5.0  # that a server may take to stop a query past its time

Found = TypeVar("Found")


class Bolt:
    """The connections to one address. It is opened at the first question, and anew after it was lost."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known = registry.load()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._open: contextlib.ExitStack | None = None
        self._graph: Neo4jGraph | None = None

    async def ask(self, asked: Mapping[str, str]) -> Frame:
        """The rows of a question of the catalogue. Raises Problem."""
        given = {key.removeprefix("p."): value for key, value in asked.items() if key.startswith("p.") and value != ""}
        name = asked["name"]
        if name not in catalog.catalog():
            raise Problem(404, f"{name}: no such question", outcome="not found")

        def work(graph: Neo4jGraph) -> Answer:
            question = catalog.question(name)
            return run.ask(question, given, graph, self._known, row_limit=self._settings.row_limit)

        return answered(await self._worked(work), asked["media"], self._settings.answer_bytes)

    async def query(self, job: Mapping[str, object]) -> Frame:
        """The rows of a raw text. Raises Problem."""
        text, parameters = str(job["text"]), cast("Parameters", job["parameters"])
        refuse(text, self._settings.nesting)

        def work(graph: Neo4jGraph) -> Answer:
            deadline, most = self._settings.deadline_ms, self._settings.row_limit
            return graph.run(text, parameters, timeout_ms=deadline, row_limit=most)

        return answered(await self._worked(work), str(job["media"]), self._settings.answer_bytes)

    def close(self) -> None:
        """Give the connections back."""
        with self._lock:
            self._close()

    async def _worked(self, work: Callable[[Neo4jGraph], Found]) -> Found:
        patience = self._settings.deadline_ms / 1000 + SLACK_S
        try:
            async with asyncio.timeout(self._settings.wait_ms / 1000):
                await self._places.acquire()
        except TimeoutError as error:
            raise Problem(503, "too many wait for the Neo4j behind this server", retry_after=5) from error
        try:
            return await asyncio.wait_for(asyncio.to_thread(self._told, work), patience)
        except TimeoutError as error:
            late = f"the query took longer than {self._settings.deadline_ms} ms"
            raise Problem(504, late, outcome="deadline") from error
        finally:
            self._places.release()

    def _told(self, work: Callable[[Neo4jGraph], Found]) -> Found:
        try:
            return work(self._opened())
        except NotFound as error:
            raise Problem(404, str(error), outcome="not found") from error
        except UsageError as error:
            raise Problem(400, str(error), outcome="malformed") from error
        except StoreError as error:
            self.close()
            raise Problem(503, f"the Neo4j behind this server: {error}", outcome="store", retry_after=5) from error

    def _opened(self) -> Neo4jGraph:
        with self._lock:
            if self._graph is None:
                with contextlib.ExitStack() as opening:
                    self._graph = opening.enter_context(Neo4jGraph.open(
                        self._settings.bolt, self._settings.bolt_user or None, os.environ.get(PASSWORD),
                        database=self._settings.bolt_database or None,
                    ))
                    self._open = opening.pop_all()
            return self._graph

    def _close(self) -> None:
        opened, self._open, self._graph = self._open, None, None
        if opened is not None:
            opened.close()
