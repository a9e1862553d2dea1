"""How long each question takes on each engine, how building grows with the number of reports, and what memory it takes.

    bench_engines.py [--statements 100000 1000000] [--neo4j BOLT-URL] [--rounds 5] [--reports FOLDER]

The graphs are the reports of the folder, and a synthetic one of each size. Each engine runs in a process of its own,
whose largest memory is measured; the rounds of the engines are interleaved, so read the ratios. rdflib is asked of the
reports alone: at 100,000 statements a question takes it minutes. A question whose example a graph has not is named so.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import zhengmai
from graph.cypher import CypherGraph
from graph.model import Graph
from graph.rdf import RdflibGraph, RdfStore
from ontology import registry
from ontology.errors import NotFound, ZhengmaiError
from queries import catalog, run
from tests import synthetic
from tests.kill_table import corpus

Arguments: TypeAlias = Mapping[str, Mapping[str, str]]

ROOT = pathlib.Path(__file__).resolve().parent.parent
PATIENCE = 60  # seconds after which a question is given up
ABSENT, REFUSED = -1, -2  # in place of a number of rows
WORDS = {ABSENT: "absent", REFUSED: "refused"}


def peak() -> float:
    """The largest memory of this process so far, in MB."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1_000_000 if sys.platform == "darwin" else 1000)


# ---------------------------------------------------------------- what the processes do


def make(folder: pathlib.Path, number: int) -> None:
    """Make the graph of so many statements in both engines."""
    times = {}
    began = time.perf_counter()
    graph = synthetic.graph_of(synthetic.readings(number))
    times["resolve"] = time.perf_counter() - began
    began = time.perf_counter()
    CypherGraph.of(graph).save(folder / "graph.kgl")  # not kept: the peak is that of one engine
    times["kglite"] = time.perf_counter() - began
    began = time.perf_counter()
    RdfStore.write(graph, folder / "rdf")
    times["pyoxigraph"] = time.perf_counter() - began
    told = {"times": times, "peak": peak(), "edges": len(graph.edges), "statements": len(graph.statements)}
    print(json.dumps({**told, "asked": arguments(graph)}))


def build(folder: pathlib.Path, workspace: pathlib.Path) -> None:
    """Build a workspace from a folder of reports."""
    began = time.perf_counter()
    with contextlib.suppress(SystemExit):
        zhengmai.main(["build", str(folder), "--workspace", str(workspace), "--recorded", "2026-11-25"])
    print(json.dumps({"seconds": time.perf_counter() - began, "peak": peak()}))


def store(number: int, workspace: pathlib.Path) -> None:
    """Put synthetic readings into a store, without reading reports."""
    from graph.store import Store

    began = time.perf_counter()
    with Store.open(workspace, create=True) as opened:
        opened.build(synthetic.readings(number), datetime.date(2026, 11, 25))
    print(json.dumps({"seconds": time.perf_counter() - began, "peak": peak()}))


def serve(engine: str, folder: str) -> None:
    """Answer questions, a line each, with the seconds that they took."""
    known = registry.load()
    with contextlib.ExitStack() as closing:
        opened: run.Engine
        if engine == "kglite":
            opened = CypherGraph.open(pathlib.Path(folder) / "graph.kgl")
        elif engine == "pyoxigraph":
            opened = RdfStore.open(pathlib.Path(folder) / "rdf")
        elif engine == "rdflib":
            with zhengmai.open(pathlib.Path(folder)) as workspace:
                opened = RdflibGraph.of(workspace.graph)
        else:
            from graph.neo4j import Neo4jGraph

            opened = closing.enter_context(Neo4jGraph.open(folder))
        for line in sys.stdin:
            asked = json.loads(line)
            began = time.perf_counter()
            try:
                rows = len(run.ask(catalog.question(asked["question"]), asked["arguments"], opened, known).rows)
            except NotFound:
                rows = ABSENT
            except ZhengmaiError:
                rows = REFUSED
            print(json.dumps({"seconds": time.perf_counter() - began, "rows": rows, "peak": peak()}), flush=True)


# ---------------------------------------------------------------- what is measured


class Served:
    """An engine in a process of its own; one that takes too long is killed and started anew."""

    def __init__(self, engine: str, folder: str) -> None:
        self.engine = engine
        self.peak = 0.0
        self._folder = folder
        self._process = self._started()

    def ask(self, question: str, arguments: Mapping[str, str]) -> tuple[float, int] | None:
        """The seconds and rows of a question; None where it took too long."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"question": question, "arguments": dict(arguments)}) + "\n")
        self._process.stdin.flush()
        timer = threading.Timer(PATIENCE, self._process.kill)
        timer.start()
        line = self._process.stdout.readline()
        timer.cancel()
        if line == "":
            self.close()
            self._process = self._started()
            return None
        told = json.loads(line)
        self.peak = max(self.peak, told["peak"])
        return told["seconds"], told["rows"]

    def close(self) -> None:
        """End the process."""
        with self._process:
            self._process.kill()

    def _started(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.bench_engines", "--serve", self.engine, self._folder]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)


def child(*arguments: str) -> dict[str, Any]:
    """What a process of this file prints last."""
    command = [sys.executable, "-m", "tests.bench_engines", *arguments]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return told


def arguments(graph: Graph) -> dict[str, dict[str, str]]:
    """Of each question those of its example; for what the graph has not, that of which it says most."""
    said = Counter(name for each in graph.statements for name in (each.subject, each.object))
    ranked = sorted(said, key=lambda entity: (-said[entity], entity))
    labels = {graph.entity(entity).label for entity in said}

    def chosen(parameter: catalog.Parameter, example: str) -> str:
        if parameter.kind == "report":
            return min(graph.reports)
        if parameter.kind == "statement":
            return min(each.id for each in graph.statements)
        if parameter.kind != "entity" or labels.issuperset(example.split(",")):
            return example
        most = [entity for entity in ranked if graph.entity(entity).kind in parameter.of]
        return ",".join(most[1:3]) if parameter.several else most[0]

    return {
        name: {
            each.name: chosen(each, given[each.name]) for each in asked.header.parameters if each.name in given
        }
        for name, asked in catalog.catalog().items()
        for given in [dict(part.split("=", 1) for part in asked.header.example.split()[3:] if "=" in part)]
    }


def latencies(title: str, folders: Mapping[str, str], rounds: int, asked: Arguments) -> None:
    """A row a question: the medians of the first engine in milliseconds, and the ratios of the others to it."""
    with contextlib.ExitStack() as closing:
        engines = [closing.enter_context(contextlib.closing(Served(name, folder))) for name, folder in folders.items()]
        first = engines[0].engine
        print(f"\n{title}: medians of {rounds} rounds; {first} in ms, others as ratios to it")
        print(f"{'question':20}{'rows':>7}" + "".join(f"{engine.engine:>14}" for engine in engines), flush=True)
        ratios: dict[str, list[float]] = {engine.engine: [] for engine in engines[1:]}
        for name, given in asked.items():
            taken: dict[str, list[float]] = {}
            rows = REFUSED
            for turn in range(rounds + 1):  # the first one warms up
                for engine in engines:
                    if turn == 0 or len(taken.get(engine.engine, ())) == turn:
                        answer = engine.ask(name, given)
                        if answer is not None:
                            taken.setdefault(engine.engine, []).append(answer[0])
                            rows = max(rows, answer[1])
            medians = {engine: statistics.median(times[1:] or times) for engine, times in taken.items()}
            cells = []
            for engine in engines:
                median, base = medians.get(engine.engine), medians.get(first)
                if median is None:
                    cells.append(f"{'> ' + str(PATIENCE) + ' s':>14}")
                elif engine is engines[0]:
                    cells.append(f"{median * 1000:14.1f}")
                else:
                    cells.append(f"{median / base:14.2f}" if base is not None else f"{median * 1000:11.0f} ms")
                    ratios[engine.engine] += [] if base is None else [median / base]
            print(f"{name:20}{WORDS.get(rows, rows):>7}" + "".join(cells), flush=True)
        for engine_name, of in ratios.items():
            print(f"{engine_name}: median ratio {statistics.median(of):.2f}, {min(of):.2f} to {max(of):.2f}")
        print("largest memory: " + ", ".join(f"{engine.engine} {engine.peak:.0f} MB" for engine in engines), flush=True)


def growth(folder: pathlib.Path) -> None:
    """The time a report takes, and the largest memory, at n, 2n and 4n reports: by build, and by the store alone."""
    print("\nbuilding: the time a report takes as a ratio to that of the fewest, and the largest memory")
    for title, sizes in (("build", (40, 80, 160)), ("store alone", (500, 1000, 2000))):
        figures: dict[int, list[dict[str, float]]] = {size: [] for size in sizes}
        for turn in range(3):
            for size in sizes:
                workspace = folder / f"{title.replace(' ', '-')}-{size}-{turn}"
                if title == "build":
                    reports = folder / f"reports-{size}"
                    if not reports.exists():
                        corpus(reports, size // 5)
                    figures[size].append(child("--build", str(reports), str(workspace)))
                else:
                    figures[size].append(child("--store", str(size * synthetic.EACH), str(workspace)))
        each = {size: statistics.median(f["seconds"] for f in found) / size for size, found in figures.items()}
        for size in sizes:
            memory = statistics.median(f["peak"] for f in figures[size])
            seconds, ratio = each[size] * size, each[size] / each[sizes[0]]
            print(f"{title:12}{size:6} reports{seconds:8.2f} s{ratio:7.2f}{memory:7.0f} MB", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--statements", type=int, nargs="+", default=[100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--neo4j")
    parser.add_argument("--reports", type=pathlib.Path, default=ROOT / "seeds")
    for option in ("--serve", "--make", "--build", "--store"):
        parser.add_argument(option, nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve is not None:
        serve(*given.serve)
    elif given.make is not None:
        make(pathlib.Path(given.make[0]), int(given.make[1]))
    elif given.build is not None:
        build(pathlib.Path(given.build[0]), pathlib.Path(given.build[1]))
    elif given.store is not None:
        store(int(given.store[0]), pathlib.Path(given.store[1]))
    else:
        measure(given.reports, given.statements, given.rounds, given.neo4j)


def measure(reports: pathlib.Path, numbers: Sequence[int], rounds: int, neo4j: str | None) -> None:
    """All tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        growth(folder)
        child("--build", str(reports), str(folder / "w"))
        with zhengmai.open(folder / "w") as workspace:
            made = str(workspace.projections.folder)
            title = f"{reports.name}, {len(workspace.graph.statements)} statements"
            asked = arguments(workspace.graph)
            with_neo4j = _pushed(workspace.graph, neo4j)
        inside = {"kglite": made, "pyoxigraph": made, "rdflib": str(folder / "w")}
        latencies(title, {**inside, **with_neo4j}, rounds, asked)
        for number in numbers:
            large = folder / f"synthetic-{number}"
            large.mkdir()
            told = child("--make", str(large), str(number))
            shown = {key: value for key, value in told.items() if key != "asked"}
            print(f"\nsynthetic graph of {number} statements: {json.dumps(shown)}", flush=True)
            with_neo4j = {} if neo4j is None else _pushed(synthetic.graph_of(synthetic.readings(number)), neo4j)
            title = f"synthetic, {number} statements"
            latencies(title, {"kglite": str(large), "pyoxigraph": str(large), **with_neo4j}, rounds, told["asked"])
            shutil.rmtree(large)


def _pushed(graph: Graph, url: str | None) -> dict[str, str]:
    """The Neo4j of an address, which then holds the graph."""
    if url is None:
        return {}
    from graph.push import push

    push(graph, url)
    return {"neo4j": url}


if __name__ == "__main__":
    main()
