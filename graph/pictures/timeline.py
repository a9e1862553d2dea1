"""The timeline of a place: a row a thing, a mark where a rung was reached, and hatched years without a report."""

from __future__ import annotations

from collections.abc import Iterator

from graph.engagement import Bounds
from graph.model import Graph
from graph.pictures.axis import Axis
from graph.pictures.curve import legend
from graph.pictures.svg import cut, mark, picture, state_class, tag, text
from graph.pictures.words import Language, words
from graph.places import latest_records
from graph.unit_engagement import UnitEngagement, unit_engagements
from ontology.period import first_day

WIDTH, LEFT, TOP, STEP = 960.0, 230.0, 40.0, 20.0
MOST = 60  # rows of a picture; the whole list stands below it
STATES = ("in use", "piloted", "planned", "ended")


def rows(graph: Graph, place: str) -> list[UnitEngagement]:
    """What the unit of a place has had to do with, by the first day that is known of it."""
    latest = latest_records(graph)
    unit = latest.get(place, place)
    found = [each for each in unit_engagements(graph) if each.place == unit]
    return sorted(found, key=lambda each: (min((b.hi for _, b in _rungs(each)), default=0), each.thing))


def timeline(
    graph: Graph, place: str, language: Language | None, *, links: bool = False, alone: bool = False
) -> str:
    """The picture of the first MOST rows; with `links` each row leads to the statement that shows it, as #id."""
    chosen = rows(graph, place)[:MOST]
    latest = latest_records(graph)
    unit = latest.get(place, place)
    told = {graph.reports[report].year for report, of in graph.report_places.items() if latest[of] == unit}
    days = [bounds.hi for each in chosen for _, bounds in _rungs(each)]
    axis = Axis.over([*days, *(first_day(str(year)) for year in told)], LEFT, WIDTH - 20)
    bottom = TOP + STEP * max(1, len(chosen))

    def content() -> Iterator[str]:
        for year in axis.years:
            if year not in told:
                begin, end = axis.year(year)
                yield tag("rect", x=begin, y=TOP, width=end - begin, height=bottom - TOP, class_="no-report")
        yield from axis.drawn(TOP, bottom, language)
        for number, each in enumerate(chosen):
            y = TOP + STEP * (number + 0.5)
            name = text(LEFT - 10, y + 4, cut(graph.entity(each.thing).label, LEFT - 20), language, text_anchor="end")
            yield tag("a", name, href=f"#{each.shown_by}") if links else name
            rungs = _rungs(each)
            if len(rungs) > 1:
                begin, end = axis.x(rungs[0][1].hi), axis.x(rungs[-1][1].hi)
                yield tag("path", d=f"M{begin:.1f} {y:.1f}H{end:.1f}", class_=f"span {state_class(rungs[-1][0])}")
            yield from (mark(state, axis.x(bounds.hi), y) for state, bounds in rungs)
        yield from legend(STATES, bottom + 26, language)

    title = words("timeline")
    label = graph.entity(unit).label
    named = title.model_copy(update={each: f"{label} · {title.of(each)}" for each in ("zh", "en")})
    return picture(WIDTH, bottom + 46, named, content(), language, alone=alone)


def _rungs(each: UnitEngagement) -> list[tuple[str, Bounds]]:
    """The rungs with a day, in the order of the ladder."""
    rungs = (("planned", each.planned), ("piloted", each.piloted), ("in use", each.in_use), ("ended", each.ended))
    return [(state, bounds) for state, bounds in rungs if bounds is not None]
