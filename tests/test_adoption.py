from __future__ import annotations

import pytest

from graph.adoption import SILENT, UNREAD, adoption
from graph.model import Graph
from ontology.errors import NotFound
from tests.export_samples import ended
from tests.graph_samples import graph, readings

SUZHOU, HAINING = "place/prefecture-320500", "place/county-330481"
SAMPLE = graph(*readings())
MIAN = "reform/mian-zheng-ban"


@pytest.fixture(scope="module")
def use() -> Graph:
    """In use in 2019 and 2020, ended in 2021, in use again in 2023."""
    return ended()


def test_a_unit_is_in_the_furthest_state_that_it_had_come_to(use: Graph) -> None:
    found = adoption(use, MIAN)
    assert [found.state(SUZHOU, year) for year in (2018, 2019, 2020, 2021)] == [UNREAD, "in use", "in use", "ended"]


def test_a_report_that_says_nothing_makes_its_place_silent_and_no_report_leaves_it_unread() -> None:
    found = adoption(SAMPLE, MIAN)
    assert found.state(HAINING, 2023) == SILENT
    assert found.state(HAINING, 2022) == UNREAD


def test_only_units_with_a_report_of_the_year_report_in_it() -> None:
    found = adoption(SAMPLE, MIAN)
    assert set(found.years) == {report.year for report in SAMPLE.reports.values()}
    assert all(HAINING not in found.reporting(year) for year in found.years if year != 2023)
    assert HAINING in found.reporting(2023)


def test_a_variant_in_use_counts_for_the_reform() -> None:
    variants = [other for other, how in SAMPLE.family(MIAN) if how == "variant_of"]
    assert len(variants) > 0
    states = {unit: adoption(SAMPLE, MIAN).state(unit, 2024) for unit in adoption(SAMPLE, MIAN).units}
    assert list(states.values()).count("in use") == 2


def test_a_thing_that_nobody_knows_is_not_found() -> None:
    with pytest.raises(NotFound):
        adoption(SAMPLE, "reform/never-heard-of")
