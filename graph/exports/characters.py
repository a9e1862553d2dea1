"""Characters: those that a file of text cannot carry, and what stands for them.

XML has no way to write a control character, a spreadsheet and a graph database import may stop at one. Formats whose
syntax escapes every character (JSON, RDF, Parquet) do not need this and carry texts exactly.
"""

from __future__ import annotations

REPLACEMENT = "\ufffd"
# Not a character of XML 1.0 (https://www.w3.org/TR/xml/#charsets): controls, halves of pairs, two non-characters.
REFUSED = (*(code for code in range(32) if chr(code) not in "\t\n\r"), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
HARMLESS = dict.fromkeys(REFUSED, REPLACEMENT)


def harmless(text: str) -> str:
    """The text with a replacement character for each that a file of text cannot carry.

    >>> harmless("a\\x00b\\n")
    'a\ufffdb\\n'
    """
    return text.translate(HARMLESS)


def identified(entity: str) -> str:
    """An id for a file of text: with the code of each such character, so that two ids stay two."""
    if entity.isprintable():
        return entity
    return "".join(c if ord(c) not in HARMLESS else f"{REPLACEMENT}{ord(c):x}{REPLACEMENT}" for c in entity)
