"""What works on this machine: the main job, each engine by a query of its own, and what other work would need.

Each engine is tried in a process of its own (`python -m doctor ENGINE WORKSPACE`): one that crashes ends alone.
"""

from __future__ import annotations

import importlib.metadata
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from graph.store import Store
from graph.store_file import has_search, sqlite_version
from ontology.errors import StoreError, ZhengmaiError
from ontology.report import Reading

State: TypeAlias = Literal["works", "missing", "broken"]
Core: TypeAlias = Literal["compiled", "stale", "none"]

ROOT = pathlib.Path(__file__).resolve().parent
STATEMENTS = {
    "cypher": "MATCH (s:Statement) RETURN count(s) AS n",
    "sparql": "SELECT (COUNT(?s) AS ?n) WHERE { ?s a <https://zhengmai.example/ontology#Statement> }",
}
LEAST_ROOM, ENOUGH_ROOM = 100, 1000  # megabytes, chosen, not measured; the five digests with projections take 7
LEAST_FILES = 256  # chosen, not measured: the default of macOS, the lowest in common use
LEAST_MEMORY = 2000  # megabytes of address space, chosen, not measured: engines map more than they use
OLDEST_JAVA = 17  # what Neo4j 5.26 starts on
WAIT = 60  # seconds for any program that is asked for its version
CONVERTERS = ("soffice", "antiword", "catdoc")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_NETWORK = (  # a network namespace of its own, or one in a user namespace
    "import ctypes, sys; c = ctypes.CDLL(None); "
    "sys.exit(0 if c.unshare(0x40000000) == 0 or c.unshare(0x50000000) == 0 else 1)"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `needed`: the main job, from reports to answers, does not go without it."""

    name: str
    state: State
    detail: str
    advice: str = ""
    needed: bool = False


def examine(
    workspace: pathlib.Path, readings: Callable[[], Iterable[Reading]], core: Core = "none"
) -> Iterator[Finding]:
    """Look at everything: the readings, of the reports that ship, go through a workspace of their own.

    `core` is whether the reading is compiled, of the sources that stand here or of others (loaders/core.py).
    """
    yield _python()
    yield from _sqlite()
    with tempfile.TemporaryDirectory(prefix="zhengmai-doctor-") as folder:
        made = pathlib.Path(folder) / "workspace"
        yield _read_and_stored(made, readings)
        for engine, (_, needed) in ENGINES.items():
            yield _engine(engine, made, needed=needed)
    yield _core(core)
    yield _driver()
    yield _room("disk of the workspace", workspace.absolute())
    yield _room("disk of temporary files", pathlib.Path(tempfile.gettempdir()))
    yield from _limits()
    yield _workspace(workspace)
    yield _confined()
    yield _java()
    yield _program("doc files", CONVERTERS, "install LibreOffice, antiword or catdoc to read them")
    yield _program("browser", BROWSERS, "install Chromium to test the pages of `serve`")


def works(findings: Iterable[Finding]) -> bool:
    """Whether the main job works."""
    return all(finding.state == "works" for finding in findings if finding.needed)


def _python() -> Finding:
    version = sys.version_info
    fits = (3, 11) <= version < (3, 15) and version[:3] != (3, 14, 1)
    advice = "" if fits else "use Python 3.11 to 3.14, not 3.14.1: make setup PYTHON=/path/to/python3.12"
    return Finding("Python", "works" if fits else "broken", platform.python_version(), advice, needed=True)


def _sqlite() -> Iterator[Finding]:
    yield Finding("SQLite", "works", sqlite_version(), needed=True)
    found = has_search()
    advice = "" if found else "use a Python whose SQLite has FTS5: without it search by words is a scan"
    yield Finding("SQLite FTS5", "works" if found else "missing", "full text search", advice)


def _read_and_stored(workspace: pathlib.Path, readings: Callable[[], Iterable[Reading]]) -> Finding:
    try:
        with Store.open(workspace, create=True) as store:
            change = store.build(readings(), date(2000, 1, 1))
            detail = f"{change.added} reports that ship read and stored, {sum(store.sizes().values())} statements"
    except ZhengmaiError as error:
        return Finding("reports to store", "broken", str(error), "mend that, then ask again", needed=True)
    return Finding("reports to store", "works", detail, needed=True)


def _engine(engine: str, workspace: pathlib.Path, *, needed: bool) -> Finding:
    try:
        version = importlib.metadata.version(engine)
    except importlib.metadata.PackageNotFoundError:
        return Finding(engine, "missing", "not installed", "run make setup", needed)
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    command = [sys.executable, "-m", "doctor", engine, str(workspace)]
    try:
        ran = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=WAIT, check=False,
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        )
    except subprocess.TimeoutExpired:
        detail = f"{version}: no answer after {WAIT} s"
        return Finding(engine, "broken", detail, "see whether the machine is busy", needed)
    if ran.returncode == 0:
        return Finding(engine, "works", f"{version}: {ran.stdout.strip()}", needed=needed)
    told = (ran.stderr.strip().splitlines() or [f"its process ended with {ran.returncode}"])[-1]
    return Finding(engine, "broken", f"{version}: {told}", "delete .venv and run make setup", needed)


def _kglite(store: Store) -> int:
    from graph.projections import open_projections
    from ontology import registry

    return int(str(open_projections(store, registry.load()).cypher.run(STATEMENTS["cypher"]).rows[0]["n"]))


def _pyoxigraph(store: Store) -> int:
    from graph.projections import open_projections
    from ontology import registry

    return int(str(open_projections(store, registry.load()).rdf.run(STATEMENTS["sparql"]).rows[0]["n"]))


def _rdflib(store: Store) -> int:
    from graph import judged
    from graph.rdf import RdflibGraph
    from ontology import registry

    graph = judged.graph(store, registry.load())
    return int(str(RdflibGraph.of(graph).run(STATEMENTS["sparql"]).rows[0]["n"]))


def _networkx(store: Store) -> int:
    from graph import judged
    from graph.property_graph import plain_edges, property_graph
    from ontology import registry

    graph = judged.graph(store, registry.load())
    if len(plain_edges(property_graph(graph))) != len(graph.edges):
        raise StoreError("networkx has other edges than the graph")
    return len(graph.statements)


# Engine -> how many statements it finds, and whether the main job needs it.
ENGINES: dict[str, tuple[Callable[[Store], int], bool]] = {
    "kglite": (_kglite, True), "pyoxigraph": (_pyoxigraph, True), "rdflib": (_rdflib, False),
    "networkx": (_networkx, False),
}


def _core(state: Core) -> Finding:
    found: dict[Core, tuple[State, str, str]] = {
        "compiled": ("works", "built of the sources that stand here", ""),
        "stale": ("broken", "built of other sources than stand here: reports are read in Python", "run make setup"),
        "none": ("missing", "reports are read in Python: the same statements, but slower",
                 "install Rust 1.85 or later, delete .venv and run make setup"),
    }
    return Finding("compiled reading", *found[state])


def _driver() -> Finding:
    try:
        version = importlib.metadata.version("neo4j")
    except importlib.metadata.PackageNotFoundError:
        return Finding("neo4j driver", "missing", "not installed", "run make setup to push to a Neo4j")
    return Finding("neo4j driver", "works", f"{version}: zhengmai push neo4j BOLT-URL --dry-run tries a server")


def _room(name: str, folder: pathlib.Path) -> Finding:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free // 1_000_000
    detail = f"{free} MB free at {there}"
    if free >= ENOUGH_ROOM:
        return Finding(name, "works", detail, needed=True)
    state: State = "works" if free >= LEAST_ROOM else "broken"
    return Finding(name, state, detail, f"free some room: {ENOUGH_ROOM} MB are a good start", needed=True)


def _limits() -> Iterator[Finding]:
    cores = os.cpu_count() or 1
    yield Finding("processors", "works", f"{cores}: build --workers {cores} reads that many reports side by side")
    if sys.platform == "win32":
        return
    import resource

    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    few = files != resource.RLIM_INFINITY and files < LEAST_FILES
    advice = f"raise it: ulimit -n {4 * LEAST_FILES}" if few else ""
    yield Finding("open files", "broken" if few else "works", _limit(files), advice, needed=True)
    space = resource.getrlimit(resource.RLIMIT_AS)[0]
    small = space != resource.RLIM_INFINITY and space < LEAST_MEMORY * 1_000_000
    advice = "raise it: ulimit -v unlimited" if small else ""
    shown = _limit(space if space == resource.RLIM_INFINITY else space // 1_000_000, " MB")
    yield Finding("address space", "broken" if small else "works", shown, advice, needed=True)


def _limit(number: int, unit: str = "") -> str:
    return "no limit" if number < 0 else f"at most {number}{unit}"


def _workspace(workspace: pathlib.Path) -> Finding:
    if not workspace.exists():
        return Finding("workspace", "missing", f"{workspace}: not there yet", "zhengmai build makes it")
    try:
        with Store.open(workspace) as store:
            store.check()
            number = len(store.sizes())
    except StoreError as error:
        return Finding("workspace", "broken", str(error), "do that, or name another one: --workspace", needed=True)
    return Finding("workspace", "works", f"{workspace}: {number} reports, every byte as it was written", needed=True)


def _confined() -> Finding:
    name = "network namespace"
    if sys.platform != "linux":
        return Finding(name, "missing", f"none on {sys.platform}", "let `serve` answer people whom you trust")
    ran = subprocess.run([sys.executable, "-c", NO_NETWORK], capture_output=True, check=False)
    if ran.returncode == 0:
        return Finding(name, "works", "granted: a process that answers queries can be kept off the network")
    advice = "allow user namespaces, or let a firewall keep `serve` from calling out"
    return Finding(name, "missing", "the kernel grants none", advice)


def _java() -> Finding:
    advice = f"install Java {OLDEST_JAVA} or 21 to start a Neo4j here; one that runs elsewhere needs none"
    if shutil.which("java") is None:
        return Finding("Java", "missing", "not on the path", advice)
    told = _told(["java", "-version"])
    version = re.search(r'version "((\d+)[^"]*)"', told)
    if version is None:
        return Finding("Java", "broken", told.strip() or "it says no version", advice)
    fits = int(version[2]) >= OLDEST_JAVA
    return Finding("Java", "works" if fits else "missing", version[1], "" if fits else advice)


def _program(name: str, programs: Iterable[str], advice: str) -> Finding:
    found = [program for program in programs if shutil.which(program) is not None]
    if len(found) == 0:
        return Finding(name, "missing", f"none of {', '.join(programs)} is on the path", advice)
    return Finding(name, "works", ", ".join(found))


def _told(command: list[str]) -> str:
    try:
        ran = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=WAIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return ran.stdout + ran.stderr


def main() -> int:
    """Try one engine on a workspace, and print what it found."""
    engine, folder = sys.argv[1:]
    try:
        with Store.open(pathlib.Path(folder)) as store:
            found, expected = ENGINES[engine][0](store), sum(store.sizes().values())
    except ZhengmaiError as error:
        sys.stderr.write(str(error))
        return error.status
    if found != expected or found == 0:
        sys.stderr.write(f"it counts {found} statements, and the store holds {expected}")
        return StoreError.status
    sys.stdout.write(f"counts {found} statements")
    return 0


if __name__ == "__main__":
    sys.exit(main())
