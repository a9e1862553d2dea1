"""Dates: the forms that reports use, and the period that each means."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.dating import Form, dates, lexicon
from ontology.period import Period

HALF = Period("2024-01-01", "2024-06-30", "own")
YEAR = Period("2023-01-01", "2023-12-31", "own")


def read(text: str, own: Period = HALF) -> list[tuple[str, str, str | None]]:
    """Words, form and period of each date."""
    return [
        (text[d.start : d.end], d.form, None if d.period is None else d.period.text())
        for d in dates(text, 0, len(text), own)
    ]


@pytest.mark.parametrize("form", lexicon().forms, ids=lambda form: form.form)
def test_each_form_begins_with_a_letter_at_which_dates_are_tried(form: Form) -> None:
    @given(st.from_regex(form.pattern))
    def law(text: str) -> None:
        found = re.search(form.pattern, text)
        assert found is not None
        assert re.match(lexicon().begins, found[0]) is not None

    law()


FORMS = [
    ("截至6月", "asof", "../2024-06-30"),
    ("截至6月底", "asof", "../2024-06-30"),
    ("截止6月份", "asof", "../2024-06-30"),
    ("截至2021年6月", "asof", "../2021-06-30"),
    ("截止2021年6月份", "asof", "../2021-06-30"),
    ("截至6月15日", "asof", "../2024-06-15"),
    ("截至2021年6月15日", "asof", "../2021-06-15"),
    ("截至2016年底", "asof", "../2016-12-31"),
    ("1-6月", "range", "2024-01-01/2024-06-30"),
    ("1--9月", "range", "2024-01-01/2024-09-30"),
    ("1-11月份", "range", "2024-01-01/2024-11-30"),
    ("1月-3月", "range", "2024-01-01/2024-03-31"),
    ("1至5月", "range", "2024-01-01/2024-05-31"),
    ("今年1-2月", "range", "2024-01-01/2024-02-29"),
    ("2021年1-6月", "range", "2021-01-01/2021-06-30"),
    ("去年1-6月", "range", "2023-01-01/2023-06-30"),
    ("12月底前", "deadline", "../2024-12-31"),
    ("9月前", "deadline", "../2024-09-30"),
    ("9月15日之前", "deadline", "../2024-09-15"),
    ("2021年9月30日前", "deadline", "../2021-09-30"),
    ("2021年底前", "deadline", "../2021-12-31"),
    ("2021年年底前", "deadline", "../2021-12-31"),
    ("年底前", "deadline", "../2024-12-31"),
    ("今年年底前", "deadline", "../2024-12-31"),
    ("6月28日起", "since", "2024-06-28/.."),
    ("自2017年7月1日起", "since", "2017-07-01/.."),
    ("从2021年3月起", "since", "2021-03-01/.."),
    ("7月6日-7日", "day", "2024-07-06/2024-07-07"),
    ("7月6日至8月2日", "day", "2024-07-06/2024-08-02"),
    ("7月11日", "day", "2024-07-11"),
    ("2016年3月15日", "day", "2016-03-15"),
    ("上半年", "half", "2024-01-01/2024-06-30"),
    ("2023年下半年", "half", "2023-07-01/2023-12-31"),
    ("去年下半年", "half", "2023-07-01/2023-12-31"),
    ("前三季度", "quarters", "2024-01-01/2024-09-30"),
    ("2023年前二季度", "quarters", "2023-01-01/2023-06-30"),
    ("3月", "month", "2024-03"),
    ("11月底", "month", "2024-11"),
    ("今年10月", "month", "2024-10"),
    ("2023年12月初", "month", "2023-12"),
    ("去年11月底", "month", "2023-11"),
    ("去年年底", "before", "2023-01-01/2023-12-31"),
    ("上年", "before", "2023-01-01/2023-12-31"),
    ("2017年", "year", "2017-01-01/2017-12-31"),
    ("2017年度", "year", "2017-01-01/2017-12-31"),
    ("截至目前", "own", None),
    ("今年以来", "own", None),
    ("今年上半年", "own", None),
    ("半年来", "own", None),
    ("全年", "own", None),
    ("目前", "own", None),
    ("至今", "own", None),
]


@pytest.mark.parametrize(("words", "form", "period"), FORMS, ids=[words for words, _, _ in FORMS])
def test_a_form_of_date_means_its_period(words: str, form: str, period: str | None) -> None:
    assert read(words) == [(words, form, period)]


@pytest.mark.parametrize(("words", "form", "period"), FORMS, ids=[words for words, _, _ in FORMS])
def test_a_date_is_found_inside_a_sentence(words: str, form: str, period: str | None) -> None:
    assert read(f"我市{words},窗口共受理业务若干件") == [(words, form, period)]


def test_a_date_without_a_year_is_of_the_year_in_which_the_term_ends() -> None:
    assert read("截至6月", YEAR) == [("截至6月", "asof", "../2023-06-30")]
    assert read("去年年底", YEAR) == [("去年年底", "before", "2022-01-01/2022-12-31")]
    assert read("3月", Period("2022-03", None, "own")) == [("3月", "month", "2022-03")]


@pytest.mark.parametrize(
    "text", ["近5年", "18个月", "两个月", "2017年版规范", "三年行动", "12345热线", "第3批", "全市一单"]
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("text", ["13月", "0月", "2021年13月", "0000年", "9999年"])
def test_an_impossible_month_or_year_is_never_read_as_another(text: str) -> None:
    assert [found for found in read(text) if found[1] == "month"] == []
    assert all(period in (None, "2021-01-01/2021-12-31") for _, _, period in read(text))


@pytest.mark.parametrize(
    "text", ["13月1日", "1-13月", "6-1月", "截至13月", "截至0000年底", "0000年底前", "13月底前", "7月9日-6日"]
)
def test_an_impossible_date_has_no_period(text: str) -> None:
    assert [period for _, _, period in read(text)] == [None]


@pytest.mark.parametrize("text", ["2月30日", "截至2月31日", "2月30日起", "2023年2月29日前"])
def test_a_day_past_the_end_of_its_month_is_the_last_of_it(text: str) -> None:
    ((_, _, period),) = read(text)
    assert period is not None
    assert "02-29" in period or "02-28" in period


def test_dates_come_in_order_and_apart() -> None:
    text = "2023年12月初启动,1-6月受理3000件,截至6月办结2900件"
    assert [words for words, _, _ in read(text)] == ["2023年12月初", "1-6月", "截至6月"]


def test_only_dates_between_the_offsets_are_read() -> None:
    text = "1-6月上线,7月11日启用"
    assert [text[d.start : d.end] for d in dates(text, 5, len(text), HALF)] == ["7月11日"]


PIECES = st.sampled_from(
    [
        "截至", "自", "从", "去年", "今年", "年", "月", "日", "底", "前", "起", "-", "--", "至", "上半年",
        "前三季度", "以来", "0", "1", "2", "13", "31", "30", "99", "2024", "0000", "9999", "1899", "\u0663",
        "\u00b2",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=40), st.sampled_from([HALF, YEAR]))
def test_no_text_makes_dates_fail(text: str, own: Period) -> None:
    at = 0
    for found in dates(text, 0, len(text), own):
        assert at <= found.start < found.end <= len(text)
        at = found.end
