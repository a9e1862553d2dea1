"""Canonical ids, applied on read: which entity each name of each statement means, as registry and judgements have it.

A statement that was called wrong, and each about an entity that was, is left out and flagged as rejected; one that was
called right is certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from graph.edges import concerning_edges, registry_edges, stated_edges
from graph.engagement import since
from graph.model import UNREGISTERED, Edge, Graph, Resolved, last_known_day
from graph.stored_report import StoredReport
from ontology import schema
from ontology.entities import Entity, Link
from ontology.errors import InputError
from ontology.lineages import Lineage
from ontology.registry import JUDGED, Registry, unregistered_label
from ontology.report import Flag
from ontology.statement import Name, Statement, plain
from ontology.verdict import NOTHING, Applied

# What attrs.about may name, in the order in which a meaning is looked for.
SUBJECT_MATTER = ("Reform", "Service", "Platform", "PlatformType")
UPWARD = ("part_of", "variant_of", "instance_of", "evolved_from")
# Shorter names stand in too many titles by chance: the alias of a reform of two characters is an ordinary word.
SHORTEST_IN_TITLE = 3
REJECTED = "rejected"


def resolve(
    reports: Iterable[StoredReport], statements: Iterable[Statement], registry: Registry, text: Callable[[str], str],
    flags: Iterable[tuple[str, Flag]] = (), judgements: Applied = NOTHING, documented: Iterable[Lineage] = (),
) -> Graph:
    """The graph of these reports and statements under judgements, with the documented lineages beside them.

    Raises InputError for a statement that the schema does not allow.
    """
    registry = registry.under(judgements)
    by_id = {report.id: report for report in sorted(reports, key=lambda report: report.id)}
    names = _Names(registry, judgements)
    places = {report.id: names.entity(report.place, None, report.year) for report in by_id.values()}
    agencies = {
        report.id: names.entity(Name(report.agency, "Agency"), places[report.id], report.year)
        for report in by_id.values() if report.agency is not None
    }
    kept, rejected = _judged((_resolved(s, by_id, names) for s in statements), judgements)
    resolved = tuple(sorted(kept, key=_order))
    named = {*places.values(), *agencies.values()}
    named |= {entity for each in resolved for entity in (each.subject, each.object, each.place, *each.about)}
    met = {entity: names.met[entity] for entity in sorted(named)}
    entities = _with_surroundings(_with_parts(met, registry, judgements), registry)
    return Graph(
        registry=registry, reports=by_id, report_places=places, report_agencies=agencies,
        entities={entity_id: entities[entity_id] for entity_id in sorted(entities)}, statements=resolved,
        edges=_edges(resolved, entities, registry, judgements), text=text, judgements=judgements,
        lineages=tuple(documented),
        flags=(*(found for found in flags if found[1].id_in(found[0]) not in judgements.rejected), *rejected),
    )


class _Names:
    """What names mean, each (name, place, year) looked up once; `met` has every entity that was met."""

    def __init__(self, registry: Registry, judgements: Applied) -> None:
        self._judgements = judgements
        self.met: dict[str, Entity] = {}
        self._registry = registry
        self._meanings: dict[tuple[Name, str | None, int], str] = {}
        self._titles: dict[str, tuple[str, ...]] = {}
        self._subject_matter = _names_of_subject_matter(registry)

    def entity(self, name: Name, place: str | None, year: int, *, owner: str | None = None) -> str:
        """The id of the entity that a name means in a text about the place; `owner` owns it if it is not registered."""
        fixed = None if name.place is None else self._registry.entities.get(self._judgements.entity(name.place))
        if fixed is not None:
            return self._meet(fixed)
        key = (name, owner or place, year)
        if key not in self._meanings:
            known = self._known(name, place, year)
            entity = known if known is not None else _unregistered(name, owner or place)
            self._meanings[key] = self._meet(entity)
        return self._meanings[key]

    def about(self, name: str, place: str, year: int) -> str:
        """The id of what a statement is about: a reform, unless the registry knows the name as something else."""
        for kind in SUBJECT_MATTER:
            known = self._known(Name(name, kind), place, year)
            if known is not None:
                return self._meet(known)
        return self.entity(Name(name, "Reform"), place, year)

    def in_title(self, title: str) -> tuple[str, ...]:
        """The ids of the reforms and services that a document's title names, the longest name first at each place."""
        key = plain(title)
        if key not in self._titles:
            found = []
            for name, entity in self._subject_matter:
                if name in key:
                    found.append(self._meet(self._registry.entities[entity]))
                    key = key.replace(name, "\n")
            self._titles[plain(title)] = tuple(sorted(set(found)))
        return self._titles[plain(title)]

    def _known(self, name: Name, place: str | None, year: int) -> Entity | None:
        return self._registry.resolve(name.text, name.kind, place if place in self._registry.entities else None, year)

    def _meet(self, entity: Entity) -> str:
        """The id of the entity that stands for this one."""
        one = self._judgements.entity(entity.id)
        if one != entity.id:
            entity = self._registry.entities.get(one) or replace(entity, id=one, label=unregistered_label(one))
        label = self._judgements.labels.get(one, entity.label)
        self.met[one] = entity if label == entity.label else replace(entity, label=label)
        return one


def _names_of_subject_matter(registry: Registry) -> list[tuple[str, str]]:
    names = {
        (plain(name.text), name.entity) for name in registry.names
        if name.role in ("label", "alias") and registry.entities[name.entity].kind in ("Reform", "Service")
        and name.text not in registry.entities[name.entity].attrs.get("ambiguous", "").split("|")
    }
    return sorted((pair for pair in names if len(pair[0]) >= SHORTEST_IN_TITLE), key=lambda pair: (-len(pair[0]), pair))


def _unregistered(name: Name, owner: str | None) -> Entity:
    """An entity of the name itself; of an owned kind, of the name and its owner."""
    kind = schema.load().kinds[name.kind]
    label = plain(name.text)
    if not kind.owned or owner is None:
        return Entity(f"{kind.prefix}{UNREGISTERED}{label}", name.kind, label, {})
    of = owner.removeprefix("place/")
    code = of.rpartition("-")[2] if owner.startswith("place/") and of.rpartition("-")[2].isdigit() else of
    return Entity(f"{kind.prefix}{UNREGISTERED}{code}/{label}", name.kind, label, {"owner": owner})


def _resolved(statement: Statement, reports: dict[str, StoredReport], names: _Names) -> Resolved:
    fault = schema.load().fault(statement)
    if fault is not None:
        raise InputError(f"statement {statement.id} of report {statement.evidence.report}: {fault}")
    report = reports[statement.evidence.report]
    place = names.entity(statement.place, None, report.year)
    subject = names.entity(statement.subject, place, report.year)
    # A measure belongs to what is measured, everything else that is owned to the place.
    owner = subject if statement.object.kind == "Measure" else None
    target = names.entity(statement.object, place, report.year, owner=owner)
    about = {names.about(name, place, report.year) for name in _listed(statement.attrs.get("about", []))}
    if statement.relation == "issued":
        about |= set(names.in_title(statement.object.text))
    return Resolved(
        id=statement.id, statement=statement, subject=subject, object=target, place=place, about=tuple(sorted(about)),
        since=since(statement, last_known_day(report)),
    )


def _with_surroundings(met: dict[str, Entity], registry: Registry) -> dict[str, Entity]:
    """These entities with what the registry says of them.

    That is: the other records of a place and what became of it; the line of an agency; what a thing grew out of; the
    policy documents about it; owners; and of all these what they are parts, variants or instances of, up to the nation.
    """
    entities = _with_wholes({**met, **_records(met, registry)}, registry)
    documents = {
        entity.id: entity for entity in registry.entities.values()
        if entity.kind == "PolicyDocument" and any(about in entities for about in entity.attrs.get("about", "").split())
    }
    return _with_wholes({**entities, **documents}, registry)


def _records(met: dict[str, Entity], registry: Registry) -> dict[str, Entity]:
    """The other records of the places met, and those before and after them; the agencies of the lines of those met."""
    near: dict[str, set[str]] = {}
    for link in registry.links:
        if link.relation == "succeeds":
            near.setdefault(link.subject, set()).add(link.object)
            near.setdefault(link.object, set()).add(link.subject)
    units = {entity.attrs["unit_id"] for entity in met.values() if entity.kind == "Place" and "unit_id" in entity.attrs}
    records = {entity.id for entity in registry.entities.values() if entity.attrs.get("unit_id") in units}
    records |= {other for record in records for other in near.get(record, ())}
    for agency in [entity.id for entity in met.values() if entity.kind == "Agency" and entity.id in registry.entities]:
        records |= {other for other, _ in registry.line(agency)}
    return {record: registry.entities[record] for record in sorted(records)}


def _with_wholes(met: dict[str, Entity], registry: Registry) -> dict[str, Entity]:
    """These entities with their owners and with all that they are parts, variants or instances of or grew out of."""
    upward: dict[str, list[str]] = {}
    for link in registry.links:
        if link.relation in UPWARD and link.note != "member":
            upward.setdefault(link.subject, []).append(link.object)
    entities = dict(met)
    waiting = sorted(met)
    while len(waiting) > 0:
        entity = entities[waiting.pop()]
        owners = [owner for key in ("owner", "place") if (owner := entity.attrs.get(key)) is not None]
        for whole in [*upward.get(entity.id, []), *owners]:
            if whole not in entities:
                entities[whole] = registry.entities[whole]
                waiting.append(whole)
    return entities


def _judged(
    resolved: Iterable[Resolved], judgements: Applied
) -> tuple[list[Resolved], list[tuple[str, Flag]]]:
    """The statements that stand, and what flags those called wrong."""
    kept, rejected = [], []
    for each in resolved:
        said = each.statement
        if judgements.rejects(said) or not judgements.rejected.isdisjoint((each.subject, each.object, each.place)):
            evidence = said.evidence
            rejected.append((evidence.report, Flag(REJECTED, evidence.quote, evidence.start, evidence.end)))
            continue
        about = tuple(entity for entity in each.about if entity not in judgements.rejected)
        tier = "certain" if judgements.accepts(said) else said.tier
        if (about, tier) != (each.about, said.tier):
            each = replace(each, about=about, statement=replace(said, tier=tier))
        kept.append(each)
    return kept, sorted(set(rejected), key=lambda flag: (flag[0], flag[1].start, flag[1].end))


def _with_parts(met: dict[str, Entity], registry: Registry, judgements: Applied) -> dict[str, Entity]:
    """These entities with the registered wholes that judgements make them parts of."""
    wholes = {whole for part, whole in judgements.part_of if part in met and whole in registry.entities}
    return {**{whole: registry.entities[whole] for whole in sorted(wholes)}, **met}


def _edges(
    resolved: tuple[Resolved, ...], entities: dict[str, Entity], registry: Registry, judgements: Applied
) -> tuple[Edge, ...]:
    stated: list[Link] = [*registry.links, *(Link("part_of", *pair, note=JUDGED) for pair in judgements.part_of)]
    links = [link for link in dict.fromkeys(stated) if link.subject in entities and link.object in entities]
    known = {
        entity.id: tuple(about for about in entity.attrs["about"].split() if about in entities)
        for entity in entities.values() if entity.kind == "PolicyDocument" and "about" in entity.attrs
    }
    rows = schema.load()
    found = [
        *stated_edges(resolved, rows), *concerning_edges(resolved, known, rows), *registry_edges(links, rows)
    ]
    return tuple(sorted(found, key=lambda edge: (edge.source, edge.type, edge.target)))


def _listed(value: str | list[str]) -> Iterator[str]:
    yield from [value] if isinstance(value, str) else value


def _order(resolved: Resolved) -> tuple[object, ...]:
    evidence = resolved.statement.evidence
    return (evidence.report, evidence.start, evidence.end, resolved.id)
