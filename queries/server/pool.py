"""The pool: the workers of one language, and who gets one when. docs/decisions/0050 tells why it is made so.

A query runs at once where a worker is free. One that runs past `quick_ms`, or twice that where it had to wait for a
processor, is long: it takes a long place and gives way to others, or, where all long places are taken, is stopped and
waits for one, to be begun anew. A client that has used much lately gets long places only. So whatever some clients ask,
workers stay free for the short queries of others.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass

from ontology.errors import StoreError
from queries.server import problem
from queries.server.frames import Frame
from queries.server.problem import Problem
from queries.server.process import USUAL, YIELDING, WorkerProcess, zygote_of
from queries.server.settings import Settings
from queries.server.shares import Shares
from queries.server.zygote import Zygote, splits

RETRY_S = 2
PAUSES = (0.0, 1.0, 5.0)  # before each try to start a worker
GROWN = 268_435_456  # a worker whose peak has grown by this is replaced after its answer


@dataclass(slots=True, eq=False)
class _Ticket:
    """A query that waits or runs. `is_long`: it needs a long place, `has_place`: it has one."""

    job: Frame
    client: str
    arrived: float
    answer: asyncio.Future[Frame]
    is_long: bool = False
    has_place: bool = False


class Pool:
    """Workers of one kind over one folder."""

    def __init__(self, kind: str, size: int, told: Mapping[str, object], settings: Settings) -> None:
        self.kind = kind
        self.size = size
        self.killed = 0
        self.started = 0
        self._told = {
            **told, "kind": kind, **{
                name: getattr(settings, name)
                for name in (
                    "row_limit", "answer_bytes", "nesting", "memory_mb", "deadline_ms", "review_statements"
                )
            },
        }
        self._settings = settings
        self._long_places = max(1, min(settings.long_queries, size - 1))
        self._long = 0
        self._free: list[WorkerProcess] = []
        self._all: set[WorkerProcess] = set()
        self._waiting: list[_Ticket] = []
        self._of_client: Counter[str] = Counter()
        self._shares = Shares()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._zygote: Zygote | None = None
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Start all workers. Raises StoreError where one does not come up."""
        await asyncio.gather(*(self._spawn() for _ in range(self.size)))

    async def close(self, grace_s: float) -> None:
        """Let what runs and waits end, at most for so long, then end the workers."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle(), grace_s)
        self._closed = True
        for ticket in self._waiting:
            _fail(ticket, Problem(503, "the server stops", retry_after=RETRY_S))
        await asyncio.gather(*(worker.kill() for worker in list(self._all)))
        self._all.clear()
        if self._zygote is not None:
            await self._zygote.close()
        for task in list(self._tasks):
            task.cancel()

    async def ask(self, job: Frame, client: str) -> Frame:
        """The answer to a job of a client. Raises Problem."""
        if self._of_client[client] >= self._settings.client_share:
            raise Problem(429, f"one client has at most {self._settings.client_share} queries at once",
                          retry_after=RETRY_S, outcome="client share")
        if len(self._waiting) >= self._settings.queue:
            raise Problem(503, "too many queries wait: try again", retry_after=RETRY_S, outcome="queue full")
        ticket = _Ticket(job, client, time.monotonic(), asyncio.get_running_loop().create_future())
        self._of_client[client] += 1
        self._waiting.append(ticket)
        self._dispatch()
        late = asyncio.get_running_loop().call_later(self._settings.wait_ms / 1000, self._give_up, ticket)
        try:
            found = await ticket.answer
        finally:
            late.cancel()
            self._leave(ticket)
        failed = problem.of(found)
        if failed is not None:
            raise failed
        return found

    def state(self) -> Mapping[str, int]:
        """Numbers for /health and /metrics."""
        return {
            "workers": len(self._all), "free": len(self._free), "waiting": len(self._waiting), "long": self._long,
            "killed": self.killed, "started": self.started,
        }

    def held(self) -> list[str]:
        """The mechanisms that bind the workers."""
        return sorted({name for worker in self._all for name in worker.held})

    def pids(self) -> list[int]:
        """The ids of the workers' processes."""
        return sorted(worker.pid for worker in self._all)

    def _leave(self, ticket: _Ticket) -> None:
        if ticket in self._waiting:
            self._waiting.remove(ticket)
        self._of_client[ticket.client] -= 1
        if self._of_client[ticket.client] <= 0:
            del self._of_client[ticket.client]

    def _give_up(self, ticket: _Ticket) -> None:
        if ticket in self._waiting:
            _fail(ticket, Problem(503, "no process was free in time: try again", retry_after=RETRY_S, outcome="wait"))

    def _dispatch(self) -> None:
        """Give free workers to those who wait: those who have used least first, then those who came first."""
        for worker in [each for each in self._free if not each.is_alive()]:
            self._free.remove(worker)
            self._run(self._give_back(worker, was_long=False))
        now = time.monotonic()
        order = sorted(self._waiting, key=lambda each: (self._shares.used(each.client, now), each.arrived))
        for ticket in order:
            if len(self._free) == 0:
                return
            if ticket.answer.done():
                continue
            heavy = ticket.is_long or self._shares.used(ticket.client, now) > self._settings.light_ms
            if heavy and self._long >= self._long_places:
                continue
            if heavy:
                self._take_long_place(ticket)
            self._waiting.remove(ticket)
            self._run(self._serve(self._free.pop(), ticket))

    async def _serve(self, worker: WorkerProcess, ticket: _Ticket) -> None:
        began = time.monotonic()
        asked = asyncio.ensure_future(worker.ask(ticket.job))
        try:
            await self._wait(worker, ticket, asked, began)
        finally:
            ms = (time.monotonic() - began) * 1000
            self._shares.charge(ticket.client, ms, time.monotonic())
            was_long = ticket.has_place
            self._long -= ticket.has_place
            ticket.has_place = False
        if not asked.done():
            await self._stop(worker, asked)
            if ticket.is_long and not was_long and not self._closed and not ticket.answer.done():
                self._waiting.append(ticket)  # to be begun anew on a long place
            else:
                _fail(ticket, Problem(504, f"the query was stopped after {self._settings.deadline_ms} ms",
                                      outcome="deadline"))
        elif isinstance(failed := asked.exception(), Problem):
            _fail(ticket, failed)
        elif failed is None and not ticket.answer.done():
            ticket.answer.set_result(asked.result())
        await self._give_back(worker, was_long=was_long)

    async def _wait(
        self, worker: WorkerProcess, ticket: _Ticket, asked: asyncio.Future[Frame], began: float
    ) -> None:
        """Wait for the answer as long as the query may run; it is not there where its time is over."""
        deadline = self._settings.deadline_ms / 1000
        if ticket.has_place:
            worker.yield_to_others(YIELDING)
        else:
            await self._wait_quickly(worker, asked, began, deadline)
            if asked.done():
                return
            ticket.is_long = True
            if self._long >= self._long_places:
                return
            self._take_long_place(ticket)
            worker.yield_to_others(YIELDING)
        await asyncio.wait({asked}, timeout=max(0.0, began + deadline - time.monotonic()))

    async def _wait_quickly(
        self, worker: WorkerProcess, asked: asyncio.Future[Frame], began: float, deadline: float
    ) -> None:
        """Wait as long as a query may be called quick: so long, or twice where it had to wait for a processor."""
        quick, before = self._settings.quick_ms / 1000, worker.used
        latest = began + min(2 * quick, deadline)
        await asyncio.wait({asked}, timeout=min(quick, deadline))
        while not asked.done() and (rest := latest - time.monotonic()) > 0:
            now = worker.cpu_s()
            if now is None or now - before >= quick:
                return
            await asyncio.wait({asked}, timeout=min(rest, max(0.01, quick - (now - before))))

    def _take_long_place(self, ticket: _Ticket) -> None:
        ticket.is_long = ticket.has_place = True
        self._long += 1

    async def _stop(self, worker: WorkerProcess, asked: asyncio.Future[Frame]) -> None:
        self.killed += 1
        await worker.kill()
        with contextlib.suppress(Problem):
            await asked

    async def _give_back(self, worker: WorkerProcess, *, was_long: bool) -> None:
        """Free the worker for the next query, or put a new one in its place."""
        tired = worker.served >= self._settings.recycle or worker.peak - worker.first_peak > GROWN
        if self._closed:
            return
        if worker.is_alive() and not tired and (not was_long or worker.yield_to_others(USUAL)):
            self._free.append(worker)
        else:
            self._all.discard(worker)
            await worker.kill()
            await self._spawn()
        self._dispatch()

    async def _spawn(self) -> None:
        worker = None
        for pause in PAUSES:
            await asyncio.sleep(pause)
            try:
                worker = await self._worker()
                break
            except StoreError:
                if pause == PAUSES[-1]:
                    raise
        assert worker is not None
        self.started += 1
        if self._closed:
            await worker.kill()
            return
        self._all.add(worker)
        self._free.append(worker)
        self._dispatch()

    async def _worker(self) -> WorkerProcess:
        """A new worker: split off where the platform has it so, else started. Raises StoreError."""
        if not splits(self.kind):
            return await WorkerProcess.start(self._told)
        async with self._starting:
            if self._zygote is None or not self._zygote.is_alive():
                self._zygote = await zygote_of(self._told)
        return await WorkerProcess.split(self._zygote, self._told)

    def _run(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _idle(self) -> None:
        while len(self._tasks) > 0 or len(self._waiting) > 0:
            await asyncio.sleep(0.02)


def _fail(ticket: _Ticket, failed: Problem) -> None:
    if not ticket.answer.done():
        ticket.answer.set_exception(failed)
