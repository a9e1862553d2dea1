"""The settings of the server: every limit in one table, with a default that is safe on the open internet."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from ontology.errors import UsageError


def _setting(default: int, note: str) -> int:
    found: int = field(default=default, metadata={"note": note})
    return found


def _words(default: str, note: str) -> str:
    found: str = field(default=default, metadata={"note": note})
    return found


@dataclass(frozen=True, slots=True)
class Settings:
    """What `serve` is given; `table()` prints it for docs/server.md, and `changed` reads NAME=VALUE pairs."""

    sparql_workers: int = _setting(10, "processes that answer SPARQL")
    cypher_workers: int = _setting(6, "processes that answer Cypher")
    reader_workers: int = _setting(2, "processes that answer the JSON API and the pages")
    long_queries: int = _setting(2, "queries of one language that may run past quick_ms at once; the rest stay free")
    quick_ms: int = _setting(400, "what works longer is long: it gives way to short queries, or waits for a long place")
    deadline_ms: int = _setting(20_000, "after this time a query's process is killed, and the answer is 504")
    wait_ms: int = _setting(30_000, "how long a query waits for a process before the answer is 503")
    queue: int = _setting(64, "queries that wait for one language's processes; the next one gets 503")
    client_share: int = _setting(6, "queries that one client has running or waiting; the next one gets 429")
    light_ms: int = _setting(2_000, "time of processes within a minute after which a client waits behind the others")
    memory_mb: int = _setting(1_024, "memory that a process may take for queries, beside what its data take; then 503")
    query_bytes: int = _setting(65_536, "size of a query with its parameters; a larger one gets 413")
    nesting: int = _setting(200, "brackets within brackets in a query; a deeper one gets 400")
    row_limit: int = _setting(10_000, "rows of an answer; what is cut says so")
    answer_bytes: int = _setting(33_554_432, "size of an answer; a larger one gets 413")
    export_bytes: int = _setting(268_435_456, "size of an export of the whole graph; a larger one gets 413")
    sending_mb: int = _setting(
        512, "memory of answers over 1 MiB on their way to clients; the next gets 503, one client past half of it 429"
    )
    send_s: int = _setting(60, "seconds in which a client takes a piece of its answer; else the answer is broken off")
    page_rows: int = _setting(100, "items of a page of the JSON API; a cursor leads to the next")
    review_statements: int = _setting(
        20_000, "statements of a graph whose review is worked out; of a larger one it gets 413"
    )
    recycle: int = _setting(20_000, "queries after which a process is replaced by a new one")
    connections: int = _setting(400, "connections at once; the next one gets 503")
    idle_s: int = _setting(15, "seconds that an idle connection is kept")
    grace_s: int = _setting(20, "seconds that running queries have at a stop")
    watch_s: int = _setting(2, "seconds between looks at projections/current; 0: only SIGHUP reloads")
    bolt: str = _words("", "the Bolt address of a Neo4j that answers the questions asked in Cypher, in read mode")
    bolt_user: str = _words("", "its user; the password is that of the environment: ZHENGMAI_NEO4J_PASSWORD")
    bolt_database: str = _words("", "a database of it, else its default")
    bolt_raw: int = _setting(0, "1: raw text at /cypher goes to that Neo4j too")
    proxies: str = _words("", "addresses, parted by commas, whose X-Forwarded-For names the client")
    base_url: str = _words("", "the public address, where it is another than the one that was asked")
    unconfined: int = _setting(0, "1: start where the platform cannot take network and files from the processes")

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, int) and value < (0 if each.name in ("watch_s", "unconfined", "bolt_raw") else 1):
                raise UsageError(f"setting {each.name}: must be 1 or more")


def changed(given: Mapping[str, str]) -> Settings:
    """The settings with these values. Raises UsageError for an unknown name or a value that is no number.

    >>> changed({"row_limit": "50"}).row_limit
    50
    """
    known = {each.name: each for each in fields(Settings)}
    values: dict[str, int | str] = {}
    for name, value in given.items():
        if name not in known:
            raise UsageError(f"setting {name}: is unknown: there are {', '.join(known)}")
        try:
            values[name] = int(value) if isinstance(known[name].default, int) else value
        except ValueError as error:
            raise UsageError(f"setting {name}: {value!r} is no whole number") from error
    return dataclasses.replace(Settings(), **values)  # type: ignore[arg-type]  # each value is of its field's type


def table() -> Iterator[str]:
    """The settings as the rows of a Markdown table."""
    yield "| setting | default | what it is |"
    yield "| --- | --- | --- |"
    for each in fields(Settings):
        yield f"| {each.name} | {each.default if each.default != '' else '(none)'} | {each.metadata['note']} |"
