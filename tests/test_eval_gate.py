from __future__ import annotations

import importlib.util
import json
import pathlib
import subprocess
import sys
import types

import pytest


@pytest.fixture(scope="module")
def gate(root: pathlib.Path) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location("eval_gate", root / "tests" / "eval_gate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FLOORS = {"adopted": {"precision": 0.75, "recall": 0.6}}


def scored(precision: float, recall: float, offsets: float | None = 1.0, number: int = 9) -> dict[str, object]:
    return {
        "relations": {"adopted": {"p": precision, "r": recall}},
        "fields": {"quote at its offsets": (offsets, number)},
    }


def test_what_reaches_its_floors_has_no_fault(gate: types.ModuleType) -> None:
    assert gate.faults(scored(0.75, 0.6), FLOORS) == []


@pytest.mark.parametrize(
    ("score", "fault"),
    [
        (scored(0.74, 0.6), "adopted: precision 0.740 is below its floor 0.75"),
        (scored(0.75, 0.599), "adopted: recall 0.599 is below its floor 0.60"),
        (scored(0.9, 0.9, 0.99), "quote at its offsets: 0.99 of 9, and it must be all of them"),
        (scored(0.9, 0.9, None, 0), "quote at its offsets: None of 0, and it must be all of them"),
    ],
)
def test_what_is_below_a_floor_is_named(gate: types.ModuleType, score: dict[str, object], fault: str) -> None:
    assert gate.faults(score, FLOORS) == [fault]


def test_a_relation_that_is_not_found_at_all_is_below_its_floor(gate: types.ModuleType) -> None:
    assert len(gate.faults(scored(0.9, 0.9), {"operates": FLOORS["adopted"]})) == 2


def test_an_update_lifts_a_floor_and_lowers_none(gate: types.ModuleType) -> None:
    assert gate.raised(scored(0.809, 0.3), FLOORS) == {"adopted": {"precision": 0.8, "recall": 0.6}}


def test_a_reader_s_own_annotations_pass_the_gate(
    root: pathlib.Path, shared: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    texts = {path.stem: path.read_bytes().decode("utf-8") for path in (shared / "reports").glob("*.txt")}
    lines = []
    for line in (shared / "gold" / "dev.first.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        start = texts[row["doc"]].find(row["quote"])
        lines.append(json.dumps({**row, "tier": "certain", "start": start, "end": start + len(row["quote"])}))
    found = tmp_path / "found.jsonl"
    found.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "tests/eval_gate.py", str(shared), str(found), str(found), "tests/floors.json"]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8")
    assert ran.stdout.endswith("every floor holds\n")
    assert ran.returncode == 0


def test_a_floor_goes_down_by_a_flag_alone_and_leaves_its_reason(
    root: pathlib.Path, shared: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    found, floors = tmp_path / "found.jsonl", tmp_path / "floors.json"
    found.write_text("", encoding="utf-8")
    floors.write_text(json.dumps({"digest": "", "found": FLOORS, "left_out": {}, "lowered": []}), encoding="utf-8")
    command = [sys.executable, "tests/eval_gate.py", str(shared), str(found), str(found), str(floors)]
    updated = subprocess.run([*command, "--update"], cwd=root, capture_output=True, text=True, encoding="utf-8")
    assert "found: adopted: recall 0.000 is below its floor 0.60" in updated.stdout
    assert subprocess.run([*command, "--lower", "adopted"], cwd=root, capture_output=True).returncode == 2
    reason = ["--lower", "adopted", "--because", "the annotations changed"]
    subprocess.run([*command, *reason], cwd=root, capture_output=True)
    kept = json.loads(floors.read_text(encoding="utf-8"))
    assert kept["found"] == {}
    assert kept["lowered"][0].endswith("the annotations changed")


def test_other_annotations_than_those_of_the_floors_fail_the_gate(
    root: pathlib.Path, shared: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"digest": "other", "found": {}, "left_out": {}, "lowered": []}), encoding="utf-8")
    found = str(shared / "gold" / "dev.second.jsonl")
    command = [sys.executable, "tests/eval_gate.py", str(shared), found, found, str(floors)]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8")
    assert "the floors were set on other" in ran.stdout
    assert ran.returncode == 1
