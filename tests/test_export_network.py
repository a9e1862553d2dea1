from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree

import pytest

from graph.exports import export, layout
from graph.exports.network import EDGE_COLUMNS, NODE_COLUMNS, Network
from graph.model import Graph
from ontology.entities import Entity
from ontology.errors import UsageError
from tests.export_samples import SAMPLE, ended
from tests.graph_samples import SUZHOU, graph, reading, reform, report, say

GEXF = "{http://gexf.net/1.3}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def many(number: int) -> Graph:
    """A place and as many reforms, each adopted."""
    of = report("suzhou-2024h1", SUZHOU, "2024H1", "苏州推行某改革。")
    return graph(reading(of, *(say(of, "推行", "adopted", reform(f"改革{n}"), "adopted") for n in range(number))))


def test_there_is_one_edge_for_a_source_a_target_and_a_kind() -> None:
    edges = list(Network(ended()).edges())
    assert len({(edge.source, edge.target, edge.kind) for edge in edges}) == len(edges)
    assert len({edge.id for edge in edges}) == len(edges)


def test_a_plan_and_its_use_are_two_edges_with_status_tier_statements_and_words() -> None:
    edges = [
        edge for edge in Network(SAMPLE).edges()
        if (edge.source, edge.target) == ("place/prefecture-320500", "reform/mian-zheng-ban")
    ]
    assert {(edge.kind, edge.properties["status"], edge.properties["tier"]) for edge in edges} == {
        ("ADOPTED", "adopted", "certain"), ("PLANNED", "planned", "certain"),
    }
    for edge in edges:
        assert str(edge.properties["statements"]).split() == [edge.properties["evidence"]]
        assert edge.properties["text_kind"] == "digest"
    assert {edge.properties["quote"] for edge in edges} == {"“免证办”事项近800项", "再推“免证办”新场景"}


def test_nodes_are_the_entities_with_an_edge_and_their_ids_carry_the_level() -> None:
    network = Network(SAMPLE)
    ids = [node.id for node in network.nodes()]
    assert ids == sorted(set(ids))
    assert set(ids) == {end for edge in network.edges() for end in (edge.source, edge.target)}
    assert (len(ids), len(list(network.edges()))) == (network.node_count, network.edge_count)
    assert all("prefecture" in each or "county" in each or "province" in each or "nation" in each
               for each in ids if each.startswith("place/"))


def test_properties_have_the_types_of_their_columns() -> None:
    network = Network(ended())
    for columns, found in ((NODE_COLUMNS, network.nodes()), (EDGE_COLUMNS, network.edges())):
        for each in found:
            assert {key: type(value) for key, value in each.properties.items()} == {
                key: columns[key] for key in columns if key in each.properties
            }


def test_no_two_nodes_stand_in_one_place_and_the_layout_is_the_same_each_time() -> None:
    points = [node.point for node in Network(SAMPLE).nodes()]
    assert len(set(points)) == len(points)
    assert points == [node.point for node in Network(SAMPLE).nodes()]


def test_a_thing_stands_between_its_places_and_one_without_an_edge_outside() -> None:
    places = [Entity(f"place/{n}", "Place", n, {"code": n, "level": "prefecture"}) for n in "123"]
    things = [Entity(f"reform/{n}", "Reform", n, {}) for n in "abc"]
    edges = [("place/1", "reform/a"), ("place/2", "reform/a"), ("place/3", "reform/a"), ("reform/b", "reform/a")]
    points = layout.layout([*places, *things], edges)
    distance = {key: (x * x + y * y) ** 0.5 for key, (x, y) in points.items()}
    assert distance["reform/a"] < 1 < distance["reform/b"] < distance["place/1"] < distance["reform/c"]


def test_gexf_holds_ordered_spells_kinds_and_the_first_and_last_year() -> None:
    root = ElementTree.fromstring("".join(export("gexf", ended())))
    edges = {edge.attrib["kind"]: edge for edge in root.iter(f"{GEXF}edge")}
    assert [spell.attrib for spell in edges["ADOPTED"].iter(f"{GEXF}spell")] == [
        {"start": "2019-12-31", "end": "2021-12-31"}, {"start": "2023-12-31"},
    ]
    values = {value.attrib["for"]: value.attrib["value"] for value in edges["ADOPTED"].iter(f"{GEXF}attvalue")}
    assert (values["year_from"], values["dated"], values["status"]) == ("2019", "true", "expanded")
    assert "year_to" not in values
    graphs = [graph.attrib for graph in root.iter(f"{GEXF}graph")]
    assert [(each["mode"], each["timeformat"]) for each in graphs] == [("dynamic", "date")]


def test_gexf_says_of_an_undated_edge_that_it_is_not_dated() -> None:
    root = ElementTree.fromstring("".join(export("gexf", SAMPLE)))
    (edge,) = [edge for edge in root.iter(f"{GEXF}edge") if edge.attrib["kind"] == "EVOLVED_FROM"]
    assert list(edge.iter(f"{GEXF}spell")) == []
    values = {value.attrib["for"]: value.attrib["value"] for value in edge.iter(f"{GEXF}attvalue")}
    assert values["dated"] == "false"


def test_graphml_gives_tinkerpop_its_labels_and_keeps_each_id() -> None:
    root = ElementTree.fromstring("".join(export("graphml", SAMPLE)))
    assert {"labelV", "labelE"} <= {key.attrib["id"] for key in root.iter(f"{GRAPHML}key")}
    data = [{d.attrib["key"]: d.text for d in node} for node in root.iter(f"{GRAPHML}node")]
    assert [each["entity"] for each in data] == [node.id for node in Network(SAMPLE).nodes()]
    ids = {node.attrib["id"] for node in root.iter(f"{GRAPHML}node")}
    edges = [edge.attrib for edge in root.iter(f"{GRAPHML}edge")]
    assert {end for edge in edges for end in (edge["source"], edge["target"])} <= ids


def test_cyjs_holds_every_node_and_edge_with_its_spells() -> None:
    found = json.loads("".join(export("cyjs", ended())))
    network = Network(ended())
    elements = found["elements"]
    assert (len(elements["nodes"]), len(elements["edges"])) == (network.node_count, network.edge_count)
    spells = [each["data"]["spells"] for each in elements["edges"]]
    assert [["2019-12-31", "2021-12-31"], ["2023-12-31", None]] in spells


@pytest.mark.parametrize("name", ["dot", "mermaid"])
def test_a_plan_is_drawn_otherwise_than_use(name: str) -> None:
    lines = "".join(export(name, SAMPLE)).split("\n")
    planned, used = ([line for line in lines if kind in line] for kind in ("PLANNED ", "ADOPTED "))
    assert all("dashed" in line or "-.->" in line for line in planned)
    assert not any("dashed" in line or "-.->" in line for line in used)
    assert len(planned) == 3


@pytest.mark.parametrize("name", ["dot", "mermaid"])
def test_a_picture_of_too_much_is_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(UsageError, match=r"504 nodes and 503 edges .* at most 500 .*--where"):
        list(export(name, many(501)))


def test_a_flowchart_of_too_many_characters_is_refused_before_any_is_written() -> None:
    pieces = iter(export("mermaid", many(450)))
    with pytest.raises(UsageError, match="characters are too many to draw, which takes at most 50000"):
        next(pieces)


@pytest.mark.parametrize("name", ["gexf", "graphml", "cyjs", "dot", "mermaid"])
def test_an_empty_graph_is_an_empty_network(name: str) -> None:
    assert "苏州" not in "".join(export(name, graph()))
