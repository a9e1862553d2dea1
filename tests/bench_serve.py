"""Requests a second and tail latency of /sparql beside Fuseki, and of /cypher beside Neo4j, in turns, in one run.

    python -m tests.bench_serve [--statements 100000] [--workspace FOLDER] [--keep FOLDER] [--seconds 2]
                                [--neo4j [ADDRESS]] [--only sparql|cypher] [--question NAME …]

The data are those of a workspace, else a synthetic graph. Fuseki 5.6 comes from Maven Central. It holds the dataset in
memory, or in TDB2 on disk where a third of the machine's memory is too little; our workers open it from disk. All are
on the loopback and are asked by the same client with 4 connections, question by question, in turns of so many seconds.
With --keep the synthetic workspace, the N-Quads, what TDB2 holds and the files of Neo4j stay in a folder, and the next
run with it begins where they serve: at a million statements they take most of an hour.
No caches of answers are asked for: no ETags. A question that one side has not answered in a minute is named with its
reason and has no ratio; one that takes longer than a turn is measured in one turn.

With --neo4j the graph is pushed into the Neo4j of that address, else into one that is started for the run. It is asked
over Bolt by its own driver, each connection with a session of its own; both sides' rows are read into Python. Questions
that /cypher refuses, since they hold CALL or UNION, are left out and named. `--only cypher` leaves Fuseki out.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import datetime
import http.client
import json
import math
import multiprocessing
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeVar

import httpx
import neo4j as driver
import pyoxigraph

import zhengmai
from graph.answer import ROW_LIMIT, Answer, Parameters, Row
from graph.cypher import CypherGraph
from graph.neo4j import sessions
from graph.push import push
from graph.rdf import RdfStore
from graph.sparql import bound
from graph.store import Store
from ontology.errors import ZhengmaiError
from queries import catalog, run
from queries.server.bolt import PASSWORD
from queries.server.cypher_text import refuse
from queries.server.problem import Problem
from tests import synthetic
from tests.bench_engines import arguments
from tests.server_samples import ROOT, running

CONNECTIONS = 4
PORT = 3939
ROUNDS = 3  # the median of which is told
WARMING = 3.0  # seconds in which each side is asked a question before it is measured
DEADLINE = 60  # seconds that a side may take for an answer
HEAP = 4  # what Fuseki holds in memory takes so many times its N-Quads: 2.3 at 100,000 statements, and room to work
EASY = {
    "one entity": "SELECT ?p ?o { <https://zhengmai.example/id/reform/mian-zheng-ban> ?p ?o }",
    "500 rows": "SELECT * { ?s ?p ?o } LIMIT 500",
}


T = TypeVar("T")
Asked: TypeAlias = Callable[[], object]  # asks a question once, and reads the answer
Opened: TypeAlias = Callable[[], contextlib.AbstractContextManager[Asked]]


class Recorded:
    """An engine that notes the text that it is asked last, with the ids of what its parameters name."""

    def __init__(self, engine: RdfStore | CypherGraph) -> None:
        self.language: str = engine.language
        self._engine = engine
        self.text = ""
        self.parameters: Parameters = {}

    def run(self, text: str, parameters: Parameters | None = None, *, row_limit: int = ROW_LIMIT) -> Answer:
        """Note the text, and answer nothing."""
        assert row_limit == ROW_LIMIT
        self.parameters = parameters or {}
        self.text = bound(text, self.parameters) if self.language == "sparql" else text
        raise NotedError

    def lookup(self, name: str, ids: Iterable[str]) -> list[Row]:
        """What the engine says."""
        return self._engine.lookup(name, ids)


class NotedError(Exception):
    """The text is noted: nothing more is asked."""


class UnansweredError(Exception):
    """A side has not answered; says why."""


def texts(workspace: pathlib.Path) -> Mapping[str, str]:
    """Two simple queries, and the questions as they are asked, of their examples or what the graph has instead."""
    with zhengmai.open(workspace) as held:
        engine, asked = Recorded(held.projections.rdf), arguments(held.graph)
        found = dict(EASY)
        for name, question in catalog.catalog().items():
            with contextlib.suppress(NotedError):
                run.ask(question, asked[name], engine, held.registry)
            found[name] = engine.text
    return found


def cypher_texts(workspace: pathlib.Path) -> Mapping[str, tuple[str, Parameters]]:
    """The questions in Cypher with their parameters, those that /cypher takes from outside; the others are named."""
    with zhengmai.open(workspace) as held:
        engine, asked = Recorded(held.projections.cypher), arguments(held.graph)
        found: dict[str, tuple[str, Parameters]] = {}
        for name, question in catalog.catalog().items():
            with contextlib.suppress(NotedError):
                run.ask(question, asked[name], engine, held.registry)
            try:
                refuse(engine.text, 200)
            except Problem:
                print(f"{name}: left out, /cypher refuses its CALL or UNION")
            else:
                found[name] = (engine.text, engine.parameters)
    return found


def sparql(url: str, text: str) -> Opened:
    """A way to a SPARQL endpoint."""
    body = urllib.parse.urlencode({"query": text}).encode()
    return _posting(url, body, "application/x-www-form-urlencoded", lambda answer: answer)


def cypher(url: str, text: str, parameters: Parameters) -> Opened:
    """A way to /cypher; the rows are read into Python, as a driver does."""
    body = json.dumps({"query": text, "parameters": dict(parameters)}).encode()
    return _posting(url, body, "application/json", json.loads)


def _posting(url: str, body: bytes, kind: str, read: Callable[[bytes], object]) -> Opened:
    """A connection that is kept, and sends one body again and again.

    http.client, since the client shares the cores with what it asks: httpx takes as long for a request as a quick
    answer.
    """
    at = urllib.parse.urlsplit(url)
    headers = {
        "accept": "application/sparql-results+json, application/json", "accept-encoding": "identity",
        "content-type": kind,
    }

    @contextlib.contextmanager
    def opened() -> Iterator[Asked]:
        connection = http.client.HTTPConnection(str(at.hostname), at.port, timeout=DEADLINE + 5)

        def ask() -> object:
            try:
                connection.request("POST", at.path, body, headers)
                found = connection.getresponse()
                answer = found.read()
            except ConnectionRefusedError as error:
                raise SystemExit(f"{url}: nobody answers there any more") from error
            except (OSError, http.client.HTTPException) as error:
                raise UnansweredError(str(error)) from error
            if found.status != 200:
                raise UnansweredError(f"status {found.status}: {answer[:80].decode('utf-8', 'replace')}")
            return read(answer)

        try:
            yield ask
        finally:
            connection.close()

    return opened


def bolt(url: str, text: str, parameters: Parameters) -> Opened:
    """A way to a Neo4j, by its own driver."""

    @contextlib.contextmanager
    def opened() -> Iterator[Asked]:
        query = driver.Query(text, timeout=DEADLINE)
        with sessions(url, *_account(), database=None, patience=0) as opening, opening(write=False) as session:
            yield lambda: session.run(query, dict(parameters)).data()

    return opened


def asked(opened: Opened, seconds: float) -> tuple[float, Sequence[float]]:
    """Requests a second, and how long each took; each connection asks at least once."""
    until = time.perf_counter() + seconds

    def some(_: int) -> list[float]:
        times: list[float] = []
        with opened() as ask:
            while (began := time.perf_counter()) < until or len(times) == 0:
                ask()
                times.append(time.perf_counter() - began)
        return times

    began = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as threads:
        times = [each for found in threads.map(some, range(CONNECTIONS)) for each in found]
    return len(times) / (time.perf_counter() - began), times


def fuseki(data: pathlib.Path) -> subprocess.Popen[bytes]:
    """Fuseki with the dataset in memory, or on disk where it is too large; the caller ends it."""
    listed = data.parent / "jena.classpath"
    goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"
    pom = ROOT / "tests" / "readers" / "jena" / "pom.xml"
    subprocess.run(["mvn", "-q", "-B", "-f", str(pom), goal, f"-Dmdep.outputFile={listed}"], check=True)
    # Java takes as much again outside its heap: with half of the memory the system killed it. TDB2 keeps its files in
    # memory by way of the system, and wants little for itself.
    third = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 3
    is_held = data.stat().st_size * HEAP < third
    heap = (third if is_held else third // 2) // 2**20
    java = ["java", f"-Xmx{heap}m", "-cp", listed.read_text(encoding="utf-8").strip()]
    disk = data.with_suffix(".tdb2")
    held = f"--file={data}" if is_held else f"--loc={disk}"
    print(f"Fuseki holds the dataset {'in memory' if is_held else 'in TDB2 on disk'}", flush=True)
    if not is_held and not disk.is_dir():
        begun = data.with_suffix(".part")
        shutil.rmtree(begun, ignore_errors=True)
        loading = [*java, "tdb2.tdbloader", "--loader=parallel", f"--loc={begun}", str(data)]
        subprocess.run(loading, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        begun.rename(disk)
    process = subprocess.Popen(
        [
            *java, "org.apache.jena.fuseki.main.cmds.FusekiMainCmd", "--localhost", f"--port={PORT}",
            f"--timeout={DEADLINE * 1000}", held, "/ds",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=data.parent,
    )
    for _ in range(3000):
        try:
            if httpx.get(f"http://127.0.0.1:{PORT}/ds/query", params={"query": "ASK {}"}).status_code == 200:
                return process
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("Fuseki did not come up")


@contextlib.contextmanager
def neo4j(address: str, folder: pathlib.Path) -> Iterator[str]:
    """The address of a Neo4j: the given one, else that of one that is started here and ended."""
    if address != "":
        yield address
        return
    script = [str(ROOT / "scripts" / "neo4j-local" / "neo4j-local.sh")]
    told = {**os.environ, "NEO4J_LOCAL_OWNER": str(os.getpid()), "NEO4J_LOCAL_HEAP": "4g", "NEO4J_LOCAL_PAGES": "2g"}
    begun = subprocess.run([*script, "start", str(folder)], env=told, check=True, capture_output=True, text=True)
    try:
        yield begun.stdout.strip()
    finally:
        subprocess.run([*script, "stop", str(folder)], env=told, check=True, capture_output=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--workspace", type=pathlib.Path)
    parser.add_argument("--keep", type=pathlib.Path, metavar="FOLDER", help="where what is made stays")
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--neo4j", nargs="?", const="", metavar="ADDRESS")
    parser.add_argument("--only", choices=("sparql", "cypher"))
    parser.add_argument("--question", nargs="+", metavar="NAME", choices=(*EASY, *catalog.catalog()),
                        help="these alone, where one is looked at again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = given.keep or pathlib.Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        workspace = given.workspace or folder / f"workspace-{given.statements}"
        if given.workspace is None and not (workspace / "projections" / "current").is_file():
            apart(made, workspace, given.statements)
        if given.only != "cypher":
            beside_fuseki(workspace, folder, given.seconds, given.question)
        if given.neo4j is not None and given.only != "sparql":
            with neo4j(given.neo4j, folder / "neo4j") as address:
                beside_neo4j(workspace, address, given.seconds, given.question)


def apart(work: Callable[..., T], *given: object) -> T:
    """What the function gives, worked out in a process that gives its memory back: a client with a graph is slow."""
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as processes:
        return processes.submit(work, *given).result()


@contextlib.contextmanager
def served(workspace: pathlib.Path, idle: str) -> Iterator[str]:
    """The address of our server, whose limits are those of this bench: what it answers is compared, not whom.

    Of the idle language there is one worker: six that hold a million statements take the memory of what is measured.
    """
    with running(
        workspace, client_share=64, light_ms=10**9, row_limit=10_000_000, answer_bytes=2**31, memory_mb=4096,
        sending_mb=16_384, deadline_ms=DEADLINE * 1000, wait_ms=DEADLINE * 1000, reader_workers=1,
        **{f"{idle}_workers": 1},
    ) as ours:
        yield ours.url


def beside_fuseki(workspace: pathlib.Path, folder: pathlib.Path, seconds: float, only: Sequence[str] | None) -> None:
    """/sparql and Fuseki."""
    data = apart(write, workspace, folder)
    asked_of_both = apart(texts, workspace)
    process = fuseki(data)
    theirs = f"http://127.0.0.1:{PORT}/ds/query"
    try:
        with served(workspace, idle="cypher") as ours:
            compare("Fuseki", {
                name: (sparql(f"{ours}/sparql", text), sparql(theirs, text)) for name, text in asked_of_both.items()
            }, seconds, only)
    finally:
        process.kill()
        process.wait()


def beside_neo4j(workspace: pathlib.Path, address: str, seconds: float, only: Sequence[str] | None) -> None:
    """/cypher and Neo4j, which gets the graph first."""
    apart(pushed, workspace, address)
    asked_of_both = apart(cypher_texts, workspace)
    with served(workspace, idle="sparql") as ours:
        compare("Neo4j", {
            name: (cypher(f"{ours}/cypher", text, parameters), bolt(address, text, parameters))
            for name, (text, parameters) in asked_of_both.items()
        }, seconds, only)


def pushed(workspace: pathlib.Path, address: str) -> None:
    """Push the graph of a workspace into a Neo4j."""
    with zhengmai.open(workspace) as held:
        found = push(held.graph, address, *_account(), dry_run=True)
        if found.before is None or not found.before.complete or found.before.build != found.build:
            push(held.graph, address, *_account())


def made(folder: pathlib.Path, statements: int) -> None:
    """Make a workspace of a synthetic graph, with its projections."""
    with Store.open(folder, create=True) as store:
        store.build(synthetic.readings(statements), datetime.date(2026, 11, 25))
    with zhengmai.open(folder) as workspace:
        assert workspace.projections.folder.is_dir()


def write(workspace: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """The dataset of a workspace in N-Quads, as it stands in its projections: the export sorts, in memory.

    The file is named by the projections, and is left as it is where there is one.
    """
    with zhengmai.open(workspace) as held:
        made = held.projections.folder
    path = folder / f"{made.name}.nq"
    if not path.is_file():
        begun = path.with_suffix(".begun")
        with begun.open("wb") as file:
            pyoxigraph.Store.read_only(str(made / "rdf")).dump(file, pyoxigraph.RdfFormat.N_QUADS)
        begun.rename(path)
    return path


def compare(
    peer: str, questions: Mapping[str, tuple[Opened, Opened]], seconds: float, only: Sequence[str] | None
) -> None:
    """Print a line a question: requests a second and the 99th percentile of both, and the ratio."""
    ratios, tails, unanswered = [], [], []
    print(f"{'question':32} {'ours/s':>9} {'p99 ms':>8} {peer + '/s':>9} {'p99 ms':>8} {'ratio':>6}")
    for name, ways in questions.items():
        if only is not None and name not in only:
            continue
        try:
            sides = measured(dict(zip(("ours", peer), ways, strict=True)), seconds)
        except UnansweredError as error:
            unanswered.append(name)
            print(f"{name:32} {error}", flush=True)
            continue
        (rate, end), (other_rate, other_end) = sides
        ratios.append(rate / other_rate)
        tails.append(other_end / end)
        print(f"{name:32} {rate:9.2f} {end:8.1f} {other_rate:9.2f} {other_end:8.1f} {ratios[-1]:6.2f}", flush=True)
    if len(ratios) > 0:
        print(f"geometric mean of requests a second: {_mean(ratios):.2f} of {peer}'s, worst question {min(ratios):.2f}")
        print(f"geometric mean of the 99th percentile: {peer}'s is {_mean(tails):.2f} times ours")
    print(f"without a ratio: {', '.join(unanswered) or 'none'}", flush=True)


def measured(ways: Mapping[str, Opened], seconds: float) -> list[tuple[float, float]]:
    """Requests a second and the 99th percentile of each side. Raises UnansweredError, which says what the sides did."""
    said, longest, failed = [], 0.0, False
    for side, way in ways.items():
        try:
            first = asked(way, 0.0)  # each connection asks once: Java is many times slower before it compiles
            longest = max(longest, *first[1])
            said.append(f"{side}: 4 in {max(first[1]):.1f} s")
        except (UnansweredError, ZhengmaiError) as error:
            said.append(f"{side}: {error}")
            failed = True
    if failed:
        raise UnansweredError("; ".join(said))
    slow = longest > seconds
    if not slow:
        for side, way in ways.items():
            _asked_of(side, way, WARMING)
    turns = [[_asked_of(side, way, seconds) for side, way in ways.items()] for _ in range(1 if slow else ROUNDS)]
    rates = [statistics.median(turn[side][0] for turn in turns) for side in (0, 1)]
    return [(rates[side], _p99([each for turn in turns for each in turn[side][1]])) for side in (0, 1)]


def _asked_of(side: str, way: Opened, seconds: float) -> tuple[float, Sequence[float]]:
    """What `asked` gives. Raises UnansweredError with the name of the side."""
    try:
        return asked(way, seconds)
    except (UnansweredError, ZhengmaiError) as error:
        raise UnansweredError(f"{side}: {error}") from error


def _account() -> tuple[str | None, str | None]:
    """The user and password of a Neo4j that asks for them."""
    password = os.environ.get(PASSWORD)
    return (None, None) if password is None else ("neo4j", password)


def _p99(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)] * 1000


def _mean(values: Sequence[float]) -> float:
    return math.exp(statistics.fmean(math.log(value) for value in values))


if __name__ == "__main__":
    main()
