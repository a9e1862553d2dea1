"""The places: every unit of administration with its years, zones and regions, found by code, by name and by year."""

from __future__ import annotations

import csv
import pathlib
from collections import defaultdict
from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ConfigDict

from ontology.datafile import checked, read_yaml
from ontology.entities import NATION, Entity, EntityName, Link
from ontology.errors import DataFileError, NotFound
from ontology.statement import plain

UNITS = "place/"
CODED = ("province", "prefecture", "county")
LEVELS = ("nation", "region", *CODED, "town", "zone")
SUCCESSIONS = ("rename", "upgrade", "recode", "merge", "split")
YEARS = ("from", "to")
COLUMNS = ["id", "unit_id", "code", "name", "level", "parent", *YEARS, "successors", "succession"]
ZONE_COLUMNS = [
    "id",
    "code",
    "name",
    "level",
    "parent",
    *YEARS,
    "members",
    "aliases",
    "local_aliases",
    "status",
    "seen_in",
    "sources",
    "note",
]


class Suffixes(BaseModel):
    """place_suffixes.yaml: how an official name is shortened, and which names are cities'."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    suffixes: tuple[str, ...]
    kept: tuple[str, ...]
    peoples: tuple[str, ...]
    special: dict[str, str]
    city: str

    def short(self, name: str) -> str | None:
        """The official name without its suffix and the names of peoples; None where two characters would not stay."""
        if name in self.special:
            return self.special[name]
        if name.endswith(self.kept):
            return None
        stem = _without(name, self.suffixes)
        if stem == name:
            return None
        while (shorter := _without(stem, self.peoples)) != stem:
            stem = shorter
        return stem


def _without(name: str, endings: tuple[str, ...]) -> str:
    """The name without the first of the endings that leaves two characters, or as it is."""
    if not name.endswith(endings):
        return name
    fitting = (name[: -len(ending)] for ending in endings if name.endswith(ending) and len(name) - len(ending) >= 2)
    return next(fitting, name)


class Places:
    """All places with their names and links. Years are those of the source: a record holds from `from` up to `to`."""

    def __init__(self, entities: Mapping[str, Entity], names: list[EntityName], links: list[Link]) -> None:
        self.entities = entities
        self.names = names
        self.links = links
        self._parent = {
            link.subject: link.object for link in links if link.relation == "part_of" and link.note != "member"
        }
        self._by_code: dict[str, list[Entity]] = defaultdict(list)
        self._by_unit: dict[str, list[Entity]] = defaultdict(list)
        for entity in sorted(entities.values(), key=_since):
            self._by_unit[entity.attrs["unit_id"]].append(entity)
            if "code" in entity.attrs:
                self._by_code[entity.attrs["code"]].append(entity)
        self._by_name: dict[tuple[str, bool], dict[str, Entity]] = defaultdict(dict)
        for name in names:
            if name.scope is None:
                self._by_name[plain(name.text), name.role == "short"][name.entity] = entities[name.entity]

    def of_code(self, code: str, year: int | None) -> Entity:
        """The record of the code that holds in the year, in a year of change the later one; None: the latest.

        Raises NotFound where the code is unknown or has no record in the year.
        """
        records = self._by_code.get(code, [])
        fitting = [record for record in records if year is None or _holds(record, year)]
        if len(fitting) == 0:
            raise NotFound(f"no place has the code {code}" + ("" if len(records) == 0 else f" in {year}"))
        return fitting[-1]

    def named(self, name: str, year: int | None) -> tuple[Entity, ...]:
        """The places of that official name or alias, else of that short name, one record a unit, by level and id.

        Records that hold in the year come alone; where none does, the unit's record that is nearest to the year.
        """
        key = plain(name)
        full, short = (list(self._by_name.get((key, is_short), {}).values()) for is_short in (False, True))
        for records in (full, short):
            fitting = [record for record in records if year is None or _holds(record, year)]
            if len(fitting) > 0:
                return _one_a_unit(fitting)
        return _one_a_unit([self._nearest(record, year) for record in full or short])

    def chain(self, place_id: str) -> tuple[str, ...]:
        """The place, its parent and so on up to the nation. Raises NotFound."""
        if place_id not in self.entities:
            raise NotFound(f"no place {place_id} in the registry")
        found = [place_id]
        while found[-1] in self._parent:
            found.append(self._parent[found[-1]])
        return tuple(found)

    def _nearest(self, record: Entity, year: int | None) -> Entity:
        unit = self._by_unit[record.attrs["unit_id"]]
        if year is None:
            return record
        holding = [other for other in unit if _holds(other, year)]
        return holding[-1] if len(holding) > 0 else unit[0] if year < _since(unit[0]) else unit[-1]


def _since(entity: Entity) -> int:
    return int(entity.attrs.get("from", "0"))


def _until(entity: Entity) -> int:
    return int(entity.attrs.get("to", "9999"))


def _holds(entity: Entity, year: int) -> bool:
    return _since(entity) <= year <= _until(entity)


def _one_a_unit(records: list[Entity]) -> tuple[Entity, ...]:
    latest = {record.attrs["unit_id"]: record for record in sorted(records, key=_since)}
    return tuple(sorted(latest.values(), key=lambda record: (LEVELS.index(record.attrs["level"]), record.id)))


def read_places(folder: pathlib.Path) -> Places:
    """The places of places.csv and zones.csv. Raises DataFileError with file, row and reason."""
    path = folder / "place_suffixes.yaml"
    suffixes = checked(Suffixes, read_yaml(path), path, 1)
    units = list(_rows(folder / "places.csv", COLUMNS))
    zones = list(_rows(folder / "zones.csv", ZONE_COLUMNS))
    entities: dict[str, Entity] = {}
    names: list[EntityName] = []
    for where, row in [*units, *zones]:
        if row["id"] in entities:
            raise DataFileError(f"{where}: the id stands twice")
        entities[row["id"]] = _entity(row, suffixes)
        names += _names(row, suffixes)
    links = [link for rows in (_unit_links(units), _zone_links(zones, entities)) for link in rows]
    for where, row in units:
        if row["unit_id"] not in entities:
            raise DataFileError(f"{where}: unit_id: {row['unit_id']} is no place")
    return Places(entities, names, links)


def _rows(path: pathlib.Path, columns: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file, strict=True)
    except (OSError, ValueError, csv.Error) as error:
        raise DataFileError(f"{path.name}: cannot be read: {error}") from error
    if head != columns:
        raise DataFileError(f"{path.name}: row 1: the columns must be {','.join(columns)}")
    for number, values in enumerate(rows, 2):
        where = f"{path.name}: row {number} {values[0] if len(values) > 0 else ''}".rstrip()
        if len(values) != len(columns):
            raise DataFileError(f"{where}: has {len(values)} cells, not {len(columns)}")
        row = dict(zip(columns, values, strict=True))
        _check(where, row)
        yield where, row


def _check(where: str, row: Mapping[str, str]) -> None:
    if row["level"] not in LEVELS:
        raise DataFileError(f"{where}: level: {row['level']!r} is none of {', '.join(LEVELS)}")
    if not row["id"].startswith(UNITS) or row["name"] == "":
        raise DataFileError(f"{where}: a place needs a name and an id that begins with {UNITS}")
    if "unit_id" in row and not row["id"].startswith(f"{UNITS}{row['level']}-{row['code']}"):
        raise DataFileError(f"{where}: the id does not fit level and code")
    if row["parent"] == "" and row["id"] != NATION:
        raise DataFileError(f"{where}: a place without parent")
    for column in YEARS:
        if row[column] != "" and not (row[column].isdecimal() and len(row[column]) == 4):
            raise DataFileError(f"{where}: {column}: {row[column]!r} is no year")
    if row["from"] > (row["to"] or "9999"):
        raise DataFileError(f"{where}: it ends before it begins")
    if row.get("status") == "verified" and row["sources"] == "":
        raise DataFileError(f"{where}: status: verified without a source")


def _entity(row: Mapping[str, str], suffixes: Suffixes) -> Entity:
    attrs = {"unit_id": row["id"]}
    keys = ("unit_id", "code", "level", *YEARS, "status", "seen_in", "note")
    attrs |= {key: row[key] for key in keys if row.get(key)}
    if row["level"] in CODED and row["name"].endswith(suffixes.city):
        attrs["is_city"] = "true"
    return Entity(row["id"], "Place", row["name"], attrs)


def _names(row: Mapping[str, str], suffixes: Suffixes) -> Iterator[EntityName]:
    place = row["id"]
    yield EntityName(row["name"], place, "label")
    if row["level"] in CODED:
        short = suffixes.short(row["name"])
        if short is not None:
            yield EntityName(short, place, "short")
        return
    yield from (EntityName(alias, place, "alias") for alias in row["aliases"].split("|") if alias != "")
    yield from (EntityName(alias, place, "local", row["parent"]) for alias in row["local_aliases"].split("|") if alias)


def _unit_links(rows: list[tuple[str, dict[str, str]]]) -> Iterator[Link]:
    by_code: dict[str, list[dict[str, str]]] = defaultdict(list)
    for _, row in rows:
        by_code[row["code"]].append(row)
    for where, row in rows:
        yield _parent(where, row, by_code)
        yield from _successors(where, row, by_code)


def _parent(where: str, row: Mapping[str, str], by_code: Mapping[str, list[dict[str, str]]]) -> Link:
    """The source begins a new record when the unit above changes, so one parent holds for all years of a record."""
    parent = NATION if f"{UNITS}nation-{row['parent']}" == NATION else None
    for record in by_code.get(row["parent"], []):
        if record["from"] <= row["from"] and (row["to"] or "9999") <= (record["to"] or "9999"):
            parent = record["id"]
    if parent is None:
        raise DataFileError(f"{where}: parent: no place has the code {row['parent']} in all its years")
    return Link("part_of", row["id"], parent, row["from"], row["to"] or None)


def _successors(where: str, row: Mapping[str, str], by_code: Mapping[str, list[dict[str, str]]]) -> Iterator[Link]:
    successors, kinds = row["successors"].split(), row["succession"].split()
    if len(successors) != len(kinds) or not set(kinds) <= set(SUCCESSIONS):
        raise DataFileError(f"{where}: succession: one of {', '.join(SUCCESSIONS)} for each successor")
    for successor, kind in zip(successors, kinds, strict=True):
        code, _, year = successor.partition("@")
        records = [other for other in by_code.get(code, []) if other is not row]
        exact = [other for other in records if other["from"] == year]
        found = exact or [other for other in records if other["from"] <= year < (other["to"] or "9999")]
        if len(found) == 0:
            raise DataFileError(f"{where}: successors: no place has the code {code} in {year}")
        if not row["from"] <= year <= (row["to"] or "9999"):
            raise DataFileError(f"{where}: successors: {year} is not within the years of the place")
        yield Link("succeeds", found[0]["id"], row["id"], year, None, kind)


def _zone_links(rows: list[tuple[str, dict[str, str]]], entities: Mapping[str, Entity]) -> Iterator[Link]:
    for where, row in rows:
        for column in ("parent", "members"):
            for other in row[column].split():
                if other not in entities:
                    raise DataFileError(f"{where}: {column}: {other} is no place")
        if row["parent"] != "":
            yield Link("part_of", row["id"], row["parent"], row["from"] or None, row["to"] or None)
        yield from (Link("part_of", member, row["id"], note="member") for member in row["members"].split())
