"""Cypher: a script that makes the whole property graph in an empty database, on Neo4j and on kglite.

Statements end with a semicolon and a line break. Run twice it stops at the constraints and doubles nothing: `zhengmai
push neo4j` brings a database up to date.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from graph.elements import nodes, relationships
from graph.exports.characters import harmless
from graph.model import Graph

Value: TypeAlias = str | int | bool | list[str]

BATCH = 200  # rows of a statement: one is read whole before it runs
_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def write(graph: Graph) -> Iterator[str]:
    """The statements: constraints, nodes, relationships."""
    labels = {node.id: node.labels[0] for node in nodes(graph)}
    kinds = _keys((node.labels[0], node.properties) for node in nodes(graph))
    types = _keys((each.type, each.properties) for each in relationships(graph))
    for label in kinds:
        yield f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE;\n"
    for named, found in _runs((node.labels, node.properties) for node in nodes(graph)):
        yield _unwind(found) + f"CREATE (n:{':'.join(named)} {_map(kinds[named[0]])});\n"
    ends = (
        ((labels[each.source], each.type, labels[each.target]),
         {**each.properties, "source": each.source, "target": each.target})
        for each in relationships(graph)
    )
    for (source, kind, target), found in _runs(ends):
        yield _unwind(found) + (
            f"MATCH (a:{source} {{id: row.source}}), (b:{target} {{id: row.target}}) "
            f"CREATE (a)-[:{kind} {_map(types[kind])}]->(b);\n"
        )


def _keys(found: Iterable[tuple[str, Mapping[str, Value]]]) -> dict[str, list[str]]:
    """The properties of each kind: kglite takes those of its first CREATE and refuses a further one later."""
    keys: dict[str, set[str]] = {}
    for kind, properties in found:
        keys.setdefault(kind, set()).update(properties)
    return {kind: sorted(keys[kind]) for kind in sorted(keys)}


def _runs(
    found: Iterable[tuple[tuple[str, ...], Mapping[str, Value]]]
) -> Iterator[tuple[tuple[str, ...], list[Mapping[str, Value]]]]:
    """The rows of one kind that follow each other, at most a batch of them."""
    for key, run in itertools.groupby(found, key=lambda pair: pair[0]):
        rows = (row for _, row in run)
        while len(batch := list(itertools.islice(rows, BATCH))) > 0:
            yield key, batch


def _unwind(rows: Iterable[Mapping[str, Value]]) -> str:
    written = ",\n".join(
        "{" + ", ".join(f"{key}: {literal(value)}" for key, value in row.items()) + "}" for row in rows
    )
    return f"UNWIND [{written}] AS row\n"


def _map(keys: Iterable[str]) -> str:
    return "{" + ", ".join(f"{key}: row.{key}" for key in keys) + "}"


def literal(value: Value) -> str:
    """A value as a literal of Cypher.

    >>> literal("it's"), literal(["a"]), literal(True)
    ("'it\\\\'s'", "['a']", 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return f"'{harmless(value).translate(_ESCAPES)}'"
    return "[" + ", ".join(map(literal, value)) + "]"
