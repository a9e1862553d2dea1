"""The SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/): a request's query, its dataset, its answer."""

from __future__ import annotations

import re
import urllib.parse
from collections import defaultdict

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from queries.server import description, exchange, log
from queries.server.negotiation import wishes
from queries.server.problem import Problem
from queries.server.state import State, state_of

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
# Short names for links, which cannot set a header: /sparql?query=…&format=csv
FORMATS = {
    "json": "application/json", "xml": "application/xml", "csv": "text/csv", "tsv": "text/tab-separated-values",
    "turtle": "text/turtle", "ntriples": "application/n-triples", "nquads": "application/n-quads",
    "trig": "application/trig", "rdfxml": "application/rdf+xml", "jsonld": "application/ld+json",
}
# Functions that answer otherwise each time: such an answer has no ETag.
_UNSTEADY = re.compile(r"\b(now|rand|uuid|struuid|bnode)\s*\(", re.IGNORECASE)


async def sparql(request: Request) -> Response:
    """/sparql."""
    state = state_of(request)
    asked = await _asked(request, state)
    if "update" in asked:
        raise Problem(403, "updates are not served here: this endpoint only reads")
    if "query" not in asked:
        if request.method == "POST":
            raise Problem(400, "a POST holds a query", outcome="malformed")
        if wishes(request.headers.get("accept"))[:1] == ["text/html"]:
            return RedirectResponse("/query/sparql", 303)
        return await description.respond(request, state)
    if len(asked["query"]) != 1:
        raise Problem(400, "one request holds one query", outcome="malformed")
    return await _answer(request, state, asked)


async def _answer(request: Request, state: State, asked: dict[str, list[str]]) -> Response:
    text = asked["query"][0]
    if len(text.encode("utf-8", "surrogatepass")) > state.settings.query_bytes:
        raise Problem(413, f"a query has at most {state.settings.query_bytes} bytes", outcome="too large")
    accept = _accepted(request, asked)
    job: dict[str, object] = {"text": text, "accept": accept, "base": state.base(request) + "/sparql"}
    default, named = asked.get("default-graph-uri"), asked.get("named-graph-uri")
    if default is not None or named is not None:
        job |= {"default_graphs": default or [], "named_graphs": named or []}
    exchange.note(request, query=log.hashed(text))
    generation = state.generation
    tag = exchange.etag(generation.id, job, state.settings.row_limit)
    steady = _UNSTEADY.search(text) is None
    if steady and exchange.is_fresh(request, tag):
        return exchange.unchanged(tag)
    found = await generation.ask("sparql", job, exchange.client(request, state.settings))
    header = found.header
    exchange.note(request, rows=header["rows"], bytes=len(found.body))
    fields = {"Zhengmai-Build": generation.id}
    if header.get("cut") is True:
        fields["Zhengmai-Cut"] = str(state.settings.row_limit)
    return await exchange.respond(
        request, found.body, str(header["media"]), tag=tag if steady else None, headers=fields
    )


def _accepted(request: Request, asked: dict[str, list[str]]) -> list[str]:
    form = asked.get("format", [""])[0]
    if form == "":
        return wishes(request.headers.get("accept"))
    if form not in FORMATS:
        raise Problem(400, f"format: is one of {', '.join(FORMATS)}", outcome="malformed")
    return [FORMATS[form]]


async def _asked(request: Request, state: State) -> dict[str, list[str]]:
    """The parameters of the request: of its address, and of its body where it is a form or a query."""
    found = parsed(request.scope["query_string"])
    if request.method != "POST":
        return found
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", request.headers.get("content-type", ""))
    if charset is not None and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise Problem(415, "a query is sent in UTF-8", outcome="malformed")
    # A form's letters are escaped: three bytes for one.
    sent = await exchange.body(request, state.settings.query_bytes * (4 if media == FORM else 1))
    if media == QUERY:
        if "query" in found:
            raise Problem(400, "one request holds one query", outcome="malformed")
        return {**found, "query": [exchange.text_of(sent)]}
    if media == FORM:
        if "query" in found:
            raise Problem(400, "a form holds its query in the body alone", outcome="malformed")
        for name, values in parsed(sent).items():
            found.setdefault(name, []).extend(values)
        return found
    if media == UPDATE:
        raise Problem(403, "updates are not served here: this endpoint only reads")
    raise Problem(415, f"a query is sent as {FORM} or {QUERY}", outcome="malformed")


def parsed(data: bytes) -> dict[str, list[str]]:
    """The fields of a form or of the query of an address, each with its values. Raises Problem."""
    found: dict[str, list[str]] = defaultdict(list)
    try:
        text = data.decode("ascii")
        pairs = urllib.parse.parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200)
    except UnicodeDecodeError as error:
        raise Problem(400, "the request is not in UTF-8, or not escaped", outcome="malformed") from error
    except ValueError as error:
        raise Problem(400, f"the parameters cannot be read: {error}", outcome="malformed") from error
    for name, value in pairs:
        found[name].append(value)
    return dict(found)
