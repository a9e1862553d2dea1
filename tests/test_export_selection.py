from __future__ import annotations

import pytest

from graph.exports.selection import KEYS, Counts, parse, select
from graph.model import Graph
from ontology.errors import NotFound, UsageError
from tests.export_samples import SAMPLE, ended
from tests.graph_samples import graph

THINGS = {
    "reform/mian-zheng-ban", "reform/mian-zheng-su-zhou", "reform/chu-men-bu-dai-zheng", "reform/yi-ma-mian-zheng",
}


def chosen(*where: str, of: Graph = SAMPLE, silent: bool = False) -> Graph:
    return select(of, parse(where), silent=silent).graph


def test_pairs_are_read_from_texts() -> None:
    assert parse(["reform=免证办", " place = 苏州市 "]) == [("reform", "免证办"), ("place", "苏州市")]


@pytest.mark.parametrize("text", ["city=苏州市", "reform", "reform=", "=x", ""])
def test_what_is_no_pair_is_refused_with_the_keys_that_there_are(text: str) -> None:
    with pytest.raises(UsageError, match=r"place=.*reform=.*near="):
        parse([text])


def test_without_a_condition_the_graph_is_whole() -> None:
    selected = select(SAMPLE, [])
    assert selected.graph is SAMPLE
    assert selected.before == selected.after == Counts.of(SAMPLE)


def test_a_place_is_itself_and_what_lies_within_it() -> None:
    assert {r.place for r in chosen("place=宣城市").statements} == {
        "place/prefecture-341800", "place/county-341881", "place/county-341882",
    }
    assert {r.place for r in chosen("place=江苏省").statements} == {"place/prefecture-320500"}
    assert {r.place for r in chosen("place=广德市").statements} == {"place/county-341882"}


def test_a_reform_comes_with_its_variants_and_what_is_about_it() -> None:
    found = chosen("reform=免证办")
    things = {each for r in found.statements for each in (r.subject, r.object, *r.about) if each.startswith("reform/")}
    assert things >= THINGS
    assert {r.statement.relation for r in found.statements} == {"adopted", "issued", "measured"}
    assert "reform/bang-ban-dai-ban" not in found.entities


def test_a_condition_leaves_edges_that_rest_on_nothing_left_out() -> None:
    found = chosen("period=2023", of=ended())
    (edge,) = [edge for edge in found.edges if edge.target == "reform/mian-zheng-ban" and len(edge.statements) > 0]
    assert (edge.since, edge.reports) == ("2023-12-31", ("suzhou-2023",))


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ("status=piloted", 2), ("status=planned", 3), ("relation=learned_from", 2), ("tier=certain", 24),
        ("level=county", 6), ("period=2016/2017", 2), ("period=2021", 3), ("family=data", 1),
    ],
)
def test_each_condition_leaves_what_it_names(where: str, count: int) -> None:
    assert len(chosen(where).statements) == count


def test_conditions_of_one_key_are_alternatives_and_of_two_keys_hold_together() -> None:
    either = chosen("status=piloted", "status=planned")
    assert len(either.statements) == 5
    both = chosen("status=planned", "place=苏州市")
    assert {(r.statement.status, r.place) for r in both.statements} == {("planned", "place/prefecture-320500")}


def test_a_neighbourhood_is_an_entity_and_those_that_share_an_edge_with_it() -> None:
    found = chosen("near=综合窗口改革")
    assert {e.source for e in found.edges if e.type == "DRAFTED"} == {"place/prefecture-341800"}
    (middle,) = {edge.target for edge in found.edges if edge.type in ("VARIANT_OF", "EVOLVED_FROM")}
    assert middle == "reform/zong-he-chuang-kou-gai-ge"
    assert "reform/mian-zheng-ban" not in found.entities


def test_reports_that_say_nothing_of_it_are_kept_where_silence_counts() -> None:
    assert set(chosen("reform=综合窗口改革").reports) == {"xuancheng-2023h1"}
    assert set(chosen("reform=综合窗口改革", silent=True).reports) == set(SAMPLE.reports)
    assert set(chosen("reform=免证办", "place=苏州市", silent=True).reports) == {"suzhou-2016", "suzhou-2024h1"}
    assert set(chosen("reform=免证办", "period=2024", silent=True).reports) == {"suzhou-2024h1"}


@pytest.mark.parametrize(
    ("where", "told"),
    [("status=begun", "planned, drafted"), ("relation=likes", "adopted, operates"), ("tier=sure", "certain, likely"),
     ("level=moon", "county, nation"), ("family=none", "approval, "), ("period=yesterday", "is no date")],
)
def test_a_value_that_there_is_not_is_refused_with_those_there_are(where: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        chosen(where)


@pytest.mark.parametrize("where", ["reform=没有这个", "place=没有这个", "near=没有这个", "period=1970"])
def test_a_name_that_nobody_has_and_a_selection_of_nothing_are_not_found(where: str) -> None:
    with pytest.raises(NotFound):
        chosen(where)


def test_the_counts_are_told_before_and_after() -> None:
    told = select(SAMPLE, parse(["reform=综合窗口改革"])).told()
    assert told.startswith(f"reports {len(SAMPLE.reports)} → 1, statements {len(SAMPLE.statements)} → ")


@pytest.mark.parametrize("where", ["reform=免证办", "place=宣城市", "near=苏州市", "status=planned", "level=county"])
def test_both_ends_of_every_edge_and_the_wholes_of_every_entity_are_left(where: str) -> None:
    found = chosen(where)
    assert {end for edge in found.edges for end in (edge.source, edge.target)} <= set(found.entities)
    assert {found.report_places[report] for report in found.reports} <= set(found.entities)
    for entity in found.entities.values():
        assert {entity.attrs[key] for key in ("owner", "place") if key in entity.attrs} <= set(found.entities)


def test_every_key_can_be_used() -> None:
    values = {
        "place": "苏州市", "reform": "免证办", "family": "data", "period": "2024", "status": "planned",
        "relation": "adopted", "tier": "certain", "level": "prefecture", "near": "苏州市",
    }
    assert values.keys() == KEYS.keys()
    for key, value in values.items():
        assert len(chosen(f"{key}={value}").edges) > 0


def test_nothing_is_selected_from_an_empty_workspace() -> None:
    with pytest.raises(NotFound, match="status=planned"):
        chosen("status=planned", of=graph())
