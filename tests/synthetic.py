"""Synthetic readings, always the same: what each relation says, of places and things that the registry knows.

They have no sentences of the genre, so they measure the store and the engines and nothing of the reading. The shares of
the relations are near those that the five reports have.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.model import Graph
from graph.resolve import resolve
from graph.stored_report import StoredReport, facts, stored_report
from ontology import registry
from ontology.period import Period
from ontology.registry import Entity, Registry
from ontology.report import Flag, Reading, Report
from ontology.statement import Evidence, Name, Statement, numbered

SEED = 20261125
EACH = 100  # statements a report
FIRST_YEAR, YEARS = 2014, 11
# Of plans there are as many as in a report's last section; the rest stands where `use` says.
LADDER = ("planned", "planned", "planned", "drafted", "piloted", "adopted", "adopted", "adopted", "expanded", "ended")
SHARES = {
    "takes": 50, "operates": 15, "measured": 14, "issued": 7, "learned_from": 3, "claims": 3, "partners_with": 2,
    "mandated_by": 2, "includes": 2, "connects_to": 2,
}


@dataclass(frozen=True)
class World:
    """What the readings speak of: things in the order of how often they are chosen."""

    places: Sequence[Name]
    things: Sequence[Name]
    weights: Sequence[float]
    platforms: Sequence[Name]
    province: Name


def readings(number: int) -> Iterator[Reading]:
    """Readings of so many statements in all; the places of one year come before those of the next."""
    chance, world = random.Random(SEED), _world(registry.load())
    reports = number // EACH
    places = world.places[: max(1, reports // 4)]
    for turn in range(reports):
        year = FIRST_YEAR + turn // len(places) % YEARS
        yield _reading(f"synthetic-{turn}", places[turn % len(places)], year, chance, world)


def graph_of(found: Iterator[Reading]) -> Graph:
    """The graph of readings."""
    reports: list[StoredReport] = []
    statements: list[Statement] = []
    flags: list[tuple[str, Flag]] = []
    texts: dict[str, str] = {}
    for reading in found:
        report = reading.report
        reports.append(stored_report(report.id, report.sha256, reading.reader, facts(reading)))
        statements += reading.statements
        flags += [(report.id, flag) for flag in reading.flags]
        texts[report.id] = report.text
    return resolve(reports, statements, registry.load(), texts.__getitem__, flags)


def _world(known: Registry) -> World:
    entities = sorted(known.entities.values(), key=lambda entity: entity.id)
    places = [e for e in entities if e.kind == "Place" and "to" not in e.attrs]
    things = _names(e for e in entities if e.kind in ("Reform", "Service"))
    return World(
        places=[
            *_names(e for e in places if e.attrs.get("level") == "prefecture"),
            *_names(e for e in places if e.attrs.get("level") == "county"),
        ],
        things=things, weights=[(rank + 1) ** -0.7 for rank in range(len(things))],
        platforms=_names(e for e in entities if e.kind == "Platform"),
        province=next(iter(_names(e for e in places if e.attrs.get("level") == "province"))),
    )


def _names(entities: Iterator[Entity]) -> list[Name]:
    return [Name(entity.label, entity.kind, entity.id) for entity in entities]


def _reading(report_id: str, place: Name, year: int, chance: random.Random, world: World) -> Reading:
    text, found = "", []
    for relation in chance.choices(list(SHARES), list(SHARES.values()), k=EACH):
        quote = f"{relation} {len(text)} {year}\n"
        evidence = Evidence(report_id, len(text), len(text) + len(quote) - 1, quote[:-1], "1")
        found.append(_statement(relation, place, year, evidence, chance, world))
        text += quote
    period, plan = Period.parse(str(year), "own"), Period.parse(str(year + 1), "own")
    report = Report(report_id, report_id, place, None, period, plan, text)
    flags = (Flag("noise", text[:4], 0, 4),)
    return Reading(report, "synthetic", tuple(numbered(found)), flags, len(text), 0)


def _statement(
    relation: str, place: Name, year: int, evidence: Evidence, chance: random.Random, world: World
) -> Statement:
    thing = chance.choices(world.things, world.weights)[0]
    status = chance.choice(LADDER) if relation in ("takes", "operates") else None
    planned = status == "planned"
    subject, other, attrs = place, thing, {}
    if relation == "takes":
        relation = "adopted" if thing.kind == "Reform" else "offers"
    elif relation == "operates":
        other = chance.choice(world.platforms)
    elif relation == "measured":
        subject, other = thing, Name(f"measure {chance.randrange(5)}", "Measure")
        attrs = {"value": str(chance.randrange(1000)), "unit": "1"}
    elif relation == "issued":
        other, status = Name(f"{thing.text} {evidence.report} {evidence.start}", "PolicyDocument"), "adopted"
        attrs = {"about": thing.text}
    elif relation in ("learned_from", "partners_with"):
        other, attrs = chance.choice(world.places), {"about": thing.text}
    elif relation == "mandated_by":
        other, attrs = world.province, {"about": thing.text}
    elif relation == "claims":
        attrs = {"rank": f"rank {chance.randrange(4)}"}
    elif relation == "includes":
        subject, other = chance.choice(world.platforms), thing
    elif relation == "connects_to":
        subject, other = chance.sample(world.platforms, 2)
    return Statement(
        relation=relation, subject=subject, object=other, place=place, status=status,
        period=Period.parse(str(year + planned), "own"), evidence=evidence, pattern=f"{relation}/synthetic",
        tier="certain", part="plan" if planned else "done", attrs=attrs,
    )
