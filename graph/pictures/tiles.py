"""The tiles: a square a province with how many of its places have a thing in use, in the order of codes; no map."""

from __future__ import annotations

from collections.abc import Iterator

from graph.adoption import STATES, UNREAD, Adoption
from graph.model import Graph
from graph.pictures.svg import cut, picture, state_class, tag, text
from graph.pictures.words import Language, words

ACROSS, SIDE, GAP = 8, 84.0, 6.0


def tiles(graph: Graph, found: Adoption, year: int, language: Language | None, *, alone: bool = False) -> str:
    """The tiles at the end of a year: the furthest state of any place of the province, and the two numbers."""
    groups: dict[str, list[str]] = {}
    for unit in found.units:
        groups.setdefault(found.provinces.get(unit, unit), []).append(unit)

    def content() -> Iterator[str]:
        for number, (province, units) in enumerate(sorted(groups.items())):
            x, y = GAP + number % ACROSS * (SIDE + GAP), GAP + number // ACROSS * (SIDE + GAP)
            states = [found.state(unit, year) for unit in units]
            read = [state for state in states if state != UNREAD]
            best = next((state for state in ("in use", *STATES[2:], "ended", "silent") if state in read), UNREAD)
            dark = "on-dark" if best in ("in use", "ended") else None
            yield tag("rect", x=x, y=y, width=SIDE, height=SIDE, rx=4, class_=state_class(best))
            name = cut(graph.entity(province).label, SIDE - 8)
            middle = {"text_anchor": "middle", "class_": dark}
            yield text(x + SIDE / 2, y + SIDE / 2 - 4, name, language, **middle)
            label = f"{states.count('in use')}/{len(read)}"
            yield text(x + SIDE / 2, y + SIDE / 2 + 18, label, language, **middle)

    rows = -(-len(groups) // ACROSS)
    width = GAP + min(ACROSS, max(1, len(groups))) * (SIDE + GAP)
    return picture(width, GAP + max(1, rows) * (SIDE + GAP), words("tiles"), content(), language, alone=alone)
