"""Search: entities by their names and statements by their words, the best first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from graph.model import Graph, Resolved
from ontology.registry import NAMING
from ontology.statement import plain

SHORTEST = 2


def folded(text: str) -> str:
    """A text for comparing: plain, and without regard to case."""
    return plain(text).casefold()


class Index:
    """The names of the entities that occur, and which pairs of characters stand in which sentence."""

    def __init__(self, graph: Graph) -> None:
        self.names: Mapping[str, list[str]] = _names(graph)
        self._folded = [(folded(name), name, entity) for entity, names in self.names.items() for name in names]
        self._weight: Counter[str] = Counter()
        self._pairs: dict[str, list[int]] = defaultdict(list)
        self._sentences = [folded(said.statement.evidence.quote) for said in graph.statements]
        self._statements = graph.statements
        for number, said in enumerate(graph.statements):
            self._weight.update({said.subject, said.object})
            for pair in set(_pairs(self._sentences[number])):
                self._pairs[pair].append(number)

    def entities(self, text: str, kind: str | None = None) -> list[tuple[str, str]]:
        """The ids of the entities of which some name holds the text, each with that name.

        Whole names come before beginnings, these before the rest; then what is spoken of more.
        """
        wanted = folded(text)
        best: dict[str, tuple[int, int, str]] = {}
        for key, name, entity in self._folded:
            if wanted in key:
                rank = 0 if key == wanted else 1 if key.startswith(wanted) else 2
                best[entity] = min(best.get(entity, (9, 0, "")), (rank, len(key), name))
        order = sorted(best, key=lambda each: (best[each][0], -self._weight[each], best[each][1], each))
        return [(each, best[each][2]) for each in order if kind is None or each.partition("/")[0] == kind]

    def statements(self, text: str) -> list[Resolved]:
        """The statements whose sentence holds the text, in the order of the reports."""
        wanted = folded(text)
        rarest = min((self._pairs.get(pair, []) for pair in _pairs(wanted)), key=len, default=[])
        return [self._statements[number] for number in rarest if wanted in self._sentences[number]]


def _names(graph: Graph) -> dict[str, list[str]]:
    found = {entity.id: [entity.label] for entity in graph.entities.values()}
    for entity in graph.entities.values():
        if "en" in entity.attrs:
            found[entity.id].append(entity.attrs["en"])
    for name in graph.registry.names:
        if name.role in NAMING and name.entity in found and name.text not in found[name.entity]:
            found[name.entity].append(name.text)
    return found


def _pairs(text: str) -> Iterable[str]:
    return (text[at : at + SHORTEST] for at in range(len(text) - 1))
