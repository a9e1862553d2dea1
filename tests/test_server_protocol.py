"""The SPARQL endpoint: the W3C's tests of the protocol, every format, and what HTTP asks of a good server."""

from __future__ import annotations

import asyncio
import functools
import pathlib
import tempfile
from collections.abc import Iterator
from typing import cast

import httpx
import pyoxigraph
import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS

from queries.server.app import started
from queries.server.settings import changed
from tests.server_samples import ROOT, server

SUITE = ROOT.parent / "shared" / "vendor" / "sparql" / "sparql11"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
ENTITY = "https://zhengmai.example/id/reform/mian-zheng-ban"
TABLES = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
GRAPHS = (
    "text/turtle", "application/n-triples", "application/n-quads", "application/trig", "application/rdf+xml",
    "application/ld+json",
)
UPDATES = "update_"  # tests of the other half of the protocol, which this server refuses


def protocol_tests() -> dict[str, rdflib.term.Node]:
    if not SUITE.is_dir():
        return {"no suite": RDF.nil}
    manifest = rdflib.Graph().parse(SUITE / "protocol" / "manifest.ttl")
    return {str(test).rpartition("#")[2]: test for test in manifest.subjects(RDF.type, MF.ProtocolTest)}


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with server().client() as found:
        yield found


# Without the suite both lists hold one name, of which the fixture `shared` says why it is skipped.
QUERIES = [name for name in protocol_tests() if not name.startswith((UPDATES, "bad_update", "bad_multiple_updates"))]
REFUSED = sorted(set(protocol_tests()) - set(QUERIES)) or ["no suite"]


@pytest.mark.parametrize("name", QUERIES)
def test_the_w3c_protocol_test_of_a_query_passes(name: str, shared: pathlib.Path) -> None:
    assert (shared / "vendor").is_dir()
    assert protocol_faults()[name] is None


@pytest.mark.parametrize("name", REFUSED)
def test_the_w3c_protocol_test_of_an_update_is_refused(name: str, shared: pathlib.Path) -> None:
    assert (shared / "vendor").is_dir()
    assert protocol_faults()[name] is None


@functools.cache
def protocol_faults() -> dict[str, str | None]:
    """What each test of the suite finds wrong: one server answers all, over the suite's own data."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_protocol_faults(pathlib.Path(folder)))


async def _protocol_faults(folder: pathlib.Path) -> dict[str, str | None]:
    store = pyoxigraph.Store(str(folder / "rdf"))
    for number in (1, 2, 3):
        name = pyoxigraph.NamedNode(f"http://kasei.us/2009/09/sparql/data/data{number}.rdf")
        data = (SUITE / "protocol" / f"data{number}.nt").read_bytes()
        store.load(data, format=pyoxigraph.RdfFormat.N_TRIPLES, to_graph=name)
    store.flush()
    del store
    found: dict[str, str | None] = {}
    manifest = rdflib.Graph().parse(SUITE / "protocol" / "manifest.ttl")
    async with started(folder, None, changed({"sparql_workers": "2", "long_queries": "1"})) as (app, _):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://www.example") as client:
            for key, test in protocol_tests().items():
                connection = manifest.value(test, MF.action)
                listed = manifest.value(connection, HT.requests)
                assert listed is not None
                requests = list(Collection(manifest, listed))
                refused = key not in QUERIES
                try:
                    for request in requests[:1] if refused else requests:
                        await _request(manifest, request, client, refused=refused)
                    found[key] = None
                except AssertionError as error:
                    found[key] = f"{key}: {error}"
    return found


async def _request(
    manifest: rdflib.Graph, request: rdflib.term.Node, client: httpx.AsyncClient, *, refused: bool
) -> None:
    headers = {}
    head = manifest.value(request, HT.headers)
    for header in () if head is None else Collection(manifest, head):
        headers[str(manifest.value(header, HT.fieldName))] = str(manifest.value(header, HT.fieldValue))
    body = manifest.value(request, HT.body)
    content = b"" if body is None else str(manifest.value(body, CNT.chars)).encode(
        str(manifest.value(body, CNT.characterEncoding) or "UTF-8").lower()
    )
    found = await client.request(
        str(manifest.value(request, HT.methodName)), str(manifest.value(request, HT.absolutePath)),
        headers=headers, content=content,
    )
    if refused:
        assert 400 <= found.status_code < 500
        return
    expected = manifest.value(request, HT.resp)
    wanted = {str(status)[-3] for status in manifest.objects(expected, MF.expectedStatus)}
    assert str(found.status_code)[0] in wanted, found.text
    if (answer := manifest.value(expected, MF.expectedBoolean)) is not None:
        assert found.json()["boolean"] is cast("rdflib.Literal", answer).value
    form = str(manifest.value(expected, MF.expectedFormat))
    media = found.headers["content-type"].partition(";")[0]
    assert form == "None" or media in (GRAPHS if form == "RDF" else TABLES)


@pytest.mark.parametrize("media", TABLES)
@pytest.mark.parametrize("query", [f"SELECT ?p WHERE {{ <{ENTITY}> ?p ?o }}", f"ASK {{ <{ENTITY}> ?p ?o }}"])
def test_a_table_comes_in_each_format(client: httpx.Client, media: str, query: str) -> None:
    found = client.get("/sparql", params={"query": query}, headers={"accept": media})
    assert found.status_code == 200
    assert found.headers["content-type"].partition(";")[0] == media
    assert len(found.content) > 3


@pytest.mark.parametrize("media", GRAPHS)
def test_a_graph_comes_in_each_format_and_holds_the_same_triples(client: httpx.Client, media: str) -> None:
    query = f"CONSTRUCT WHERE {{ <{ENTITY}> ?p ?o }}"
    plain = client.post("/sparql", content=query, headers={
        "accept": "application/n-triples", "content-type": "application/sparql-query"})
    found = client.get("/sparql", params={"query": query}, headers={"accept": media})
    assert found.headers["content-type"].partition(";")[0] == media
    parsed = {quad.object for quad in pyoxigraph.parse(
        found.content, format=pyoxigraph.RdfFormat.from_media_type(media))}
    assert parsed == {quad.object for quad in pyoxigraph.parse(plain.content, format=pyoxigraph.RdfFormat.N_TRIPLES)}
    assert len(parsed) > 3


def test_nothing_that_the_client_takes_is_406(client: httpx.Client) -> None:
    assert client.get("/sparql", params={"query": "ASK {}"}, headers={"accept": "image/png"}).status_code == 406


def test_weights_choose_the_format(client: httpx.Client) -> None:
    accept = "application/sparql-results+json;q=0.2, text/csv;q=0.9, application/sparql-results+xml;q=0"
    found = client.get("/sparql", params={"query": "SELECT * {} LIMIT 1"}, headers={"accept": accept})
    assert found.headers["content-type"].startswith("text/csv")


def test_a_named_graph_as_default_graph_answers_alone(client: httpx.Client) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    graphs = client.get("/sparql", params={"query": "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"}).json()
    graph = graphs["results"]["bindings"][0]["g"]["value"]
    whole, part = (
        int(client.get("/sparql", params={"query": count, **more}).json()["results"]["bindings"][0]["n"]["value"])
        for more in ({}, {"default-graph-uri": graph})
    )
    assert 0 < part < whole


def test_an_answer_is_not_sent_again_to_who_holds_it(client: httpx.Client) -> None:
    params = {"query": "SELECT * { ?s ?p ?o } LIMIT 3"}
    first = client.get("/sparql", params=params)
    again = client.get("/sparql", params=params, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/sparql", params=params, headers={"if-none-match": first.headers["etag"], "accept": "text/csv"})
    assert other.status_code == 200


def test_an_answer_that_differs_each_time_has_no_etag(client: httpx.Client) -> None:
    assert "etag" not in client.get("/sparql", params={"query": "SELECT (RAND() AS ?r) {}"}).headers


def test_head_tells_the_headers_of_get(client: httpx.Client) -> None:
    params = {"query": "SELECT * { ?s ?p ?o } LIMIT 3"}
    head, get = client.head("/sparql", params=params), client.get("/sparql", params=params)
    assert head.content == b""
    assert head.status_code == 200
    assert [head.headers[name] for name in ("content-type", "etag")] == [
        get.headers[name] for name in ("content-type", "etag")]


def test_a_large_answer_is_compressed_where_that_is_taken(client: httpx.Client) -> None:
    params = {"query": "SELECT * { ?s ?p ?o } LIMIT 500"}
    packed = client.get("/sparql", params=params)
    plain = client.get("/sparql", params=params, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()


def test_any_page_of_the_web_may_ask(client: httpx.Client) -> None:
    asked = client.options("/sparql", headers={"origin": "https://elsewhere.example",
                                               "access-control-request-method": "POST"})
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == "*"
    assert "POST" in asked.headers["access-control-allow-methods"]
    found = client.get("/sparql", params={"query": "ASK {}"}, headers={"origin": "https://elsewhere.example"})
    assert found.headers["access-control-allow-origin"] == "*"


def test_without_a_query_the_service_describes_itself_with_counts(client: httpx.Client) -> None:
    described = rdflib.Graph().parse(data=client.get("/sparql").text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    (service,) = described.subjects(RDF.type, sd.Service)
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in described
    dataset = described.value(service, sd.defaultDataset)
    counted = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).json()
    assert str(described.value(dataset, void.triples)) == counted["results"]["bindings"][0]["n"]["value"]
    assert len(list(described.objects(dataset, void.classPartition))) > 5
    assert len(list(described.objects(dataset, sd.namedGraph))) == 5
    assert (None, RDFS.label, None) not in described


@pytest.mark.parametrize("query", [
    "INSERT DATA { <urn:a> <urn:b> <urn:c> }", "DELETE WHERE { ?s ?p ?o }", "LOAD <http://127.0.0.1:9/>", "CLEAR ALL",
    "PREFIX a: <urn:a> INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }", "DROP ALL",
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SELECT * { SERVICE SILENT ?where { ?s ?p ?o } }",
    "ASK { SeRvIcE<http://127.0.0.1:9/>{?s ?p ?o} }",
    # A tokenizer that takes <2)SERVICE?e#> for an IRI does not see this one; the parser does.
    "SELECT * { FILTER(1<2)SERVICE?e#>\n{ ?s ?p ?o } }",
    "SELECT * { { SELECT * { OPTIONAL { SERVICE <http://127.0.0.1:9/> {} } } } }",
    "SELECT * { FILTER EXISTS { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } }",
])
def test_what_writes_or_asks_elsewhere_is_403(client: httpx.Client, query: str) -> None:
    found = client.get("/sparql", params={"query": query})
    assert found.status_code == 403, found.text
    assert found.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("query", [
    "SELECT ?service WHERE { ?service ?p ?o } LIMIT 1", 'SELECT ("SERVICE <urn:a> {}" AS ?x) {}',
    "SELECT * { <http://service.example/service> ?p ?o } # SERVICE", "PREFIX service: <urn:s> ASK { service:a ?p ?o }",
])
def test_the_word_service_alone_is_no_reason_to_refuse(client: httpx.Client, query: str) -> None:
    assert client.get("/sparql", params={"query": query}).status_code == 200


def test_an_update_by_the_protocol_is_403(client: httpx.Client) -> None:
    direct = client.post("/sparql", content="CLEAR ALL", headers={"content-type": "application/sparql-update"})
    assert direct.status_code == client.post("/sparql", data={"update": "CLEAR ALL"}).status_code == 403


def test_stock_clients_ask_as_they_come() -> None:
    from rdflib.plugins.stores.sparqlstore import SPARQLStore
    from SPARQLWrapper import JSON, SPARQLWrapper

    url = server().url + "/sparql"
    graph = rdflib.Graph(SPARQLStore(url))
    assert len(list(graph.query(f"SELECT ?o {{ <{ENTITY}> ?p ?o }}"))) > 3
    assert (rdflib.URIRef(ENTITY), None, None) in graph
    wrapper = SPARQLWrapper(url, returnFormat=JSON)
    wrapper.setQuery(f"SELECT ?o {{ <{ENTITY}> ?p ?o }}")
    found = wrapper.queryAndConvert()
    assert isinstance(found, dict)
    assert len(found["results"]["bindings"]) > 3
