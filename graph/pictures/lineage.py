"""The lineage over time: a row a place, from the nation down, a mark an event, an arrow where a source is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.event import Event
from graph.lineage import Lineage
from graph.pictures.axis import Axis
from graph.pictures.curve import legend
from graph.pictures.svg import cut, escaped, mark, picture, state_class, tag, text
from graph.pictures.words import Language, words
from ontology.entities import Entity

WIDTH, LEFT, TOP, STEP = 960.0, 190.0, 40.0, 24.0
LEVELS = ("nation", "province", "prefecture", "county")
MOST = 120  # rows of a picture that a reader can still take in; what is left out is counted
STATES = ("in use", "piloted", "planned", "drafted", "ended")


@dataclass(frozen=True, slots=True)
class Row:
    """A place and its events."""

    place: Entity
    events: tuple[Event, ...]


def rows(lineage: Lineage) -> list[Row]:
    """The places of the events, by level from the nation down, then by their first event."""
    by_place: dict[str, list[Event]] = {}
    for event in lineage.events:
        by_place.setdefault(event.place.id, []).append(event)
    found = [Row(events[0].place, tuple(events)) for events in by_place.values()]
    return sorted(found, key=lambda row: (_level(row.place), row.events[0].day, row.place.id))


def shown(lineage: Lineage) -> tuple[int, int]:
    """How many places the picture shows, and of how many."""
    number = len(rows(lineage))
    return min(number, MOST), number


def lineage_picture(
    lineage: Lineage, language: Language | None, *, links: bool = False, alone: bool = False
) -> str:
    """The picture; with `links` each mark leads to its statement, as #id."""
    chosen = rows(lineage)[:MOST]
    axis = Axis.over([event.day for row in chosen for event in row.events], LEFT, WIDTH - 40)
    bottom = TOP + STEP * max(1, len(chosen))

    def content() -> Iterator[str]:
        yield from axis.drawn(TOP, bottom, language)
        yield from _arrows(chosen, axis)
        for number, row in enumerate(chosen):
            y = TOP + STEP * (number + 0.5)
            level = LEVELS[_level(row.place)] if _level(row.place) < len(LEVELS) else "other"
            if number == 0 or _level(row.place) != _level(chosen[number - 1].place):
                yield text(8, y + 4, words(level), language, class_="small")
            yield text(LEFT - 10, y + 4, cut(row.place.label, LEFT - 60), language, text_anchor="end")
            for event in row.events:
                yield from _event(event, axis, y, links)
        yield from legend(STATES, bottom + 28, language)

    title = words("lineage")
    named = title.model_copy(update={each: f"{lineage.thing.label} · {title.of(each)}" for each in ("zh", "en")})
    return picture(WIDTH, bottom + 50, named, content(), language, alone=alone)


def _event(event: Event, axis: Axis, y: float, links: bool) -> Iterator[str]:
    if event.begin is not None and event.begin.lo is not None and event.begin.lo < event.begin.hi:
        begin, end = axis.x(event.begin.lo), axis.x(event.begin.hi)
        yield tag("path", d=f"M{begin:.1f} {y:.1f}H{end:.1f}", class_=f"span {state_class(event.status)}")
    drawn = mark(event.status, axis.x(event.day), y)
    told = tag("title", escaped(f"{event.place.label} · {event.period.label()} · {event.thing.label}"))
    if links:
        yield tag("a", told, drawn, href=f"#{event.statements[0]}")
    else:
        yield tag("g", told, drawn)


def _arrows(chosen: Sequence[Row], axis: Axis) -> Iterator[str]:
    """From the row of a named source to the event that rests on it; a source without a row is named at the event."""
    at = {row.place.id: TOP + STEP * (number + 0.5) for number, row in enumerate(chosen)}
    for row in chosen:
        for event in row.events:
            x, y = axis.x(event.day), at[row.place.id]
            names = []
            for source in event.sources:
                if source.id in at and source.id != row.place.id:
                    bend = x - 24
                    end = y - 7 if at[source.id] < y else y + 7
                    path = f"M{bend:.1f} {at[source.id]:.1f}Q{bend:.1f} {y:.1f} {x:.1f} {end:.1f}"
                    yield tag("path", d=path, class_="arrow")
                else:
                    names.append(source.name)
            if names:
                yield text(x + 9, y + 4, cut("← " + ", ".join(names), 150, 10), None, class_="small")


def _level(place: Entity) -> int:
    level = place.attrs.get("level", "")
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)

