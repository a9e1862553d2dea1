from __future__ import annotations

import pathlib
import time
from typing import TYPE_CHECKING

import pyoxigraph
import pytest
import rdflib

from graph.deadline import run_within
from graph.exports import EXPORTS, export
from graph.iris import entity_iri, report_graph_iri, report_iri, statement_iri
from graph.rdf import RdflibGraph, RdfStore, SparqlGraph, nquads, turtle
from graph.sparql import bound, refuse_federation
from ontology.errors import StoreError, UsageError
from ontology.period import Period
from ontology.statement import parse_line
from tests.graph_samples import SUZHOU, graph, reading, readings, reform, report, say

if TYPE_CHECKING:
    from tests.conftest import Golden

SAMPLE = graph(*readings())
ENGINES: list[SparqlGraph] = [RdfStore.of(SAMPLE), RdflibGraph.of(SAMPLE)]
PREFIXES = """PREFIX zm: <https://zhengmai.example/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX prov: <http://www.w3.org/ns/prov#>
"""
SUZHOU_IRI = entity_iri("place/prefecture-320500")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("rdf") / "rdf"
    RdfStore.write(SAMPLE, path)
    return path


@pytest.mark.parametrize("engine", ENGINES)
def test_a_plain_triple_answers_the_easy_question(engine: SparqlGraph) -> None:
    rows = engine.run(PREFIXES + 'SELECT ?p WHERE { ?p zm:adopted/rdfs:label "免证办" } ORDER BY ?p').rows
    assert [row["p"] for row in rows] == [SUZHOU_IRI, entity_iri("place/prefecture-341800")]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_stands_above_the_ladder_is_there_for_plans_and_pilots_too(engine: SparqlGraph) -> None:
    text = PREFIXES + 'SELECT ?n WHERE { ?p zm:engagedIn/rdfs:label "免证办" ; rdfs:label ?n } ORDER BY ?n'
    assert [row["n"] for row in engine.run(text).rows] == ["中山市", "宣城市", "苏州市"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_statement_is_quoted_from_its_report_at_its_position(engine: SparqlGraph) -> None:
    rows = engine.run(PREFIXES + """
        SELECT ?id ?quote ?start ?end ?report ?sha WHERE {
          ?s a zm:Statement ; zm:id ?id ; prov:wasQuotedFrom ?r ; oa:hasTarget ?target .
          ?target oa:hasSource ?r ; oa:hasSelector ?words , ?place .
          ?words a oa:TextQuoteSelector ; oa:exact ?quote .
          ?place a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end .
          ?r zm:id ?report ; zm:sha256 ?sha .
        }""").rows
    assert len(rows) == len(SAMPLE.statements)
    for row in rows:
        start, end = row["start"], row["end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert SAMPLE.text(str(row["report"]))[start:end] == row["quote"]
        assert SAMPLE.reports[str(row["report"])].sha256 == row["sha"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kept", ["?x zm:kind ?kind", "?x a zm:Statement"])
def test_the_order_of_entities_and_of_statements_is_that_of_their_ids(engine: SparqlGraph, kept: str) -> None:
    text = PREFIXES + f"SELECT ?id ?order WHERE {{ {kept} ; zm:id ?id ; zm:order ?order }} ORDER BY ?order"
    rows = engine.run(text).rows
    assert [row["id"] for row in rows] == sorted(str(row["id"]) for row in rows)
    assert len({row["order"] for row in rows}) == len(rows) > 1


def test_a_date_is_typed_by_its_precision_and_comes_as_a_number_besides() -> None:
    of = report("suzhou-2024h1", SUZHOU, "2024H1", "苏州做实“免证办”。")
    for text, kind in (("2024", "gYear"), ("2024-05", "gYearMonth"), ("2024-05-31", "date")):
        thing, period = reform("免证办"), Period.parse(text, "stated")
        sample = graph(reading(of, say(of, "做实“免证办”", "adopted", thing, "adopted", period=period)))
        lines = "".join(nquads(sample))
        assert f'#periodStart> "{text}"^^<http://www.w3.org/2001/XMLSchema#{kind}> .' in lines
        assert '#sinceDay> "' in lines


@pytest.mark.parametrize("engine", ENGINES)
def test_numbers_come_back_as_numbers_and_nothing_as_none(engine: SparqlGraph) -> None:
    text = PREFIXES + """SELECT ?a ?b ?c ?d WHERE { ?r zm:id "suzhou-2024h1" ; zm:lastDay ?a ; zm:planPeriod ?b .
                         OPTIONAL { ?r zm:writtenBy ?c } BIND(1.5 AS ?d) }"""
    assert engine.run(text).rows == [{"a": 739067, "b": "2024-07-01/2024-12-31", "c": None, "d": 1.5}]


def test_a_named_graph_holds_what_its_report_supports_and_the_default_graph_all_of_it_once() -> None:
    store = RdfStore.of(SAMPLE)
    named = report_graph_iri("suzhou-2024h1")
    rows = store.run(f"SELECT ?s ?p ?o WHERE {{ GRAPH <{named}> {{ ?s ?p ?o }} }}").rows
    adopted = "https://zhengmai.example/ontology#adopted"
    assert {"s": SUZHOU_IRI, "p": adopted, "o": entity_iri("reform/mian-zheng-ban")} in rows
    for row in rows:
        assert store.run(f"ASK {{ <{row['s']}> <{row['p']}> <{row['o']}> }}").rows == [{"answer": "true"}]
    text = f"SELECT ?o WHERE {{ <{SUZHOU_IRI}> <{adopted}> ?o }}"
    assert len(store.run(text).rows) == len({str(row["o"]) for row in store.run(text).rows})


def test_equal_graphs_give_equal_bytes() -> None:
    other = graph(*readings()[::-1])
    assert list(nquads(other)) == list(nquads(SAMPLE))
    assert turtle(other) == turtle(SAMPLE)


def test_the_lines_are_sorted_and_each_stands_once() -> None:
    lines = list(nquads(SAMPLE))
    assert lines == sorted(set(lines))


def test_two_parsers_that_are_not_ours_read_the_exports() -> None:
    quads = pyoxigraph.Store()
    quads.load("".join(nquads(SAMPLE)).encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    default = pyoxigraph.Store()
    default.load(turtle(SAMPLE).encode(), format=pyoxigraph.RdfFormat.TURTLE)
    assert len(default) == sum(1 for _ in quads.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph()))
    assert len(rdflib.Graph().parse(data=turtle(SAMPLE), format="turtle")) == len(default)


def test_the_turtle_of_one_statement_is_as_committed(golden: Golden) -> None:
    of = report("suzhou-2024h1", SUZHOU, "2024H1", "苏州做实“免证办”。", plan="2024H2")
    sample = graph(reading(of, say(of, "做实“免证办”", "adopted", reform("免证办"), "adopted")))
    golden.check("one_statement.ttl", "".join(export("turtle", sample)))


def test_every_format_of_the_list_is_written() -> None:
    for name in EXPORTS:
        assert "".join(export(name, SAMPLE)).endswith("\n")


def test_an_unknown_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="turtle, trig, nquads"):
        export("shapefile", SAMPLE)


def test_a_line_of_the_statements_is_a_statement_with_its_canonical_name() -> None:
    lines = list(export("statements", SAMPLE))
    assert [parse_line(line) for line in lines] == [resolved.statement for resolved in SAMPLE.statements]
    assert any('"canonical":"衢州市","content"' in line and '"object":"衢州"' in line for line in lines)
    assert all('"doc":' in line and '"text_kind":"digest"' in line for line in lines)


def test_any_character_survives_the_way_through_a_term() -> None:
    text = "苏州“\n免'证\"办\\\t\r\u2028\U00020bb7\x07”。"
    of = report("000", SUZHOU, "2024H1", text)
    sample = graph(reading(of, say(of, text, "adopted", reform("免证办"), "adopted")))
    for engine in (RdfStore.of(sample), RdflibGraph.of(sample)):
        assert engine.run(PREFIXES + "SELECT ?q WHERE { ?s zm:quote ?q }").rows == [{"q": text}]


@pytest.mark.parametrize("given", ['x" } } # ', "\\", "a'b", "}", "?reform", "\n"])
def test_a_parameter_is_bound_as_a_term_and_never_read_as_text(given: str) -> None:
    text = 'SELECT ?reform WHERE { VALUES ?reform { "免证办" } }'
    for engine in ENGINES:
        assert engine.run(text, {"reform": given}).rows == [{"reform": given}]
    assert bound(text, {"other": given}) == text


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "SELECT * WHERE { service silent ?where { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p '''it''' SERVICE <http://example.org/> {} }",
        "SELECT * WHERE { FILTER(1<2)SERVICE?e#>\n{ ?s ?p ?o } }",
        "SELECT * WHERE { # a comment\n SERVICE <http://example.org/> { ?s ?p ?o } }",
        "# a comment\rSELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "# one\n # another\nPREFIX e: <http://example.org/> SELECT * WHERE { SERVICEe:x { ?s ?p ?o } }",
    ],
)
def test_no_query_reaches_another_machine(text: str) -> None:
    with pytest.raises(UsageError, match="SERVICE"):
        ENGINES[0].run(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service WHERE { ?service ?p ?o }", "SELECT * WHERE { ?s ?p 'SERVICE' }", "ASK { ?s ?p \"a SERVICE\" }",
        "# SERVICE <http://example.org/> {}\nASK { ?s ?p ?o }", "ASK { ?s ?p \"Service\" }",
        "PREFIX service: <http://example.org/SERVICE> ASK { ?s service:service ?o }", "ASK { ?s ?p ?o } # SERVICE",
    ],
)
def test_a_word_that_is_no_keyword_is_no_federation(text: str) -> None:
    refuse_federation(text)


@pytest.mark.parametrize("text", ["SELECT", "INSERT DATA { <a:a> <a:a> <a:a> }", "CLEAR ALL", "LOAD <file:///etc/passwd>"])
def test_a_query_that_is_wrong_or_writes_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="SPARQL"):
        ENGINES[0].run(text)


def test_questions_of_each_form_are_answered() -> None:
    store = ENGINES[0]
    assert store.run(f"ASK {{ <{SUZHOU_IRI}> ?p ?o }}").rows == [{"answer": "true"}]
    built = store.run(f"CONSTRUCT {{ <{SUZHOU_IRI}> <a:b> ?o }} WHERE {{ <{SUZHOU_IRI}> ?p ?o }}", row_limit=1)
    assert (built.columns, len(built.rows), built.left_out) == (("subject", "predicate", "object"), 1, True)


def test_a_folder_is_opened_read_only_and_answers(folder: pathlib.Path) -> None:
    before = {path.name for path in folder.iterdir()}
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    assert RdfStore.open(folder).run(text).rows == ENGINES[1].run(text).rows
    assert before <= {path.name for path in folder.iterdir()}


def test_a_missing_folder_is_told(tmp_path: pathlib.Path) -> None:
    with pytest.raises(StoreError, match="nothing"):
        RdfStore.open(tmp_path / "nothing")


def test_a_query_in_a_process_of_its_own_gives_the_same_rows(folder: pathlib.Path) -> None:
    text = PREFIXES + "SELECT ?id ?day ?none WHERE { ?s a zm:Statement ; zm:id ?id ; zm:sinceDay ?day } ORDER BY ?id"
    assert run_within(folder, text) == ENGINES[0].run(text)
    assert run_within(folder, text, row_limit=2) == ENGINES[0].run(text, row_limit=2)


def test_a_query_that_takes_too_long_is_killed(folder: pathlib.Path) -> None:
    began = time.monotonic()
    with pytest.raises(UsageError, match="stopped after 1000 ms"):
        run_within(folder, "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout_ms=1000)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("text", ["SELECT", "ASK { SERVICE <http://example.org/> { ?s ?p ?o } }"])
def test_what_is_wrong_with_a_query_comes_back_from_its_process(folder: pathlib.Path, text: str) -> None:
    with pytest.raises(UsageError, match="SPARQL: "):
        run_within(folder, text)


def test_a_missing_folder_is_told_from_the_process(tmp_path: pathlib.Path) -> None:
    with pytest.raises(StoreError, match="nothing"):
        run_within(tmp_path / "nothing", "ASK { ?s ?p ?o }")


def test_iris_are_permanent_and_encoded() -> None:
    assert entity_iri("reform/unregistered/某") == "https://zhengmai.example/id/reform/unregistered/%E6%9F%90"
    assert statement_iri("s-1") == "https://zhengmai.example/statement/s-1"
    assert report_iri("a b") == "https://zhengmai.example/report/a%20b"
