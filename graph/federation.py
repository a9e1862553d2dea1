"""Federation: whether a SPARQL query would send a part of it to another machine. The engine's own parser says so."""

from __future__ import annotations

import functools
import re

import pyoxigraph

_SERVICE = re.compile("service", re.IGNORECASE)
# Where the keyword may stand: not before a quotation mark, and not in the comments before anything else.
_KEYWORD = re.compile("service(?![\"'])", re.IGNORECASE)
_HEAD = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")


def federated(text: str) -> str | None:
    """What the parser says of a query in which SERVICE is a keyword, or which is wrong besides; None for any other.

    With another word in the place of each `service` the text still parses where that is a name, a string, an IRI or a
    comment, and does not where it is the keyword: a search of our own would have to part a text as the engine does.
    Most questions name a Service, or speak of one in their head. They are spared that parse, as long as their own.
    """
    if _KEYWORD.search(_HEAD.sub("", text, count=1)) is None:
        return None
    try:
        _empty().query(_SERVICE.sub("servicf", text))
    except SyntaxError as error:
        return str(error)
    return None


@functools.cache
def _empty() -> pyoxigraph.Store:
    return pyoxigraph.Store()
