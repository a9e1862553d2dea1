"""The selection: the part of a graph that conditions of the form key=value leave.

Conditions of one key are alternatives, those of different keys hold together. They are put to statements; edges are
made anew from those that are left, so an edge rests on nothing that was left out. What the registry states is kept
between entities that are left, and what these are parts, variants or instances of stays with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from graph.edges import concerning_edges, stated_edges
from graph.model import Edge, Graph, Resolved
from graph.stored_report import StoredReport
from ontology import schema
from ontology.errors import InputError, NotFound, UsageError
from ontology.period import Period
from ontology.statement import LADDER, TIERS

THINGS = ("Reform", "Service", "Platform", "PlatformType", "PolicyDocument")
UPWARD = ("part_of", "variant_of", "instance_of")
# Key -> what its value is.
KEYS = {
    "place": "a place, with the places within it: what holds in its territory",
    "reform": "a reform, service, platform or document, with its variants and instances",
    "family": "a family of reforms, as the registry has it",
    "period": "a time that overlaps that of the statement: 2023, 2021/2024",
    "status": "a rung: " + ", ".join(LADDER),
    "relation": "a relation that is read from text",
    "tier": "a tier: " + ", ".join(TIERS),
    "level": "the level of the place: nation, province, prefecture, county",
    "near": "an entity: it and those that share an edge with it",
}

Says: TypeAlias = Callable[[Resolved], bool]
IsOf: TypeAlias = Callable[[StoredReport], bool]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is of each."""

    reports: int
    statements: int
    entities: int
    edges: int

    @classmethod
    def of(cls, graph: Graph) -> Counts:
        """The counts of a graph."""
        return cls(len(graph.reports), len(graph.statements), len(graph.entities), len(graph.edges))


@dataclass(frozen=True, slots=True)
class Selected:
    """What was left of a graph, with the counts before and after."""

    graph: Graph
    before: Counts
    after: Counts

    def told(self) -> str:
        """The counts in one line, for people."""
        return ", ".join(
            f"{name} {getattr(self.before, name)} → {getattr(self.after, name)}" for name in Counts.__slots__
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """What a statement must say, and of what place and time a report must be to count as silent about it.

    `entities` are left whether or not a statement names them.
    """

    says: Says
    is_of: IsOf | None = None
    entities: frozenset[str] = frozenset()


def parse(given: Iterable[str]) -> list[tuple[str, str]]:
    """The pairs of key=value texts. Raises UsageError for a key that there is not."""
    pairs = []
    for text in given:
        key, equals, value = (part.strip() for part in text.partition("="))
        if key not in KEYS or equals == "" or value == "":
            listed = "; ".join(f"{name}={meaning}" for name, meaning in KEYS.items())
            raise UsageError(f"--where {text}: must be key=value, the key one of {listed}")
        pairs.append((key, value))
    return pairs


def select(graph: Graph, where: Iterable[tuple[str, str]], *, silent: bool = False) -> Selected:
    """The part of the graph that the conditions leave; `silent` keeps reports of fitting place and time as well.

    Raises UsageError for a value that there is not, NotFound for a name that nobody has or where nothing is left.
    """
    groups: dict[str, list[Condition]] = {}
    for key, value in where:
        groups.setdefault(key, []).append(_CONDITIONS[key](graph, value))
    if len(groups) == 0:
        return Selected(graph, Counts.of(graph), Counts.of(graph))
    statements = tuple(
        resolved for resolved in graph.statements
        if all(any(condition.says(resolved) for condition in group) for group in groups.values())
    )
    speaking = {resolved.statement.evidence.report for resolved in statements}
    reports = [
        report for report in graph.reports.values()
        if report.id in speaking or (silent and all(_is_of(report, group) for group in groups.values()))
    ]
    named = frozenset().union(*(condition.entities for group in groups.values() for condition in group))
    found = _narrowed(graph, statements, reports, named if set(groups) == {"near"} else frozenset())
    if len(statements) == 0 and len(found.edges) == 0:
        raise NotFound("--where: nothing in this workspace fits: " + ", ".join(f"{k}={v}" for k, v in where))
    return Selected(found, Counts.of(graph), Counts.of(found))


def _is_of(report: StoredReport, group: Iterable[Condition]) -> bool:
    return any(condition.is_of is None or condition.is_of(report) for condition in group)


def _narrowed(
    graph: Graph, statements: tuple[Resolved, ...], reports: Iterable[StoredReport], named: frozenset[str]
) -> Graph:
    kept = {report.id: report for report in reports}
    met = {each for r in statements for each in (r.subject, r.object, r.place, *r.about)} | named
    met |= {fact for facts in (graph.report_places, graph.report_agencies) for fact in _of(facts, kept).values()}
    entities = _with_wholes(met, graph)
    return replace(
        graph, reports=kept, report_places=_of(graph.report_places, kept),
        report_agencies=_of(graph.report_agencies, kept), statements=statements,
        entities={key: entity for key, entity in graph.entities.items() if key in entities},
        edges=_edges(graph, statements, entities),
        flags=tuple((report, flag) for report, flag in graph.flags if report in kept),
        lineages=tuple(each for each in graph.lineages if not named.isdisjoint(each.things)),
    )


def _of(facts: Mapping[str, str], reports: Mapping[str, StoredReport]) -> dict[str, str]:
    return {report: fact for report, fact in facts.items() if report in reports}


def _with_wholes(met: Iterable[str], graph: Graph) -> set[str]:
    """These entities with their owners and with all that they are parts, variants or instances of."""
    upward: dict[str, list[str]] = {}
    for edge in graph.edges:
        if edge.relation in UPWARD and edge.how != "member":
            upward.setdefault(edge.source, []).append(edge.target)
    found, waiting = set(met), list(met)
    while len(waiting) > 0:
        entity = graph.entities[waiting.pop()]
        owners = [entity.attrs[key] for key in ("owner", "place") if key in entity.attrs]
        for whole in (*upward.get(entity.id, ()), *owners):
            if whole in graph.entities and whole not in found:
                found.add(whole)
                waiting.append(whole)
    return found


def _edges(graph: Graph, statements: tuple[Resolved, ...], entities: set[str]) -> tuple[Edge, ...]:
    rows = schema.load()
    made = [*stated_edges(statements, rows), *concerning_edges(statements, {}, rows)]
    given = [e for e in graph.edges if len(e.statements) == 0 and e.source in entities and e.target in entities]
    return tuple(sorted([*made, *given], key=lambda edge: (edge.source, edge.type, edge.target)))


def _place(graph: Graph, value: str) -> Condition:
    within = _within(graph, graph.unit(graph.find(value, ("Place",)).id))
    return Condition(
        lambda resolved: resolved.place in within, lambda report: graph.report_places[report.id] in within
    )


def _within(graph: Graph, unit: str) -> set[str]:
    """The records of a unit, and the places that are or were part of one."""
    parts: dict[str, list[str]] = {}
    for link in graph.registry.links:
        if link.relation == "part_of":
            parts.setdefault(link.object, []).append(link.subject)
    waiting = [each.id for each in graph.registry.entities.values() if each.attrs.get("unit_id", each.id) == unit]
    found = {unit, *waiting}
    while len(waiting) > 0:
        for part in parts.get(waiting.pop(), ()):
            if part not in found:
                found.add(part)
                waiting.append(part)
    return found


def _reform(graph: Graph, value: str) -> Condition:
    members = {member for member, _ in graph.family(graph.find(value, THINGS).id)}
    return Condition(lambda resolved: not members.isdisjoint(_named(resolved)))


def _family(graph: Graph, value: str) -> Condition:
    known = {entity.attrs["family"] for entity in graph.registry.entities.values() if "family" in entity.attrs}
    _known("family", value, sorted(known))
    members = {entity.id for entity in graph.entities.values() if entity.attrs.get("family") == value}
    return Condition(lambda resolved: not members.isdisjoint(_named(resolved)))


def _named(resolved: Resolved) -> tuple[str, ...]:
    return (resolved.subject, resolved.object, *resolved.about)


def _period(graph: Graph, value: str) -> Condition:  # noqa: ARG001  # one signature for all conditions
    try:
        period = Period.parse(value)
    except InputError as error:
        raise UsageError(f"--where period={value}: {error}") from error
    return Condition(
        lambda resolved: resolved.statement.period.overlaps(period), lambda report: report.period.overlaps(period)
    )


def _status(graph: Graph, value: str) -> Condition:  # noqa: ARG001
    _known("status", value, LADDER)
    return Condition(lambda resolved: resolved.statement.status == value)


def _relation(graph: Graph, value: str) -> Condition:  # noqa: ARG001
    _known("relation", value, [name for name, row in schema.load().relations.items() if row.source == "text"])
    return Condition(lambda resolved: resolved.statement.relation == value)


def _tier(graph: Graph, value: str) -> Condition:  # noqa: ARG001
    _known("tier", value, TIERS)
    return Condition(lambda resolved: resolved.statement.tier == value)


def _level(graph: Graph, value: str) -> Condition:
    places = [each for each in graph.registry.entities.values() if each.kind == "Place"]
    _known("level", value, sorted({each.attrs["level"] for each in places if "level" in each.attrs}))
    fitting = {each.id for each in places if each.attrs.get("level") == value}
    return Condition(
        lambda resolved: resolved.place in fitting, lambda report: graph.report_places[report.id] in fitting
    )


def _near(graph: Graph, value: str) -> Condition:
    middle = graph.find(value).id
    ends = [(edge.source, edge.target) for edge in graph.edges if middle in (edge.source, edge.target)]
    around = frozenset({middle, *(end for pair in ends for end in pair)})
    return Condition(
        lambda resolved: resolved.subject in around and resolved.object in around, entities=around & set(graph.entities)
    )


def _known(key: str, value: str, values: Iterable[str]) -> None:
    if value not in values:
        raise UsageError(f"--where {key}={value}: there is no such {key}: there are {', '.join(values)}")


_CONDITIONS: Mapping[str, Callable[[Graph, str], Condition]] = {
    "place": _place, "reform": _reform, "family": _family, "period": _period, "status": _status,
    "relation": _relation, "tier": _tier, "level": _level, "near": _near,
}
