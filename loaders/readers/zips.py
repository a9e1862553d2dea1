"""A zip of reports: its entries by name, each read as a file of its own kind.

An entry is named by a path below the archive's: reports.zip/2024/xuancheng.docx.
"""

from __future__ import annotations

import functools
import pathlib
import re

from loaders.readers import archive
from ontology.errors import ReportError

SUFFIX = ".zip"
LARGEST = 500_000_000
_LONGEST_NAME = 500  # letters: no system takes a path of over 4096 bytes


def holder(path: pathlib.Path) -> pathlib.Path | None:
    """The archive in which a path names an entry; None where it names a file or nothing."""
    return next((above for above in path.parents if above.suffix.lower() == SUFFIX and above.is_file()), None)


def entries(path: pathlib.Path) -> list[pathlib.Path]:
    """The files in an archive, sorted, as paths below it.

    Raises ReportError for an archive that is broken, locked, too large, or holds an archive.
    """
    found = sorted(_directory(path))
    nested = [name for name in found if name.lower().endswith(SUFFIX)]
    if len(nested) > 0:
        raise ReportError(f"{path}: holds an archive, {nested[0]}; unpack it and give the folder")
    return [path / name for name in found]


def read(path: pathlib.Path, holder: pathlib.Path, largest: int) -> bytes:
    """The bytes of the entry that a path names in an archive. Raises ReportError."""
    name = path.relative_to(holder).as_posix()
    member = _directory(holder).get(name)
    if member is None:
        raise ReportError(f"{holder}: holds no {name}; check the name")
    with holder.open("rb") as stream:
        return archive.unpack(stream, member, largest, str(path))


def _directory(path: pathlib.Path) -> dict[str, archive.Member]:
    try:
        facts = path.stat()
    except OSError as error:
        raise ReportError(f"{path}: cannot be read: {error.strerror}; check the path and its permissions") from error
    if facts.st_size > LARGEST:
        raise ReportError(f"{path}: {facts.st_size / 1e6:.0f} MB is more than {LARGEST // 1_000_000} MB; split it")
    return _read(path, facts.st_size, facts.st_mtime_ns)


@functools.lru_cache(maxsize=4)
def _read(path: pathlib.Path, _size: int, _changed: int) -> dict[str, archive.Member]:
    """The directory of an archive in this state; read once, since every entry asks for it."""
    found: dict[str, archive.Member] = {}
    try:
        with path.open("rb") as stream:
            members = archive.members(stream, str(path))
    except OSError as error:
        raise ReportError(f"{path}: cannot be read: {error.strerror}; check the path and its permissions") from error
    for member in members:
        name = _harmless(member.name)
        if len(name) > _LONGEST_NAME:
            raise ReportError(f"{path}: holds an entry whose name has {len(name)} letters; rename it")
        if name in found:
            raise ReportError(f"{path}: holds two entries called {name}; rename one")
        if name != "":
            found[name] = member
    return found


def _harmless(name: str) -> str:
    """A name that stays below its archive: no steps up, no roots, no drives, no control characters."""
    steps = re.sub(r"[\x00-\x1f\x7f:\ud800-\udfff]", "_", name.replace("\\", "/")).split("/")
    return "/".join(step for step in steps if step.strip() not in ("", ".", ".."))
