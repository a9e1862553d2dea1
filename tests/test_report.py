from __future__ import annotations

import hashlib

import pytest

from ontology.period import Period
from ontology.report import Report
from ontology.statement import Name


def report(text: str = "正文", period: str = "2024H1") -> Report:
    place = Name("苏州市", "Place", "place:prefecture/320500")
    return Report("suzhou-2024h1", "000", place, None, Period.parse(period, "own"), None, text)


def test_the_sha256_is_that_of_the_text_in_utf8() -> None:
    assert report("免证办").sha256 == hashlib.sha256("免证办".encode()).hexdigest()


def test_half_a_character_in_a_text_becomes_the_mark_for_none() -> None:
    assert report("免\ud800证\udfff\U0001f600办").text == "免\ufffd证\ufffd\U0001f600办"


@pytest.mark.parametrize(("period", "year"), [("2024H1", 2024), ("2023-07/2024-06", 2024), ("2016/..", 2016)])
def test_names_are_resolved_in_the_year_in_which_the_period_ends(period: str, year: int) -> None:
    assert report(period=period).year == year
