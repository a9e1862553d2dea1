"""The file of a store: how it is opened, by whom it may be written, and what its errors mean to a user."""

from __future__ import annotations

import contextlib
import os
import pathlib
import sqlite3
import sys
from collections.abc import Iterator

from graph.tables import APPLICATION, MIGRATIONS, TABLES, VERSION
from ontology.errors import StoreError

FILE = "store.sqlite"
WRITER = "writer"  # beside the store: who writes to it, for the message to a second writer
WAIT = 10.0  # seconds that a second writer waits for the first
DAMAGED = "it is damaged: move it away and build the workspace from the reports again"
# The cause of a SQLite error -> what to do about it.
REMEDIES = {
    "SQLITE_BUSY": "{writer} is writing to it: wait until it has finished, then try again",
    "SQLITE_LOCKED": "{writer} is writing to it: wait until it has finished, then try again",
    "SQLITE_READONLY": "it cannot be written: get write access to it and its folder, or use another --workspace",
    "SQLITE_FULL": "the disk is full: free some room, then try again",
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": "it is no database: choose another --workspace, or move it away and build again",
    "SQLITE_CANTOPEN": "it cannot be opened: check that it is a file that you may read, in a folder that you may write",
    "SQLITE_IOERR": "reading or writing the disk failed: check it and its room, then try again",
}
# A damaged page may reach SQLite as text that is none, or as a schema that it cannot read.
DAMAGE = ("Could not decode", "malformed", "no such table", "no such column", "datatype mismatch")


def opened(path: pathlib.Path, *, create: bool, wait: float) -> sqlite3.Connection:
    """The open file of a store with the present tables; made where `create`. Raises StoreError."""
    address = _writable(path) if create else _readable(path)
    with explained(path):
        connection = sqlite3.connect(address, uri=True, timeout=wait, isolation_level=None)
        try:
            _prepare(connection, path, create=create)
        except BaseException:
            connection.close()
            raise
    return connection


@contextlib.contextmanager
def explained(path: pathlib.Path) -> Iterator[None]:
    """Turn an error of SQLite into one that says what is wrong, where, and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        remedy = REMEDIES.get("_".join(name.split("_")[:2]), f"the store refused: {error}")
        if any(word in str(error) for word in DAMAGE):
            remedy = DAMAGED
        raise StoreError(f"{path}: {remedy.replace('{writer}', _writer(path))}") from error


def _writable(path: pathlib.Path) -> str:
    """The address of a store to write to, in a folder that is made where there is none."""
    workspace = path.parent
    _refuse_file(workspace)
    try:
        workspace.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{workspace}: cannot be made: {error.strerror}: choose another --workspace") from error
    if not os.access(workspace, os.W_OK | os.X_OK):
        raise StoreError(f"{workspace}: {REMEDIES['SQLITE_READONLY']}")
    return path.resolve().as_uri()


def _readable(path: pathlib.Path) -> str:
    """The address of a store to read from; in a folder that may not be written, one that nobody changes meanwhile."""
    workspace = path.parent
    _refuse_file(workspace)
    try:
        there = path.is_file()
        written = path.with_name(FILE + "-wal").exists()
    except OSError as error:
        told = f"{path}: cannot be opened: {error.strerror}: get access, or use another --workspace"
        raise StoreError(told) from error
    if not there:
        raise StoreError(f"{workspace}: is no workspace: make one with `zhengmai build`")
    fixed = not written and not os.access(workspace, os.W_OK | os.X_OK)
    return path.resolve().as_uri() + ("?immutable=1" if fixed else "")


def _refuse_file(workspace: pathlib.Path) -> None:
    with contextlib.suppress(OSError):  # what cannot be looked at is told when it is opened
        if workspace.is_file():
            raise StoreError(f"{workspace}: is a file, and a workspace is a folder: choose another --workspace")


@contextlib.contextmanager
def signed(path: pathlib.Path) -> Iterator[None]:
    """Leave word of who writes while it does. Only messages rest on it, so a disk that refuses it is no error."""
    note = path.with_name(WRITER)
    with contextlib.suppress(OSError):
        command = " ".join([pathlib.Path(sys.argv[0]).name, *sys.argv[1:2]])
        note.write_text(f"process {os.getpid()} ({command})", encoding="utf-8")
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            note.unlink()


def _writer(path: pathlib.Path) -> str:
    try:
        return path.with_name(WRITER).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return "another process"


def _prepare(connection: sqlite3.Connection, path: pathlib.Path, *, create: bool) -> None:
    """Give a new file its tables, and an older one the present ones. What is not ours is refused, and left alone."""
    if _version(connection, path, create=create) == VERSION:
        return
    if create:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again under the lock: another process may have made the tables meanwhile.
        _advance(connection, _version(connection, path, create=create))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection, path: pathlib.Path, *, create: bool) -> int | None:
    """The version of the tables; None for an empty file. Raises StoreError for a file that this program cannot use."""
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
        if not create:
            raise StoreError(f"{path}: holds nothing: make the workspace with `zhengmai build`")
        return None
    if _pragma(connection, "application_id") != APPLICATION:
        raise StoreError(f"{path}: is a database of another program: choose another --workspace")
    version = _pragma(connection, "user_version")
    if version > VERSION:
        raise StoreError(
            f"{path}: has schema version {version}, and this program knows {VERSION}: use the newer program, or "
            "build a workspace of its own from the reports"
        )
    return version


def _advance(connection: sqlite3.Connection, version: int | None) -> None:
    scripts = [TABLES] if version is None else [MIGRATIONS[step] for step in range(version, VERSION)]
    for script in scripts:
        for statement in script.split(";"):
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def sqlite_version() -> str:
    """The version of SQLite that Python brings."""
    return sqlite3.sqlite_version


def has_search() -> bool:
    """Whether this SQLite has FTS5, the index for full text."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5 (word)")
        except sqlite3.OperationalError:
            return False
    return True
