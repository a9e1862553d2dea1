from __future__ import annotations

import datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ontology.errors import InputError
from ontology.period import BASES, Period, first_day, iso_day, last_day


@st.composite
def prefixes(draw: st.DrawFn) -> str:
    day = draw(st.dates(datetime.date(1949, 10, 1), datetime.date(2100, 12, 31))).isoformat()
    return day[: draw(st.sampled_from((4, 7, 10)))]


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(st.none() | prefixes())
    end = draw(st.none() | prefixes())
    assume(start is not None or end is not None)
    assume(start is None or end is None or first_day(start) <= last_day(end))
    return Period(start, end, draw(st.sampled_from(BASES)))


@given(periods(), periods())
def test_overlap_is_symmetric(one: Period, two: Period) -> None:
    assert one.overlaps(two) == two.overlaps(one)


@given(periods())
def test_a_period_overlaps_and_contains_itself(period: Period) -> None:
    assert period.overlaps(period)
    assert period.contains(period)


@given(periods(), periods(), periods())
def test_contains_is_transitive(one: Period, two: Period, three: Period) -> None:
    if one.contains(two) and two.contains(three):
        assert one.contains(three)


@given(periods(), periods())
def test_what_contains_overlaps(one: Period, two: Period) -> None:
    if one.contains(two):
        assert one.overlaps(two)


@given(periods())
def test_a_period_comes_back_from_its_text(period: Period) -> None:
    assert Period.parse(period.text(), period.basis) == period


@given(prefixes())
def test_the_last_day_of_a_prefix_is_the_day_before_the_next_one(prefix: str) -> None:
    following = iso_day(last_day(prefix) + 1)
    assert not following.startswith(prefix)
    assert iso_day(last_day(prefix)).startswith(prefix)
    assert iso_day(first_day(prefix)).startswith(prefix)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", "2024", "2024"),
        ("2024-06", "2024-06", "2024-06"),
        ("2024H1", "2024-01-01", "2024-06-30"),
        ("2021-H2", "2021-07-01", "2021-12-31"),
        ("2024-01/2024-06", "2024-01", "2024-06"),
        ("../2021-12-31", None, "2021-12-31"),
        ("2024-06-28/..", "2024-06-28", None),
        (" 2024 ", "2024", "2024"),
    ],
)
def test_parse_reads_dates_halves_and_open_intervals(text: str, start: str | None, end: str | None) -> None:
    assert Period.parse(text) == Period(start, end)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "needs a start or an end"),
        ("../..", "needs a start or an end"),
        ("2024H3", "is no date"),
        ("2024-13", "is no date"),
        ("2023-02-29", "is no date"),
        ("2024-6", "is no date"),
        ("2024/2023", "ends before it begins"),
        ("2024-01-01/2024-06-30/2024-07-01", "is no date"),
        ("二〇二四", "is no date"),
    ],
)
def test_what_is_no_period_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        Period.parse(text)


def test_an_unknown_basis_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="basis 'guess' is none of own, stated, as-of, since, deadline"):
        Period("2024", "2024", "guess")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2024-01-01/2024-06-30", "2024H1"),
        ("2024-07/2024-12", "2024H2"),
        ("2023", "2023"),
        ("2023-01-01/2023-12-31", "2023"),
        ("2023-07-01/2024-06-30", "2023-07-01/2024-06-30"),
        ("../2021-12-31", "../2021-12-31"),
        ("2024-06", "2024-06"),
    ],
)
def test_the_label_of_a_half_or_a_whole_year_is_short(text: str, label: str) -> None:
    assert Period.parse(text).label() == label


def test_an_open_side_reaches_without_bound() -> None:
    since = Period("2024-06-28", None, "since")
    assert since.overlaps(Period.parse("2099"))
    assert not since.overlaps(Period.parse("2023"))
    assert since.contains(Period.parse("2099"))
    assert not Period.parse("2099").contains(since)
