"""What the registry consists of: an entity, a name of it, a link between two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NATION = "place/nation-100000"


@dataclass(frozen=True, slots=True)
class Entity:
    """Something known: its id, kind, label and plain facts; several ids in one fact are parted by spaces."""

    id: str
    kind: str
    label: str
    attrs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EntityName:
    """A name of an entity. `role`: label, alias, marked, short, local, cue or elided.

    `scope` is the place in whose texts, and in those below it, the name means this entity; None: everywhere.
    A marked one is a plain word too, and a name in quotation marks alone. A cue points at the entity and is no name; an
    elided form is one only in a list whose last item names the kind.
    """

    text: str
    entity: str
    role: str
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two entities that the registry states, with the dates between which it held."""

    relation: str
    subject: str
    object: str
    start: str | None = None
    end: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """An id that a row names: in which field, and the kinds it may be of."""

    field: str
    id: str
    kinds: tuple[str, ...]
    date: str | None = None
