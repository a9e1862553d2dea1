"""Plain text in UTF-8 or GB18030, with or without a byte order mark."""

from __future__ import annotations

import codecs

from loaders.readers.lines import bounded
from ontology.errors import ReportError

LARGEST = 20_000_000
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


def extract(data: bytes, where: str) -> str:
    """The text of bytes, line ends kept: by their mark, else as UTF-8, else as GB18030.

    Raises ReportError with `where` for no bytes, for what is no text, for a text cut inside a character, and for one
    longer than a report can be.
    """
    text = decode(data, where)
    if text.strip() == "":
        raise ReportError(f"{where}: the file is empty; give the text of a report")
    return checked(bounded(text, where), where)


def decode(data: bytes, where: str) -> str:
    """The text of bytes, whatever it is. Raises ReportError with `where`."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding, where)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end >= len(data) and "end of data" in error.reason:
            raise ReportError(
                f"{where}: ends inside a character (byte {error.start} of {len(data)}); it is cut off, get it anew"
            ) from error
    return _decoded(data, "gb18030", where)


def _decoded(data: bytes, encoding: str, where: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReportError(
            f"{where}: is no text in UTF-8 or GB18030 (byte {error.start}: {error.reason}); convert it to UTF-8"
        ) from error


def checked(text: str, where: str) -> str:
    """The text, unless control or private characters show that it is something else."""
    head = text[:65536]
    odd = sum(ord(c) in _CONTROLS or 0xE000 <= ord(c) <= 0xF8FF or ord(c) == 0xFFFD for c in head)
    if odd * 100 > len(head):
        raise ReportError(
            f"{where}: is no text ({odd} control characters in its first {len(head)}); give the report as text"
        )
    return text
