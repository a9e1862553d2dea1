from __future__ import annotations

import pathlib
import time

import pytest

from graph.cypher import CypherGraph
from ontology.errors import StoreError, UsageError
from tests.graph_samples import SUZHOU, graph, reading, readings, reform, report, say

ENGINE = CypherGraph.of(graph(*readings()))


def test_two_labels_are_served() -> None:
    cities = ENGINE.run("MATCH (c:City) RETURN c.id AS id, labels(c) AS labels ORDER BY id").rows
    assert {"id": "place/county-341882", "labels": ["Place", "City"]} in cities
    assert ENGINE.run("MATCH (p:Place) RETURN count(p) AS n").rows[0]["n"] != len(cities)


def test_parameters_are_bound_and_never_read_as_text() -> None:
    text = "MATCH (n:Reform) WHERE n.label = $label RETURN n.id AS id"
    assert ENGINE.run(text, {"label": "免证办"}).rows == [{"id": "reform/mian-zheng-ban"}]
    assert ENGINE.run(text, {"label": "' OR 1 = 1 //"}).rows == []


def test_a_property_without_a_value_is_null() -> None:
    text = "MATCH (s:Statement) WHERE s.status IS NULL RETURN count(s) AS n, count(s.not_before) AS dated"
    assert ENGINE.run(text).rows == [{"n": 7, "dated": 0}]


def test_the_row_limit_holds_and_says_so() -> None:
    answer = ENGINE.run("MATCH (n) RETURN n.id AS id ORDER BY id", row_limit=3)
    assert (len(answer.rows), answer.left_out) == (3, True)
    assert answer.notes == ()


def test_an_unknown_label_is_remarked_on(capfd: pytest.CaptureFixture[str]) -> None:
    answer = ENGINE.run("MATCH (n:Nowhere) RETURN n.id AS id")
    assert answer.rows == []
    assert "Nowhere" in answer.notes[0]
    assert capfd.readouterr().err == ""


def test_a_query_that_takes_too_long_is_stopped() -> None:
    began = time.monotonic()
    with pytest.raises(UsageError, match="stopped after 200 ms"):
        ENGINE.run("MATCH (a), (b), (c), (d) WHERE a.id + b.id = c.id + d.id RETURN count(*) AS n", timeout_ms=200)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("MATCH (n RETURN n", "line 1"), ("FETCH everything", "FETCH"), ("MATCH (n) RETURN $nothing AS x", "nothing"),
        ("CREATE (n:Reform {id: 'x'})", "Cypher"), ("MATCH (n) DETACH DELETE n", "Cypher"),
    ],
)
def test_a_query_that_is_wrong_or_writes_is_refused(text: str, told: str) -> None:
    before = ENGINE.run("MATCH (n) RETURN count(n) AS n").rows
    with pytest.raises(UsageError, match=told):
        ENGINE.run(text)
    assert ENGINE.run("MATCH (n) RETURN count(n) AS n").rows == before


def test_a_saved_graph_answers_as_before(tmp_path: pathlib.Path) -> None:
    ENGINE.save(tmp_path / "graph.kgl")
    again = CypherGraph.open(tmp_path / "graph.kgl")
    text = "MATCH (a)-[e]->(b) RETURN a.id AS a, type(e) AS e, b.id AS b, e.statements AS s ORDER BY a, e, b"
    assert again.run(text).rows == ENGINE.run(text).rows


def test_equal_graphs_are_saved_as_equal_bytes(tmp_path: pathlib.Path) -> None:
    for name, order in (("a", readings()), ("b", readings()[::-1])):
        CypherGraph.of(graph(*order)).save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_missing_or_damaged_file_is_told(tmp_path: pathlib.Path) -> None:
    (tmp_path / "damaged.kgl").write_bytes(b"no graph")
    for name in ("missing.kgl", "damaged.kgl"):
        with pytest.raises(StoreError, match=name):
            CypherGraph.open(tmp_path / name)


def test_an_empty_workspace_is_an_empty_graph() -> None:
    assert CypherGraph.of(graph()).run("MATCH (n) RETURN count(n) AS n").rows == [{"n": 0}]


def test_an_id_of_digits_stays_a_text() -> None:
    of = report("000", SUZHOU, "2024H1", "苏州做实“免证办”。")
    engine = CypherGraph.of(graph(reading(of, say(of, "做实“免证办”", "adopted", reform("免证办"), "adopted"))))
    assert engine.run("MATCH (r:Report) RETURN r.id AS id, r.doc AS doc").rows == [{"id": "000", "doc": "000"}]


def test_quotes_and_newlines_in_values_come_back() -> None:
    text = "苏州“\n免'证\"办\\\u2028”。"
    of = report("000", SUZHOU, "2024H1", text)
    engine = CypherGraph.of(graph(reading(of, say(of, text, "adopted", reform("免证办"), "adopted"))))
    assert engine.run("MATCH (s:Statement) RETURN s.quote AS quote").rows == [{"quote": text}]
