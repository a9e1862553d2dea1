"""Cypher on kglite: the elements of the graph in an embedded engine, and the one adapter that queries it.

Labels, relationship types and properties are those of graph/elements.py, as Neo4j gets them; kglite adds properties
named `title` and `type` of its own to each node, which no query of this project reads.
"""

from __future__ import annotations

import pathlib
from collections.abc import Iterable
from typing import cast

import kglite

from graph.answer import ROW_LIMIT, TIMEOUT_MS, Answer, Parameters, Row
from graph.elements import Node, Relationship, Value, nodes, plain_types, relationships
from graph.model import Graph
from ontology.errors import StoreError, UsageError

_BATCH = 50_000


class CypherGraph:
    """A property graph that answers Cypher and changes no more."""

    language = "cypher"

    def __init__(self, engine: kglite.KnowledgeGraph) -> None:
        # Unknown labels come back in Answer.notes; kglite would print them.
        kglite.set_query_warning_policy("silent")
        self._engine = engine
        self._frozen = engine.freeze()

    @classmethod
    def of(cls, graph: Graph) -> CypherGraph:
        """The graph loaded in memory: nodes before relationships, ids set on CREATE."""
        engine = kglite.KnowledgeGraph()
        kglite.set_query_warning_policy("silent")
        labels = {}
        groups_of_nodes = list(_grouped(nodes(graph)))
        # kglite takes the properties of a label from the first node that has it: a Place and a City need the same ones.
        keys: dict[str, set[str]] = {}
        for labelled, group in groups_of_nodes:
            keys.setdefault(labelled[0], set()).update(key for node in group for key in node.properties)
        for labelled, group in groups_of_nodes:
            labels.update({node.id: node.labels[0] for node in group})
            _create_nodes(engine, labelled, group, keys[labelled[0]])
        groups: dict[tuple[str, str, str], list[Relationship]] = {}
        for relationship in relationships(graph):
            key = (labels[relationship.source], relationship.type, labels[relationship.target])
            groups.setdefault(key, []).append(relationship)
        for key in sorted(groups):
            _create_relationships(engine, key, groups[key])
        return cls(engine)

    @classmethod
    def open(cls, path: pathlib.Path) -> CypherGraph:
        """The graph of a file that `save` wrote. Raises StoreError where it is missing or damaged."""
        try:
            return cls(kglite.load(str(path)))
        except kglite.KgError as error:
            raise StoreError(f"{path}: cannot be opened: {error}") from error

    def save(self, path: pathlib.Path) -> None:
        """Write the graph to a file; equal graphs give equal bytes. Raises StoreError."""
        try:
            self._engine.save(str(path))
        except (kglite.KgError, OSError) as error:
            raise StoreError(f"{path}: cannot be written: {error}") from error

    def run(
        self, text: str, parameters: Parameters | None = None, *,
        timeout_ms: int = TIMEOUT_MS, row_limit: int = ROW_LIMIT,
    ) -> Answer:
        """Answer a query. Raises UsageError for one that is wrong, writes, or takes too long."""
        try:
            result = self._frozen.cypher(
                text, params=dict(parameters or {}), timeout_ms=timeout_ms, row_limit=row_limit
            )
        except kglite.CypherTimeoutError as error:
            raise UsageError(f"the query was stopped after {timeout_ms} ms: narrow it, or allow more time") from error
        except (kglite.KgError, ValueError) as error:
            raise UsageError(f"Cypher: {error}") from error
        rows = cast("list[Row]", result.to_list())
        said = result.diagnostics or {}
        left_out = (said.get("total_rows") or len(rows)) > len(rows)
        notes = tuple(note for note in said.get("warnings", []) if "row_limit" not in note)
        return Answer(tuple(result.columns), rows, left_out, notes)

    def lookup(self, name: str, ids: Iterable[str]) -> list[Row]:
        """The entities that have one of these ids or this label: id, kind, label, unit and first year."""
        return self.run(
            "MATCH (n) WHERE n.kind IS NOT NULL AND (n.label = $name OR n.id IN $ids) "
            "RETURN n.id AS id, n.kind AS kind, n.label AS label, n.unit_id AS unit, n.valid_from AS since ORDER BY id",
            {"name": name, "ids": sorted(ids)},
        ).rows

    def plain_edges(self) -> list[tuple[str, str, str]]:
        """The plain edges as (source, type, target), sorted."""
        found = self.run("MATCH (a)-[e]->(b) RETURN a.id AS a, type(e) AS e, b.id AS b", row_limit=10**9).rows
        plain = plain_types()
        return sorted((str(r["a"]), str(r["e"]), str(r["b"])) for r in found if r["e"] in plain)


def _grouped(elements: Iterable[Node]) -> Iterable[tuple[tuple[str, ...], list[Node]]]:
    groups: dict[tuple[str, ...], list[Node]] = {}
    for node in elements:
        groups.setdefault(node.labels, []).append(node)
    return sorted(groups.items())


def _create_nodes(engine: kglite.KnowledgeGraph, labels: tuple[str, ...], group: list[Node], keys: set[str]) -> None:
    rows = [node.properties for node in group]
    text = f"UNWIND $rows AS row CREATE (n:{':'.join(labels)} {_properties(keys)})"
    _run_batches(engine, text, [dict(row) for row in rows])


def _create_relationships(
    engine: kglite.KnowledgeGraph, key: tuple[str, str, str], group: list[Relationship]
) -> None:
    source, kind, target = key
    rows = [relationship.properties for relationship in group]
    text = (
        f"UNWIND $rows AS row MATCH (a:{source} {{id: row.source}}), (b:{target} {{id: row.target}}) "
        f"CREATE (a)-[:{kind} {_properties({key for row in rows for key in row})}]->(b)"
    )
    ends = [{"source": relationship.source, "target": relationship.target} for relationship in group]
    _run_batches(engine, text, [{**row, **end} for row, end in zip(rows, ends, strict=True)])


def _properties(keys: set[str]) -> str:
    """The map of a CREATE. Named one by one: SET n = row makes kglite rewrite each cell, 1.6 times as slow."""
    return "{" + ", ".join(f"{key}: row.{key}" for key in sorted(keys)) + "}"


def _run_batches(engine: kglite.KnowledgeGraph, text: str, rows: list[dict[str, Value]]) -> None:
    for start in range(0, len(rows), _BATCH):
        engine.cypher(text, params={"rows": rows[start : start + _BATCH]})
