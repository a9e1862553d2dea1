"""The text of a word file: paragraphs with their automatic numbers, tables a line a row."""

from __future__ import annotations

import io
import posixpath
import re
from dataclasses import dataclass, field

from loaders.readers import archive, elements
from loaders.readers.lines import joined, row
from loaders.readers.numbering import Numbering
from ontology.errors import ReportError

LARGEST = 100_000_000
PART = 50_000_000  # bytes of one part, unpacked
_SKIPPED = frozenset({"Fallback", "moveFrom", "rt", "tabs", "instrText", "delText", "tblPr", "tcPr", "trPr", "sectPr"})
_OFF = ("0", "false", "off", "none")


def extract(data: bytes, where: str) -> str:
    """The text. Raises ReportError with `where` for what is no word file, is locked or a bomb, or holds no text."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReportError(f"{where}: is locked with a password, or an older Word file; save it as docx without one")
    stream = io.BytesIO(data)
    parts = {member.name.lstrip("/"): member for member in archive.members(stream, where)}

    def part(name: str) -> bytes | None:
        member = parts.get(name)
        return None if member is None else archive.unpack(stream, member, PART, f"{where}: {name}")

    main = _main(part("_rels/.rels"), where)
    body = part(main)
    if body is None:
        raise ReportError(f"{where}: holds no document ({main}); it is no word file, or broken")
    folder = posixpath.dirname(main)
    numbering = Numbering()
    for name, take in (("styles.xml", numbering.read_styles), ("numbering.xml", numbering.read_lists)):
        found = part(posixpath.join(folder, name))
        if found is not None:
            take(found, where)
    return joined(_Body(numbering).read(body, where), where)


def _main(relations: bytes | None, where: str) -> str:
    """The name of the part with the text."""
    targets = ["word/document.xml"]

    def begin(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
            targets.insert(0, attributes.get("Target", "").lstrip("/"))

    if relations is not None:
        elements.walk(relations, where, begin=begin, end=lambda _: None, text=lambda _: None)
    return targets[0]


@dataclass(slots=True)
class _Paragraph:
    """A paragraph on the way: its pieces, and what gives it a number."""

    pieces: list[str] = field(default_factory=list)
    style: str | None = None
    list: str | None = None
    level: int | None = None


class _Body:
    """Collects the lines of the main part."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._lines: list[list[str]] = [[]]  # of the body, then of each open cell
        self._rows: list[list[list[str]]] = []
        self._paragraphs: list[_Paragraph] = []
        self._runs = 0
        self._hidden = self._shown = False
        self._skipped = 0

    def read(self, data: bytes, where: str) -> list[str]:
        elements.walk(data, where, begin=self._begin, end=self._end, text=self._text)
        return self._lines[0]

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipped > 0 or name in _SKIPPED or name.endswith("Change"):
            self._skipped += 1
        elif name == "p":
            self._paragraphs.append(_Paragraph())
        elif name == "tr":
            self._rows.append([])
        elif name == "tc":
            self._lines.append([])
        elif name == "r":
            self._runs += 1
            self._hidden = False
        elif name == "t":
            self._shown = True
        elif len(self._paragraphs) > 0:
            self._within(name, attributes.get("val"), self._paragraphs[-1])

    def _within(self, name: str, value: str | None, paragraph: _Paragraph) -> None:
        if name == "pStyle":
            paragraph.style = value
        elif name == "numId":
            paragraph.list = value
        elif name == "ilvl":
            paragraph.level = int(value) if value is not None and re.fullmatch(r"[0-8]", value) is not None else 0
        elif name == "vanish" and self._runs > 0:
            self._hidden = value not in _OFF
        elif name == "tab":
            paragraph.pieces.append(" ")
        elif name in ("br", "cr"):
            paragraph.pieces.append("\n")
        elif name == "noBreakHyphen":
            paragraph.pieces.append("-")

    def _end(self, name: str) -> None:
        if self._skipped > 0:
            self._skipped -= 1
        elif name == "t":
            self._shown = False
        elif name == "r":
            self._runs -= 1
        elif name == "p":
            self._lines[-1].extend(self._paragraph(self._paragraphs.pop()))
        elif name == "tc":
            cell = self._lines.pop()
            if len(self._rows) > 0:
                self._rows[-1].append(cell)
            else:
                self._lines[-1].extend(cell)
        elif name == "tr":
            self._lines[-1].extend(row(self._rows.pop()))

    def _text(self, text: str) -> None:
        if self._shown and not self._hidden and self._skipped == 0 and len(self._paragraphs) > 0:
            self._paragraphs[-1].pieces.append(text)

    def _paragraph(self, paragraph: _Paragraph) -> list[str]:
        """The lines of a paragraph, its number before the first; an empty one takes a number and shows none."""
        lines = [line for line in "".join(paragraph.pieces).split("\n") if line.strip() != ""]
        if self._numbering.is_contents(paragraph.style):
            return []
        mark = self._numbering.mark(paragraph.style, paragraph.list, paragraph.level)
        if len(lines) == 0 or mark == "":
            return lines
        gap = " " if mark[-1].isalnum() or (lines[0].lstrip()[0].isdigit() and mark[-1].isascii()) else ""
        return [f"{mark.rstrip()}{gap}{lines[0].lstrip()}", *lines[1:]]
