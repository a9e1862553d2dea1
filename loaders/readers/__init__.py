"""Readers: one module a format; each takes bytes and gives the text in which offsets count."""

from __future__ import annotations

import pathlib
from typing import Protocol

from loaders.readers import docx, html, pdf, txt, word, zips
from ontology.errors import ReportError


class Reader(Protocol):
    """A format: the largest file it takes, in bytes, and how its text is extracted (raises ReportError)."""

    LARGEST: int

    def extract(self, data: bytes, where: str) -> str: ...


READERS: dict[str, Reader] = {
    ".doc": word,
    ".docx": docx,
    ".htm": html,
    ".html": html,
    ".pdf": pdf,
    ".txt": txt,
    ".wps": word,
}
SUFFIXES = (*READERS, zips.SUFFIX)


def read(path: pathlib.Path) -> str:
    """The text of a file, or of an archive's entry, by its suffix; the same bytes give the same text.

    Raises ReportError for a suffix that is not read, a file too large or broken, and one that holds no text.
    """
    reader = _reader(path)
    holder = zips.holder(path)
    if holder is not None:
        return reader.extract(zips.read(path, holder, reader.LARGEST), str(path))
    return reader.extract(_bytes(path, reader.LARGEST), str(path))


def version(path: pathlib.Path) -> str:
    """What extracts the text of such a file: the format, with the version of the program or library that reads it."""
    suffix = path.suffix.lower()
    if suffix == ".pdf":
        import importlib.metadata  # 16 ms that no other file needs

        return f"pdf {pdf.LIBRARY} {importlib.metadata.version(pdf.LIBRARY)}"
    if suffix in (".doc", ".wps"):
        return f"{suffix[1:]} {word.converter()}"
    return suffix[1:]


def inside(path: pathlib.Path) -> list[pathlib.Path]:
    """The files that a path means: itself, or the reports in an archive. Raises ReportError where it holds none."""
    if path.suffix.lower() != zips.SUFFIX:
        return [path]
    found = [entry for entry in zips.entries(path) if is_report(entry) and entry.suffix.lower() != zips.SUFFIX]
    if len(found) == 0:
        raise ReportError(f"{path}: holds no report ({', '.join(READERS)}); pack the reports themselves")
    return found


def exists(path: pathlib.Path) -> bool:
    """Whether a path names a file, or what may be an archive's entry."""
    return path.is_file() or zips.holder(path) is not None


def is_report(path: pathlib.Path) -> bool:
    """Whether a file found in a folder is read: by its suffix, and not what an office program or a Mac leaves there."""
    left = path.name.startswith(("~$", "._")) or "__MACOSX" in path.parts
    return path.suffix.lower() in SUFFIXES and not left


def _reader(path: pathlib.Path) -> Reader:
    reader = READERS.get(path.suffix.lower())
    if path.suffix.lower() == zips.SUFFIX:
        raise ReportError(f"{path}: is an archive of reports; name one of them below it, or give the whole to `add`")
    if reader is None:
        raise ReportError(f"{path}: files of this kind are not read; give one of {', '.join(SUFFIXES)}")
    return reader


def _bytes(path: pathlib.Path, largest: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > largest:
            raise ReportError(
                f"{path}: {size / 1e6:.0f} MB is more than a report can be ({largest // 1_000_000} MB); split it"
            )
        return path.read_bytes()
    except OSError as error:
        raise ReportError(f"{path}: cannot be read: {error.strerror}; check the path and its permissions") from error
