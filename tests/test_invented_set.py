"""The reports of our own writing: that their annotations stand in them, and that their scores are held."""

from __future__ import annotations

import json
import pathlib
import sys

import pytest

from loaders.report import described, make_report
from ontology import registry
from tests import invented_set

SHARED = pathlib.Path(__file__).resolve().parents[2] / "shared"
RELATIONS = {
    "adopted", "operates", "offers", "issued", "partners_with", "learned_from", "connects_to", "supports", "includes",
    "measured", "claims", "designated",
}  # fmt: skip


def test_each_annotation_stands_in_its_report() -> None:
    texts = {row.id: (invented_set.FOLDER / f"{row.id}.txt").read_text("utf-8") for row in invented_set.reports()}
    told = invented_set.annotated()
    assert {row["doc"] for row in told} == set(texts)
    assert {row["predicate"] for row in told} == RELATIONS
    assert [row for row in told if row["quote"] not in texts[row["doc"]]] == []


def test_each_report_is_of_a_place_that_is_known() -> None:
    known = registry.load()
    for row in invented_set.reports():
        path = invented_set.FOLDER / f"{row.id}.txt"
        given = described(row.id, row.place, row.agency, row.period)
        assert make_report(path.read_text("utf-8"), path, known, given).place.place is not None


def test_a_floor_that_is_not_reached_fails(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if not (SHARED / "gold").is_dir():
        pytest.skip("the scorer is not there")
    one = [row for row in invented_set.reports() if row.group == "tuned"][:1]
    monkeypatch.setattr(invented_set, "reports", lambda: one)
    monkeypatch.setattr(invented_set, "GROUPS", ("tuned",))
    floors = tmp_path / "floors.json"
    floors.write_text('{"tuned": {}, "lowered": []}', encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["invented_set", str(SHARED), str(floors), "--update"])
    assert invented_set.main() == 0
    held = json.loads(floors.read_text("utf-8"))
    assert 0 < held["tuned"]["adopted"]["recall"] < 1
    held["tuned"]["adopted"]["recall"] = 0.99
    floors.write_text(json.dumps(held), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["invented_set", str(SHARED), str(floors)])
    assert invented_set.main() == 1
    assert "tuned: adopted: recall" in capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", [
        "invented_set", str(SHARED), str(floors), "--lower", "tuned.adopted", "--because", "a test",
    ])
    assert invented_set.main() == 0
    assert "a test" in floors.read_text("utf-8")
