from __future__ import annotations

import dataclasses
import datetime
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.store import Change, Store
from graph.store_file import FILE
from graph.tables import MIGRATIONS, VERSION
from ontology.errors import InputError, LineError, NotFound, StoreError, TextConflict, UsageError
from ontology.report import Flag, Reading
from tests.graph_samples import DAY, SUZHOU, readings, reform, report, say
from tests.graph_samples import reading as read

WORKSPACES = pathlib.Path(__file__).resolve().parent / "workspaces"
LATER = DAY + datetime.timedelta(days=10)
TODAY = DAY + datetime.timedelta(days=20)


@pytest.fixture
def workspace(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "workspace"


@pytest.fixture
def store(workspace: pathlib.Path) -> Iterator[Store]:
    with Store.open(workspace, create=True, wait=0.1) as opened:
        yield opened


def one(text: str = "苏州做实“免证办”。", *, quote: str = "做实“免证办”", reader: str = "reader-1") -> Reading:
    """A reading of one report of 苏州 with one statement."""
    of = report("suzhou-2024h1", SUZHOU, "2024H1", text)
    return read(of, say(of, quote, "adopted", reform("免证办"), "adopted"), reader=reader)


def test_what_is_built_is_read_back(store: Store) -> None:
    given_readings = readings()
    store.build(given_readings, DAY)
    assert [stored.id for stored in store.reports()] == sorted(r.report.id for r in given_readings)
    assert {s.id: s for s in store.statements()} == {s.id: s for r in given_readings for s in r.statements}
    for reading in given_readings:
        stored = next(s for s in store.reports() if s.id == reading.report.id)
        assert stored.with_text(store.text(stored.id)) == reading.report
        assert (stored.done_length, stored.plan_length) == (reading.done_length, reading.plan_length)


def test_flags_come_back_with_their_report(store: Store) -> None:
    noise = Flag("noise", "9001zz", 3, 9)
    store.build([dataclasses.replace(one(), flags=(noise,))], DAY)
    assert store.flags() == [("suzhou-2024h1", noise)]


def test_the_same_text_read_by_the_same_reader_changes_nothing(store: Store) -> None:
    store.build([one()], DAY)
    before = store.digest()
    assert store.add([one()], LATER) == Change(added=0, reread=0, unchanged=1, removed=0)
    assert store.digest() == before


def test_a_new_reader_supersedes_the_earlier_reading_which_stays_readable_as_of_its_day(store: Store) -> None:
    text = "苏州做实“免证办”。试点“一码免证”。"
    store.build([one(text)], DAY)
    store.add([one(text, quote="试点“一码免证”", reader="reader-2")], LATER)
    assert [s.evidence.quote for s in store.statements()] == ["试点“一码免证”"]
    assert [s.evidence.quote for s in store.statements(as_of=DAY)] == ["做实“免证办”"]
    assert [s.evidence.quote for s in store.statements(as_of=LATER)] == ["试点“一码免证”"]
    assert store.reports(as_of=DAY - datetime.timedelta(days=1)) == []


def test_build_makes_the_workspace_hold_exactly_the_reports_given(store: Store) -> None:
    store.build(readings(), DAY)
    change = store.build(readings()[:2], LATER)
    assert change == Change(added=0, reread=0, unchanged=2, removed=3)
    assert len(store.reports()) == 2
    assert len(store.reports(as_of=DAY)) == 5


def test_a_report_that_was_removed_comes_back(store: Store) -> None:
    store.build(readings(), DAY)
    before = store.digest()
    store.build([], LATER)
    store.build(readings(), TODAY)
    assert store.digest() == before
    assert store.statements(as_of=LATER) == []


def test_add_keeps_what_is_there(store: Store) -> None:
    store.build(readings()[:2], DAY)
    store.add(readings()[2:3], DAY)
    assert len(store.reports()) == 3


def test_another_text_under_an_id_in_use_is_refused_with_both_named(store: Store) -> None:
    store.build([one()], DAY)
    before = store.digest()
    other = one("苏州全面做实“免证办”。")
    with pytest.raises(InputError, match="suzhou-2024h1") as refused:
        store.add([other], LATER)
    assert one().report.sha256[:12] in str(refused.value)
    assert other.report.sha256[:12] in str(refused.value)
    assert store.digest() == before


def test_all_reports_whose_texts_differ_are_named_and_can_be_replaced(store: Store) -> None:
    store.build(readings(), DAY)
    texts = [dataclasses.replace(r.report, text=r.report.text + "完。") for r in readings()[:2]]
    others = [dataclasses.replace(r, report=text) for r, text in zip(readings(), texts, strict=False)]
    with pytest.raises(TextConflict) as refused:
        store.add(others, LATER)
    assert refused.value.reports == tuple(other.report.id for other in others)
    assert refused.value.status == 3
    assert len(str(refused.value).splitlines()) == 2
    with pytest.raises(TextConflict):
        store.add(others, LATER, replace=refused.value.reports[:1])
    assert store.text(others[0].report.id) == readings()[0].report.text
    assert store.add(others, LATER, replace=refused.value.reports).reread == 2


@pytest.mark.parametrize("verb", ["build", "add"])
def test_memory_does_not_grow_with_the_number_of_reports(tmp_path: pathlib.Path, verb: str) -> None:
    peaks = []
    for number in (20, 200):
        with Store.open(tmp_path / f"{verb}-{number}", create=True) as store:
            tracemalloc.start()
            getattr(store, verb)(many(number), DAY)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def many(number: int) -> Iterator[Reading]:
    """Readings of texts of 60 kB, made one at a time."""
    for turn in range(number):
        of = report(f"report-{turn}", SUZHOU, "2024H1", "苏州做实“免证办”。" * 2000)
        yield read(of, say(of, "做实“免证办”", "adopted", reform("免证办"), "adopted"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE statements SET line = replace(line, 'adopted', 'drafted')", "report suzhou-2024h1: it is damaged"),
        ("DELETE FROM statements", "report suzhou-2024h1: it is damaged"),
        ("UPDATE readings SET facts = replace(facts, '2024', '2023')", "report suzhou-2024h1: it is damaged"),
        ("UPDATE documents SET text = text || 'x'", "the text of report suzhou-2024h1: it is damaged"),
    ],
)
def test_what_is_not_as_it_was_written_is_told(store: Store, change: str, told: str) -> None:
    store.build([one()], DAY)
    store._connection.execute(change)
    with pytest.raises(StoreError, match=told):
        store.check()


def test_another_text_takes_the_place_of_the_first_where_that_is_wished(store: Store) -> None:
    store.build([one()], DAY)
    assert store.add([one("苏州全面做实“免证办”。")], LATER, replace=True).reread == 1
    assert store.text("suzhou-2024h1") == "苏州全面做实“免证办”。"


def test_two_texts_under_one_id_in_one_call_are_refused(store: Store) -> None:
    with pytest.raises(InputError, match="two different texts"):
        store.build([one(), one("苏州全面做实“免证办”。")], DAY)
    assert store.reports() == []


def test_an_error_while_readings_come_leaves_the_store_as_it_was(store: Store) -> None:
    store.build(readings()[:1], DAY)
    before = store.digest()

    def broken() -> Iterator[Reading]:
        yield readings()[1]
        raise InputError("the second report is no text")

    with pytest.raises(InputError, match="no text"):
        store.build(broken(), LATER)
    assert store.digest() == before


def test_a_day_before_the_last_one_is_refused(store: Store) -> None:
    store.build(readings(), LATER)
    with pytest.raises(UsageError, match=f"{DAY} lies before {LATER}"):
        store.build([], DAY)


def test_the_order_of_input_leaves_no_trace(tmp_path: pathlib.Path) -> None:
    found = []
    for name, order in (("a", readings()), ("b", readings()[::-1])):
        with Store.open(tmp_path / name, create=True) as store:
            store.build(order, DAY)
            found.append((store.digest(), store.lines()))
    assert found[0] == found[1]


@given(st.lists(st.sampled_from(range(5)), max_size=8))
def test_building_twice_is_building_once(tmp_path_factory: pytest.TempPathFactory, chosen: list[int]) -> None:
    some = [readings()[number] for number in chosen]
    with Store.open(tmp_path_factory.mktemp("w"), create=True) as store:
        store.build(some, DAY)
        before = store.digest()
        change = store.build(some, LATER)
        assert store.digest() == before
        assert (change.added, change.reread, change.removed) == (0, 0, 0)


@given(st.lists(st.sets(st.sampled_from(range(5))), min_size=1, max_size=4))
def test_each_day_keeps_what_it_held(tmp_path_factory: pytest.TempPathFactory, days: list[set[int]]) -> None:
    with Store.open(tmp_path_factory.mktemp("w"), create=True) as store:
        held = []
        for number, chosen in enumerate(days):
            day = DAY + datetime.timedelta(days=number)
            store.build([readings()[index] for index in sorted(chosen)], day)
            held.append((day, store.lines()))
        for day, lines in held:
            assert store.lines(as_of=day) == lines


def test_the_day_of_recording_stands_in_no_line(store: Store) -> None:
    store.build(readings(), DAY)
    assert all(DAY.isoformat() not in line for line in store.lines())


def test_the_journal_goes_out_and_comes_in(tmp_path: pathlib.Path, store: Store) -> None:
    store.build(readings(), DAY)
    with Store.open(tmp_path / "other", create=True) as other:
        other.build([dataclasses.replace(r, statements=()) for r in readings()], DAY)
        other.read_lines(store.lines(), LATER)
        assert other.lines() == store.lines()


def test_a_journal_that_says_the_same_changes_nothing(store: Store) -> None:
    store.build(readings(), DAY)
    assert store.read_lines(store.lines(), LATER) == Change(added=0, reread=0, unchanged=5, removed=0)


def test_a_journal_line_of_an_unknown_report_is_refused(store: Store) -> None:
    store.build(readings()[:1], DAY)
    line = readings()[1].statements[0].line()
    with pytest.raises(LineError, match=r"line 1: report xuancheng-2023h1 is not in the workspace"):
        store.read_lines([line], LATER)


def test_a_journal_line_whose_quote_is_not_in_the_text_is_refused(store: Store) -> None:
    store.build([one()], DAY)
    moved = one().statements[0]
    moved = dataclasses.replace(moved, evidence=dataclasses.replace(moved.evidence, start=0, end=7))
    with pytest.raises(LineError, match="line 2: the quote does not stand at 0"):
        store.read_lines(["", moved.line()], LATER)


def test_a_report_that_is_not_there_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="report nowhere"):
        store.text("nowhere")


def test_a_folder_without_a_store_is_no_workspace(workspace: pathlib.Path) -> None:
    with pytest.raises(StoreError, match="zhengmai build"):
        Store.open(workspace)
    assert not workspace.exists()


def test_a_workspace_below_a_file_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be made"):
        Store.open(tmp_path / "file" / "workspace", create=True)


def test_an_empty_file_is_no_store_until_something_is_built(workspace: pathlib.Path) -> None:
    workspace.mkdir()
    (workspace / FILE).touch()
    with pytest.raises(StoreError, match="holds nothing"):
        Store.open(workspace)
    with Store.open(workspace, create=True) as store:
        assert store.reports() == []


def test_a_file_of_a_newer_version_is_refused(workspace: pathlib.Path, store: Store) -> None:
    store.close()
    with sqlite3.connect(workspace / FILE) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(StoreError, match=f"schema version {VERSION + 1}, and this program knows {VERSION}"):
        Store.open(workspace)


def test_each_older_version_has_a_way_to_the_present_one() -> None:
    assert sorted(MIGRATIONS) == list(range(1, VERSION))


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_a_workspace_of_each_version_is_opened_read_and_written(workspace: pathlib.Path, version: int) -> None:
    """tests/workspaces keeps a file of each version, made by the program of that time, with the lines it then gave."""
    workspace.mkdir()
    shutil.copy(WORKSPACES / f"{version}.sqlite", workspace / FILE)
    lines = (WORKSPACES / f"{version}.jsonl").read_text(encoding="utf-8").splitlines()
    with Store.open(workspace) as store:
        store.check()
        assert store.lines() == lines
        assert [statement.line() for statement in store.statements()] == lines
        assert len(store.reports(as_of=DAY)) == 3
        change = store.build(readings(), TODAY)
        assert change == Change(added=1, reread=0, unchanged=4, removed=0)
        assert store.text("suzhou-2016") == readings()[3].report.text


def test_a_database_of_another_program_is_refused(workspace: pathlib.Path) -> None:
    workspace.mkdir()
    with sqlite3.connect(workspace / FILE) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(StoreError, match="another program"):
        Store.open(workspace, create=True)


def test_a_file_that_is_no_database_is_refused(workspace: pathlib.Path) -> None:
    workspace.mkdir()
    (workspace / FILE).write_text("not a database, but long enough to look at" * 20, encoding="utf-8")
    with pytest.raises(StoreError, match="no database"):
        Store.open(workspace)


def test_a_damaged_file_is_told_with_what_to_do(workspace: pathlib.Path, store: Store) -> None:
    store.build(readings(), DAY)
    store.close()
    path = workspace / FILE
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(StoreError, match="damaged: move it away and build"), Store.open(workspace) as damaged:
        damaged.statements()


def test_a_second_writer_waits_and_then_says_why_it_failed(workspace: pathlib.Path, store: Store) -> None:
    store.build(readings()[:1], DAY)
    holder = sqlite3.connect(workspace / FILE, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(StoreError, match="another process is writing"):
            store.build(readings(), LATER)
        assert len(store.reports()) == 1
    finally:
        holder.close()
    assert store.build(readings(), LATER).added == 4


def test_a_reader_sees_the_last_state_while_another_writes(workspace: pathlib.Path, store: Store) -> None:
    store.build(readings()[:2], DAY)

    def slowly() -> Iterator[Reading]:
        for reading in readings():
            with Store.open(workspace) as other:
                assert len(other.reports()) == 2
            yield reading

    store.build(slowly(), LATER)
    assert len(store.reports()) == 5


def test_a_writer_that_is_killed_leaves_the_store_as_it_was(workspace: pathlib.Path, store: Store) -> None:
    store.build(readings()[:1], DAY)
    code = (
        "import os, pathlib, signal, sys\n"
        "from graph.store import Store\n"
        "from tests.graph_samples import DAY, readings\n"
        "def killed():\n"
        "    yield from readings()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "Store.open(pathlib.Path(sys.argv[1])).build(killed(), DAY)\n"
    )
    root = pathlib.Path(__file__).resolve().parent.parent
    ran = subprocess.run([sys.executable, "-c", code, str(workspace)], cwd=root, capture_output=True)
    assert ran.returncode != 0
    with Store.open(workspace) as again:
        assert [stored.id for stored in again.reports()] == ["zhongshan-2021h1"]


def test_text_with_any_character_comes_back(store: Store) -> None:
    text = "苏州做实“免证办”。\U00020bb7\r\n\t\x00'\";--"
    store.build([one(text)], DAY)
    assert store.text("suzhou-2024h1") == text


@pytest.mark.parametrize(
    ("state", "told"),
    [("PRAGMA max_page_count = 20", "the disk is full"), ("PRAGMA query_only = 1", "cannot be written")],
)
def test_what_the_disk_refuses_is_told_and_changes_nothing(store: Store, state: str, told: str) -> None:
    store.build(readings()[:1], DAY)
    before = store.digest()
    store._connection.execute(state)
    with pytest.raises(StoreError, match=told):
        store.build([one("苏州做实“免证办”。" * 20_000)], LATER)
    assert store.digest() == before
