"""Naming: which of the entities that a user's name may mean is meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ontology.entities import Entity
from ontology.errors import NotFound, UsageError
from ontology.registry import Registry


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that has the name. `unit` joins the records of one place, `since` orders them."""

    id: str
    kind: str
    label: str
    unit: str
    since: str


def known(name: str, registry: Registry) -> list[Entity]:
    """What the registry knows by a name; of a place every record, since reports may name it under another code."""
    found = registry.find(name)
    units = {entity.attrs["unit_id"] for entity in found if "unit_id" in entity.attrs}
    records = [e for e in registry.entities.values() if len(units) > 0 and e.attrs.get("unit_id") in units]
    return [*found, *(entity for entity in records if entity not in found)]


def meant(name: str, candidates: Iterable[Candidate], kinds: Collection[str] = ()) -> Candidate:
    """The one candidate of these kinds (any, where none is given); of the records of one place the latest.

    What a number counts is meant only where nothing else has the name.

    Raises NotFound where there is none, and UsageError, which lists them, where there are several.
    """
    fitting = [found for found in candidates if len(kinds) == 0 or found.kind in kinds]
    fitting = [found for found in fitting if found.kind != "Measure"] or fitting
    units = {found.unit: found for found in sorted(fitting, key=lambda found: (found.since, found.id))}
    chosen = sorted(units.values(), key=lambda found: found.id)
    if len(chosen) == 0:
        sort = "thing" if len(kinds) == 0 else " or ".join(kinds)
        raise NotFound(f"{name}: no {sort} of that name or id occurs in the reports of this workspace")
    if len(chosen) > 1:
        listed = ", ".join(f"{found.id} ({found.label})" for found in chosen)
        raise UsageError(f"{name}: is the name of several: {listed}: give the id of the one you mean")
    return chosen[0]
