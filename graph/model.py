"""The graph in memory: the entities that occur, the statements with their ids, and the plain edges between them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from graph.engagement import Bounds, Engagement, engagement
from graph.naming import Candidate, known, meant
from graph.stored_report import StoredReport
from ontology.entities import Entity
from ontology.errors import NotFound
from ontology.lineages import Lineage
from ontology.registry import Registry, unregistered_label
from ontology.report import Flag
from ontology.schema import ENGAGING
from ontology.statement import Statement, digest, plain
from ontology.verdict import NOTHING, UNREGISTERED, Applied

__all__ = ["UNREGISTERED", "Edge", "Graph", "Resolved", "last_known_day"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A statement with its id and those of its entities; `since` bounds the day by which what it says held."""

    id: str
    statement: Statement
    subject: str
    object: str
    place: str
    about: tuple[str, ...]
    since: Bounds


@dataclass(frozen=True, slots=True)
class Edge:
    """A typed edge between two entities.

    From statements it carries the best tier, the furthest status, the earliest `since` with the id of the statement
    that gives it (`evidence`), and the ids of all statements, reports and places it rests on. From the registry it
    carries the dates of the link and its note (`how`: rename, merge, member), where these are known.
    """

    source: str
    type: str
    target: str
    relation: str
    status: str | None = None
    tier: str | None = None
    since: str | None = None
    since_day: int | None = None
    until: str | None = None
    how: str | None = None
    evidence: str | None = None
    statements: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Permanent: from the two entities and the type."""
        return "e-" + digest([self.source, self.type, self.target])[:20]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Graph:
    """What projections, questions and lineages are made from; everything in the order of its ids.

    `report_places` has the place of each report, `report_agencies` the body that wrote it, where the report says so.
    `text` gives the text of a report. `flags` are what was seen and left out, each with the report it stands in.
    `judgements` are those that are applied; the registry is the one that they make. `lineages` are those documented.
    """

    registry: Registry
    reports: Mapping[str, StoredReport]
    report_places: Mapping[str, str]
    report_agencies: Mapping[str, str]
    entities: Mapping[str, Entity]
    statements: tuple[Resolved, ...]
    edges: tuple[Edge, ...]
    text: Callable[[str], str]
    flags: tuple[tuple[str, Flag], ...] = ()
    judgements: Applied = NOTHING
    lineages: tuple[Lineage, ...] = ()

    def entity(self, entity_id: str) -> Entity:
        """An entity that occurs or that the registry knows. Raises NotFound."""
        judged = self.judgements.entity(entity_id)
        return self.entities.get(judged) or self.registry.entity(judged)

    def find(self, name: str, kinds: Collection[str] = ()) -> Entity:
        """The one entity of that id or name, of one of the kinds if any are given; one that occurs before others.

        Raises NotFound where there is none, UsageError, which lists them, where there are several.
        """
        candidates = {entity.id: entity for entity in self._named(name)}
        occurring = [entity for entity in candidates.values() if entity.id in self.entities and _fits(entity, kinds)]
        return candidates[meant(name, map(_candidate, occurring or candidates.values()), kinds).id]

    def family(self, entity_id: str) -> tuple[tuple[str, str], ...]:
        """The entity as `self`, and its variants and instances, each with how it belongs to it."""
        return self.registry.family(entity_id) if entity_id in self.registry.entities else ((entity_id, "self"),)

    def unit(self, place: str) -> str:
        """What joins the records of one place through renames and upgrades."""
        return self.entity(place).attrs.get("unit_id", place)

    def statement(self, statement_id: str) -> Resolved:
        """A statement by its id. Raises NotFound."""
        for resolved in self.statements:
            if resolved.id == statement_id:
                return resolved
        raise NotFound(f"{statement_id}: no such statement in the workspace")

    def engagements(self, entity_id: str) -> list[Engagement]:
        """The engagements of a place, or with a thing, by place and thing. Candidates do not count."""
        groups: dict[tuple[str, str], list[Statement]] = {}
        for resolved in self.statements:
            said = resolved.statement
            counts = said.relation in ENGAGING and said.tier != "candidate"
            if counts and entity_id in (resolved.subject, resolved.object):
                groups.setdefault((resolved.subject, resolved.object), []).append(said)
        said_by = {report_id: last_known_day(report) for report_id, report in self.reports.items()}
        return [engagement(place, thing, found, said_by) for (place, thing), found in sorted(groups.items())]

    def _named(self, name: str) -> list[Entity]:
        judged = self.judgements.entity(name)
        if judged in self.entities or judged in self.registry.entities:
            return [self.entity(judged)]
        key = plain(name)
        former = {e for e in self.judgements.canonical if UNREGISTERED in e and unregistered_label(e) == key}
        now = {self.judgements.entity(entity) for entity in former}
        unregistered = [
            e for e in self.entities.values()
            if UNREGISTERED in e.id and (key in (plain(e.label), unregistered_label(e.id)) or e.id in now)
        ]
        return [*known(name, self.registry), *unregistered]


def last_known_day(report: StoredReport) -> int:
    """The last day of a report's period, by which all that it tells of the present had been said."""
    last = report.period.last if report.period.last is not None else report.period.first
    assert last is not None, "a period has a start or an end"
    return last


def _fits(entity: Entity, kinds: Collection[str]) -> bool:
    return len(kinds) == 0 or entity.kind in kinds


def _candidate(entity: Entity) -> Candidate:
    unit, since = entity.attrs.get("unit_id", entity.id), entity.attrs.get("from", "")
    return Candidate(entity.id, entity.kind, entity.label, unit, since)
