"""TriG: the dataset for people and tools, the default graph first and then a named graph for each report."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from graph.model import Graph
from graph.triples import PREFIXES, Triple, report_triples, triples

_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9]*")


def write(graph: Graph) -> Iterator[str]:
    """The file, a subject at a time; subjects, predicates and objects sorted."""
    yield from (f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    yield from _block(triples(graph), "")
    named: dict[str, set[Triple]] = {}
    for triple, name in report_triples(graph):
        named.setdefault(name, set()).add(triple)
    for name in sorted(named):
        yield f"\n{name} {{\n"
        yield from _block(named[name], "  ")
        yield "}\n"


def _block(found: Iterable[Triple], indent: str) -> Iterator[str]:
    for subject, group in itertools.groupby(sorted(set(found)), key=lambda triple: triple[0]):
        lines = []
        for predicate, objects in itertools.groupby(group, key=lambda triple: triple[1]):
            lines.append(f"{_short(predicate)} {', '.join(_short(each[2]) for each in objects)}")
        separator = f" ;\n{indent}    "
        yield f"\n{indent}{_short(subject)} {separator.join(lines)} .\n"


def _short(term: str) -> str:
    """A term with a prefix where one fits."""
    if term.startswith('"'):
        text, mark, datatype = term.rpartition('"^^')
        return term if mark == "" or not datatype.startswith("<") else f'{text}"^^{_short(datatype)}'
    iri = term[1:-1]
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri[len(namespace) :]) is not None:
            return f"{prefix}:{iri[len(namespace):]}"
    return term
