"""The elements of the graph in batches: rows of one group, with the query that writes them into a Cypher server.

An element is merged, by its id or by its ends and type, and carries the digest of all elements in `build`: to write a
batch twice comes to the same, and what another build left can be told apart.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from graph.elements import Value, nodes, relationships
from graph.model import Graph
from ontology.statement import digest

Group: TypeAlias = tuple[str, ...]
Written: TypeAlias = "dict[str, Value | dict[str, Value]]"


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows for one transaction, and the query that writes them."""

    text: str
    rows: list[Written]


@dataclass(frozen=True, slots=True)
class Inventory:
    """The digest of all elements, and their number by group: nodes by labels, relationships by (kind, type, kind).

    `kinds` has the first label of each node.
    """

    digest: str
    nodes: Mapping[Group, int]
    relationships: Mapping[Group, int]
    kinds: Mapping[str, str]

    def by_kind(self) -> dict[str, int]:
        """The number of nodes of each kind."""
        return _summed((labels[0], number) for labels, number in self.nodes.items())

    def by_type(self) -> dict[str, int]:
        """The number of relationships of each type."""
        return _summed((kind, number) for (_, kind, _), number in self.relationships.items())

    def batches(self, size: int) -> int:
        """The number of batches of that size."""
        return sum(-(-number // size) for number in (*self.nodes.values(), *self.relationships.values()))

    @property
    def besides(self) -> set[str]:
        """The labels that some nodes have beside their kind."""
        return {label for labels in self.nodes for label in labels[1:]}


def inventory(graph: Graph) -> Inventory:
    """What there is to write; equal elements give an equal digest."""
    hashed = hashlib.sha256()
    kinds: dict[str, str] = {}
    by_labels: Counter[Group] = Counter()
    by_ends: Counter[Group] = Counter()
    for node in nodes(graph):
        hashed.update(digest([node.labels, dict(node.properties)]).encode())
        by_labels[node.labels] += 1
        kinds[node.id] = node.labels[0]
    for each in relationships(graph):
        hashed.update(digest([each.source, each.type, each.target, dict(each.properties)]).encode())
        by_ends[kinds[each.source], each.type, kinds[each.target]] += 1
    return Inventory(hashed.hexdigest()[:32], by_labels, by_ends, kinds)


def batches(graph: Graph, listed: Inventory, besides: Collection[str], size: int) -> Iterator[Batch]:
    """The elements in batches, all nodes before any relationship.

    Of the labels in `besides` a node loses those that it has no more.
    """
    build = listed.digest
    for labels, rows in _gathered(_node_rows(graph, build), size):
        more = "".join(f" SET n:{label}" for label in labels[1:])
        less = "".join(f" REMOVE n:{label}" for label in sorted(set(besides) - set(labels)))
        yield Batch(f"UNWIND $rows AS row MERGE (n:{labels[0]} {{id: row.id}}) SET n = row{more}{less}", rows)
    for (source, kind, target), rows in _gathered(_relationship_rows(graph, listed.kinds, build), size):
        yield Batch(
            f"UNWIND $rows AS row MATCH (a:{source} {{id: row.source}}) MATCH (b:{target} {{id: row.target}}) "
            f"MERGE (a)-[e:{kind}]->(b) SET e = row.properties", rows,
        )


def _node_rows(graph: Graph, build: str) -> Iterator[tuple[Group, Written]]:
    for node in nodes(graph):
        yield node.labels, {**node.properties, "build": build}


def _relationship_rows(graph: Graph, kinds: Mapping[str, str], build: str) -> Iterator[tuple[Group, Written]]:
    for each in relationships(graph):
        properties = {**each.properties, "build": build}
        row: Written = {"source": each.source, "target": each.target, "properties": properties}
        yield (kinds[each.source], each.type, kinds[each.target]), row


def _gathered(rows: Iterable[tuple[Group, Written]], size: int) -> Iterator[tuple[Group, list[Written]]]:
    """Rows of one group together: a batch as soon as it is full, the rest in the order of the groups."""
    waiting: dict[Group, list[Written]] = {}
    for group, row in rows:
        waiting.setdefault(group, []).append(row)
        if len(waiting[group]) == size:
            yield group, waiting.pop(group)
    yield from sorted(waiting.items(), key=lambda item: item[0])


def _summed(numbers: Iterable[tuple[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for name, number in numbers:
        total[name] += number
    return dict(sorted(total.items()))
