"""Older word files (doc, wps), through a converter that the machine has."""

from __future__ import annotations

import pathlib
import shutil
import tempfile

from loaders.readers import docx, html, program, txt
from loaders.readers.lines import LONGEST, joined
from ontology.errors import ReportError

LARGEST = 100_000_000
SECONDS = 120.0
_FILE = "report.doc"
# In order of what they keep: soffice keeps tables and automatic numbers, antiword and catdoc tables alone.
CONVERTERS: dict[str, tuple[str, ...]] = {
    "soffice": ("--headless", "--norestore", "--convert-to", "docx", _FILE),
    "libreoffice": ("--headless", "--norestore", "--convert-to", "docx", _FILE),
    "antiword": ("-m", "UTF-8.txt", "-w", "0", _FILE),
    "catdoc": ("-d", "utf-8", "-w", _FILE),
}


def extract(data: bytes, where: str) -> str:
    """The text. Raises ReportError with `where` for what is no word file, and where no converter is installed.

    What only bears the suffix is read as what it is: a docx, or a page saved by Word.
    """
    if data.startswith(b"PK\x03\x04"):
        return docx.extract(data, where)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return html.extract(data, where)
    if not data.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\xdb\xa5")):
        raise ReportError(f"{where}: is no word file; save it as docx")
    name = converter()
    if name is None:
        raise ReportError(
            f"{where}: needs a converter, and none of {', '.join(CONVERTERS)} is on the path;"
            " install LibreOffice, antiword or catdoc, or save the file as docx"
        )
    return _converted(data, name, where)


def converter() -> str | None:
    """The name of the converter that is installed; None where none is."""
    return next((name for name in CONVERTERS if shutil.which(name) is not None), None)


def _converted(data: bytes, name: str, where: str) -> str:
    path = shutil.which(name)
    with tempfile.TemporaryDirectory(prefix="zhengmai-") as made:
        folder = pathlib.Path(made)
        (folder / _FILE).write_bytes(data)
        arguments = [path or name, *CONVERTERS[name]]
        if "office" in name:
            arguments.insert(1, f"-env:UserInstallation={(folder / 'profile').as_uri()}")
        status = program.run(arguments, folder, seconds=SECONDS)
        result = folder / "report.docx" if "office" in name else folder / program.OUTPUT
        if status != 0 or not result.is_file():
            why = "takes too long" if status is None else f"ended with status {status}"
            raise ReportError(f"{where}: cannot be converted: {name} {why}; save the file as docx")
        if result.stat().st_size > LARGEST:
            raise ReportError(f"{where}: is more than a report can be once converted; split it")
        found = result.read_bytes()
    if "office" in name:
        return docx.extract(found, where)
    return joined(map(_line, txt.decode(found, where)[: LONGEST + 1].splitlines()), where)


def _line(line: str) -> str:
    """A line, without the bars that antiword draws between cells."""
    return line.replace("|", " ") if line.startswith("|") else line
