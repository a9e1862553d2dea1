"""A bad day: kills, a full disk, a read-only folder, damaged files, two writers. It is told, and nothing is lost.

Each command runs in a process of its own, as a user runs it.
"""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import os
import pathlib
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

import zhengmai
from graph import store_file
from graph.store import Store
from graph.store_file import FILE
from graph.tables import VERSION
from ontology.errors import StoreError
from tests import kill_table
from tests.graph_samples import DAY, readings
from tests.kill_table import QUERY

ROOT = pathlib.Path(__file__).resolve().parent.parent
COUNT = ("cypher", QUERY, "--csv")
OPENING = "苏州市政务服务局2024年上半年工作总结\n一、主要工作\n"
Limit = Callable[[], None]


@dataclasses.dataclass(frozen=True, slots=True)
class Ran:
    """What a process left behind."""

    status: int
    out: str
    err: str


def command(*arguments: str | pathlib.Path) -> list[str]:
    return [sys.executable, "-m", "zhengmai", *map(str, arguments)]


def run(*arguments: str | pathlib.Path, limit: Limit | None = None, temporary: pathlib.Path | None = None) -> Ran:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if temporary is not None:
        environment["TMPDIR"] = str(temporary)
    ran = subprocess.run(
        command(*arguments), cwd=ROOT, capture_output=True, text=True, encoding="utf-8", env=environment,
        preexec_fn=limit,
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    return Ran(ran.returncode, ran.stdout, ran.stderr)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A workspace with the digests that ship and their projections. Tests work on copies."""
    workspace = tmp_path_factory.mktemp("built") / "workspace"
    assert run("build", "--workspace", workspace, "--recorded", "2026-11-25").status == 0
    assert run("--workspace", workspace, *COUNT).status == 0
    return workspace


@pytest.fixture
def workspace(built: pathlib.Path, tmp_path: pathlib.Path) -> pathlib.Path:
    return pathlib.Path(shutil.copytree(built, tmp_path / "workspace"))


@pytest.fixture
def report(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "report.txt"
    path.write_text(OPENING + "深化“免证办”改革。", encoding="utf-8")
    return path


def contents(workspace: pathlib.Path) -> str:
    with Store.open(workspace) as store:
        store.check()
        return store.digest()


def changed(path: pathlib.Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(data)


# ---------------------------------------------------------------- kill -9


def test_whoever_is_killed_leaves_whole_readings_a_whole_projection_and_the_same_end(tmp_path: pathlib.Path) -> None:
    kills = list(kill_table.kills(tmp_path, 12, times=1))
    assert len(kills) == 12
    assert [(kill.work, kill.moment, kill.faults) for kill in kills if len(kill.faults) > 0] == []


# ---------------------------------------------------------------- a full disk


@contextlib.contextmanager
def small_disk(folder: pathlib.Path, size: int) -> Iterator[Limit | None]:
    """A disk of so many bytes at the folder; where none may be mounted, a limit for each file instead."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode != 0:
        yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, size // 2))
        return
    try:
        yield None
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def no_larger_file(size: int) -> Limit:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_leaves_the_store_as_it_was(tmp_path: pathlib.Path, report: pathlib.Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, 600_000) as limit:
        assert run("build", report, "--workspace", disk / "w").status == 0
        before = contents(disk / "w")
        ran = run("build", "--workspace", disk / "w", limit=limit)
        assert ran.status == 4
        assert "free" in ran.err
        assert contents(disk / "w") == before


def test_a_full_disk_leaves_no_half_projection_and_the_next_query_makes_a_whole_one(
    tmp_path: pathlib.Path, workspace: pathlib.Path
) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, 2_000_000) as limit:
        (disk / "w").mkdir()
        shutil.copy(workspace / FILE, disk / "w")
        ran = run("--workspace", disk / "w", *COUNT, limit=limit)
        assert ran.status == 4
        assert "the projections cannot be made: free the disk" in ran.err
        assert list((disk / "w" / "projections").iterdir()) == []
        shutil.copytree(disk / "w", tmp_path / "larger")
    assert run("--workspace", tmp_path / "larger", *COUNT) == run("--workspace", workspace, *COUNT)


def test_a_file_that_may_not_grow_is_a_full_disk(workspace: pathlib.Path) -> None:
    before = contents(workspace)
    shutil.rmtree(workspace / "projections")
    ran = run("--workspace", workspace, *COUNT, limit=no_larger_file(100_000))
    assert ran.status == 4
    assert "the projections cannot be made: free the disk" in ran.err
    assert list((workspace / "projections").iterdir()) == []
    assert contents(workspace) == before


def test_a_full_temporary_folder_is_told_with_its_name(tmp_path: pathlib.Path, report: pathlib.Path) -> None:
    ran = run("build", report, "--workspace", tmp_path / "w", limit=no_larger_file(100))
    assert ran.status == 4
    assert "TMPDIR" in ran.err
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_output_that_the_disk_refuses_is_told(
    tmp_path: pathlib.Path, workspace: pathlib.Path, unbuffered: str
) -> None:
    with (tmp_path / "graph.ttl").open("wb") as file:
        ran = subprocess.run(
            command("--workspace", workspace, "export", "turtle"), cwd=ROOT, stdout=file, stderr=subprocess.PIPE,
            preexec_fn=no_larger_file(50_000), env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    assert ran.returncode == 4
    assert b"standard output: cannot be written" in ran.stderr
    assert b"Traceback" not in ran.stderr


# ---------------------------------------------------------------- a folder that is read-only


def without_override() -> None:
    """Give up the right of root to write what its modes forbid: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""
    if os.geteuid() == 0:
        for capability in (1, 2):
            assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0  # PR_CAPBSET_DROP


@pytest.fixture
def fixed(workspace: pathlib.Path) -> Iterator[pathlib.Path]:
    """A workspace in which nothing may be written."""
    paths = [workspace, *workspace.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield workspace
    for path in paths:
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.parametrize("verb", ["build", "add"])
def test_a_folder_that_is_read_only_is_not_written(fixed: pathlib.Path, report: pathlib.Path, verb: str) -> None:
    before = contents(fixed)
    ran = run(verb, report, "--workspace", fixed, limit=without_override)
    assert ran.status == 4
    assert "get write access to it and its folder, or use another --workspace" in ran.err
    assert contents(fixed) == before


def test_a_folder_that_is_read_only_is_read(built: pathlib.Path, fixed: pathlib.Path) -> None:
    for asked in (("reports", "--csv"), ("lineage", "免证办"), COUNT, ("ask", "coverage", "--by", "sparql", "--csv")):
        told = run("--workspace", fixed, *asked, limit=without_override)
        assert told.status == 0, told.err
        assert told.out == run("--workspace", built, *asked).out


def test_a_folder_below_one_that_is_read_only_cannot_be_made(fixed: pathlib.Path, report: pathlib.Path) -> None:
    ran = run("build", report, "--workspace", fixed / "below", limit=without_override)
    assert ran.status == 4
    assert "cannot be made: Permission denied: choose another --workspace" in ran.err


def test_a_folder_that_may_not_be_looked_into_is_told(workspace: pathlib.Path, report: pathlib.Path) -> None:
    workspace.chmod(0)
    try:
        for arguments in (("reports",), ("build", report)):
            ran = run(*arguments, "--workspace", workspace, limit=without_override)
            assert ran.status == 4
            assert "access" in ran.err
    finally:
        workspace.chmod(0o755)


# ---------------------------------------------------------------- a store that is not as it must be


def test_a_store_of_a_newer_version_is_refused_and_left_alone(workspace: pathlib.Path, report: pathlib.Path) -> None:
    with contextlib.closing(sqlite3.connect(workspace / FILE)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = (workspace / FILE).read_bytes()
    for arguments in (("reports",), ("build", report), COUNT):
        ran = run("--workspace", workspace, *arguments)
        assert ran.status == 4
        assert f"has schema version {VERSION + 1}, and this program knows {VERSION}: use the newer program" in ran.err
    assert (workspace / FILE).read_bytes() == before


def test_a_database_of_another_program_is_left_alone(workspace: pathlib.Path, report: pathlib.Path) -> None:
    (workspace / FILE).unlink()
    with contextlib.closing(sqlite3.connect(workspace / FILE)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    before = (workspace / FILE).read_bytes()
    ran = run("build", report, "--workspace", workspace)
    assert ran.status == 4
    assert "another program" in ran.err
    assert (workspace / FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("name", "damage", "told"),
    [
        ("not SQLite", lambda data: b"no database at all" * len(data), "is no database"),
        ("truncated", lambda data: data[: len(data) // 2], "is damaged: move it away and build"),
        ("cut to its first page", lambda data: data[:4096], "is damaged: move it away and build"),
        ("zeros behind the first page", lambda data: data[:4096] + bytes(len(data) - 4096), "is damaged: move it away"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value[:2] else None,
)
def test_a_damaged_store_is_told_with_what_to_do(
    workspace: pathlib.Path, name: str, damage: Callable[[bytes], bytes], told: str
) -> None:
    path = workspace / FILE
    path.write_bytes(damage(path.read_bytes()))
    before = path.read_bytes()
    ran = run("--workspace", workspace, "lineage", "免证办")
    assert (ran.status, ran.out) == (4, ""), name
    assert told in ran.err
    assert path.read_bytes() == before


def test_a_byte_that_flips_anywhere_is_told_or_changes_nothing(workspace: pathlib.Path) -> None:
    path = workspace / FILE
    data = path.read_bytes()
    with Store.open(workspace) as store:
        expected = (store.lines(), [store.text(report) for report in store.sizes()], store.flags())
    chance = random.Random(4)
    told = 0
    for at in chance.sample(range(len(data)), 300):
        path.write_bytes(data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :])
        try:
            with Store.open(workspace) as store:
                assert (store.lines(), [store.text(report) for report in store.sizes()], store.flags()) == expected, at
        except StoreError:
            told += 1
    assert told > 100


@pytest.mark.parametrize("part", ["graph.kgl", "files.json", "rdf/CURRENT"])
def test_a_damaged_projection_is_made_anew(workspace: pathlib.Path, part: str) -> None:
    expected = run("--workspace", workspace, *COUNT)
    (path,) = (workspace / "projections").glob(f"*/{part}")
    changed(path, path.stat().st_size // 2)
    assert run("--workspace", workspace, *COUNT) == expected
    assert run("--workspace", workspace, "sparql", "ASK { ?s ?p ?o }").status == 0


def test_a_workspace_that_is_a_file_is_told(report: pathlib.Path) -> None:
    before = report.read_bytes()
    for arguments in (("reports",), ("build", report), COUNT):
        ran = run(*arguments, "--workspace", report)
        assert ran.status == 4
        assert "report.txt: is a file, and a workspace is a folder: choose another --workspace" in ran.err
    assert report.read_bytes() == before


# ---------------------------------------------------------------- several at once


def test_two_writers_at_once_both_have_their_reports_in_the_store(
    workspace: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    paths = []
    for name in ("昆山市", "太仓市"):
        paths.append(tmp_path / f"{name}.txt")
        paths[-1].write_text(f"{name}行政审批局2023年工作总结\n推行“一件事”改革。", encoding="utf-8")
    started = [
        subprocess.Popen(command("add", path, "--workspace", workspace), cwd=ROOT, stderr=subprocess.PIPE)
        for path in paths
    ]
    assert [(process.communicate()[1], process.returncode)[1] for process in started] == [0, 0]
    with Store.open(workspace) as store:
        store.check()
        assert {report.place.text for report in store.reports()} >= {"昆山市", "太仓市"}
        assert len(store.reports()) == 7


def test_a_writer_that_waits_in_vain_names_the_one_that_writes(
    workspace: pathlib.Path, report: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(workspace)
    monkeypatch.setattr("graph.store.WAIT", 0.05)
    with contextlib.closing(sqlite3.connect(workspace / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with store_file.signed(workspace / FILE), pytest.raises(SystemExit) as ended:
            zhengmai.main(["add", str(report), "--workspace", str(workspace)])
        assert ended.value.code == 4
        told = capsys.readouterr().err
        assert f"process {os.getpid()} (" in told
        assert "is writing to it: wait until it has finished, then try again" in told
    assert not (workspace / store_file.WRITER).exists()
    assert contents(workspace) == before


def test_a_reader_during_a_build_has_one_state(workspace: pathlib.Path) -> None:
    expected = run("--workspace", workspace, *COUNT)
    held, release = threading.Event(), threading.Event()

    def slowly() -> None:
        def given() -> Iterator[object]:
            yield from readings()
            held.set()
            release.wait(60)

        with Store.open(workspace) as store:
            store.build(given(), DAY.replace(year=2030))  # type: ignore[arg-type]  # readings, and then nothing for long

    writer = threading.Thread(target=slowly)
    writer.start()
    try:
        assert held.wait(60)
        assert run("--workspace", workspace, *COUNT) == expected
        assert run("--workspace", workspace, "lineage", "免证办").status == 0
    finally:
        release.set()
        writer.join()
    assert run("--workspace", workspace, *COUNT).out != expected.out


def test_what_is_read_inside_a_snapshot_is_of_one_state(workspace: pathlib.Path) -> None:
    with Store.open(workspace) as reader, Store.open(workspace) as writer:
        with reader.snapshot():
            before = reader.digest()
            writer.build([], DAY.replace(year=2030))
            assert reader.digest() == before
            assert len(reader.lines()) > 0
        assert reader.lines() == []
