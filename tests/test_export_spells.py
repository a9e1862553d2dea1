from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from graph.exports.spells import Spell, Spells, alive, spells, years
from graph.model import Edge
from ontology.period import first_day, last_day
from tests.export_samples import ended

DAYS = st.lists(st.integers(1, 60), max_size=8)


def of(kind: str) -> tuple[Spell, ...]:
    sample = ended()
    (edge,) = [e for e in sample.edges if e.type == kind and e.source == "place/prefecture-320500" and e.statements]
    return Spells(sample).of(edge)


def test_a_spell_begins_when_use_is_sure_and_ends_with_an_end_and_use_after_it_begins_the_next() -> None:
    assert of("ADOPTED") == (
        Spell(last_day("2019"), last_day("2021")), Spell(last_day("2023"), None),
    )


def test_an_end_closes_no_plan_and_an_ended_edge_stays_open() -> None:
    assert of("PLANNED") == (Spell(last_day("2019"), None),)
    assert of("ENDED") == (Spell(last_day("2021"), None),)


def test_an_edge_without_a_date_has_no_spell() -> None:
    assert Spells(ended()).of(Edge("a", "VARIANT_OF", "b", "variant_of")) == ()
    assert years(()) == {}


def test_a_link_of_the_registry_holds_through_its_last_year() -> None:
    edge = Edge("a", "PART_OF", "b", "part_of", since="1990", since_day=first_day("1990"), until="2000")
    (spell,) = Spells(ended()).of(edge)
    assert (spell.start_date, spell.end_date) == ("1990-01-01", "2000-12-31")
    assert years((spell,)) == {"year_from": 1990, "year_to": 2000}


def test_years_of_the_registry_that_are_at_odds_make_no_spell_that_ends_before_it_begins() -> None:
    edge = Edge("a", "PART_OF", "b", "part_of", since="2001", since_day=first_day("2001"), until="2000")
    assert Spells(ended()).of(edge) == (Spell(first_day("2001"), None),)


def test_a_link_of_which_only_the_end_is_known_has_an_open_start() -> None:
    (spell,) = Spells(ended()).of(Edge("a", "PART_OF", "b", "part_of", until="2000"))
    assert (spell.start, spell.end_date) == (None, "2000-12-31")
    assert alive([(spell,)], first_day("1900"), last_day("1900")) == 1
    assert alive([(spell,)], first_day("2001"), last_day("2001")) == 0


@given(DAYS, DAYS)
def test_spells_are_in_order_and_apart_and_none_ends_before_it_begins(begins: list[int], ends: list[int]) -> None:
    found = spells(begins, ends)
    assert all(spell.end is None or (spell.start or 0) <= spell.end for spell in found)
    for before, after in itertools.pairwise(found):
        assert before.end is not None
        assert after.start is not None
        assert before.end < after.start


@given(DAYS, DAYS)
def test_each_beginning_lies_in_a_spell_and_each_end_is_one_that_is_told(begins: list[int], ends: list[int]) -> None:
    found = spells(begins, ends)
    assert all(alive([found], day, day) == 1 for day in begins)
    assert {spell.end for spell in found if spell.end is not None} <= set(ends)
