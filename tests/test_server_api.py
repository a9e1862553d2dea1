"""The JSON API: what it finds, how it pages, what it says to what is wrong; and that its document tells the truth."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.server_samples import ROOT, server

REFORM = "reform/mian-zheng-ban"


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with server().client() as found:
        yield found


def test_search_finds_names_of_two_characters_and_aliases_the_whole_name_first(client: httpx.Client) -> None:
    found = client.get("/api/search", params={"q": "免证"}).json()["items"]
    assert REFORM in [each["id"] for each in found]
    assert client.get("/api/search", params={"q": "免证办"}).json()["items"][0]["id"] == REFORM
    alias = client.get("/api/search", params={"q": "免证办事"}).json()["items"][0]
    assert (alias["id"], alias["name"]) == (REFORM, "免证办事")


def test_search_of_one_character_is_refused(client: httpx.Client) -> None:
    assert client.get("/api/search", params={"q": "免"}).status_code == 400


def test_search_finds_sentences_by_their_words(client: httpx.Client) -> None:
    found = client.get("/api/search", params={"q": "免证", "in": "statements"}).json()
    assert found["total"] > 0
    assert all("免证" in each["evidence"]["quote"] for each in found["items"])


def test_search_keeps_to_a_kind(client: httpx.Client) -> None:
    found = client.get("/api/search", params={"q": "苏州", "kind": "Place"}).json()["items"]
    assert {each["kind"] for each in found} == {"Place"}
    assert client.get("/api/search", params={"q": "苏州", "kind": "Planet"}).status_code == 400


def test_an_entity_has_edges_each_with_its_sentence(client: httpx.Client) -> None:
    found = client.get(f"/api/entities/{REFORM}").json()
    assert (found["kind"], found["label"]) == ("Reform", "免证办")
    stated = [edge for edge in found["edges"] if edge["statements"] > 0]
    assert len(stated) > 0
    assert all(len(edge["evidence"]["quote"]) > 0 for edge in stated)
    assert {edge["evidence"]["words"] for edge in stated} == {"digest, not the words of the report"}


def test_a_statement_stands_at_its_offsets_in_its_surroundings(client: httpx.Client) -> None:
    first = client.get(f"/api/timeline/{REFORM}", params={"limit": 1}).json()["items"][0]
    found = client.get(f"/api/statements/{first['id']}").json()
    text = (ROOT / "seeds" / f"{found['report']['id']}.txt").read_text(encoding="utf-8")
    assert text[found["start"] : found["end"]] == found["evidence"]["quote"]
    assert found["before"] + found["evidence"]["quote"] + found["after"] in text


def test_a_lineage_tells_what_the_reports_say_in_the_order_of_time(client: httpx.Client) -> None:
    found = client.get(f"/api/lineage/{REFORM}").json()
    days = [event["day"] for event in found["events"]]
    assert days == sorted(days)
    assert len(days) > 2


def test_pages_follow_each_other_by_cursor_and_miss_nothing(client: httpx.Client) -> None:
    whole = client.get(f"/api/timeline/{REFORM}").json()["items"]
    found, address = [], f"/api/timeline/{REFORM}?limit=3"
    for _ in range(len(whole)):
        page = client.get(address)
        found += page.json()["items"]
        if page.json()["next"] is None:
            break
        address = re.fullmatch(r'<([^>]+)>; rel="next"', page.headers["link"])[1]  # type: ignore[index]  # it is there
    assert found == whole


@pytest.mark.parametrize("cursor", ["x", "MTAuYWJj", "🙂", "-1", "A" * 5000])
def test_a_cursor_that_is_none_of_ours_is_refused(client: httpx.Client, cursor: str) -> None:
    assert client.get("/api/reports", params={"cursor": cursor}).status_code == 400


def test_a_question_gives_the_same_rows_in_both_languages(client: httpx.Client) -> None:
    asked = [{"reform": "免证办", "by": by} for by in ("cypher", "sparql")]
    rows = [client.get("/api/questions/adopters", params=params).json() for params in asked]
    assert rows[0] == rows[1]
    assert len(rows[0]["rows"]) > 1
    assert client.get("/api/questions/adopters", params={"reform": "免证办", "format": "csv"}).text.startswith("place,")


@pytest.mark.parametrize(("path", "status"), [
    ("/api/questions/adopters?reform=x&planet=y", 400), ("/api/questions/adopters", 400),
    ("/api/questions/nothing", 404),
    ("/api/questions/adopters?reform=免证办&by=sql", 400), ("/api/reports?planet=y", 400), ("/api/entities/x", 404),
    ("/api/statements/s-0", 404), ("/api/reports/x", 404), ("/api/exports/x", 404), ("/api/lineage/x", 404),
    ("/api/search", 400), ("/api/search?q=%00%00%00", 400), ("/api/nothing", 404), ("/api/reports?limit=0", 400),
    ("/api/entities/../../etc/passwd", 404), ("/api/exports/..%2F..%2Fetc%2Fpasswd", 404),
    ("/static/..%2f..%2fserver/app.py", 404), ("/static/%2e%2e/texts.yaml", 404), ("/api/entities/%ff", 404),
])
def test_what_is_wrong_is_told_as_a_problem(client: httpx.Client, path: str, status: int) -> None:
    found = client.get(path)
    assert found.status_code == status, found.text
    assert found.headers["content-type"] == "application/problem+json"
    assert found.json()["status"] == status


def test_an_answer_is_not_sent_again_to_who_holds_it(client: httpx.Client) -> None:
    tag = client.get("/api/reports").headers["etag"]
    assert client.get("/api/reports", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(("accept", "begins"), [
    ("text/turtle", "@prefix "), ("application/ld+json", "[{"), ("text/html", "<!doctype html>")])
def test_an_iri_answers_as_page_and_as_rdf(client: httpx.Client, accept: str, begins: str) -> None:
    found = client.get(f"/id/{REFORM}", headers={"accept": accept})
    assert found.headers["content-type"].startswith(accept)
    assert found.text.startswith(begins)
    assert "Accept" in found.headers["vary"]


def test_the_iri_of_a_statement_answers_with_its_quote(client: httpx.Client) -> None:
    first = client.get(f"/api/timeline/{REFORM}", params={"limit": 1}).json()["items"][0]
    found = client.get(f"/statement/{first['id']}", headers={"accept": "text/turtle"})
    assert first["evidence"]["quote"].replace('"', '\\"') in found.text
    assert client.get("/statement/s-0", headers={"accept": "text/turtle"}).status_code == 404


def test_health_and_metrics_tell_how_the_server_is(client: httpx.Client) -> None:
    assert client.get("/health").json()["status"] == "ok"
    lines = client.get("/metrics").text.splitlines()
    counted = 'zhengmai_requests_total{endpoint="/health",status="200",outcome="ok"} '
    assert any(line.startswith(counted) for line in lines)
    assert all(line.startswith("#") or re.fullmatch(r"\w+(\{.*\})? [\d.e+-]+", line) for line in lines)


def test_each_route_of_the_api_stands_in_the_document_and_each_path_of_it_is_a_route(client: httpx.Client) -> None:
    from starlette.routing import Route

    from queries.server.app import ROUTES

    document = client.get("/openapi.json").json()
    served = {route.path.replace(":path", "") for route in ROUTES if isinstance(route, Route)}
    assert set(document["paths"]) <= served
    assert {path for path in served if path.startswith("/api/")} <= set(document["paths"])
    assert document["openapi"] == "3.1.0"


def test_random_requests_of_the_document_find_no_fault_of_the_server() -> None:
    import hypothesis
    import schemathesis

    schema = schemathesis.openapi.from_url(server().url + "/openapi.json")
    seen = set()
    for operation in schema.get_all_operations():
        made = operation.ok()  # type: ignore[union-attr]  # an error of the document fails the test here
        seen.add(made.path)

        @hypothesis.settings(max_examples=25, deadline=None, derandomize=True, database=None,
                             suppress_health_check=list(hypothesis.HealthCheck))
        @hypothesis.given(case=made.as_strategy())
        def attempt(case: schemathesis.Case[Any]) -> None:
            found = case.call(timeout=60)
            assert found.status_code not in (500, 502), (case.as_curl_command(), found.text)
            if found.status_code >= 400:
                assert json.loads(found.text)["status"] == found.status_code

        attempt()
    assert len(seen) >= 15
    assert not any(line["event"] == "fault" for line in server().lines())
