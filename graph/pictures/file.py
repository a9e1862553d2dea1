"""A picture as a file: SVG, and SVG as PNG."""

from __future__ import annotations

from graph.adoption import adoption
from graph.lineage import lineage
from graph.model import Graph
from graph.pictures.curve import curve
from graph.pictures.lineage import lineage_picture
from graph.pictures.tiles import tiles
from graph.pictures.timeline import timeline
from graph.pictures.words import Language
from ontology.errors import NotFound, UsageError

_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><text y="28" font-size="28">{}</text></svg>'


def drawn(graph: Graph, kind: str, entity: str, language: Language, year: int | None = None) -> str:
    """A file of SVG: the curve, tiles or lineage of a thing, or the timeline of a place.

    Raises NotFound where no report is there to draw from, UsageError for another kind of picture.
    """
    if kind == "lineage":
        return lineage_picture(lineage(graph, entity), language, alone=True)
    if kind == "timeline":
        return timeline(graph, entity, language, alone=True)
    if kind not in ("curve", "tiles"):
        raise UsageError(f"{kind}: is no picture: there are curve, tiles, lineage, timeline")
    found = adoption(graph, entity)
    if len(found.years) == 0:
        raise NotFound("no report is here to draw from: zhengmai add reads one")
    if kind == "curve":
        return curve(found, language, alone=True)
    return tiles(graph, found, year or found.years[-1], language, alone=True)


def png(picture: str) -> bytes:
    """A picture as PNG, at twice its size. Raises UsageError without resvg, or without a font for Chinese."""
    try:
        import resvg_py
    except ImportError as error:
        raise UsageError("png: needs resvg-py: pip install 'zhengmai[png]', or write .svg") from error
    # Two letters that no font has are drawn alike.
    if len({bytes(resvg_py.svg_to_bytes(svg_string=_PROBE.format(letter))) for letter in "\u653f\u8109"}) == 1:
        raise UsageError("png: no font for Chinese is here: install one, as fonts-noto-cjk on Debian, or write .svg")
    return bytes(resvg_py.svg_to_bytes(svg_string=picture, zoom=2))
