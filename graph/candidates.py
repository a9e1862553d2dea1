"""Candidates: what a person should look at, each with its sentence and its neighbours, the surest and widest first.

- changed: a statement that was judged and whose text or pattern is now another;
- alias: a name that no row has and that looks like one of a row, which is suggested;
- pair: two names that no row has and that look alike;
- name: any other name that no row has;
- statement: a reading that is a candidate only, so that no edge rests on it;
- flag: what was taken for noise.

What two names look like is measured by the coefficient of Dice (1945) over their pairs of neighbouring characters.
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from graph.model import UNREGISTERED, Edge, Graph, Resolved
from ontology.checks import GROUPS
from ontology.judgement import Judgement
from ontology.registry import NAMING
from ontology.report import Flag
from ontology.statement import TIERS, digest, plain

Sort: TypeAlias = Literal["changed", "alias", "pair", "name", "statement", "flag"]

SORTS: tuple[Sort, ...] = ("changed", "alias", "pair", "name", "statement", "flag")
# From here on two names look like one. The five reports give 51 such pairs from 0.5 on, 17 from 0.7, 9 from 0.9: these
# last are homonyms (a reform and a service), and what is one thing in other words lies between.
ALIKE = 0.7
# Kinds whose unregistered names are looked at; what a number counts is as manifold as the texts.
KINDS = ("Place", "Agency", "Platform", "PlatformType", "Reform", "Service", "PolicyDocument")
# Documents of one place are seldom in a registry: they come after the other names of their tier.
SELDOM_KNOWN = ("PolicyDocument",)
AROUND = 40  # characters shown on either side of a sentence
NEIGHBOURS = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """What awaits judgement.

    `worth` of a name is the number of its statements times that of their reports; that of a statement is 2 where no
    edge joins its two entities, else 1. `entity` is None where it is about a statement; a flag has its own id there.
    `like` is what it may be the same as.
    """

    sort: Sort
    tier: str
    worth: int
    label: str
    report: str
    quote: str
    start: int
    before: str
    after: str
    text_kind: str
    kind: str
    entity: str | None = None
    like: str | None = None
    statement: str | None = None
    neighbours: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Permanent, from what is to be judged."""
        return "c-" + digest([self.sort, self.entity, self.like, self.statement])[:12]


def candidates(graph: Graph, changed: Iterable[Judgement] = (), bare: Graph | None = None) -> list[Candidate]:
    """What awaits judgement in a graph, in the order in which it should be looked at.

    `changed` are judgements whose statement is now another: it comes up again, as it stands in `bare`, the graph as it
    was read, since one that was called wrong is in no other.
    """
    said = _said(graph)
    open_names = {entity: about for entity, about in sorted(said.items()) if _is_open(entity, graph)}
    found = [*_changed(bare or graph, changed), *_names(graph, open_names), *_pairs(graph, open_names)]
    again = {each.statement for each in found if each.sort == "changed"}
    found += [
        _of_statement("statement", resolved, graph) for resolved in graph.statements
        if resolved.statement.tier == "candidate" and resolved.id not in again
    ]
    found += [
        _of_flag(report, flag, graph) for report, flag in graph.flags
        if flag.reason == "noise" and flag.id_in(report) not in graph.judgements.accepted
    ]
    return sorted(found, key=_order)


def likeness(one: str, other: str) -> float:
    """How much two names look alike, between 0 and 1.

    >>> round(likeness("service hall", "service halls"), 2), likeness("a", "b")
    (0.96, 0.0)
    """
    return _dice(_pieces(one), _pieces(other))


def _order(found: Candidate) -> tuple[object, ...]:
    seldom = found.kind in SELDOM_KNOWN
    return (found.sort != "changed", TIERS.index(found.tier), seldom, -found.worth, SORTS.index(found.sort), found.id)


def _said(graph: Graph) -> dict[str, list[Resolved]]:
    """Each entity that no row has, with the statements that name it."""
    said: dict[str, list[Resolved]] = defaultdict(list)
    for resolved in graph.statements:
        for entity in {resolved.subject, resolved.object, resolved.place, *resolved.about}:
            if UNREGISTERED in entity and graph.entity(entity).kind in KINDS:
                said[entity].append(resolved)
    return said


def _is_open(entity: str, graph: Graph) -> bool:
    judged = graph.judgements
    return (
        entity not in judged.accepted and entity not in judged.labels
        and all(entity != part for part, _ in judged.part_of)
    )


def _names(graph: Graph, said: Mapping[str, list[Resolved]]) -> Iterator[Candidate]:
    """Names that no row has, with the row that each looks like the most."""
    known = _Likes(
        (name.entity, _group(graph.registry.entities[name.entity].kind), plain(name.text))
        for name in graph.registry.names if name.role in NAMING
    )
    for entity, about in said.items():
        found = graph.entity(entity)
        apart = {other for pair in graph.judgements.different if entity in pair for other in pair}
        like = next((o for o in known.of(_group(found.kind), plain(found.label)) if o not in apart), None)
        yield _of_entity("name" if like is None else "alias", entity, about, graph, like)


def _pairs(graph: Graph, said: Mapping[str, list[Resolved]]) -> Iterator[Candidate]:
    names = [(entity, _group(graph.entity(entity).kind), plain(graph.entity(entity).label)) for entity in said]
    likes = _Likes(names)
    for entity, group, name in names:
        for other in likes.of(group, name):
            pair = (min(entity, other), max(entity, other))
            if entity < other and pair not in graph.judgements.different:
                yield _of_entity("pair", entity, [*said[entity], *said[other]], graph, other)


class _Likes:
    """Names that are found by what they look like."""

    def __init__(self, names: Iterable[tuple[str, str, str]]) -> None:
        self._pieces: dict[tuple[str, str], frozenset[str]] = {}
        self._holding: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for entity, group, name in names:
            self._pieces[entity, name] = _pieces(name)
            for piece in self._pieces[entity, name]:
                self._holding[group, piece].append((entity, name))

    def of(self, group: str, name: str) -> list[str]:
        """The other entities of a group with a name that looks like this one, the most alike first."""
        pieces = _pieces(name)
        # Of what looks like it a name shares so many pieces at least (Chaudhuri, Ganti and Kaushik 2006): whatever
        # looks like it holds one of its rarest, and what holds only the common ones is not compared.
        shared = math.ceil(len(pieces) * ALIKE / (2 - ALIKE) - 1e-9)
        rarest = sorted(pieces, key=lambda piece: (len(self._holding.get((group, piece), ())), piece))
        near = {e for piece in rarest[: len(pieces) - shared + 1] for e in self._holding.get((group, piece), ())}
        alike = {each: _dice(pieces, self._pieces[each]) for each in near}
        ordered = sorted((-value, *each) for each, value in alike.items() if value >= ALIKE)
        return list(dict.fromkeys(entity for _, entity, other in ordered if other != name or entity != name))


def _pieces(name: str) -> frozenset[str]:
    return frozenset(name[at : at + 2] for at in range(len(name) - 1))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 0.0 if len(one) + len(other) == 0 else 2 * len(one & other) / (len(one) + len(other))


def _group(kind: str) -> str:
    return GROUPS.get(kind, kind)


def _changed(graph: Graph, judgements: Iterable[Judgement]) -> Iterator[Candidate]:
    keys = {one.statement.key for one in judgements if one.statement is not None}
    yield from (_of_statement("changed", r, graph) for r in graph.statements if r.statement.key in keys)


def _of_statement(sort: Sort, resolved: Resolved, graph: Graph) -> Candidate:
    said = resolved.statement
    subject, target = graph.entity(resolved.subject).label, graph.entity(resolved.object).label
    status = "" if said.status is None else f" ({said.status})"
    known = (resolved.subject, resolved.object) in _edges(graph).pairs
    return _made(
        sort, said.tier, 1 if known else 2, f"{subject} {said.relation} {target}{status}", [resolved], graph,
        kind=said.relation, statement=resolved.id, neighbours=_near((resolved.subject, resolved.object), graph),
    )


def _of_entity(sort: Sort, entity: str, about: list[Resolved], graph: Graph, like: str | None) -> Candidate:
    found = graph.entity(entity)
    reports = {each.statement.evidence.report for each in about}
    best = min((each.statement.tier for each in about), key=TIERS.index)
    told = sorted(about, key=lambda r: (TIERS.index(r.statement.tier), r.statement.evidence.report, r.id))
    return _made(
        sort, best, len(about) * len(reports), found.label, told, graph, kind=found.kind, entity=entity, like=like,
        neighbours=_near((entity,), graph),
    )


def _of_flag(report: str, flag: Flag, graph: Graph) -> Candidate:
    text = graph.text(report)
    return Candidate(
        sort="flag", tier="candidate", worth=1, label=flag.reason, report=report, quote=flag.text, start=flag.start,
        before=text[max(0, flag.start - AROUND) : flag.start], after=text[flag.end : flag.end + AROUND],
        text_kind=graph.reports[report].text_kind, kind=flag.reason, entity=flag.id_in(report),
    )


def _made(
    sort: Sort, tier: str, worth: int, label: str, told: list[Resolved], graph: Graph, *, kind: str,
    entity: str | None = None, like: str | None = None, statement: str | None = None, neighbours: tuple[str, ...] = (),
) -> Candidate:
    evidence = told[0].statement.evidence
    text = graph.text(evidence.report)
    return Candidate(
        sort=sort, tier=tier, worth=worth, label=label, report=evidence.report, quote=evidence.quote,
        start=evidence.start, before=text[max(0, evidence.start - AROUND) : evidence.start],
        after=text[evidence.end : evidence.end + AROUND], text_kind=graph.reports[evidence.report].text_kind,
        kind=kind, entity=entity, like=like, statement=statement or (told[0].id if entity is None else None),
        neighbours=neighbours,
    )


def _near(entities: tuple[str, ...], graph: Graph) -> tuple[str, ...]:
    """What the edges of these entities lead to, a few of them, as words."""
    found = [
        f"{graph.entity(edge.source).label} {edge.type} {graph.entity(edge.target).label}"
        for entity in entities for edge in _edges(graph).of.get(entity, ())[:NEIGHBOURS]
    ]
    return tuple(dict.fromkeys(found))[:NEIGHBOURS]


@dataclass(frozen=True, slots=True)
class _Edges:
    """The plain edges of a graph by the entities at their ends, and which pairs have one."""

    of: Mapping[str, list[Edge]]
    pairs: frozenset[tuple[str, str]]


@functools.lru_cache(maxsize=2)
def _edges(graph: Graph) -> _Edges:
    of: dict[str, list[Edge]] = {}
    for edge in graph.edges:
        for end in dict.fromkeys((edge.source, edge.target)):
            of.setdefault(end, []).append(edge)
    return _Edges(of, frozenset((edge.source, edge.target) for edge in graph.edges))
