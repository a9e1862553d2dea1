"""What is told of another place, and what a sheet of tasks says is not done, against what is the place's own."""

from __future__ import annotations

import pathlib

import pytest

from loaders import extract
from loaders.report import described, make_report
from ontology import registry
from ontology.report import Reading

KNOWN = registry.load()


def read(text: str, place: str = "宁国市") -> Reading:
    """The reading of a text of 2024."""
    return extract.read(make_report(text, pathlib.Path("one.txt"), KNOWN, described("one", place, None, "2024")), KNOWN)


def states(text: str) -> list[tuple[str, str | None]]:
    """Object and status of what is more than a candidate."""
    return [(s.object.text, s.status) for s in read(text).statements if s.tier != "candidate" and s.status is not None]


def test_what_another_place_does_is_flagged_and_not_read() -> None:
    reading = read("长沙县率先推行“免证办”,群众少跑腿。")
    assert [s.object.text for s in reading.statements if s.relation in ("adopted", "claims")] == []
    assert [(flag.reason, flag.text) for flag in reading.flags] == [("of another place", "长沙县率先推行“免证办")]


@pytest.mark.parametrize(
    "text", ["长沙县推行“秒批”,我市推行“免证办”。", "赴长沙县考察后,推行“免证办”。", "与长沙县同步推行“免证办”。"]
)
def test_a_clause_of_the_own_place_is_read_beside_it(text: str) -> None:
    assert states(text) == [("免证办", "adopted")]


def test_a_place_within_is_no_other_place() -> None:
    assert [s.place.text for s in read("宁国市推行“免证办”。", "宣城市").statements] == ["宁国市"]


@pytest.mark.parametrize(
    ("state", "status"), [("已完成", "adopted"), ("未启动", "planned"), ("进行中", "planned"), ("", "adopted")]
)
def test_the_row_of_a_task_says_whether_it_is_done(state: str, status: str) -> None:
    assert states(f"任务完成情况\n1\t推行“免证办”\t市政务办\t{state}\t无\n") == [("免证办", status)]


@pytest.mark.parametrize(("state", "status"), [("已完成", "adopted"), ("未完成", "planned"), ("正在推进", "planned")])
def test_the_section_of_a_task_says_whether_it_is_done(state: str, status: str) -> None:
    text = f"一、推行“免证办”。牵头单位:市政务办。完成状态:{state}。\n二、推行“秒批”。完成状态:已完成。\n"
    assert states(text) == [("免证办", status), ("秒批", "adopted")]


def test_measures_against_shortcomings_are_plans() -> None:
    text = "一、基本情况\n推行“秒批”。\n二、整改措施\n推行“免证办”。\n"
    assert states(text) == [("秒批", "adopted"), ("免证办", "planned")]
