"""The text of a pdf: printed lines joined to paragraphs, page numbers and running heads dropped."""

from __future__ import annotations

import collections
import functools
import pathlib
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator

from loaders.letters import fold
from loaders.lexicon import layout
from loaders.readers import program, txt
from loaders.readers.furniture import expression, is_page_mark
from loaders.readers.lines import joined, tidy
from ontology.errors import ReportError

LARGEST = 100_000_000
LIBRARY = "pypdfium2"
SECONDS = 60.0
_PROGRAM = pathlib.Path(__file__).with_name("pdfium.py")
_REASONS = {
    None: "takes over a minute to read; split it",
    10: "is no pdf, or a broken one; get it anew",
    11: "is locked with a password; save it without one",
    12: "has more pages or letters than a report; split it",
}
_SCANNED = 10  # letters a page; one of fewer shows a picture, if anything
_EDGE = 2  # lines at the top and at the foot of a page where running heads and page numbers stand
_FULL = 0.85  # of the usual width: a shorter line ends its paragraph. Printed Chinese lines differ by a letter or two


def extract(data: bytes, where: str) -> str:
    """The text. Raises ReportError with `where` for a file that is broken, locked, too long, or scanned."""
    pages = [
        [line for raw in page.splitlines() if (line := _line(raw)) != ""] for page in _pages(data, where).split("\f")
    ]
    pages = pages[:-1]  # a form feed ends each page
    empty = sum(sum(map(len, page)) < _SCANNED for page in pages)
    if 2 * empty > len(pages) or len(pages) == 0:
        raise ReportError(
            f"{where}: {empty} of its {len(pages)} pages hold no text: it is scanned; run OCR on it and give the text"
        )
    return txt.checked(joined(paragraphs(body(pages)), where), where)


def _pages(data: bytes, where: str) -> str:
    with tempfile.TemporaryDirectory(prefix="zhengmai-") as made:
        folder = pathlib.Path(made)
        (folder / "report.pdf").write_bytes(data)
        status = program.run([sys.executable, "-I", str(_PROGRAM), "report.pdf"], folder, seconds=SECONDS)
        if status != 0:
            reason = _REASONS.get(status, "cannot be read: the reader of pdf files broke off; get it anew or as text")
            raise ReportError(f"{where}: {reason}")
        return (folder / program.OUTPUT).read_bytes().decode("utf-8")


def _line(raw: str) -> str:
    """A printed line; two ideographic spaces at its head, which begin a paragraph, stay."""
    indent = "\u3000\u3000" if raw.startswith("\u3000\u3000") else ""
    line = expression("spaced").sub(r"\1", tidy(raw))
    return indent + line if line != "" else ""


def body(pages: list[list[str]]) -> list[str]:
    """The lines of all pages without page numbers and without the heads and feet that most pages repeat.

    The first page keeps its own: a head there is often the title, or names the body that wrote the report.
    """
    edges = collections.Counter(key for page in pages for key in {_key(line) for line in _edge(page)})
    running = {key for key, count in edges.items() if count > 1 and 2 * count > len(pages) and key != ""}
    lines: list[str] = []
    for turn, page in enumerate(pages):
        last = len(page) - _EDGE
        for number, line in enumerate(page):
            at_edge = number < _EDGE or number >= last
            if not (at_edge and ((turn > 0 and _key(line) in running) or is_page_mark(line))):
                lines.append(line)
    return lines


def _edge(page: list[str]) -> Iterable[str]:
    return page[:_EDGE] + page[-_EDGE:]


def _key(line: str) -> str:
    """A running head without what counts in it."""
    return re.sub(r"[\d\s]+", "", line)


def paragraphs(lines: list[str]) -> Iterator[str]:
    """Printed lines, joined where one goes on in the next.

    A line ends its paragraph if it is short, if it ends as a sentence does, or if the next begins with an indent or a
    heading's mark.
    """
    widths = sorted(map(_width, lines))
    usual = widths[int(len(widths) * 0.9)] if len(widths) > 0 else 0
    whole = ""
    previous = ""
    for line in lines:
        if previous != "" and _goes_on(previous, line, usual):
            whole += _gap(whole, line) + line
        else:
            if whole != "":
                yield whole
            whole = line
        previous = line
    if whole != "":
        yield whole


def _goes_on(line: str, following: str, usual: int) -> bool:
    if _width(line) < _FULL * usual or expression("line_end").search(line) is not None:
        return False
    return not following.startswith("\u3000") and _heading().match(fold(following)) is None


@functools.cache
def _heading() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row.marker})" for row in layout().headings))


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in line)


def _gap(whole: str, line: str) -> str:
    cjk = expression("cjk")
    return "" if cjk.match(whole[-1]) is not None or cjk.match(line[0]) is not None else " "
