"""Numbers: value and unit as written, bound and approximation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.numbers import Number, numbers


def read(text: str) -> list[Number]:
    return list(numbers(text, 0, len(text)))


FORMS = [
    ("近800项", "800", "项", "≈", "近"),
    ("800余项", "800", "项", "≥", "余"),
    ("30多家", "30", "家", "≥", "多"),
    ("2.4万余台", "2.4", "万台", "≥", "余"),
    ("2千余户", "2", "千户", "≥", "余"),
    ("超2亿次", "2", "亿次", "≥", "超"),
    ("超95%", "95", "%", "≥", "超"),
    ("逾3000人", "3000", "人", "≥", "逾"),
    ("约1.2万户", "1.2", "万户", "≈", "约"),
    ("突破100万人次", "100", "万人次", "≥", "突破"),
    ("超过40种", "40", "种", "≥", "超过"),
    ("至少3次", "3", "次", "≥", ""),
    ("不少于5个", "5", "个", "≥", ""),
    ("不低于90%", "90", "%", "≥", ""),
    ("3个以上", "3", "个", "≥", "以上"),
    ("5天以内", "5", "天", "≤", ""),
    ("95%左右", "95", "%", "≈", "左右"),
    ("0.24个工作日", "0.24", "个工作日", "=", ""),
    ("3.5个百分点", "3.5", "个百分点", "=", ""),
    ("113.34万件", "113.34", "万件", "=", ""),
    ("499万", "499", "万", "=", ""),
    ("12.5万亿元", "12.5", "万亿元", "=", ""),
    ("3百万元", "3", "百万元", "=", ""),
    ("60万千瓦", "60", "万千瓦", "=", ""),
    ("达到98.5%", "98.5", "%", "=", ""),
    ("共12类", "12", "类", "=", ""),
    ("百分之73", "73", "%", "=", ""),
    ("百分之73%", "73", "%", "=", ""),
]


@pytest.mark.parametrize(("words", "value", "unit", "bound", "approx"), FORMS, ids=[words for words, *_ in FORMS])
def test_a_number_has_value_unit_bound_and_approximation(
    words: str, value: str, unit: str, bound: str, approx: str
) -> None:
    (found,) = read(f"我市窗口{words},群众满意")
    assert (found.value, found.unit, found.bound, found.approx) == (value, unit, bound, approx)
    assert (found.start, found.end) == (4, 4 + len(words))


def test_a_number_says_where_its_digits_begin() -> None:
    (found,) = read("办件超过40种")
    assert (found.start, found.digits) == (2, 4)


@pytest.mark.parametrize(
    "text",
    [
        "第3批",
        "第13批",
        "第2类事项",
        "12345热线",
        "2024年",
        "1-6月",
        "V2.0",
        "5G网络",
        "6+1模式",
        "一百二十件",
        "第一批",
        "1/3",
        "逾万件",
    ],
)
def test_ordinals_codes_years_and_bare_digits_are_no_numbers(text: str) -> None:
    assert read(text) == []


def test_hours_a_day_are_read_apart_from_days_a_week() -> None:
    assert [(n.value, n.unit) for n in read("提供7×24小时服务")] == [("24", "小时")]


@pytest.mark.parametrize("text", ["受理2,300件", "2-5亿元", "下降至-3%"])
def test_a_number_that_would_be_cut_short_is_left_out(text: str) -> None:
    assert read(text) == []


def test_numbers_come_in_order() -> None:
    found = read("由95个工作日压缩至70个工作日,办理12项")
    assert [(n.value, n.unit) for n in found] == [("95", "个工作日"), ("70", "个工作日"), ("12", "项")]


def test_only_numbers_between_the_offsets_are_read() -> None:
    text = "归集12项,上线30个"
    assert [n.value for n in numbers(text, 6, len(text))] == ["30"]


PIECES = st.sampled_from(
    [
        "1", "0", "9", ".", ",", "-", "+", "第", "近", "超过", "余", "多", "万", "亿", "千", "百", "个", "件",
        "工作日", "%", "百分之", "以上", "左右", "个百分点", "瓦", "\u0663", "\u00b2", " ",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=16).map("".join) | st.text(max_size=40))
def test_numbers_are_ordered_apart_and_as_written(text: str) -> None:
    at = 0
    for found in read(text):
        assert at <= found.start <= found.digits < found.end <= len(text)
        assert text[found.digits :].startswith(found.value)
        assert found.unit != ""
        at = found.end
