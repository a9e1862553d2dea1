from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.engagement import BASES, Bounds, begin, combined, end, engagement, since
from ontology.period import Period, first_day
from ontology.statement import LADDER, Statement
from tests.graph_samples import SUZHOU, graph, reading, readings, reform, report, say

REPORT = report("suzhou-2024h1", SUZHOU, "2024H1", "苏州做实“免证办”。")
SAID_BY = {REPORT.id: first_day("2024-06-30")}


def said(status: str, period: str = "2024H1", *, basis: str = "own", begins: str | None = None) -> Statement:
    attrs = {} if begins is None else {"begin": begins}
    of = say(REPORT, "做实“免证办”", "adopted", reform("免证办"), status, attrs=attrs)
    return dataclasses.replace(of, period=Period.parse(period, basis))


def dates(bounds: Bounds | None) -> tuple[str | None, str | None, str | None]:
    return (None, None, None) if bounds is None else (bounds.lo_date, bounds.hi_date, bounds.basis)


@pytest.mark.parametrize(
    ("statement", "lo", "hi", "basis"),
    [
        (said("adopted"), None, "2024-06-30", "in-force"),
        (said("expanded", begins="in-force"), None, "2024-06-30", "in-force"),
        (said("adopted", begins="launched"), "2024-01-01", "2024-06-30", "launched"),
        (said("piloted", begins="launched"), "2024-01-01", "2024-06-30", "launched"),
        (said("adopted", "2024-06-28", basis="stated", begins="stated"), "2024-06-28", "2024-06-28", "stated"),
        (said("adopted", "2024-05", basis="stated", begins="stated"), "2024-05-01", "2024-05-31", "stated"),
        (said("adopted", "2024-06-28/..", basis="since"), "2024-06-28", "2024-06-28", "stated"),
        (said("adopted", "2024-05/..", basis="stated", begins="stated"), "2024-05-01", "2024-05-31", "stated"),
        (said("adopted", "../2024-06", basis="as-of"), None, "2024-06-30", "in-force"),
        (said("adopted", "2024-05/..", basis="stated"), None, "2024-05-31", "in-force"),
        (said("adopted", begins="no such word"), None, "2024-06-30", "in-force"),
    ],
)
def test_a_use_or_a_pilot_began_within_these_bounds(
    statement: Statement, lo: str | None, hi: str, basis: str
) -> None:
    assert dates(begin(statement)) == (lo, hi, basis)


@pytest.mark.parametrize("status", ["planned", "drafted", "ended"])
def test_what_is_no_pilot_and_no_use_has_no_beginning(status: str) -> None:
    assert begin(said(status)) is None


@pytest.mark.parametrize("status", [status for status in LADDER if status != "ended"])
def test_only_a_statement_of_the_end_ends_anything(status: str) -> None:
    assert end(said(status)) is None
    assert dates(end(said("ended"))) == ("2024-01-01", "2024-06-30", "launched")


def test_a_plan_holds_from_when_it_was_said() -> None:
    assert since(said("planned", "2024H2"), SAID_BY[REPORT.id]).hi_date == "2024-06-30"


def test_the_steps_of_an_engagement_come_in_the_order_of_the_ladder() -> None:
    statements = [said("adopted"), said("planned", "2024H2"), said("piloted", "2023", basis="stated")]
    found = engagement("place", "thing", statements, SAID_BY)
    assert [step.status for step in found.steps] == ["planned", "piloted", "adopted"]
    assert (found.status, dates(found.begin), found.end) == ("adopted", (None, "2024-06-30", "in-force"), None)


def test_where_there_is_no_use_the_pilot_gives_the_beginning() -> None:
    assert dates(engagement("p", "t", [said("piloted", "2023")], SAID_BY).begin) == (None, "2023-12-31", "in-force")


def test_a_plan_alone_has_no_beginning() -> None:
    found = engagement("p", "t", [said("planned", "2024H2")], SAID_BY)
    assert (found.status, found.begin, found.end) == ("planned", None, None)


def test_what_has_ended_is_ended() -> None:
    found = engagement("p", "t", [said("adopted", "2023"), said("ended", "2024H1")], SAID_BY)
    assert (found.status, dates(found.end)) == ("ended", ("2024-01-01", "2024-06-30", "launched"))


def test_what_is_in_use_after_it_had_ended_is_in_use() -> None:
    found = engagement("p", "t", [said("ended", "2022"), said("expanded", "2024H1")], SAID_BY)
    assert found.status == "expanded"
    assert dates(found.end)[1] == "2022-12-31"


def test_the_end_of_a_report_ends_nothing() -> None:
    assert all(e.end is None for e in graph(*readings()).engagements("reform/mian-zheng-ban"))


def test_the_graph_has_an_engagement_for_each_place_with_the_thing() -> None:
    found = graph(reading(REPORT, said("adopted"), said("planned", "2024H2"))).engagements("place/prefecture-320500")
    assert [(e.thing, e.status, len(e.steps)) for e in found] == [("reform/mian-zheng-ban", "adopted", 2)]


def test_lags_of_overlapping_bounds_are_unordered() -> None:
    early, late, vague = Bounds(1, 5, "launched"), Bounds(6, 9, "launched"), Bounds(None, 9, "in-force")
    assert early.surely_before(late)
    assert not late.surely_before(early)
    assert not early.surely_before(vague)


BOUNDS = st.tuples(st.none() | st.integers(1, 60), st.integers(1, 60), st.sampled_from(BASES)).map(
    lambda t: Bounds(None if t[0] is None else min(t[0], t[1]), t[1], t[2])
)


@given(st.lists(BOUNDS, min_size=1, max_size=5))
def test_the_first_of_several_beginnings_lies_in_no_wider_bounds_than_the_earliest(several: list[Bounds]) -> None:
    found = combined(several)
    assert found is not None
    assert found.hi == min(bounds.hi for bounds in several)
    assert found.lo is None or found.lo <= found.hi


@given(st.permutations([Bounds(3, 9, "stated"), Bounds(None, 9, "in-force"), Bounds(1, 12, "launched")]))
def test_the_order_of_beginnings_makes_no_difference(order: list[Bounds]) -> None:
    assert combined(order) == Bounds(3, 9, "stated")


def test_nothing_combines_to_nothing() -> None:
    assert combined([]) is None
