"""The worker: a process that loads its data, shuts itself in, and then answers one job after another over a pipe.

Or, with `splits`, a zygote, which loads the data for workers that are split off it and shut themselves in.
"""

from __future__ import annotations

import json
import os
import pathlib
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import BinaryIO, TypeAlias

from queries.server import frames, sandbox, zygote
from queries.server.frames import Frame
from queries.server.problem import Problem

Answers: TypeAlias = Callable[[Frame], Frame]
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def main() -> int:
    """Load what the first argument says, in JSON, and serve until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the server alone says when to end
    asked = json.loads(sys.argv[1])
    kind, folder = str(asked["kind"]), pathlib.Path(asked["folder"]).resolve()
    data = [folder] if kind != "reader" else [folder, pathlib.Path(asked["workspace"]).resolve()]
    writable = kind == "reader"
    room = [] if kind == "sparql" else [pathlib.Path(asked["room"])]
    channel = None if zygote.splits(kind) else _channel()
    held = sandbox.enter(data, writing=[*(data if writable else ()), *room])
    answers = _answers(kind, folder, asked)
    # The reader takes no queries, and what it runs loads parts of libraries late.
    readable = [*data, *sandbox.code()] if kind == "reader" else data

    def work(jobs: BinaryIO, channel: BinaryIO, taken: int | None = None) -> None:
        held.extend(sandbox.close(
            readable, no_files=kind == "cypher", memory_mb=int(asked["memory_mb"]), taken=taken, writable=writable
        ))
        _send(channel, Frame({"ready": True, "held": held, "cpu": time.process_time()}))
        while (job := frames.read(jobs)) is not None:
            _send(channel, _answered(answers, job))

    if channel is not None:
        work(sys.stdin.buffer, channel)
        return 0
    taken = sandbox.address_space()

    def split_off(jobs: BinaryIO, channel: BinaryIO) -> None:
        sandbox.die_with_parent()
        work(jobs, channel, taken)

    zygote.breed(socket.socket(fileno=0), split_off)
    return 0


def _answered(answers: Answers, job: Frame) -> Frame:
    try:
        found = answers(job)
    except Problem as problem:
        found = problem.frame()
    except MemoryError:
        found = Problem(503, "the query needs more memory than one may take", outcome="memory").frame()
    return Frame({**found.header, "rss": _resident(), "cpu": time.process_time()}, found.body)


def _answers(kind: str, folder: pathlib.Path, asked: dict[str, object]) -> Answers:
    limits = {name: int(str(asked[name])) for name in ("row_limit", "answer_bytes", "nesting")}
    if kind == "sparql":
        from queries.server.sparql import SparqlAnswers

        prefixes = asked.get("prefixes", {})
        assert isinstance(prefixes, dict)
        return SparqlAnswers.open(str(folder / "rdf"), prefixes, **limits).answer
    if kind == "cypher":
        from queries.server.cypher import CypherAnswers

        deadline = int(str(asked["deadline_ms"]))
        return CypherAnswers.open(str(folder / "graph.kgl"), deadline_ms=deadline, **limits).answer
    from queries.server.reader import Reader

    statements = int(str(asked["review_statements"]))
    return Reader.open(folder, pathlib.Path(str(asked["workspace"])), limits["row_limit"], statements).answer


def _channel() -> BinaryIO:
    """Standard output, kept for answers alone: what an engine prints goes nowhere."""
    channel = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    return channel


def _send(channel: BinaryIO, frame: Frame) -> None:
    channel.write(frame.encoded())
    channel.flush()


def _resident() -> int:
    """Bytes of memory that this process holds; read without opening a file."""
    if sys.platform == "win32":
        return 0
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


if __name__ == "__main__":
    sys.exit(main())
