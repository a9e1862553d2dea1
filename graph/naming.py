"""Naming: which of the entities that a user's name may mean is meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ontology.errors import NotFound, UsageError


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that has the name. `unit` joins the records of one place, `since` orders them."""

    id: str
    kind: str
    label: str
    unit: str
    since: str


def meant(name: str, candidates: Iterable[Candidate], kinds: Collection[str] = ()) -> Candidate:
    """The one candidate of these kinds (any, where none is given); of the records of one place the latest.

    Raises NotFound where there is none, and UsageError, which lists them, where there are several.
    """
    fitting = [found for found in candidates if len(kinds) == 0 or found.kind in kinds]
    units = {found.unit: found for found in sorted(fitting, key=lambda found: (found.since, found.id))}
    chosen = sorted(units.values(), key=lambda found: found.id)
    if len(chosen) == 0:
        sort = "" if len(kinds) == 0 else f" as {' or '.join(kinds)}"
        raise NotFound(f"{name}: named{sort} neither in the registry nor in the reports of this workspace")
    if len(chosen) > 1:
        listed = ", ".join(f"{found.id} ({found.label})" for found in chosen)
        raise UsageError(f"{name}: is the name of several: {listed}: give the id of the one you mean")
    return chosen[0]
