"""The documented lineages: what is known of a reform's way from place to place, event by event with its sources."""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, ValidationInfo, field_validator

from ontology import registry
from ontology.checks import reference_faults
from ontology.datafile import read_rows
from ontology.entities import Entity, Reference
from ontology.entries import Id, Source, Strict, Text
from ontology.errors import DataFileError, InputError
from ontology.period import Period
from ontology.registry import Registry

FILE = "lineages.yaml"
THINGS = ("Reform", "Service", "Platform", "PlatformType", "Agency")
# The kinds of event that a report tells of, and the rungs of the ladder that each may reach there.
RUNGS = {"plan": {"planned"}, "pilot": {"piloted"}, "draft": {"drafted"}, "adoption": {"adopted", "expanded"}}

Kind: TypeAlias = Literal[
    "origin", "pilot", "platform", "local_document", "national_recognition", "national_document", "adoption",
    "local_variant", "learned_from", "successor", "plan", "draft", "mention",
]


class Pointer(Strict):
    """Which report a number means: of which place, for which period and with plans for which."""

    report: Text
    place: Id
    period: Text
    plan_period: Text


class LineageEvent(Strict):
    """Something that happened in one place. With `report` it is a pointer to that report's statements and no fact."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*-\d\d$")]
    date: Text | None = None
    approximate: bool = False
    place: Id
    where: Text | None = None
    by: Text | None = None
    kind: Kind
    status: Literal["planned", "drafted", "piloted", "adopted", "expanded", "ended"] | None = None
    target: Literal["pilot", "adopt", "expand", "complete"] | None = None
    event: Text
    zh: Text
    things: tuple[Id, ...] = ()
    document: Id | None = None
    partners: tuple[Id, ...] = ()
    from_: tuple[Id, ...] = Field(default=(), alias="from")
    report: Text | None = None
    disputed: tuple[Text, ...] = ()
    proof: Literal["verified", "report", "unverified"]
    sources: tuple[Source, ...] = Field(default=(), validate_default=True)

    @field_validator("date")
    @classmethod
    def _is_a_period(cls, date: str | None) -> str | None:
        if date is not None:
            try:
                Period.parse(date)
            except InputError as error:
                raise ValueError(str(error)) from error
        return date

    @field_validator("proof")
    @classmethod
    def _has_its_proof(cls, proof: str, info: ValidationInfo) -> str:
        if (proof == "report") != (info.data.get("report") is not None):
            raise ValueError("report stands where an event rests on a report, and nowhere else")
        return proof

    @field_validator("sources")
    @classmethod
    def _is_sourced(cls, sources: tuple[Source, ...], info: ValidationInfo) -> tuple[Source, ...]:
        if info.data.get("proof") == "verified" and len(sources) == 0:
            raise ValueError("verified without a source")
        return sources

    @property
    def period(self) -> Period | None:
        """When it was, as far as a source says."""
        return None if self.date is None else Period.parse(self.date)

    def references(self) -> Iterator[Reference]:
        """Every id that it names, with the date at which a place must be one."""
        period = self.period
        dates: set[str | None] = {None} if period is None else {period.start, period.end}
        yield from (Reference("place", self.place, ("Place",), date) for date in sorted(dates, key=str))
        yield from (Reference("things", thing, THINGS) for thing in self.things)
        yield from (Reference("partners", place, ("Place",)) for place in self.partners)
        yield from (Reference("from", place, ("Place",)) for place in self.from_)
        if self.document is not None:
            yield Reference("document", self.document, ("PolicyDocument",))


class Lineage(Strict):
    """A lineage as it is documented: what it is about, its events, and what is open."""

    id: Annotated[str, Field(pattern=r"^lineage/[a-z0-9]+(-[a-z0-9]+)*$")]
    label: Text
    en: Text
    things: Annotated[list[Id], Field(min_length=1)]
    open: Text | None = None
    events: Annotated[list[LineageEvent], Field(min_length=1)]

    def ordered(self) -> tuple[LineageEvent, ...]:
        """Its events in the order of time, those without a date last."""
        return tuple(sorted(self.events, key=lambda event: (_day(event), event.id)))


def load(folder: pathlib.Path | None = None) -> tuple[Lineage, ...]:
    """The lineages of a registry's folder, in the file's order; the project's own when none is given, read once.

    Raises DataFileError with file, row and reason.
    """
    return _own() if folder is None else _read(folder, registry.load(folder))


def reports(folder: pathlib.Path | None = None) -> dict[str, Pointer]:
    """The reports that events rest on, by the number that `report` gives. Raises DataFileError."""
    rows = read_rows((folder or registry.FOLDER) / FILE, Pointer, "reports")
    return {row.report: row for row in rows}


@functools.cache
def _own() -> tuple[Lineage, ...]:
    return _read(registry.FOLDER, registry.load())


def _read(folder: pathlib.Path, known: Registry) -> tuple[Lineage, ...]:
    lineages = tuple(read_rows(folder / FILE, Lineage, "lineages"))
    rows = [(f"{FILE}: row {number} {lineage.id}", lineage) for number, lineage in enumerate(lineages, 1)]
    for fault in lineage_faults(rows, known.entities, reports(folder)):
        raise DataFileError(fault)
    return lineages


def lineage_faults(
    rows: list[tuple[str, Lineage]], entities: Mapping[str, Entity], pointers: Mapping[str, Pointer]
) -> Iterator[str]:
    """What is wrong with lineages beyond each row by itself, with the place of each row before it."""
    events = {event.id: event for _, lineage in rows for event in lineage.events}
    seen: set[str] = set()
    for where, lineage in rows:
        for known in (lineage.id, *(event.id for event in lineage.events)):
            if known in seen:
                yield f"{where}: {known} stands twice"
            seen.add(known)
        things = (Reference("things", thing, THINGS) for thing in lineage.things)
        yield from (f"{where}: {fault}" for fault in reference_faults(things, entities))
        for event in lineage.events:
            yield from (f"{where}: {event.id}: {fault}" for fault in _faults(event, events, entities, pointers))


def _faults(
    event: LineageEvent,
    events: Mapping[str, LineageEvent],
    entities: Mapping[str, Entity],
    pointers: Mapping[str, Pointer],
) -> Iterator[str]:
    yield from reference_faults(event.references(), entities)
    for other in event.disputed:
        if other not in events:
            yield f"disputed: no event {other}"
        elif event.id not in events[other].disputed:
            yield f"disputed: {other} does not say that {event.id} disputes it"
    if event.report is not None and event.report not in pointers:
        yield f"report: {event.report} is not among the reports"
    if event.report is not None and event.kind in RUNGS and event.status not in RUNGS[event.kind]:
        yield f"status: {event.status} does not go with the kind {event.kind}"


def _day(event: LineageEvent) -> float:
    """The last day on which it may have begun."""
    period = event.period
    if period is None:
        return float("inf")
    return period.last if period.last is not None else period.first or 0
