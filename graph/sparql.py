"""The text of a SPARQL query: its parameters bound, and what it must not hold."""

from __future__ import annotations

import functools
import re

from graph.answer import Parameters
from graph.triples import literal
from ontology.errors import UsageError

# Everything in which a word is no keyword: IRIs, strings, comments, variables, prefixed names, language tags.
_NO_KEYWORD = re.compile(
    r"""<[^<>"{}|^`\\\s]*> | \"{3}.*?\"{3} | '{3}.*?'{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
        | \#[^\n\r]* | [?$]\w+ | [\w.-]*:[\w.%:\\-]* | @[\w-]+""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


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
    """Raise UsageError for a query with SERVICE, which would send parts of it to another machine.

    The standard lets an escaped letter stand for the letter itself, so the text is looked at with its escapes read too.
    """
    for form in (text, _ESCAPE.sub(_unescaped, text)):
        if re.search(r"\bservice\b", _NO_KEYWORD.sub(" ", form), re.IGNORECASE) is not None:
            raise UsageError("SPARQL: SERVICE is not served here: this program asks no other machine")


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else match[0]
