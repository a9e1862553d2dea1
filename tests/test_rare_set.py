"""The evaluation set of rare matters: whole, without doubles, and checked when it is loaded."""

from __future__ import annotations

import pathlib

import pytest
from pydantic import ValidationError

from ontology import registry
from tests.rare_set import Case, matters, measured, outcome

KNOWN = registry.load()


def test_each_matter_has_forty_sentences_of_either_kind_and_none_twice() -> None:
    found = matters()
    assert sorted(found) == ["hearsay", "learned_from", "mandated_by", "model", "negation", "plan"]
    for rows in found.values():
        words = [case.text for case in (*rows.positive, *rows.negative) if case.text is not None]
        assert len(words) == len(set(words))


@pytest.mark.parametrize("fields", [{}, {"text": "a", "file": "b", "end": 1}, {"file": "b", "start": 2, "end": 2}])
def test_a_case_has_one_source(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="give `text`, or `file`"):
        Case.model_validate({"of": "宁国市", **fields})


def test_a_span_is_left_out_where_there_is_no_corpus(tmp_path: pathlib.Path) -> None:
    case = Case(of="宁国市", file="one.txt", start=1, end=3)
    (tmp_path / "one.txt").write_text("甲乙丙丁", encoding="utf-8")
    assert (case.words(None), case.words(tmp_path)) == (None, "乙丙")


def test_the_figures_tell_a_right_from_a_wrong_reading() -> None:
    told = Case(of="宁国市", text="赴衢州市考察学习。", names=["衢州市"])
    wrong = Case(of="宁国市", text="赴衢州市招商。", names=["衢州市"])
    assert told.text is not None
    assert wrong.text is not None
    read = [outcome("learned_from", "positive", case, case.text or "", KNOWN) for case in (told, wrong)]
    assert [one.marked for one in read] == [True, False]
    assert measured(read) == (1.0, 0.5)
