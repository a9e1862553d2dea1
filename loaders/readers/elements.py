"""The elements of an XML part of an office file, as calls in their order; no document type, no entity, no deep nest."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from ontology.errors import ReportError

DEEPEST = 1_000
_CHUNK = 1 << 20

Begin = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def walk(data: bytes, where: str, *, begin: Begin, end: End, text: Text) -> None:
    """Calls `begin`, `end`, `text` for a part; names come without their prefix.

    Raises ReportError with `where` for XML that is broken, nested over a thousand deep, or brings a document type:
    what entities are declared in.
    """
    depth = 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise ReportError(f"{where}: is nested over {DEEPEST} deep, as no report is; save it anew")
        begin(_local(name), {_local(key): value for key, value in attributes.items()})

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(_local(name))

    def declared(*_: object) -> None:
        raise ReportError(f"{where}: declares a document type, as no office program does; it is not read")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = declared
    try:
        for at in range(0, len(data), _CHUNK):
            parser.Parse(data[at : at + _CHUNK], False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise ReportError(f"{where}: is broken inside: {error}; save it anew") from error


def _local(name: str) -> str:
    return name.rpartition(":")[2]
