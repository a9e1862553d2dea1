"""A real Neo4j for the tests that are marked `engines`, and the graphs of the reports that ship and of the real ones.

The server is started by scripts/neo4j-local/neo4j-local.sh and stopped at the end, or when this process ends.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import os
import pathlib
import subprocess
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import pytest

from graph import judged
from graph.batches import inventory
from graph.model import Graph
from graph.neo4j import Neo4jGraph, Transaction, marker, sessions
from graph.push import Counts, Progress, push
from graph.store import Store
from loaders import batch
from ontology import registry
from tests.conftest import ROOT

SCRIPT = ROOT / "scripts" / "neo4j-local" / "neo4j-local.sh"
USER, PASSWORD = "neo4j", 'not for "others" \\ 1'
NAMES = ("seeds", "reports")

Rows: TypeAlias = list[dict[str, object]]
Graphs: TypeAlias = Callable[[str], Graph]
Workspaces: TypeAlias = Callable[[str], pathlib.Path]


@dataclasses.dataclass(frozen=True)
class Server:
    """The Neo4j of these tests."""

    folder: pathlib.Path
    url: str

    def push(
        self, content: Graph, *, database: str | None = None, batch: int = 5000, patience: float = 30,
        progress: Progress | None = None, dry_run: bool = False,
    ) -> Counts:
        return push(
            content, self.url, USER, PASSWORD, database=database, batch=batch, patience=patience, progress=progress,
            dry_run=dry_run,
        )

    def open(self) -> Neo4jGraph:
        return Neo4jGraph.open(self.url, USER, PASSWORD)

    def read(self, text: str, **parameters: object) -> Rows:
        return self._run(text, parameters, write=False)

    def write(self, text: str, **parameters: object) -> Rows:
        return self._run(text, parameters, write=True)

    def hold(self, content: Graph) -> None:
        """Push the graph, unless it is there."""
        with sessions(self.url, USER, PASSWORD, database=None, patience=0) as opened, opened(write=False) as session:
            found = marker(session)
        if found is None or not found.complete or found.build != inventory(content).digest:
            self.push(content)

    def start(self) -> None:
        assert local("start", self.folder).stdout.strip() == self.url

    def stop(self) -> None:
        local("stop", self.folder)

    def kill(self) -> None:
        """End the server as a power cut would."""
        os.kill(int((self.folder / "pid").read_text()), 9)
        assert local("status", self.folder, check=False).returncode == 1

    def _run(self, text: str, parameters: dict[str, object], *, write: bool) -> Rows:
        def work(transaction: Transaction) -> Rows:
            return [dict(record) for record in transaction.run(text, parameters)]

        with sessions(self.url, USER, PASSWORD, database=None, patience=30) as opened, opened(write=write) as session:
            return session.execute_write(work) if write else session.execute_read(work)


def local(*words: object, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the script. Where Java, Maven or Maven Central is missing, the test is skipped, and in CI fails."""
    environment = {**os.environ, "ZHENGMAI_NEO4J_PASSWORD": PASSWORD, "NEO4J_LOCAL_OWNER": str(os.getpid())}
    ran = subprocess.run([SCRIPT, *map(str, words)], env=environment, capture_output=True, text=True, encoding="utf-8")
    if ran.returncode == 3:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(ran.stderr.strip())
    assert not check or ran.returncode == 0, ran.stderr
    return ran


def table(lines: Sequence[Sequence[str]]) -> str:
    """Lines whose cells stand below each other."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def graph_of(workspace: pathlib.Path) -> Graph:
    """The graph of a workspace."""
    store = Store.open(workspace)
    return judged.graph(store, registry.load())


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server, started."""
    folder = tmp_path_factory.mktemp("neo4j")
    local("fetch")
    try:
        yield Server(folder, local("start", folder).stdout.strip())
    finally:
        local("stop", folder)


@pytest.fixture(scope="session")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> Workspaces:
    """A workspace of the reports that ship, and one of the real ones."""

    @functools.cache
    def workspace(name: str) -> pathlib.Path:
        folder = ROOT / "seeds" if name == "seeds" else ROOT.parent / "shared" / "reports"
        if not folder.is_dir():
            pytest.skip(f"{folder} is not there: the real reports are not read")
        sources = batch.sources([folder], folder / "reports.yaml", place=None, agency=None, period=None)
        path = tmp_path_factory.mktemp(name)
        with Store.open(path, create=True) as store:
            store.build(list(batch.read_all(sources, workers=1)), datetime.date(2026, 1, 1))
        return path

    return workspace


@pytest.fixture(scope="session")
def graphs(workspaces: Workspaces) -> Graphs:
    """The graphs of these workspaces."""
    return functools.cache(lambda name: graph_of(workspaces(name)))
