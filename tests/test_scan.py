"""The scans: the leftmost longest of many words, and every one of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loaders.scan import Automaton, Dictionary

WORDS = st.lists(st.text("\u4e00\u4e01\u4e02", min_size=1, max_size=4), max_size=8, unique=True)
TEXTS = st.text("\u4e00\u4e01\u4e02,", max_size=40)


def test_every_word_is_found_within_and_across_others() -> None:
    known = Dictionary([("ab", 1), ("abc", 2), ("bc", 3), ("c", 4)])
    assert known.find("abcd") == [(0, 3, 2), (0, 2, 1), (1, 3, 3), (2, 3, 4)]


def test_a_piece_of_a_text_is_found_at_its_place_in_the_text() -> None:
    assert Dictionary([("ab", 1)]).find("ab,ab,ab", 2, 6) == [(3, 5, 1)]


def test_no_words_find_nothing() -> None:
    assert Dictionary([]).find("ab") == []
    assert list(Automaton([]).find("ab")) == []


@given(WORDS, TEXTS)
def test_the_first_that_fits_of_every_word_is_the_leftmost_longest(words: list[str], text: str) -> None:
    rows = [(word, word) for word in words]
    reached, chosen = 0, []
    for start, end, word in Dictionary(rows).find(text):
        if start >= reached:
            chosen.append((start, end, word))
            reached = end
    assert chosen == list(Automaton(rows).find(text))
