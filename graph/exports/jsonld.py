"""JSON-LD: the dataset for web tools, with the terms of the ontology and a named graph for each report."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from graph.iris import BASE, ONTOLOGY
from graph.model import Graph
from graph.triples import PREFIXES, Triple, report_triples, triples

Json: TypeAlias = str | int | bool | dict[str, str]

# A name without a prefix is a term of the ontology, an id without a scheme stands below the base.
CONTEXT = {"@base": BASE, "@vocab": ONTOLOGY, **{key: PREFIXES[key] for key in PREFIXES if key != "zm"}}
_TYPE = f"<{PREFIXES['rdf']}type>"
_INTEGER, _BOOLEAN = (PREFIXES["xsd"] + name for name in ("integer", "boolean"))


def write(graph: Graph) -> Iterator[str]:
    """The file, a node a line; nodes and their properties sorted."""
    yield f'{{"@context":{_json(CONTEXT)},\n"@graph":[\n'
    yield from _parted(_nodes(triples(graph)))
    named: dict[str, set[Triple]] = {}
    for triple, name in report_triples(graph):
        named.setdefault(name, set()).add(triple)
    for name in sorted(named):
        yield f',\n{{"@id":{_json(_id(name))},"@graph":[\n'
        yield from _parted(_nodes(named[name]))
        yield "\n]}"
    yield "\n]}\n"


def _nodes(found: Iterable[Triple]) -> Iterator[str]:
    for subject, group in itertools.groupby(sorted(set(found)), key=lambda triple: triple[0]):
        node: dict[str, object] = {"@id": _id(subject)}
        for predicate, each in itertools.groupby(group, key=lambda triple: triple[1]):
            terms = [triple[2] for triple in each]
            if predicate == _TYPE:
                node["@type"] = [_name(term[1:-1]) for term in terms]
            else:
                node[_name(predicate[1:-1])] = _value(terms[0]) if len(terms) == 1 else list(map(_value, terms))
        yield _json(node)


def _value(term: str) -> Json:
    if term.startswith("<"):
        return {"@id": _id(term)}
    text, _, datatype = term.rpartition('"^^<')
    if text == "":
        return _text(term)
    iri = datatype[:-1]
    if iri == _INTEGER:
        return int(text[1:])
    return text[1:] == "true" if iri == _BOOLEAN else {"@value": _text(text + '"'), "@type": _name(iri)}


def _text(quoted: str) -> str:
    """The text of a literal: the escapes of N-Triples that occur are those of JSON."""
    return str(json.loads(quoted, strict=False))


def _id(term: str) -> str:
    return term[1:-1].removeprefix(BASE)


def _name(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            return local if prefix == "zm" else f"{prefix}:{local}"
    return iri


def _parted(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield line if number == 0 else ",\n" + line


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
