"""The server with a Neo4j behind it: questions go there, raw text only where that is allowed. Part of test-engines."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import httpx
import pytest

from tests import server_samples
from tests.neo4j_server import PASSWORD, USER, Graphs, Server, graphs, server, workspaces

__all__ = ["graphs", "server", "workspaces"]  # the fixtures

pytestmark = pytest.mark.engines

QUESTION = "/api/questions/adopters?reform=免证办"
# Only a Neo4j knows this function.
RAW = {"query": "RETURN apoc.version() AS v"}
PROBE = {"query": "MATCH (b:Build) RETURN b.id AS id"}


@pytest.fixture(scope="module")
def filled(server: Server, graphs: Graphs) -> Server:
    """A Neo4j that holds the seeds."""
    server.hold(graphs("seeds"))
    return server


@pytest.fixture(scope="module")
def forwarding(filled: Server) -> Iterator[server_samples.Running]:
    with behind(filled) as found:
        yield found


@contextlib.contextmanager
def behind(found: Server, **settings: object) -> Iterator[server_samples.Running]:
    """Our server with that Neo4j behind it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHENGMAI_NEO4J_PASSWORD", PASSWORD)
        with server_samples.running(
            server_samples.workspace(), bolt=found.url, bolt_user=USER, **settings
        ) as started:
            yield started


@pytest.fixture(scope="module")
def embedded() -> str:
    return server_samples.server().url


def test_a_question_has_the_same_rows_from_the_neo4j(forwarding: server_samples.Running, embedded: str) -> None:
    one, other = (httpx.get(url + QUESTION) for url in (forwarding.url, embedded))
    assert one.status_code == other.status_code == 200
    assert one.json()["rows"] == other.json()["rows"]
    assert len(one.json()["rows"]) > 0
    assert "etag" not in one.headers
    assert "etag" in other.headers


def test_every_question_of_the_catalogue_is_answered_there(forwarding: server_samples.Running, embedded: str) -> None:
    for each in httpx.get(f"{embedded}/api/questions").json()["items"]:
        given = {p["name"]: p["example"] for p in each["parameters"] if p["required"]}
        path = f"/api/questions/{each['name']}"
        one, other = (httpx.get(url + path, params=given) for url in (forwarding.url, embedded))
        assert (one.status_code, one.json().get("rows")) == (other.status_code, other.json().get("rows")), each["name"]


def test_raw_text_stays_in_the_confined_process_unless_a_setting_says_so(
    filled: Server, forwarding: server_samples.Running
) -> None:
    here = httpx.post(f"{forwarding.url}/cypher", json=PROBE)
    assert here.json()["rows"] == []
    with behind(filled, bolt_raw=1) as raw:
        assert httpx.post(f"{raw.url}/cypher", json=PROBE).json()["rows"] == [{"id": "zhengmai"}]
        for text in ("CREATE (n:X) RETURN n.id AS id", "MATCH (n) SET n.x = 1 RETURN n.id AS id", "CALL db.labels()"):
            assert httpx.post(f"{raw.url}/cypher", json={"query": text}).status_code == 403
        assert httpx.post(f"{raw.url}/cypher", json=RAW).status_code == 400


def test_a_neo4j_that_is_not_there_is_told_and_the_rest_goes_on() -> None:
    with server_samples.running(server_samples.workspace(), bolt="bolt://127.0.0.1:1") as found:
        refused = httpx.get(found.url + QUESTION, timeout=60)
        assert refused.status_code == 503
        assert "no Neo4j answers there" in refused.json()["detail"]
        assert httpx.get(found.url + QUESTION + "&by=sparql").status_code == 200
