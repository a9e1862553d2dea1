"""The Cypher endpoint: a query with its parameters by GET or POST, its rows as JSON or CSV."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from queries.server import exchange, log
from queries.server.cypher import MEDIA
from queries.server.negotiation import chosen, wishes
from queries.server.problem import Problem
from queries.server.protocol import FORM
from queries.server.state import state_of

FIELDS = ("query", "parameters", "format")
FORMATS = {"json": "application/json", "csv": "text/csv"}
_UNSTEADY = ("rand", "timestamp", "date", "time", "uuid")
DEEP = 20


async def cypher(request: Request) -> Response:
    """/cypher."""
    state = state_of(request)
    limit = state.settings.query_bytes
    asked = _fields(await _sent(request, limit))
    bare = asked.get("query") is None and request.method != "POST"
    if bare and wishes(request.headers.get("accept"))[:1] == ["text/html"]:
        return RedirectResponse("/query/cypher", 303)
    text, parameters, media = _checked(asked, request)
    if len(text.encode("utf-8", "surrogatepass")) > limit:
        raise Problem(413, f"a query has at most {limit} bytes", outcome="too large")
    job = {"text": text, "parameters": parameters, "media": media}
    exchange.note(request, query=log.hashed(text))
    generation = state.generation
    tag = exchange.etag(generation.id, "cypher", job, state.settings.row_limit)
    forwarded = state.bolt is not None and state.settings.bolt_raw == 1  # what it holds is not of this build
    steady = not forwarded and not any(word in text.lower() for word in _UNSTEADY)
    if steady and exchange.is_fresh(request, tag):
        return exchange.unchanged(tag)
    if state.bolt is not None and forwarded:
        found = await state.bolt.query(job)
    else:
        found = await generation.ask("cypher", job, exchange.client(request, state.settings))
    exchange.note(request, rows=found.header["rows"], bytes=len(found.body))
    fields = {"Zhengmai-Build": generation.id}
    if found.header["cut"] is True:
        fields["Zhengmai-Cut"] = str(state.settings.row_limit)
    return await exchange.respond(request, found.body, media, tag=tag if steady else None, headers=fields)


async def _sent(request: Request, limit: int) -> Mapping[str, object]:
    if request.method != "POST":
        return dict(request.query_params)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    sent = exchange.text_of(await exchange.body(request, limit * (4 if media == FORM else 2)))
    if media == FORM:
        try:
            return dict(urllib.parse.parse_qsl(sent, keep_blank_values=True, errors="strict", max_num_fields=20))
        except ValueError as error:
            raise Problem(400, f"the form cannot be read: {error}", outcome="malformed") from error
    if media != "application/json":
        raise Problem(415, f"a query is sent as application/json or {FORM}", outcome="malformed")
    return _object(sent, "the body")


def _fields(sent: Mapping[str, object]) -> Mapping[str, object]:
    for name in sent:
        if name not in FIELDS:
            raise Problem(400, f"{name[:80]}: is unknown: there are {', '.join(FIELDS)}", outcome="malformed")
    return sent


def _checked(asked: Mapping[str, object], request: Request) -> tuple[str, Mapping[str, object], str]:
    text, form, given = asked.get("query"), asked.get("format", ""), asked.get("parameters", {})
    if not isinstance(text, str) or text.strip() == "":
        raise Problem(400, "query: holds the text of a query", outcome="malformed")
    if form not in ("", *FORMATS):
        raise Problem(400, f"format: is one of {', '.join(FORMATS)}", outcome="malformed")
    media = FORMATS[str(form)] if form != "" else chosen(request.headers.get("accept"), MEDIA)
    if media is None:
        raise Problem(406, f"rows come as {', '.join(MEDIA)}")
    parameters = _object(given or "{}", "parameters") if isinstance(given, str) else given
    if not isinstance(parameters, Mapping) or not _is_plain(parameters, DEEP):
        raise Problem(400, "parameters: is an object of texts, numbers, lists and objects", outcome="malformed")
    return text, parameters, media


def _object(text: str, what: str) -> Mapping[str, object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Problem(400, f"{what}: is no JSON: {error}", outcome="malformed") from error
    if not isinstance(found, dict):
        raise Problem(400, f"{what}: is no object of JSON", outcome="malformed")
    return found


def _is_plain(value: object, deep: int) -> bool:
    if deep == 0:
        return False
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and _is_plain(item, deep - 1) for key, item in value.items())
    if isinstance(value, list):
        return all(_is_plain(item, deep - 1) for item in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return -(2**63) <= value < 2**63
    return value is None or isinstance(value, str | float | bool)
