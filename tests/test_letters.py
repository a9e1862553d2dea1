"""The letters of a text: what is dropped, the way back, and which quotation marks make a pair."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.letters import Letters, Quoted, fold, sound, squeeze
from loaders.lexicon import layout

SIGNS = "推行免证办通，,。；1０“”‘’「」『』\"' \n\t\u3000|《》"
TEXTS = st.text(st.sampled_from(SIGNS), max_size=60) | st.text(max_size=60)
SURROGATES = st.characters(codec=None, min_codepoint=0xD800, max_codepoint=0xDFFF, categories=["Cs"])


def letters(text: str, *breaks: int) -> Letters:
    return squeeze(fold(text), breaks)


def inside(text: str) -> list[str]:
    found = letters(text)
    return [found.text[span.start : span.end] for span in found.quoted]


def test_folding_makes_full_width_forms_half_width() -> None:
    assert fold("２０２４年１－６月，（一）ＡＰＰ：％；") == "2024年1-6月,(一)APP:%;"
    assert fold("\u3000") == " "


def test_folding_leaves_words_and_marks_of_quotation_as_they_are() -> None:
    assert fold("“免证办”、《办法》。") == "“免证办”、《办法》。"


@given(TEXTS | st.text(SURROGATES))
def test_folding_never_changes_the_length(text: str) -> None:
    assert len(fold(text)) == len(text) == len(sound(text))


@given(st.text(st.characters() | SURROGATES))
def test_what_is_folded_or_made_sound_can_be_written(text: str) -> None:
    assert fold(text).encode("utf-8").decode("utf-8") == fold(text)
    assert sound(text).encode("utf-8").decode("utf-8") == sound(text)


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_name_cut_by_marks_spaces_and_a_line_break_is_one_word() -> None:
    assert letters("推进公共资源 交易“一张\n网”建设").text == "推进公共资源交易一张网建设"


def test_a_number_with_a_stray_space_is_one_number() -> None:
    assert letters("归集数据13. 47亿条").text == "归集数据13.47亿条"


def test_a_break_that_is_asked_for_stays_as_one_line_break() -> None:
    assert letters("一、开头 \r\n\n 正文", 5).text == "一、开头\n正文"


@given(TEXTS, st.data())
def test_every_letter_maps_back_to_the_same_character_of_the_folded_text(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    spaces = [at for at, sign in enumerate(folded) if sign.isspace()]
    breaks = data.draw(st.lists(st.sampled_from(spaces), unique=True)) if len(spaces) > 0 else []
    found = squeeze(folded, breaks)
    sources = [found.source(at) for at in range(len(found.text))]
    assert sources == sorted(set(sources))
    for at, source in enumerate(sources):
        assert found.text[at] == folded[source] or (found.text[at] == "\n" and source in breaks)


@given(TEXTS)
def test_only_marks_and_space_are_dropped(text: str) -> None:
    folded = fold(text)
    kept = [sign for sign in folded if not sign.isspace() and sign not in layout().marks]
    assert list(letters(text).text) == kept


@given(TEXTS, st.data())
def test_a_span_of_the_text_holds_the_letters_it_was_made_from(text: str, data: st.DataObject) -> None:
    found = letters(text)
    if len(found.text) == 0:
        return
    start = data.draw(st.integers(0, len(found.text) - 1))
    end = data.draw(st.integers(start + 1, len(found.text)))
    first, last = found.span(start, end)
    assert letters(text[first:last]).text == found.text[start:end]


def test_a_span_leaves_out_the_marks_around_it() -> None:
    text = "做实“免证办”,惠民"
    start, end = letters(text).span(2, 5)
    assert text[start:end] == "免证办"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("做实“免证办”、“秒批”。", ["免证办", "秒批"]),
        ("推行“一件事‘一次办’”。", ["一件事一次办", "一次办"]),
        ("推行「一网通办」和『跨省通办』。", ["一网通办", "跨省通办"]),
        ("推行“免 证\n办”。", ["免证办"]),
        ("没有引号。", []),
    ],
)
def test_marks_pair_with_their_own_kind(text: str, expected: list[str]) -> None:
    assert inside(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("做好”三集中,推行“免证办”。", ["免证办"]),
        ("推行“免证办。", []),
        ("推行免证办”。", []),
        ("推行“免‘证办”。", ["免证办"]),
        ("推行‘免“证’办。", ["免证"]),
        ("推行“”。", []),
    ],
)
def test_a_mark_without_its_partner_pairs_with_nothing(text: str, expected: list[str]) -> None:
    assert inside(text) == expected


def test_a_quotation_that_begins_a_line_begins_after_the_break() -> None:
    text = "概况。\n“免证办”推行"
    found = letters(text, text.index("\n"))
    assert found.text == "概况。\n免证办推行"
    assert found.quoted == (Quoted(4, 7),)


def test_a_quotation_that_is_closed_on_the_next_line_ends_before_the_break() -> None:
    text = "“免证办\n”推行"
    assert letters(text, text.index("\n")).quoted == (Quoted(0, 3),)


@given(TEXTS)
def test_quoted_spans_lie_in_the_letters_in_order_and_never_cross(text: str) -> None:
    found = letters(text)
    for span in found.quoted:
        assert 0 <= span.start < span.end <= len(found.text)
    assert list(found.quoted) == sorted(found.quoted, key=lambda span: (span.start, -span.end))
    for one in found.quoted:
        for other in found.quoted:
            assert not one.start < other.start < one.end < other.end


def test_a_text_without_letters_has_none() -> None:
    assert letters("").text == letters("“” \n").text == ""
    assert letters("").quoted == ()
