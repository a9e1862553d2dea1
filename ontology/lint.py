"""The linter of the registry: every fault of a folder at once, each with file, row and reason."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from ontology import judgement
from ontology.agencies import AgencyRow, FunctionRow
from ontology.checks import CONTAINMENT, circle, clash_fault, clashes, reference_faults
from ontology.datafile import checked, read_yaml
from ontology.entities import Entity, Link
from ontology.entries import Dated, DocumentRow, PlatformRow, ReformRow, Row, Source
from ontology.errors import DataFileError, InputError
from ontology.lineages import FILE as LINEAGES
from ontology.lineages import Lineage, lineage_faults, reports
from ontology.period import Period
from ontology.places import read_places
from ontology.registry import FILES

OFFICIAL = re.compile(r"(^|\.)gov\.cn$")
_YEAR = re.compile("\u3014(\\d{4})\u3015")  # the brackets round the year in a document's number
_STATED = ("stated", "doc-names-both", "same-issuer-successive", "same-place-successive")


def faults(folder: pathlib.Path) -> list[str]:
    """Everything that is wrong in the registry of a folder, in the order of files and rows; empty where nothing is."""
    try:
        places = read_places(folder)
    except DataFileError as error:
        return [str(error)]
    found: list[str] = []
    rows = list(_rows(folder, found))
    entities = dict(places.entities)
    for where, row in rows:
        if row.id in entities:
            found.append(f"{where}: the id stands twice")
        entities[row.id] = row.entity()
    functions = {row.id for row in _functions(folder, found)}
    for where, row in rows:
        found += [f"{where}: {fault}" for fault in _row_faults(row, entities, functions)]
    names = [*places.names, *(name for _, row in rows for name in row.names())]
    at = {row.id: where for where, row in rows}
    found += [
        f"{at.get(name.entity, f'zones.csv: row {name.entity}')}: {clash_fault(name, other)}"
        for name, other in clashes(names, entities)
    ]
    found += _shared_faults(rows, [*places.links, *(link for _, row in rows for link in row.links())])
    found += _grade_faults(rows)
    found += _lineage_faults(folder, entities)
    found += judgement.faults(folder / judgement.FILE)
    return found


def _rows(folder: pathlib.Path, found: list[str]) -> Iterator[tuple[str, Row]]:
    """The rows that are well formed, with where each stands; the faults of the others are added to `found`."""
    for file, key, model in FILES:
        for number, value in enumerate(_values(folder / file, key, found), 1):
            try:
                row = checked(model, value, folder / file, number)
            except DataFileError as error:
                found.append(str(error))
                continue
            yield f"{file}: row {number} {row.id}", row


def _values(path: pathlib.Path, key: str | None, found: list[str]) -> list[object]:
    try:
        value = read_yaml(path)
    except DataFileError as error:
        found.append(str(error))
        return []
    if key is not None:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, list):
        found.append(f"{path.name}: must hold a list of rows")
        return []
    return value


def _functions(folder: pathlib.Path, found: list[str]) -> Iterator[FunctionRow]:
    path = folder / "agencies.yaml"
    for number, value in enumerate(_values(path, "functions", found), 1):
        try:
            yield checked(FunctionRow, value, path, number)
        except DataFileError as error:
            found.append(str(error))


def _row_faults(row: Row, entities: Mapping[str, Entity], functions: set[str]) -> Iterator[str]:
    yield from reference_faults(row.references(), entities)
    yield from (f"{date} is no date" for date in _dates(row) if not _is_date(date))
    if row.status == "report" and len(row.seen_in) == 0:
        yield "status: it rests on a report and names none"
    if isinstance(row, ReformRow):
        stated = [step.to for step in row.evolved_from if step.evidence in _STATED]
        if len(stated) > 0 and len(_sources(row)) == 0:
            yield f"evolved_from: {stated[0]} without a source that says so"
    if isinstance(row, AgencyRow):
        yield from _agency_faults(row, entities, functions)
    if isinstance(row, DocumentRow):
        year = None if row.number is None else _YEAR.search(row.number)
        if year is not None and not 0 <= int(row.date[:4]) - int(year[1]) <= 1:
            yield f"date: {row.date} does not go with the number {row.number}"


def _agency_faults(row: AgencyRow, entities: Mapping[str, Entity], functions: set[str]) -> Iterator[str]:
    if row.function is not None and row.function not in functions:
        yield f"function: {row.function} is not among the functions"
    if row.start is not None and row.end is not None and row.end < row.start[: len(row.end)]:
        yield f"to: {row.end} is before {row.start}"
    for former in (*row.succeeds, *row.may_succeed):
        began = entities[former].attrs.get("from") if former in entities else None
        if began is not None and row.start is not None and row.start < began[: len(row.start)]:
            yield f"succeeds: {former} began later, {began}"


def _shared_faults(rows: list[tuple[str, Row]], links: list[Link]) -> Iterator[str]:
    where = {row.id: place for place, row in rows}
    agencies = [row for _, row in rows if isinstance(row, AgencyRow)]
    reforms = [row for _, row in rows if isinstance(row, ReformRow)]
    # Two places may have taken ground from each other, and each then succeeds the other; two agencies may not.
    links = [link for link in links if link.relation != "succeeds" or link.subject in where]
    thought = [Link("succeeds", row.id, other) for row in agencies for other in row.may_succeed]
    wider = [Link("broader", row.id, other) for row in reforms for other in row.broader]
    for relations in (CONTAINMENT, ("evolved_from",), ("succeeds",), ("broader",)):
        found = circle([*links, *thought, *wider], relations)
        if found is not None:
            first = min(where.get(entity, f"zones.csv: row {entity}") for entity in found)
            yield f"{first}: {', '.join(relations)} go in a circle: {' -> '.join(found)}"
    standing: dict[tuple[str, str], str] = {}
    for place, row in rows:
        for general in row.stands_for if isinstance(row, PlatformRow) else ():
            first = standing.setdefault((row.entity().attrs["owner"], general), row.id)
            if first != row.id:
                yield f"{place}: stands_for: {first} stands for {general} there too"


def _grade_faults(rows: Iterable[tuple[str, Row]]) -> Iterator[str]:
    """Sources that are not where they say, are called official and are not, or have two grades."""
    grades: dict[str, str] = {}
    for where, row in rows:
        for source in _sources(row):
            address = urlsplit(source.address)
            if address.scheme not in ("http", "https") or address.hostname is None:
                yield f"{where}: sources: {source.address} is no address"
            elif source.grade == "A" and OFFICIAL.search(address.hostname) is None:
                yield f"{where}: sources: {source.address} has the grade A and is no official site"
            elif grades.setdefault(source.address, source.grade) != source.grade:
                yield f"{where}: sources: {source.address} has the grade {grades[source.address]} elsewhere"


def _lineage_faults(folder: pathlib.Path, entities: Mapping[str, Entity]) -> Iterator[str]:
    found: list[str] = []
    path = folder / LINEAGES
    lineages = []
    for number, value in enumerate(_values(path, "lineages", found), 1):
        try:
            lineage = checked(Lineage, value, path, number)
            lineages.append((f"{LINEAGES}: row {number} {lineage.id}", lineage))
        except DataFileError as error:
            found.append(str(error))
    yield from found
    yield from lineage_faults(lineages, entities, reports(folder))


def _claims(row: Row) -> list[Dated]:
    launch = row.launch if isinstance(row, PlatformRow) else None
    return [claim for claim in (row.first_known, launch) if claim is not None]


def _sources(row: Row) -> list[Source]:
    return [*row.sources, *(source for claim in _claims(row) for source in claim.sources)]


def _dates(row: Row) -> Iterator[str]:
    yield from (claim.date for claim in _claims(row) if claim.date is not None)
    if isinstance(row, DocumentRow):
        yield row.date
    if isinstance(row, AgencyRow):
        yield from (date for date in (row.start, row.end) if date is not None)


def _is_date(text: str) -> bool:
    try:
        Period.parse(text)
    except InputError:
        return False
    return True
