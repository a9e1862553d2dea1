"""The tables of a store, by version, with the way from each older version to the next."""

from __future__ import annotations

# Marks a SQLite file as a store of this program: the letters ZMAI.
APPLICATION = 0x5A4D4149
VERSION = 1

# A reading holds for the days from `recorded` until before `superseded`; at most one reading a report is current.
TABLES = """
CREATE TABLE documents (
    document INTEGER PRIMARY KEY,
    report TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (report, sha256)
);
CREATE TABLE readings (
    reading INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents,
    report TEXT NOT NULL,
    reader TEXT NOT NULL,
    facts TEXT NOT NULL,
    content TEXT NOT NULL,
    recorded TEXT NOT NULL,
    superseded TEXT
);
CREATE UNIQUE INDEX current_reading ON readings (report) WHERE superseded IS NULL;
CREATE TABLE statements (
    reading INTEGER NOT NULL REFERENCES readings,
    id TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (reading, id)
) WITHOUT ROWID;
CREATE INDEX statement_id ON statements (id);
CREATE TABLE flags (
    reading INTEGER NOT NULL REFERENCES readings,
    number INTEGER NOT NULL,
    reason TEXT NOT NULL,
    text TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (reading, number)
) WITHOUT ROWID
"""

# version -> the SQL that leads from it to the next. A test keeps a file of each older version.
MIGRATIONS: dict[int, str] = {}
