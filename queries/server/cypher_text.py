"""The text of a Cypher query from outside: what it must not hold, decided before any engine sees it.

EXPLAIN is no guard: kglite's hides the second branch of a UNION and the name of a procedure. So every word outside
strings, comments and names in backticks is looked at, in each of the ways in which an engine may part the text.
"""

from __future__ import annotations

import re
import unicodedata

from queries.server.nesting import refuse_deep
from queries.server.problem import Problem

REFUSED = {
    "call": "CALL", "union": "UNION", "load": "LOAD CSV", "create": "CREATE", "merge": "MERGE", "set": "SET",
    "delete": "DELETE", "detach": "DETACH DELETE", "remove": "REMOVE", "drop": "DROP", "foreach": "FOREACH",
    "insert": "INSERT", "alter": "ALTER", "grant": "GRANT", "revoke": "REVOKE", "deny": "DENY", "copy": "COPY",
    "import": "IMPORT", "export": "EXPORT", "use": "USE", "terminate": "TERMINATE", "show": "SHOW", "start": "START",
    "stop": "STOP", "pragma": "PRAGMA", "attach": "ATTACH", "install": "INSTALL", "periodic": "PERIODIC COMMIT",
    "transactions": "IN TRANSACTIONS", "finish": "FINISH",
}
_NAMES = r"`(?:[^`]|``)*`"
_BACKSLASH = r"'(?:[^'\\]|\\.)*' | \"(?:[^\"\\]|\\.)*\""
_DOUBLED = r"'(?:[^']|'')*' | \"(?:[^\"]|\"\")*\""
# kglite knows comments to the end of the line alone, Neo4j those in /* */ too.
_LINE, _BLOCK = r"//[^\n\r]*", r"/\*.*?\*/"
_READINGS = tuple(
    re.compile(f"{strings} | {_NAMES} | {comments}", re.VERBOSE | re.DOTALL)
    for strings in (_BACKSLASH, _DOUBLED) for comments in (f"{_LINE} | {_BLOCK}", _LINE)
)
_HEAD = re.compile(rf"(?:\s|{_LINE})*")
_WORD = re.compile(r"[^\W\d]\w*")


def refuse(text: str, nesting: int) -> None:
    """Raise Problem for a query that writes, reads files, or joins another with UNION or CALL.

    >>> refuse("MATCH (n) WHERE n.label = 'CALL' RETURN n.id", 100)
    """
    refuse_deep(text, nesting)
    if "\\u" in text and re.search(r"\\u[0-9A-Fa-f]{4}", _BARE.sub(" ", text)) is not None:
        raise Problem(400, "escapes with \\u are taken inside strings alone", outcome="malformed")
    # The comments before anything else are comments in each reading. What a reading leaves of the rest has no word that
    # the rest has not, and most queries have none of these words anywhere.
    rest = _HEAD.sub("", text, count=1)
    if REFUSED.keys().isdisjoint(_words(rest)):
        return
    for reading in _READINGS:
        for word in _words(reading.sub(" ", rest)):
            if word in REFUSED:
                raise Problem(
                    403, f"{REFUSED[word]} is not served in a text from outside: this endpoint only reads. A name of "
                         f"that spelling goes in backticks: `{word}`",
                )


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


_BARE = re.compile(_BACKSLASH, re.VERBOSE | re.DOTALL)
