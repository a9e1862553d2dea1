"""The store of a workspace: documents, readings and statements in one SQLite file, only ever added to.

What is read is checked against the digests that were written with it: a damaged byte is told, never read as a fact.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import itertools
import pathlib
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from graph.store_file import DAMAGED, FILE, WAIT, explained, opened, signed
from graph.stored_report import StoredReport, facts, stored_report
from ontology.errors import InputError, LineError, NotFound, StoreError, TextConflict, UsageError
from ontology.report import Flag, Reading
from ontology.statement import Statement, digest, parse_line

# Of the readings: those that hold now, and those that held at the end of a day.
CURRENT = "FROM readings r JOIN documents d USING (document) {join} WHERE r.superseded IS NULL"
AS_OF = (
    "FROM readings r JOIN documents d USING (document) {join}"
    " WHERE r.recorded <= :day AND (r.superseded IS NULL OR r.superseded > :day)"
)


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
    def open(cls, workspace: pathlib.Path, *, create: bool = False, wait: float | None = None) -> Store:
        """Open the store of a workspace folder, which is made where `create`.

        `wait` is how many seconds a writer waits for another one; WAIT if not given. Raises StoreError where there is
        no store, or where it cannot be used.
        """
        path = workspace / FILE
        return cls(path, opened(path, create=create, wait=WAIT if wait is None else wait))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        with explained(self.path):
            self._connection.close()

    def build(
        self, readings: Iterable[Reading], recorded: datetime.date, *, replace: bool | Collection[str] = False
    ) -> Change:
        """Make the workspace hold exactly these reports, in one transaction. Readings are let go of as they come.

        Raises TextConflict for different texts under report ids in use, unless `replace`, of these reports or all.
        """
        with self._transaction():
            counts, given = self._take_all(readings, recorded, replace=replace)
            gone = [row[0] for row in self._select("r.report", None, "ORDER BY r.report") if row[0] not in given]
            for report in gone:
                self._supersede(report, recorded)
        return Change(counts["added"], counts["reread"], counts["unchanged"], len(gone))

    def add(
        self, readings: Iterable[Reading], recorded: datetime.date, *, replace: bool | Collection[str] = False
    ) -> Change:
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
        """The same statements as lines, in the same order: the journal that `read_lines` takes.

        Raises StoreError where one of their readings is not as it was written.
        """
        order = "ORDER BY r.report, s.first, s.last, s.id"
        columns, join = "r.reading, s.line, s.first, s.last, s.id", "JOIN statements s USING (reading)"
        with self.snapshot():
            rows = self._select(columns, as_of, order, join=join)
            flagged = self._select(
                "r.reading, f.number, f.reason, f.text, f.first, f.last", as_of, "ORDER BY r.report, f.number",
                join="JOIN flags f USING (reading)",
            )
            written = self._select("r.reading, r.report, r.facts, r.content", as_of, "ORDER BY r.report")
        misplaced = {reading for reading, line, first, last, name in rows if not _placed(line, first, last, name)}
        lines = {reading: [row[1] for row in of] for reading, of in _by_reading(rows)}
        flags = {reading: [row[1:] for row in of] for reading, of in _by_reading(flagged)}
        for reading, report, known, content in written:
            whole = content == _content(known, lines.get(reading, ()), flags.get(reading, ()))
            if not whole or reading in misplaced:
                raise StoreError(f"{self.path}: report {report}: {DAMAGED}")
        return [line for found in lines.values() for line in found]

    def sizes(self) -> dict[str, int]:
        """How many statements each report has that the workspace holds."""
        join = "LEFT JOIN statements s USING (reading)"
        rows = self._select("r.report, count(s.id)", None, "GROUP BY r.report ORDER BY r.report", join=join)
        return {report: int(number) for report, number in rows}

    def flags(self, as_of: datetime.date | None = None) -> list[tuple[str, Flag]]:
        """What was seen and left out, each with its report's id."""
        columns, join = "r.report, f.reason, f.text, f.first, f.last", "JOIN flags f USING (reading)"
        rows = self._select(columns, as_of, "ORDER BY r.report, f.number", join=join)
        return [(report, Flag(reason, text, int(first), int(last))) for report, reason, text, first, last in rows]

    def text(self, report: str) -> str:
        """The text of a report.

        Raises NotFound for a report that the workspace does not hold, StoreError for a text that was damaged.
        """
        rows = self._select("d.text, d.sha256", None, "AND r.report = :report", report=report)
        if len(rows) == 0:
            raise NotFound(f"report {report} is not in the workspace: `zhengmai reports` lists what is")
        text, sha256 = rows[0]
        if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != sha256:
            raise StoreError(f"{self.path}: the text of report {report}: {DAMAGED}")
        return text

    def digest(self) -> str:
        """The digest of what the workspace holds now: equal contents have equal digests, whatever their history."""
        return digest([list(row) for row in self._select("r.report, d.sha256, r.content", None, "ORDER BY r.report")])

    def check(self) -> None:
        """Read everything that the file holds, of earlier days too. Raises StoreError for the first damage."""
        with explained(self.path):
            (found,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
            days = [day for (day,) in self._connection.execute("SELECT DISTINCT recorded FROM readings")]
        if found != "ok":
            raise StoreError(f"{self.path}: {DAMAGED} ({found})")
        for day in (None, *map(datetime.date.fromisoformat, days)):
            self.lines(day)
        for report in self.sizes():
            self.text(report)

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read inside is of one state, whatever another process writes meanwhile."""
        if self._connection.in_transaction:
            yield
            return
        with explained(self.path):
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            with explained(self.path):
                self._connection.execute("COMMIT")

    def _take_all(
        self, readings: Iterable[Reading], recorded: datetime.date, *, replace: bool | Collection[str]
    ) -> tuple[Counter[str], dict[str, tuple[str, str]]]:
        """Take the readings; of each only label and digest are kept, since they may be more than memory holds."""
        self._check_day(recorded)
        counts: Counter[str] = Counter()
        given: dict[str, tuple[str, str]] = {}
        conflicts: dict[str, str] = {}
        for reading in readings:
            report = reading.report
            sha256 = report.sha256
            first = given.get(report.id)
            if first is None:
                given[report.id] = (report.doc, sha256)
                counts[self._take(reading, recorded, conflicts, replace=replace)] += 1
            elif first[1] != sha256:
                raise InputError(_two_texts(reading, *first, "was given before"))
        if len(conflicts) > 0:
            raise TextConflict(tuple(conflicts), "\n".join(conflicts.values()))
        return counts, given

    def _take(
        self, reading: Reading, recorded: datetime.date, conflicts: dict[str, str], *, replace: bool | Collection[str]
    ) -> str:
        rows = self._select(
            "r.report, d.sha256, r.reader, r.facts", None, "AND r.report = :report", report=reading.report.id
        )
        if len(rows) == 0:
            self._insert(reading, recorded)
            return "added"
        held = stored_report(*rows[0])
        wished = replace if isinstance(replace, bool) else held.id in replace
        if held.sha256 != reading.report.sha256 and not wished:
            conflicts[held.id] = _two_texts(reading, held.doc, held.sha256, "is in the workspace")
            return "refused"
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
        content = _content(facts(reading), [line for _, _, _, line in lines], flags)
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
        return Reading(
            held.with_text(text), reader, tuple(statements), flags, held.done_length, held.plan_length, held.aside
        )

    def _select(
        self, columns: str, as_of: datetime.date | None, rest: str, *, join: str = "", **values: str
    ) -> list[tuple[str, ...]]:
        held: Mapping[str, str] = values if as_of is None else {**values, "day": as_of.isoformat()}
        query = f"SELECT {columns} {(CURRENT if as_of is None else AS_OF).format(join=join)} {rest}"
        with explained(self.path):
            return self._connection.execute(query, held).fetchall()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with explained(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                with signed(self.path):
                    yield
                    self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def _by_reading(rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    for reading, of in itertools.groupby(rows, key=lambda row: row[0]):
        yield reading, list(of)


def _placed(line: object, first: object, last: object, name: object) -> bool:
    """Whether a line says of itself what its columns say: they alone give its place among the others."""
    return isinstance(line, str) and f'"end":{last},"id":"{name}"' in line and f'"start":{first},' in line


def _content(known: str, lines: Iterable[str], flags: Iterable[Iterable[object]]) -> str:
    """The digest of a reading as it is stored; none where a flipped bit has made bytes of a text."""
    try:
        return digest([known, sorted(lines), [list(flag) for flag in flags]])
    except TypeError:
        return ""


def _two_texts(reading: Reading, doc: str, sha256: str, where: str) -> str:
    report = reading.report
    return (
        f"report {report.id}: two different texts: {doc} (sha256 {sha256[:12]}) {where}, and {report.doc} "
        f"({report.sha256[:12]}) is another: replace the report, or give the other one an id of its own in the manifest"
    )
