"""Frames: how the server and its workers talk over a pipe: a header in JSON and a body of bytes."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, TypeAlias

_LENGTHS = struct.Struct("!IQ")

Header: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Frame:
    """One message."""

    header: Header
    body: bytes = field(default=b"", repr=False)

    def encoded(self) -> bytes:
        """The message as bytes."""
        head = json.dumps(self.header, ensure_ascii=False).encode("utf-8", "surrogatepass")
        return _LENGTHS.pack(len(head), len(self.body)) + head + self.body


def read(stream: BinaryIO) -> Frame | None:
    """The next message, in a worker; None at the end of the stream."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head, body = _LENGTHS.unpack(lengths)
    return Frame(json.loads(stream.read(head)), stream.read(body))


async def receive(stream: asyncio.StreamReader) -> Frame:
    """The next message, in the server. Raises asyncio.IncompleteReadError where the worker ended."""
    head, body = _LENGTHS.unpack(await stream.readexactly(_LENGTHS.size))
    header = json.loads(await stream.readexactly(head))
    return Frame(header, await stream.readexactly(body) if body > 0 else b"")
