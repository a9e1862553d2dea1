from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import Edge, Graph
from ontology import schema
from ontology.errors import DataFileError, InputError, NotFound, UsageError
from ontology.period import Period
from ontology.report import Reading
from ontology.statement import LADDER, TIERS, Name, Statement
from tests.graph_samples import (
    GUANGDE,
    QUZHOU,
    SUZHOU,
    XUANCHENG,
    ZHONGSHAN,
    graph,
    issue,
    measure,
    reading,
    readings,
    reform,
    report,
    say,
)

SAMPLE = graph(*readings())
TEXT = "甲做实“免证办”。乙学习衢州。丙上线“某某通”。丁办“某某事”。"
SUZHOU_REPORT = report("suzhou-2024h1", SUZHOU, "2024H1", TEXT)
XUANCHENG_REPORT = report("xuancheng-2023h1", XUANCHENG, "2023H1", TEXT)


def edges(of: Graph) -> dict[tuple[str, str, str], Edge]:
    return {(edge.source, edge.type, edge.target): edge for edge in of.edges}


def of(*statements: Statement) -> Graph:
    """The graph of these statements of the two reports."""
    reports = (SUZHOU_REPORT, XUANCHENG_REPORT)
    return graph(*(reading(r, *(s for s in statements if s.evidence.report == r.id)) for r in reports))


def test_a_name_of_the_registry_gets_its_id() -> None:
    found = {r.statement.object.text: r.object for r in SAMPLE.statements}
    assert found["出门不带证"] == "reform/chu-men-bu-dai-zheng"
    assert found["代理代办"] == "reform/dai-li-dai-ban"
    assert found["衢州"] == "place/prefecture-330800"
    assert found["12345热线"] == "platform/suzhou-12345"


def test_the_bare_name_of_a_kind_of_platform_means_that_of_the_place() -> None:
    hotline = Name("12345热线", "Platform")
    zhongshan = report("zhongshan-2021h1", ZHONGSHAN, "2021H1", TEXT)
    found = graph(
        reading(SUZHOU_REPORT, say(SUZHOU_REPORT, "上线“某某通”", "operates", hotline, "adopted")),
        reading(zhongshan, say(zhongshan, "上线“某某通”", "operates", hotline, "adopted")),
    )
    assert {r.place: r.object for r in found.statements} == {
        "place/prefecture-320500": "platform/suzhou-12345", "place/prefecture-442000": "platform/zhongshan-12345",
    }


def test_a_place_is_resolved_by_the_year_of_the_report() -> None:
    guangde = Name("广德县", "Place")
    early = report("xuancheng-2018", XUANCHENG, "2018", TEXT)
    found = graph(reading(early, say(early, "做实“免证办”", "adopted", reform("免证办"), "adopted", place=guangde)))
    assert found.entity(found.statements[0].place).attrs["unit_id"] == SAMPLE.unit("place/county-341882")


def test_an_unregistered_thing_of_an_owned_kind_belongs_to_its_place() -> None:
    platform = Name("“某某通”", "Platform")
    found = of(
        say(SUZHOU_REPORT, "上线“某某通”", "operates", platform, "adopted"),
        say(XUANCHENG_REPORT, "上线“某某通”", "operates", platform, "adopted", place=GUANGDE),
    )
    assert [r.object for r in found.statements] == [
        "platform/unregistered/320500/某某通", "platform/unregistered/341882/某某通",
    ]
    assert found.entity("platform/unregistered/320500/某某通").attrs == {"owner": "place/prefecture-320500"}


def test_an_unregistered_reform_is_one_wherever_it_is_named() -> None:
    found = of(
        say(SUZHOU_REPORT, "办“某某事”", "adopted", reform("“某某事”"), "adopted"),
        say(XUANCHENG_REPORT, "办“某某事”", "adopted", reform("某某事"), "planned"),
    )
    assert {r.object for r in found.statements} == {"reform/unregistered/某某事"}


def test_a_measure_belongs_to_what_is_measured() -> None:
    found = of(measure(SUZHOU_REPORT, "做实“免证办”", reform("免证办"), "场景", "7", "个"))
    assert found.statements[0].object == "measure/unregistered/reform/mian-zheng-ban/场景"


def test_two_places_never_share_a_measure_of_themselves() -> None:
    counted = Name("场景", "Measure")
    found = of(
        say(SUZHOU_REPORT, "做实“免证办”", "measured", counted, attrs={"value": "7", "unit": "个"}),
        say(XUANCHENG_REPORT, "做实“免证办”", "measured", counted, attrs={"value": "7", "unit": "个"}),
    )
    assert len({r.object for r in found.statements}) == 2


def test_what_a_statement_is_about_is_a_reform_unless_the_registry_knows_better() -> None:
    found = of(
        say(SUZHOU_REPORT, "学习衢州", "learned_from", QUZHOU, attrs={"about": ["免证办", "某某事"]}),
        say(XUANCHENG_REPORT, "学习衢州", "learned_from", QUZHOU, attrs={"about": "皖事通"}),
    )
    assert [r.about for r in found.statements] == [
        ("reform/mian-zheng-ban", "reform/unregistered/某某事"), ("platform/anhui-wan-shi-tong",),
    ]


def test_a_document_concerns_what_its_issue_is_said_to_be_about_and_what_its_title_names() -> None:
    of_zhongshan = report("zhongshan-2021h1", ZHONGSHAN, "2021H1", "印发《综合窗口改革和某某方案》。")
    issued = issue(of_zhongshan, "印发《综合窗口改革和某某方案》", attrs={"about": "免证办"})
    found = graph(reading(of_zhongshan, issued))
    document = "document/unregistered/442000/综合窗口改革和某某方案"
    concerned = {target for source, kind, target in edges(found) if (source, kind) == (document, "CONCERNS")}
    assert concerned == {"reform/mian-zheng-ban", "reform/zong-he-chuang-kou-gai-ge"}


def test_the_longest_name_in_a_title_hides_the_names_inside_it() -> None:
    of_suzhou = report("suzhou-2024h1", SUZHOU, "2024H1", "印发《无差别综合窗口方案》。")
    found = graph(reading(of_suzhou, issue(of_suzhou, "印发《无差别综合窗口方案》")))
    assert found.statements[0].about == ("reform/wu-cha-bie-zong-he-chuang-kou",)


def test_what_a_thing_is_part_of_comes_with_it_up_to_the_nation() -> None:
    found = of(say(XUANCHENG_REPORT, "做实“免证办”", "adopted", reform("一码免证"), "piloted", place=GUANGDE))
    wholes = {"place/prefecture-341800", "place/province-340000", "place/nation-100000", "reform/mian-zheng-ban"}
    assert wholes <= set(found.entities)
    assert ("place/county-341882", "PART_OF", "place/prefecture-341800") in edges(found)
    assert ("reform/yi-ma-mian-zheng", "VARIANT_OF", "reform/mian-zheng-ban") in edges(found)
    assert "place/prefecture-320100" not in found.entities


def test_an_edge_of_several_statements_is_one_with_the_furthest_status_and_the_earliest_since() -> None:
    found = of(
        say(SUZHOU_REPORT, "做实“免证办”", "adopted", reform("免证办"), "expanded", tier="likely"),
        say(XUANCHENG_REPORT, "做实“免证办”", "adopted", reform("免证办"), "adopted", place=SUZHOU),
    )
    edge = edges(found)["place/prefecture-320500", "ADOPTED", "reform/mian-zheng-ban"]
    assert (edge.status, edge.tier, edge.since) == ("expanded", "certain", "2023-06-30")
    assert edge.reports == ("suzhou-2024h1", "xuancheng-2023h1")
    assert len(edge.statements) == 2
    assert found.statement(edge.evidence or "").statement.evidence.report == "xuancheng-2023h1"


def test_an_edge_keeps_its_id_when_statements_are_added() -> None:
    one = say(SUZHOU_REPORT, "做实“免证办”", "adopted", reform("免证办"), "adopted")
    other = dataclasses.replace(one, turn=1, period=Period.parse("2023"))
    key = ("place/prefecture-320500", "ADOPTED", "reform/mian-zheng-ban")
    assert edges(of(one))[key].id == edges(of(one, other))[key].id


def test_a_candidate_makes_no_edge() -> None:
    found = of(say(SUZHOU_REPORT, "做实“免证办”", "adopted", reform("免证办"), "adopted", tier="candidate"))
    assert len(found.statements) == 1
    assert all(edge.tier is None for edge in found.edges)


def test_a_thing_has_no_edge_to_itself() -> None:
    found = of(say(SUZHOU_REPORT, "做实“免证办”", "includes", reform("免证办事"), subject=reform("免证办")))
    assert all(edge.source != edge.target for edge in found.edges)


@given(
    st.lists(
        st.tuples(st.sampled_from(LADDER), st.sampled_from(TIERS), st.sampled_from(["2023H1", "2024", "2024-05"])),
        min_size=1, max_size=6,
    )
)
def test_however_often_something_is_said_each_edge_is_there_once(said: list[tuple[str, str, str]]) -> None:
    statements = [
        dataclasses.replace(
            say(SUZHOU_REPORT, "做实“免证办”", "adopted", reform("免证办"), status, tier=tier), turn=turn,
            period=Period.parse(period),
        )
        for turn, (status, tier, period) in enumerate(said)
    ]
    found = of(*statements)
    keys = [(edge.source, edge.type, edge.target) for edge in found.edges]
    assert len(keys) == len(set(keys))
    kinds = {schema.load().edge_type("adopted", status) for status, tier, _ in said if tier != "candidate"}
    assert {edge.type for edge in found.edges if edge.relation == "adopted"} == kinds
    assert all(edge.since_day == min(found.statement(s).since.hi for s in edge.statements)
               for edge in found.edges if edge.relation == "adopted")


@given(st.permutations(readings()))
def test_the_order_of_reports_leaves_no_trace(order: list[Reading]) -> None:
    found = graph(*order)
    assert (found.edges, found.statements, list(found.entities)) == (
        SAMPLE.edges, SAMPLE.statements, list(SAMPLE.entities),
    )


def test_a_statement_that_the_schema_forbids_is_refused() -> None:
    wrong = say(SUZHOU_REPORT, "做实“免证办”", "adopted", Name("某某通", "Platform"), "adopted")
    with pytest.raises(InputError, match="adopted takes no object of kind Platform"):
        of(wrong)


def test_a_status_without_a_row_is_refused() -> None:
    with pytest.raises(DataFileError, match="partners_with has no status 'adopted'"):
        schema.load().edge_type("partners_with", "adopted")


def test_a_name_is_found_by_name_alias_and_id() -> None:
    assert SAMPLE.find("综合窗口").id == "reform/zong-he-chuang-kou-gai-ge"
    assert SAMPLE.find("reform/mian-zheng-ban").label == "免证办"
    assert SAMPLE.find("宣城").id == "place/prefecture-341800"


def test_a_name_of_several_is_refused_with_all_of_them() -> None:
    found = of(
        say(SUZHOU_REPORT, "上线“某某通”", "operates", Name("某某通", "Platform"), "adopted"),
        say(SUZHOU_REPORT, "办“某某事”", "adopted", reform("某某通"), "adopted"),
    )
    with pytest.raises(UsageError) as refused:
        found.find("某某通")
    assert "platform/unregistered/320500/某某通" in str(refused.value)
    assert "reform/unregistered/某某通" in str(refused.value)
    assert found.find("某某通", ("Reform",)).id == "reform/unregistered/某某通"


def test_an_unknown_name_is_not_found() -> None:
    with pytest.raises(NotFound, match="无此事"):
        SAMPLE.find("无此事")


def test_a_report_has_its_place_and_the_body_that_wrote_it() -> None:
    assert SAMPLE.report_places["suzhou-2016"] == "place/prefecture-320500"
    assert SAMPLE.entity(SAMPLE.report_agencies["suzhou-2016"]).label == "苏州市政务服务管理办公室"
    assert "suzhou-2024h1" not in SAMPLE.report_agencies
