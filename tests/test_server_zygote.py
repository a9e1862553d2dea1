"""The zygote: it loads a graph once, and workers for Cypher are split off it. All of it runs for real, on Linux."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pathlib
import signal
import sys
import time

import httpx
import pytest

from ontology.errors import StoreError
from queries.server.zygote import Zygote, splits
from tests.server_samples import Running, below, running, server, workspace

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are split off on Linux alone")

SLOW = "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b UNWIND range(1, 3000) AS c RETURN count(*) AS n"


def ask(client: httpx.Client, text: str) -> httpx.Response:
    return client.post("/cypher", json={"query": text})


def zygote_of(found: Running) -> int:
    """The id of the zygote: the process that others were split off."""
    (pid,) = [pid for pid in below(found.process.pid) if len(below(pid)) > 0]
    return pid


def started(client: httpx.Client) -> int:
    pool = client.get("/health").json()["pools"]["cypher"]
    return int(pool["started"])


def memory(pid: int, field: str) -> int:
    """Kilobytes of a process: Rss, what it sees, or Pss, its share of it."""
    lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))


def wait_for_the_end_of(pids: list[int]) -> None:
    until = time.monotonic() + 20
    while any(pathlib.Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_workers_share_the_graph_that_was_loaded_once() -> None:
    with running(workspace(), cypher_workers=4) as found, found.client() as client:
        assert ask(client, "MATCH (n:Place) RETURN count(n) AS n").status_code == 200
        workers = below(zygote_of(found))
        assert len(workers) == 4
        assert sum(memory(pid, "Pss") for pid in workers) < sum(memory(pid, "Rss") for pid in workers) / 2


def test_what_the_engine_does_in_many_threads_ends_in_a_worker_too() -> None:
    """Past 4,096 rows kglite divides a query among threads; those of the zygote do not live through a fork."""
    with running(workspace(), cypher_workers=2) as held, held.client() as client:
        for text in (
            "UNWIND range(1, 9000) AS i WITH i, i % 7 AS r RETURN i, r ORDER BY r DESC, i LIMIT 2",
            "UNWIND range(1, 90000) AS i WITH i % 30000 AS g, collect(i) AS held RETURN g, size(held) AS n ORDER BY g",
            "UNWIND range(1, 90000) AS i RETURN i % 9 AS g, count(DISTINCT i) AS n ORDER BY g",
            "MATCH (a)-[r]->(b) WHERE a.label CONTAINS '市' RETURN a.label AS a, type(r) AS r, b.label AS b ORDER BY b",
            "MATCH (a)-[*1..2]->(b) RETURN b.kind AS kind, count(*) AS n ORDER BY kind",
        ):
            found = ask(client, text)
            assert found.status_code == 200, (text, found.text)
            assert len(found.json()["rows"]) > 0


def test_what_passes_the_deadline_is_ended_and_its_place_is_taken() -> None:
    with running(workspace(), cypher_workers=2, deadline_ms=600) as found, found.client() as client:
        for _ in range(3):
            assert ask(client, SLOW).status_code == 504
            assert ask(client, "RETURN 1 AS one").status_code == 200


def test_a_worker_that_is_killed_is_replaced_and_its_query_told() -> None:
    with running(workspace(), cypher_workers=2) as found, found.client() as client:
        before, zygote = started(client), zygote_of(found)
        for pid in below(zygote):
            os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + 20
        while started(client) < before + 2:
            assert ask(client, "RETURN 1 AS one").status_code in (200, 503)
            assert time.monotonic() < until
        assert ask(client, "RETURN 1 AS one").status_code == 200
        assert zygote_of(found) == zygote


def test_without_its_zygote_a_new_one_is_loaded() -> None:
    with running(workspace(), cypher_workers=2) as found, found.client() as client:
        old = zygote_of(found)
        workers = below(old)
        os.kill(old, signal.SIGKILL)
        wait_for_the_end_of(workers)
        until = time.monotonic() + 60
        while (status := ask(client, "RETURN 1 AS one").status_code) != 200:
            assert status == 503
            assert time.monotonic() < until
            time.sleep(0.1)
        assert zygote_of(found) != old


def test_with_the_server_all_that_it_started_ends() -> None:
    with running(workspace()) as found:
        pids = below(found.process.pid)
        assert len(pids) > 10
        found.process.kill()
        found.process.wait()
        wait_for_the_end_of(pids)


def test_a_zygote_that_does_not_come_up_is_told_with_an_error() -> None:
    async def begin(code: str, patience: float) -> None:
        await Zygote.start([sys.executable, "-c", code], {}, None, patience)

    with pytest.raises(StoreError):
        asyncio.run(begin("", 30))
    with pytest.raises(StoreError):
        asyncio.run(begin("import time; time.sleep(60)", 0.5))


def test_work_is_done_in_a_process_of_its_own_and_its_status_told() -> None:
    code = """
import os, socket, time
from queries.server import zygote

def work(jobs, answers):
    word = jobs.readline()
    answers.write(word.upper())
    answers.flush()
    if word == b"die\\n":
        os.abort()
    if word == b"hang\\n":
        time.sleep(600)

zygote.breed(socket.socket(fileno=0), work)
"""

    async def talk() -> tuple[list[bytes], list[int]]:
        zygote = await Zygote.start([sys.executable, "-c", code], {"PYTHONPATH": "."}, None, 30)
        said, ended = [], []
        splitted = [await zygote.split() for _ in range(3)]
        for each, word in zip(splitted, (b"one\n", b"die\n", b"two\n"), strict=True):
            each.stdin.write(word)
            said.append(await each.stdout.readline())
            ended.append(await asyncio.wait_for(each.wait(), 20))
            with pytest.raises(ProcessLookupError):
                each.kill()
        hung = await zygote.split()
        hung.stdin.write(b"hang\n")
        await hung.stdout.readline()
        hung.kill()
        ended.append(await asyncio.wait_for(hung.wait(), 20))
        orphan = await zygote.split()
        await zygote.close()
        ended.append(await asyncio.wait_for(orphan.wait(), 20))
        with pytest.raises(StoreError):
            await zygote.split()
        return said, ended

    said, ended = asyncio.run(talk())
    assert said == [b"ONE\n", b"DIE\n", b"TWO\n"]
    assert ended == [0, -signal.SIGABRT, 0, -signal.SIGKILL, -signal.SIGKILL]


def test_which_workers_are_split_off() -> None:
    assert splits("cypher")
    assert not splits("sparql")
    assert not splits("reader")
    with contextlib.closing(server().client()) as client:
        assert "no file descriptor left" in client.get("/health").json()["confined_by"]["cypher"]
