"""The terms that the editor completes: classes, relations and properties of the graph, as each language writes them."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from ontology import terms as ontology

KEYWORDS = {
    "sparql": (
        "AS", "ASK", "BIND", "BOUND", "CONSTRUCT", "COUNT", "DESCRIBE", "DISTINCT", "EXISTS", "FILTER", "GRAPH",
        "GROUP BY", "HAVING", "IF", "MAX", "MIN", "STR", "SUM",
        "LIMIT", "MINUS", "NOT EXISTS", "OFFSET", "OPTIONAL", "ORDER BY", "PREFIX", "SELECT", "UNION", "VALUES",
        "WHERE",
    ),
    "cypher": (
        "AS", "CONTAINS", "DISTINCT", "EXISTS", "IN", "LIMIT", "MATCH", "OPTIONAL MATCH", "ORDER BY", "RETURN", "SKIP",
        "STARTS WITH", "UNWIND", "WHERE", "WITH",
    ),
}


@functools.cache
def terms(language: str) -> Sequence[str]:
    """Keywords and names of a language, sorted, each once."""
    known = ontology.load()
    classes, edges = [term.name for term in known.classes], [edge.term.name for edge in known.edges]
    properties = [term.name for term in known.properties]
    if language == "cypher":
        names = [*classes, *(_snake(name).upper() for name in edges), *map(_snake, properties)]
    else:
        names = [f"zm:{name}" for name in (*classes, *properties, *edges)]
    return sorted({*KEYWORDS[language], *names})


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
