"""The element of a property graph: a node or a relationship, as every engine gets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = str | int | bool | list[str]


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its labels, the first of which is its kind, and its properties, among them `id`."""

    labels: tuple[str, ...]
    properties: Mapping[str, Value]

    @property
    def id(self) -> str:
        """Unique in the whole graph."""
        return str(self.properties["id"])


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship between two nodes, named by their ids."""

    source: str
    type: str
    target: str
    properties: Mapping[str, Value]


def node(labels: tuple[str, ...], **properties: Value | None) -> Node:
    """A node of the properties that have a value."""
    return Node(labels, given(**properties))


def bare(source: str, kind: str, target: str) -> Relationship:
    """A relationship without properties."""
    return Relationship(source, kind, target, {})


def given(**properties: Value | None) -> dict[str, Value]:
    """The properties that have a value: Neo4j stores no null."""
    return {key: value for key, value in properties.items() if value is not None and value != []}
