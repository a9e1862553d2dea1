"""What the rows of a registry must not say together. Loading stops at the first such fault, the linter lists all."""

from __future__ import annotations

import graphlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ontology.entities import Entity, EntityName, Link, Reference
from ontology.statement import plain

# Kinds that share their names: a name means one entity of such a group.
GROUPS = {"Service": "Reform", "PlatformType": "Platform"}
CONTAINMENT = ("variant_of", "instance_of", "part_of")


def reference_faults(references: Iterable[Reference], entities: Mapping[str, Entity]) -> Iterator[str]:
    """What is wrong with the ids that a row names: unknown, of another kind, or no place at the date."""
    for reference in references:
        target = entities.get(reference.id)
        if target is None or target.kind not in reference.kinds:
            yield f"{reference.field}: {reference.id} is no known {' or '.join(reference.kinds)}"
            continue
        since, until = target.attrs.get("from", ""), target.attrs.get("to", "")
        for day in [] if reference.date is None else reference.date.split("/"):
            if not since <= day[:4] <= (until or "9999"):
                yield f"{reference.field}: {day} is not within {target.id}, {since}-{until}"


def circle(links: Iterable[Link], relations: Iterable[str]) -> list[str] | None:
    """The ids of one circle that links of these relations make, the first id again at the end; None without one."""
    wholes: dict[str, list[str]] = defaultdict(list)
    for link in links:
        if link.relation in relations:
            wholes[link.subject].append(link.object)
    try:
        graphlib.TopologicalSorter(wholes).prepare()
    except graphlib.CycleError as error:
        return list(reversed(error.args[1]))
    return None


def clashes(names: Iterable[EntityName], entities: Mapping[str, Entity]) -> Iterator[tuple[EntityName, str]]:
    """Each name that another entity of its group has in the same scope, with that entity.

    Places of one name are legal: the nearest is meant. Their local names are not.
    """
    claimed: dict[tuple[str, str, str | None], str] = {}
    for name in names:
        kind = entities[name.entity].kind
        if kind == "Place" and name.scope is None:
            continue
        other = claimed.setdefault((GROUPS.get(kind, kind), plain(name.text), name.scope), name.entity)
        if other != name.entity:
            yield name, other


def clash_fault(name: EntityName, other: str) -> str:
    """A clash in words."""
    scope = "everywhere" if name.scope is None else f"in the texts of {name.scope}"
    return f"{name.text} is a name of {other} too, {scope}"
