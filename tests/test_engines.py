"""Every question on every engine, beside a real Neo4j: make test-engines."""

from __future__ import annotations

import ast
import contextlib
import functools
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest

from graph.cypher import CypherGraph
from graph.elements import FACTS, FIGURES, SAID, plain_types
from graph.model import Graph
from graph.property_graph import plain_edges, property_graph
from graph.rdf import RdflibGraph, RdfStore
from ontology import registry, schema
from ontology.errors import NotFound, UsageError
from queries.catalog import Parameter, Question, catalog, question
from queries.run import NUMBERS, Engine, ask
from tests.conftest import ROOT
from tests.neo4j_server import NAMES, Graphs, Rows, Server, graphs, server, table, workspaces

__all__ = ["graphs", "server", "workspaces"]  # the fixtures

pytestmark = pytest.mark.engines

ENGINES = ("kglite", "pyoxigraph", "rdflib", "neo4j")
FAST = tuple(engine for engine in ENGINES if engine != "rdflib")
# Where the names of labels, types and properties stand.
ELEMENTS = (ROOT / "graph" / "elements.py", ROOT / "graph" / "derived.py", ROOT / "graph" / "documented.py")
SEED = "suzhou-2024h1-digest"
# A question is asked with its examples, and with the first things of the graph that each of its parameters may be; of
# rdflib, which is slow, with its examples alone.
OTHERS = 4
# Seconds for a question on all engines: rdflib works a careless join out row by row.
DEADLINE = 120

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
        rows = sum("not found" not in row for each in answers for row in each["kglite"])
        parted = {engine for each in answers for engine in each if each[engine] != each["kglite"]}
        same = ["DIFFERS" if engine in parted else "same" for engine in ENGINES]
        evidence = "yes" if {"quote", "statement"} <= set(asked.header.columns) else "no"
        self.lines.append((name, asked.name, str(len(answers)), str(rows), *same, evidence))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table at the end of the run: what is written before goes to the captured output."""
        terminalreporter.write_line(f"\nEvery question on every engine, beside kglite:\n\n{table(self.lines)}\n")


@pytest.fixture(scope="module")
def parity(request: pytest.FixtureRequest) -> Parity:
    made = Parity()
    request.config.pluginmanager.register(made)
    return made


def examples(asked: Question, content: Graph) -> list[dict[str, str]]:
    """The examples of what is required, and those of all parameters, as far as the graph has them."""
    chosen = {each.name: _there(each, content) for each in asked.header.parameters}
    required = {each.name: chosen[each.name] for each in asked.header.parameters if each.required}
    return [required] if required == chosen else [required, chosen]


def others(asked: Question, content: Graph) -> list[dict[str, str]]:
    """Each parameter in turn with other things that the graph has."""
    first = examples(asked, content)[0]
    return [
        {**first, each.name: other} for each in asked.header.parameters for other in things(each, content)[:OTHERS]
    ]


def things(parameter: Parameter, content: Graph) -> list[str]:
    """Ids that a parameter may be, those of which most is said first."""
    if parameter.kind == "statement":
        return [resolved.id for resolved in content.statements[:: len(content.statements) // OTHERS]]
    if parameter.kind == "report":
        return sorted(content.reports)
    said: Counter[str] = Counter()
    for resolved in content.statements:
        named = {resolved.subject, resolved.object, *resolved.about}
        said.update(entity for entity in named if content.entity(entity).kind in parameter.of)
    return sorted(said, key=lambda entity: (-said[entity], entity))


def _there(parameter: Parameter, content: Graph) -> str:
    """The example, or what takes its place in a graph of other reports."""
    known = {"statement": {r.id: r for r in content.statements}, "report": content.reports}.get(parameter.kind)
    return parameter.example if known is None or parameter.example in known else next(iter(known))


def answer(asked: Question, given: dict[str, str], engine: Engine) -> Rows:
    """The rows; what is named and not there has none, on any engine."""
    try:
        return [dict(row) for row in ask(asked, given, engine, registry.load()).rows]
    except NotFound as error:
        return [{"not found": str(error)}]


@contextlib.contextmanager
def deadline() -> Iterator[None]:
    """End the test where an engine in Python does not come to an end."""

    def over(*_: object) -> None:
        raise TimeoutError(f"more than {DEADLINE} s: rdflib takes each join as it is written")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(DEADLINE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("question_name", sorted(catalog()))
@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_the_same_rows_in_the_same_order_on_every_engine(
    name: str, question_name: str, server: Server, graphs: Graphs, embedded: Engines, parity: Parity
) -> None:
    content, asked = graphs(name), question(question_name)
    server.hold(content)
    given: list[tuple[dict[str, str], tuple[str, ...]]] = [(each, ENGINES) for each in examples(asked, content)]
    given += [(each, FAST) for each in others(asked, content)]
    with server.open() as there, deadline():
        engines: dict[str, Engine] = {**embedded(name), "neo4j": there}
        answers = [{engine: answer(asked, each, engines[engine]) for engine in chosen} for each, chosen in given]
    parity.add(name, asked, answers)
    for (each, _), rows in zip(given, answers, strict=True):
        for engine in rows:
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
    make_known(server)
    asked = question(question_name)
    given = {each.name: 1 if each.kind in NUMBERS else each.example for each in asked.header.parameters}
    with server.open() as there:
        assert there.run(f"EXPLAIN {asked.texts['cypher']}", given).notes == ()


def make_known(server: Server) -> None:
    """Tell the server all names that elements can have: it remarks on one that it has not seen yet, as on a slip."""
    calls = [each for path in ELEMENTS for each in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    made = [each for each in calls if isinstance(each, ast.Call) and ast.unparse(each.func) in ("node", "given")]
    properties = {keyword.arg for each in made for keyword in each.keywords if keyword.arg is not None}
    words = {each.value for each in calls if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    names = {
        "db.createProperty": properties | set(FACTS.values()) | set(FIGURES) | set(SAID.values()),
        "db.createRelationshipType": plain_types() | {word for word in words if re.fullmatch(r"[A-Z][A-Z_]+", word)},
        "db.createLabel": set(schema.load().kinds) | {word for word in words if re.fullmatch(r"[A-Z][A-Za-z]+", word)},
    }
    for call, known in names.items():
        server.write(f"UNWIND $known AS name CALL {call}(name) RETURN count(*) AS n", known=sorted(known))


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
