"""The address of a Neo4j, and what is told where none answers; tests/test_engines.py asks a real one."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest

from graph.neo4j import Neo4jGraph, shown
from graph.push import push
from ontology.errors import StoreError, UsageError
from tests.graph_samples import graph, readings

SECRET = "not/for@others"


@contextlib.contextmanager
def listening() -> Iterator[str]:
    """An address that takes calls and never says a word."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        yield f"bolt://127.0.0.1:{silent.getsockname()[1]}"


@contextlib.contextmanager
def free() -> Iterator[str]:
    """An address where nobody answers: bound, so that no one else gets it, and closed to calls."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"bolt://127.0.0.1:{bound.getsockname()[1]}"


@pytest.mark.parametrize(
    "url",
    [
        "", "127.0.0.1:7687", "http://127.0.0.1:7474", "bolt://", "bolt://:7687", "bolt://[::1", "bolt://h:0",
        "bolt://h:70000", "bolt://h:7687/neo4j", "bolt://h?policy=x", "file:///etc/passwd",
    ],
)
def test_what_is_no_bolt_address_is_refused_with_one_that_is(url: str) -> None:
    for attempt in (lambda: Neo4jGraph.open(url), lambda: push(graph(), url)):
        with pytest.raises(UsageError, match="write bolt://HOST:7687"):
            attempt()


@pytest.mark.parametrize("url", [f"bolt://neo4j:{SECRET}@127.0.0.1:7687", f"http://neo4j:{SECRET}@localhost", f"bolt://{SECRET}@"])
def test_a_password_in_the_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        Neo4jGraph.open(url)
    assert SECRET not in str(refused.value)
    assert "not/for" not in str(refused.value)


def test_an_address_is_shown_without_what_stands_before_an_at() -> None:
    assert shown("neo4j+s://a:b@c@host:1") == "neo4j+s://host:1"
    assert shown("bolt://127.0.0.1:7687") == "bolt://127.0.0.1:7687"


def test_an_address_where_nobody_answers_is_told_at_once() -> None:
    began = time.monotonic()
    with free() as url, pytest.raises(StoreError, match=f"{url}: no Neo4j answers there") as told:
        push(graph(*readings()), url, "neo4j", SECRET)
    assert SECRET not in str(told.value)
    assert time.monotonic() - began < 5


def test_a_host_that_nobody_knows_is_told() -> None:
    with pytest.raises(StoreError, match="correct the address"):
        Neo4jGraph.open("bolt://no-such-host.invalid:7687")


def test_an_address_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.neo4j._CONNECTING", 0.5)
    with listening() as url, pytest.raises(StoreError, match="no Neo4j answers there"):
        Neo4jGraph.open(url)


def test_a_batch_of_no_rows_is_refused() -> None:
    with pytest.raises(UsageError, match="must be 1 or more"):
        push(graph(), "bolt://127.0.0.1:7687", batch=0)
