"""The process of a worker, seen from the server: started, asked one thing at a time, made to give way, killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pathlib
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from typing import Protocol

from ontology.errors import StoreError
from queries.server import frames
from queries.server.frames import Frame
from queries.server.problem import Problem
from queries.server.zygote import Zygote

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
START_S = 120  # a graph of a million edges loads in 11 s on an idle machine
USUAL, YIELDING = 0, 19  # niceness: as the server itself; behind everything
# RocksDB takes and gives back an iterator of a few kilobytes for each lookup: kept at hand, a query takes a fifth less.
MALLOC = "glibc.malloc.tcache_max=32768:glibc.malloc.tcache_count=1000"


class Running(Protocol):
    """What a worker needs of a process: of asyncio's, or of one that was split off."""

    @property
    def pid(self) -> int:
        """Its id."""

    @property
    def returncode(self) -> int | None:
        """How it ended, if it has."""

    @property
    def stdin(self) -> asyncio.StreamWriter | None:
        """Where it reads."""

    @property
    def stdout(self) -> asyncio.StreamReader | None:
        """Where it writes."""

    def kill(self) -> None:
        """End it at once."""

    async def wait(self) -> int:
        """How it ended."""


class WorkerProcess:
    """One worker. `ask` is called by one task at a time."""

    def __init__(self, process: Running) -> None:
        self._process = process
        self.served = 0
        self.peak = 0
        self.first_peak = 0
        self.used = 0.0  # seconds of processors, as the worker told with its last message
        self.held: list[str] = []

    @classmethod
    async def start(cls, told: Mapping[str, object]) -> WorkerProcess:
        """A worker that has loaded its data. Raises StoreError where it ends before."""
        with _room(told) as held:
            process = await asyncio.create_subprocess_exec(
                *_arguments(held), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                env=_environment(held), stderr=_stderr(),
            )
            return await cls._ready(process, told)

    @classmethod
    async def split(cls, zygote: Zygote, told: Mapping[str, object]) -> WorkerProcess:
        """A worker that is split off a zygote with these data. Raises StoreError where it ends before."""
        return await cls._ready(await zygote.split(), told)

    @classmethod
    async def _ready(cls, process: Running, told: Mapping[str, object]) -> WorkerProcess:
        worker = cls(process)
        try:
            ready = await asyncio.wait_for(worker._receive(), START_S)
        except (asyncio.IncompleteReadError, TimeoutError) as error:
            await worker.kill()
            raise _no_start(told) from error
        worker.held = [str(name) for name in ready.header["held"]] if isinstance(ready.header["held"], list) else []
        worker.used = _seconds(ready)
        worker.yield_to_others(USUAL)
        return worker

    @property
    def pid(self) -> int:
        """Its id."""
        return self._process.pid

    async def ask(self, job: Frame) -> Frame:
        """The worker's answer to a job. Raises Problem where the worker ends over it."""
        assert self._process.stdin is not None
        try:
            if self._process.stdin.is_closing():  # uvloop raises RuntimeError where one writes to it
                raise ConnectionResetError
            self._process.stdin.write(job.encoded())
            await self._process.stdin.drain()
            found = await self._receive()
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise _ended(await self._process.wait()) from error
        self.served += 1
        rss = found.header.get("rss")
        self.used = _seconds(found)
        self.peak = rss if isinstance(rss, int) else 0
        self.first_peak = self.first_peak or self.peak
        return found

    def yield_to_others(self, niceness: int) -> bool:
        """Set how far its threads give way to other processes; False where this user may not."""
        tasks = pathlib.Path(f"/proc/{self.pid}/task")
        try:
            for task in tasks.iterdir():
                os.setpriority(os.PRIO_PROCESS, int(task.name), niceness)
        except (OSError, AttributeError):
            return False
        return True

    def cpu_s(self) -> float | None:
        """Seconds of processors that it has used so far; None where this platform does not tell."""
        try:
            stat = pathlib.Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            return None
        used = stat.rpartition(")")[2].split()[11:13]  # proc(5): utime and stime, behind the name in brackets
        return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")

    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.returncode is None

    async def kill(self) -> None:
        """End it at once, whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def _receive(self) -> Frame:
        assert self._process.stdout is not None
        return await frames.receive(self._process.stdout)


def _seconds(message: Frame) -> float:
    """The seconds of processors that a message tells."""
    cpu = message.header.get("cpu")
    return cpu if isinstance(cpu, float) else 0.0


async def zygote_of(told: Mapping[str, object]) -> Zygote:
    """A zygote that has loaded the data. Raises StoreError."""
    with _room(told) as held:
        try:
            return await Zygote.start(_arguments(held), _environment(held), _stderr(), START_S)
        except StoreError as error:
            raise _no_start(told) from error


@contextlib.contextmanager
def _room(told: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """A folder for the time of the start.

    kglite maps the large columns of a graph from files that it makes: once mapped they need no name.
    """
    with tempfile.TemporaryDirectory(prefix="zhengmai-", ignore_cleanup_errors=True) as room:
        yield {**told, "room": os.path.realpath(room)}


def _arguments(told: Mapping[str, object]) -> list[str]:
    return [sys.executable, "-m", "queries.server.worker", json.dumps(told)]


def _environment(told: Mapping[str, object]) -> Mapping[str, str]:
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")}
    return kept | {
        "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "RAYON_NUM_THREADS": "1", "RUST_BACKTRACE": "0",
        "MALLOC_ARENA_MAX": "2", "GLIBC_TUNABLES": MALLOC, "TMPDIR": str(told["room"]),
    }


def _stderr() -> int | None:
    return None if "ZHENGMAI_WORKER_STDERR" in os.environ else asyncio.subprocess.DEVNULL


def _no_start(told: Mapping[str, object]) -> StoreError:
    return StoreError(f"a worker for {told['kind']} did not start: is {told['folder']} whole?")


def _ended(status: int) -> Problem:
    if status == -getattr(signal, "SIGSEGV", 11):
        return Problem(400, "the query is nested too deep", outcome="too deep")
    if status == -getattr(signal, "SIGABRT", 6):
        return Problem(503, "the query needs more memory than one may take", outcome="memory")
    return Problem(503, "the process that answered ended: try again", outcome="worker ended", retry_after=1)
