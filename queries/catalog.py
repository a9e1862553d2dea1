"""The catalog: each question is a .cypher and a .rq file of one stem, whose headers say the same.

A header is the comment at the top of the file, a key and a value a line, `// ` or `# ` before it:

    title: Who has a reform in use
    title_zh: the same in Chinese
    purpose: one sentence
    purpose_zh: the same in Chinese
    parameter reform: Reform, Service | required | NAME | what is asked for
    column place: the id of the place
    example: zhengmai ask adopters reform=NAME

A parameter has its kind (one of VALUE_KINDS, or the kinds of entity it may be), whether it is required, optional or
optional and several, an example, and what it is. Where an optional one is not given, the query gets an empty text or 0.
Of several entities, given with commas between them, SPARQL gets the ids, and Cypher the ids between bars: |a|b|.
"""

from __future__ import annotations

import functools
import pathlib
import re
from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from graph.sparql import values
from ontology import schema
from ontology.datafile import checked
from ontology.errors import DataFileError, UsageError

HERE = pathlib.Path(__file__).resolve().parent
COMMENTS = {".cypher": "//", ".rq": "#"}
# A first day and a last day are given as a year, month or day, and the query gets them as the integer of a day.
VALUE_KINDS = ("text", "integer", "first day", "last day", "statement", "report")
NEEDS = ("required", "optional", "several")

Text: TypeAlias = Annotated[str, Field(min_length=1)]


class Parameter(BaseModel):
    """What a question wants to know. `kind` is one of VALUE_KINDS, or entity, and then `of` has its kinds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    kind: Literal["text", "integer", "first day", "last day", "statement", "report", "entity"]
    of: tuple[str, ...] = ()
    required: bool
    several: bool = False
    example: Text
    note: Text


class Header(BaseModel):
    """What both files of a question say of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text
    title_zh: Text
    purpose: Text
    purpose_zh: Text
    parameters: tuple[Parameter, ...]
    columns: Annotated[dict[str, Text], Field(min_length=1)]
    example: Text


class Question(BaseModel):
    """A named query, with its text in each language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    header: Header
    texts: Mapping[str, str]


def questions(folder: pathlib.Path = HERE) -> Mapping[str, Question]:
    """All questions of a folder, by name. Raises DataFileError with the file and what is wrong."""
    names = sorted({path.stem for suffix in COMMENTS for path in folder.glob(f"*{suffix}")})
    return {name: _question(folder, name) for name in names}


@functools.cache
def catalog() -> Mapping[str, Question]:
    """The questions of this project."""
    return questions()


def question(name: str) -> Question:
    """A question of this project. Raises UsageError, which lists them, for a name that is none."""
    if name not in catalog():
        raise UsageError(f"{name}: is no question: there are {', '.join(catalog())}")
    return catalog()[name]


def _question(folder: pathlib.Path, name: str) -> Question:
    cypher, sparql = (_text(folder / f"{name}{suffix}") for suffix in (".cypher", ".rq"))
    header, other = (_header(folder / f"{name}{suffix}") for suffix in (".cypher", ".rq"))
    if header != other:
        raise DataFileError(f"{folder / name}.rq: its header differs from that of {name}.cypher")
    for parameter in header.parameters:
        if f"${parameter.name}" not in cypher:
            raise DataFileError(f"{folder / name}.cypher: does not use ${parameter.name}")
        blocks = {block[0] for block in values(parameter.name).finditer(sparql)}
        if len(blocks) != 1:
            raise DataFileError(
                f"{folder / name}.rq: must hold VALUES ?{parameter.name} {{ … }} with an example, the same wherever "
                "it stands"
            )
    return Question(name=name, header=header, texts={"cypher": cypher, "sparql": sparql})


def _text(path: pathlib.Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise DataFileError(f"{path}: is missing: a question has a text in each language") from error
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path}: cannot be read: {error}") from error


def _header(path: pathlib.Path) -> Header:
    row: dict[str, object] = {"parameters": (parameters := []), "columns": (columns := {})}
    for number, (key, value) in enumerate(_pairs(path), 1):
        sort, _, name = key.partition(" ")
        if sort == "parameter":
            parameters.append(_parameter(name, value, path, number))
        elif sort == "column" and name not in columns:
            columns[name] = value
        elif key in row or sort == "column":
            raise DataFileError(f"{path}: {key} stands twice in the header")
        else:
            row[key] = value
    return checked(Header, row, path, 1)


def _pairs(path: pathlib.Path) -> list[tuple[str, str]]:
    mark = COMMENTS[path.suffix]
    pairs: list[tuple[str, str]] = []
    for line in _text(path).splitlines():
        if not line.startswith(mark):
            break
        key, colon, value = line.removeprefix(mark).strip().partition(": ")
        if colon == "":
            raise DataFileError(f"{path}: header line {line!r}: must be `key: value`")
        pairs.append((key, value.strip()))
    return pairs


def _parameter(name: str, value: str, path: pathlib.Path, number: int) -> Parameter:
    fields = [field.strip() for field in value.split("|")]
    if len(fields) != 4 or fields[1] not in NEEDS:
        raise DataFileError(
            f"{path}: parameter {name}: must be kind | required, optional or several | example | what it is"
        )
    kinds = tuple(re.split(r",\s*", fields[0]))
    kind = fields[0] if fields[0] in VALUE_KINDS else "entity"
    unknown = [each for each in kinds if kind == "entity" and each not in schema.load().kinds]
    if len(unknown) > 0:
        raise DataFileError(f"{path}: parameter {name}: {unknown[0]} is neither {', '.join(VALUE_KINDS)} nor a kind")
    row = {
        "name": name, "kind": kind, "of": kinds if kind == "entity" else (), "required": fields[1] == "required",
        "several": fields[1] == "several", "example": fields[2], "note": fields[3],
    }
    return checked(Parameter, row, path, number)
