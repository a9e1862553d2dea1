"""Kills build, add and the making of projections at random moments, and says what each left behind.

    kill_table.py [KILLS]

Each kill starts from a copy of one workspace. Half of the moments lie anywhere in the run, half while something is
being written. Afterwards the store must open with whole readings only, `current` must name a whole projection, and the
same command run to its end must give the same bytes as where nobody was killed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import io
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph

import zhengmai
from graph import projections
from graph.cypher import CypherGraph
from graph.rdf import RdfStore
from graph.store import Store
from graph.store_file import WRITER
from ontology.errors import StoreError

ROOT = pathlib.Path(__file__).resolve().parent.parent
DAY = ("--recorded", "2026-11-25")
QUERY = "MATCH (s:Statement) RETURN count(s) AS n"
SEED = 20261125
TORN = "the store holds neither the state before nor that after"
NO_CURRENT = "current names no whole projection"
OTHER_END = "the next run ends with other bytes"
# Loads everything once and forks a process for each command, so that the moments lie in the work alone.
NURSERY = """
import json, os, sys
import graph.cypher, graph.rdf, graph.projections, graph.spool, loaders.extract, zhengmai
from loaders import batch
from ontology import registry
registry.load()
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            zhengmai.main(json.loads(line))
        except SystemExit as ended:
            os._exit(ended.code or 0)
        os._exit(0)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""


class Nursery:
    """A process that starts commands at once."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )

    def start(self, arguments: Iterable[str]) -> int:
        """Start a command, and give its process."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(list(arguments)) + "\n")
        self._process.stdin.flush()
        return self._line()

    def wait(self) -> int:
        """Wait for the end of the command, and give its status."""
        return self._line()

    def close(self) -> None:
        """Let go of the process."""
        with self._process:
            self._process.communicate()

    def _line(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


@dataclass(frozen=True, slots=True)
class Work:
    """What is killed: a command, the workspace from which it starts (None: there is none), and what it writes."""

    name: str
    arguments: tuple[str, ...]
    start: pathlib.Path | None
    traces: Callable[[pathlib.Path], Iterable[pathlib.Path]]


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: at which millisecond, whether it hit a write, what the store held, and what is wrong (nothing)."""

    work: str
    moment: float
    writing: bool
    state: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """A work that nobody disturbs: how long it takes, its writing alone, the state before it, and its end."""

    seconds: float
    writing: float
    before: str
    after: str
    end: str


def corpus(folder: pathlib.Path, times: int) -> pathlib.Path:
    """The digests that ship, each under several terms: a folder with its manifest."""
    folder.mkdir()
    rows = []
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        place = next(name for name in ("苏州市", "宣城市", "中山市", "海宁市") if name in text)
        for number in range(times):
            name = f"{path.stem}-{number}"
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
            rows.append(f"- {{id: {name}, place: {place}, period: {1990 + number}, text_kind: digest}}\n")
    (folder / "reports.yaml").write_text("".join(rows), encoding="utf-8")
    return folder


def run(workspace: pathlib.Path, *arguments: str) -> str:
    """What a command prints; it must end well."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = 0
        try:
            zhengmai.main(["--workspace", str(workspace), *arguments])
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 0
    assert status == 0, err.getvalue()
    return out.getvalue()


def works(folder: pathlib.Path, times: int) -> list[Work]:
    """Build from nothing, build over another state, add, and projections over those of an earlier state."""
    reports = corpus(folder / "reports", times)
    files = sorted(str(path) for path in reports.glob("*.txt"))
    manifest = ("--manifest", str(reports / "reports.yaml"))
    some, whole = folder / "some", folder / "whole"
    run(some, "build", *files[::2], *manifest, *DAY)
    run(some, "cypher", QUERY)
    shutil.copytree(some, whole)
    run(whole, "build", str(reports), *DAY)
    note: Callable[[pathlib.Path], Iterable[pathlib.Path]] = lambda workspace: workspace.glob(WRITER)  # noqa: E731
    return [
        Work("build", ("build", str(reports), *DAY), None, note),
        Work("build over", ("build", str(reports), *DAY), some, note),
        Work("add", ("add", *files[1::2], *manifest, *DAY), some, note),
        Work("projections", ("cypher", QUERY), whole, lambda workspace: workspace.glob("projections/.*")),
    ]


def copy(work: Work, workspace: pathlib.Path) -> None:
    """The workspace from which a work starts."""
    if work.start is not None:
        shutil.copytree(work.start, workspace)


def begun(work: Work, workspace: pathlib.Path, nursery: Nursery) -> int:
    """The process of a work that has just begun."""
    return nursery.start(("--workspace", str(workspace), *work.arguments))


def writes(work: Work, workspace: pathlib.Path) -> bool:
    """Whether the work is writing, or was when it was killed."""
    return next(iter(work.traces(workspace)), None) is not None


def until_writing(work: Work, workspace: pathlib.Path, process: int) -> None:
    """Wait until the work writes, or has ended."""
    while not writes(work, workspace) and lives(process):
        time.sleep(0.0002)


def lives(process: int) -> bool:
    """Whether the process has not ended."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def state(workspace: pathlib.Path) -> str:
    """What the store holds; `nothing` where there is none yet. Raises StoreError for one that is damaged."""
    try:
        store = Store.open(workspace)
    except StoreError as error:
        if "zhengmai build" in str(error):
            return "nothing"
        raise
    with store:
        store.check()
        return store.digest()


def end(workspace: pathlib.Path) -> str:
    """The digest of all that goes out in the end: statements, and both projections as they are on disk."""
    total = hashlib.sha256(run(workspace, "export", "statements").encode())
    with zhengmai.open(workspace) as held:
        folder = held.projections.folder
    total.update((folder / "graph.kgl").read_bytes())
    dumped = io.BytesIO()
    pyoxigraph.Store.read_only(str(folder / "rdf")).dump(dumped, pyoxigraph.RdfFormat.N_QUADS)
    for line in sorted(dumped.getvalue().splitlines()):
        total.update(line)
    return total.hexdigest()


def undisturbed(work: Work, folder: pathlib.Path, nursery: Nursery) -> Undisturbed:
    """A work from start to end."""
    workspace = folder / "undisturbed" / work.name.replace(" ", "-")
    copy(work, workspace)
    before = state(workspace)
    began = time.perf_counter()
    process = begun(work, workspace, nursery)
    until_writing(work, workspace, process)
    wrote = time.perf_counter()
    while writes(work, workspace):
        time.sleep(0.0002)
    written = time.perf_counter()
    assert nursery.wait() == 0
    ended = time.perf_counter()
    return Undisturbed(ended - began, written - wrote, before, state(workspace), end(workspace))


def kill(work: Work, known: Undisturbed, workspace: pathlib.Path, nursery: Nursery, chance: random.Random) -> Kill:
    """Kill a work once, and look at what is there and at what comes of the next run."""
    copy(work, workspace)
    waits = chance.random() < 0.5
    moment = chance.random() * (known.writing if waits else known.seconds)
    process = begun(work, workspace, nursery)
    if waits:
        until_writing(work, workspace, process)
    time.sleep(moment)
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    nursery.wait()
    writing = writes(work, workspace)
    faults = []
    found = state(workspace)
    names = {known.after: "after", known.before: "before"}
    if work.start is None:
        names["nothing"] = "before"
        with Store.open(folder_of_nothing(workspace), create=True) as store:
            names[store.digest()] = "before"
    if found not in names:
        faults.append(TORN)
    faults += current_faults(workspace)
    run(workspace, *work.arguments)
    if end(workspace) != known.end:
        faults.append(OTHER_END)
    shutil.rmtree(workspace)
    return Kill(work.name, moment, writing, names.get(found, "other"), tuple(faults))


def folder_of_nothing(workspace: pathlib.Path) -> pathlib.Path:
    """Where a store stands that holds no report."""
    return workspace.with_name("nothing")


def current_faults(workspace: pathlib.Path) -> Iterator[str]:
    """What is wrong with the projection that `current` names, where there is one."""
    pointer = workspace / "projections" / "current"
    if not pointer.exists():
        return
    folder = pointer.parent / pointer.read_text(encoding="utf-8")
    if not projections._sound(folder):
        yield NO_CURRENT
        return
    CypherGraph.open(folder / "graph.kgl").run(QUERY)
    RdfStore.open(folder / "rdf")


def kills(folder: pathlib.Path, number: int, times: int, seed: int = SEED) -> Iterator[Kill]:
    """So many kills of the four works in turn, at moments that a seed chooses."""
    chance = random.Random(seed)
    with contextlib.closing(Nursery()) as nursery:
        rounds = [(work, undisturbed(work, folder, nursery)) for work in works(folder, times)]
        for turn in range(number):
            work, known = rounds[turn % len(rounds)]
            yield kill(work, known, folder / f"kill-{turn}", nursery, chance)


def main() -> int:
    """Kill, and print a row for each kind of work."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for each in kills(pathlib.Path(folder), number, times=2):
            found.append(each)
            for fault in each.faults:
                print(f"{dataclasses.asdict(each)}: {fault}", flush=True)
    print(f"{'':12} kills  while writing  state before  state after  whole readings  whole current  same bytes")
    for name in dict.fromkeys(each.work for each in found):
        of = [each for each in found if each.work == name]
        states, wrong = Counter(each.state for each in of), Counter(fault for each in of for fault in each.faults)
        whole, current, same = (len(of) - wrong[fault] for fault in (TORN, NO_CURRENT, OTHER_END))
        writing = sum(each.writing for each in of)
        print(
            f"{name:12}{len(of):6}{writing:15}{states['before']:14}{states['after']:13}{whole:16}{current:15}{same:12}"
        )
    return 1 if any(len(each.faults) > 0 for each in found) else 0


if __name__ == "__main__":
    sys.exit(main())
