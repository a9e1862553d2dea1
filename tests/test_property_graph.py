from __future__ import annotations

import json

import networkx

from graph.elements import measurements, nodes, relationships
from graph.property_graph import property_graph
from ontology import lineages, schema
from tests.graph_samples import graph, readings

SAMPLE = graph(*readings(), documented=lineages.load())


def test_every_node_has_an_id_of_its_own_and_a_kind() -> None:
    found = list(nodes(SAMPLE))
    assert len({node.id for node in found}) == len(found)
    derived = {"Engagement", "Outcome", "YearCount", "NameCount", "Flag", "LineageEvent"}
    known = {*schema.load().kinds, "Report", "Statement", "Measurement", *derived}
    assert all(node.labels[0] in known for node in found)


def test_both_ends_of_every_relationship_are_there() -> None:
    ids = {node.id for node in nodes(SAMPLE)}
    assert {end for each in relationships(SAMPLE) for end in (each.source, each.target)} <= ids


def test_a_city_is_a_place_and_a_city_and_a_province_is_no_city() -> None:
    built = property_graph(SAMPLE)
    assert built.nodes["place/prefecture-320500"]["labels"] == ("Place", "City")
    assert built.nodes["place/county-341882"]["labels"] == ("Place", "City")
    assert built.nodes["place/province-320000"]["labels"] == ("Place",)


def test_no_property_is_empty_or_named_as_an_engine_names_its_own() -> None:
    given = [node.properties for node in nodes(SAMPLE)] + [each.properties for each in relationships(SAMPLE)]
    for properties in given:
        assert not {"type", "title"} & set(properties)
        assert None not in properties.values()
        assert [] not in properties.values()


def test_an_edge_carries_its_tier_its_statements_and_the_day_as_text_and_number() -> None:
    built = property_graph(SAMPLE)
    edge = built["place/prefecture-341800"]["reform/mian-zheng-ban"]["ADOPTED"]
    assert (edge["tier"], edge["statement_count"], edge["since"], edge["since_day"]) == (
        "certain", 1, "2023-06-30", 738701,
    )
    assert built.nodes[edge["evidence"]]["quote"] == "“免证办”做实"


def test_a_statement_leads_to_its_entities_place_report_and_matter() -> None:
    built = property_graph(SAMPLE)
    learned = next(r.statement.id for r in SAMPLE.statements if r.statement.relation == "learned_from")
    assert {kind for _, _, kind in built.out_edges(learned, keys=True)} == {
        "SUBJECT", "OBJECT", "IN_PLACE", "FROM_REPORT", "ABOUT",
    }


def test_a_statement_names_the_edge_that_rests_on_it() -> None:
    built = property_graph(SAMPLE)
    edges = {data["id"]: data for _, _, data in built.edges(data=True) if "id" in data}
    for resolved in SAMPLE.statements:
        edge = built.nodes[resolved.statement.id].get("edge")
        assert edge is None or resolved.statement.id in edges[edge]["statements"]


def test_a_number_is_a_measurement_of_a_thing_in_a_place() -> None:
    built = property_graph(SAMPLE)
    measured = next(r for r in measurements(SAMPLE) if r.statement.object.text == "电子证照")
    node = "m-" + measured.statement.id.removeprefix("s-")
    assert built.has_edge(node, "reform/yi-ma-mian-zheng", key="OF")
    assert built.has_edge(node, "place/county-341882", key="IN")
    assert (built.nodes[node]["value"], built.nodes[node]["unit"]) == ("20", "类")


def test_a_report_was_written_by_a_body_of_a_place() -> None:
    built = property_graph(SAMPLE)
    agency = SAMPLE.report_agencies["suzhou-2016"]
    assert built.has_edge("suzhou-2016", agency, key="WRITTEN_BY")
    assert built.has_edge(agency, "place/prefecture-320500", key="OF")
    assert built.has_edge("suzhou-2016", "place/prefecture-320500", key="REPORT_OF")


def test_what_a_statement_adds_is_kept_as_json() -> None:
    learned = next(r.statement.id for r in SAMPLE.statements if r.statement.relation == "learned_from")
    assert json.loads(property_graph(SAMPLE).nodes[learned]["attrs"]) == {"about": "综合窗口改革", "by": "visit"}


def test_algorithms_run_over_it() -> None:
    built = property_graph(SAMPLE)
    assert networkx.has_path(built, "place/county-341882", "place/nation-100000")
