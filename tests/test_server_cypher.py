"""The Cypher endpoint: what it answers, what it refuses, and that no way leads from it to a file."""

from __future__ import annotations

import asyncio
import json
import pathlib
import tempfile
from collections.abc import Iterator, Mapping

import httpx
import kglite
import pytest

from queries.server.cypher_text import refuse
from queries.server.frames import Frame
from queries.server.pool import Pool
from queries.server.problem import Problem
from queries.server.settings import Settings
from tests.server_samples import server

SECRET = "planted-secret-7c1e"


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with server().client() as found:
        yield found


def ask(client: httpx.Client, query: str, **parameters: object) -> httpx.Response:
    return client.post("/cypher", json={"query": query, "parameters": parameters})


def test_rows_come_as_json_with_parameters(client: httpx.Client) -> None:
    query = "MATCH (r:Reform) WHERE r.id = $id RETURN r.id AS id, r.label AS label"
    rows = [{"id": "reform/mian-zheng-ban", "label": "免证办"}]
    found = ask(client, query, id="reform/mian-zheng-ban")
    assert found.json() == {"columns": ["id", "label"], "rows": rows, "cut": False, "notes": []}


def test_rows_come_as_csv_and_by_get(client: httpx.Client) -> None:
    query = "MATCH (r:Reform) WHERE r.id = $id RETURN r.label AS label"
    params = {"query": query, "parameters": json.dumps({"id": "reform/mian-zheng-ban"}), "format": "csv"}
    found = client.get("/cypher", params=params)
    assert found.headers["content-type"] == "text/csv; charset=utf-8"
    assert found.text == "label\r\n免证办\r\n"


def test_a_cell_that_a_spreadsheet_would_run_is_led_by_an_apostrophe(client: httpx.Client) -> None:
    found = client.get("/cypher", params={"query": "RETURN '=HYPERLINK(1)' AS x", "format": "csv"})
    assert found.text == "x\r\n'=HYPERLINK(1)\r\n"


def test_an_answer_has_an_etag(client: httpx.Client) -> None:
    params = {"query": "MATCH (n) RETURN count(n) AS n"}
    tag = client.get("/cypher", params=params).headers["etag"]
    assert client.get("/cypher", params=params, headers={"if-none-match": tag}).status_code == 304


def test_what_is_cut_says_so(client: httpx.Client) -> None:
    found = ask(client, "UNWIND range(1, 20000) AS x RETURN x")
    assert found.json()["cut"] is True
    assert len(found.json()["rows"]) == 10_000
    assert found.headers["zhengmai-cut"] == "10000"


@pytest.mark.parametrize(("sent", "status"), [
    ({"query": "MATCH (n RETURN n"}, 400), ({"query": ""}, 400), ({}, 400), ({"query": "RETURN 1 AS x", "x": 1}, 400),
    ({"query": "RETURN 1 AS x", "parameters": [1]}, 400),
    ({"query": "RETURN $x AS x", "parameters": {"x": 2**70}}, 400),
    ({"query": "RETURN 1 AS x", "format": "xlsx"}, 400), ({"query": "RETURN '" + "a" * 70_000 + "' AS x"}, 413),
    ({"query": "RETURN " + "(" * 5000 + "1" + ")" * 5000 + " AS x"}, 400),
])
def test_what_is_wrong_is_told(client: httpx.Client, sent: Mapping[str, object], status: int) -> None:
    found = client.post("/cypher", json=sent)
    assert found.status_code == status, found.text
    assert found.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("query", [
    "CREATE (n:X {id: 1}) RETURN n", "MATCH (n) SET n.x = 1 RETURN n", "MATCH (n) DETACH DELETE n",
    "MERGE (n:X) RETURN n",
    "MATCH (n) REMOVE n.label", "MATCH (n) FOREACH (x IN [1] | SET n.x = x)", "DROP INDEX x", "CALL db.labels()",
    "MATCH (n) CALL { RETURN 1 AS x } RETURN x", "RETURN 1 AS x UNION RETURN 2 AS x",
    "return 1 as x uNiOn all return 2 as x",
    "LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l", "MATCH (n) LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l",
    "RETURN 1 AS x/**/UNION/**/RETURN 2 AS x", "RETURN 1 AS x//\nUNION RETURN 2 AS x",
    "RETURN 'a''b' AS x UNION RETURN '' AS x", "RETURN 'a\\'b' AS x UNION RETURN '' AS x",
    "RETURN \"'\" AS x UNION RETURN \"'\" AS x", "RETURN '/*' AS x UNION RETURN '*/' AS x",
    "RETURN '//' AS x UNION RETURN 1 AS x", "RETURN `'` AS x UNION RETURN `'` AS x", "RETURN 1 AS x \u017fET",
    "RETURN 1 AS x UN\\u0049ON RETURN 2 AS x", "RETURN 1 AS x ＵＮＩＯＮ RETURN 2 AS x", "RETURN 1.CALL db.labels()",
])
def test_what_writes_reads_files_or_joins_is_refused(client: httpx.Client, query: str) -> None:
    found = ask(client, query)
    assert found.status_code in (400, 403), found.text
    assert found.status_code == 403 or "\\u" in query


@pytest.mark.parametrize("query", [
    "RETURN 'UNION CALL LOAD CSV' AS x", 'RETURN "it\'s SET" AS x', "RETURN 1 AS `set`", "RETURN 1 AS x // CALL me",
    "RETURN 1 AS settings, 2 AS unions, 3 AS recall", "MATCH (n) // CALL, then\nRETURN n.id AS id // UNION",
])
def test_a_word_in_a_string_a_name_or_a_comment_is_no_reason(query: str) -> None:
    refuse(query, 200)


def test_where_engines_part_a_text_differently_the_stricter_reading_holds() -> None:
    for query in ("RETURN 1 AS x /* MERGE */", "RETURN 'a\\'UNION' AS x"):
        with pytest.raises(Problem):
            refuse(query, 200)


def planted(tmp_path: pathlib.Path) -> pathlib.Path:
    file = tmp_path / "planted.csv"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    return file


ATTEMPTS = (
    "LOAD CSV FROM 'file://{}' AS l RETURN l", "LOAD CSV WITH HEADERS FROM 'file://{}' AS l RETURN l",
    "RETURN 'x' AS x UNION LOAD CSV FROM 'file://{}' AS l RETURN l[0] AS x",
    "RETURN 'x' AS x UNION ALL LOAD CSV FROM '{}' AS l RETURN l[0] AS x",
    "CALL {{ LOAD CSV FROM 'file://{}' AS l RETURN l }} RETURN l", "MATCH (n) LOAD CSV FROM 'file://{}' AS l RETURN l",
    "UNWIND [1] AS i LOAD CSV FROM 'file://{}' AS l RETURN l",
    "RETURN EXISTS {{ LOAD CSV FROM 'file://{}' AS l RETURN l }} AS x",
    "RETURN COLLECT {{ LOAD CSV FROM 'file://{}' AS l RETURN l[0] }} AS x",
    "EXPLAIN LOAD CSV FROM 'file://{}' AS l RETURN l",
    "PROFILE LOAD CSV FROM 'file://{}' AS l RETURN l", "CALL apoc.load.csv('file://{}') YIELD list RETURN list",
    "CALL apoc.load.json('file://{}')", "WITH 'file://{}' AS u LOAD CSV FROM u AS l RETURN l",
    "RETURN apoc.load.csv('{}') AS x", "RETURN file('{}') AS x", "RETURN read_csv('{}') AS x",
)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_planted_file_is_not_reached(client: httpx.Client, tmp_path: pathlib.Path, attempt: str) -> None:
    found = ask(client, attempt.format(planted(tmp_path)))
    assert found.status_code in (400, 403)
    assert SECRET not in found.text


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_without_the_look_at_the_text_the_worker_itself_still_opens_no_file(
    tmp_path: pathlib.Path, attempt: str
) -> None:
    said = unguarded(attempt.format(planted(tmp_path)), confined=True)
    assert SECRET not in said


def test_without_both_the_planted_file_is_read(tmp_path: pathlib.Path) -> None:
    # What the tests above would miss if they tried nothing real.
    assert SECRET in unguarded(ATTEMPTS[0].format(planted(tmp_path)), confined=False)
    assert SECRET in unguarded(ATTEMPTS[2].format(planted(tmp_path)), confined=False)


def unguarded(query: str, *, confined: bool) -> str:
    """What kglite says to a text that nobody looked at, in a process that is shut in, or not."""
    import subprocess
    import sys

    code = f"""
import pathlib, sys
from graph.cypher import CypherGraph
from ontology.errors import UsageError
from queries.server import sandbox
import kglite
graph = CypherGraph(kglite.KnowledgeGraph())
graph.run("RETURN 1 AS x")
if {confined}:
    sandbox.close([], no_files=True, memory_mb=1000)
try:
    print(graph.run(sys.argv[1]).rows)
except UsageError as error:
    print(error)
"""
    ran = subprocess.run([sys.executable, "-c", code, query], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_a_worker_comes_up_over_a_graph_whose_columns_do_not_stay_in_memory(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From 256 KB on kglite maps a column of numbers from a file that it makes."""
    engine = kglite.KnowledgeGraph()
    rows = [{"id": f"t-{number}", "n": number} for number in range(70_000)]
    engine.cypher("UNWIND $rows AS row CREATE (:Thing {id: row.id, n: row.n})", params={"rows": rows})
    engine.save(str(tmp_path / "graph.kgl"))
    pool = Pool("cypher", 1, {"folder": str(tmp_path)}, Settings())
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))

    async def answered() -> Frame:
        await pool.start()
        try:
            text = "MATCH (t:Thing) WHERE t.n > 69997 RETURN t.id AS id ORDER BY id"
            return await pool.ask(Frame({"text": text, "media": "application/json", "parameters": {}}), "here")
        finally:
            await pool.close(0)

    found = json.loads(asyncio.run(answered()).body)
    assert found["rows"] == [{"id": "t-69998"}, {"id": "t-69999"}]
    assert list(room.iterdir()) == []
