"""The passages of a document: mentions across marks, subjects, clauses, dates, numbers and cues of each sentence."""

from __future__ import annotations

import pytest

from loaders.document import parse
from loaders.passage import Passage
from loaders.passages import passages
from ontology import registry
from ontology.period import Period
from ontology.report import Report
from ontology.statement import LONGEST_QUOTE, Name

KNOWN = registry.load()
HALF = Period("2024-01-01", "2024-06-30", "own")
NEXT = Period("2024-07-01", "2024-12-31", "own")


def seen(text: str, place: str = "苏州市") -> list[Passage]:
    return list(passages(report_of(text, place), parse(text, HALF), KNOWN))


def report_of(text: str, place: str = "苏州市") -> Report:
    (owner,) = KNOWN.places_named(place, 2024)
    return Report("one", "one", Name(owner.label, "Place", owner.id), None, HALF, NEXT, text)


def only(text: str, place: str = "苏州市") -> Passage:
    (passage,) = seen(text, place)
    return passage


def names(passage: Passage) -> list[str]:
    return [mention.text for mention in passage.mentions]


def spoken_of(text: str, place: str = "苏州市") -> list[str]:
    """The places that the end of a sentence speaks of."""
    passage = only(text, place)
    return [name.text for name in passage.places_at(passage.sentence.end)]


# ---------------------------------------------------------------- names


def test_a_name_is_found_across_quotation_marks() -> None:
    assert names(only("推进公共资源交易“一张网”建设。")) == ["公共资源交易一张网"]
    assert names(only("深化“证照分离”改革。")) == ["证照分离改革"]


def test_a_name_is_found_across_a_broken_line() -> None:
    text = "今年以来我市各级政务大厅围绕企业和群众的期盼持续优化服务举措全面推行无差别综\n合窗口,群众少跑路。"
    assert names(only(text)) == ["无差别综合窗口"]


def test_a_name_that_leaves_one_quotation_and_enters_the_next_is_none() -> None:
    assert "一网通办" not in names(only("推进“跨省一网”“通办业务”衔接。"))


def test_a_quotation_at_the_start_of_a_line_is_a_name_of_its_own() -> None:
    first, second = seen("概况如下。\n“证照全域办”改革全面推行。")
    assert names(first) == []
    assert names(second) == ["证照全域办"]


def test_names_dates_and_numbers_keep_to_their_sentence() -> None:
    first, second = seen("截至6月,“免证办”受理3万件。苏周到上线12项。")
    assert (names(first), names(second)) == (["免证办"], ["苏周到"])
    assert [d.form for d in first.dates] == ["asof"]
    assert second.dates == ()
    assert [n.value for n in second.numbers] == ["12"]


def test_the_number_of_a_year_is_a_date_alone() -> None:
    passage = only("2023年12月受理2024件。")
    assert [n.value for n in passage.numbers] == ["2024"]
    assert [d.form for d in passage.dates] == ["month"]


def test_what_stands_in_a_title_is_neither_cue_nor_date() -> None:
    passage = only("按照《2023年推行容缺受理工作方案》办理。")
    assert [title.text for title in passage.titles] == ["2023年推行容缺受理工作方案"]
    assert "推行" not in {passage.text[cue.start : cue.end] for cue in passage.cues}
    assert passage.dates == ()


def test_words_that_hide_a_cue_make_none() -> None:
    assert [passage.text[c.start : c.end] for passage in seen("实施方案已定。") for c in passage.cues] == []


# ---------------------------------------------------------------- clauses and quotes


def test_a_clause_goes_from_mark_to_mark() -> None:
    passage = only("推行容缺受理,上线苏周到:便民利企。")
    found = {passage.clause(at) for at in range(passage.sentence.start, passage.sentence.end)}
    assert sorted(passage.text[start:end] for start, end in found) == ["上线苏周到", "便民利企", "推行容缺受理"]


def test_a_quote_takes_the_marks_around_its_letters_along() -> None:
    text = "做实“免证办”,群众少跑腿。"
    evidence = only(text).quote(2, 5)
    assert evidence.quote == "“免证办”"
    assert text[evidence.start : evidence.end] == evidence.quote


def test_a_quote_is_never_longer_than_a_line_may_hold() -> None:
    passage = only("推行" + "容缺受理和" * 60 + "免证办。")
    assert len(passage.quote(passage.sentence.start, passage.sentence.end).quote) == LONGEST_QUOTE


def test_a_quote_says_its_section() -> None:
    (_, passage) = seen("一、优化窗口\n推行容缺受理。")
    assert passage.quote(passage.sentence.start, passage.sentence.end).section == "一、优化窗口"


# ---------------------------------------------------------------- of which places


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("推行容缺受理。", "苏州市", ["苏州市"]),
        ("张家港市推行容缺受理。", "苏州市", ["张家港市"]),
        ("在张家港市试点推行容缺受理。", "苏州市", ["张家港市"]),
        ("首批试点广德市已上线平台。", "宣城市", ["广德市"]),
        ("支持昆山市推行容缺受理。", "苏州市", ["昆山市"]),
        ("其中,昆山市推行容缺受理。", "苏州市", ["昆山市"]),
        ("苏州工业园区推行容缺受理。", "苏州市", ["苏州工业园区"]),
        ("苏州市吴江区推行容缺受理。", "苏州市", ["吴江区"]),
        ("西区、板芙率先推行容缺受理。", "中山市", ["西区街道", "板芙镇"]),
        ("张家港、常熟、太仓、昆山市推行容缺受理。", "苏州市", ["张家港市", "常熟市", "太仓市", "昆山市"]),
    ],
)
def test_a_place_of_the_own_territory_that_opens_a_clause_is_its_subject(
    text: str, place: str, expected: list[str]
) -> None:
    assert spoken_of(text, place) == expected


@pytest.mark.parametrize(
    "text",
    [
        "衢州市推行容缺受理。",
        "学习张家港市做法,推行容缺受理。",
        "苏州市推行容缺受理。",
        "江苏省推行容缺受理。",
        "鼓楼区推行容缺受理。",
        "张家港市、衢州市推行容缺受理。",
    ],
)
def test_other_places_leave_the_sentence_to_the_report(text: str) -> None:
    assert spoken_of(text) == ["苏州市"]


def test_a_subject_holds_from_its_clause_on_and_ends_with_the_sentence() -> None:
    first, second = seen("全市推行容缺受理,张家港市上线平台,办件更快。苏周到上线。")
    assert [[n.text for n in first.places_at(at)] for at in (0, 9, first.sentence.end)] == [
        ["苏州市"], ["张家港市"], ["张家港市"]
    ]  # fmt: skip
    assert [n.text for n in second.places_at(second.sentence.end)] == ["苏州市"]


# ---------------------------------------------------------------- in which period


@pytest.mark.parametrize(
    ("text", "period", "basis"),
    [
        ("推行容缺受理。", "2024-01-01/2024-06-30", "own"),
        ("今年以来推行容缺受理。", "2024-01-01/2024-06-30", "own"),
        ("1-5月推行容缺受理。", "2024-01-01/2024-05-31", "stated"),
        ("3月推行容缺受理。", "2024-03", "stated"),
        ("去年11月推行容缺受理。", "2023-11", "stated"),
        ("2023年推行容缺受理。", "2023-01-01/2023-12-31", "stated"),
        ("6月28日起推行容缺受理。", "2024-06-28/..", "since"),
        ("9月底前推行容缺受理。", "../2024-09-30", "deadline"),
    ],
)
def test_a_date_before_the_words_is_their_period(text: str, period: str, basis: str) -> None:
    passage = only(text)
    found, _ = passage.period_at(passage.text.index("容缺"))
    assert (found.text(), found.basis) == (period, basis)


def test_a_day_that_is_counted_up_to_is_kept_beside_the_period() -> None:
    passage = only("截至6月15日,容缺受理办件300件。")
    assert passage.period_at(passage.text.index("300")) == (HALF, "2024-06-15")


def test_the_plan_part_is_of_the_term_planned_for() -> None:
    plan = seen("推行容缺受理。\n二、下半年工作计划\n上线苏周到。")[-1]
    assert plan.sentence.plan
    assert plan.own == NEXT


@pytest.mark.parametrize(
    ("text", "future"),
    [
        ("推行容缺受理。", False),
        ("1-6月推行容缺受理。", False),
        ("3月底前推行容缺受理。", False),
        ("11月底推行容缺受理。", True),
        ("9月推行容缺受理。", True),
        ("2025年推行容缺受理。", True),
        ("12月底前推行容缺受理。", True),
        ("下半年推行容缺受理。", True),
        ("去年11月底推行容缺受理。", False),
    ],
)
def test_what_is_dated_or_due_after_the_term_is_of_the_future(text: str, future: bool) -> None:
    passage = only(text)
    assert passage.is_future(passage.text.index("容缺")) is future


# ---------------------------------------------------------------- topics


def test_a_section_is_about_the_first_thing_of_its_heading() -> None:
    passages_ = seen("一、深化免证办改革\n减少材料。再减少环节。")
    assert [None if p.topic is None else p.topic.text for p in passages_][-1] in ("免证办", "免证办改革")


def test_the_next_section_has_a_topic_of_its_own() -> None:
    last = seen("一、推行免证办\n减少材料。\n二、服务企业\n走访企业。走访园区。")[-1]
    assert last.topic is None


def test_a_report_on_everything_is_read_where_it_speaks_of_the_subject() -> None:
    filler = "".join(f"完善第{number}套粮食储备调度机制。" for number in range(90))
    text = f"{filler}完善政务服务巡查机制。推行容缺受理。"
    read = [passage.text[passage.sentence.start : passage.sentence.end] for passage in seen(text)]
    assert read == ["完善政务服务巡查机制", "推行容缺受理"]
    both = passages(report_of(text), parse(text, HALF), KNOWN, aside=True)
    assert [passage.aside for passage in both] == [True] * 90 + [False, False]
    assert len(seen("完善粮食储备调度机制。推行容缺受理。")) == 2
