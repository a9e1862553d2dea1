"""The documented lineages, joined with what the reports say: derived and never imported, lines only where stated."""

from __future__ import annotations

import contextlib
import io
import json
import pathlib
from typing import Protocol

import pytest

import story
import zhengmai
from graph.genealogy import Genealogy, Step, citations, genealogies, named
from graph.model import Graph
from ontology import lineages
from ontology.report import Reading
from tests import graph_samples
from tests.graph_samples import ZHONGSHAN, reading, readings, reform, report, say


def graph(*of: Reading) -> Graph:
    return graph_samples.graph(*of, documented=lineages.load())


IDS = [lineage.id for lineage in lineages.load()]
WHOLE = graph(*readings())
EMPTY = graph()


class Golden(Protocol):
    """The golden files, as conftest.py gives them."""

    def check(self, name: str, text: str) -> None: ...


def genealogy(lineage: str, content: Graph = WHOLE) -> Genealogy:
    (found,) = named(f"lineage/{lineage}", content)
    return found


def step(event: str, content: Graph = WHOLE) -> Step:
    (found,) = [s for each in genealogies(content) for s in each.steps if s.event.id == event]
    return found


def waiting(content: Graph) -> set[str]:
    return {event.id for each in genealogies(content) for event in each.waiting}


def test_an_event_that_rests_on_a_report_is_no_fact_without_it() -> None:
    resting = {event.id for lineage in lineages.load() for event in lineage.events if event.report is not None}
    assert waiting(EMPTY) == resting
    assert len(resting) == 54


def test_what_zhongshan_planned_in_2021_is_a_plan_and_no_adoption() -> None:
    planned = step("mian-zheng-ban-07")
    assert (planned.place.label, planned.status, planned.period) == ("中山市", "planned", "2021-07-01/2021-12-31")
    assert [r.statement.evidence.quote for r in planned.statements] == ["材料要“免证办”"]
    in_use = [s.place.label for s in genealogy("mian-zheng-ban").steps if s.status in ("adopted", "expanded")]
    assert "中山市" not in in_use
    assert {"宣城市", "苏州市"} <= set(in_use)


def test_a_report_that_says_it_on_another_rung_does_not_serve() -> None:
    of = report("zhongshan-2021h1", ZHONGSHAN, "2021H1", "已用“免证办”。", plan="2021H2")
    used = graph(reading(of, say(of, "已用“免证办”", "adopted", reform("免证办"), "adopted")))
    assert "mian-zheng-ban-07" in waiting(used)


def test_a_report_of_another_time_or_a_candidate_does_not_serve() -> None:
    later = report("zhongshan-2022", ZHONGSHAN, "2022", "将推“免证办”。", plan="2023")
    doubtful = report("zhongshan-2021h1", ZHONGSHAN, "2021H1", "将推“免证办”。", plan="2021H2")
    for of, tier in ((later, "certain"), (doubtful, "candidate")):
        said = say(of, "将推“免证办”", "adopted", reform("免证办"), "planned", tier=tier)
        assert "mian-zheng-ban-07" in waiting(graph(reading(of, said)))


@pytest.mark.parametrize("lineage", IDS)
def test_each_event_has_its_citation(lineage: str) -> None:
    for found in genealogy(lineage.removeprefix("lineage/")).steps:
        said = citations(found)
        assert len(said) > 0
        proof = {"verified": ("A http", "B http"), "unverified": ("unverified",), "report": tuple(WHOLE.reports)}
        assert all(each.startswith(proof[found.event.proof]) for each in said)


@pytest.mark.parametrize("lineage", IDS)
def test_events_come_in_the_order_of_time(lineage: str) -> None:
    days = [found.day for found in genealogy(lineage.removeprefix("lineage/")).steps]
    assert days == sorted(days)


def test_a_line_is_drawn_where_somebody_says_from_whom_and_nowhere_else() -> None:
    drawn = {
        (found.event.id, tie.line, tie.source)
        for each in genealogies(WHOLE) for found in each.steps for tie in found.ties
    }
    assert drawn == {
        ("zeng-zhi-hua-01", "solid", "place/prefecture-440300"), ("zeng-zhi-hua-01", "solid", "place/zone-sip"),
        ("wu-cha-bie-03", "solid", "place/prefecture-330800"), ("wu-cha-bie-03", "solid", "place/prefecture-331000"),
    }


def test_a_broken_line_names_its_tie_and_leads_from_who_had_it_before() -> None:
    ties = {}
    for first in ("2019", "2022"):
        (found,) = genealogies(graph_samples.graph(documented=[agreement(first)]))
        ties[first] = [(tie.line, tie.source, tie.by) for each in found.steps for tie in each.ties]
    assert ties == {
        "2019": [("dashed", "place/prefecture-360700", "partner in agreement-02, after agreement-01")], "2022": [],
    }


def agreement(first: str) -> lineages.Lineage:
    row = {"event": "it happened", "zh": "有此事", "proof": "unverified", "kind": "adoption"}
    return lineages.Lineage.model_validate({
        "id": "lineage/agreement", "label": "协议", "en": "agreement", "things": ["reform/kua-sheng-tong-ban"],
        "events": [
            {**row, "id": "agreement-01", "date": first, "place": "place/prefecture-360700"},
            {**row, "id": "agreement-02", "date": "2021", "place": "place/prefecture-442000",
             "partners": ["place/prefecture-360700"]},
        ],
    })


def test_three_roots_are_not_made_each_others_parents() -> None:
    assert [each.by for each in genealogy("yi-jian-shi").evolutions] == [
        "高效办成一件事 ← 一件事一次办 (same-issuer-successive)"
    ]


def test_where_sources_disagree_both_are_shown() -> None:
    told = list(story.documented(genealogy("zheng-zhao-fen-li"), WHOLE))
    assert any("2018-12 " in line and "told otherwise by zheng-zhao-fen-li-04" in line for line in told)
    assert any("2019-12-01 " in line and "told otherwise by zheng-zhao-fen-li-11" in line for line in told)


@pytest.mark.parametrize(
    ("name", "found"),
    [("免证办", ["lineage/mian-zheng-ban"]), ("reform/jie-su-ji-ban", ["lineage/jie-su-ji-ban"]),
     ("yi-jian-shi", ["lineage/yi-jian-shi"]), ("国家数据局", ["lineage/shu-ju-ju"]),
     ("四证齐发", ["lineage/na-di-ji-kai-gong"]), ("告知承诺制", ["lineage/zheng-zhao-fen-li", "lineage/mian-zheng-ban",
     "lineage/na-di-ji-kai-gong"]), ("从无此名", [])],
)
def test_a_lineage_is_found_by_its_name_or_that_of_a_thing(name: str, found: list[str]) -> None:
    assert [each.lineage.id for each in named(name, WHOLE)] == found


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    folder = tmp_path_factory.mktemp("seeds")
    run("--workspace", str(folder), "build")
    return folder


def run(*arguments: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()), pytest.raises(SystemExit) as end:
        zhengmai.main(list(arguments))
    assert end.value.code in (0, None), arguments
    return out.getvalue()


@pytest.mark.parametrize("lineage", IDS)
def test_each_lineage_is_told_by_the_command(seeds: pathlib.Path, lineage: str) -> None:
    (found,) = json.loads(run("--workspace", str(seeds), "lineage", lineage, "--json"))["documented"]
    assert found["id"] == lineage
    assert len(found["events"]) > 0
    for event in found["events"]:
        assert len(event["citations"]) > 0
        assert (event["proof"] == "report") == (event["quote"] is not None)
        assert {"id", "kind", "place", "level", "period", "event", "event_zh", "sources"} <= set(event)


@pytest.mark.parametrize(
    ("lineage", "file"),
    [("yi-jian-shi", "genealogy-yi-jian-shi.txt"), ("wu-cha-bie", "genealogy-wu-cha-bie.txt"),
     ("zheng-zhao-fen-li", "genealogy-zheng-zhao-fen-li.txt")],
)
def test_a_tree_is_the_golden_one(seeds: pathlib.Path, lineage: str, file: str, golden: Golden) -> None:
    golden.check(file, run("--workspace", str(seeds), "lineage", f"lineage/{lineage}"))


@pytest.mark.parametrize(
    ("name", "lineage"), [("数据局", "政务办 → 行政审批局 → 数据局"), ("一业一证", "证照分离 → 一业一证")]
)
def test_a_lineage_answers_to_each_of_its_stations(name: str, lineage: str) -> None:
    assert lineage in [each.lineage.label for each in named(name, WHOLE)]
