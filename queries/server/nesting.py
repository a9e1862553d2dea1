"""Nesting: how deep the brackets of a query stand in each other; parsers that recurse fall over a very deep one."""

from __future__ import annotations

import re

from queries.server.problem import Problem

_BRACKET = re.compile(r"[()\[\]{}]")
_OPENING, _OPERATORS = "([{", "!^+-"
_RUNS = re.compile(r"[!^+\-]{2,}")


def refuse_deep(text: str, limit: int) -> None:
    """Raise Problem for brackets, or a row of operators, deeper than the limit, whatever they stand in."""
    # Most queries have fewer brackets and operators than may stand in each other.
    if max(sum(map(text.count, letters)) for letters in (_OPENING, _OPERATORS)) <= limit:
        return
    depth = deepest = 0
    for letter in _BRACKET.findall(text):
        if letter in _OPENING:
            depth += 1
            deepest = max(deepest, depth)
        else:
            depth = max(0, depth - 1)
    runs = max((len(run) for run in _RUNS.findall("".join(text.split()))), default=0)
    if max(deepest, runs) > limit:
        raise Problem(400, f"the query is nested more than {limit} deep", outcome="too deep")
