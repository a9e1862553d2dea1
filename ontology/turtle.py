"""Turtle as text: literals, lists and blocks of one subject, in one form, so that equal content gives equal bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def text(value: str, language: str | None = None) -> str:
    """A text as a term.

    >>> text('a "b"', "en")
    '"a \\\\"b\\\\""@en'
    """
    return f'"{value.translate(_ESCAPES)}"' + ("" if language is None else f"@{language}")


def both(en: str, zh: str) -> list[str]:
    """A text in both languages; an empty one is left out."""
    return [text(value, language) for value, language in ((en, "en"), (zh, "zh-Hans")) if value != ""]


def listed(items: Iterable[str]) -> str:
    """A collection.

    >>> listed(["zm:Place", "zm:Agency"])
    '( zm:Place zm:Agency )'
    """
    return f"( {' '.join(items)} )"


def block(subject: str, facts: Iterable[tuple[str, Iterable[str]]]) -> str:
    """The triples of one subject; a property without a value is left out.

    >>> print(block("zm:City", [("a", ["owl:Class"]), ("rdfs:label", []), ("rdfs:comment", ['"x"', '"y"'])]))
    zm:City
        a owl:Class ;
        rdfs:comment "x", "y" .
    <BLANKLINE>
    """
    given = [(name, ", ".join(values)) for name, values in ((name, list(values)) for name, values in facts) if values]
    return f"{subject}\n    " + " ;\n    ".join(f"{name} {values}" for name, values in given) + " .\n"


def document(heading: Iterable[str], prefixes: Mapping[str, str], blocks: Iterable[str]) -> str:
    """A whole file: comments, prefixes, blocks."""
    comments = "".join(f"# {line}\n" for line in heading)
    bound = "".join(f"@prefix {prefix}: <{prefixes[prefix]}> .\n" for prefix in sorted(prefixes))
    return "\n".join([comments + bound, *blocks])
