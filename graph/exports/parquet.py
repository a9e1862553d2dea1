"""Parquet: a table of texts, integers and booleans as a file, written without a library.

The format is that of Apache Parquet (parquet.thrift, version 1): pages of plain values without compression or
dictionary, one page a column and row group, each value optional, and a footer in Thrift's compact protocol. So the
bytes depend on the table alone, and on no version of a writer or of zlib.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = str | int | bool | None

MAGIC = b"PAR1"
ROWS = 20_000  # in a row group: the columns of one are held in memory
CREATOR = b"zhengmai version 1"
# The numbers that parquet.thrift gives to what is used here.
_BOOLEAN, _INT64, _BYTE_ARRAY = 0, 2, 6
_OPTIONAL, _UTF8, _PLAIN, _RLE, _UNCOMPRESSED, _DATA_PAGE = 1, 0, 0, 3, 0, 0
_TYPES: Mapping[type, int] = {str: _BYTE_ARRAY, int: _INT64, bool: _BOOLEAN}
# Thrift's compact types.
_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12


@dataclass(frozen=True, slots=True)
class Chunk:
    """A column of a row group as it stands in the file."""

    name: str
    kind: type
    offset: int
    size: int
    rows: int


@dataclass(slots=True)
class Struct:
    """A Thrift struct in the compact protocol, field after field in rising order."""

    written: bytearray = field(default_factory=bytearray)
    last: int = 0

    def int32(self, number: int, value: int) -> Struct:
        """A field of 32 bits, an enum too."""
        return self._field(number, _I32, _varint(_zigzag(value)))

    def int64(self, number: int, value: int) -> Struct:
        """A field of 64 bits."""
        return self._field(number, _I64, _varint(_zigzag(value)))

    def binary(self, number: int, value: bytes) -> Struct:
        """A field of bytes or text."""
        return self._field(number, _BINARY, _varint(len(value)) + value)

    def struct(self, number: int, value: Struct) -> Struct:
        """A field that is a struct."""
        return self._field(number, _STRUCT, value.closed())

    def list(self, number: int, kind: int, items: Sequence[bytes]) -> Struct:
        """A field of items that are written already."""
        size = bytes([len(items) << 4 | kind]) if len(items) < 15 else bytes([0xF0 | kind]) + _varint(len(items))
        return self._field(number, _LIST, size + b"".join(items))

    def closed(self) -> bytes:
        """The whole struct."""
        return bytes(self.written) + b"\0"

    def _field(self, number: int, kind: int, value: bytes) -> Struct:
        self.written += bytes([(number - self.last) << 4 | kind]) + value
        self.last = number
        return self


def pieces(columns: Mapping[str, type], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """The file in pieces, a column of a row group each."""
    yield MAGIC
    offset, groups = len(MAGIC), []
    waiting = iter(rows)
    while len(batch := list(itertools.islice(waiting, ROWS))) > 0:
        chunks = []
        for number, (name, kind) in enumerate(columns.items()):
            page = _page(kind, [row[number] for row in batch])
            chunks.append(Chunk(name, kind, offset, len(page), len(batch)))
            offset += len(page)
            yield page
        groups.append(chunks)
    footer = _footer(columns, groups)
    yield footer + struct.pack("<I", len(footer)) + MAGIC


def _page(kind: type, values: Sequence[Value]) -> bytes:
    """A data page: its header, which values are there, and those values."""
    levels = _levels([value is not None for value in values])
    body = struct.pack("<I", len(levels)) + levels + _plain(kind, [value for value in values if value is not None])
    data = Struct().int32(1, len(values)).int32(2, _PLAIN).int32(3, _RLE).int32(4, _RLE)
    header = Struct().int32(1, _DATA_PAGE).int32(2, len(body)).int32(3, len(body)).struct(5, data)
    return header.closed() + body


def _levels(there: Sequence[bool]) -> bytes:
    """Runs of the same level, of one bit: 1 where there is a value."""
    runs = ((level, sum(1 for _ in run)) for level, run in itertools.groupby(there))
    return b"".join(_varint(length << 1) + bytes([level]) for level, length in runs)


def _plain(kind: type, values: Sequence[str | int | bool]) -> bytes:
    if kind is bool:
        bits = bytearray((len(values) + 7) // 8)
        for number, value in enumerate(values):
            bits[number // 8] |= int(value) << number % 8
        return bytes(bits)
    if kind is int:
        return struct.pack(f"<{len(values)}q", *values)
    texts = (str(value).encode() for value in values)
    return b"".join(struct.pack("<I", len(text)) + text for text in texts)


def _footer(columns: Mapping[str, type], groups: Sequence[Sequence[Chunk]]) -> bytes:
    root = Struct().binary(4, b"schema").int32(5, len(columns)).closed()
    elements = [root, *(_element(name, kind) for name, kind in columns.items())]
    metadata = Struct().int32(1, 1).list(2, _STRUCT, elements).int64(3, sum(group[0].rows for group in groups))
    metadata.list(4, _STRUCT, [_group(group) for group in groups]).binary(6, CREATOR)
    return metadata.closed()


def _element(name: str, kind: type) -> bytes:
    element = Struct().int32(1, _TYPES[kind]).int32(3, _OPTIONAL).binary(4, name.encode())
    return (element.int32(6, _UTF8) if kind is str else element).closed()


def _group(chunks: Sequence[Chunk]) -> bytes:
    size = sum(chunk.size for chunk in chunks)
    return Struct().list(1, _STRUCT, list(map(_column, chunks))).int64(2, size).int64(3, chunks[0].rows).closed()


def _column(chunk: Chunk) -> bytes:
    encodings = [_varint(_zigzag(_PLAIN)), _varint(_zigzag(_RLE))]
    name = chunk.name.encode()
    metadata = Struct().int32(1, _TYPES[chunk.kind]).list(2, _I32, encodings)
    metadata.list(3, _BINARY, [_varint(len(name)) + name]).int32(4, _UNCOMPRESSED).int64(5, chunk.rows)
    metadata.int64(6, chunk.size).int64(7, chunk.size).int64(9, chunk.offset)
    return Struct().int64(2, chunk.offset).struct(3, metadata).closed()


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])
