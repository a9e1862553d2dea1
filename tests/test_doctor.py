from __future__ import annotations

import contextlib
import io
import json
import pathlib
from collections.abc import Iterable

import pytest

import doctor
import zhengmai
from doctor import Finding, examine, works
from graph.store_file import FILE
from ontology.errors import ReportError
from ontology.report import Reading
from tests.graph_samples import readings

MAIN_JOB = {
    "Python", "SQLite", "reports to store", "kglite", "pyoxigraph", "disk of the workspace", "disk of temporary files",
    "open files", "address space",
}


def found(workspace: pathlib.Path) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(workspace, readings)}


def run(*arguments: str | pathlib.Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
        zhengmai.main([str(argument) for argument in arguments])
    code = ended.value.code
    return code if isinstance(code, int) else 0, out.getvalue(), err.getvalue()


def test_where_the_main_job_works_doctor_says_so(tmp_path: pathlib.Path) -> None:
    status, out, _ = run("--workspace", tmp_path / "w", "doctor", "--json")
    rows = {row["name"]: row for row in json.loads(out)}
    assert status == 0
    assert {name for name, row in rows.items() if row["needed"]} == MAIN_JOB
    assert {row["state"] for name, row in rows.items() if name in MAIN_JOB} == {"works"}
    for engine in doctor.ENGINES:
        assert "statements" in rows[engine]["detail"]
    assert rows["workspace"]["advice"] == "zhengmai build makes it"


def test_what_does_not_work_has_advice_below_it(tmp_path: pathlib.Path) -> None:
    _, out, _ = run("--workspace", tmp_path / "w", "doctor")
    lines = out.splitlines()
    (row,) = [number for number, line in enumerate(lines) if line.startswith("missing") and " workspace " in line]
    assert lines[row + 1].strip() == "zhengmai build makes it"


def test_a_damaged_workspace_is_found(tmp_path: pathlib.Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all" * 99)
    status, out, err = run("--workspace", tmp_path, "doctor")
    assert status == 4
    assert "is no database" in out
    assert "the main job does not work here" in err


def test_an_engine_that_is_not_there_or_crashes_is_found(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(doctor.ENGINES, "no-such-engine", (len, True))
    monkeypatch.setitem(doctor.ENGINES, "pytest", (len, False))  # its process knows none such
    rows = found(tmp_path / "w")
    assert (rows["no-such-engine"].state, rows["no-such-engine"].advice) == ("missing", "run make setup")
    assert rows["pytest"].state == "broken"
    assert "KeyError" in rows["pytest"].detail
    assert not works(rows.values())


def test_what_is_missing_and_not_needed_does_no_harm(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    rows = found(tmp_path / "w")
    assert {rows[name].state for name in ("Java", "doc files", "browser")} == {"missing"}
    assert works(rows.values())


@pytest.mark.parametrize(
    ("core", "state", "advice"),
    [("compiled", "works", ""), ("stale", "broken", "make setup"), ("none", "missing", "install Rust")],
)
def test_whether_the_reading_is_compiled_is_told_and_nothing_needs_it(
    tmp_path: pathlib.Path, core: doctor.Core, state: str, advice: str
) -> None:
    (row,) = [each for each in examine(tmp_path / "w", readings, core) if each.name == "compiled reading"]
    assert (row.state, row.needed) == (state, False)
    assert advice in row.advice


def test_reports_that_cannot_be_read_are_told(tmp_path: pathlib.Path) -> None:
    def unreadable() -> Iterable[Reading]:
        raise ReportError("seeds: there is no such file or folder")

    rows = {finding.name: finding for finding in examine(tmp_path / "w", unreadable)}
    assert (rows["reports to store"].state, rows["kglite"].state) == ("broken", "broken")
    assert not works(rows.values())


def test_nothing_is_written_into_the_workspace(tmp_path: pathlib.Path) -> None:
    found(tmp_path / "w")
    assert list(tmp_path.iterdir()) == []
