"""The destination of an export: a file, or a folder of files, that is there whole or not at all."""

from __future__ import annotations

import contextlib
import pathlib
import tempfile
from collections.abc import Iterable, Iterator

from graph.exports import BINARY, FOLDERS, export, format_of, module
from graph.model import Graph
from ontology.errors import StoreError, UsageError

# What is written beside a file, under its name with this ending.
BESIDE = {"events": ("events-codebook", ".codebook.csv")}


def save(name: str, graph: Graph, path: pathlib.Path) -> list[pathlib.Path]:
    """Write an export to a path; what was made. A file there is replaced, a folder must be new or empty.

    A pipe or a device, such as /dev/stdout, is written to as it is. Raises UsageError for a format that there is not
    and a folder that is not empty, StoreError for a path that cannot be written.
    """
    format_of(name)
    if name in FOLDERS:
        with _told(path):
            return _save_folder(module(name).write(graph), path)
    made = [save_file(_bytes(name, graph), path)]
    if name in BESIDE and path.is_file():
        other, ending = BESIDE[name]
        made.append(save_file(_bytes(other, graph), path.with_suffix(ending)))
    return made


def save_file(pieces: Iterable[bytes], path: pathlib.Path) -> pathlib.Path:
    """Write a file that is there whole or not at all; a pipe or a device is written to as it is. Raises StoreError."""
    with _told(path):
        if path.exists() and not path.is_file():
            with path.open("wb") as stream:
                stream.writelines(pieces)
            return path
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as name:
            waiting = pathlib.Path(name) / path.name
            with waiting.open("wb") as file:
                file.writelines(pieces)
            return waiting.replace(path)


@contextlib.contextmanager
def _told(path: pathlib.Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be written: {error.strerror}: free the disk, get write access, or choose another place "
            "with -o"
        ) from error


def _bytes(name: str, graph: Graph) -> Iterator[bytes]:
    if name in BINARY:
        yield from module(name).write(graph)
    else:
        yield from (piece.encode() for piece in export(name, graph))


def _save_folder(pieces: Iterable[tuple[str, str]], path: pathlib.Path) -> list[pathlib.Path]:
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UsageError(f"{path}: is no empty folder: name a new or empty one")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as name:
        waiting = pathlib.Path(name) / path.name
        waiting.mkdir()
        with contextlib.ExitStack() as opened:
            files = {}
            for file, text in pieces:
                if file not in files:
                    files[file] = opened.enter_context((waiting / file).open("w", encoding="utf-8", newline=""))
                files[file].write(text)
        if path.exists():
            path.rmdir()
        waiting.replace(path)
    return [path / file for file in files]
