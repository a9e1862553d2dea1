from __future__ import annotations

import pytest

from graph.batches import batches, inventory
from graph.elements import nodes, relationships
from tests.graph_samples import graph, readings

SAMPLE = graph(*readings())
LISTED = inventory(SAMPLE)


def test_equal_graphs_have_one_digest_and_others_another() -> None:
    assert inventory(graph(*readings()[::-1])) == LISTED
    assert inventory(graph(*readings()[1:])).digest != LISTED.digest


def test_every_element_is_in_one_group() -> None:
    assert sum(LISTED.by_kind().values()) == len(list(nodes(SAMPLE)))
    assert sum(LISTED.by_type().values()) == len(list(relationships(SAMPLE)))
    assert LISTED.by_kind()["Report"] == 5


def test_no_two_relationships_have_the_same_ends_and_type() -> None:
    keys = [(each.source, each.type, each.target) for each in relationships(SAMPLE)]
    assert len(keys) == len(set(keys))


def test_no_two_nodes_have_the_same_id() -> None:
    assert len({node.id for node in nodes(SAMPLE)}) == len(list(nodes(SAMPLE)))


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_each_row_is_in_one_batch_and_nodes_come_first(size: int) -> None:
    found = list(batches(SAMPLE, LISTED, (), size))
    assert len(found) == LISTED.batches(size)
    assert max(len(each.rows) for each in found) <= size
    assert sum(len(each.rows) for each in found) == len(list(nodes(SAMPLE))) + len(list(relationships(SAMPLE)))
    links = ["MATCH" in each.text for each in found]
    assert links == sorted(links)


def test_each_row_carries_the_build() -> None:
    for each in batches(SAMPLE, LISTED, (), 1000):
        for row in each.rows:
            properties = row.get("properties", row)
            assert isinstance(properties, dict)
            assert properties["build"] == LISTED.digest


def test_a_node_loses_the_labels_it_has_no_more() -> None:
    texts = {each.text.partition(" MERGE ")[2] for each in batches(SAMPLE, LISTED, ["City", "Old"], 1000)}
    assert "(n:Place {id: row.id}) SET n = row SET n:City REMOVE n:Old" in texts
    assert "(n:Place {id: row.id}) SET n = row REMOVE n:City REMOVE n:Old" in texts


def test_an_empty_graph_has_no_batch() -> None:
    empty = inventory(graph())
    assert list(batches(graph(), empty, (), 10)) == []
    assert (empty.by_kind(), empty.by_type(), empty.batches(10)) == ({}, {}, 0)
