"""Traditional characters: a text in them is read like one in simplified characters, its offsets kept."""

from __future__ import annotations

import pathlib

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import extract
from loaders.report import described, make_report
from loaders.script import simplified
from ontology import registry

KNOWN = registry.load()


def test_a_text_in_traditional_characters_is_simplified() -> None:
    assert simplified("縣政務服務中心推動數據共享") == "县政务服务中心推动数据共享"


@pytest.mark.parametrize("text", ["乾隆年间的门楼", "裡面"])
def test_a_single_traditional_character_changes_nothing(text: str) -> None:
    assert simplified(text) == text


@given(st.text(alphabet=st.sampled_from("國發務數據辦證乾著裡後a1,。\n\u0301\U00020000"), max_size=60))
def test_the_length_never_changes(text: str) -> None:
    assert len(simplified(text, least=0)) == len(text)


def test_a_digest_in_traditional_characters_gives_the_same_statements(root: pathlib.Path) -> None:
    text = (root / "seeds" / "haining-2023-digest.txt").read_text(encoding="utf-8")
    row = described("one", "海宁市", None, "2023")
    converter = opencc.OpenCC("s2t")
    other = "".join(converter.convert(character) for character in text)
    assert len(other) == len(text)
    assert other != text
    found = [
        extract.read(make_report(each, pathlib.Path("one.txt"), KNOWN, row), KNOWN).statements for each in (text, other)
    ]
    marks = [{(s.relation, s.status, s.evidence.start, s.evidence.end) for s in each} for each in found]
    assert len(marks[0]) > 60
    assert len(marks[0] & marks[1]) >= 0.97 * len(marks[0] | marks[1])
    assert all(other[s.evidence.start : s.evidence.end] == s.evidence.quote for s in found[1])
