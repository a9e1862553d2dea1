"""The adoption curve: of the places with a report of a year, how many stood how at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from graph.adoption import SILENT, Adoption
from graph.pictures.svg import picture, state_class, tag, text
from graph.pictures.words import Language, words

WIDTH, TOP, HEIGHT, LEFT = 720.0, 30.0, 200.0, 40.0
ORDER = ("in use", "piloted", "planned", "ended", SILENT)


def counts(found: Adoption) -> dict[int, Counter[str]]:
    """Year -> state -> how many of the units with a report of that year."""
    return {year: Counter(found.state(unit, year) for unit in found.reporting(year)) for year in found.years}


def curve(found: Adoption, language: Language | None, *, alone: bool = False) -> str:
    """A bar a year with a report, its parts the states, each with its number: nothing is drawn between years."""
    by_year = counts(found)
    most = max((sum(number.values()) for number in by_year.values()), default=1)
    step = (WIDTH - LEFT - 20) / max(1, len(by_year))

    def content() -> Iterator[str]:
        yield tag("path", d=f"M{LEFT} {TOP + HEIGHT}H{WIDTH - 10}", class_="axis")
        for number, (year, states) in enumerate(by_year.items()):
            x, y = LEFT + number * step + step * 0.15, TOP + HEIGHT
            for state in ORDER:
                if states[state] > 0:
                    height = HEIGHT * states[state] / most
                    y -= height
                    yield tag("rect", x=x, y=y, width=step * 0.7, height=height, class_=state_class(state))
                    if height >= 12:
                        kind = "on-dark" if state in ("in use", "ended") else None
                        middle = {"x": x + step * 0.35, "y": y + height / 2 + 4, "text_anchor": "middle"}
                        yield tag("text", str(states[state]), class_=kind, **middle)
            total = sum(states.values())
            label = f"{states['in use']}/{total}"
            yield text(x + step * 0.35, y - 6, label, language, class_="small", text_anchor="middle")
            yield text(x + step * 0.35, TOP + HEIGHT + 16, str(year), language, class_="small", text_anchor="middle")
        yield from legend(ORDER, TOP + HEIGHT + 42, language)

    return picture(WIDTH, TOP + HEIGHT + 60, words("curve"), content(), language, alone=alone)


def legend(states: tuple[str, ...], y: float, language: Language | None) -> Iterator[str]:
    """A patch and a word for each state, in one row."""
    x = LEFT
    for state in states:
        yield tag("rect", x=x, y=y - 10, width=12, height=12, class_=state_class(state))
        yield text(x + 18, y, words(state), language)
        x += 130
