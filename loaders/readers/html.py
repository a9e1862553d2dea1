"""The article of an HTML page: its title, who published it, a line a paragraph; nothing of the page around it."""

from __future__ import annotations

import itertools
import re

from loaders.readers import txt
from loaders.readers.furniture import expression, furniture, is_furniture, is_prose, published_by, without_pinyin
from loaders.readers.lines import joined, tidy
from loaders.readers.outline import Line, Node, Outline
from ontology.errors import ReportError

LARGEST = 10_000_000
SHARE = 0.98  # of the page's prose stands in the article; more is lost with a lead that stands outside its element
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*(big5[\w-]*)", re.IGNORECASE)
_TITLES = ("articletitle", "h1", "og:title", "title")


def extract(data: bytes, where: str) -> str:
    """The article's text. Raises ReportError with `where` for what is no text and for a page without an article."""
    page = txt.checked(_decoded(data, where), where)
    outline = Outline.read(page)
    lines = _article(outline)
    if len(lines) == 0:
        raise ReportError(
            f"{where}: the page holds no article; where a script loads it, save the page from a browser, or as text"
        )
    head = _head(outline, lines)
    return without_pinyin(joined([*head, *lines], where))


def _decoded(data: bytes, where: str) -> str:
    if len(data.strip()) == 0:
        raise ReportError(f"{where}: the file is empty; give the page of a report")
    if _DECLARED.search(data[:4096]) is not None:
        try:
            return data.decode("big5hkscs")
        except UnicodeDecodeError:
            pass  # it declares what it is not, as pages converted since do
    return txt.decode(data, where)


def _article(outline: Outline) -> list[str]:
    """The lines of the smallest element that holds nearly all prose of the page, without its furniture."""
    each = [_prose(line) for line in outline.lines]
    for start, end in _around(outline, [0, *itertools.accumulate(each)]):
        outline.lines[start:end] = [Line("", 0)] * (end - start)
        each[start:end] = [0] * (end - start)
    prose = [0, *itertools.accumulate(each)]
    best = Node("", 0, 0, len(outline.lines))
    for node in outline.nodes:
        held = prose[node.end] - prose[node.start]
        if prose[-1] > 0 and held >= SHARE * prose[-1] and best.start <= node.start and node.end <= best.end:
            best = node if not _is_single(node, prose) else best
    return [line.text for line in outline.lines[best.start : best.end] if _is_kept(line)]


def _is_single(node: Node, prose: list[int]) -> bool:
    """Whether a node is but one line: a paragraph, not what holds the paragraphs."""
    return node.name == "p" or node.end - node.start < 2 < len(prose) - 1


def _around(outline: Outline, prose: list[int]) -> list[tuple[int, int]]:
    """The ranges of lines that navigation, footers and hidden parts hold; a part with most of the prose is none."""
    return [
        (node.start, node.end)
        for node in outline.nodes
        if node.aside and 2 * (prose[node.end] - prose[node.start]) <= prose[-1]
    ]


def _prose(line: Line) -> int:
    """The letters of a line of prose that are not a link's."""
    return len(line.text) - line.linked if is_prose(line.text) and not is_furniture(line.text) else 0


def _is_kept(line: Line) -> bool:
    linked = 2 * line.linked > len(line.text) and not is_prose(line.text)
    return line.text != "" and not linked and not is_furniture(line.text)


def _head(outline: Outline, lines: list[str]) -> list[str]:
    """The title, where the article does not open with it, and a line that says who published it."""
    title = next((name for key in _TITLES if (name := _title(outline.facts.get(key, ""))) != ""), "")
    source = outline.facts.get("contentsource", "")
    if tidy(source) == "":
        meta = [published_by(line.text) for line in outline.lines if is_furniture(line.text)]
        source = next((name for name in meta if name is not None), "")
    opening = "".join(lines[:3]).replace(" ", "")
    head = [] if title == "" or title.replace(" ", "") in opening else [title]
    return head + (
        [] if source == "" or source in opening else [furniture().source_line.format(name=tidy(source)[:60])]
    )


def _title(raw: str) -> str:
    whole = tidy(raw)[:200]
    cut = expression("title_tail").sub("", whole)
    title = cut if len(cut) >= 4 else whole
    return "" if expression("site_name").search(title) is not None else title
