"""Running a question: its arguments are checked and bound, and the engine's answer comes back as rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from graph.answer import ROW_LIMIT, Answer, Parameters, Row
from graph.naming import Candidate, known, meant
from ontology.errors import InputError, UsageError
from ontology.period import first_day, last_day
from ontology.registry import Registry
from ontology.statement import plain
from queries.catalog import Parameter, Question

# Kinds of parameter that a query gets as an integer.
NUMBERS: Mapping[str, Callable[[str], int]] = {"integer": int, "first day": first_day, "last day": last_day}


class Engine(Protocol):
    """What answers questions: kglite in Cypher, pyoxigraph and rdflib in SPARQL."""

    @property
    def language(self) -> str:
        """cypher or sparql."""

    def run(self, text: str, parameters: Parameters | None = None, *, row_limit: int = ROW_LIMIT) -> Answer:
        """Answer a query."""

    def lookup(self, name: str, ids: Iterable[str]) -> list[Row]:
        """The entities of these ids or this label."""


def ask(
    question: Question, arguments: Mapping[str, str], engine: Engine, registry: Registry, *, row_limit: int = ROW_LIMIT
) -> Answer:
    """The rows of a question, the same in each language and on each engine.

    An entity is given by its id or a name. Raises UsageError for an argument that is unknown, missing, malformed or
    means several entities, and NotFound for one that names nothing in the workspace.
    """
    _check_names(question, arguments)
    parameters: dict[str, str | int | list[str]] = {
        parameter.name: _value(parameter, arguments.get(parameter.name), engine, registry)
        for parameter in question.header.parameters
    }
    answer = engine.run(question.texts[engine.language], parameters, row_limit=row_limit)
    rows = [{column: row[column] for column in question.header.columns} for row in answer.rows]
    return Answer(tuple(question.header.columns), rows, answer.left_out)


def _check_names(question: Question, arguments: Mapping[str, str]) -> None:
    known = [parameter.name for parameter in question.header.parameters]
    for name in arguments:
        if name not in known:
            takes = "no parameters" if len(known) == 0 else ", ".join(known)
            raise UsageError(f"{question.name} has no parameter {name}: it takes {takes}")
    for parameter in question.header.parameters:
        if parameter.required and parameter.name not in arguments:
            example = f"{parameter.name}={parameter.example}"
            raise UsageError(f"{question.name} needs {parameter.name}, {parameter.note}: for example {example}")


def _value(parameter: Parameter, given: str | None, engine: Engine, registry: Registry) -> str | int | list[str]:
    if parameter.kind in NUMBERS:
        return 0 if given is None else _number(parameter, given)
    if given is None or parameter.kind != "entity":
        return given or ""
    if not parameter.several:
        return _entity(given, parameter.of, engine, registry)
    names = [name for name in re.split(r"\s*[,;\uff0c\uff1b\u3001]\s*", given) if name != ""]
    ids = [_entity(name, parameter.of, engine, registry) for name in names]
    if engine.language == "sparql":
        return sorted(set(ids))
    return "|" + "".join(f"{each}|" for each in ids)


def _number(parameter: Parameter, given: str) -> int:
    try:
        return NUMBERS[parameter.kind](given)
    except (ValueError, InputError) as error:
        what = "whole number" if parameter.kind == "integer" else "date: write 2024, 2024-06 or 2024-06-30"
        raise UsageError(f"{parameter.name}: {given!r} is no {what}") from error


def _entity(name: str, kinds: tuple[str, ...], engine: Engine, registry: Registry) -> str:
    ids = {name, *_records(name, registry), *(entity.id for entity in known(name, registry))}
    found = [
        Candidate(
            str(row["id"]), str(row["kind"]), str(row["label"]), str(row["unit"] or row["id"]), str(row["since"] or "")
        )
        for row in engine.lookup(plain(name), ids)
    ]
    return meant(name, found, kinds).id


def _records(place: str, registry: Registry) -> set[str]:
    """All records of the unit whose id is given: a question is asked of the latest that occurs."""
    unit = registry.entities[place].attrs.get("unit_id") if place in registry.entities else None
    return set() if unit is None else {e.id for e in registry.entities.values() if e.attrs.get("unit_id") == unit}
