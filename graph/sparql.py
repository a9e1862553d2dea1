"""The text of a SPARQL query: its parameters bound, and what it must not hold."""

from __future__ import annotations

import functools
import re

from graph.answer import Parameters
from graph.federation import federated
from graph.triples import literal
from ontology.errors import UsageError


def values(parameter: str) -> re.Pattern[str]:
    """The block that holds a parameter's example: VALUES ?name { "…" }, or ?asked_name where a column has the name."""
    return re.compile(rf"VALUES\s+(\?(?:asked_)?{re.escape(parameter)})\s*\{{[^{{}}]*\}}")


def bound(text: str, parameters: Parameters) -> str:
    """The query with each parameter's VALUES block holding the given value, as a term; an empty block where it is None.

    >>> bound('SELECT ?x WHERE { VALUES ?name { "a" } ?x ?p ?name }', {"name": 'b"'})
    'SELECT ?x WHERE { VALUES ?name { "b\\\\"" } ?x ?p ?name }'
    """
    for name, value in parameters.items():
        terms = [literal(item) for item in (value if isinstance(value, list) else [value])]
        block = f"{{ {' '.join(terms)} }}"
        text = values(name).sub(functools.partial(_filled, block), text)
    return text


def _filled(block: str, match: re.Match[str]) -> str:
    return f"VALUES {match[1]} {block}"


def refuse_federation(text: str) -> None:
    """Raise UsageError for a query with SERVICE, which would send parts of it to another machine."""
    said = federated(text)
    if said is not None:
        raise UsageError(
            f"SPARQL: SERVICE is not served here: this program asks no other machine (or the query is wrong: {said})"
        )
