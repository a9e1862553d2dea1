"""Data files of this project: YAML that is checked on load, with file, row and reason where it is wrong."""

from __future__ import annotations

import pathlib
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ontology.errors import DataFileError

Row = TypeVar("Row", bound=BaseModel)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C loader has no stub of its own
    """The fast loader, which leaves dates as they are written and refuses a key that stands twice in one mapping."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
        """The tag of a node. Nearly every plain word begins with a letter with which no number, date, … begins."""
        if kind is yaml.ScalarNode and value != "" and value[0] not in _HEADS:
            return _TEXT
        return str(super().resolve(kind, value, implicit))


def _value(loader: _Loader, node: yaml.Node) -> object:
    # Nine nodes of ten are plain words: asking the loader for each of them took a third of the time.
    return node.value if node.tag == _TEXT else loader.construct_object(node, deep=True)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[object, object]:
    found: dict[object, object] = {}
    for key_node, value_node in node.value:
        key = _value(loader, key_node)
        if isinstance(key, list | dict):
            raise yaml.constructor.ConstructorError(None, None, "a key is a list or a mapping", key_node.start_mark)
        if key in found:
            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} stands twice", key_node.start_mark)
        found[key] = _value(loader, value_node)
    return found


def _sequence(loader: _Loader, node: yaml.SequenceNode) -> list[object]:
    return [_value(loader, each) for each in node.value]


def _text(_: _Loader, node: yaml.ScalarNode) -> str:
    return str(node.value)


_TEXT = yaml.resolver.BaseResolver.DEFAULT_SCALAR_TAG
_HEADS = frozenset(_Loader.yaml_implicit_resolvers)  # the first letters of what is not text by its looks
_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_SEQUENCE_TAG, _sequence)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _text)  # each field says itself what dates it takes


def read_yaml(path: pathlib.Path) -> object:
    """What a YAML file holds; a date is text. Raises DataFileError with file, line and reason."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path}: cannot be read: {error}") from error
    try:
        return yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError) as error:  # a ValueError for what is tagged as a number and is none
        raise DataFileError(f"{path}: not valid YAML: {error}") from error


def read_rows(path: pathlib.Path, model: type[Row], key: str | None = None) -> list[Row]:
    """The rows of a YAML list, or of the list under `key`, each checked.

    Raises DataFileError with file, row and reason.
    """
    value = read_yaml(path)
    if key is not None:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, list):
        raise DataFileError(f"{path}: must hold a list of rows" + (f" under {key!r}" if key is not None else ""))
    return [checked(model, row, path, number) for number, row in enumerate(value, 1)]


def checked(model: type[Row], row: object, path: pathlib.Path, number: int) -> Row:
    """One row as its model. Raises DataFileError with file, row and reason."""
    try:
        return model.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        name = row.get("id", "") if isinstance(row, dict) else ""
        raise DataFileError(f"{path.name}: row {number} {name}: {where}: {first['msg']}".replace("  ", " ")) from error
