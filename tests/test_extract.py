"""The reading of a whole report: the laws that hold for any text, what is left alone, and what real reports give."""

from __future__ import annotations

import collections
import functools
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loaders import batch, extract, manifest
from loaders.pattern import cue_words, pattern, relations, status_rules
from ontology import registry, schema
from ontology.period import Period
from ontology.report import Reading, Report
from ontology.statement import LONGEST_QUOTE, Name, Statement, parse_line

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
SHARED = Path(__file__).resolve().parents[2] / "shared"
KNOWN = registry.load()
SCHEMA = schema.load()
HALF = Period("2024-01-01", "2024-06-30", "own")
NEXT = Period("2024-07-01", "2024-12-31", "own")


def read(text: str, place: str = "苏州市", period: Period = HALF, plan_period: Period | None = NEXT) -> Reading:
    (owner,) = KNOWN.places_named(place, 2024)
    name = Name(owner.label, "Place", owner.id)
    return extract.read(Report("one", "one", name, None, period, plan_period, text), KNOWN)


def firm(reading: Reading) -> list[Statement]:
    """The statements that make plain edges."""
    return [statement for statement in reading.statements if statement.tier != "candidate"]


def said(text: str, place: str = "苏州市") -> list[tuple[str, str, str, str | None]]:
    """Relation, place, object and status of the firm statements but the measured ones."""
    return [
        (s.relation, s.place.text, s.object.text, s.status) for s in firm(read(text, place)) if s.relation != "measured"
    ]


# ---------------------------------------------------------------- laws

CUES = sorted(cue_words(relations()))
RULES = [word for rule in status_rules().rules for word in rule.words]
NAMES = [name.text for name in KNOWN.names if KNOWN.entities[name.entity].kind != "Place" and len(name.text) <= 12]
PLACES = [
    "苏州市", "张家港市", "常熟", "昆山", "苏州工业园区", "广德市", "宁国市", "西区", "江西省赣州市", "浙江衢州",
    "鼓楼区", "资源",
]  # fmt: skip
EXAMPLES = [e.text for name in relations() for cue in pattern(name).cues for e in cue.examples]
LEAVES = [e.text for name in relations() for cue in pattern(name).cues for e in cue.leaves]
WHEN = [
    "截至6月,", "1-6月", "1--9月", "12月底前", "2021年底前", "6月28日起", "去年11月底", "2025年", "下半年", "13月",
    "2月30日",
]  # fmt: skip
COUNTS = ["近800项", "2.4万余台", "超2亿次", "由95个工作日压缩至70个工作日", "12.5%", "第3批", "百分之73"]
MARKS = ["\r\n", *'“”‘’「《》(),、。;:|\n \u3000"']
HEADS = ["\n一、", "\n(一)", "\n1.", "\n一是", "\n二、下半年工作计划\n", "\n2024年下半年,我局将", "工作要点\n"]
WORDS = [
    "平台", "系统", "一件事", "改革", "机制", "办法", "等", "的", "与", "签署", "协议", "考察学习", "未", "参观了",
    "8x2z以信为本将",
]  # fmt: skip
ODD = ["\x00", "\x0b", "\x1c", "\u2028", "\ufeff", "\U0001f600", "\u0663", "\u00b2", "\u0130", "\u0301", "[", "\\"]
PIECES = st.one_of(
    *(
        st.sampled_from(pool)
        for pool in (CUES, NAMES, NAMES, EXAMPLES, LEAVES, PLACES, WHEN, COUNTS, MARKS, MARKS, HEADS)
    ),
    st.sampled_from([*WORDS, *RULES]),
    st.sampled_from(ODD),
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)
OWNERS = st.sampled_from(["苏州市", "宣城市", "中山市", "海宁市", "江西省"])


@given(TEXTS, OWNERS)
@example("11月底出台《便民办法》,12月底前上线“苏周到”。", "苏州市")
def test_every_quote_is_the_text_at_its_offsets(text: str, place: str) -> None:
    for statement in read(text, place).statements:
        evidence = statement.evidence
        assert text[evidence.start : evidence.end] == evidence.quote
        assert 0 < len(evidence.quote) <= LONGEST_QUOTE


@given(TEXTS, OWNERS)
def test_every_statement_is_one_that_the_schema_allows(text: str, place: str) -> None:
    assert [fault for s in read(text, place).statements if (fault := SCHEMA.fault(s)) is not None] == []


@given(TEXTS, OWNERS)
def test_every_statement_goes_through_a_line_and_comes_back(text: str, place: str) -> None:
    for statement in read(text, place).statements:
        assert parse_line(statement.line()) == statement


@given(TEXTS, OWNERS)
def test_a_report_read_twice_gives_the_same_reading(text: str, place: str) -> None:
    assert read(text, place) == read(text, place)


@given(TEXTS, OWNERS)
def test_no_two_statements_of_a_reading_share_an_id(text: str, place: str) -> None:
    ids = [statement.id for statement in read(text, place).statements]
    assert len(ids) == len(set(ids))


@given(TEXTS, OWNERS)
def test_statements_come_in_the_order_of_the_text(text: str, place: str) -> None:
    starts = [statement.evidence.start for statement in read(text, place).statements]
    assert starts == sorted(starts)


@given(TEXTS, OWNERS)
def test_what_the_plan_part_says_is_planned(text: str, place: str) -> None:
    for statement in read(text, place).statements:
        if statement.part == "plan":
            laddered = SCHEMA.relations[statement.relation].laddered
            assert statement.status == "planned" or (statement.status is None and not laddered)


@given(TEXTS, OWNERS)
@example("11月底出台《便民办法》。", "苏州市")
@example("2025年推出“婚姻生育”“养老”等14个主题服务。", "苏州市")
def test_nothing_dated_after_the_term_is_in_use(text: str, place: str) -> None:
    for statement in read(text, place).statements:
        if statement.status in ("piloted", "adopted", "expanded", "ended"):
            assert statement.period.first is None or statement.period.first <= (HALF.last or 0)
            assert statement.period.basis != "deadline"


@given(TEXTS, OWNERS)
def test_names_are_words_of_one_line(text: str, place: str) -> None:
    for statement in read(text, place).statements:
        for name in (statement.subject.text, statement.object.text):
            assert name.strip() != ""
            assert "\n" not in name


@given(TEXTS, OWNERS)
def test_every_flag_is_the_text_at_its_offsets(text: str, place: str) -> None:
    reading = read(text, place)
    assert all(text[flag.start : flag.end] == flag.text for flag in reading.flags)
    assert reading.done_length + reading.plan_length == len(text)


@given(st.lists(PIECES | st.sampled_from(["\ud800", "\udfff", "推行\udc00办"]), max_size=30).map("".join), OWNERS)
@example("推行《便民\udc00办法》。印发《便民\udc00办法》。", "苏州市")
def test_half_a_character_does_not_stop_a_reading(text: str, place: str) -> None:
    reading = read(text, place)
    held = reading.report.text
    assert len(held) == len(text)
    assert all(held[s.evidence.start : s.evidence.end] == s.evidence.quote for s in reading.statements)
    assert all(parse_line(s.line().encode().decode()) == s for s in reading.statements)
    assert len({statement.id for statement in reading.statements}) == len(reading.statements)


@given(st.lists(PIECES, max_size=30).map("".join), OWNERS)
def test_line_ends_of_two_signs_change_no_statement(text: str, place: str) -> None:
    plain = text.replace("\r", "")
    one, two = read(plain, place), read(plain.replace("\n", "\r\n"), place)

    def told(reading: Reading) -> list[tuple[str, str, str, str | None]]:
        return [(s.relation, s.subject.text, s.object.text, s.status) for s in reading.statements]

    assert collections.Counter(told(one)) == collections.Counter(told(two))


def test_a_reading_depends_on_the_facts_that_are_given_with_the_report() -> None:
    text = "推行容缺受理。"
    digests = {read(text).reader, read(text, "海宁市").reader, read(text, plan_period=None).reader}
    digests.add(read(text, period=Period("2024-01", "2024-06", "own")).reader)
    assert len(digests) == 4
    assert read(text).reader == read("推行免证办。").reader


def test_a_text_without_sentences_states_nothing() -> None:
    assert read("").statements == read("\n \n").statements == read("“”。").statements == ()


# ---------------------------------------------------------------- what is left alone


@pytest.mark.parametrize(
    "text",
    [
        "尚未推行容缺受理。",
        "目前没有推行容缺受理。",
        "暂未上线“苏周到”。",
        "参观了“城市大脑”展厅。",
        "了解到当地推行容缺受理。",
        "据介绍,邻市推行容缺受理。",
    ],
)
def test_a_denial_or_hearsay_says_nothing_of_the_place(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    "text", ["“一网通办”率达到90%。", "提升“一网通办”率。", "推进“一网通办”办件率达标。", "推行“免证办”率。"]
)
def test_a_metric_named_like_a_reform_is_no_adoption(text: str) -> None:
    assert [s for s in said(text) if s[0] == "adopted"] == []


def test_a_reform_in_a_title_is_no_adoption() -> None:
    assert said("按照《关于推行容缺受理的通知》办理。") == []


def test_ordinary_words_that_are_also_counties_state_nothing() -> None:
    assert said("整合资源,加强合作,会同有关部门签署责任书。") == []


# ---------------------------------------------------------------- done and planned


def test_what_is_done_is_in_use_and_what_is_planned_is_planned() -> None:
    text = "一、做法\n推行容缺受理。\n二、下半年工作计划\n推行免证办。\n一、再接再厉\n上线苏周到。\n"
    assert said(text) == [
        ("adopted", "苏州市", "容缺受理", "adopted"),
        ("adopted", "苏州市", "免证办", "planned"),
        ("operates", "苏州市", "苏周到", "planned"),
    ]


@pytest.mark.parametrize(
    "text", ["下半年建成苏周到。", "年底前完成免证办推行,建成苏周到。", "全面建成苏周到,实现免证办。"]
)
def test_a_plan_in_the_perfective_stays_planned(text: str) -> None:
    found = read(f"推行容缺受理。\n二、下半年工作计划\n{text}\n").statements
    plans = [s for s in found if s.part == "plan" and SCHEMA.relations[s.relation].laddered]
    assert len(plans) > 0
    assert {s.status for s in plans} == {"planned"}


@pytest.mark.parametrize(
    "text",
    [
        "下一步将推行容缺受理。",
        "11月底推行容缺受理。",
        "12月底前推行容缺受理。",
        "2025年推行容缺受理。",
        "力争年内推行容缺受理。",
    ],
)
def test_a_plan_among_what_is_done_is_planned(text: str) -> None:
    assert said(f"窗口少跑一趟。{text}") == [("adopted", "苏州市", "容缺受理", "planned")]


@pytest.mark.parametrize("text", ["去年11月底推行容缺受理。", "2023年推行容缺受理。", "3月底前推行容缺受理。"])
def test_a_date_before_the_end_of_the_term_is_no_plan(text: str) -> None:
    assert said(text) == [("adopted", "苏州市", "容缺受理", "adopted")]


def test_work_points_are_planned_from_their_first_line() -> None:
    assert said("苏州市2024年工作要点\n一、优化窗口\n推行容缺受理。\n") == [
        ("adopted", "苏州市", "容缺受理", "planned")
    ]


def test_the_notice_of_a_plan_issues_it_and_what_stands_in_it_is_planned() -> None:
    notice = "关于印发《苏州市2024年工作要点》的通知\n一、优化窗口\n制定《窗口规范》,推行容缺受理。\n"
    assert said(notice) == [
        ("issued", "苏州市", "苏州市2024年工作要点", "adopted"),
        ("issued", "苏州市", "窗口规范", "planned"),
        ("adopted", "苏州市", "容缺受理", "planned"),
    ]
    assert [s.part for s in firm(read(notice))] == ["done", "plan", "plan"]


def test_what_somebody_says_of_the_own_place_within_quotation_marks_is_read() -> None:
    speech = "“大厅关注群众的急难愁盼,深化‘证照分离’改革,推行‘容缺受理’,把服务做到群众身边。”中心负责人说。"
    assert {name for _, _, name, _ in said(speech)} == {"证照分离改革", "容缺受理"}


def test_of_two_quotations_that_a_word_joins_the_known_one_makes_the_other_surer() -> None:
    found = {name for _, _, name, _ in said("推行“容缺受理”和“跑团服务”。")}
    assert found == {"容缺受理", "跑团服务"}


def test_what_somebody_says_will_be_done_is_planned() -> None:
    assert said("局长表示,将根据园区需求,推行容缺受理。") == [("adopted", "苏州市", "容缺受理", "planned")]


def test_what_a_body_is_there_for_and_what_a_meeting_is_about_are_no_adoption() -> None:
    assert said("负责统筹推进全市“放管服”改革。承担“放管服”改革协调小组日常工作。") == []
    assert said("召开推行容缺受理座谈会。") == []


def test_the_platform_by_which_something_is_first_done_is_not_what_is_first() -> None:
    found = [s for s in firm(read("率先在“苏周到”上实现“不见面审批”。")) if s.relation == "claims"]
    assert [s.object.text for s in found] == ["不见面审批"]


def test_words_that_only_begin_like_a_name_and_counted_instances_name_nothing() -> None:
    assert said("完善基层政务服务网络。") == []
    assert said("推出12项智能政务服务。") == []


def test_a_longer_quoted_name_that_ends_with_a_known_one_is_the_name() -> None:
    assert said("推行“全产业一链办”。") == [("adopted", "苏州市", "全产业一链办", "adopted")]
    assert {name for _, _, name, _ in said("推行“证照联办+免申即享”。")} == {"证照联办", "免申即享"}


def test_a_quoted_list_of_which_most_items_are_known_is_no_slogan() -> None:
    assert {name for _, _, name, _ in said("推行“只进一门、一号申请、一窗受理”。")} == {"只进一门", "一窗受理"}


def test_a_number_within_a_quoted_slogan_counts_nothing() -> None:
    reading = read("“苏周到”上新。推行“15分钟内有站点、办事不出圈”的服务。")
    assert [s for s in reading.statements if s.relation == "measured"] == []


def test_a_circle_of_minutes_is_a_name_although_it_begins_with_a_number() -> None:
    assert said("打造“15分钟政务服务圈”。") == [("adopted", "苏州市", "15分钟政务服务圈", "adopted")]


def test_a_quoted_name_that_no_row_has_is_what_is_claimed_to_be_first() -> None:
    found = [s for s in firm(read("依托“苏周到”,在全省率先实施“四个一”创新工程。")) if s.relation == "claims"]
    assert [s.object.text for s in found] == ["四个一"]


def test_a_reform_with_a_place_or_people_for_it_is_in_use() -> None:
    assert said("设立帮办代办中心。组建帮代办队伍。") == [
        ("adopted", "苏州市", "帮办代办", "adopted"),
        ("adopted", "苏州市", "帮代办", "adopted"),
    ]


def test_partners_are_a_list_of_places_and_bodies_of_places() -> None:
    text = "与上海市宝山区行政服务中心、江西省赣州市签署通办协议,与浙江省衢州市建立异地协作关系。"
    found = {s.object.text for s in firm(read(text)) if s.relation == "partners_with"}
    assert found == {"宝山区", "赣州市", "衢州市"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("全镇在“河畔企服”平台开设窗口。", ("operates", "苏州市", "河畔企服", "adopted")),
        ("举报线索一律并入12345市民服务热线。", ("operates", "苏州市", "12345市民服务热线", "adopted")),
        ("企业登录河畔服务网填写表单。", ("operates", "苏州市", "河畔服务网", "adopted")),
        ("“河畔码”小程序迭代至3.0版。", ("operates", "苏州市", "河畔码", "expanded")),
        ("江苏政务服务网昆山分厅上线。", ("operates", "苏州市", "江苏政务服务网昆山分厅", "adopted")),
        ("“多图联审”系统已覆盖八个镇。", ("operates", "苏州市", "多图联审系统", "adopted")),
        ("电子政务外网接通率提到九成八,达98%。", ("operates", "苏州市", "电子政务外网", "adopted")),
        ("“免证办”先在三个镇做起来。", ("adopted", "苏州市", "免证办", "adopted")),
        ("“好差评”主动评价率提高到88%。", ("adopted", "苏州市", "好差评", "adopted")),
        ("在财政、税务等6家单位试行首席数据官制度。", ("adopted", "苏州市", "首席数据官制度", "piloted")),
        ("梳理“就近办”事项143项。", ("adopted", "苏州市", "就近办", "adopted")),
        ("组建“苏小帮”代办队。", ("adopted", "苏州市", "苏小帮", "adopted")),
        ("推行信用修复“两书同达”。", ("adopted", "苏州市", "两书同达", "adopted")),
        ("“河畔夜校”由两个镇扩大到六个镇。", ("adopted", "苏州市", "河畔夜校", "expanded")),
        ("“苏周到”用户数近百万,占六成,列全省前三。", ("claims", "苏州市", "苏周到", None)),
        ("某厂项目用“容缺受理”办成开工,为全省首例。", ("claims", "苏州市", "容缺受理", None)),
    ],
)
def test_what_a_clause_tells_of_is_in_use(text: str, found: tuple[str, str, str, str | None]) -> None:
    assert found in said(text)


def test_a_known_reform_in_quotation_marks_is_in_use_where_nothing_else_tells_of_it() -> None:
    assert said("对“接诉即办”工单实行三色督办。") == [("adopted", "苏州市", "接诉即办", "adopted")]
    once = read("对“接诉即办”工单实行三色督办。对“接诉即办”工单按月晾晒。")
    assert [s.object.text for s in firm(once) if s.pattern == "adopted/mentioned"] == ["接诉即办"]
    other = read("深化“接诉即办”改革。对“接诉即办”工单实行三色督办。")
    assert [s.status for s in firm(other) if s.object.text.startswith("接诉即办")] == ["expanded"]


def test_a_known_reform_in_quotation_marks_is_planned_in_a_plan_whatever_was_done_before() -> None:
    text = "一、上半年工作\n深化“接诉即办”改革。\n二、下半年工作计划\n对“接诉即办”工单再分一次级。"
    once = [(s.status, s.pattern) for s in firm(read(text)) if s.object.text.startswith("接诉即办")]
    assert once == [("expanded", "adopted/widen"), ("planned", "adopted/mentioned")]
    twice = read(text + "\n深化“接诉即办”改革。")
    assert [s.pattern for s in firm(twice) if s.status == "planned"] == ["adopted/widen"]
    assert [s for s in firm(read(text.replace("接诉即办", "河畔快修"))) if s.pattern == "adopted/mentioned"] == []


@pytest.mark.parametrize(
    "text",
    [
        "对接诉即办工单实行三色督办。",
        "个别单位“接诉即办”响应不够快。",
        "让“最多跑一次”成为常态。",
        "干部到衢州市学习“最多跑一次”做法,观摩“一业一证”流程。",
        "荣获“一业一证”先进称号。",
        "连续三年在“告知承诺制”指标上领跑。",
    ],
)
def test_a_reform_that_is_only_named_is_not_read(text: str) -> None:
    assert [each for each in said(text) if each[0] == "adopted"] == []


def test_a_name_that_is_a_plain_word_too_counts_in_quotation_marks_alone() -> None:
    assert said("推行“就近办”。") == [("adopted", "苏州市", "就近办", "adopted")]
    assert {name for _, _, name, _ in said("推行“马上办、就近办”。")} == {"马上办", "就近办"}
    assert said("推行证件就近办理。") == []


def test_a_county_of_elsewhere_counts_behind_its_province_and_in_a_list_of_partners() -> None:
    text = "与江苏省沛县、安徽省萧县签订合作协议,与泗洪、沛县等地互设窗口。"
    found = [s.object.text for s in firm(read(text, "滕州市")) if s.relation == "partners_with"]
    assert sorted(found) == sorted(["沛县", "萧县", "泗洪", "沛县"])


def test_a_claim_is_of_every_thing_of_the_list_behind_it() -> None:
    text = "在全省率先推行容缺受理、告知承诺和联合验收。"
    found = [s.object.text for s in firm(read(text)) if s.relation == "claims"]
    assert set(found) == {"容缺受理", "告知承诺", "联合验收"}


@pytest.mark.parametrize(
    ("text", "name", "rank"),
    [
        ("成为全省唯一实现业务专网互联互通的城市。", "业务专网互联互通", "全省唯一"),
        ("群众满意率连续三年保持全省第二。", "群众满意率", "全省第二"),
        ("“苏周到”用户增长快,在全市排名第三。", "苏周到", "全市第三"),
    ],
)
def test_a_claim_is_of_what_its_clause_names_even_where_nobody_knows_it(text: str, name: str, rank: str) -> None:
    assert [(s.object.text, s.attrs["rank"]) for s in firm(read(text)) if s.relation == "claims"] == [(name, rank)]


def test_with_whom_a_county_does_something_is_no_subject() -> None:
    assert said("昆山市与上海市青浦区推行容缺受理。")[0] == ("adopted", "昆山市", "容缺受理", "adopted")
    assert ("adopted", "昆山市", "容缺受理", "adopted") in said("3月15日,昆山市推行容缺受理。")


@pytest.mark.parametrize(
    "text",
    [
        "“免证办”知晓度不高,只有三成。",
        "自助终端使用率不高,仅两成。",
        "以“苏周到”为载体,优化服务,成交项目312宗,宗数居全省首位。",
        "力争群众评价进入全省前三。",
        "在“河畔企服”平台的基础上扩展。",
        "编制首批“区域通办”事项清单。",
    ],
)
def test_what_is_told_of_a_fault_an_aim_or_a_part_is_no_use(text: str) -> None:
    assert [each for each in said(text) if each[0] in ("adopted", "claims")] == []
    assert "operates/told" not in [s.pattern for s in firm(read(text))]


def test_a_rank_is_of_what_its_own_clause_or_the_one_before_names() -> None:
    ranked = [s for s in firm(read("“苏周到”用户达8万人,总量居全省首位。")) if s.relation == "claims"]
    assert [s.object.text for s in ranked] == ["苏周到"]
    far = "以“苏周到”为载体,优化服务,成交项目312宗,宗数居全省首位。"
    assert [s for s in firm(read(far)) if s.relation == "claims"] == []


def test_a_longer_name_of_a_platform_is_no_adoption_of_the_reform_that_it_begins_with() -> None:
    assert said("推广数字化改革项目全周期管理系统。") == [
        ("operates", "苏州市", "数字化改革项目全周期管理系统", "expanded")
    ]


def test_a_document_that_is_to_come_is_planned_before_the_first_heading_too() -> None:
    assert said("12月底前印发《窗口规范》。\n一、优化窗口\n推行容缺受理。\n") == [
        ("issued", "苏州市", "窗口规范", "planned"),
        ("adopted", "苏州市", "容缺受理", "adopted"),
    ]


def test_a_document_about_the_own_life_of_a_body_is_a_candidate() -> None:
    assert said("印发《关于开展主题教育的工作方案》和《窗口服务规范》。") == [
        ("issued", "苏州市", "窗口服务规范", "adopted")
    ]


def test_what_something_is_done_for_is_a_candidate() -> None:
    assert said("为进一步深化“放管服”改革,推行容缺受理。") == [("adopted", "苏州市", "容缺受理", "adopted")]


def test_a_list_of_one_document_after_two_cues_is_issued_once() -> None:
    assert said("编制并公布区级行政备案事项清单。") == [("issued", "苏州市", "区级行政备案事项清单", "adopted")]


def test_a_pilot_is_no_adoption() -> None:
    assert said("试点推行容缺受理。") == [("adopted", "苏州市", "容缺受理", "piloted")]


# ---------------------------------------------------------------- whose it is


def test_a_county_that_opens_a_clause_is_the_place_of_the_statement() -> None:
    assert said("宁国市推行无差别综合窗口。", "宣城市") == [("adopted", "宁国市", "无差别综合窗口", "adopted")]
    assert said("在张家港市试点推行容缺受理。") == [("adopted", "张家港市", "容缺受理", "piloted")]


def test_each_county_of_a_list_has_a_statement_of_its_own() -> None:
    found = {place for _, place, _, _ in said("张家港、常熟、太仓、昆山市推行容缺受理。")}
    assert found == {"张家港市", "常熟市", "太仓市", "昆山市"}


def test_sources_of_learning_are_named_places_and_others_are_flagged() -> None:
    reading = read("赴浙江衢州、台州等地考察学习,推进综合窗口改革。学习借鉴各地先进经验。", "宣城市")
    learned = [(s.object.text, s.object.place) for s in reading.statements if s.relation == "learned_from"]
    assert sorted(learned) == [("台州", "place/prefecture-331000"), ("衢州", "place/prefecture-330800")]
    assert [flag.reason for flag in reading.flags] == ["unnamed source"]


def test_a_partner_named_with_its_province_is_one_place() -> None:
    found = [s for s in read("与江西省赣州市签署“跨省通办”协议。").statements if s.relation == "partners_with"]
    assert [(s.object.text, s.object.place) for s in found] == [("赣州市", "place/prefecture-360700")]


# ---------------------------------------------------------------- the digests that ship

ROWS = {row.id: row for row in manifest.read(SEEDS / "reports.yaml")}
LEAST = [
    pytest.param(report, relation, least, id=f"{report}: {relation}")
    for report, row in ROWS.items()
    for relation, least in row.least.items()
]


@functools.cache
def digests() -> dict[str, Reading]:
    return {reading.report.id: reading for reading in batch.read_all(batch.sources([], SEEDS / "reports.yaml"))}


@pytest.mark.parametrize(("report", "relation", "least"), LEAST)
def test_a_digest_yields_at_least_what_its_row_says(report: str, relation: str, least: int) -> None:
    assert sum(s.relation == relation for s in digests()[report].statements) >= least


@pytest.mark.parametrize("report", ROWS)
def test_a_digest_has_a_part_that_was_done_and_a_plan(report: str) -> None:
    reading = digests()[report]
    assert reading.done_length > reading.plan_length > 0
    assert {statement.part for statement in reading.statements} == {"done", "plan"}


# ---------------------------------------------------------------- the real reports, where they are at hand


@functools.cache
def reports() -> dict[str, Reading]:
    found = batch.sources([], SHARED / "reports" / "reports.yaml")
    return {reading.report.id: reading for reading in batch.read_all(found)}


def of(report: str, relation: str) -> list[Statement]:
    return [statement for statement in firm(reports()[report]) if statement.relation == relation]


def xuancheng_learned_from_two_cities_about_one_reform() -> None:
    found = [s for s in reports()["001"].statements if s.relation == "learned_from"]
    assert sorted(s.object.text for s in found) == ["台州", "衢州"]
    assert {s.attrs["about"] for s in found} == {"综合窗口改革"}


def a_source_that_is_not_named_is_flagged_and_not_read() -> None:
    assert [flag.reason for flag in reports()["004"].flags] == ["unnamed source"]
    assert [s for s in reports()["004"].statements if s.relation == "learned_from"] == []


def the_watermark_is_flagged_three_times_and_stands_in_no_statement() -> None:
    flags = [flag for flag in reports()["000"].flags if flag.reason == "noise"]
    assert [flag.text.startswith("9001zz以诚为本") for flag in flags] == [True] * 3
    names = [name.text for s in reports()["000"].statements for name in (s.subject, s.object, s.place)]
    assert all("9001zz" not in name and "以诚为本" not in name for name in names)


def ningguo_piloted_windows_for_all_matters_and_says_how_many() -> None:
    found = [s for s in of("001", "adopted") if s.object.text == "无差别综合窗口"]
    assert [(s.subject.text, s.place.text, s.status) for s in found] == [("宁国市", "宁国市", "piloted")]
    about = [s for s in of("001", "measured") if s.attrs.get("about") == "无差别综合窗口"]
    assert {s.place.text for s in about} == {"宁国市"}
    assert {"920", "28"} <= {s.attrs["value"] for s in about}


def guangde_piloted_one_code_without_licences() -> None:
    found = [s for s in of("001", "adopted") if s.object.text == "一码免证"]
    assert [(s.place.text, s.status) for s in found] == [("广德市", "piloted")]


def zhongshan_plans_one_reform_once_and_its_slogans_give_none() -> None:
    found = [s for s in of("002", "adopted") if s.object.text == "免证办"]
    assert [(s.status, s.part) for s in found] == [("planned", "plan")]


def suzhou_has_one_reform_in_use_and_plans_more_of_it() -> None:
    found = {(s.status, s.part) for s in of("000", "adopted") if s.object.text == "免证办"}
    assert ("planned", "plan") in found
    assert {status for status, part in found if part == "done"} <= {"adopted", "expanded"}
    assert len(found) > 1


def suzhou_planned_an_agent_service_for_2017() -> None:
    found = [s for s in of("004", "adopted") if s.object.text == "代理代办服务"]
    assert [(s.status, s.part, s.period.text()) for s in found] == [("planned", "plan", "2017-01-01/2017-12-31")]


def every_report_has_a_part_that_was_done_and_a_plan() -> None:
    assert sorted(reports()) == ["000", "001", "002", "003", "004"]
    for reading in reports().values():
        assert reading.done_length > reading.plan_length > 500
        assert {statement.part for statement in reading.statements} == {"done", "plan"}


def every_statement_stands_in_its_report() -> None:
    for reading in reports().values():
        assert len(reading.statements) > 100
        for s in reading.statements:
            assert reading.report.text[s.evidence.start : s.evidence.end] == s.evidence.quote
            assert SCHEMA.fault(s) is None
            assert s.part == "done" or s.status in ("planned", None)


CHECKS: tuple[Callable[[], None], ...] = (
    xuancheng_learned_from_two_cities_about_one_reform,
    a_source_that_is_not_named_is_flagged_and_not_read,
    the_watermark_is_flagged_three_times_and_stands_in_no_statement,
    ningguo_piloted_windows_for_all_matters_and_says_how_many,
    guangde_piloted_one_code_without_licences,
    zhongshan_plans_one_reform_once_and_its_slogans_give_none,
    suzhou_has_one_reform_in_use_and_plans_more_of_it,
    suzhou_planned_an_agent_service_for_2017,
    every_report_has_a_part_that_was_done_and_a_plan,
    every_statement_stands_in_its_report,
)
if SHARED.exists():
    CASES = [pytest.param(check, id=check.__name__) for check in CHECKS]
else:
    skipped = () if os.environ.get("CI") else (pytest.mark.skip(reason=f"the reports are not here: {SHARED}"),)
    CASES = [pytest.param(None, id="no-reports-at-hand", marks=skipped)]


@pytest.mark.parametrize("check", CASES)
def test_the_real_reports_say_what_they_say(check: Callable[[], None] | None) -> None:
    if check is None:
        pytest.fail(f"in CI the reports must be at hand, and {SHARED} is missing")
    check()
