from __future__ import annotations

import pathlib

import pytest

from loaders.manifest import ManifestRow
from loaders.refusal import Refusal, refusals
from loaders.report import make_report
from ontology import registry
from ontology.errors import NotFound
from ontology.report import Report

KNOWN = registry.load()
TEXT = (
    "宣城市数据资源管理局2023年上半年工作总结\n一、主要工作\n"
    "全面推行容缺受理。一季度“一网通办”率达到九成。对“四个统筹”再作梳理。没有推行告知承诺制的单位要说明原因。"
    "窗口人员热情周到。\n二、下半年计划\n推广“免证办”。"
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    path = tmp_path_factory.mktemp("report") / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    row = ManifestRow(id="report", place="宣城市", period="2023-01/2023-06")
    return make_report(TEXT, path, KNOWN, row)


def one(report: Report, phrase: str) -> Refusal:
    (found,) = refusals(report, KNOWN, phrase)
    return found


def test_the_phrase_is_shown_at_its_offsets_in_its_sentence(report: Report) -> None:
    found = one(report, "“四个统筹”")
    assert TEXT[found.start : found.end] == "四个统筹"
    assert found.sentence in TEXT
    assert not found.plan
    assert one(report, "推广“免证办”").plan


def test_what_made_a_statement_says_which(report: Report) -> None:
    found = one(report, "容缺受理")
    assert [(made.relation, made.object) for made in found.made] == [("adopted", "容缺受理")]
    assert found.names[0].reasons == ()


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [("一网通办", "part of something else"), ("四个统筹", "weak cue"), ("告知承诺制", "negated")],
)
def test_each_reason_is_told(report: Report, phrase: str, reason: str) -> None:
    assert any(reason in each for name in one(report, phrase).names for each in name.reasons)


def test_a_sentence_without_names_says_where_a_name_would_go(report: Report) -> None:
    lines = "\n".join(one(report, "热情周到").lines())
    assert "no name was seen" in lines
    assert "ontology/registry" in lines


def test_a_phrase_that_stands_nowhere_is_not_found(report: Report) -> None:
    with pytest.raises(NotFound, match="does not stand in this report"):
        refusals(report, KNOWN, "没有这句话")


def test_a_report_of_a_file_is_explained_by_command(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    import zhengmai

    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        zhengmai.main(["why-not", str(path), "四个统筹", "--place", "宣城市"])
    assert ended.value.code in (0, None)
    assert "weak cue" in capsys.readouterr().out
