"""Data files of this project: YAML that is checked on load, with file, row and reason where it is wrong."""

from __future__ import annotations

import pathlib
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ontology.errors import DataFileError

Row = TypeVar("Row", bound=BaseModel)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C loader has no stub of its own
    """The fast loader, which refuses a key that stands twice in one mapping."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[object, object]:
    found: dict[object, object] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in found:
            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} stands twice", key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: pathlib.Path) -> object:
    """What a YAML file holds. Raises DataFileError with file, line and reason."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path}: cannot be read: {error}") from error
    except yaml.YAMLError as error:
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
