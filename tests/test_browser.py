"""The server met by a browser and by Jena: clicks, keys, axe, with scripts and without. Part of `make test-readers`."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import httpx
import pytest

from tests.server_samples import judged_server, server
from tests.test_readers import Readers, readers, told

__all__ = ["readers"]  # the fixture

pytestmark = pytest.mark.readers

PAGES = (
    "/", "/search?q=免证", "/reports", "/questions", "/questions/adopters?reform=免证办&run=1", "/questions/gap",
    "/id/place/prefecture-320500", "/id/reform/mian-zheng-ban", "/id/platform/suzhou-su-zhou-dao",
    "/report/suzhou-2024h1-digest", "/query/sparql", "/query/cypher", "/nowhere", "/genealogies",
    "/genealogies/mian-zheng-ban", "/genealogies/zheng-zhao-fen-li", "/genealogies/nothing",
    "/search?q=免证&in=genealogies", "/review", "/review?sort=pair", "/review?sort=changed", "/review/judgements",
)


@pytest.fixture(scope="module")
def seen(readers: Readers, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a visit of the pages found."""
    readers.program("chromium", "chromium")
    found = httpx.get(f"{judged_server().url}/api/timeline/reform/mian-zheng-ban").json()["items"]
    statement = next(each["id"] for each in found)
    asked = tmp_path_factory.mktemp("visit") / "visit.json"
    asked.write_text(json.dumps({"url": judged_server().url, "pages": PAGES, "statement": statement}), encoding="utf-8")
    return readers.node("server.js", pathlib.Path(asked))


def test_no_page_fails_or_asks_another_server(seen: dict[str, Any]) -> None:
    # The browser itself reports the status of the pages that are errors.
    assert [error for error in seen["errors"] if "status of 404" not in error and "status of 400" not in error] == []
    assert seen["foreign"] == []


def test_axe_finds_nothing_serious_on_any_page_in_either_language(seen: dict[str, Any]) -> None:
    assert seen["serious"] == {}


def test_no_page_is_wider_than_a_phone(seen: dict[str, Any]) -> None:
    assert seen["overflow"] == {}


def test_a_search_leads_to_an_entity_with_pictures_and_a_sentence_to_its_mark(seen: dict[str, Any]) -> None:
    assert seen["skip"] == "#content"
    assert seen["entity"] == "免证办"
    assert seen["pictures"] == [True, True]
    assert "免证" in seen["marked"]


def test_the_editor_colours_completes_and_answers_with_a_small_graph(seen: dict[str, Any]) -> None:
    assert seen["coloured"] > 3
    assert seen["same"]
    assert seen["completed"] == "SELECT ?a ?b WHERE { ?a zm:adopted"
    assert seen["rows"] == 5
    assert seen["circles"] >= 2
    assert seen["inert"]
    assert seen["problem"]


def test_a_query_is_answered_without_scripts(seen: dict[str, Any]) -> None:
    assert seen["plainRows"] == 5


def test_the_commands_of_the_review_are_reached_by_keyboard_and_without_scripts(seen: dict[str, Any]) -> None:
    first = httpx.get(f"{judged_server().url}/api/review/candidates?limit=1").json()["items"][0]
    assert seen["commands"] == first["commands"]
    assert seen["outlined"]
    assert seen["plainCommand"]
    assert seen["second"] == "101"


def test_a_documented_lineage_is_read_without_scripts(seen: dict[str, Any]) -> None:
    found = httpx.get(f"{judged_server().url}/api/genealogies/lineage/mian-zheng-ban").json()
    assert seen["events"] == found["events"] == 13


def test_the_client_of_jena_gets_what_ours_does(readers: Readers) -> None:
    text = (
        "PREFIX zm: <https://zhengmai.example/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "SELECT DISTINCT ?label { ?r a zm:Reform ; rdfs:label ?label } ORDER BY ?label LIMIT 50"
    )
    said = readers.java("jena", f"{server().url}/sparql", text, source="Client.java")
    ours = httpx.get(f"{server().url}/sparql", params={"query": text}).json()["results"]["bindings"]
    assert [row[0] for row in told(said, "row")] == [row["label"]["value"] for row in ours]
    assert told(said, "ask") == [["true"]]
    assert told(said, "triples") == [["25"]]
    assert told(said, "refused") == [["Forbidden"]]
