"""The event of a lineage: what one report says of one place and one thing."""

from __future__ import annotations

from dataclasses import dataclass

from graph.engagement import Bounds
from graph.outcome import Outcome
from ontology.entities import Entity
from ontology.period import Period


@dataclass(frozen=True, slots=True)
class Detail:
    """Something else that a report says of the thing, as written, and the statement that says it."""

    text: str
    statement: str


@dataclass(frozen=True, slots=True)
class Source:
    """A place or body that the thing was learned from, or that ordered it; `by` is visit, where that is stated."""

    id: str
    name: str
    by: str | None
    statement: str


@dataclass(frozen=True, slots=True)
class Event:
    """What one report says of one place and one thing on one rung, with everything else it says about that.

    how: self, variant_of or instance_of. `more` marks a plan for more of what the place has. `quote` is that of the
    first of `statements`; from a digest (`text_kind`) it is not the body's own. `day` orders the events.
    """

    day: int
    period: Period
    place: Entity
    thing: Entity
    how: str
    status: str
    begin: Bounds | None
    figures: tuple[Detail, ...]
    documents: tuple[Detail, ...]
    claims: tuple[Detail, ...]
    sources: tuple[Source, ...]
    mandates: tuple[Source, ...]
    outcome: Outcome | None
    more: bool
    quote: str
    report: str
    text_kind: str
    statements: tuple[str, ...]
