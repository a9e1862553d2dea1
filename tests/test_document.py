"""The structure of a text: sections, done and plan, sentences; by the layouts that reports have."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.document import Document, parse
from loaders.lexicon import layout
from loaders.readers.furniture import is_page_mark
from ontology.period import Period

HALF = Period("2024-01-01", "2024-06-30", "own")
YEAR = Period("2023-01-01", "2023-12-31", "own")

PIECES = st.sampled_from(
    [
        "一、", "\n二、", "\n(一)", " (二)", "\n1.", "\n2、", "\n一是", "下半年工作计划", "总结", "。", ";", ",",
        "\n", "\r\n", " ", "推行容缺受理", "“免证办”", "2024年下半年,我局将", "2025年", "\n\n", "|", "”", "‘",
        "1.5亿元", "\u3000", "工作要点",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80)
PERIODS = st.sampled_from([None, HALF, YEAR, Period(None, "2024-06", "own"), Period("2024-03", None, "own")])


def part(document: Document, *, plan: bool) -> list[str]:
    """The sentences of one part, in their letters."""
    return [document.letters.text[s.start : s.end] for s in document.sentences if s.plan == plan]


def titles(document: Document) -> list[str]:
    return [section.title for section in document.sections if section.title != ""]


# ---------------------------------------------------------------- laws


@given(TEXTS, PERIODS)
def test_sections_cover_the_letters_without_gap_or_overlap(text: str, period: Period | None) -> None:
    document = parse(text, period)
    at = 0
    for section in document.sections:
        assert section.start == at
        assert section.end >= section.start
        at = section.end
    assert at == len(document.letters.text)


@given(TEXTS, PERIODS)
def test_sentences_lie_in_their_sections_in_order_and_apart(text: str, period: Period | None) -> None:
    document = parse(text, period)
    at = 0
    for sentence in document.sentences:
        section = document.sections[sentence.section]
        assert section.start <= sentence.start < sentence.end <= section.end
        assert sentence.plan == section.plan
        assert sentence.start >= at
        at = sentence.end


@given(TEXTS, PERIODS)
def test_all_but_page_marks_and_marks_of_ending_stands_in_a_sentence(text: str, period: Period | None) -> None:
    document = parse(text, period)
    letters = document.letters.text
    sentences = {(sentence.start, sentence.end) for sentence in document.sentences}
    for section in document.sections:
        for piece in re.finditer("[^。！？!?；;\n]+", letters[section.start : section.end]):
            span = (section.start + piece.start(), section.start + piece.end())
            assert (span in sentences) != is_page_mark(piece[0])


@given(TEXTS, PERIODS)
def test_done_and_plan_make_up_the_length_of_the_text(text: str, period: Period | None) -> None:
    document = parse(text, period)
    assert document.done_length + document.plan_length == len(text)
    assert document.done_length >= 0
    assert document.plan_length >= 0


@given(TEXTS, PERIODS)
def test_a_plan_once_begun_goes_on_to_the_end(text: str, period: Period | None) -> None:
    plans = [section.plan for section in parse(text, period).sections if section.end > section.start]
    assert plans == sorted(plans)


@given(TEXTS, PERIODS)
def test_line_ends_of_two_signs_change_no_sentence(text: str, period: Period | None) -> None:
    plain = text.replace("\r", "")
    one, two = parse(plain, period), parse(plain.replace("\n", "\r\n"), period)
    assert (part(one, plan=False), part(one, plan=True)) == (part(two, plan=False), part(two, plan=True))


@given(st.lists(st.sampled_from([*"甲,、。(", "免证办" * 200, "甲" * 700]), max_size=12).map("".join))
def test_no_sentence_is_longer_than_any_that_a_body_writes(text: str) -> None:
    document = parse(text, HALF)
    lengths = [sentence.end - sentence.start for sentence in document.sentences]
    assert all(0 < length <= layout().longest_sentence for length in lengths)
    assert sum(lengths) + sum(map(text.count, ",、。")) >= len(text)


# ---------------------------------------------------------------- layouts


def test_sections_are_numbered_by_numeral_and_parts_by_digit_and_the_plan_restarts_the_numbering() -> None:
    text = (
        "上半年情况如下。\n一、深化改革\n1.优化窗口。推行容缺受理。\n2.建设平台。上线苏服办。\n"
        "2024年下半年,我局将做好两件事。\n一是继续优化窗口。推行免证办。\n二是继续建设平台。\n"
    )
    document = parse(text, HALF)
    assert titles(document)[:3] == ["一、深化改革", "1.优化窗口", "2.建设平台"]
    assert part(document, plan=False)[-1] == "上线苏服办"
    assert part(document, plan=True) == [
        "2024年下半年,我局将做好两件事", "一是继续优化窗口", "推行免证办", "二是继续建设平台"
    ]  # fmt: skip


def test_sections_are_numbered_by_numeral_and_parts_in_brackets() -> None:
    text = "一、主要做法\n(一)优化窗口。推行容缺受理。\n(二)建设平台。\n二、下半年工作打算\n(一)推行免证办。\n"
    document = parse(text, HALF)
    paths = [section.path for section in document.sections if section.title != ""]
    assert paths == [
        "一、主要做法",
        "一、主要做法 / (一)优化窗口",
        "一、主要做法 / (二)建设平台",
        "二、下半年工作打算",
        "二、下半年工作打算 / (一)推行免证办",
    ]
    assert part(document, plan=True) == ["二、下半年工作打算", "(一)推行免证办"]


def test_full_width_brackets_number_parts_as_well() -> None:
    document = parse("一、做法\n（一）优化窗口。推行容缺受理。\n", HALF)
    assert titles(document) == ["一、做法", "(一)优化窗口"]


def test_a_text_of_one_line_has_its_headings_between_spaces() -> None:
    text = "成效明显。 一、2023年主要工作 (一)优化窗口 推行容缺受理。 二、2024年工作计划 (一)建设平台 上线潮晓云。\n|\n"
    document = parse(text, YEAR)
    assert titles(document) == ["一、2023年主要工作", "(一)优化窗口", "二、2024年工作计划", "(一)建设平台"]
    assert part(document, plan=False)[-1] == "推行容缺受理"
    assert part(document, plan=True)[0] == "二、2024年工作计划"


@pytest.mark.parametrize(
    ("mark", "first", "second"),
    [(",", "甲" * 600, "甲" * 700), ("、", "甲" * 900, "甲" * 200), ("", "甲" * 1000, "甲" * 300)],
    ids=["after a clause", "at a list mark", "where it must be"],
)
def test_a_sentence_that_nobody_writes_is_cut(mark: str, first: str, second: str) -> None:
    assert part(parse(f"{first}{mark}{second}。", HALF), plan=False) == [first, second]


@pytest.mark.parametrize("mark", ["第3页 共9页", "共9页 第3页", "- 3 -", "3/9", "第三页，共九页", "Page 3 of 9"])
def test_the_number_of_a_printed_page_is_no_sentence(mark: str) -> None:
    assert part(parse(f"推行免证办。\n{mark}\n上线苏周到。", HALF), plan=False) == ["推行免证办", "上线苏周到"]


def test_a_heading_ends_at_the_space_after_its_title() -> None:
    document = parse("开头。 (一)优化窗口 推行容缺受理。", HALF)
    assert part(document, plan=False) == ["开头", "(一)优化窗口", "推行容缺受理"]


def test_a_plan_of_the_next_year_begins_at_an_unnumbered_paragraph_and_restarts_the_sections() -> None:
    done, plan = "一、做法\n推行容缺受理。\n", "2024年,市政务办将继续努力。\n一、优化窗口\n推行免证办。\n"
    text = done + plan + "二、回顾与总结\n建设平台。\n"
    document = parse(text, YEAR)
    assert part(document, plan=False) == ["一、做法", "推行容缺受理"]
    assert part(document, plan=True)[-1] == "建设平台"


def test_a_line_broken_inside_a_word_is_one_sentence() -> None:
    text = "今年以来我市各级政务大厅围绕企业和群众的期盼持续优化服务举措全面推行综合窗\n口改革,群众少跑路。\n下一行。"
    document = parse(text, HALF)
    assert [sentence.endswith("综合窗口改革,群众少跑路") for sentence in part(document, plan=False)] == [True, False]


def test_a_short_line_is_a_line_of_its_own() -> None:
    assert part(parse("便民服务\n综合窗口改革", HALF), plan=False) == ["便民服务", "综合窗口改革"]


def test_a_long_line_does_not_run_on_into_a_heading() -> None:
    text = "今年以来我市各级政务大厅围绕企业和群众的期盼持续优化服务举措全面推行综合窗口\n一、建设平台\n上线苏服办。"
    assert part(parse(text, HALF), plan=False)[1:] == ["一、建设平台", "上线苏服办"]


def test_a_number_with_a_point_is_no_heading() -> None:
    assert titles(parse("1.5亿元到位。\n2.4万台上架。\n3.推行容缺受理。\n", HALF)) == ["3.推行容缺受理"]


# ---------------------------------------------------------------- where the plan begins


@pytest.mark.parametrize(
    "heading",
    [
        "二、下半年工作计划", "二、下一步工作打算", "三、2024年下半年工作思路", "二、2025年重点工作",
        "二、明年工作安排", "(二)下步工作举措", "四、工作计划", "二、2025年工作", "二、下一阶段工作要点",
    ],
)  # fmt: skip
def test_a_heading_about_what_comes_next_begins_the_plan(heading: str) -> None:
    document = parse(f"一、做法\n推行容缺受理。\n{heading}\n推行免证办。\n", HALF)
    assert part(document, plan=True) == [heading, "推行免证办"]


@pytest.mark.parametrize(
    "heading",
    [
        "二、2024年上半年主要工作", "二、2023年工作总结", "二、2024年工作情况", "二、计划完成情况",
        "二、2023年重点工作", "二、2024年上半年重点工作", "二、下半年工作会议情况", "二、存在问题",
    ],
)  # fmt: skip
def test_a_heading_about_the_own_term_or_an_earlier_one_is_no_plan(heading: str) -> None:
    assert parse(f"一、做法\n推行容缺受理。\n{heading}\n推行免证办。\n", HALF).plan_length == 0


def test_the_heading_of_the_year_that_a_report_is_about_is_no_plan() -> None:
    text = "一、2023年重点工作\n推行容缺受理。\n二、2024年重点工作\n推行免证办。\n"
    document = parse(text, YEAR)
    assert part(document, plan=False) == ["一、2023年重点工作", "推行容缺受理"]


@pytest.mark.parametrize(
    "lead",
    ["2024年下半年,我局将加力推进。", "下一步,我局将加力推进。", "2025年,市政务办将加力推进。", "下半年要加力推进。"],
)
def test_a_paragraph_about_a_later_term_begins_the_plan(lead: str) -> None:
    document = parse(f"推行容缺受理。\n{lead}\n推行免证办。\n", HALF)
    assert part(document, plan=True) == [lead.rstrip("。"), "推行免证办"]


@pytest.mark.parametrize(
    "lead", ["2023年,我局将窗口整合。", "2024年上半年,我局将窗口整合。", "上半年,我局将窗口整合。"]
)
def test_a_paragraph_about_the_own_term_or_an_earlier_one_is_no_plan(lead: str) -> None:
    assert parse(f"推行容缺受理。\n{lead}\n推行免证办。\n", HALF).plan_length == 0


@pytest.mark.parametrize(
    "title",
    ["北湖市便民服务工作安排(2024年)", "苏州市2024年政务服务工作要点", "2024年工作计划", "苏州市数据局重点工作安排"],
)
def test_the_title_of_work_points_makes_everything_a_plan(title: str) -> None:
    document = parse(f"{title}\n一、优化窗口\n推行容缺受理。\n", HALF)
    assert document.done_length == 0
    assert part(document, plan=False) == []


@pytest.mark.parametrize(
    "text",
    [
        "关于印发《北湖市大数据局2021年工作要点》的通知\n一、优化窗口\n推行容缺受理。\n",
        "各街道办事处:\n《方案》已经区政府同意,现印发给你们。\n2021年4月10日\n放管服改革分工方案\n一、放权\n推行容缺受理。\n",
        "一、总体要求\n坚持问题导向。\n二、举措\n推行容缺受理。\n",
        "- 组配分类: 政府会议\n北湖市关于印发数字政府建设“十四五”规划的通知\n一、优化窗口\n推行容缺受理。\n",
        "1.推行容缺受理。(牵头单位:区审批局;责任单位:区直各部门)\n2.建设平台。(责任单位:区数据局)\n3.放权。\n",
        "1.推行容缺受理。(市数据局牵头)\n2.建设平台。(市住建局、市数据局按职责分工负责)\n3.放权。\n",
        "《北湖市2024年便民服务工作要点》日前发布。\n“要点”明确,推行容缺受理。\n建成河畔平台。\n",
        "北湖市近日印发《便民服务行动计划》。\n计划提出,推行容缺受理。\n",
    ],
)
def test_a_notice_of_a_plan_or_tasks_with_who_does_them_are_a_plan_as_a_whole(text: str) -> None:
    assert parse(text, HALF).done_length == 0


@pytest.mark.parametrize(
    "text",
    [
        "2023年工作总结\n一、总体要求落实有力\n推行容缺受理。(牵头单位:甲局)\n建设平台。(牵头单位:乙局)\n",
        "1.推行容缺受理。(责任单位:区审批局)完成情况:已上线。\n2.建设平台。(责任单位:区数据局)完成情况:已建成。\n",
        "一、工作目标完成情况\n推行容缺受理。\n",
        "首页 > 政务公开 > 工作计划\n北湖市数据局2024年工作总结\n一、优化窗口\n推行容缺受理。\n",
        "2023年工作总结和2024年工作要点的通知\n2024年1月2日\n2023年工作总结和2024年工作要点\n一、做法\n推行容缺受理。\n",
        "我区推行容缺受理(区审批局牵头)。\n建设平台。\n",
        "北湖市印发《便民服务行动计划》。\n推行容缺受理,建成平台。\n",
    ],
)
def test_a_summary_and_a_sheet_of_tasks_with_their_state_are_no_plan(text: str) -> None:
    assert parse(text, HALF).plan_length == 0


@pytest.mark.parametrize("line", ["2025年1月10日", "发布时间:2025年1月10日", "(2025年1月)"])
def test_the_day_on_which_a_report_is_signed_or_published_begins_no_plan(line: str) -> None:
    assert parse(f"2024年工作总结\n{line}\n一、做法\n推行容缺受理。\n", HALF).plan_length == 0


def test_the_entries_of_a_yearbook_are_sections() -> None:
    document = parse("【概况】 推行容缺受理。\n【规范交易】 建设平台。\n", HALF)
    assert [section.title for section in document.sections if section.level == 3] == ["【概况", "【规范交易"]


def test_a_text_without_a_plan_is_done_to_its_end() -> None:
    document = parse("一、做法\n推行容缺受理。\n", HALF)
    assert (document.done_length, document.plan_length) == (len(document.text), 0)


def test_a_text_without_letters_has_no_sentence() -> None:
    for text in ("", "\n\n", " \u3000", "“”"):
        assert parse(text, HALF).sentences == ()


@pytest.mark.parametrize(
    "title", ["甲市数据局2024年工作总结和2025年工作计划", "甲县行政审批局上半年工作总结及下半年工作打算"]
)
def test_a_title_of_a_summary_and_a_plan_makes_no_plan_of_the_summary(title: str) -> None:
    text = f"{title}\n推行容缺受理。\n二、下半年工作计划\n推行免证办。\n"
    assert [sentence.plan for sentence in parse(text, HALF).sentences] == [False, False, True, True]
