"""The zygote: a process that loads a graph once and splits workers off itself. docs/decisions/0057 tells why.

A split worker shares what the zygote loaded, page by page, until one of them writes to it: it takes milliseconds and
next to no memory. The zygote itself reads no query. It and the server talk over a socket of packets: JSON, and with the
wish for a worker the ends of its two pipes.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import sys
import warnings
from collections.abc import Callable, Mapping
from typing import BinaryIO, TypeAlias, cast

from ontology.errors import StoreError

PACKET = 4096  # bytes; each message is far below
KINDS = ("cypher",)  # RocksDB, on which SPARQL stands, has threads of its own, which do not live through a fork
Work: TypeAlias = Callable[[BinaryIO, BinaryIO], None]  # reads jobs of one stream and answers on the other


def splits(kind: str) -> bool:
    """Whether workers of this kind are split off a zygote on this platform."""
    return kind in KINDS and sys.platform == "linux"


class Split:
    """A process that was split off, with the face of asyncio.subprocess.Process as far as a worker needs it."""

    def __init__(
        self, pid: int, stdin: asyncio.StreamWriter, stdout: asyncio.StreamReader, reading: asyncio.BaseTransport,
        zygote: Zygote,
    ) -> None:
        self.pid = pid
        self.stdin = stdin
        self.stdout = stdout
        self.returncode: int | None = None
        self._reading = reading
        self._zygote = zygote
        self._ended = asyncio.Event()

    def kill(self) -> None:
        """End it; nothing more is read of it. Raises ProcessLookupError where it has ended."""
        if self.returncode is None:
            with contextlib.suppress(StoreError):  # with the zygote it ends too
                self._zygote.tell({"kill": self.pid})
        self._reading.close()
        self.stdin.close()
        if self.returncode is not None:
            raise ProcessLookupError(self.pid)

    async def wait(self) -> int:
        """How it ended: its status, or the negative number of the signal."""
        await self._ended.wait()
        assert self.returncode is not None
        return self.returncode

    def end(self, status: int) -> None:
        """Note how it ended. What it wrote before can be read."""
        self.returncode = status
        self._ended.set()


class Zygote:
    """The zygote, seen from the server."""

    def __init__(self, process: asyncio.subprocess.Process, control: socket.socket) -> None:
        self._process = process
        self._control = control
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked: list[asyncio.Future[int]] = []  # who waits for a pid, in the order of the wishes
        self._children: dict[int, Split | None] = {}
        self._ended_early: dict[int, int] = {}
        self._is_alive = True
        control.setblocking(False)
        asyncio.get_running_loop().add_reader(control.fileno(), self._read)
        # uvloop does not tell of a socket whose other end is gone.
        self._watching = asyncio.get_running_loop().create_task(self._watch())

    @classmethod
    async def start(
        cls, arguments: list[str], environment: Mapping[str, str], stderr: int | None, patience: float
    ) -> Zygote:
        """A zygote that has loaded its data. Raises StoreError where it has not in PATIENCE seconds."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    *arguments, stdin=theirs.fileno(), stdout=asyncio.subprocess.DEVNULL, stderr=stderr,
                    env=environment,
                )
        except BaseException:
            ours.close()
            raise
        zygote = cls(process, ours)
        try:
            await asyncio.wait_for(asyncio.shield(zygote._ready), patience)
        except (StoreError, TimeoutError) as error:
            await zygote.close()
            raise StoreError("the process did not come up") from error
        return zygote

    def is_alive(self) -> bool:
        """Whether it can split off workers."""
        return self._is_alive

    async def split(self) -> Split:
        """A new worker. Raises StoreError where there is none to be had."""
        jobs, their_jobs = os.pipe()[::-1]
        answers, their_answers = os.pipe()
        try:
            with contextlib.ExitStack() as theirs:
                theirs.callback(os.close, their_jobs)
                theirs.callback(os.close, their_answers)
                asked: asyncio.Future[int] = asyncio.get_running_loop().create_future()
                self.tell({"split": True}, [their_jobs, their_answers])
                self._asked.append(asked)
            pid = await asked
        except BaseException:
            os.close(jobs)
            os.close(answers)
            raise
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        reading, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(answers, "rb")
        )
        transport, protocol = await loop.connect_write_pipe(
            lambda: asyncio.StreamReaderProtocol(asyncio.StreamReader()), os.fdopen(jobs, "wb")
        )
        split = Split(pid, asyncio.StreamWriter(transport, protocol, None, loop), reader, reading, self)
        if pid in self._ended_early:
            split.end(self._ended_early.pop(pid))
        else:
            self._children[pid] = split
        return split

    def tell(self, message: Mapping[str, object], passed: list[int] | None = None) -> None:
        """Send a message. Raises StoreError where nobody reads it."""
        try:
            socket.send_fds(self._control, [json.dumps(message).encode()], passed or [])
        except OSError as error:
            raise StoreError(f"the process that splits off workers is gone: {error}") from error

    async def close(self) -> None:
        """End it, and with it all that it split off."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._watching

    async def _watch(self) -> None:
        await self._process.wait()
        self._read()
        self._lose()

    def _read(self) -> None:
        while self._is_alive:
            try:
                packet = self._control.recv(PACKET)
            except BlockingIOError:
                return
            except OSError:
                packet = b""
            if packet == b"":
                self._lose()
                return
            self._take(json.loads(packet))

    def _take(self, said: Mapping[str, object]) -> None:
        if "ready" in said:
            self._ready.set_result(None)
        elif "pid" in said:
            pid = cast("int", said["pid"])
            self._children[pid] = None
            self._answer(pid)
        elif "failed" in said:
            asked = self._asked.pop(0)
            if not asked.done():
                asked.set_exception(StoreError(f"no worker could be split off: {said['failed']}"))
        else:
            pid, status = cast("int", said["ended"]), cast("int", said["status"])
            if pid not in self._children:
                return
            child = self._children.pop(pid)
            if child is None:
                self._ended_early[pid] = status
            else:
                child.end(status)

    def _answer(self, pid: int) -> None:
        asked = self._asked.pop(0)
        if asked.done():  # who wished for it is gone
            with contextlib.suppress(StoreError):
                self.tell({"kill": pid})
            del self._children[pid]
        else:
            asked.set_result(pid)

    def _lose(self) -> None:
        if not self._is_alive:
            return
        self._is_alive = False
        asyncio.get_running_loop().remove_reader(self._control.fileno())
        self._control.close()
        gone = StoreError("the process that splits off workers ended")
        waited: list[asyncio.Future[None] | asyncio.Future[int]] = [self._ready, *self._asked]
        for asked in waited:
            if not asked.done():
                asked.set_exception(gone)
                asked.exception()  # nobody need wait for it
        for child in self._children.values():
            if child is not None:
                child.end(-signal.SIGKILL)
                with contextlib.suppress(ProcessLookupError):
                    child.kill()


def breed(control: socket.socket, work: Work) -> None:
    """In the zygote: split off a process for each wish, which does its WORK and ends; until the server is gone."""
    woken, waking = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(waking, False)
    signal.signal(signal.SIGCHLD, _nothing)
    signal.set_wakeup_fd(waking)
    gc.freeze()  # or the first collection in each worker writes to every page that holds an object
    control.send(json.dumps({"ready": True}).encode())
    watched = selectors.DefaultSelector()
    watched.register(control, selectors.EVENT_READ)
    watched.register(woken, selectors.EVENT_READ)
    children: set[int] = set()
    while True:
        for key, _ in watched.select():
            if key.fileobj == woken:
                with contextlib.suppress(BlockingIOError):
                    os.read(woken, PACKET)
                continue
            packet, passed, _, _ = socket.recv_fds(control, PACKET, 2)
            if packet == b"":
                return
            asked = json.loads(packet)
            if asked.get("kill") in children:
                os.kill(asked["kill"], signal.SIGKILL)
            if "split" in asked:
                _split(control, children, passed, [woken, waking, watched.fileno()], work)
        _reap(control, children)


def _split(
    control: socket.socket, children: set[int], passed: list[int], own: list[int], work: Work
) -> None:
    parent = os.getpid()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Python cannot know that no thread holds a lock
            pid = os.fork()
    except OSError as error:
        control.send(json.dumps({"failed": str(error)}).encode())
        return
    finally:
        if os.getpid() == parent:
            for end in passed:
                os.close(end)
    if pid != 0:
        children.add(pid)
        control.send(json.dumps({"pid": pid}).encode())
        return
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        for each in own:
            os.close(each)
        jobs, answers = passed
        work(os.fdopen(jobs, "rb"), os.fdopen(answers, "wb"))
        status = 0
    finally:
        os._exit(status)


def _reap(control: socket.socket, children: set[int]) -> None:
    while len(children) > 0:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        children.discard(pid)
        control.send(json.dumps({"ended": pid, "status": os.waitstatus_to_exitcode(status)}).encode())


def _nothing(_number: int, _frame: object) -> None:
    """A signal with a handler wakes `select` by way of the wakeup descriptor."""
