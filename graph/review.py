"""The review of a workspace: what waits for a person's judgement beside what was judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from graph import judged
from graph.candidates import SORTS, Candidate, Sort, candidates
from graph.model import Graph, Resolved
from graph.store import Store
from ontology import judgement, verdict
from ontology.judgement import Judgement
from ontology.registry import Registry
from ontology.verdict import NOTHING, Effective, Standing

# How a judgement may stand; one that is in conflict with others is not applied.
STANDS = ("held", "changed", "lost", "not applied")


@dataclass(frozen=True, slots=True)
class Change:
    """What a judgement changes: how many statements, and what was before them and is now.

    Of an accepted statement that is its tier, of a renamed entity the label, of entities that are one the id of the one
    that stands for all, of a part its whole. A judgement that only settles what is asked changes nothing.
    """

    statements: int = 0
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """What waits for judgement, in the order in which it should be looked at, and how what was judged stands.

    `graph` is under the judgements, `bare` as it was read: one object where nothing is applied. `journal` are all
    judgements ever made, those in force are in `effective`.
    """

    graph: Graph
    bare: Graph
    journal: tuple[Judgement, ...]
    effective: Effective
    standing: Standing
    candidates: tuple[Candidate, ...]

    def waiting(self) -> dict[Sort, int]:
        """How many candidates of each sort there are, none left out."""
        return {sort: sum(each.sort == sort for each in self.candidates) for sort in SORTS}

    def judged(self) -> list[tuple[Judgement, str, str | None]]:
        """The judgements in force, each with how it stands, and the reason of its conflict where it is in one."""
        conflicts = {one: found.reason for found in self.effective.conflicts for one in found.judgements}
        groups = (("held", self.standing.held), ("changed", self.standing.changed), ("lost", self.standing.lost))
        return [
            (one, "not applied" if one.id in conflicts else name, conflicts.get(one.id))
            for name, group in groups for one in group
        ]

    def taken_back(self) -> int:
        """How many judgements of the journal are in force no more."""
        force = {one.id for one in self.effective.judgements}
        return sum(one.kind != "retract" and one.id not in force for one in self.journal)

    def changes(self) -> dict[str, Change]:
        """What each judgement in force changes, by its id."""
        found, canonical = self.judged(), self.effective.applied.canonical
        wanted = {entity for one, _, _ in found for entity in one.entities}
        named = _naming(self.bare.statements, wanted.union(canonical))
        said = _said(self.bare.statements, {one.statement.key for one, _, _ in found if one.statement is not None})
        return {
            one.id: Change() if stands in ("lost", "not applied") else self._change(one, named, said)
            for one, stands, _ in found
        }

    def _change(
        self, one: Judgement, named: Mapping[str, set[str]], said: Mapping[tuple[str, str], list[Resolved]]
    ) -> Change:
        if one.statement is not None:
            about = said.get((one.statement.key, one.statement.quote), [])
            if one.kind == "reject":
                return Change(len(about))
            tiers = [each.statement.tier for each in about if each.statement.tier != "certain"]
            return Change(len(tiers), tiers[0], "certain") if len(tiers) > 0 else Change()
        first, applied = one.entities[0], self.effective.applied
        if one.kind == "reject":
            stands_for = [first, *(other for other, leader in applied.canonical.items() if leader == first)]
            # Once it is another one, no statement names it any more.
            return Change(_number(named, stands_for) if applied.entity(first) == first else 0)
        if one.kind == "rename":
            return Change(_number(named, [first]), self.bare.entity(first).label, one.label)
        if one.kind == "same":
            leader = applied.entity(first)
            return Change(_number(named, [entity for entity in one.entities if entity != leader]), None, leader)
        return Change(0, None, one.entities[1]) if one.kind == "part_of" else Change()


def review(
    store: Store, known: Registry, graph: Graph | None = None, text: Callable[[str], str] | None = None
) -> Review:
    """The review of what a store holds, under the journals as they are now.

    A `graph` that is made already serves where the judgements are those it was made under; `text` takes the place of
    the store's own. Raises StoreError, DataFileError, LineError.
    """
    journal = judgement.read(*judged.journals(store.path.parent))
    effective = verdict.effective(journal)
    if graph is None or graph.judgements != effective.applied:
        graph = judged.graph(store, known, effective.applied, text)
    bare = graph if effective.applied == NOTHING else judged.graph(store, known, NOTHING, text)
    standing = judged.standing(effective, bare)
    return Review(graph, bare, journal, effective, standing, tuple(candidates(graph, standing.changed, bare)))


def _naming(statements: Iterable[Resolved], wanted: set[str]) -> dict[str, set[str]]:
    """Of each entity that is wanted the statements that name it."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in statements if len(wanted) > 0 else ():
        for entity in wanted.intersection((each.subject, each.object, each.place)):
            found[entity].add(each.id)
    return found


def _number(named: Mapping[str, set[str]], entities: Iterable[str]) -> int:
    """How many statements name one of these entities."""
    return len(set().union(*(named.get(entity, ()) for entity in entities)))


def _said(statements: Iterable[Resolved], wanted: set[str]) -> dict[tuple[str, str], list[Resolved]]:
    found: dict[tuple[str, str], list[Resolved]] = defaultdict(list)
    for each in statements if len(wanted) > 0 else ():
        if each.statement.key in wanted:
            found[each.statement.key, each.statement.evidence.quote].append(each)
    return found
