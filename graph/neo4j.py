"""Neo4j: the engine that asks questions of a graph that was pushed into a server, and the way to that server.

Labels, relationship types and properties are those of graph/elements.py; graph/push.py says what stands there besides.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import re
import urllib.parse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, TypeAlias

import neo4j
from neo4j.exceptions import AuthError, ClientError, DriverError, Neo4jError, ServiceUnavailable, SessionExpired
from neo4j.graph import Node, Path, Relationship

from graph.answer import ROW_LIMIT, TIMEOUT_MS, Answer, Cell, Parameters, Row
from graph.elements import plain_types
from ontology import schema
from ontology.errors import StoreError, UsageError, ZhengmaiError

Session: TypeAlias = neo4j.Session
Transaction: TypeAlias = neo4j.ManagedTransaction

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
# The id of the one Build node.
MARKER = "zhengmai"
# Seconds until an address that takes a call and says nothing is given up.
_CONNECTING = 10.0

# A library says nothing where nobody listens: without this, Python prints what the driver remarks on standard error.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Marker:
    """What the Build node says: the build last begun, whether it is there whole, and which are, or may be, there."""

    build: str
    complete: bool
    builds: tuple[str, ...]


class Opened(Protocol):
    """A way to the server: it gives sessions, in which what the driver raises is told as errors of ours."""

    def __call__(self, *, write: bool) -> contextlib.AbstractContextManager[Session]:
        """A session that may write, or reads only."""


class Neo4jGraph:
    """A graph in a database, read only; a context manager. `build` is the digest of its elements."""

    language = "cypher"

    def __init__(self, build: str, opened: Opened, closing: contextlib.ExitStack) -> None:
        self.build = build
        self._opened = opened
        self._closing = closing

    @classmethod
    def open(
        cls, url: str, user: str | None = None, password: str | None = None, *, database: str | None = None
    ) -> Self:
        """The graph that was pushed there. Raises UsageError for an address or a database that cannot be.

        Raises StoreError where the server is not there or refuses, and where no push was ended.
        """
        with contextlib.ExitStack() as closing:
            opened = closing.enter_context(sessions(url, user, password, database=database, patience=0))
            with opened(write=False) as session:
                found = marker(session)
            if found is None:
                raise StoreError(f"{shown(url)}: holds no graph: push one, with zhengmai push neo4j {shown(url)}")
            if not found.complete:
                raise StoreError(
                    f"{shown(url)}: a push goes on there, or was broken off: wait for its end, or push again, with "
                    f"zhengmai push neo4j {shown(url)}"
                )
            return cls(found.build, opened, closing.pop_all())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()

    def run(
        self, text: str, parameters: Parameters | None = None, *,
        timeout_ms: int = TIMEOUT_MS, row_limit: int = ROW_LIMIT,
    ) -> Answer:
        """Answer a query. Raises UsageError for one that is wrong, writes, or takes too long."""
        query = neo4j.Query(text, timeout=timeout_ms / 1000)
        with self._opened(write=False) as session:
            try:
                result = session.run(query, dict(parameters or {}))
                records = list(itertools.islice(result, row_limit + 1))
                summary = result.consume()
            except ClientError as error:
                raise _refused_query(error, timeout_ms) from error
        columns = tuple(result.keys())
        rows: list[Row] = [dict(zip(columns, map(_cell, record.values()), strict=True)) for record in records]
        notes = tuple(said.status_description for said in summary.gql_status_objects if said.is_notification)
        return Answer(columns, rows[:row_limit], len(rows) > row_limit, notes)

    def lookup(self, name: str, ids: Iterable[str]) -> list[Row]:
        """The entities that have one of these ids or this label: id, kind, label, unit and first year."""
        return self.run(
            f"MATCH (n:{'|'.join(sorted(schema.load().kinds))}) "
            "WHERE n.kind IS NOT NULL AND (n.label = $name OR n.id IN $ids) "
            "RETURN n.id AS id, n.kind AS kind, n.label AS label, n.unit_id AS unit, n.valid_from AS since ORDER BY id",
            {"name": name, "ids": sorted(ids)},
        ).rows

    def plain_edges(self) -> list[tuple[str, str, str]]:
        """The plain edges as (source, type, target), sorted."""
        found = self.run("MATCH (a)-[e]->(b) RETURN a.id AS a, type(e) AS e, b.id AS b", row_limit=10**9).rows
        plain = plain_types()
        return sorted((str(r["a"]), str(r["e"]), str(r["b"])) for r in found if r["e"] in plain)


@contextlib.contextmanager
def sessions(
    url: str, user: str | None, password: str | None, *, database: str | None, patience: float
) -> Iterator[Opened]:
    """The way to a server, where failed transactions are tried again for so long. Raises UsageError, StoreError."""
    _check(url)
    auth = None if user is None and password is None else neo4j.basic_auth(user or "neo4j", password or "")
    with neo4j.GraphDatabase.driver(
        url, auth=auth, connection_timeout=_CONNECTING, connection_acquisition_timeout=_CONNECTING,
        max_transaction_retry_time=patience, telemetry_disabled=True,
    ) as driver:
        try:
            driver.get_server_info()
        except ValueError as error:  # the name of the host is not known
            raise StoreError(_unanswered(shown(url))) from error
        except (DriverError, Neo4jError) as error:
            raise _told(shown(url), error) from error

        @contextlib.contextmanager
        def opened(*, write: bool) -> Iterator[Session]:
            mode = neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS
            try:
                with driver.session(database=database, default_access_mode=mode) as session:
                    yield session
            except (DriverError, Neo4jError) as error:
                raise _told(shown(url), error) from error

        yield opened


def marker(session: Session) -> Marker | None:
    """What the Build node says; None where there is none."""
    return session.execute_read(_read_marker)


def shown(url: str) -> str:
    """The address as it may be told: without what stands before an @.

    >>> shown("bolt://neo4j:secret@127.0.0.1:7687")
    'bolt://127.0.0.1:7687'
    """
    return re.sub(r"(?<=//).*@", "", url)


def _read_marker(transaction: Transaction) -> Marker | None:
    found = transaction.run(
        "MATCH (b:Build {id: $id}) RETURN b.digest AS digest, b.complete AS complete, b.older AS older", id=MARKER
    ).single()
    if found is None:
        return None
    return Marker(found["digest"], found["complete"], (found["digest"], *(found["older"] or ())))


def _check(url: str) -> None:
    """Refuse what is no Bolt address."""
    served = ", ".join(SCHEMES)
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"{shown(url)}: is no Bolt address: write bolt://HOST:7687") from error
    if parts.scheme not in SCHEMES or not parts.hostname or port == 0 or (parts.path, parts.query) != ("", ""):
        raise UsageError(f"{shown(url)}: is no Bolt address: write bolt://HOST:7687; the schemes are {served}")
    if "@" in parts.netloc:
        raise UsageError(
            f"{shown(url)}: user and password do not belong in the address, where others can read them: give them in "
            "ZHENGMAI_NEO4J_USER and ZHENGMAI_NEO4J_PASSWORD"
        )


def _told(url: str, error: DriverError | Neo4jError) -> ZhengmaiError:
    """What the driver raised, as what the user can mend."""
    code = getattr(error, "code", None) or ""
    said = (getattr(error, "message", None) or str(error)).partition("\n")[0].rstrip(". ")
    if isinstance(error, ServiceUnavailable | SessionExpired):
        return StoreError(_unanswered(url))
    if "RateLimit" in code:
        return StoreError(f"{url}: it was given wrong passwords too often: wait 5 seconds, then give the right one")
    if "CredentialsExpired" in code:
        return StoreError(f"{url}: it wants a new password for this user: set one there first")
    if isinstance(error, AuthError):
        return StoreError(
            f"{url}: it refuses the user or the password: give them in ZHENGMAI_NEO4J_USER and ZHENGMAI_NEO4J_PASSWORD"
        )
    if "DatabaseNotFound" in code:
        return UsageError(f"{url}: it has no database of that name: name another with --database, or none: {said}")
    if "ConstraintCreationFailed" in code:
        return StoreError(f"{url}: others keep nodes with our labels there: use another database: {said}")
    if "Memory" in code:
        return StoreError(f"{url}: it has too little memory for this: ask for less, or give it more: {said}")
    return StoreError(f"{url}: it refused or gave up: mend that there, then try again: {said}")


def _unanswered(url: str) -> str:
    return (
        f"{url}: no Neo4j answers there, or it stopped: start it, or correct the address, then try again: what was "
        "pushed stays, and nothing comes twice"
    )


def _refused_query(error: ClientError, timeout_ms: int) -> ClientError | UsageError:
    """A query that is wrong or was stopped is the user's; anything else is told where the session is opened."""
    if "TimedOut" in (error.code or ""):
        return UsageError(f"the query was stopped after {timeout_ms} ms: narrow it, or allow more time")
    if ".ClientError.Statement." in (error.code or ""):
        return UsageError(f"Cypher: {error.message}")
    return error


def _cell(value: object) -> Cell:
    """A value of the driver as one of an answer: nodes and relationships as their properties, times as text."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Path):
        return [_cell(each) for each in (*value.nodes, *value.relationships)]
    if isinstance(value, Node | Relationship):
        return {key: _cell(each) for key, each in sorted(value.items())}
    if isinstance(value, dict):
        return {key: _cell(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_cell(each) for each in value]
    return str(value)
