"""The OpenAPI 3.1 document of the server, written beside the routes it tells of; a test compares both."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from graph.candidates import SORTS
from queries.server import exchange
from queries.server.api import SEARCHED
from queries.server.state import state_of

Part: TypeAlias = dict[str, object]

_TEXT: Part = {"type": "string"}
_NUMBER: Part = {"type": "integer"}
_OBJECT: Part = {"type": "object"}
_PAGE: Part = {
    "type": "object", "required": ["items", "total", "next"],
    "properties": {"items": {"type": "array", "items": _OBJECT}, "total": _NUMBER,
                   "next": {"type": ["string", "null"], "description": "the cursor of the next page"}},
}
_TABLE: Part = {
    "type": "object", "required": ["columns", "rows", "cut"],
    "properties": {"columns": {"type": "array", "items": _TEXT}, "rows": {"type": "array", "items": _OBJECT},
                   "cut": {"type": "boolean"}},
}
_PROBLEM: Part = {
    "type": "object", "required": ["type", "title", "status", "detail"],
    "properties": {"type": _TEXT, "title": _TEXT, "status": _NUMBER, "detail": _TEXT},
}
_REFUSALS = {
    "400": "the request is wrong", "404": "no such thing", "406": "no such form", "413": "too large",
    "429": "too many queries of one client", "503": "busy: Retry-After says when to try again", "504": "too slow",
}


def document(base: str) -> Part:
    """The document of a server at an address."""
    paths: Part = {
        "/api/search": _get("Find entities or documented lineages by a name, or sentences by their words", _PAGE, [
            _query("q", {"type": "string", "minLength": 2, "maxLength": 300}, required=True),
            _query("in", {"type": "string", "enum": list(SEARCHED)}),
            _query("kind", {"type": "string"}), *_paged()]),
        "/api/entities/{id}": _get("An entity and its edges, each with its sentence", _OBJECT, [_id()]),
        "/api/timeline/{id}": _get("What is said of an entity, in the order of time", _PAGE, [_id(), *_paged()]),
        "/api/lineage/{id}": _get("Who had a reform, since when at the latest, from whom", _OBJECT, [_id()]),
        "/api/statements/{id}": _get("A statement, its evidence and what surrounds it", _OBJECT, [_id()]),
        "/api/reports": _get("The reports", _PAGE, _paged()),
        "/api/reports/{id}": _get("A report, apart from its text", _OBJECT, [_id()]),
        "/api/reports/{id}/statements": _get("The statements of a report", _PAGE, [_id(), *_paged()]),
        "/api/genealogies": _get("The documented lineages, with what proves their events", _PAGE, _paged()),
        "/api/genealogies/{id}": _get(
            "A documented lineage: its events with their sources, joined with what the reports say", _OBJECT, [_id()]),
        "/api/review": _get("How much waits for a person's judgement, and how what was judged stands", _OBJECT, []),
        "/api/review/candidates": _get("What waits for judgement, the surest and widest first", _PAGE, [
            _query("sort", {"type": "string", "enum": list(SORTS)}),
            _query("about", {"type": "string", "maxLength": 300}), *_paged()]),
        "/api/review/judgements": _get("The judgements in force and what each changes", _PAGE, _paged()),
        "/api/review/conflicts": _get("The judgements in conflict, none of which is applied", _PAGE, _paged()),
        "/api/coverage": _get("What is here and how much of it is covered", _OBJECT, []),
        "/api/questions": _get("The questions, with their parameters", _PAGE, _paged()),
        "/api/questions/{name}": _get(
            "The rows of a question; its own parameters stand beside these", _TABLE,
            [_path("name"), _query("by", {"type": "string", "enum": ["cypher", "sparql"]}),
             _query("format", {"type": "string", "enum": ["json", "csv"]})], csv=True),
        "/api/exports": _get("The formats in which the whole graph comes", _PAGE, _paged()),
        "/api/exports/{name}": _get("The whole graph in a format", None, [_path("name")]),
        "/api/pictures/{kind}/{id}": _get("A picture of a reform, service, platform or place as SVG", None, [
            _path("kind", ["curve", "tiles", "lineage", "timeline"]), _id(),
            _query("lang", {"type": "string", "enum": ["zh", "en"]})]),
        "/sparql": _sparql(),
        "/cypher": _cypher(),
        "/health": _get("Whether the server is well", _OBJECT, []),
        "/metrics": _get("Numbers for Prometheus", None, []),
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Zhengmai", "version": "1", "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
                 "description": "What Chinese local governments report, with the sentence behind every edge."},
        "servers": [{"url": base}], "paths": paths,
        "components": {"schemas": {"Problem": _PROBLEM}},
    }


async def openapi(request: Request) -> Response:
    """/openapi.json."""
    content = json.dumps(document(state_of(request).base(request)), ensure_ascii=False).encode()
    return await exchange.respond(request, content, "application/json", tag=exchange.etag("openapi", content.decode()))


def _get(summary: str, schema: Part | None, parameters: Sequence[Part], *, csv: bool = False) -> Part:
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": _responses(schema, csv=csv)}}


def _responses(schema: Part | None, *, csv: bool = False) -> Part:
    content: Part = {"*/*": {}} if schema is None else {"application/json": {"schema": schema}}
    if csv:
        content["text/csv"] = {"schema": _TEXT}
    problem: Mapping[str, object] = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    refusals = {status: {"description": text, "content": problem} for status, text in _REFUSALS.items()}
    answers = {"200": {"description": "the answer", "content": content}, "304": {"description": "not modified"}}
    return {**answers, **refusals}


def _sparql() -> Part:
    summary, any_form = "SPARQL 1.1 Protocol, queries only", _responses(None)
    refusals = {"403": {"description": "updates, LOAD and SERVICE"}, "415": {"description": "media type"}}
    query = [_query(name, _TEXT) for name in ("query", "default-graph-uri", "named-graph-uri", "format")]
    form = {"type": "object", "properties": {"query": _TEXT}, "required": ["query"]}
    return {
        "get": {"summary": summary, "parameters": query, "responses": {**any_form, **refusals}},
        "post": {
            "summary": summary, "responses": {**any_form, **refusals},
            "requestBody": {"required": True, "content": {
                "application/x-www-form-urlencoded": {"schema": form}, "application/sparql-query": {"schema": _TEXT},
            }},
        },
    }


def _cypher() -> Part:
    summary = "Cypher that only reads: no writes, LOAD CSV, UNION or CALL"
    answers = {**_responses(_TABLE, csv=True), "403": {"description": "it writes, reads files, or joins queries"},
               "415": {"description": "media type"}}
    sent = {"type": "object", "required": ["query"], "additionalProperties": False, "properties": {
        "query": _TEXT, "parameters": _OBJECT, "format": {"type": "string", "enum": ["json", "csv"]}}}
    return {
        "get": {"summary": summary, "responses": answers,
                "parameters": [_query("query", _TEXT, required=True), _query("parameters", _TEXT),
                               _query("format", {"type": "string", "enum": ["json", "csv"]})]},
        "post": {"summary": summary, "responses": answers,
                 "requestBody": {"required": True, "content": {"application/json": {"schema": sent}}}},
    }


def _id() -> Part:
    return _path("id")


def _path(name: str, values: Sequence[str] = ()) -> Part:
    schema: Part = {"type": "string", "minLength": 1, "maxLength": 300}
    if len(values) > 0:
        schema = {"type": "string", "enum": list(values)}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query(name: str, schema: Part, *, required: bool = False) -> Part:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def _paged() -> list[Part]:
    return [_query("cursor", _TEXT), _query("limit", {"type": "integer", "minimum": 1, "maximum": 100})]
