"""JSON-LD: the dataset for web tools, with the terms of the ontology and a named graph for each report."""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from graph.iris import ONTOLOGY
from graph.model import Graph
from graph.triples import PREFIXES, Triple, report_triples, triples
from ontology import schema

Json: TypeAlias = str | int | bool | dict[str, str]

CONTEXT = schema.HERE / "context.jsonld"
_TYPE = f"<{PREFIXES['rdf']}type>"
_INTEGER, _BOOLEAN = (PREFIXES["xsd"] + name for name in ("integer", "boolean"))


def write(graph: Graph) -> Iterator[str]:
    """The file, a node a line; nodes and their properties sorted."""
    yield f'{{"@context":{_json(_context())},\n"@graph":[\n'
    yield from _parted(_nodes(triples(graph)))
    named: dict[str, set[Triple]] = {}
    for triple, name in report_triples(graph):
        named.setdefault(name, set()).add(triple)
    for name in sorted(named):
        yield f',\n{{"@id":{_json(name[1:-1])},"@graph":[\n'
        yield from _parted(_nodes(named[name]))
        yield "\n]}"
    yield "\n]}\n"


@functools.cache
def _context() -> Mapping[str, object]:
    """The context of the ontology, whole in each file: nobody needs a network to read it."""
    found: Mapping[str, object] = json.loads(CONTEXT.read_text(encoding="utf-8"))["@context"]
    return found


def _nodes(found: Iterable[Triple]) -> Iterator[str]:
    for subject, group in itertools.groupby(sorted(set(found)), key=lambda triple: triple[0]):
        # Ids are whole: made whole by a reader, they lose percent signs (Titanium) or double slashes (rdflib).
        node: dict[str, object] = {"@id": subject[1:-1]}
        for predicate, each in itertools.groupby(group, key=lambda triple: triple[1]):
            terms = [triple[2] for triple in each]
            if predicate == _TYPE:
                node["@type"] = [_name(term[1:-1]) for term in terms]
                continue
            name = _name(predicate[1:-1])
            values = [_value(term, typed=_type_of(name)) for term in terms]
            node[name] = values[0] if len(values) == 1 else values
        yield _json(node)


def _type_of(name: str) -> str | None:
    """The type that the context gives to the values of a term."""
    term = _context().get(name)
    return str(term["@type"]) if isinstance(term, dict) and "@type" in term else None


def _value(term: str, *, typed: str | None) -> Json:
    """A term as a value that is the same under a term without a type, and under one of the type `typed`."""
    if term.startswith("<"):
        return {"@id": term[1:-1]}
    text, _, datatype = term.rpartition('"^^<')
    if text == "":
        return _text(term) if typed is None else {"@value": _text(term)}
    iri, value = datatype[:-1], _text(text + '"')
    if iri == _INTEGER and typed in (None, _name(iri)):
        return int(value)
    if iri == _BOOLEAN and typed in (None, _name(iri)):
        return value == "true"
    return {"@value": value, "@type": _name(iri)}


def _text(quoted: str) -> str:
    """The text of a literal: the escapes of N-Triples that occur are those of JSON."""
    return str(json.loads(quoted, strict=False))


@functools.cache
def _name(iri: str) -> str:
    """The term of the context for an IRI, or the IRI with a prefix."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            return local if namespace == ONTOLOGY and _means(local, iri) else f"{prefix}:{local}"
    return iri


def _means(local: str, iri: str) -> bool:
    """Whether a name without a prefix is this IRI in the context: some names stand for terms of other vocabularies."""
    term = _context().get(local)
    named = term.get("@id", f"zm:{local}") if isinstance(term, dict) else term
    return named in (None, f"zm:{local}", iri)


def _parted(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield line if number == 0 else ",\n" + line


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
