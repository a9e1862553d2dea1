"""The verdict: what a journal of judgements amounts to when the taken-back ones are gone and conflicts stand aside."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ontology.checks import circle
from ontology.entities import Link
from ontology.judgement import Judgement
from ontology.statement import Statement

UNREGISTERED = "/unregistered/"

Target: TypeAlias = tuple[str, str] | str  # key and quote of a statement, or the id of an entity


@dataclass(frozen=True, slots=True)
class Conflict:
    """Judgements that cannot all hold, by id: none of them is applied until one is taken back."""

    reason: str
    judgements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """What reading applies to statements and entities; equal journals, in whatever order, give equal views.

    `accepted` and `rejected` hold (key, quote) of statements and ids of entities. `canonical` leads from each entity
    that is the same as others to the one that stands for all: a registered one first, then the first by id. `labels`
    and `part_of` name those.
    """

    accepted: frozenset[Target] = frozenset()
    rejected: frozenset[Target] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    canonical: Mapping[str, str] = field(default_factory=dict)
    different: frozenset[tuple[str, str]] = frozenset()
    part_of: tuple[tuple[str, str], ...] = ()

    def accepts(self, statement: Statement) -> bool:
        """Whether a statement was called right, whatever its tier."""
        return (statement.key, statement.evidence.quote) in self.accepted

    def rejects(self, statement: Statement) -> bool:
        """Whether a statement was called wrong."""
        return (statement.key, statement.evidence.quote) in self.rejected

    def entity(self, entity_id: str) -> str:
        """The entity that stands for one."""
        return _of(self.canonical, entity_id)


# Where nobody judged.
NOTHING = Applied()


@dataclass(frozen=True, slots=True)
class Effective:
    """The judgements in force by id, the view of those that no conflict sets aside, and the conflicts."""

    judgements: tuple[Judgement, ...]
    applied: Applied
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How judgements in force stand to the present statements and entities.

    `changed`: the text or the pattern is another, so the statement comes up again. `lost`: what it is about is gone.
    """

    held: tuple[Judgement, ...]
    changed: tuple[Judgement, ...]
    lost: tuple[Judgement, ...]


def effective(judgements: Iterable[Judgement]) -> Effective:
    """What judgements amount to. Their order plays no part: a retraction is found by the id it names."""
    force = _in_force({judgement.id: judgement for judgement in judgements})
    conflicts: list[Conflict] = []
    apart = {pair for one in force if one.kind == "different" for pair in _pairs(one.entities)}
    canonical = _canonical(force, apart, conflicts)
    decisions = [one for one in force if one.kind in ("accept", "reject")]
    decided = _undisputed(decisions, _targets, lambda one: one.kind, "accepted and rejected", conflicts)
    renamings = [one for one in force if one.kind == "rename"]
    named = _undisputed(
        renamings, lambda one: [_of(canonical, one.entities[0])], lambda one: one.label, "two labels", conflicts
    )
    applied = Applied(
        accepted=frozenset(target for one in decided if one.kind == "accept" for target in _targets(one)),
        rejected=frozenset(target for one in decided if one.kind == "reject" for target in _targets(one)),
        labels={_of(canonical, one.entities[0]): one.label for one in named if one.label is not None},
        canonical=canonical, different=frozenset(apart), part_of=_parts(force, canonical, conflicts),
    )
    return Effective(force, applied, tuple(sorted(conflicts, key=lambda found: (found.reason, found.judgements))))


def standing(
    judgements: Iterable[Judgement], statements: Iterable[Statement], entities: Collection[str]
) -> Standing:
    """How each judgement in force stands to the statements and entities there are now."""
    quotes: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for statement in statements:
        quotes[statement.key][statement.evidence.quote].add(statement.pattern)
    found: dict[str, list[Judgement]] = {"held": [], "changed": [], "lost": []}
    for one in judgements:
        if one.kind != "retract":
            found[_standing(one, quotes, entities)].append(one)
    return Standing(*(tuple(found[name]) for name in ("held", "changed", "lost")))


def _standing(one: Judgement, quotes: Mapping[str, Mapping[str, set[str]]], entities: Collection[str]) -> str:
    if one.statement is None:
        return "held" if all(entity in entities for entity in one.entities) else "lost"
    present = quotes.get(one.statement.key)
    if present is None:
        return "lost"
    return "held" if one.statement.pattern in present.get(one.statement.quote, ()) else "changed"


def _in_force(by_id: Mapping[str, Judgement]) -> tuple[Judgement, ...]:
    """Those that no judgement in force takes back; an id covers the id it names, so no chain comes round."""
    taken_back: dict[str, list[str]] = defaultdict(list)
    for one in by_id.values():
        if one.retracts is not None:
            taken_back[one.retracts].append(one.id)
    known: dict[str, bool] = {}

    def holds(judgement: str) -> bool:
        if judgement not in known:
            known[judgement] = not any(holds(other) for other in taken_back[judgement])
        return known[judgement]

    return tuple(by_id[judgement] for judgement in sorted(by_id) if holds(judgement))


def _targets(one: Judgement) -> tuple[Target, ...]:
    return one.entities if one.statement is None else ((one.statement.key, one.statement.quote),)


def _undisputed(
    judgements: Iterable[Judgement], about: Callable[[Judgement], Iterable[Target]],
    says: Callable[[Judgement], Hashable], reason: str, conflicts: list[Conflict],
) -> list[Judgement]:
    """Those about targets of which all say one thing; the others are added to `conflicts`."""
    groups: dict[Target, list[Judgement]] = defaultdict(list)
    for one in judgements:
        for target in about(one):
            groups[target].append(one)
    agreed: list[Judgement] = []
    for group in groups.values():
        if len({says(one) for one in group}) == 1:
            agreed += group
        else:
            conflicts.append(Conflict(reason, tuple(one.id for one in group)))
    return agreed


def _canonical(
    force: Iterable[Judgement], apart: Collection[tuple[str, str]], conflicts: list[Conflict]
) -> dict[str, str]:
    """Each entity of a group -> the one that stands for it. A group with two that are called different is none."""
    leader: dict[str, str] = {}

    def find(entity: str) -> str:
        while leader.setdefault(entity, entity) != entity:
            entity = leader[entity]
        return entity

    said = [one for one in force if one.kind == "same"]
    for one in said:
        for other in one.entities[1:]:
            first, second = sorted((find(one.entities[0]), find(other)), key=_rank)
            leader[second] = first
    leaders = {entity: find(entity) for entity in sorted(leader)}
    joined = {pair for pair in apart if leaders.get(pair[0], pair[0]) == leaders.get(pair[1], pair[1])}
    broken = {leaders[first] for first, _ in joined}
    for group in sorted(broken):
        same = [one.id for one in said if leaders[one.entities[0]] == group]
        pairs = {pair for pair in joined if leaders[pair[0]] == group}
        against = [one.id for one in force if one.kind == "different" and not pairs.isdisjoint(_pairs(one.entities))]
        conflicts.append(Conflict("same and different", tuple(sorted([*same, *against]))))
    return {entity: first for entity, first in leaders.items() if first not in broken and first != entity}


def _of(canonical: Mapping[str, str], entity: str) -> str:
    return canonical.get(entity, entity)


def _rank(entity: str) -> tuple[bool, str]:
    return (UNREGISTERED in entity, entity)


def _parts(
    force: Iterable[Judgement], canonical: Mapping[str, str], conflicts: list[Conflict]
) -> tuple[tuple[str, str], ...]:
    """Part and whole, as the entities that stand for them; those that go in a circle are set aside."""
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in force:
        if one.kind == "part_of":
            part, whole = (_of(canonical, entity) for entity in one.entities)
            said[part, whole].append(one.id)
    while (found := circle([Link("part_of", *pair) for pair in sorted(said)], ["part_of"])) is not None:
        round_ = set(itertools.pairwise(found))
        conflicts.append(Conflict("parts of each other", tuple(sorted(j for pair in round_ for j in said[pair]))))
        for pair in round_:
            del said[pair]
    return tuple(sorted(said))


def _pairs(entities: tuple[str, ...]) -> list[tuple[str, str]]:
    ordered = sorted(entities)
    return [(first, second) for number, first in enumerate(ordered) for second in ordered[number + 1 :]]
