"""Every question on every engine, beside a real Neo4j: make test-engines."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest

from graph.cypher import CypherGraph
from graph.elements import nodes, plain_types, relationships
from graph.model import Graph
from graph.property_graph import plain_edges, property_graph
from graph.rdf import RdflibGraph, RdfStore
from ontology import registry, schema
from ontology.errors import NotFound, UsageError
from queries.catalog import Question, catalog, question
from queries.run import Engine, ask
from tests.graph_samples import graph, readings
from tests.neo4j_server import NAMES, Graphs, Rows, Server, graphs, server, workspaces

__all__ = ["graphs", "server", "workspaces"]  # the fixtures

pytestmark = pytest.mark.engines

ENGINES = ("kglite", "pyoxigraph", "rdflib", "neo4j")
SEED = "suzhou-2024h1-digest"
# A question is asked with its examples, and with the first things of the graph that each of its parameters may be.
OTHERS = 4

Engines: TypeAlias = Callable[[str], dict[str, Engine]]


@pytest.fixture(scope="session")
def embedded(graphs: Graphs) -> Engines:
    """The engines inside this process."""

    @functools.cache
    def engines(name: str) -> dict[str, Engine]:
        made = (CypherGraph.of(graphs(name)), RdfStore.of(graphs(name)), RdflibGraph.of(graphs(name)))
        return dict(zip(ENGINES, made, strict=False))

    return engines



class Parity:
    """The table of what was asked: rows are questions, columns engines."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, ...]] = [("graph", "question", "asked", "rows", *ENGINES, "evidence")]

    def add(self, name: str, asked: Question, answers: list[dict[str, Rows]]) -> None:
        rows = [len(answer["kglite"]) for answer in answers]
        same = ["same" if all(a[engine] == a["kglite"] for a in answers) else "DIFFERS" for engine in ENGINES]
        evidence = "yes" if {"quote", "statement"} <= set(asked.header.columns) else "no"
        self.lines.append((name, asked.name, str(len(answers)), str(sum(rows)), *same, evidence))

    def __str__(self) -> str:
        widths = [max(map(len, column)) for column in zip(*self.lines, strict=True)]
        return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in self.lines)


@pytest.fixture(scope="module")
def parity(request: pytest.FixtureRequest) -> Iterator[Parity]:
    table = Parity()
    yield table
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.write_line(f"\n\nEvery question on every engine, beside kglite:\n\n{table}\n")


def arguments(asked: Question, content: Graph) -> list[dict[str, str]]:
    """What a question is asked with: the examples required, all examples, and other things that the graph has."""
    parameters = asked.header.parameters
    known = {each.name: [each.example, *things(each.kind, each.of, content)] for each in parameters}
    required = {each.name: each.example for each in parameters if each.required}
    chosen = [required, {each.name: each.example for each in parameters}]
    for each in parameters:
        if each.kind in ("entity", "statement"):
            chosen += [{**required, each.name: other} for other in known[each.name]]
    return [dict(pairs) for pairs in dict.fromkeys(tuple(sorted(each.items())) for each in chosen)]


def things(kind: str, of: tuple[str, ...], content: Graph) -> list[str]:
    """Ids that a parameter may be, those of which most is said first."""
    if kind == "statement":
        return [resolved.id for resolved in content.statements[:: len(content.statements) // OTHERS]]
    said: dict[str, int] = {}
    for resolved in content.statements:
        for entity in (resolved.subject, resolved.object, *resolved.about):
            if content.entity(entity).kind in of:
                said[entity] = said.get(entity, 0) + 1
    return sorted(said, key=lambda entity: (-said[entity], entity))[:OTHERS]


def answer(asked: Question, given: dict[str, str], engine: Engine) -> Rows:
    """The rows; what is named and not there has none, on any engine."""
    try:
        return [dict(row) for row in ask(asked, given, engine, registry.load()).rows]
    except NotFound as error:
        return [{"not found": str(error)}]


@pytest.mark.parametrize("question_name", sorted(catalog()))
@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_the_same_rows_in_the_same_order_on_every_engine(
    name: str, question_name: str, server: Server, graphs: Graphs,
    embedded: Engines, parity: Parity,
) -> None:
    content, asked = graphs(name), question(question_name)
    server.hold(content)
    with server.open() as there:
        engines: dict[str, Engine] = {**embedded(name), "neo4j": there}
        given = arguments(asked, content)
        answers = [{engine: answer(asked, each, engines[engine]) for engine in ENGINES} for each in given]
    parity.add(name, asked, answers)
    for each, rows in zip(given, answers, strict=True):
        for engine in ENGINES[1:]:
            assert rows[engine] == rows["kglite"], f"{question_name} {each}: {engine} differs from kglite"
    assert any("not found" not in row for rows in answers for row in rows["neo4j"]), "no row: nothing was compared"
    for row in (row for rows in answers for row in rows["neo4j"]):
        assert stands(row, content), row


def stands(row: dict[str, object], content: Graph) -> bool:
    """Whether the words of a row stand in its report, at the place it names if it names one."""
    quote, report, start, end = (row.get(key) for key in ("quote", "report", "quote_start", "quote_end"))
    if quote is None or report is None:
        return True
    text = content.text(str(report))
    if isinstance(start, int) and isinstance(end, int):
        return text[start:end] == quote
    return str(quote) in text


@pytest.mark.parametrize("name", NAMES)
def test_the_lineage_of_a_reform_is_told_in_neo4j_as_in_kglite(
    name: str, server: Server, graphs: Graphs, embedded: Engines
) -> None:
    server.hold(graphs(name))
    with server.open() as there:
        found = answer(question("lineage"), {"reform": "免证办"}, there)
    assert found == answer(question("lineage"), {"reform": "免证办"}, embedded(name)["kglite"])
    assert {"planned", "in use"} <= {row["step"] for row in found}
    assert all(row["quote"] for row in found)


@pytest.mark.parametrize("name", NAMES)
def test_the_plain_edges_are_those_of_the_graph(name: str, server: Server, graphs: Graphs) -> None:
    server.hold(graphs(name))
    with server.open() as there:
        assert there.plain_edges() == plain_edges(property_graph(graphs(name)))


@pytest.mark.parametrize("question_name", sorted(catalog()))
def test_neo4j_explains_every_question_without_a_remark(
    question_name: str, server: Server, graphs: Graphs
) -> None:
    server.hold(graphs("seeds"))
    make_known(server, graphs("seeds"))
    asked = question(question_name)
    given = {each.name: 1 if each.kind == "integer" else each.example for each in asked.header.parameters}
    with server.open() as there:
        assert there.run(f"EXPLAIN {asked.texts['cypher']}", given).notes == ()


def make_known(server: Server, content: Graph) -> None:
    """Tell the server all names that elements can have: it remarks on a name it has never seen, as on a slip."""
    found = [*nodes(content), *nodes(graph(*readings()))]
    links = [*relationships(content), *relationships(graph(*readings()))]
    labels = {*schema.load().kinds, *(label for node in found for label in node.labels)}
    types = {*plain_types(), *(link.type for link in links)}
    names = {key for node in found for key in node.properties} | {key for link in links for key in link.properties}
    for call, words in (("db.createLabel", labels), ("db.createRelationshipType", types), ("db.createProperty", names)):
        for word in sorted(words):
            server.write(f"CALL {call}($word)", word=word)


def test_a_slip_in_a_query_is_remarked_on(server: Server, graphs: Graphs) -> None:
    server.hold(graphs("seeds"))
    with server.open() as there:
        for slip in ("(n:Statment) RETURN n.id", "(n:Statement) RETURN n.qoute", "(a), (b) RETURN a.id"):
            assert len(there.run(f"EXPLAIN MATCH {slip}").notes) > 0


def test_the_engine_reads_only(server: Server, graphs: Graphs) -> None:
    server.hold(graphs("seeds"))
    with server.open() as there:
        for text in ("CREATE (:Reform {id: 'x'})", "MATCH (n) DETACH DELETE n", "CREATE INDEX FOR (n:Reform) ON (n.x)"):
            with pytest.raises(UsageError, match="read access mode"):
                there.run(text)


def test_the_engine_stops_a_query_that_takes_too_long(server: Server, graphs: Graphs) -> None:
    server.hold(graphs("seeds"))
    with server.open() as there, pytest.raises(UsageError, match="stopped after 200 ms"):
        there.run("MATCH (a), (b), (c), (d) WHERE a.id + b.id = c.id + d.id RETURN count(*) AS n", timeout_ms=200)


def test_the_engine_leaves_rows_out_and_says_so(server: Server, graphs: Graphs) -> None:
    server.hold(graphs("seeds"))
    with server.open() as there:
        few = there.run("MATCH (n) RETURN n.id AS id ORDER BY id", row_limit=3)
        assert (len(few.rows), few.left_out, few.columns) == (3, True, ("id",))
        assert not there.run("MATCH (r:Report) RETURN r.id AS id", row_limit=5).left_out


def test_what_is_no_cypher_is_told_as_such(server: Server, graphs: Graphs) -> None:
    server.hold(graphs("seeds"))
    with server.open() as there:
        for text in ("MATCH (n RETURN n", "RETURN $nothing AS x", ""):
            with pytest.raises(UsageError, match=r"^Cypher: "):
                there.run(text)


def test_values_come_as_texts_numbers_lists_and_maps(server: Server, graphs: Graphs) -> None:
    server.hold(graphs("seeds"))
    with server.open() as there:
        text = "RETURN [1, 2.5, null, 'a'] AS list, {a: 1} AS map, date('2024-01-31') AS day"
        assert there.run(text).rows == [{"list": [1, 2.5, None, "a"], "map": {"a": 1}, "day": "2024-01-31"}]
        text = "MATCH p = (r:Report {id: $id})-[e:REPORT_OF]->(place) RETURN p, [r, place, e] AS parts, r.id AS id"
        (row,) = there.run(text, {"id": SEED}).rows
        assert row["p"] == row["parts"]
        assert row["id"] == SEED
