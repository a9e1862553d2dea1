from __future__ import annotations

import dataclasses
import datetime
from typing import TYPE_CHECKING

import pytest

from graph.event import Event
from graph.figure import figure
from graph.lineage import Lineage, lineage
from graph.model import Graph
from ontology.errors import NotFound
from ontology.period import Period
from ontology.report import Reading
from ontology.statement import Attribute, Name, Statement
from tests.graph_samples import (
    GUANGDE,
    NINGGUO,
    SUZHOU,
    XUANCHENG,
    graph,
    issue,
    measure,
    reading,
    readings,
    reform,
    report,
    say,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

SAMPLE = graph(*readings())
PLANNED = "要推“免证办”"
USED = "“免证办”已用"
TEXT = f"{USED},场景20个。明年{PLANNED}。某市学了。"


def of(sample: Graph, name: str, as_of: datetime.date | None = None) -> Lineage:
    return lineage(sample, sample.find(name).id, as_of)


def brief(event: Event) -> tuple[str, str, str, str]:
    return event.period.label(), event.place.label, event.status, event.thing.label


def plan(
    year: int, *, due: str | None = None, attrs: Mapping[str, Attribute] | None = None, thing: str = "免证办"
) -> Reading:
    """苏州's report of a year, which plans 免证办."""
    told = report(f"suzhou-{year}", SUZHOU, str(year), TEXT, plan=str(year + 1))
    period = Period.parse(f"../{due}", "deadline") if due is not None else None
    return reading(told, say(told, PLANNED, "adopted", reform(thing), "planned", period=period, attrs=attrs))


def tell(year: int, *said: Statement) -> Reading:
    """苏州's report of a year, which says this."""
    return reading(report(f"suzhou-{year}", SUZHOU, str(year), TEXT), *said)


def use(year: int, status: str = "adopted", *, thing: str = "免证办", begin: str = "in-force") -> Statement:
    told = report(f"suzhou-{year}", SUZHOU, str(year), TEXT)
    return say(told, USED, "adopted", reform(thing), status, attrs={"begin": begin})


def became(*given: Reading, as_of: datetime.date | None = None) -> Event:
    """The first plan of 苏州, with what became of it."""
    found = of(graph(*given), "免证办", as_of)
    return next(event for event in found.events if event.status == "planned")


def test_the_lineage_of_a_reform_tells_who_planned_piloted_and_used_it() -> None:
    assert [brief(event) for event in of(SAMPLE, "免证办").events] == [
        ("2021H1", "中山市", "document", "免证办"),
        ("2021H2", "中山市", "planned", "免证办"),
        ("2023H1", "宣城市", "in use", "免证办"),
        ("2023H1", "宣城市", "in use", "出门不带证"),
        ("2023H1", "广德市", "piloted", "一码免证"),
        ("2024H1", "苏州市", "in use", "免证办"),
        ("2024H1", "苏州市", "in use", "免证苏州"),
        ("2024H2", "苏州市", "planned", "免证办"),
    ]


def test_each_event_has_its_bounds_words_numbers_and_documents() -> None:
    events = {(event.place.label, event.status, event.how): event for event in of(SAMPLE, "免证办").events}
    xuancheng = events["宣城市", "in use", "self"]
    assert xuancheng.begin is not None
    assert (xuancheng.begin.lo_date, xuancheng.begin.hi_date) == (None, "2023-06-30")
    assert [detail.text for detail in xuancheng.figures] == ["7个场景"]
    assert [detail.text for detail in xuancheng.documents] == ["宣城市推进政务服务“免证办”工作实施方案"]
    assert (xuancheng.quote, xuancheng.report, xuancheng.text_kind) == ("“免证办”做实", "xuancheng-2023h1", "digest")
    guangde = events["广德市", "piloted", "variant_of"]
    assert guangde.begin is not None
    assert (guangde.begin.lo_date, guangde.begin.hi_date) == ("2023-01-01", "2023-06-30")
    assert [detail.text for detail in guangde.figures] == ["20类电子证照"]
    assert [detail.text for detail in events["苏州市", "in use", "self"].figures] == ["近800项"]
    document = events["中山市", "document", "self"]
    assert len(document.documents) == 1
    assert document.begin is None


def test_every_part_of_an_event_leads_to_a_statement() -> None:
    for name in ("免证办", "综合窗口", "帮办代办"):
        for event in of(SAMPLE, name).events:
            details = [part.statement for part in (*event.figures, *event.documents, *event.claims)]
            sources = [part.statement for part in (*event.sources, *event.mandates)]
            for statement in [*event.statements, *details, *sources]:
                assert SAMPLE.statement(statement).statement.evidence.report == event.report


def test_what_is_not_said_is_told() -> None:
    found = of(SAMPLE, "免证办")
    assert found.silent == ("haining-2023", "suzhou-2016")
    assert found.mentioned == ()
    assert [place.label for place in found.first_planned] == ["中山市"]
    assert [place.label for place in found.first_in_use] == ["宣城市"]
    assert all(len(event.sources) == 0 and len(event.mandates) == 0 for event in found.events)


def test_a_draft_shows_whom_it_was_learned_from() -> None:
    found = of(SAMPLE, "综合窗口")
    assert [brief(event) for event in found.events] == [
        ("2023H1", "宣城市", "drafted", "综合窗口改革"), ("2023H1", "宁国市", "piloted", "无差别综合窗口"),
    ]
    draft, pilot = found.events
    assert [(source.name, source.by) for source in draft.sources] == [("衢州市", "visit"), ("台州市", "visit")]
    assert [detail.text for detail in pilot.figures] == ["920个政务服务事项", "28个部门"]
    assert pilot.sources == ()


def test_the_lineage_of_a_variant_holds_the_variant_alone() -> None:
    assert [brief(event) for event in of(SAMPLE, "免证苏州").events] == [("2024H1", "苏州市", "in use", "免证苏州")]


def test_a_plan_of_a_variant_is_kept_by_a_member_of_the_family() -> None:
    found = of(SAMPLE, "帮办代办")
    assert [brief(event)[:3] for event in found.events] == [
        ("2017", "苏州市", "planned"), ("2023", "海宁市", "in use"), ("2024H1", "苏州市", "in use"),
    ]
    outcome = found.events[0].outcome
    assert outcome is not None
    assert outcome.shown_by is not None
    assert (outcome.name, outcome.in_time, outcome.shown_by.since.hi_date) == ("kept", None, "2024-06-30")


def test_a_plan_for_more_is_marked_so() -> None:
    assert [event.more for event in of(SAMPLE, "免证办").events] == [False] * 7 + [True]


def test_a_plan_without_a_later_report_says_so() -> None:
    outcome = became(plan(2020)).outcome
    assert outcome is not None
    assert (outcome.name, outcome.due) == ("no later report", "2021-12-31")


@pytest.mark.parametrize(
    ("later", "name", "in_time"),
    [
        ([tell(2021)], "silent", None),
        ([plan(2021)], "still planned", None),
        ([tell(2021, use(2021, "drafted"))], "still planned", None),
        ([tell(2021, use(2021, "piloted"))], "short", None),
        ([tell(2021, use(2021))], "kept", True),
        ([tell(2022, use(2022))], "kept", None),
        ([tell(2022, use(2022, begin="launched"))], "late", False),
        ([tell(2021), tell(2022, use(2022))], "kept", None),
        ([tell(2021, use(2021, "piloted")), tell(2022, use(2022, begin="launched"))], "late", False),
        ([tell(2021, use(2021, thing="免证苏州"))], "kept", True),
        ([tell(2021, use(2021, thing="帮办代办"))], "silent", None),
        ([tell(2021, dataclasses.replace(use(2021), tier="candidate"))], "silent", None),
        ([tell(2021, use(2021, "ended"))], "short", None),
    ],
)
def test_what_became_of_a_plan_is_told_by_later_reports(later: list[Reading], name: str, in_time: bool | None) -> None:
    outcome = became(plan(2020), *later).outcome
    assert outcome is not None
    assert (outcome.name, outcome.in_time) == (name, in_time)


def test_a_plan_is_not_due_before_its_day() -> None:
    outcome = became(plan(2020), as_of=datetime.date(2021, 6, 1)).outcome
    assert outcome is not None
    assert outcome.name == "not due"
    outcome = became(plan(2020, due="2025"), tell(2021)).outcome
    assert outcome is not None
    assert (outcome.name, outcome.due) == ("not due", "2025-12-31")


def test_as_of_a_day_later_reports_are_unknown() -> None:
    outcome = became(plan(2020), tell(2022, use(2022)), as_of=datetime.date(2022, 6, 1)).outcome
    assert outcome is not None
    assert outcome.name == "no later report"


def test_the_report_of_another_place_keeps_no_plan() -> None:
    other = report("xuancheng-2021", XUANCHENG, "2021", TEXT)
    outcome = became(plan(2020), reading(other, say(other, USED, "adopted", reform("免证办"), "adopted"))).outcome
    assert outcome is not None
    assert outcome.name == "no later report"


def test_the_plan_of_a_county_is_looked_for_in_the_reports_of_its_city() -> None:
    first = report("xuancheng-2020", XUANCHENG, "2020", TEXT, plan="2021")
    second = report("xuancheng-2021", XUANCHENG, "2021", TEXT)
    planned = say(first, PLANNED, "adopted", reform("免证办"), "planned", place=GUANGDE)
    for place, name in ((GUANGDE, "kept"), (NINGGUO, "silent")):
        used = say(second, USED, "adopted", reform("免证办"), "adopted", place=place)
        outcome = became(reading(first, planned), reading(second, used)).outcome
        assert outcome is not None
        assert outcome.name == name


@pytest.mark.parametrize(
    ("target", "status", "name"),
    [
        ("pilot", "piloted", "kept"), ("adopt", "piloted", "short"), ("expand", "adopted", "kept"),
        ("complete", "adopted", "kept"),
    ],
)
def test_a_plan_is_kept_at_or_past_its_target(target: str, status: str, name: str) -> None:
    outcome = became(plan(2020, attrs={"target": target}), tell(2021, use(2021, status))).outcome
    assert outcome is not None
    assert outcome.name == name


def test_a_plan_for_more_is_not_kept_by_what_was_there_before() -> None:
    before = tell(2019, use(2019))
    for status, name in (("adopted", "short"), ("expanded", "kept")):
        event = became(before, plan(2020), tell(2021, use(2021, status)))
        assert event.more
        assert event.outcome is not None
        assert event.outcome.name == name


def test_a_plan_whose_amount_is_short_was_kept_in_part() -> None:
    told = report("suzhou-2021", SUZHOU, "2021", TEXT)
    counted = measure(told, "场景20个", reform("免证办"), "场景", "20", "个")
    for amount, name, reached in (("30", "partly", "20个"), ("20", "kept", None), ("15", "kept", None)):
        outcome = became(plan(2020, attrs={"amount": amount, "unit": "个"}), tell(2021, use(2021), counted)).outcome
        assert outcome is not None
        assert (outcome.name, outcome.reached) == (name, reached)


def test_statements_of_one_rung_are_one_event_with_all_their_ids() -> None:
    told = report("suzhou-2021", SUZHOU, "2021", TEXT)
    thing = reform("免证办")
    twice = [say(told, USED, "adopted", thing, "expanded"), say(told, "场景20个", "adopted", thing, "adopted")]
    (event,) = of(graph(reading(told, *twice)), "免证办").events
    assert len(event.statements) == 2
    assert event.quote == USED


def test_what_was_learned_of_a_thing_with_no_rung_stands_alone() -> None:
    told = report("suzhou-2021", SUZHOU, "2021", TEXT)
    learned = say(told, "某市学了", "learned_from", Name("衢州", "Place"), attrs={"about": "免证办"})
    (event,) = of(graph(reading(told, learned)), "免证办").events
    assert (event.status, [source.name for source in event.sources]) == ("learned", ["衢州市"])


def test_who_ordered_it_stands_with_the_event() -> None:
    told = report("suzhou-2021", SUZHOU, "2021", TEXT)
    said = [
        say(told, USED, "adopted", reform("免证办"), "adopted"),
        say(told, "某市学了", "mandated_by", Name("江苏省", "Place"), attrs={"about": "免证办"}),
        say(told, "某市学了", "claims", reform("免证办"), attrs={"rank": "全省首批"}),
    ]
    (event,) = of(graph(reading(told, *said)), "免证办").events
    assert [source.name for source in event.mandates] == ["江苏省"]
    assert [claim.text for claim in event.claims] == ["全省首批"]


def test_a_plan_under_way_and_its_draft_are_one_step() -> None:
    told = report("suzhou-2021", SUZHOU, "2021", "谋划免证办,形成《免证办方案》草案。", plan="2022")
    drafted = dataclasses.replace(issue(told, "形成《免证办方案》草案"), status="drafted")
    planned = say(told, "谋划免证办", "adopted", reform("免证办"), "planned", period=told.period)
    (event,) = of(graph(reading(told, planned, drafted)), "免证办").events
    assert (event.status, [d.text for d in event.documents], event.outcome) == ("drafted", ["免证办方案"], None)


def test_a_report_that_only_names_the_thing_is_no_silent_one() -> None:
    told = report("suzhou-2021", SUZHOU, "2021", "参观了‘免 证\n苏州’展。")
    found = of(graph(reading(told), *readings()), "免证办")
    assert found.mentioned == ("suzhou-2021",)
    assert "suzhou-2021" not in found.silent


def test_a_candidate_is_no_event() -> None:
    found = of(graph(tell(2021, dataclasses.replace(use(2021), tier="candidate"))), "免证办")
    assert found.events == ()
    assert found.mentioned == ("suzhou-2021",)


def test_places_first_seen_on_one_day_are_all_named() -> None:
    other = report("xuancheng-2021", XUANCHENG, "2021", TEXT)
    used = reading(other, say(other, USED, "adopted", reform("免证办"), "adopted"))
    found = of(graph(tell(2021, use(2021)), used), "免证办")
    assert [place.label for place in found.first_in_use] == ["苏州市", "宣城市"]


def test_a_thing_the_registry_knows_and_no_report_names_has_an_empty_lineage() -> None:
    found = of(graph(tell(2021)), "接诉即办")
    assert (found.events, found.silent, found.first_in_use) == ((), ("suzhou-2021",), ())


def test_an_unregistered_thing_has_a_lineage() -> None:
    found = of(graph(tell(2021, use(2021, thing="某某事"))), "某某事")
    assert [event.thing.id for event in found.events] == ["reform/unregistered/某某事"]


def test_the_lineage_of_a_kind_of_platform_holds_the_platforms_of_that_kind() -> None:
    (event,) = of(SAMPLE, "platform-type/hotline-12345").events
    assert (event.thing.id, event.how) == ("platform/suzhou-12345", "instance_of")


def test_an_unknown_thing_has_none() -> None:
    with pytest.raises(NotFound):
        lineage(SAMPLE, "reform/no-such")


@pytest.mark.parametrize(
    ("quote", "what", "attrs", "written"),
    [
        ("近800项", "“免证办”事项", {"value": "800", "unit": "项", "approx": "近"}, "近800项"),
        ("覆盖20类电子证照", "电子证照", {"value": "20", "unit": "类"}, "20类电子证照"),
        ("部门有60余个", "部门", {"value": "60", "unit": "个", "approx": "余"}, "部门 60余个"),
        ("窗口5个以上", "窗口", {"value": "5", "unit": "个", "approx": "以上"}, "窗口 5个以上"),
        ("时限压缩20%", "时限", {"value": "20", "unit": "%", "change": "-20%"}, "时限 -20%"),
        ("办件 2091 件", "办件", {"value": "2091", "unit": "件"}, "办件 2091件"),
    ],
)
def test_a_figure_is_as_the_sentence_has_it(quote: str, what: str, attrs: dict[str, str], written: str) -> None:
    told = report("suzhou-2021", SUZHOU, "2021", quote)
    counted = say(told, quote, "measured", Name(what, "Measure"), subject=reform("免证办"), attrs=attrs)
    assert figure(counted) == written
