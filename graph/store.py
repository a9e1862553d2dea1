"""The store of a workspace: documents, readings and statements in one SQLite file, only ever added to."""

from __future__ import annotations

import contextlib
import datetime
import pathlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from graph.stored_report import StoredReport, facts, stored_report
from graph.tables import APPLICATION, MIGRATIONS, TABLES, VERSION
from ontology.errors import InputError, LineError, NotFound, StoreError, UsageError
from ontology.report import Flag, Reading
from ontology.statement import Statement, digest, parse_line

FILE = "store.sqlite"
WAIT = 10.0  # seconds that a second writer waits for the first

# Of the readings: those that hold now, and those that held at the end of a day.
CURRENT = "FROM readings r JOIN documents d USING (document) {join} WHERE r.superseded IS NULL"
AS_OF = (
    "FROM readings r JOIN documents d USING (document) {join}"
    " WHERE r.recorded <= :day AND (r.superseded IS NULL OR r.superseded > :day)"
)
# The cause of a SQLite error -> what to do about it.
REMEDIES = {
    "SQLITE_BUSY": "another process is writing to it: wait until it has finished, then try again",
    "SQLITE_LOCKED": "another process is writing to it: wait until it has finished, then try again",
    "SQLITE_READONLY": "it cannot be written: get write access to it and its folder, or use another --workspace",
    "SQLITE_FULL": "the disk is full: free some room, then try again",
    "SQLITE_CORRUPT": "it is damaged: delete it and build the workspace from the reports again",
    "SQLITE_NOTADB": "it is no database: choose another --workspace, or delete it and build again",
    "SQLITE_CANTOPEN": "it cannot be opened: check that the path is a file you may read",
    "SQLITE_IOERR": "reading or writing the disk failed: check the disk, then try again",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What a write did to the reports of the workspace, counted."""

    added: int
    reread: int
    unchanged: int
    removed: int


class Store:
    """An open workspace, and a context manager. Reading takes no lock; writing takes one, and waits for it."""

    def __init__(self, path: pathlib.Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, workspace: pathlib.Path, *, create: bool = False, wait: float = WAIT) -> Store:
        """Open the store of a workspace folder, which is made where `create`.

        Raises StoreError where there is none, or where it cannot be used.
        """
        path = workspace / FILE
        if not create and not path.is_file():
            raise StoreError(f"{workspace}: is no workspace: make one with `zhengmai build`")
        try:
            workspace.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{workspace}: cannot be made: {error.strerror}: choose another --workspace") from error
        with _explained(path):
            connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
            try:
                _prepare(connection, path, create=create)
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        with _explained(self.path):
            self._connection.close()

    def build(self, readings: Iterable[Reading], recorded: datetime.date, *, replace: bool = False) -> Change:
        """Make the workspace hold exactly these reports, in one transaction.

        Raises InputError for a different text under a report id in use, unless `replace`.
        """
        with self._transaction():
            counts, given = self._take_all(readings, recorded, replace=replace)
            gone = [report.id for report in self.reports() if report.id not in given]
            for report in gone:
                self._supersede(report, recorded)
        return Change(counts["added"], counts["reread"], counts["unchanged"], len(gone))

    def add(self, readings: Iterable[Reading], recorded: datetime.date, *, replace: bool = False) -> Change:
        """Add these reports to the workspace, in one transaction. Raises as `build` does."""
        with self._transaction():
            counts, _ = self._take_all(readings, recorded, replace=replace)
        return Change(counts["added"], counts["reread"], counts["unchanged"], 0)

    def read_lines(self, lines: Iterable[str], recorded: datetime.date) -> Change:
        """Take in a journal: each report that it names then has exactly the journal's statements.

        Raises LineError for a line that is no statement, that names a report which the workspace does not hold, or
        whose quote does not stand at its offsets.
        """
        journal: dict[str, list[Statement]] = {}
        for number, line in enumerate(lines, 1):
            if line.strip() != "":
                statement = parse_line(line, f"line {number}")
                self._check_quote(statement, number)
                journal.setdefault(statement.evidence.report, []).append(statement)
        return self.add([self._reread(report, found) for report, found in sorted(journal.items())], recorded)

    def reports(self, as_of: datetime.date | None = None) -> list[StoredReport]:
        """The reports that the workspace holds, or held at the end of an earlier day, by id."""
        rows = self._select("r.report, d.sha256, r.reader, r.facts", as_of, "ORDER BY r.report")
        return [stored_report(*row) for row in rows]

    def statements(self, as_of: datetime.date | None = None) -> list[Statement]:
        """The statements of those reports, by report, place in the text and id."""
        return [parse_line(line, f"{self.path}: a statement") for line in self.lines(as_of)]

    def lines(self, as_of: datetime.date | None = None) -> list[str]:
        """The same statements as lines, in the same order: the journal that `read_lines` takes."""
        order = "ORDER BY r.report, s.first, s.last, s.id"
        return [str(row[0]) for row in self._select("s.line", as_of, order, join="JOIN statements s USING (reading)")]

    def flags(self, as_of: datetime.date | None = None) -> list[tuple[str, Flag]]:
        """What was seen and left out, each with its report's id."""
        columns, join = "r.report, f.reason, f.text, f.first, f.last", "JOIN flags f USING (reading)"
        rows = self._select(columns, as_of, "ORDER BY r.report, f.number", join=join)
        return [(report, Flag(reason, text, int(first), int(last))) for report, reason, text, first, last in rows]

    def text(self, report: str) -> str:
        """The text of a report. Raises NotFound for a report that the workspace does not hold."""
        rows = self._select("d.text", None, "AND r.report = :report", report=report)
        if len(rows) == 0:
            raise NotFound(f"report {report} is not in the workspace: `zhengmai reports` lists what is")
        return str(rows[0][0])

    def digest(self) -> str:
        """The digest of what the workspace holds now: equal contents have equal digests, whatever their history."""
        return digest([list(row) for row in self._select("r.report, d.sha256, r.content", None, "ORDER BY r.report")])

    def _take_all(
        self, readings: Iterable[Reading], recorded: datetime.date, *, replace: bool
    ) -> tuple[Counter[str], dict[str, Reading]]:
        self._check_day(recorded)
        counts: Counter[str] = Counter()
        given: dict[str, Reading] = {}
        for reading in readings:
            first = given.setdefault(reading.report.id, reading)
            if first.report.sha256 != reading.report.sha256:
                raise InputError(_two_texts(reading, first.report.doc, first.report.sha256, "was given before"))
            if first is reading:
                counts[self._take(reading, recorded, replace=replace)] += 1
        return counts, given

    def _take(self, reading: Reading, recorded: datetime.date, *, replace: bool) -> str:
        rows = self._select(
            "r.report, d.sha256, r.reader, r.facts", None, "AND r.report = :report", report=reading.report.id
        )
        if len(rows) == 0:
            self._insert(reading, recorded)
            return "added"
        held = stored_report(*rows[0])
        if held.sha256 != reading.report.sha256 and not replace:
            raise InputError(_two_texts(reading, held.doc, held.sha256, "is in the workspace"))
        if (held.sha256, held.reader) == (reading.report.sha256, reading.reader):
            return "unchanged"
        self._supersede(held.id, recorded)
        self._insert(reading, recorded)
        return "reread"

    def _insert(self, reading: Reading, recorded: datetime.date) -> None:
        report = reading.report
        self._connection.execute(
            "INSERT OR IGNORE INTO documents (report, sha256, text) VALUES (?, ?, ?)",
            (report.id, report.sha256, report.text),
        )
        lines = [(s.id, s.evidence.start, s.evidence.end, s.line()) for s in reading.statements]
        flags = [(n, flag.reason, flag.text, flag.start, flag.end) for n, flag in enumerate(reading.flags)]
        content = digest([facts(reading), sorted(line for _, _, _, line in lines), [list(flag) for flag in flags]])
        key = self._connection.execute(
            "INSERT INTO readings (document, report, reader, facts, content, recorded)"
            " SELECT document, report, ?, ?, ?, ? FROM documents WHERE report = ? AND sha256 = ?",
            (reading.reader, facts(reading), content, recorded.isoformat(), report.id, report.sha256),
        ).lastrowid
        self._connection.executemany("INSERT INTO statements VALUES (?, ?, ?, ?, ?)", [(key, *line) for line in lines])
        self._connection.executemany("INSERT INTO flags VALUES (?, ?, ?, ?, ?, ?)", [(key, *flag) for flag in flags])

    def _supersede(self, report: str, recorded: datetime.date) -> None:
        self._connection.execute(
            "UPDATE readings SET superseded = ? WHERE report = ? AND superseded IS NULL", (recorded.isoformat(), report)
        )

    def _check_day(self, recorded: datetime.date) -> None:
        latest = "SELECT max(max(recorded, coalesce(superseded, ''))) FROM readings"
        last = self._connection.execute(latest).fetchone()[0]
        if last is not None and recorded.isoformat() < last:
            raise UsageError(f"{recorded} lies before {last}, the last day on which {self.path} was written")

    def _check_quote(self, statement: Statement, number: int) -> None:
        evidence = statement.evidence
        try:
            text = self.text(evidence.report)
        except NotFound as error:
            raise LineError(f"line {number}: {error}: add the report, then read the lines again") from error
        if text[evidence.start : evidence.end] != evidence.quote:
            raise LineError(f"line {number}: the quote does not stand at {evidence.start} of report {evidence.report}")

    def _reread(self, report: str, statements: list[Statement]) -> Reading:
        """The current reading of a report, with these statements in place of its own."""
        held = next(stored for stored in self.reports() if stored.id == report)
        own = [statement for statement in self.statements() if statement.evidence.report == report]
        lines = sorted(statement.line() for statement in statements)
        reader = held.reader if lines == sorted(statement.line() for statement in own) else "journal-" + digest(lines)
        flags = tuple(flag for of, flag in self.flags() if of == report)
        text = self.text(report)
        return Reading(held.with_text(text), reader, tuple(statements), flags, held.done_length, held.plan_length)

    def _select(
        self, columns: str, as_of: datetime.date | None, rest: str, *, join: str = "", **values: str
    ) -> list[tuple[str, ...]]:
        held: Mapping[str, str] = values if as_of is None else {**values, "day": as_of.isoformat()}
        query = f"SELECT {columns} {(CURRENT if as_of is None else AS_OF).format(join=join)} {rest}"
        with _explained(self.path):
            return self._connection.execute(query, held).fetchall()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with _explained(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def _prepare(connection: sqlite3.Connection, path: pathlib.Path, *, create: bool) -> None:
    """Give a new file its tables, and an older one the present ones."""
    if (_pragma(connection, "application_id"), _pragma(connection, "user_version")) == (APPLICATION, VERSION):
        return
    if create:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        _advance(connection, path, create=create)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _advance(connection: sqlite3.Connection, path: pathlib.Path, *, create: bool) -> None:
    # Read under the lock: another process may have made the tables meanwhile.
    version = _pragma(connection, "user_version")
    new = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if new and not create:
        raise StoreError(f"{path}: holds nothing: make the workspace with `zhengmai build`")
    if not new and _pragma(connection, "application_id") != APPLICATION:
        raise StoreError(f"{path}: is a database of another program: choose another --workspace")
    if version > VERSION:
        raise StoreError(
            f"{path}: has schema version {version}, and this program knows {VERSION}: use the newer program, or "
            "build a workspace of its own from the reports"
        )
    for script in [TABLES] if new else [MIGRATIONS[step] for step in range(version, VERSION)]:
        for statement in script.split(";"):
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _two_texts(reading: Reading, doc: str, sha256: str, where: str) -> str:
    report = reading.report
    return (
        f"report {report.id}: two different texts: {doc} (sha256 {sha256[:12]}) {where}, and {report.doc} "
        f"({report.sha256[:12]}) is another: replace the report, or give the other one an id of its own in the manifest"
    )


@contextlib.contextmanager
def _explained(path: pathlib.Path) -> Iterator[None]:
    """Turn an error of SQLite into one that says what is wrong, where, and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        cause = "_".join(name.split("_")[:2])
        raise StoreError(f"{path}: {REMEDIES.get(cause, f'the store refused: {error}')}") from error
