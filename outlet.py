"""Where an export goes: to standard output, into a file, or into a folder of files."""

from __future__ import annotations

import contextlib
import os
import pathlib
import sys
import tempfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from graph import exports
from graph.model import Graph
from ontology.errors import StoreError, UsageError


def write(name: str, graph: Graph, target: pathlib.Path | None) -> None:
    """Write an export of a format, as `exports.format_of` names it. A file is replaced once it is whole.

    Raises UsageError for one that cannot go to standard output, StoreError for a file that cannot be written.
    """
    pieces = exports.module(name).write(graph)
    if target is None:
        if name not in exports.EXPORTS:
            raise UsageError(f"{name}: is no text: say where it goes with -o")
        sys.stdout.writelines(pieces)
        return
    with _told(target):
        if name in exports.FOLDERS:
            _write_folder(pieces, target)
        else:
            _write_file(pieces, target)


def _write_file(pieces: Iterable[str | bytes], target: pathlib.Path) -> None:
    if target.exists() and not target.is_file():  # a pipe or /dev/stdout is not replaced
        with target.open("wb") as file:
            file.writelines(map(_bytes, pieces))
        return
    with _replacing(target) as file:
        file.writelines(map(_bytes, pieces))


def _write_folder(pieces: Iterable[tuple[str, str]], target: pathlib.Path) -> None:
    """Write pieces of several files into a folder that is new or empty."""
    target.mkdir(parents=True, exist_ok=True)
    if next(target.iterdir(), None) is not None:
        raise UsageError(f"{target}: is not empty: name a new folder")
    with contextlib.ExitStack() as closing:
        files: dict[str, BinaryIO] = {}
        for name, piece in pieces:
            if name not in files:
                files[name] = closing.enter_context((target / name).open("wb"))
            files[name].write(piece.encode())


@contextlib.contextmanager
def _replacing(target: pathlib.Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of the target when all is written, and is deleted where anything fails."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    made = pathlib.Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        made.chmod(0o666 & ~_mask())
        made.replace(target)
    except BaseException:
        made.unlink(missing_ok=True)
        raise


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _bytes(piece: str | bytes) -> bytes:
    return piece if isinstance(piece, bytes) else piece.encode()


@contextlib.contextmanager
def _told(target: pathlib.Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{target}: cannot be written: {error.strerror}: free the disk, get write access, or name another file"
        ) from error
