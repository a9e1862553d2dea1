"""The documented lineages: what they hold, how they are ordered, and the faults that are refused."""

import pathlib
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology import lineages, registry
from ontology.errors import DataFileError

LINEAGES = {lineage.id: lineage for lineage in lineages.load()}
EVENTS = [event for lineage in LINEAGES.values() for event in lineage.events]


def test_there_are_eighteen_with_at_least_the_events_of_the_drafts() -> None:
    assert len(LINEAGES) == 18
    assert len(EVENTS) >= 169


def test_an_event_that_rests_on_a_report_is_a_pointer_to_it() -> None:
    pointers = lineages.reports()
    resting = [event for event in EVENTS if event.report is not None]
    assert len(resting) == 54
    assert all(event.proof == "report" and event.report in pointers for event in resting)
    (plan,) = [event for event in EVENTS if event.id == "yi-jian-shi-08"]
    assert (plan.kind, plan.status, plan.target, plan.report) == ("plan", "planned", "pilot", "002")
    assert pointers["002"].place == plan.place == "place/prefecture-442000"


@given(st.sampled_from(EVENTS))
def test_what_is_verified_has_a_source_of_grade_a_or_b(event: lineages.LineageEvent) -> None:
    assert event.proof != "verified" or len(event.sources) > 0
    assert {source.grade for source in event.sources} <= {"A", "B"}


def test_three_roots_stand_side_by_side() -> None:
    lineage = LINEAGES["lineage/yi-jian-shi"]
    first = {thing: event.id for event in reversed(lineage.ordered()) for thing in event.things}
    roots = ["yi-jian-shi-ji-cheng-fu-wu", "yi-jian-shi-yi-ci-ban", "gao-xiao-ban-cheng-yi-jian-shi"]
    assert [first[f"reform/{root}"] for root in roots] == ["yi-jian-shi-01", "yi-jian-shi-02", "yi-jian-shi-03"]


def test_sources_that_disagree_are_both_kept() -> None:
    disputed = {event.id: event.disputed for event in EVENTS if len(event.disputed) > 0}
    assert disputed["ban-bu-cheng-shi-01"] == ("ban-bu-cheng-shi-02",)
    assert disputed["zheng-zhao-fen-li-11"] == ("zheng-zhao-fen-li-04",)


def test_a_learning_trip_says_from_whom() -> None:
    learned = {event.id: event.from_ for event in EVENTS if event.kind == "learned_from"}
    assert learned["wu-cha-bie-03"] == ("place/prefecture-330800", "place/prefecture-331000")


def test_events_come_in_the_order_of_time_and_those_without_a_date_last() -> None:
    for lineage in LINEAGES.values():
        days = [event.period.last for event in lineage.ordered() if event.period is not None]
        assert days == sorted(days, key=lambda day: day or 0)
    assert LINEAGES["lineage/ping-ding-fen-li"].ordered()[-1].date is None


def test_the_projects_own_lineages_are_read_once() -> None:
    assert lineages.load() is lineages.load()
    assert lineages.load(registry.FOLDER) == lineages.load()


def refusal(tmp_path: pathlib.Path, old: str, new: str) -> str:
    """What is said of a copy of the data in which one text was changed."""
    folder = shutil.copytree(registry.FOLDER, tmp_path / "registry")
    text = (folder / lineages.FILE).read_text(encoding="utf-8")
    assert old in text
    (folder / lineages.FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        lineages.load(folder)
    assert str(error.value).startswith("lineages.yaml: row ")
    return str(error.value).removeprefix("lineages.yaml: row ")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("place: place/province-330000\n    kind", "place: place/none\n    kind", "place/none is no known Place"),
        ("things: [reform/si-zhang-qing-dan-yi-zhang-wang]", "things: [reform/none]", "things: reform/none is no"),
        ("document: document/zj-2017-6", "document: reform/mian-zheng-ban", "is no known PolicyDocument"),
        ("date: '2013'", "date: '1949'", "place: 1949 is not within place/province-330000, 1981-"),
        ("date: '2014-06-25'", "date: '2014-06-31'", "'2014-06-31' is no date"),
        ("    kind: origin\n", "    kind: birth\n", "kind: Input should be 'origin'"),
        ("grade: B", "grade: C", "grade: Input should be 'A' or 'B'"),
        ("id: zui-duo-pao-yi-ci-02", "id: zui-duo-pao-yi-ci-01", "zui-duo-pao-yi-ci-01 stands twice"),
        ("id: lineage/yi-jian-shi", "id: lineage/zui-duo-pao-yi-ci", "lineage/zui-duo-pao-yi-ci stands twice"),
        ("proof: unverified", "proof: verified", "sources: Value error, verified without a source"),
        ("proof: unverified", "proof: report", "report stands where an event rests on a report"),
        ("    report: '002'", "    report: '009'", "report: 009 is not among the reports"),
        ("    status: planned", "    status: adopted", "status: adopted does not go with the kind plan"),
        ("disputed: [zheng-zhao-fen-li-11]", "disputed: [none-01]", "disputed: no event none-01"),
        ("disputed: [zheng-zhao-fen-li-11]", "disputed: [yi-jian-shi-01]", "does not say that"),
    ],
)
def test_a_fault_is_named_with_row_and_reason(tmp_path: pathlib.Path, old: str, new: str, said: str) -> None:
    assert said in refusal(tmp_path, old, new)
