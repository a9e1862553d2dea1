"""The description of the endpoint: SPARQL 1.1 Service Description and VoID, with counts of the build that is served."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response

from graph.iris import BASE
from queries.server import exchange
from queries.server.negotiation import chosen
from queries.server.problem import Problem
from queries.server.state import State, state_of

MOST_GRAPHS = 500  # named graphs that are listed; there is one a report
_FORMATS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples",
    "N-Quads", "TriG", "RDF_XML", "JSON-LD",
)
_COUNTS = {
    "triples": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "entities": "SELECT (COUNT(*) AS ?n) WHERE { ?s <https://zhengmai.example/ontology#kind> ?o }",
    "subjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }",
    "classes": "SELECT ?it (COUNT(*) AS ?n) WHERE { ?s a ?it } GROUP BY ?it ORDER BY ?it",
    "properties": "SELECT ?it (COUNT(*) AS ?n) WHERE { ?s ?it ?o } GROUP BY ?it ORDER BY ?it",
    "graphs": "SELECT ?it (COUNT(*) AS ?n) WHERE { GRAPH ?it { ?s ?p ?o } } GROUP BY ?it ORDER BY ?it",
}
_PREFIXES = """@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix formats: <http://www.w3.org/ns/formats/> .
"""


async def respond(request: Request, state: State) -> Response:
    """The description, in Turtle or any other form of RDF."""
    offered = ("text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml")
    media = chosen(request.headers.get("accept"), offered)
    if media is None:
        raise Problem(406, f"the description comes as {', '.join(offered)}")
    generation = state.generation
    tag = exchange.etag(generation.id, "description", media, state.base(request))
    if exchange.is_fresh(request, tag):
        return exchange.unchanged(tag)
    text = "".join(_turtle(state.base(request), await counts(state)))
    if media == "text/turtle":
        return await exchange.respond(request, text.encode(), media, tag=tag)
    # A description that holds no variable is a CONSTRUCT of itself: the engine writes it in the other forms.
    head, _, triples = text.partition("\n\n")
    prologue = head.replace("@prefix", "PREFIX").replace(" .\n", "\n").removesuffix(" .")
    query = f"{prologue}\nCONSTRUCT {{ {triples} }} WHERE {{}}"
    found = await generation.ask("sparql", {"text": query, "accept": [media], "base": BASE}, "description")
    return await exchange.respond(request, found.body, media, tag=tag)


async def void(request: Request) -> Response:
    """/.well-known/void."""
    return await respond(request, state_of(request))


async def counts(state: State) -> dict[str, object]:
    """The counts of the build that is served, asked of it once."""
    generation = state.generation
    if generation.id not in state.described:
        answers = await asyncio.gather(*(
            generation.ask(
                "sparql", {"text": text, "accept": ["application/sparql-results+json"], "base": BASE}, f"counts {name}"
            ) for name, text in _COUNTS.items()
        ))
        found: dict[str, object] = {}
        for name, answer in zip(_COUNTS, answers, strict=True):
            rows = json.loads(answer.body)["results"]["bindings"]
            pairs = [(row["it"]["value"], int(row["n"]["value"])) for row in rows if "it" in row]
            found[name] = pairs if "?it" in _COUNTS[name] else int(rows[0]["n"]["value"])
        state.described.clear()
        state.described[generation.id] = found
    return state.described[generation.id]


def _turtle(base: str, found: dict[str, object]) -> Iterator[str]:
    endpoint = f"{base}/sparql"
    yield f"{_PREFIXES}\n<{endpoint}#service> a sd:Service ;\n  sd:endpoint <{endpoint}> ;\n"
    yield "  sd:supportedLanguage sd:SPARQL11Query ;\n  sd:feature sd:EmptyGraphs ;\n"
    yield "".join(f"  sd:resultFormat <http://www.w3.org/ns/formats/{name}> ;\n" for name in _FORMATS)
    yield f"  sd:defaultDataset <{endpoint}#dataset> .\n"
    yield f"<{endpoint}#dataset> a sd:Dataset , void:Dataset ;\n  dct:title \"Zhengmai\" ;\n"
    yield f"  void:sparqlEndpoint <{endpoint}> ;\n  void:dataDump <{base}/api/exports/nquads> ;\n"
    yield f"  void:uriSpace \"{BASE}\" ;\n  void:vocabulary <{BASE}ontology#> ;\n"
    yield f"  void:triples {found['triples']} ;\n  void:entities {found['entities']} ;\n"
    yield f"  void:distinctSubjects {found['subjects']} ;\n"
    parts = (("classPartition", "classes", "class", "entities"),
             ("propertyPartition", "properties", "property", "triples"))
    for name, key, term, _ in parts:
        for place, _ in enumerate(_pairs(found[key])):
            yield f"  void:{name} <{endpoint}#{term}-{place}> ;\n"
    yield f"  sd:defaultGraph <{endpoint}#default> .\n"
    yield f"<{endpoint}#default> a sd:Graph ; void:triples {found['triples']} .\n"
    for _, key, term, what in parts:
        for place, (iri, size) in enumerate(_pairs(found[key])):
            yield f"<{endpoint}#{term}-{place}> void:{term} <{iri}> ; void:{what} {size} .\n"
    for place, (iri, size) in enumerate(_pairs(found["graphs"])[:MOST_GRAPHS]):
        named, content = f"<{endpoint}#graph-{place}>", f"<{endpoint}#content-{place}>"
        yield f"<{endpoint}#dataset> sd:namedGraph {named} .\n"
        yield f"{named} a sd:NamedGraph ; sd:name <{iri}> ; sd:graph {content} .\n"
        yield f"{content} a sd:Graph ; void:triples {size} .\n"


def _pairs(counted: object) -> list[tuple[str, int]]:
    assert isinstance(counted, list)
    return counted
