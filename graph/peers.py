"""The peers of a place, and what they are seen to have in use that the place is not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from graph.model import Graph, last_known_day
from graph.places import latest_records
from graph.unit_engagement import UnitEngagement, unit_engagements

APART = 731  # days between the latest reports of a place and of a peer: two years, as in queries/gap.cypher
MOST = 20
KINDS = ("Reform", "Service")


@dataclass(frozen=True, slots=True)
class Lead:
    """What a peer has in use, and how many of the peers have it."""

    used: UnitEngagement
    number: int


def peers(graph: Graph, place: str) -> tuple[str, ...]:
    """The latest records of places of the same level whose latest report is near in time, the nearest first."""
    latest = latest_records(graph)
    own = latest.get(place, place)
    told: dict[str, int] = {}
    for report, of in graph.report_places.items():
        told[latest[of]] = max(told.get(latest[of], 0), last_known_day(graph.reports[report]))
    level = graph.entity(own).attrs.get("level")
    near = [
        (abs(day - told[own]), other) for other, day in told.items()
        if own in told and other != own and graph.entity(other).attrs.get("level") == level
        and abs(day - told[own]) <= APART
    ]
    return tuple(other for _, other in sorted(near)[:MOST])


def leads(graph: Graph, place: str, of: tuple[str, ...]) -> list[Lead]:
    """What these peers have in use and the place is not seen using: what most of them have first, then by thing."""
    own = latest_records(graph).get(place, place)
    found = [each for each in unit_engagements(graph) if graph.entity(each.thing).kind in KINDS]
    has = {each.thing for each in found if each.place == own and each.state == "in use"}
    using = [each for each in found if each.place in of and each.state == "in use" and each.thing not in has]
    numbers = Counter(each.thing for each in using)
    made = [Lead(each, numbers[each.thing]) for each in using]
    return sorted(made, key=lambda lead: (-lead.number, lead.used.thing, lead.used.place))
