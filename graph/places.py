"""The places of a graph: which record of a unit is its latest, and in which province a place lies."""

from __future__ import annotations

from collections.abc import Mapping

from graph.model import Graph
from ontology.entities import Entity
from ontology.errors import NotFound

PROVINCE = "province"


def latest_records(graph: Graph) -> dict[str, str]:
    """Each place -> the latest record of its unit that is in the graph: what counts of places go by."""
    latest: dict[str, Entity] = {}
    places = [entity for entity in graph.entities.values() if entity.kind == "Place"]
    for place in places:
        unit = _unit(place)
        if unit not in latest or _age(latest[unit]) < _age(place):
            latest[unit] = place
    return {place.id: latest[_unit(place)].id for place in places}


def provinces(graph: Graph) -> dict[str, str]:
    """Each place below the level of a province -> its province, as its latest record has it."""
    levels = {entity.id: entity.attrs.get("level") for entity in graph.entities.values() if entity.kind == "Place"}
    found = {}
    for place, level in levels.items():
        above = next((whole for whole in _chain(graph, place) if levels.get(whole) == PROVINCE), None)
        if level != PROVINCE and above is not None:
            found[place] = above
    return found


def owners(graph: Graph, latest: Mapping[str, str]) -> dict[str, str]:
    """Each platform -> the place that owns it."""
    return {
        entity.id: latest[owner] for entity in graph.entities.values()
        if entity.kind == "Platform" and (owner := entity.attrs.get("owner", "")) in latest
    }


def _chain(graph: Graph, place: str) -> tuple[str, ...]:
    try:
        return graph.registry.chain(place)
    except NotFound:
        return ()


def _unit(place: Entity) -> str:
    return place.attrs.get("unit_id", place.id)


def _age(place: Entity) -> tuple[str, str]:
    return (place.attrs.get("from", ""), place.id)
