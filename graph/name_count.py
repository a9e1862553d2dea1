"""Name counts: of each kind, tier and standing in the registry, how many entities the statements name."""

from __future__ import annotations

from dataclasses import dataclass

from graph.model import UNREGISTERED, Graph
from ontology.statement import digest

NOT_NAMED = "Measure"  # what is measured is no name that a registry could hold


@dataclass(frozen=True, slots=True)
class NameCount:
    """How many entities of a kind statements of a tier name, and how many such statements there are."""

    kind: str
    tier: str
    registered: bool
    entities: int
    statements: int

    @property
    def id(self) -> str:
        """Permanent: from what is counted."""
        return "n-" + digest([self.kind, self.tier, self.registered])[:20]


def name_counts(graph: Graph) -> list[NameCount]:
    """The counts, by kind, tier and standing; those of nothing are left out."""
    found: dict[tuple[str, str, bool], tuple[set[str], set[str]]] = {}
    for resolved in graph.statements:
        for named in {resolved.subject, resolved.object, resolved.place, *resolved.about}:
            kind = graph.entities[named].kind
            if kind != NOT_NAMED:
                entities, statements = found.setdefault(
                    (kind, resolved.statement.tier, UNREGISTERED not in named), (set(), set())
                )
                entities.add(named)
                statements.add(resolved.id)
    return [
        NameCount(kind, tier, registered, len(entities), len(statements))
        for (kind, tier, registered), (entities, statements) in sorted(found.items())
    ]
