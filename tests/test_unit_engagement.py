from __future__ import annotations

import pytest

from graph.model import Graph
from graph.unit_engagement import UnitEngagement, YearCount, unit_engagements, year_counts
from ontology.report import Reading
from ontology.statement import Name
from tests.graph_samples import HAINING, NINGGUO, SUZHOU, XUANCHENG, graph, reading, reform, report, say


def told(place: Name, year: int, status: str = "adopted", *, tier: str = "certain") -> Reading:
    """A report that says this of 免证办."""
    of = report(f"{place.text}-{year}", place, str(year), "免证办。", plan=str(year + 1))
    return reading(of, say(of, "免证办", "adopted", reform("免证办"), status, tier=tier))


def by_place(of: Graph) -> dict[str, UnitEngagement]:
    """The engagements, by the label of the place."""
    return {of.entity(each.place).label: each for each in unit_engagements(of)}


def test_an_engagement_tells_when_each_rung_was_reached_and_by_which_statement() -> None:
    of = graph(told(SUZHOU, 2020, "planned"), told(SUZHOU, 2021, "piloted"), told(SUZHOU, 2022), told(SUZHOU, 2023))
    (found,) = by_place(of).values()
    rungs = (found.planned, found.piloted, found.in_use, found.ended)
    ends = [None if each is None else each.hi_date for each in rungs]
    assert ends == ["2020-12-31", "2021-12-31", "2022-12-31", None]
    assert (found.state, found.statement_count) == ("in use", 4)
    assert found.shown_by == found.first_used
    assert of.statement(found.shown_by).statement.evidence.report == "苏州市-2022"


@pytest.mark.parametrize(
    ("statuses", "state", "used"),
    [
        (["planned"], "planned", False), (["drafted", "planned"], "drafted", False), (["piloted"], "piloted", False),
        (["expanded"], "in use", True), (["adopted", "ended"], "ended", True),
    ],
)
def test_the_state_is_the_furthest_rung(statuses: list[str], state: str, used: bool) -> None:
    (found,) = by_place(graph(*(told(SUZHOU, 2020 + n, status) for n, status in enumerate(statuses)))).values()
    assert (found.state, found.first_used is not None) == (state, used)


def test_a_candidate_is_no_engagement() -> None:
    assert by_place(graph(told(SUZHOU, 2020, tier="candidate"))) == {}


def test_a_unit_counts_once_under_all_its_codes() -> None:
    old = Name("广德县", "Place", "place/county-341822")
    new = Name("广德市", "Place", "place/county-341882")
    found = by_place(graph(told(old, 2018), told(new, 2022, "expanded")))
    assert list(found) == ["广德市"]
    assert found["广德市"].statement_count == 2


def test_units_of_one_day_share_a_number_and_a_province_counts_its_own() -> None:
    found = by_place(graph(told(HAINING, 2020), told(XUANCHENG, 2021), told(NINGGUO, 2021), told(SUZHOU, 2022)))
    assert {place: (each.nth, each.nth_in_province) for place, each in found.items()} == {
        "海宁市": (1, 1), "宣城市": (3, 2), "宁国市": (3, 2), "苏州市": (4, 1),
    }


def test_the_years_count_the_places_first_seen_in_each() -> None:
    of = graph(told(SUZHOU, 2020, "planned"), told(SUZHOU, 2022), told(XUANCHENG, 2022), told(NINGGUO, 2023, "piloted"))
    thing = "reform/mian-zheng-ban"
    assert year_counts(unit_engagements(of)) == [
        YearCount(thing, 2020, 1, 0, 0, 0), YearCount(thing, 2022, 0, 0, 2, 2), YearCount(thing, 2023, 0, 1, 0, 2),
    ]
