"""The pages: what the API says, as HTML in Chinese or English, without scripts and without any other server."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Mapping
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from graph import iris
from queries.server import api, exchange, log
from queries.server.negotiation import chosen, language
from queries.server.problem import Problem
from queries.server.protocol import FORMATS, parsed
from queries.server.rendering import STATIC, Cells, cell, rendered, small_graph, sparql_cells
from queries.server.state import State, state_of
from queries.server.terms import terms

__all__ = ["STATIC"]

Found: TypeAlias = Mapping[str, object]
RDF = ("text/html", "application/ld+json", "text/turtle", "application/n-triples", "application/rdf+xml")
NO_PAGES = ("/api/", "/sparql", "/cypher", "/health", "/metrics", "/openapi.json", "/.well-known/")
OWN = ("lang", "by", "run")  # names of the page's own, beside those of a question


def is_page(request: Request) -> bool:
    """Whether a browser asked for a page."""
    if request.url.path.startswith(NO_PAGES):
        return False
    return chosen(request.headers.get("accept"), ("application/problem+json", "text/html")) == "text/html"


async def refused(request: Request, problem: Problem) -> Response:
    """A page that tells a problem."""
    response = await page(request, "problem.html", status=problem.status, detail=problem.detail, code=problem.status)
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


async def front(request: Request) -> Response:
    """/"""
    found, exports = await reader_says(request, "front"), await reader_says(request, "exports")
    listed = await reader_says(request, "genealogies")
    return await page(request, "front.html", found=found, exports=exports, genealogies=listed)


async def search(request: Request) -> Response:
    """/search"""
    query = request.query_params
    text, where = query.get("q", ""), query.get("in", "")
    asked = {"q": text, "in": where if where in api.SEARCHED else "entities"}
    items = await reader_says(request, "search", **asked)
    shown, following = _paged(request, items, state_of(request))
    return await page(request, "search.html", q=text, where=asked["in"], items=shown, next=following,
                      total=len(items) if isinstance(items, list) else 0)


async def reports(request: Request) -> Response:
    """/reports"""
    shown, following = _paged(request, await reader_says(request, "reports"), state_of(request))
    return await page(request, "reports.html", items=shown, next=following)


async def genealogies(request: Request) -> Response:
    """/genealogies"""
    shown, following = _paged(request, await reader_says(request, "genealogies"), state_of(request))
    return await page(request, "genealogies.html", items=shown, next=following)


async def genealogy(request: Request) -> Response:
    """/genealogies/{id}"""
    found = await reader_says(request, "genealogy", id=request.path_params["id"])
    return await page(request, "genealogy.html", found=found)


async def questions(request: Request) -> Response:
    """/questions"""
    return await page(request, "questions.html", items=await reader_says(request, "questions"))


async def question(request: Request) -> Response:
    """/questions/{name}"""
    name = request.path_params["name"]
    listed = await reader_says(request, "questions")
    assert isinstance(listed, list)
    known = [each for each in listed if each["name"] == name]
    if len(known) == 0:
        raise Problem(404, f"{name}: no such question", outcome="not found")
    query = request.query_params
    given = {key: value for key, value in query.items() if key not in OWN}
    by = query.get("by", "cypher") if query.get("by") in ("cypher", "sparql") else "cypher"
    facts: dict[str, object] = {"q": known[0], "given": given, "by": by, "asked": "run" in query}
    if "run" in query or len(known[0]["parameters"]) == 0:
        facts |= await _asked(request, name, by, given)
    csv = urllib.parse.urlencode({**given, "format": "csv", "by": by})
    return await page(request, "question.html", csv=f"/api/questions/{name}?{csv}", **facts)


async def query_sparql(request: Request) -> Response:
    """/query/sparql"""
    return await _query(request, "sparql", "SPARQL")


async def query_cypher(request: Request) -> Response:
    """/query/cypher"""
    return await _query(request, "cypher", "Cypher")


async def entity(request: Request) -> Response:
    """/id/{id}: as a page or as RDF."""
    media = _media(request)
    entity_id = request.path_params["id"]
    if media != "text/html":
        return await _rdf(request, [iris.entity_iri(entity_id)], media)
    found = await reader_says(request, "entity", id=entity_id)
    assert isinstance(found, dict)
    lineal = found["kind"] in ("Reform", "Service", "Platform", "PlatformType", "PolicyDocument")
    lineage = await reader_says(request, "lineage", id=entity_id) if lineal and found["statements"] else None
    pictures = ["timeline"] if found["kind"] == "Place" and found["reports"] else []
    pictures = ["curve", "lineage"] if lineage is not None else pictures
    return await page(request, "entity.html", found=found, lineage=lineage, pictures=pictures)


async def statement(request: Request) -> Response:
    """/statement/{id}: as a page or as RDF."""
    media, name = _media(request), request.path_params["id"]
    if media != "text/html":
        iri = iris.statement_iri(name)
        return await _rdf(request, [iri, *(f"{iri}#{part}" for part in ("target", "quote", "position"))], media)
    return await page(request, "statement.html", found=await reader_says(request, "statement", id=name))


async def report(request: Request) -> Response:
    """/report/{id}: as a page, its sentences marked, or as RDF."""
    media, name = _media(request), request.path_params["id"]
    if media != "text/html":
        return await _rdf(request, [iris.report_iri(name)], media)
    return await page(request, "report.html", found=await reader_says(request, "report", id=name, whole="yes"))


async def _query(request: Request, kind: str, name: str) -> Response:
    state = state_of(request)
    text = request.query_params.get("query", "")
    if request.method == "POST":
        sent = parsed(await exchange.body(request, state.settings.query_bytes * 4))
        text = sent.get("query", [""])[0]
    facts: dict[str, object] = {"columns": None, "graph": None, "problem": None}
    if text.strip() != "":
        try:
            facts |= await _run(request, state, kind, text)
        except Problem as problem:
            exchange.note(request, outcome=problem.outcome)
            facts |= {"problem": problem.detail, "code": problem.status}
    examples = await reader_says(request, "questions")
    return await page(
        request, "query.html", language=kind, name=name, text=text, examples=examples, terms=terms(kind), **facts
    )


async def _run(request: Request, state: State, kind: str, text: str) -> Found:
    if len(text.encode("utf-8", "surrogatepass")) > state.settings.query_bytes:
        raise Problem(413, f"a query has at most {state.settings.query_bytes} bytes", outcome="too large")
    exchange.note(request, query=log.hashed(text))
    job: dict[str, object] = {"text": text}
    if kind == "sparql":
        job |= {"accept": ["application/sparql-results+json", "text/turtle"], "base": state.base(request) + "/sparql"}
    else:
        job |= {"parameters": {}, "media": "application/json"}
    found = await state.generation.ask(kind, job, exchange.client(request, state.settings))
    exchange.note(request, rows=found.header["rows"])
    if found.header["media"] == "text/turtle":
        return {"graph": found.body.decode()}
    told = json.loads(found.body)
    if kind == "sparql":
        columns, rows = sparql_cells(told, _lang(request))
    else:
        columns = told["columns"]
        rows = [[cell(column, row.get(column), _lang(request)) for column in columns] for row in told["rows"]]
    return {"columns": columns, "rows": rows, "cut": found.header.get("cut"), "network": small_graph(columns, rows)}


async def _asked(request: Request, name: str, by: str, given: Mapping[str, str]) -> Found:
    asked = {"name": name, "by": by, "media": "application/json", **{f"p.{key}": each for key, each in given.items()}}
    try:
        found = await api.ask(state_of(request), request, "ask", asked)
    except Problem as problem:
        exchange.note(request, outcome=problem.outcome)
        return {"problem": problem.detail, "code": problem.status}
    told = json.loads(found.body)
    rows: Cells = [[cell(column, row[column], _lang(request)) for column in told["columns"]] for row in told["rows"]]
    digest = any(row.get("text_kind") == "digest" for row in told["rows"])
    network = small_graph(told["columns"], rows)
    return {"columns": told["columns"], "rows": rows, "cut": told["cut"], "digest": digest, "network": network}


def _media(request: Request) -> str:
    form = request.query_params.get("format")
    if form is not None:
        if FORMATS.get(form) not in RDF:
            raise Problem(400, "format: is turtle, jsonld, ntriples or rdfxml", outcome="malformed")
        return FORMATS[form]
    media = chosen(request.headers.get("accept"), RDF)
    if media is None:
        raise Problem(406, f"this comes as {', '.join(RDF)}")
    return media


async def _rdf(request: Request, subjects: list[str], media: str) -> Response:
    state = state_of(request)
    tag = exchange.etag(state.generation.id, subjects, media)
    if exchange.is_fresh(request, tag):
        return exchange.unchanged(tag)
    values = " ".join(f"<{iri}>" for iri in subjects)
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {values} }} ?s ?p ?o }}"
    job = {"text": text, "accept": [media], "base": iris.BASE}
    found = await state.generation.ask("sparql", job, exchange.client(request, state.settings))
    if found.header["rows"] == 0:
        raise Problem(404, f"{subjects[0]}: nothing is known of it", outcome="not found")
    return await exchange.respond(request, found.body, media, tag=tag)


async def reader_says(request: Request, do: str, **asked: str) -> object:
    """What the reader answers, as the API gives it. Raises Problem."""
    return json.loads((await api.ask(state_of(request), request, do, asked)).body)


async def page(request: Request, template: str, *, code: object = 200, **facts: object) -> Response:
    """A page in the language that is asked for, with its ETag."""
    content = rendered(template, request, _lang(request), facts).encode("utf-8", "replace")
    status = code if isinstance(code, int) else 200
    # The page of a build, in a language, for an address: its content is its ETag.
    tag = exchange.etag(content.decode()) if status == 200 and request.method != "POST" else None
    if tag is not None and exchange.is_fresh(request, tag):
        return exchange.unchanged(tag)
    return await exchange.respond(request, content, "text/html", tag=tag, status=status)


def _lang(request: Request) -> str:
    return language(request.headers.get("accept-language"), request.query_params.get("lang"))


def _paged(request: Request, items: object, state: State) -> tuple[list[object], str | None]:
    assert isinstance(items, list)
    most = state.settings.page_rows
    given = request.query_params.get("page", "1")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 1
    start = (max(1, number) - 1) * most
    following = None
    if start + most < len(items):
        address = request.url.include_query_params(page=number + 1)
        following = f"{address.path}?{address.query}"
    return items[start : start + most], following
