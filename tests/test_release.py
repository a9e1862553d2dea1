"""The release check: the seeds pass it, and each assertion finds the error that is planted for it."""

from __future__ import annotations

import contextlib
import io
import json
import pathlib
import sys
from dataclasses import replace

import pytest

import release
import story
import zhengmai
from graph.candidates import candidates
from graph.genealogy import genealogies
from graph.model import Graph
from ontology import judgement, lineages, verdict
from ontology.entities import Entity
from tests.graph_samples import SUZHOU, graph, reading, reform, report, say, wide

SAMPLE = graph(*wide(), documented=lineages.load())
NOBODY = verdict.effective(())


def run(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()), pytest.raises(SystemExit) as end:
        zhengmai.main(list(arguments))
    return int(end.value.code or 0), out.getvalue()


def test_what_ships_passes(tmp_path: pathlib.Path) -> None:
    workspace = str(tmp_path / "workspace")
    assert run("--workspace", workspace, "build")[0] == 0
    status, told = run("--workspace", workspace, "release-check", "--json")
    assert {check["name"]: check["faults"] for check in json.loads(told) if check["faults"] != []} == {}
    assert status == 0
    assert len(json.loads(told)) == 9


def test_a_release_is_blocked_where_reports_lack_what_they_must_yield(tmp_path: pathlib.Path) -> None:
    text = "苏州市政务服务局2024年上半年工作总结\n一、主要工作\n推行免证办。"
    (tmp_path / "report.txt").write_text(text, encoding="utf-8")
    workspace = str(tmp_path / "workspace")
    assert run("--workspace", workspace, "build", str(tmp_path / "report.txt"))[0] == 0
    status, told = run("--workspace", workspace, "release-check")
    assert status == 3
    assert "fails  each report has what its manifest expects" in told
    assert "haining-2023-digest: is not in the workspace" in told


def test_nothing_is_wrong_with_the_sample() -> None:
    for check in (
        release.placeless, release.without_evidence, release.plans_among_adoptions, release.quoted_digests,
        release.without_citation,
    ):
        assert list(check(SAMPLE)) == [], check.__name__


def test_a_place_without_a_row_or_a_level_is_found() -> None:
    for place in (Entity("place/unregistered/某地", "Place", "某地", {}), Entity("place/x", "Place", "某地", {})):
        found = list(release.placeless(replace(SAMPLE, entities={**SAMPLE.entities, place.id: place})))
        assert found == [f"{place.id}: 某地 has no row with a level"]


def test_a_quote_that_does_not_stand_where_it_says_is_found() -> None:
    first = SAMPLE.statements[0]
    moved = replace(first.statement, evidence=replace(first.statement.evidence, quote="别的字句"))
    (found,) = release.without_evidence(
        replace(SAMPLE, statements=(replace(first, statement=moved), *SAMPLE.statements[1:]))
    )
    assert found.startswith(f"{first.id}: its quote does not stand at ")


def test_an_edge_that_rests_on_nothing_is_found() -> None:
    bare = [replace(e, statements=(), evidence=None) if e.type == "ADOPTED" else e for e in SAMPLE.edges]
    content = replace(SAMPLE, edges=tuple(bare))
    assert all("ADOPTED" in found for found in release.without_evidence(content))
    assert len(list(release.without_evidence(content))) == len(list(release.without_citation(content))) > 0


def test_a_plan_under_an_adoption_is_found() -> None:
    (planned, *_) = [e for e in SAMPLE.edges if e.type == "PLANNED"]
    content = replace(SAMPLE, edges=(replace(planned, type="ADOPTED"),))
    assert {found.split(": ")[0] for found in release.plans_among_adoptions(content)} == {
        f"{planned.source} ADOPTED {planned.target}"
    }


def test_words_of_a_digest_between_marks_are_found() -> None:
    words = {r.statement.evidence.report for r in SAMPLE.statements if r.object == "reform/mian-zheng-ban"}
    digests = {each for each in words if SAMPLE.reports[each].text_kind == "digest"}
    assert digests
    original = replace(SAMPLE, reports={k: replace(v, text_kind="original") for k, v in SAMPLE.reports.items()})
    told = [line for found in genealogies(original) for line in story.documented(found, original)]
    assert any(release.OPENING in line for line in told)  # so a line that marks them would be seen
    assert list(release.quoted_digests(SAMPLE)) == []


def test_an_event_without_its_source_is_found() -> None:
    first = SAMPLE.lineages[0]
    bare = first.model_copy(update={"events": [e.model_copy(update={"sources": ()}) for e in first.events]})
    found = list(release.without_citation(replace(SAMPLE, lineages=(bare,))))
    assert len(found) == sum(event.proof == "verified" for event in first.events)


def test_a_name_that_reports_repeat_must_have_been_looked_at() -> None:
    def said(year: str) -> list[object]:
        of = report(f"suzhou-{year}", SUZHOU, year, "推行某某某服务。又推行某某某服务。")
        thing = reform("某某某服务")
        return [reading(of, say(of, "推行某某某服务", "adopted", thing, "adopted"),
                        say(of, "又推行某某某服务", "adopted", thing, "expanded"))]

    content: Graph = graph(*said("2022"), *said("2023"))  # type: ignore[arg-type]
    (found,) = release.unreviewed(candidates(content), NOBODY)
    assert "某某某服务: worth 8" in found
    accepted = judgement.Judgement(
        kind="accept", judge="李", day="2026-11-25", reason="确有此名", entities=("reform/unregistered/某某某服务",)
    )
    content = replace(content, judgements=verdict.effective([accepted]).applied)
    assert list(release.unreviewed(candidates(content), NOBODY)) == []


def test_judgements_in_conflict_block() -> None:
    both = [
        judgement.Judgement(kind=kind, judge="李", day="2026-11-25", reason="不一", entities=("reform/x",))
        for kind in ("accept", "reject")
    ]
    (found,) = release.unreviewed([], verdict.effective(both))
    assert found.startswith("accepted and rejected: j-")


def test_the_shapes_find_an_edge_without_evidence() -> None:
    bare = tuple(replace(e, evidence=None) if e.type == "ADOPTED" else e for e in SAMPLE.edges)
    assert list(release.against_shapes(SAMPLE)) == []
    assert len(list(release.against_shapes(replace(SAMPLE, edges=bare)))) > 0


def test_a_missing_validator_is_said_and_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    (found,) = release.against_shapes(SAMPLE)
    assert found.startswith("pyshacl is not installed, so nothing was checked")
