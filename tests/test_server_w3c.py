"""The W3C's tests of SPARQL 1.1 queries, asked of the worker that answers strangers; a sample goes through HTTP."""

from __future__ import annotations

import asyncio
import csv
import functools
import io
import pathlib
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx
import pyoxigraph
import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import RDF

from queries.server.app import started
from queries.server.frames import Frame
from queries.server.problem import Problem
from queries.server.settings import changed
from queries.server.sparql import SparqlAnswers
from tests.server_samples import ROOT

SUITE = ROOT.parent / "shared" / "vendor" / "sparql" / "sparql11"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
LISTS = ("manifest-sparql11-query.ttl", "manifest-sparql11-results.ttl")
RESULTS = {"srx": "application/sparql-results+xml", "srj": "application/sparql-results+json",
           "csv": "text/csv", "tsv": "text/tab-separated-values"}
EVERY = 12  # through HTTP goes each of so many
# Test -> what the engine, pyoxigraph 0.5, does otherwise; the server hands on what it says. 12 of 338.
MISSES: Mapping[str, str] = {
    "aggregates/agg-groupconcat-04": "GROUP_CONCAT gives a text its language, so it equals no plain one",
    "aggregates/agg-groupconcat-06": "GROUP_CONCAT gives a text its language, so it equals no plain one",
    "aggregates/agg-empty-group-count-graph": "an aggregate inside GRAPH ?g loses the graph's name",
    "bindings/graph": "VALUES inside GRAPH ?g is joined with no graph's name",
    "functions/bnode01": "BNODE(text) gives one node in all rows, not one in each",
    "negation/graph-minus": "GRAPH ?g binds ?g in both sides of MINUS, so they share a variable",
    "property-path/zero_or_more_set_start": "a path of length zero does not reach a term that the data do not hold",
    "property-path/zero_or_more_set_end": "a path of length zero does not reach a term that the data do not hold",
    "property-path/zero_or_one_set_start": "a path of length zero does not reach a term that the data do not hold",
    "property-path/zero_or_one_set_end": "a path of length zero does not reach a term that the data do not hold",
    "syntax-query/test_4": "an unknown function is refused before the query runs, where it might only bind nothing",
    "csv-tsv-res/tsv03": "the store keeps xsd:negativeInteger as xsd:integer, by its value",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A test of the suite."""

    name: str
    kind: str
    query: pathlib.Path
    data: tuple[tuple[pathlib.Path, str | None], ...] = ()
    result: pathlib.Path | None = None


@functools.cache
def cases() -> tuple[Case, ...]:
    return tuple(_cases()) if SUITE.is_dir() else ()


def _cases() -> Iterator[Case]:
    for listed in LISTS:
        whole = rdflib.Graph().parse(SUITE / listed)
        for head in whole.objects(None, MF.include):
            for manifest in Collection(whole, head):
                yield from _of_manifest(_path(manifest))


def _of_manifest(path: pathlib.Path) -> Iterator[Case]:
    graph = rdflib.Graph().parse(path)
    for head in graph.objects(None, MF.entries):
        for test in Collection(graph, head):
            kind = str(graph.value(test, RDF.type)).rpartition("#")[2]
            action = graph.value(test, MF.action)
            name = f"{path.parent.name}/{str(test).rpartition('#')[2]}"
            if kind in ("QueryEvaluationTest", "CSVResultFormatTest"):
                if (action, QT.serviceData, None) in graph:
                    continue  # federation: refused here, tests/test_server_protocol.py shows it
                data: list[tuple[pathlib.Path, str | None]]
                data = [(_path(each), None) for each in graph.objects(action, QT.data)]
                data += [(_path(each), str(each)) for each in graph.objects(action, QT.graphData)]
                query, result = graph.value(action, QT.query), graph.value(test, MF.result)
                yield Case(name, kind, _path(query), tuple(data), _path(result))
            elif kind in ("PositiveSyntaxTest11", "NegativeSyntaxTest11"):
                yield Case(name, kind, _path(action))


def _path(node: object) -> pathlib.Path:
    return pathlib.Path(urllib.parse.unquote(urllib.parse.urlparse(str(node)).path))


def store_of(case: Case) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    loaded = list(case.data)
    text = case.query.read_text(encoding="utf-8")
    for _, iri in re.findall(r"FROM\s+(NAMED\s+)?<([^>]+)>", text):
        path = case.query.parent / iri
        if path.is_file():
            loaded.append((path, path.as_uri()))
    for path, name in loaded:
        graph = pyoxigraph.DefaultGraph() if name is None else pyoxigraph.NamedNode(name)
        form = pyoxigraph.RdfFormat.from_extension(path.suffix[1:])
        assert form is not None
        store.load(path.read_bytes(), format=form, base_iri=path.as_uri(), to_graph=graph)
    return store


def job_of(case: Case) -> Frame:
    accept = [RESULTS.get(case.result.suffix[1:], "*/*") if case.result is not None else "*/*", "*/*"]
    return Frame({"text": case.query.read_text(encoding="utf-8"), "accept": accept, "base": case.query.as_uri()})


def test_nothing_of_the_suite_is_left_out(shared: pathlib.Path) -> None:
    assert (shared / "vendor").is_dir()
    assert len(cases()) > 300
    assert set(MISSES) <= {case.name for case in cases()}


# Without the suite there is one case, of which the fixture `shared` says why it is skipped.
ABSENT = [pytest.param(None, id="no suite")]
SAMPLE = [case for case in cases() if case.kind == "QueryEvaluationTest" and case.name not in MISSES][::EVERY]


@pytest.mark.parametrize("case", cases() or ABSENT, ids=lambda case: case.name)
def test_the_w3c_test_passes(case: Case, shared: pathlib.Path) -> None:
    assert (shared / "vendor").is_dir()
    fault = fault_of(case)
    if case.name in MISSES:
        assert fault is not None, f"it passes now: take it out of MISSES ({MISSES[case.name]})"
    else:
        assert fault is None, fault


def fault_of(case: Case) -> str | None:
    answers = SparqlAnswers(store_of(case), {}, row_limit=10_000, answer_bytes=10**8, nesting=200)
    try:
        found = answers.answer(job_of(case))
    except Problem as problem:
        return None if case.kind == "NegativeSyntaxTest11" else f"{problem.status} {problem.detail}"
    if case.kind == "NegativeSyntaxTest11":
        return "it is answered"
    if case.kind == "PositiveSyntaxTest11":
        return None
    return difference(case, found.body, str(found.header["media"]))


def difference(case: Case, body: bytes, media: str) -> str | None:
    """What an answer has otherwise than the expected one."""
    assert case.result is not None
    if case.kind == "CSVResultFormatTest":
        wanted, got = _rows(case.result.read_bytes()), _rows(body)
        return None if wanted == got else f"{got!r} for {wanted!r}"
    got_graph, wanted_graph = _as_graph(body, media), _expected(case.result)
    return None if isomorphic(got_graph, wanted_graph) else f"{body[:600]!r}"


def _rows(data: bytes) -> list[list[tuple[str, str]]]:
    """The rows of a CSV, whatever the order of rows and columns, numbers by their value, blank nodes without names."""
    rows = csv.DictReader(io.StringIO(data.decode()))
    return sorted(sorted((column, _plain(cell)) for column, cell in row.items()) for row in rows)


def _plain(cell: str) -> str:
    try:
        return repr(float(cell))
    except ValueError:
        return re.sub(r"^_:\w+$", "_:b", cell)


def _expected(path: pathlib.Path) -> rdflib.Graph:
    if path.suffix[1:] in RESULTS:
        return _as_graph(path.read_bytes(), RESULTS[path.suffix[1:]])
    graph = rdflib.Graph().parse(path)
    made = rdflib.Graph()
    if (None, RDF.type, RS.ResultSet) not in graph:
        for subject, predicate, value in graph:
            made.add((subject, predicate, _same(value)))
        return made
    for boolean in graph.objects(None, RS.boolean):
        made.add((rdflib.BNode(), RS.boolean, rdflib.Literal(str(boolean).lower())))
    for solution in graph.objects(None, RS.solution):
        row = rdflib.BNode()
        made.add((row, RDF.type, RS.ResultSet))
        for binding in graph.objects(solution, RS.binding):
            variable = graph.value(binding, RS.variable)
            made.add((row, rdflib.URIRef(f"urn:column:{variable}"), _same(graph.value(binding, RS.value))))
    return made


def _as_graph(body: bytes, media: str) -> rdflib.Graph:
    form = pyoxigraph.QueryResultsFormat.from_media_type(media)
    made = rdflib.Graph()
    if form is None:
        for triple in pyoxigraph.parse(body, format=pyoxigraph.RdfFormat.from_media_type(media)):
            made.add((_term(triple.subject), _term(triple.predicate), _term(triple.object)))
        return made
    found = pyoxigraph.parse_query_results(body, format=form)
    if isinstance(found, pyoxigraph.QueryBoolean):
        made.add((rdflib.BNode(), RS.boolean, rdflib.Literal(str(bool(found)).lower())))
        return made
    assert isinstance(found, pyoxigraph.QuerySolutions)
    for solution in found:
        row = rdflib.BNode()
        made.add((row, RDF.type, RS.ResultSet))
        for variable in found.variables:
            if (value := solution[variable]) is not None:
                made.add((row, rdflib.URIRef(f"urn:column:{variable.value}"), _term(value)))
    return made


def _term(term: object) -> rdflib.term.Node:
    if isinstance(term, pyoxigraph.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return rdflib.BNode(term.value)
    assert isinstance(term, pyoxigraph.Literal)
    if term.language is not None:
        return rdflib.Literal(term.value, lang=term.language)
    return _literal(term.value, term.datatype.value)


def _same(term: object) -> rdflib.term.Node:
    assert isinstance(term, rdflib.term.Node)
    if isinstance(term, rdflib.Literal) and term.language is None:
        return _literal(str(term), str(term.datatype or "http://www.w3.org/2001/XMLSchema#string"))
    return term


def _literal(text: str, datatype: str) -> rdflib.Literal:
    """A literal by its value where it is a number: the suite takes 2.0 and 2.00 for the same."""
    kind = datatype.rpartition("#")[2]
    if kind in ("decimal", "double", "float"):
        text = repr(round(float(text), 6))
    elif kind == "integer":
        text = str(int(text))
    elif kind == "boolean":
        text = {"1": "true", "0": "false"}.get(text, text)
    return rdflib.Literal(text, datatype=datatype, normalize=False)


@pytest.mark.parametrize("case", SAMPLE or ABSENT, ids=lambda case: case.name)
def test_a_sample_passes_through_http(case: Case, tmp_path: pathlib.Path, shared: pathlib.Path) -> None:
    assert (shared / "vendor").is_dir()
    asyncio.run(_through_http(case, tmp_path))


async def _through_http(case: Case, folder: pathlib.Path) -> None:
    store = pyoxigraph.Store(str(folder / "rdf"))
    store.extend(store_of(case))
    store.flush()
    del store
    settings = changed({"sparql_workers": "1"})
    job = job_of(case)
    text = f"BASE <{case.query.as_uri()}>\n{job.header['text']}"
    accept = job.header["accept"]
    assert isinstance(accept, list)
    headers = {"content-type": "application/sparql-query", "accept": accept[0]}
    async with started(folder, None, settings) as (app, _):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test.example") as client:
            found = await client.post("/sparql", content=text.encode(), headers=headers)
    assert found.status_code == 200, found.text
    assert difference(case, found.content, found.headers["content-type"].partition(";")[0]) is None
