"""The outline of an HTML page: its lines, and which element holds which of them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from loaders.readers.furniture import expression
from loaders.readers.lines import row, tidy
from loaders.readers.markup import Close, Open, tokens

DEEPEST = 200  # elements below are read as if they stood here: pages stay under 60, browsers cut at 512
_DROPPED = frozenset({"script", "style", "noscript", "template", "iframe", "textarea", "select", "svg", "rt", "rp"})
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure
        footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td
        tfoot th thead tr ul""",
    )
)
_OUTER = _BLOCKS | {"ruby"}  # their end tag ends what is dropped, where its own is missing
_ASIDE = frozenset({"nav", "footer", "aside"})
# A start tag -> the open elements that it ends, and those beyond which it ends none.
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "dir", "table"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "tbody": (frozenset({"tbody", "thead", "tfoot"}), frozenset({"table"})),
    "tfoot": (frozenset({"tbody", "thead", "tfoot"}), frozenset({"table"})),
    "dd": (frozenset({"dd", "dt"}), frozenset({"dl", "table"})),
    "dt": (frozenset({"dd", "dt"}), frozenset({"dl", "table"})),
}
_CELLS = frozenset({"td", "th"})
_TABLE = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th"})
_LONGEST_CELL = 3  # lines; a cell of more is a page's layout, not a table's


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is shown, and how many of its letters a link holds."""

    text: str
    linked: int


@dataclass(slots=True)
class Node:
    """An element that begins a line, with the lines it holds; `aside` where it is not part of an article."""

    name: str
    index: int
    start: int
    end: int = 0
    aside: bool = False
    cells: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """Lines in the page's order, elements in that of their start tags, and what the head and h1 say."""

    lines: list[Line] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    _open: list[Node] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _linked: int = 0
    _link: int | None = None
    _deep: int = 0

    @classmethod
    def read(cls, page: str) -> Outline:
        """The outline of a page, whatever it is."""
        outline = cls()
        dropped = ""
        for token in tokens(page):
            if dropped != "" and isinstance(token, Close) and (token.name in _OUTER or token.name == dropped):
                dropped = ""
                outline._close(token.name)
            elif dropped != "":
                continue
            elif isinstance(token, str):
                outline._text(token)
            elif isinstance(token, Close):
                outline._close(token.name)
            elif token.name in _DROPPED:
                dropped = token.name
            else:
                outline._begin(token)
        outline._break()
        for node in outline._open:
            node.end = len(outline.lines)
        return outline

    def _text(self, text: str) -> None:
        if self._deep == 0 and len(self._open) > 0 and self._open[-1].name == "title":
            self.facts.setdefault("title", text)
            return
        self._pieces.append(text)
        if self._link is not None:
            self._linked += len(text.strip())

    def _break(self) -> None:
        if len(self._pieces) == 0:
            return
        text = tidy("".join(self._pieces))
        if text != "":
            self.lines.append(Line(text, min(self._linked, len(text))))
        self._pieces.clear()
        self._linked = 0

    def _begin(self, tag: Open) -> None:
        name = tag.name
        if name == "a":
            self._link = len(self._open) if "href" in tag.attributes else None
        elif name == "br":
            self._break()
        elif name == "meta":
            key = tag.attributes.get("name", tag.attributes.get("property", "")).lower()
            self.facts.setdefault(key, tag.attributes.get("content", ""))
        elif name in _BLOCKS or name == "title":
            self._break()
            self._end_implied(name)
            self._push(tag)

    def _push(self, tag: Open) -> None:
        if len(self._open) >= DEEPEST:
            self._deep += 1
            return
        if tag.name in _CELLS and len(self._open) > 0:
            self._open[-1].cells.append(len(self.lines))
        node = Node(tag.name, len(self.nodes), len(self.lines), aside=_is_aside(tag))
        self.nodes.append(node)
        self._open.append(node)

    def _end_implied(self, name: str) -> None:
        if len(self._open) > 0 and self._open[-1].name in ("p", "title"):
            self._pop()
        ended, bounds = _ENDS.get(name, (frozenset(), frozenset()))
        for node in reversed(self._open):
            if len(ended) == 0 or node.name in bounds:
                return
            if node.name in ended:
                self._pop_to(node)
                return

    def _close(self, name: str) -> None:
        if name == "a":
            self._link = None
        elif name in _BLOCKS or name == "title":
            self._break()
            if self._deep > 0:
                self._deep -= 1
                return
            for node in reversed(self._open):
                if node.name == name:
                    self._pop_to(node)
                    return
                if node.name in _CELLS and name not in _TABLE:
                    return

    def _pop_to(self, node: Node) -> None:
        while self._pop() is not node:
            pass

    def _pop(self) -> Node:
        node = self._open.pop()
        node.end = len(self.lines)
        if self._link is not None and self._link > len(self._open):
            self._link = None
        if node.name == "h1" and node.end > node.start:
            self.facts.setdefault("h1", " ".join(line.text for line in self.lines[node.start : node.end]))
        if node.name == "tr" and len(node.cells) > 1:
            self._join(node)
        return node

    def _join(self, node: Node) -> None:
        """Makes one line of a row of a table; the rows by which a page is laid out stay as they are."""
        bounds = [*node.cells, node.end]
        cells = [self.lines[start:end] for start, end in itertools.pairwise(bounds)]
        if max(map(len, cells)) > _LONGEST_CELL:
            return
        linked = sum(line.linked for line in self.lines[node.start : node.end])
        del self.lines[node.start :]
        del self.nodes[node.index + 1 :]
        self.lines += [Line(text, linked) for text in row([line.text for line in cell] for cell in cells)]
        node.end = len(self.lines)


def _is_aside(tag: Open) -> bool:
    names = f"{tag.attributes.get('class', '')} {tag.attributes.get('id', '')}"
    style = tag.attributes.get("style", "").replace(" ", "").lower()
    hidden = "hidden" in tag.attributes or "display:none" in style
    return tag.name in _ASIDE or hidden or expression("containers").search(names) is not None
