"""Joins of rdflib without a product: by what is bound already, or by hash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from rdflib.plugins.sparql import CUSTOM_EVALS
from rdflib.plugins.sparql.evaluate import evalLazyJoin, evalPart
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import FrozenBindings, QueryContext

_NAME: Final = "zhengmai:join"


def install() -> None:
    """Join so from now on, in every query of rdflib in this process; the solutions are those of SPARQL 1.1, 18.5.

    rdflib 7 compares each row of one side with each of the other wherever a sub-SELECT stands on either, and works out
    a pattern of triples on the other side for itself, as a product where only that side connects its parts.
    CUSTOM_EVALS is the place that rdflib has for such evaluators.
    """
    CUSTOM_EVALS[_NAME] = _evaluate


def _evaluate(ctx: QueryContext, part: CompValue) -> Iterator[FrozenBindings]:
    """The solutions of a join that rdflib does not push down; raises NotImplementedError for any other part."""
    if part.name != "Join" or part.lazy:
        raise NotImplementedError
    if part.p2.name == "BGP":
        # A pattern of triples means the same with some of its variables bound: no scope ends at it.
        return evalLazyJoin(ctx, part)
    return _joined(list(evalPart(ctx, part.p1)), list(dict.fromkeys(evalPart(ctx, part.p2))))


def _joined(left: list[Any], right: list[Any]) -> Iterator[FrozenBindings]:
    """The merged pairs that agree on what both bind, in the order of the left side, then of the right."""
    if not left or not right:
        return
    # What is bound in every row of both sides finds the partners; what some rows leave unbound is compared.
    shared = sorted(set.intersection(*map(set, left)) & set.intersection(*map(set, right)))
    partners = defaultdict(list)
    for row in right:
        partners[tuple(row[name] for name in shared)].append(row)
    for row in left:
        for other in partners.get(tuple(row[name] for name in shared), ()):
            if row.compatible(other):
                yield row.merge(other)
