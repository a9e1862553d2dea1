"""Run as a program: prints the text of each page of a pdf, a form feed between pages, within a memory limit.

A program of its own, since the library is in C++ and meets files from outside: what it does wrong ends it alone.
"""

from __future__ import annotations

import sys

import pypdfium2  # type: ignore[import-untyped]  # it ships no types

MEMORY = 2_000_000_000
PAGES = 2_000
LETTERS = 5_000_000
BROKEN, LOCKED, LONG = 10, 11, 12  # the status with which it ends


def main(path: str) -> int:
    """Prints the text of the file's pages. The status says what is wrong, 0 nothing."""
    _limit()
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        return LOCKED if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD else BROKEN
    if len(document) > PAGES:
        return LONG
    total = 0
    for number in range(len(document)):
        try:
            text = document[number].get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError:
            return BROKEN
        total += len(text)
        if total > LETTERS:
            return LONG
        sys.stdout.buffer.write((text.replace("\f", " ") + "\f").encode("utf-8", "replace"))
    return 0


def _limit() -> None:
    """Limits the memory of this process where the system can."""
    if sys.platform != "win32":
        import resource

        try:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        except (OSError, ValueError):
            return  # macOS knows the limit and does not take it


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
