"""The lines of an extracted text: space and invisible characters tidied, empty lines dropped."""

from __future__ import annotations

from collections.abc import Iterable

from ontology.errors import ReportError

LONGEST = 5_000_000  # letters: fifty times the longest report; reading takes up to 400 bytes of memory for each
_UNSEEN = dict.fromkeys(
    (*range(9), *range(14, 32), *range(127, 160), 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF)
)
_HALVES = dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), 0xFFFD)
_TIDIED = _UNSEEN | _HALVES


CELL = "\ue000"  # between the cells of a row until the text is joined: a character for private use, which tidying keeps


def tidy(line: str) -> str:
    """A line without invisible characters, each run of space one space, none at its ends."""
    return " ".join((line if line.isprintable() else line.translate(_TIDIED)).split())


def joined(lines: Iterable[str], where: str) -> str:
    """The text of lines, a tab between the cells of a row.

    Raises ReportError with `where` for none, and for more than a report can be.
    """
    text = "\n".join(line for line in map(tidy, lines) if line != "").replace(CELL, "\t")
    if len(text) == 0:
        raise ReportError(f"{where}: holds no text; give a file with the words of a report")
    return bounded(text, where)


def bounded(text: str, where: str) -> str:
    """The text. Raises ReportError with `where` for one that is longer than a report can be."""
    if len(text) > LONGEST:
        raise ReportError(f"{where}: {len(text)} letters are more than a report can be ({LONGEST}); split it")
    return text


def row(cells: Iterable[list[str]]) -> list[str]:
    """The lines of a table's row: a single filled cell keeps its own, several become one line, a tab between them.

    >>> joined(row([["1"], ["done", "online"], []]), "file"), row([["first", "second"]])
    ('1\\tdone online', ['first', 'second'])
    """
    filled = [lines for lines in cells if len(lines) > 0]
    if len(filled) < 2:
        return filled[0] if len(filled) == 1 else []
    return [CELL.join(" ".join(lines) for lines in filled)]
