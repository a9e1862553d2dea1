"""A server for tests: started once, in a process of its own, on a workspace that holds the seeds; and what asks it."""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
JUDGE = ("--judge", "Li", "--day", "2026-11-25")
ROOT = pathlib.Path(__file__).resolve().parent.parent
STARTING = 300  # seconds: six workers load the graph of a million statements on two cores
RUN = """
import pathlib, sys
from queries.server.app import serve
from queries.server.settings import changed
serve(pathlib.Path(sys.argv[1]), "127.0.0.1", int(sys.argv[2]), changed(dict(a.split("=", 1) for a in sys.argv[3:])))
"""
# Two SELECTs that no machine ends, one that eats memory, one whose answer is endless.
WORST = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?c) < STR(?i)) }",
    "SELECT (COUNT(DISTINCT CONCAT(STR(?c), STR(?f), STR(?i))) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c",
    "SELECT * WHERE { ?a (<urn:a>|!<urn:b>)* ?b . ?b (<urn:a>|!<urn:b>)* ?c . ?c (<urn:c>|!<urn:d>)* ?d } ORDER BY ?d",
    'ASK { ?a ?b ?c . ?d ?e ?f . FILTER REGEX(CONCAT(STR(?c), STR(?f)), "^(([a-z])+.)+[A-Z]([a-z])+$!") }',
)


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs."""

    process: subprocess.Popen[str]
    url: str
    workspace: pathlib.Path
    log: pathlib.Path

    def client(self, address: str = "127.0.0.1") -> httpx.Client:
        """A client; another address of the loopback is another client to the server."""
        return httpx.Client(base_url=self.url, transport=httpx.HTTPTransport(local_address=address), timeout=60)

    def lines(self) -> list[Mapping[str, object]]:
        """The lines of the log so far."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def stop(self) -> int:
        """Stop as a service manager does; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@functools.cache
def workspace() -> pathlib.Path:
    """A workspace that holds the seeds."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="zhengmai-serve-"))
    atexit.register(_remove, folder)
    build(folder, ROOT / "seeds")
    return folder


def build(folder: pathlib.Path, *paths: pathlib.Path) -> None:
    """Make a workspace hold reports, and its projections."""
    named = [] if paths == (ROOT / "seeds",) else [str(path) for path in paths]
    for arguments in (["build", *named], ["ask", "coverage", "--by", "sparql"]):
        subprocess.run(
            [sys.executable, "-m", "zhengmai", "--workspace", str(folder), *arguments], cwd=ROOT, check=True,
            capture_output=True,
        )


@functools.cache
def judged_workspace() -> pathlib.Path:
    """A copy of the workspace in which somebody judged: each decision once, two in conflict, one taken back."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="zhengmai-judged-"))
    atexit.register(_remove, folder)
    shutil.copytree(workspace(), folder, dirs_exist_ok=True)
    waiting = json.loads(review(folder, "--list", "--json"))
    of = {each["sort"]: [other["item"] for other in waiting if other["sort"] == each["sort"]] for each in waiting}
    whole = "platform/suzhou-su-zhou-dao"
    part = next(each["item"] for each in waiting if each["sort"] == "name" and each["kind"] == "Platform")
    for decided in (
        (of["statement"][0], "accept"), (of["statement"][1], "reject"), (of["alias"][0], "same"),
        (of["pair"][0], "different"), (of["name"][0], "reject"), (of["name"][1], "rename", HOSTILE),
        (part, "part_of", whole), (of["flag"][0], "reject"), (of["name"][3], "accept"),
    ):
        review(folder, *decided, "--reason", f"read it: {HOSTILE}", *JUDGE)
    about = next(each["entity"] for each in waiting if each["item"] == of["name"][3])
    review(folder, about, "reject", "--reason", "no such name", *JUDGE)
    made = review(folder, of["pair"][1], "different", "--reason", "two", *JUDGE).strip()
    review(folder, "--undo", made, "--reason", "seen wrongly", *JUDGE)
    return folder


def review(folder: pathlib.Path, *arguments: str) -> str:
    """What `zhengmai review` of a workspace prints; it must succeed."""
    command = [sys.executable, "-m", "zhengmai", "--workspace", str(folder), "review", *arguments]
    ran = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    return ran.stdout


@functools.cache
def judged_server() -> Running:
    """The server over the workspace in which somebody judged."""
    running = start(judged_workspace(), deadline_ms=5000)
    atexit.register(running.process.kill)
    return running


@functools.cache
def server() -> Running:
    """The server that most tests ask: a short deadline, everything else as it comes."""
    running = start(workspace(), deadline_ms=2000)
    atexit.register(running.process.kill)
    return running


def start(folder: pathlib.Path, **settings: object) -> Running:
    """A new server over a workspace; the caller stops it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handle, name = tempfile.mkstemp(prefix="zhengmai-serve-", suffix=".log")
    with os.fdopen(handle, "w") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, str(folder), str(port), *(f"{key}={value}" for key, value in settings.items())],
            cwd=ROOT, stderr=log, text=True,
        )
    running = Running(process, f"http://127.0.0.1:{port}", folder, pathlib.Path(name))
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(running.url + "/health", timeout=5).status_code == 200:
                return running
        assert process.poll() is None, running.log.read_text(encoding="utf-8")
        time.sleep(0.1)
    process.terminate()  # its workers end with it
    raise AssertionError("the server did not come up: " + running.log.read_text(encoding="utf-8"))


@contextlib.contextmanager
def running(folder: pathlib.Path, **settings: object) -> Iterator[Running]:
    """A server of its own for a test."""
    found = start(folder, **settings)
    try:
        yield found
    finally:
        found.process.kill()
        found.process.wait()


def usage(process: int) -> tuple[int, int, int]:
    """Of a server and its workers: resident bytes, threads, open files."""
    resident = threads = files = 0
    for each in (process, *below(process)):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            lines = pathlib.Path(f"/proc/{each}/status").read_text(encoding="utf-8").splitlines()
            fields = dict(line.split(":", 1) for line in lines if ":" in line)
            resident += int(fields.get("VmRSS", "0 kB").split()[0]) * 1024
            threads += int(fields["Threads"])
            files += len(list(pathlib.Path(f"/proc/{each}/fd").iterdir()))
    return resident, threads, files


def below(process: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    found: list[int] = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in pathlib.Path(f"/proc/{process}/task").iterdir():
            for each in (task / "children").read_text(encoding="ascii").split():
                found += [int(each), *below(int(each))]
    return found


def _remove(folder: pathlib.Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
