"""The layout: a place on the plane for each node of a network, the same each time.

Places stand on rings by level, in the order of their codes, so that the cities of a province are neighbours. A thing
stands between the places that it has to do with. It is a start for the layouts of graph tools, and not a picture that
says something: the angle of a place is no bearing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeAlias

from ontology.entities import Entity

Point: TypeAlias = tuple[float, float]

# Level -> radius of its ring, in the unit of Gephi, whose nodes are 10 wide.
RINGS = {"nation": 0, "province": 500, "region": 800, "prefecture": 1000, "county": 1400, "zone": 1600, "town": 1700}
INWARD = 0.7  # how near to its places a thing stands: 1 would put that of a single place upon it
APART = 12  # how far the first things stand apart
GOLDEN = math.pi * (3 - math.sqrt(5))  # turning by it, points on a spiral fill the plane evenly


def layout(entities: Iterable[Entity], edges: Iterable[tuple[str, str]]) -> dict[str, Point]:
    """A point for each entity; the edges join their ids."""
    known = list(entities)
    places = sorted((each for each in known if each.kind == "Place"), key=_code)
    points = {place.id: _on_ring(place, number / len(places)) for number, place in enumerate(places)}
    neighbours: dict[str, list[str]] = {}
    for source, target in edges:
        neighbours.setdefault(source, []).append(target)
        neighbours.setdefault(target, []).append(source)
    things = sorted(each.id for each in known if each.kind != "Place")
    # Twice: what has no edge to a place stands between the things that have.
    for _ in range(2):
        for number, thing in enumerate(things):
            found = [points[each] for each in neighbours.get(thing, ()) if each in points]
            if thing not in points and len(found) > 0:
                points[thing] = _between(found, number)
    for number, thing in enumerate(things):
        points.setdefault(thing, _turned(RINGS["town"] * 1.2, GOLDEN * number))
    return {key: (round(x, 1), round(y, 1)) for key, (x, y) in points.items()}


def _code(place: Entity) -> tuple[str, str]:
    return (place.attrs.get("code", place.attrs.get("parent", "~")), place.id)


def _on_ring(place: Entity, share: float) -> Point:
    return _turned(RINGS.get(place.attrs.get("level", ""), RINGS["town"]), 2 * math.pi * share)


def _between(found: list[Point], number: int) -> Point:
    x, y = (INWARD * math.fsum(axis) / len(found) for axis in zip(*found, strict=True))
    right, up = _turned(APART * math.sqrt(number), GOLDEN * number)
    return (x + right, y + up)


def _turned(radius: float, angle: float) -> Point:
    return (radius * math.cos(angle), radius * math.sin(angle))
