"""Requests a second and tail latency of /sparql beside Fuseki, on the same data and questions, in turns, in one run.

    python -m tests.bench_serve [--statements 100000] [--workspace FOLDER] [--seconds 2]

The data are those of a workspace, else a synthetic graph. Fuseki 5.6 comes from Maven Central. It holds the dataset in
memory, our workers open it from disk. Both are on the loopback and are asked by the same client with 4 connections,
question by question, in turns of so many seconds. No caches of answers are asked for: no ETags.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import datetime
import math
import pathlib
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence

import httpx

import zhengmai
from graph.answer import ROW_LIMIT, Answer, Parameters, Row
from graph.exports.destination import save
from graph.rdf import RdfStore
from graph.sparql import bound
from graph.store import Store
from queries import catalog, run
from tests import synthetic
from tests.bench_engines import arguments
from tests.server_samples import ROOT, running

CONNECTIONS = 4
PORT = 3939
ROUNDS = 3  # the median of which is told
EASY = {
    "one entity": "SELECT ?p ?o { <https://zhengmai.example/id/reform/mian-zheng-ban> ?p ?o }",
    "500 rows": "SELECT * { ?s ?p ?o } LIMIT 500",
}


class Recorded:
    """An engine that notes the text that it is asked last, with the ids of what its parameters name."""

    language = "sparql"

    def __init__(self, engine: RdfStore) -> None:
        self._engine = engine
        self.text = ""

    def run(self, text: str, parameters: Parameters | None = None, *, row_limit: int = ROW_LIMIT) -> Answer:
        """Note the text, and answer nothing."""
        assert row_limit == ROW_LIMIT
        self.text = bound(text, parameters or {})
        raise NotedError

    def lookup(self, name: str, ids: Iterable[str]) -> list[Row]:
        """What the engine says."""
        return self._engine.lookup(name, ids)


class NotedError(Exception):
    """The text is noted: nothing more is asked."""


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


def asked(url: str, text: str, seconds: float) -> tuple[float, Sequence[float]]:
    """Requests a second, and how long each took."""
    until = time.perf_counter() + seconds

    def some(_: int) -> list[float]:
        times = []
        headers = {"accept": "application/sparql-results+json", "accept-encoding": "identity"}
        with httpx.Client(headers=headers, timeout=60) as client:
            while (began := time.perf_counter()) < until:
                found = client.post(url, data={"query": text})
                assert found.status_code == 200, found.text
                times.append(time.perf_counter() - began)
        return times

    began = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as threads:
        times = [each for found in threads.map(some, range(CONNECTIONS)) for each in found]
    return len(times) / (time.perf_counter() - began), times


def fuseki(data: pathlib.Path) -> subprocess.Popen[bytes]:
    """Fuseki with the dataset in memory; the caller ends it."""
    listed = data.parent / "jena.classpath"
    goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"
    pom = ROOT / "tests" / "readers" / "jena" / "pom.xml"
    subprocess.run(["mvn", "-q", "-B", "-f", str(pom), goal, f"-Dmdep.outputFile={listed}"], check=True)
    process = subprocess.Popen(
        [
            "java", "-Xmx6g", "-cp", listed.read_text(encoding="utf-8").strip(),
            "org.apache.jena.fuseki.main.cmds.FusekiMainCmd", "--localhost", f"--port={PORT}", f"--file={data}", "/ds",
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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--workspace", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=2.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        workspace = given.workspace or made(folder / "workspace", given.statements)
        data = folder / "data.nq"
        with running(workspace, client_share=64, light_ms=10**9, row_limit=1_000_000) as ours:
            write(workspace, data)
            theirs = fuseki(data)
            try:
                compare(f"{ours.url}/sparql", f"http://127.0.0.1:{PORT}/ds/query", texts(workspace), given.seconds)
            finally:
                theirs.kill()
                theirs.wait()


def made(folder: pathlib.Path, statements: int) -> pathlib.Path:
    """A workspace of a synthetic graph, with its projections."""
    with Store.open(folder, create=True) as store:
        store.build(synthetic.readings(statements), datetime.date(2026, 11, 25))
    with zhengmai.open(folder) as workspace:
        assert workspace.projections.folder.is_dir()
    return folder


def write(workspace: pathlib.Path, path: pathlib.Path) -> None:
    """The dataset of a workspace in N-Quads."""
    with zhengmai.open(workspace) as held:
        save("nquads", held.graph, path)


def compare(ours: str, theirs: str, asked_for: Mapping[str, str], seconds: float) -> None:
    """Print a line a question: requests a second and the 99th percentile of both, and the ratio."""
    ratios, tails = [], []
    print(f"{'question':32} {'ours/s':>9} {'p99 ms':>8} {'Fuseki/s':>9} {'p99 ms':>8} {'ratio':>6}")
    for name, text in asked_for.items():
        for url in (ours, theirs):
            asked(url, text, 1.0)  # Java compiles what runs often
        turns = [(asked(ours, text, seconds), asked(theirs, text, seconds)) for _ in range(ROUNDS)]
        rates = [statistics.median(turn[side][0] for turn in turns) for side in (0, 1)]
        ends = [_p99([each for turn in turns for each in turn[side][1]]) for side in (0, 1)]
        ratios.append(rates[0] / rates[1])
        tails.append(ends[1] / ends[0])
        print(f"{name:32} {rates[0]:9.1f} {ends[0]:8.1f} {rates[1]:9.1f} {ends[1]:8.1f} {ratios[-1]:6.2f}", flush=True)
    print(f"geometric mean of requests a second: {_mean(ratios):.2f} of Fuseki's, worst question {min(ratios):.2f}")
    print(f"geometric mean of the 99th percentile: Fuseki's is {_mean(tails):.2f} times ours")


def _p99(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)] * 1000


def _mean(values: Sequence[float]) -> float:
    return math.exp(statistics.fmean(math.log(value) for value in values))


if __name__ == "__main__":
    main()
