"""The small graph of an answer: what stands in its first column of entities on the left, of its second on the right.

Colours are attributes of the elements, since a page whose policy lets in no style of its own shows it too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.pictures.svg import FONT, cut, escaped, tag
from graph.pictures.words import words

WIDTH, LEFT, RIGHT, TOP, STEP = 760.0, 250.0, 510.0, 20.0, 26.0
MOST = 40  # of either side; what is left out is counted


@dataclass(frozen=True, slots=True)
class End:
    """An end of an edge: its id, what it is called, and the page that it leads to."""

    id: str
    label: str
    page: str | None


def network(edges: Sequence[tuple[End, End]]) -> tuple[str, int]:
    """The picture, and how many of the edges it shows; an edge that comes twice is one."""
    pairs = {(one.id, other.id): (one, other) for one, other in edges}
    left = _rows(one for one, _ in pairs.values())
    right = _rows(other for _, other in pairs.values())
    shown = [pair for pair in pairs if pair[0] in left and pair[1] in right]
    height = TOP * 2 + STEP * max(len(left), len(right), 1)

    def content() -> Iterator[str]:
        for one, other in shown:
            path = f"M{LEFT:.0f} {left[one][0]:.1f}C{LEFT + 90:.0f} {left[one][0]:.1f} {RIGHT - 90:.0f} "
            path += f"{right[other][0]:.1f} {RIGHT:.0f} {right[other][0]:.1f}"
            yield tag("path", d=path, fill="none", stroke="#8a94a3", stroke_width=1)
        for rows, x, anchor in ((left, LEFT, "end"), (right, RIGHT, "start")):
            for y, end in rows.values():
                yield tag("circle", cx=x, cy=y, r=4, fill="#0b5d8a")
                label = escaped(cut(end.label, LEFT - 30))
                at = x - 10 if anchor == "end" else x + 10
                name = tag("text", label, x=at, y=y + 4, text_anchor=anchor, font_size=13, fill="#1d2733")
                yield name if end.page is None else tag("a", name, href=end.page)

    title = words("network")
    picture = tag(
        "svg", tag("title", escaped(f"{title.zh} / {title.en}")), *content(), xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH:.0f} {height:.0f}", width=WIDTH, height=height, role="group", font_family=FONT,
    )
    return picture, len(shown)


def _rows(ends: Iterator[End]) -> dict[str, tuple[float, End]]:
    """The first MOST ends, each with its height."""
    chosen = {end.id: end for end in ends}
    return {key: (TOP + STEP * (number + 0.5), chosen[key]) for number, key in enumerate(list(chosen)[:MOST])}
