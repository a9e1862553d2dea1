"""The terms of the published ontology: classes, properties, edges and concepts with definition and alignment."""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, model_validator

from ontology import registry, schema
from ontology.agencies import FunctionRow
from ontology.datafile import checked, read_rows, read_yaml
from ontology.errors import DataFileError
from ontology.schema import ENGAGING, property_name

# Fixed for good, on a name that is reserved for examples: identifiers never change with the server that shows them.
BASE = "https://zhengmai.example/"
ONTOLOGY = BASE + "ontology#"
PATH = pathlib.Path(__file__).resolve().parent / "terms.yaml"
PREFIXES = {
    "zm": ONTOLOGY,
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LITERALS = ("string", "integer", "boolean", "date", "any")

Count: TypeAlias = Literal[1, "?", "+", "*"]


class _Said(BaseModel):
    """A label and a definition in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: str
    zh: str
    says: str = ""
    zh_says: str = ""


class Concept(_Said):
    """A concept of a scheme; `code` is what stands in the data."""

    code: str
    names: tuple[str, ...] = ()


class Scheme(_Said):
    """A scheme of concepts."""

    scheme: str
    concepts: tuple[Concept, ...]


class _Term(_Said):
    """A term of the ontology, and how it stands to a published one."""

    term: str
    like: str | None = None
    how: Literal["equivalent", "narrower", "close", "related", "alone"]
    why: str

    @model_validator(mode="after")
    def _is_aligned(self) -> _Term:
        if (self.how == "alone") != (self.like is None) or "" in (self.says, self.zh_says, self.why):
            raise ValueError("a term has a definition in both languages, and a published term it is like, or is alone")
        return self

    @property
    def name(self) -> str:
        """Its local name."""
        return self.term


class ClassTerm(_Term):
    """A class, under which others it stands."""

    under: tuple[str, ...] = ()


class PropertyTerm(_Term):
    """A property: of which classes and how often, and what its values are."""

    of: Mapping[str, Count]
    range: tuple[str, ...] | Literal["string", "integer", "boolean", "date", "any"]
    scheme: str | None = None


class EdgeTerm(_Term):
    """A type of plain edge, whose classes stand in relations.yaml."""

    @property
    def name(self) -> str:
        """Its local name."""
        return property_name(self.term)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    prefixes: dict[str, str]
    classes: tuple[ClassTerm, ...]
    properties: tuple[PropertyTerm, ...]
    edges: tuple[EdgeTerm, ...]
    schemes: tuple[Scheme, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """A type of plain edge with what relations.yaml says of it; `statuses` are those from which it is made."""

    term: EdgeTerm
    relation: str
    source: str
    statuses: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]

    @property
    def engaging(self) -> bool:
        """Whether it amounts to an engagement."""
        return self.relation in ENGAGING


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All terms, each kind in the order of its file."""

    prefixes: Mapping[str, str]
    classes: tuple[ClassTerm, ...]
    properties: tuple[PropertyTerm, ...]
    edges: tuple[Edge, ...]
    schemes: tuple[Scheme, ...]

    def below(self, name: str) -> tuple[str, ...]:
        """The classes that nodes are of: those right under a class that is none itself, else the class."""
        found = tuple(term.name for term in self.classes if name in term.under)
        return found if name == "Entity" else (name,)

    def codes(self, scheme: str) -> tuple[str, ...]:
        """What may stand in the data for a scheme."""
        return tuple(concept.code for found in self.schemes if found.scheme == scheme for concept in found.concepts)


@functools.cache
def load() -> Vocabulary:
    """The vocabulary of terms.yaml, kinds.yaml, relations.yaml and the registry.

    Raises DataFileError with file and reason, where a term is missing, stands twice or names what is not there.
    """
    file = checked(_File, read_yaml(PATH), PATH, 1)
    edges = tuple(_edges({term.term: term for term in file.edges}))
    filled = {"function": _functions, "platformType": _platform_types}
    schemes = tuple(
        scheme.model_copy(update={"concepts": tuple(filled[scheme.scheme]())}) if scheme.scheme in filled else scheme
        for scheme in file.schemes
    )
    found = Vocabulary({**PREFIXES, **file.prefixes}, file.classes, file.properties, edges, schemes)
    for fault in _faults(found):
        raise DataFileError(f"terms.yaml: {fault}")
    return found


def _edges(terms: dict[str, EdgeTerm]) -> Iterator[Edge]:
    statuses: dict[str, list[str]] = {}
    rows = schema.load().relations.values()
    for row in rows:
        for status, kind in row.edges.items():
            statuses.setdefault(kind, []).extend([] if status is None else [status])
    for row in rows:
        for kind in dict.fromkeys(row.edges.values()):
            if kind not in terms:
                raise DataFileError(f"terms.yaml: edges: {kind} of relations.yaml is not defined")
            yield Edge(
                terms.pop(kind), row.relation, row.source, tuple(statuses[kind]), tuple(row.domain), tuple(row.range)
            )
    if len(terms) > 0:
        raise DataFileError(f"terms.yaml: edges: {min(terms)} is no type of edge in relations.yaml")


def _functions() -> Iterator[Concept]:
    for row in read_rows(registry.FOLDER / "agencies.yaml", FunctionRow, "functions"):
        names = tuple(name for name in row.forms if name != row.label)
        yield Concept(code=row.id, en=row.en, zh=row.label, names=names)


def _platform_types() -> Iterator[Concept]:
    known = registry.load()
    aliases = [(name.entity, name.text) for name in known.names if name.role == "alias"]
    for entity in sorted(known.entities.values(), key=lambda entity: entity.id):
        if entity.kind == "PlatformType":
            names = tuple(text for other, text in aliases if other == entity.id)
            yield Concept(code=entity.id, en=entity.attrs["en"], zh=entity.label, names=names)


def _faults(found: Vocabulary) -> Iterator[str]:
    classes = {term.name for term in found.classes}
    names = [term.name for term in (*found.classes, *found.properties, *(edge.term for edge in found.edges))]
    yield from (f"{name} stands twice" for name in sorted({name for name in names if names.count(name) > 1}))
    yield from (f"{kind} of kinds.yaml is no class" for kind in sorted(set(schema.load().kinds) - classes))
    schemes = {scheme.scheme for scheme in found.schemes}
    for scheme in sorted(schemes):
        codes = found.codes(scheme)
        yield from (f"{scheme}: {code} stands twice" for code in sorted({c for c in codes if codes.count(c) > 1}))
    for term in found.properties:
        named = [*term.of, *(term.range if isinstance(term.range, tuple) else ())]
        yield from (f"{term.name}: {name} is no class" for name in named if name not in classes)
        if term.scheme is not None and term.scheme not in schemes:
            yield f"{term.name}: {term.scheme} is no scheme"
    for aligned in (*found.classes, *found.properties, *(edge.term for edge in found.edges)):
        if aligned.like is not None and aligned.like.partition(":")[0] not in found.prefixes:
            yield f"{aligned.name}: like: {aligned.like} has an unknown prefix"
