"""The reader's answers about the review, worked out once for each state of the journals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from graph import judged
from graph.candidates import SORTS
from graph.model import Graph
from graph.review import review
from graph.store import Store
from ontology import registry
from ontology.errors import UsageError
from queries.server.problem import Problem
from queries.server.records import Record
from queries.server.review_records import Reviewed

Asked: TypeAlias = Mapping[str, str]
Item = TypeVar("Item")


class ReviewAnswers:
    """What waits for judgement in a store, under the journals as they are now, and how what was judged stands.

    `graph` is the one that is served; what is judged after it was made shows here at once, and in it with the next
    build. Of a graph of more than `most` statements the review is not worked out.
    """

    def __init__(self, store: Store, graph: Graph, most: int) -> None:
        self._store = store
        self._graph = graph
        self._most = most
        self._reviewed: tuple[str, Reviewed] | None = None

    def counts(self, _: Asked) -> Record:
        """How much waits for judgement, and how what was judged stands. Raises Problem."""
        return self._review().counts()

    def candidates(self, asked: Asked) -> Record:
        """What waits for judgement, as much of it as is asked for. Raises Problem, UsageError."""
        sort = asked.get("sort")
        if sort is not None and sort not in SORTS:
            raise UsageError(f"sort: is one of {', '.join(SORTS)}")
        found = self._review()
        return _window(asked, found.candidates(sort, asked.get("about")), found.candidate)

    def judgements(self, asked: Asked) -> Record:
        """The judgements in force, as many as are asked for. Raises Problem."""
        found = self._review()
        return _window(asked, found.judgements(), lambda each: found.judgement(*each))

    def conflicts(self, asked: Asked) -> Record:
        """The judgements in conflict, as many groups of them as are asked for. Raises Problem."""
        return _window(asked, self._review().conflicts(), lambda each: each)

    def _review(self) -> Reviewed:
        if len(self._graph.statements) > self._most:
            raise Problem(
                413, f"the review of a graph of more than {self._most} statements is not worked out here: "
                     "`zhengmai review` does it beside the workspace", outcome="too large",
            )
        state = judged.journal_digest(self._store.path.parent)
        if self._reviewed is None or self._reviewed[0] != state:
            found = review(self._store, registry.load(), self._graph, self._graph.text)
            self._reviewed = (state, Reviewed(found, self._graph))
        return self._reviewed[1]


def _window(asked: Asked, found: Sequence[Item], record: Callable[[Item], Record]) -> Record:
    """The items from `start` on, at most `limit` of them, and how many there are."""
    start, limit = int(asked["start"]), int(asked["limit"])
    return {"items": [record(each) for each in found[start : start + limit]], "total": len(found)}
