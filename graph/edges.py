"""Plain edges: one for each pair of entities and type, whatever the number of statements that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph.model import Edge, Resolved
from ontology.entities import Link
from ontology.period import first_day, iso_day
from ontology.schema import Schema
from ontology.statement import LADDER, TIERS

PLAIN_TIERS = ("certain", "likely")


def stated_edges(statements: Iterable[Resolved], schema: Schema) -> list[Edge]:
    """The edges of the statements of the tiers certain and likely, by source, type and target.

    A thing has no edge to itself: what says so of it under two of its names stays a statement.
    """
    groups: dict[tuple[str, str, str], list[Resolved]] = {}
    for resolved in statements:
        said = resolved.statement
        kind = schema.edge_type(said.relation, said.status) if said.tier in PLAIN_TIERS else None
        if kind is not None and resolved.subject != resolved.object:
            groups.setdefault((resolved.subject, kind, resolved.object), []).append(resolved)
    return [_stated(*key, group) for key, group in sorted(groups.items())]


def concerning_edges(
    statements: Iterable[Resolved], known: Mapping[str, tuple[str, ...]], schema: Schema
) -> list[Edge]:
    """CONCERNS: from a document to each thing it is about, by a statement of its issue or by the registry (`known`)."""
    kind = schema.edge_type("concerns", None)
    assert kind is not None
    groups: dict[tuple[str, str, str], list[Resolved]] = {}
    for resolved in statements:
        if resolved.statement.relation == "issued" and resolved.statement.tier in PLAIN_TIERS:
            for about in resolved.about:
                groups.setdefault((resolved.object, kind, about), []).append(resolved)
    edges = {key: _stated(*key, group, relation="concerns") for key, group in groups.items()}
    for document, things in known.items():
        for thing in things:
            edges.setdefault((document, kind, thing), Edge(document, kind, thing, "concerns"))
    return [edges[key] for key in sorted(edges)]


def registry_edges(links: Iterable[Link], schema: Schema) -> list[Edge]:
    """The edges that the registry states; of several periods between one pair the first begins and the last ends it."""
    groups: dict[tuple[str, str, str], list[Link]] = {}
    for link in links:
        kind = schema.edge_type(link.relation, None)
        assert kind is not None
        groups.setdefault((link.subject, kind, link.object), []).append(link)
    return [_linked(*key, group) for key, group in sorted(groups.items())]


def _stated(source: str, kind: str, target: str, group: list[Resolved], relation: str | None = None) -> Edge:
    first = min(group, key=lambda resolved: (resolved.since.hi, resolved.id))
    statuses = [r.statement.status for r in group if r.statement.status is not None]
    return Edge(
        source=source, type=kind, target=target, relation=relation or group[0].statement.relation,
        status=None if relation == "concerns" else max(statuses, key=LADDER.index, default=None),
        tier=min((r.statement.tier for r in group), key=TIERS.index),
        since=iso_day(first.since.hi), since_day=first.since.hi, evidence=first.id,
        statements=tuple(sorted({r.id for r in group})),
        reports=tuple(sorted({r.statement.evidence.report for r in group})),
        places=tuple(sorted({r.place for r in group})),
    )


def _linked(source: str, kind: str, target: str, group: list[Link]) -> Edge:
    starts = [link.start for link in group]
    ends = [link.end for link in group]
    start = min((s for s in starts if s is not None), default=None) if None not in starts else None
    end = max((e for e in ends if e is not None), default=None) if None not in ends else None
    day = None if start is None else first_day(start)
    how = next((link.note for link in group if link.note != ""), None)
    return Edge(source, kind, target, group[0].relation, since=start, since_day=day, until=end, how=how)
