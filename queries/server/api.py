"""The JSON API: search, entities, lineages, statements, reports, questions, exports; openapi.py describes it.

The review stands in review_endpoint.py.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from queries.server import exchange
from queries.server.cypher import MEDIA
from queries.server.frames import Frame
from queries.server.negotiation import chosen
from queries.server.problem import Problem
from queries.server.state import State, state_of

LONGEST = 300  # characters of an id or a text that is looked for
PAGED = ("cursor", "limit")
SEARCHED = ("entities", "statements", "genealogies")

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


async def looked_up(
    request: Request, do: str, asked: Mapping[str, str], allowed: Collection[str] = (), *, paged: bool = False
) -> Response:
    """What the reader says, as JSON; a list in pages."""
    state = state_of(request)
    refuse_unknown(request, (*allowed, *(PAGED if paged else ())))
    _refuse_odd(asked)
    media = chosen(request.headers.get("accept"), ("application/json",))
    if media is None:
        raise Problem(406, "this comes as application/json")
    generation = state.generation
    query = dict(request.query_params)
    tag = exchange.etag(generation.id, do, dict(asked), query)
    start, limit = window(query, generation.id, state.settings.page_rows) if paged else (0, 0)
    if exchange.is_fresh(request, tag):
        return exchange.unchanged(tag)
    found = await ask(state, request, do, asked)
    if not paged:
        return await exchange.respond(request, found.body, media, tag=tag)
    items = json.loads(found.body)
    told: dict[str, object] = {"items": items[start : start + limit], "total": len(items), "next": None}
    fields = {}
    if start + limit < len(items):
        told["next"] = cursor(start + limit, generation.id)
        address = request.url.include_query_params(cursor=told["next"])
        fields["Link"] = f'<{address.path}?{address.query}>; rel="next"'
    content = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
    return await exchange.respond(request, content, media, tag=tag, headers=fields)


async def ask(state: State, request: Request, do: str, asked: Mapping[str, str]) -> Frame:
    """The reader's answer. Raises Problem."""
    _refuse_odd(asked)
    if state.bolt is not None and _is_forwarded(state, do, asked):
        found = await state.bolt.ask(asked)
    else:
        job = {"do": do, "asked": dict(asked)}
        found = await state.generation.ask("reader", job, exchange.client(request, state.settings))
    exchange.note(request, rows=found.header.get("rows"), bytes=len(found.body))
    return found


def _is_forwarded(state: State, do: str, asked: Mapping[str, str]) -> bool:
    return state.bolt is not None and do == "ask" and asked["by"] == "cypher"


async def search(request: Request) -> Response:
    """/api/search?q=…"""
    names = ("q", "in", "kind")
    asked = {name: request.query_params[name] for name in names if name in request.query_params}
    if "q" not in asked:
        raise Problem(400, "q: what is looked for", outcome="malformed")
    if asked.get("in", "entities") not in SEARCHED:
        raise Problem(400, f"in: is one of {', '.join(SEARCHED)}", outcome="malformed")
    return await looked_up(request, "search", asked, names, paged=True)


def of_id(do: str, *, paged: bool = False) -> Handler:
    """The handler of what the reader says of one id."""

    async def handler(request: Request) -> Response:
        return await looked_up(request, do, {"id": request.path_params["id"]}, paged=paged)

    return handler


def of_all(do: str, *, paged: bool = False) -> Handler:
    """The handler of what the reader says of everything."""

    async def handler(request: Request) -> Response:
        return await looked_up(request, do, {}, paged=paged)

    return handler


async def question(request: Request) -> Response:
    """/api/questions/{name}: the rows of a question, with its parameters as those of the address."""
    state = state_of(request)
    query = dict(request.query_params)
    by, form = query.pop("by", "cypher"), query.pop("format", "")
    if by not in ("cypher", "sparql"):
        raise Problem(400, "by: is cypher or sparql", outcome="malformed")
    if form not in ("", "json", "csv"):
        raise Problem(400, "format: is json or csv", outcome="malformed")
    media = {"json": "application/json", "csv": "text/csv"}.get(form) or chosen(request.headers.get("accept"), MEDIA)
    if media is None:
        raise Problem(406, f"rows come as {', '.join(MEDIA)}")
    asked = {"name": request.path_params["name"], "by": by, "media": media} | {f"p.{k}": v for k, v in query.items()}
    # What a Neo4j holds is not of this build.
    tag = None if _is_forwarded(state, "ask", asked) else exchange.etag(state.generation.id, "question", asked)
    if tag is not None and exchange.is_fresh(request, tag):
        return exchange.unchanged(tag)
    found = await ask(state, request, "ask", asked)
    fields = {"Zhengmai-Cut": str(state.settings.row_limit)} if found.header["cut"] is True else {}
    return await exchange.respond(request, found.body, media, tag=tag, headers=fields)


async def export(request: Request) -> Response:
    """/api/exports/{name}: the whole graph."""
    state = state_of(request)
    refuse_unknown(request, ())
    name = request.path_params["name"]
    tag = exchange.etag(state.generation.id, "export", name)
    if exchange.is_fresh(request, tag):
        return exchange.unchanged(tag)
    found = await ask(state, request, "export", {"name": name})
    if len(found.body) > state.settings.export_bytes:
        raise Problem(413, f"this export is larger than {state.settings.export_bytes} bytes: `zhengmai export {name}` "
                           "makes it beside the workspace", outcome="too large")
    exchange.note(request, bytes=len(found.body))
    return await exchange.respond(request, found.body, str(found.header["media"]), tag=tag)


async def picture(request: Request) -> Response:
    """/api/pictures/{kind}/{id}: a picture of an entity as SVG."""
    state = state_of(request)
    refuse_unknown(request, ("lang",))
    asked = {**request.path_params, "lang": request.query_params.get("lang", "zh")}
    tag = exchange.etag(state.generation.id, "picture", asked)
    if exchange.is_fresh(request, tag):
        return exchange.unchanged(tag)
    found = await ask(state, request, "picture", asked)
    return await exchange.respond(request, found.body, str(found.header["media"]), tag=tag)


async def health(request: Request) -> Response:
    """/health: whether every pool has a worker, and which mechanisms bind them."""
    state = state_of(request)
    pools = {name: dict(pool.state()) for name, pool in state.generation.pools.items()}
    well = all(pool["workers"] > 0 for pool in pools.values())
    told = {
        "status": "ok" if well else "down", "build": state.generation.id, "pools": pools,
        "confined_by": {name: pool.held() for name, pool in state.generation.pools.items()},
    }
    return await exchange.respond(request, json.dumps(told).encode(), "application/json", status=200 if well else 503)


async def metrics(request: Request) -> Response:
    """/metrics."""
    state = state_of(request)
    text = state.metrics.text({name: pool.state() for name, pool in state.generation.pools.items()})
    return await exchange.respond(request, text.encode(), "text/plain; version=0.0.4; charset=utf-8")


def refuse_unknown(request: Request, allowed: Collection[str]) -> None:
    """Refuse a parameter that is none of those allowed. Raises Problem."""
    for name in request.query_params:
        if name not in allowed:
            takes = ", ".join(allowed) or "none"
            raise Problem(400, f"{name[:80]}: no such parameter: there are {takes}", outcome="malformed")


def _refuse_odd(asked: Mapping[str, str]) -> None:
    for name, value in asked.items():
        if len(value) > LONGEST or re.search(r"[\x00-\x1f\x7f]|[\ud800-\udfff]", value) is not None:
            raise Problem(400, f"{name[:80]}: at most {LONGEST} characters, none of control", outcome="malformed")


def window(query: Mapping[str, str], build: str, most: int) -> tuple[int, int]:
    """Where the page begins that cursor and limit ask for, and how many items it holds. Raises Problem."""
    try:
        limit = int(query.get("limit", str(most)))
    except ValueError as error:
        raise Problem(400, "limit: is a whole number", outcome="malformed") from error
    if not 1 <= limit <= most:
        raise Problem(400, f"limit: is from 1 to {most}", outcome="malformed")
    return (0, limit) if "cursor" not in query else (_start(query["cursor"], build), limit)


def cursor(start: int, build: str) -> str:
    """The cursor of the page that begins there, good as long as the build is the same."""
    return base64.urlsafe_b64encode(f"{start}.{build}".encode()).decode().rstrip("=")


def _start(cursor: str, build: str) -> int:
    try:
        start, _, of = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").partition(".")
        place = int(start)
    except (ValueError, binascii.Error) as error:
        raise Problem(400, "cursor: is none of ours", outcome="malformed") from error
    if of != build or place < 0:
        raise Problem(400, "cursor: belongs to an earlier build: begin anew", outcome="malformed")
    return place
