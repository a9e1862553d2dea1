"""The elements of SVG, as text. Whatever is written into one is text there, and nothing else."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from graph.exports.characters import harmless
from graph.pictures.words import LANGUAGES, Language, Words, same

FONT = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','SimSun',sans-serif"
# Fills told apart by lightness too, and every state has a shape of its own beside its colour.
STYLE = f"""
svg text{{font-family:{FONT};font-size:12px;fill:#1d2733}}
svg .small{{font-size:10px;fill:#55606d}}
svg .on-dark{{fill:#ffffff}}
svg .axis{{stroke:#c3cad3;stroke-width:1;fill:none}}
svg .in-use{{fill:#0b5d8a;stroke:#0b5d8a}}
svg .piloted{{fill:#7fb8d8;stroke:#0b5d8a}}
svg .planned{{fill:#ffffff;stroke:#b35c00;stroke-width:1.5}}
svg .drafted{{fill:#f2d3ac;stroke:#b35c00}}
svg .ended{{fill:#9a1f2b;stroke:#9a1f2b}}
svg .silent{{fill:#eef1f4;stroke:#c3cad3}}
svg .no-report{{fill:url(#hatch);stroke:#c3cad3}}
svg .other{{fill:#6b6f76;stroke:#6b6f76}}
svg .span{{stroke-width:3;opacity:.35}}
svg .arrow{{stroke:#1d2733;stroke-width:1.2;fill:none;marker-end:url(#head)}}
svg a:hover text,svg a:focus text{{text-decoration:underline}}
"""
DEFINITIONS = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 6L6 0" stroke="#c3cad3"/>'
    '</pattern><marker id="head" markerWidth="7" markerHeight="7" refX="6" refY="3" orient="auto">'
    '<path d="M0 0L6 3L0 6Z" fill="#1d2733"/></marker></defs>'
)
WIDE = "\u1100"  # from here on a letter is as wide as it is high


def tag(name: str, *content: str, **attributes: object) -> str:
    """An element around content that is markup already; attributes are escaped, `_` in their names is `-`."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(_value(value))}"'
        for key, value in attributes.items() if value is not None
    )
    return f"<{name}{given}>{''.join(content)}</{name}>"


def text(x: float, y: float, said: Words | str, language: Language | None, **attributes: object) -> str:
    """A text at a point, in one language, or where none is given in both, each of the class of its language."""
    spoken = same(said) if isinstance(said, str) else said
    if language is not None or spoken.zh == spoken.en:
        return tag("text", escaped(spoken.of(language or "en")), x=x, y=y, **attributes)
    kind = str(attributes.pop("class_", ""))
    return "".join(
        tag("text", escaped(spoken.of(each)), x=x, y=y, class_=f"{kind} {each}".strip(), **attributes)
        for each in LANGUAGES
    )


def escaped(said: str) -> str:
    """A text as markup, without control characters."""
    return html.escape(harmless(said), quote=False)


def width(said: str, size: float = 12) -> float:
    """About how wide a text is, in pixels."""
    return sum(size if letter >= WIDE else size * 0.58 for letter in said)


def cut(said: str, room: float, size: float = 12) -> str:
    """As much of a text as there is room for, with … where it was cut."""
    if width(said, size) <= room:
        return said
    kept = said
    while kept != "" and width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept + "…"


def mark(state: str, x: float, y: float, size: float = 5) -> str:
    """The mark of a state, a shape and a colour each."""
    kind = state_class(state)
    if state == "planned":
        diamond = f"l{size} {size}l-{size} {size}l-{size} -{size}Z"
        return tag("path", d=f"M{_value(x)} {_value(y - size)}{diamond}", class_=kind)
    if state == "piloted":
        return tag("path", d=f"M{_value(x)} {_value(y - size)}l{size} {2 * size}h-{2 * size}Z", class_=kind)
    if state in ("in use", "drafted"):
        return tag("circle", cx=x, cy=y, r=size, class_=kind)
    if state == "ended":
        half = size * 0.8
        cross = f"M{_value(x - half)} {_value(y - half)}l{2 * half} {2 * half}m0 -{2 * half}l-{2 * half} {2 * half}"
        return tag("path", d=cross, class_=kind, stroke_width=2.5)
    return tag("rect", x=x - size * 0.7, y=y - size * 0.7, width=size * 1.4, height=size * 1.4, class_=kind)


def state_class(state: str) -> str:
    """The class of a state in STYLE."""
    known = ("in use", "piloted", "planned", "drafted", "ended", "silent", "no report")
    return state.replace(" ", "-") if state in known else "other"


def picture(
    across: float, down: float, title: Words, content: Iterable[str], language: Language | None, *, alone: bool = False
) -> str:
    """The whole picture; `alone` makes it a file of its own, with STYLE and DEFINITIONS, which a page has once."""
    head: Sequence[str] = (
        tag("title", escaped(title.of(language) if language is not None else f"{title.zh} / {title.en}")),
        *((tag("style", STYLE), DEFINITIONS, tag("rect", width=across, height=down, fill="#ffffff")) if alone else ()),
    )
    return tag(
        "svg", *head, *content, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {_value(across)} {_value(down)}",
        width=across, height=down, role="img" if alone else "group",
    ) + ("\n" if alone else "")


def _value(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
