"""Large answers: in pieces, whole or visibly broken off, and no more of them on their way than the settings say."""

from __future__ import annotations

import contextlib
import gzip
import socket
import time
import urllib.parse
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.server.problem import Problem
from queries.server.sending import LARGE, Sending
from tests.server_samples import Running, running, server, workspace

LONG = "x" * 2000
# Ten thousand rows of two kilobytes: more than the system keeps for a connection.
LARGE_QUERY = f"SELECT (CONCAT(STR(?p), '{LONG}') AS ?long) WHERE {{ ?s ?p ?o }}"
EASY = "SELECT * WHERE { ?s ?p ?o } LIMIT 5"


def ask(client: httpx.Client, query: str, **headers: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query}, headers={"accept": "text/csv", **headers})


@contextlib.contextmanager
def unread(found: Running, address: str = "127.0.0.1", encoding: str = "identity") -> Iterator[socket.socket]:
    """A connection that asks for a large answer and reads its first bytes alone."""
    url = urllib.parse.urlsplit(found.url)
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        held.bind((address, 0))
        held.settimeout(30)
        held.connect((str(url.hostname), url.port or 80))
        query = urllib.parse.urlencode({"query": LARGE_QUERY})
        head = f"GET /sparql?{query} HTTP/1.1\r\nHost: here\r\nAccept: text/csv\r\nAccept-Encoding: {encoding}\r\n\r\n"
        held.sendall(head.encode())
        assert held.recv(12) == b"HTTP/1.1 200"
        yield held


def rest(held: socket.socket) -> int:
    """How many bytes come until the connection ends, however it does."""
    size = 0
    with contextlib.suppress(ConnectionError):
        while (piece := held.recv(1_000_000)) != b"":
            size += len(piece)
    return size


def test_a_large_answer_is_the_same_in_pieces_and_compressed() -> None:
    with server().client() as client:
        plain = ask(client, LARGE_QUERY, **{"accept-encoding": "identity"})
        squeezed = ask(client, LARGE_QUERY, **{"accept-encoding": "gzip"})
        with client.stream(
            "GET", "/sparql", params={"query": LARGE_QUERY}, headers={"accept": "text/csv", "accept-encoding": "gzip"}
        ) as streamed:
            raw = b"".join(streamed.iter_raw())
    assert len(plain.content) > 15 * LARGE
    assert plain.headers["content-length"] == str(len(plain.content))
    assert squeezed.headers["content-encoding"] == "gzip"
    assert "content-length" not in squeezed.headers
    assert squeezed.content == plain.content == gzip.decompress(raw)
    assert plain.content.count(b"\r\n") == 10_001
    assert plain.headers["zhengmai-cut"] == squeezed.headers["zhengmai-cut"] == "10000"


def test_the_head_of_a_large_answer_has_its_length_and_no_body() -> None:
    with server().client() as client:
        found = client.head("/sparql", params={"query": LARGE_QUERY}, headers={
            "accept": "text/csv", "accept-encoding": "identity",
        })
    assert int(found.headers["content-length"]) > 15 * LARGE
    assert found.content == b""


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_an_answer_that_nobody_takes_is_broken_off_and_given_back(encoding: str) -> None:
    with running(workspace(), send_s=1, sending_mb=30, cypher_workers=1) as found, found.client() as client:
        with unread(found, encoding=encoding) as held:
            if encoding == "gzip":  # so well compressed that all of it fits between us
                assert rest_of_chunked(held)
                return
            time.sleep(3)
            assert rest(held) < 15 * LARGE  # it has not come whole, and its length says so
        assert ask(client, LARGE_QUERY).status_code == 200
        assert any(line.get("outcome") == "not taken" for line in found.lines())


def rest_of_chunked(held: socket.socket) -> bool:
    """Whether an answer in chunks ends as HTTP says."""
    last = b""
    while not last.endswith(b"\r\n0\r\n\r\n"):
        piece = held.recv(65536)
        if piece == b"":
            return False
        last = (last + piece)[-64:]
    return True


def test_what_is_on_its_way_has_a_limit_and_each_client_half_of_it() -> None:
    with running(workspace(), sending_mb=45, cypher_workers=1) as found, found.client("127.0.3.3") as third:
        with unread(found, "127.0.3.1"), found.client("127.0.3.1") as same:
            assert ask(same, LARGE_QUERY).status_code == 429
            assert ask(same, EASY).status_code == 200
            with unread(found, "127.0.3.2"):
                refused = ask(third, LARGE_QUERY)
                assert refused.status_code == 503
                assert refused.headers["retry-after"] == "5"
                assert refused.headers["content-type"] == "application/problem+json"
                assert ask(third, EASY).status_code == 200
        until = time.monotonic() + 20  # the connections are closed: what they held is given back
        while ask(third, LARGE_QUERY).status_code != 200:
            assert time.monotonic() < until
            time.sleep(0.2)


@given(
    st.integers(1, 100),
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 150), st.booleans()), max_size=40),
)
def test_of_what_is_taken_no_more_is_held_than_the_limit(
    limit: int, asked: list[tuple[str, int, bool]]
) -> None:
    sending, held = Sending(limit), list[tuple[str, int]]()
    for client, size, gives in asked:
        if gives and len(held) > 0:
            sending.give(*held.pop())
        with contextlib.suppress(Problem):
            sending.take(client, size)
            held.append((client, size))
        assert len(held) > 0  # one alone is always taken
        assert sending.held == sum(size for _, size in held)
        assert len(held) <= 1 or sending.held <= limit
    for each in held:
        sending.give(*each)
    assert sending.held == 0
