"""The registry: who and what is already known, found by id, by name, by place and by year."""

from __future__ import annotations

import functools
import pathlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from ontology import schema
from ontology.agencies import AgencyRow, FunctionRow, NoiseRow
from ontology.checks import CONTAINMENT, GROUPS, circle, clash_fault, clashes, reference_faults
from ontology.datafile import read_rows
from ontology.entities import Entity, EntityName, Link
from ontology.entries import DocumentRow, PlatformRow, ReformRow, Row, TypeRow
from ontology.errors import DataFileError, NotFound
from ontology.places import Places, read_places
from ontology.statement import digest, plain
from ontology.verdict import UNREGISTERED, Applied

__all__ = ["FOLDER", "Entity", "EntityName", "Link", "Registry", "load"]

FOLDER = pathlib.Path(__file__).resolve().parent / "registry"
FILES: tuple[tuple[str, str | None, type[Row]], ...] = (
    ("reforms.yaml", None, ReformRow),
    ("platforms.yaml", "types", TypeRow),
    ("platforms.yaml", "platforms", PlatformRow),
    ("agencies.yaml", "agencies", AgencyRow),
    ("documents.yaml", None, DocumentRow),
)
NAMING = ("label", "alias", "marked", "short", "local")
UNVERIFIED = "unverified"
JUDGED = "judged"  # the role of a name, and the note of a link, that judgements give
# Facts whose values are ids of things, several parted by spaces.
REFERRING = ("about", "broader", "may_succeed", "stands_for")

Names: TypeAlias = Mapping[tuple[str, str], Mapping[str | None, str]]


class Registry:
    """The entities, their names and the links between them; no two lookups of one name ever differ."""

    def __init__(
        self,
        places: Places,
        entities: Mapping[str, Entity],
        names: Iterable[EntityName],
        links: Iterable[Link],
        named: Names,
        standing: Mapping[tuple[str, str], str],
        noise: tuple[str, ...],
    ) -> None:
        self.entities = entities
        self.names = tuple(sorted(names, key=lambda name: (name.text, name.entity, name.role, name.scope or "")))
        self.links = tuple(sorted(links, key=_link_order))
        self.noise = noise
        self._places = places
        self._named = named
        self._standing = standing

    @functools.cached_property
    def digest(self) -> str:
        """sha256 of what a scan uses: names with role, scope and kind; the years, codes and parents of places."""
        names = [(n.text, n.role, n.scope, n.entity, self.entities[n.entity].kind) for n in self.names]
        facts = [
            (e.id, e.attrs.get("code"), e.attrs["unit_id"], e.attrs.get("from"), e.attrs.get("to"))
            for _, e in sorted(self._places.entities.items())
        ]
        parents = [
            (link.subject, link.object, link.start, link.end)
            for link in self.links
            if link.relation == "part_of" and link.subject in self._places.entities
        ]
        return digest([names, facts, parents, sorted(self.noise)])

    def entity(self, entity_id: str) -> Entity:
        """The entity of that id. Raises NotFound."""
        if entity_id not in self.entities:
            raise NotFound(f"no entity {entity_id} in the registry")
        return self.entities[entity_id]

    def place_of_code(self, code: str, year: int | None) -> Entity:
        """The place that has the code in the year, in a year of change the later one; None: the latest.

        Raises NotFound where the code is unknown or has no record in the year.
        """
        return self._places.of_code(code, year)

    def places_named(self, name: str, year: int | None) -> tuple[Entity, ...]:
        """The places of that official name or alias, else of that short name, one a unit, by level and id.

        Those that hold in the year come alone; where none does, the record of the same unit nearest to the year.
        """
        return self._places.named(name, year)

    def chain(self, place_id: str) -> tuple[str, ...]:
        """The place itself, its parent and so on up to the nation. Raises NotFound."""
        return self._places.chain(place_id)

    def resolve(self, name: str, kind: str, place: str | None, year: int | None) -> Entity | None:
        """What a name as written means in a text of the place; None where it is unknown or means several.

        A local name goes by the nearest place of the chain. The bare name of a type of platform means the platform
        that stands for it there, else the type. Platforms share names with their types, reforms with services.
        Raises NotFound for an unknown place.
        """
        key = (GROUPS.get(kind, kind), plain(name))
        scopes = () if place is None else self.chain(place)
        found = self._named.get(key, {})
        for scope in scopes:
            if scope in found:
                return self.entities[found[scope]]
        if kind == "Place":
            return self._nearest(self.places_named(name, year), scopes)
        if None not in found:
            return None
        entity = self.entities[found[None]]
        for owner in scopes:
            if (owner, entity.id) in self._standing:
                return self.entities[self._standing[owner, entity.id]]
        return entity

    def find(self, name: str) -> tuple[Entity, ...]:
        """Everything of whatever kind and scope that has this name, by id."""
        key = plain(name)
        found = {n.entity for n in self.names if n.role in (*NAMING, JUDGED) and plain(n.text) == key}
        return tuple(self.entities[entity] for entity in sorted(found))

    def family(self, entity_id: str) -> tuple[tuple[str, str], ...]:
        """The entity as `self`, then all that are variants or instances of it, of those, and so on, with how.

        Raises NotFound.
        """
        members = {self.entity(entity_id).id: "self"}
        waiting = [entity_id]
        while len(waiting) > 0:
            for relation, member in self._members.get(waiting.pop(0), ()):
                if member not in members:
                    members[member] = relation
                    waiting.append(member)
        return tuple(members.items())

    def line(self, agency_id: str) -> tuple[tuple[str, str], ...]:
        """An agency as `self`, with those before it and after it, oldest first: verified where a source says each step.

        A step that a row calls `may_succeed` makes all that lies behind it unverified. Raises NotFound.
        """
        before = self._followed({agency_id: "self"}, self._steps[0])
        after = self._followed({self.entity(agency_id).id: "self"}, self._steps[1])
        return (*reversed(before), (agency_id, "self"), *after)

    def under(self, applied: Applied) -> Registry:
        """This registry as judgements have it; itself, where none of them is about what it holds.

        An entity that is the same as another is gone, and its names and links are the other's. A name that nobody
        registered is found with the entity it is the same as; what it means in a text, graph/resolve.py says.
        """
        canonical = {former: one for former, one in applied.canonical.items() if one in self.entities}
        labels = {entity: label for entity, label in applied.labels.items() if entity in self.entities}
        parts = [pair for pair in applied.part_of if all(entity in self.entities for entity in pair)]
        if len(canonical) + len(labels) + len(parts) == 0:
            return self

        def of(entity: str) -> str:
            return canonical.get(entity, entity)

        entities = {
            each.id: replace(each, label=labels.get(each.id, each.label), attrs=_referring(each.attrs, canonical))
            for each in self.entities.values() if each.id not in canonical
        }
        names = [
            replace(name, entity=of(name.entity), role="alias")
            if name.role == "label" and (name.entity in canonical or name.entity in labels)
            else replace(name, entity=of(name.entity)) for name in self.names
        ]
        names += [EntityName(label, entity, "label") for entity, label in labels.items()]
        names += [
            EntityName(unregistered_label(former), one, JUDGED)
            for former, one in canonical.items() if UNREGISTERED in former
        ]
        links = {replace(link, subject=of(link.subject), object=of(link.object)) for link in self.links}
        links |= {Link("part_of", *pair, note=JUDGED) for pair in parts}
        named = {
            key: {scope: of(entity) for scope, entity in scopes.items()} for key, scopes in self._named.items()
        }
        for entity, label in labels.items():
            kind = entities[entity].kind
            if kind != "Place":
                named.setdefault((GROUPS.get(kind, kind), plain(label)), {}).setdefault(None, entity)
        standing = {key: of(entity) for key, entity in self._standing.items()}
        kept = [link for link in links if link.subject != link.object]
        return Registry(self._places, entities, names, kept, named, standing, self.noise)

    def _followed(self, found: dict[str, str], steps: Mapping[str, list[tuple[str, str]]]) -> list[tuple[str, str]]:
        waiting = list(found)
        while len(waiting) > 0:
            agency = waiting.pop(0)
            for other, how in steps.get(agency, ()):
                if other not in found:
                    found[other] = UNVERIFIED if UNVERIFIED in (how, found[agency]) else how
                    waiting.append(other)
        return list(found.items())[1:]

    @functools.cached_property
    def _steps(self) -> tuple[Mapping[str, list[tuple[str, str]]], Mapping[str, list[tuple[str, str]]]]:
        """Of each agency those it goes on from and those that go on from it, each with how that is known."""
        known = [
            (link.subject, link.object, "verified") for link in self.links
            if link.relation == "succeeds" and self.entities[link.subject].kind == "Agency"
        ]
        thought = [
            (entity.id, former, UNVERIFIED) for entity in self.entities.values()
            for former in entity.attrs.get("may_succeed", "").split()
        ]
        back: dict[str, list[tuple[str, str]]] = defaultdict(list)
        forth: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for later, former, how in sorted([*known, *thought]):
            back[later].append((former, how))
            forth[former].append((later, how))
        return back, forth

    @functools.cached_property
    def _members(self) -> Mapping[str, list[tuple[str, str]]]:
        members: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for link in self.links:
            if link.relation in ("variant_of", "instance_of"):
                members[link.object].append((link.relation, link.subject))
        return members

    def _nearest(self, places: tuple[Entity, ...], scopes: tuple[str, ...]) -> Entity | None:
        if len(places) == 1:
            return places[0]
        for scope in scopes:
            inside = [place for place in places if scope in self.chain(place.id)]
            if len(inside) > 0:
                return inside[0] if len(inside) == 1 else None
        return None


def unregistered_label(entity_id: str) -> str:
    """The name in the id of an entity that no row has; of an owned one behind its owner.

    >>> unregistered_label("platform/unregistered/320500/old net"), unregistered_label("reform/unregistered/a/b")
    ('old net', 'a/b')
    """
    prefix, _, rest = entity_id.partition(UNREGISTERED)
    owned = {kind.prefix for kind in schema.load().kinds.values() if kind.owned}
    return rest.rpartition("/")[2] if prefix in owned else rest


def _referring(attrs: Mapping[str, str], canonical: Mapping[str, str]) -> Mapping[str, str]:
    changed = {
        key: " ".join(dict.fromkeys(canonical.get(each, each) for each in attrs[key].split()))
        for key in REFERRING if key in attrs and not canonical.keys().isdisjoint(attrs[key].split())
    }
    return attrs if len(changed) == 0 else {**attrs, **changed}


def load(folder: pathlib.Path | None = None) -> Registry:
    """The registry of a folder, read anew; the project's own when none is given, read once.

    Raises DataFileError with file, row and reason: an unknown reference, an id twice, one name for two entities,
    a circle, a date outside a place's years, a claim called verified without a source, a place without parent.
    """
    return _own() if folder is None else _read(folder)


@functools.cache
def _own() -> Registry:
    return _read(FOLDER)


def _read(folder: pathlib.Path) -> Registry:
    places = read_places(folder)
    entities = dict(places.entities)
    rows: dict[str, tuple[str, Row]] = {}
    for file, key, model in FILES:
        for number, row in enumerate(read_rows(folder / file, model, key), 1):
            where = f"{file}: row {number} {row.id}"
            if row.id in entities:
                raise DataFileError(f"{where}: the id stands twice")
            entities[row.id] = row.entity()
            rows[row.id] = (where, row)
    functions = {row.id for row in read_rows(folder / "agencies.yaml", FunctionRow, "functions")}
    for where, row in rows.values():
        for fault in reference_faults(row.references(), entities):
            raise DataFileError(f"{where}: {fault}")
        if isinstance(row, AgencyRow) and row.function is not None and row.function not in functions:
            raise DataFileError(f"{where}: function: {row.function} is not among the functions")
    links = [*places.links, *(link for _, row in rows.values() for link in row.links())]
    _check_circles(links, rows)
    names = [*places.names, *(name for _, row in rows.values() for name in row.names())]
    named = _index(names, entities, {entity: where for entity, (where, _) in rows.items()})
    noise = tuple(sorted(row.form for row in read_rows(folder / "agencies.yaml", NoiseRow, "noise")))
    return Registry(places, entities, names, links, named, _standing(rows), noise)


def _standing(rows: Mapping[str, tuple[str, Row]]) -> dict[tuple[str, str], str]:
    """Owner and type -> the platform that the type's bare name means there."""
    standing: dict[tuple[str, str], str] = {}
    for where, row in rows.values():
        if not isinstance(row, PlatformRow):
            continue
        for general in row.stands_for:
            other = standing.setdefault((row.owner, general), row.id)
            if other != row.id:
                raise DataFileError(f"{where}: stands_for: {other} stands for {general} in {row.owner} too")
    return standing


def _check_circles(links: Iterable[Link], rows: Mapping[str, tuple[str, Row]]) -> None:
    found = circle(links, CONTAINMENT)
    if found is not None:
        where = min(rows[entity][0] if entity in rows else f"zones.csv: row {entity}" for entity in found)
        raise DataFileError(f"{where}: {', '.join(CONTAINMENT)} go in a circle: {' -> '.join(found)}")


def _index(names: list[EntityName], entities: Mapping[str, Entity], where: Mapping[str, str]) -> Names:
    """Group and plain name -> scope -> entity; places of one name are legal, for them only local names are kept."""
    for name, other in clashes(names, entities):
        row = where.get(name.entity, f"zones.csv: row {name.entity}")
        raise DataFileError(f"{row}: {clash_fault(name, other)}")
    named: dict[tuple[str, str], dict[str | None, str]] = defaultdict(dict)
    for name in names:
        kind = entities[name.entity].kind
        if name.role in NAMING and not (kind == "Place" and name.scope is None):
            named[GROUPS.get(kind, kind), plain(name.text)][name.scope] = name.entity
    return named


def _link_order(link: Link) -> tuple[str, ...]:
    return (link.relation, link.subject, link.object, link.start or "", link.end or "", link.note)
