"""The members of a zip archive, read one by one within limits; what a zip of reports is made of, as is a docx."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from ontology.errors import ReportError

MEMBERS = 10_000
TOTAL = 500_000_000
RATIO = 200
_DIRECTORY = 10_000_000  # bytes: ten thousand names of a thousand bytes
_SLACK = 100_000  # a member below this size may be packed at any ratio
_BROKEN = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError, struct.error)


@dataclass(frozen=True, slots=True)
class Member:
    """One member, as the archive's directory describes it."""

    name: str
    at: int
    packed: int
    size: int
    method: int
    crc: int


def members(stream: BinaryIO, where: str) -> list[Member]:
    """What an archive holds, folders left out. Raises ReportError for one that is broken, locked or a bomb."""
    _measure(stream, where)
    try:
        with zipfile.ZipFile(stream) as archive:
            found = [info for info in archive.infolist() if not info.is_dir()]
    except _BROKEN as error:
        raise ReportError(f"{where}: is no sound zip archive: {error}; get it anew") from error
    if len(found) > MEMBERS:
        raise ReportError(f"{where}: holds {len(found)} files, more than {MEMBERS}; split it")
    total = sum(info.file_size for info in found)
    if total > TOTAL:
        raise ReportError(f"{where}: unpacks to {total / 1e6:.0f} MB, more than {TOTAL // 1_000_000} MB; split it")
    return [_member(info, where) for info in found]


def unpack(stream: BinaryIO, member: Member, largest: int, where: str) -> bytes:
    """The bytes of a member. Raises ReportError where it is larger than it may be, or not what the directory says."""
    if member.size > largest:
        raise ReportError(f"{where}: {member.size / 1e6:.0f} MB is more than it can be ({largest // 1_000_000} MB)")
    try:
        stream.seek(member.at)
        names, extra = struct.unpack("<4s22xHH", stream.read(30))[1:]
        stream.seek(names + extra, io.SEEK_CUR)
        packed = stream.read(min(member.packed, member.size + member.size // 100 + 1000))
        stored = member.method == zipfile.ZIP_STORED
        data = packed if stored else zlib.decompressobj(-15).decompress(packed, member.size + 1)
    except (*_BROKEN, zlib.error) as error:
        raise ReportError(f"{where}: cannot be unpacked: {error}; get it anew") from error
    if len(data) != member.size or zlib.crc32(data) != member.crc:
        raise ReportError(f"{where}: is not what the archive says of it (size or checksum differs); get it anew")
    return data


def _measure(stream: BinaryIO, where: str) -> None:
    """Refuses a directory too large to be read, before it is read."""
    stream.seek(0, io.SEEK_END)
    size = stream.tell()
    stream.seek(max(0, size - 66_000))
    tail = stream.read()
    for match in re.finditer(rb"PK\x05\x06", tail):
        record = tail[match.start() : match.start() + 22]
        far = tail[max(0, match.start() - 20) : match.start()].startswith(b"PK\x06\x07")
        if far or (len(record) == 22 and struct.unpack_from("<I", record, 12)[0] > _DIRECTORY):
            raise ReportError(f"{where}: its directory is that of a far larger archive; pack it anew, in parts")


def _member(info: zipfile.ZipInfo, where: str) -> Member:
    name = _name(info)
    if info.flag_bits & 1 == 1:
        raise ReportError(f"{where}: {name} is locked with a password; give the archive without it")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ReportError(f"{where}: {name} is packed by a method that is not read; pack it as an ordinary zip")
    if info.file_size > _SLACK and info.file_size > RATIO * info.compress_size:
        raise ReportError(f"{where}: {name} unpacks to over {RATIO} times its size, as no report does; leave it out")
    return Member(name, info.header_offset, info.compress_size, info.file_size, info.compress_type, info.CRC)


def _name(info: zipfile.ZipInfo) -> str:
    """The name: in UTF-8 where marked, else as the bytes read in UTF-8 or, as Windows writes them in China, in GBK."""
    if info.flag_bits & 0x800 != 0:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
