"""The review over HTTP: what waits for a person's judgement beside what was judged, as JSON and as pages.

Nothing is decided here. An answer is of the build that is served and of the journals as they are now, so its ETag and
its cursors are of both.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from graph.judged import journal_digest
from queries.server import api, exchange, pages
from queries.server.negotiation import chosen
from queries.server.problem import Problem
from queries.server.state import State, state_of


async def counts(request: Request) -> Response:
    """/api/review: how much waits, and how what was judged stands."""
    return await _answered(request, "review", ())


async def candidates(request: Request) -> Response:
    """/api/review/candidates: what waits for judgement, the surest and widest first."""
    return await _answered(request, "candidates", ("sort", "about"), paged=True)


async def judgements(request: Request) -> Response:
    """/api/review/judgements: the judgements in force."""
    return await _answered(request, "judgements", (), paged=True)


async def conflicts(request: Request) -> Response:
    """/api/review/conflicts: the judgements in conflict."""
    return await _answered(request, "conflicts", (), paged=True)


async def waiting_page(request: Request) -> Response:
    """/review: how much waits, and what, as much of it as a page holds."""
    query = request.query_params
    asked = {name: query[name] for name in ("sort", "about") if query.get(name, "") != ""}
    found = await pages.reader_says(request, "review")
    shown, following = await _listed(request, "candidates", asked)
    return await pages.page(request, "review.html", found=found, shown=shown, next=following, **_chosen(asked))


async def judged_page(request: Request) -> Response:
    """/review/judgements: the judgements in conflict, then those in force and what they change."""
    found = await pages.reader_says(request, "review")
    most = {"start": "0", "limit": str(state_of(request).settings.page_rows)}
    conflicts = await pages.reader_says(request, "conflicts", **most)
    shown, following = await _listed(request, "judgements", {})
    return await pages.page(request, "judged.html", found=found, conflicts=conflicts, shown=shown, next=following)


def _chosen(asked: Mapping[str, str]) -> dict[str, str | None]:
    return {"sort": asked.get("sort"), "about": asked.get("about")}


async def _answered(request: Request, do: str, names: tuple[str, ...], *, paged: bool = False) -> Response:
    state, query = state_of(request), dict(request.query_params)
    api.refuse_unknown(request, (*names, *(api.PAGED if paged else ())))
    media = chosen(request.headers.get("accept"), ("application/json",))
    if media is None:
        raise Problem(406, "this comes as application/json")
    asked = {name: query[name] for name in names if name in query}
    build = await _build(state)
    start, limit = api.window(query, build, state.settings.page_rows) if paged else (0, 0)
    tag = exchange.etag(build, do, query)
    if exchange.is_fresh(request, tag):
        return exchange.unchanged(tag)
    if not paged:
        return await exchange.respond(request, (await api.ask(state, request, do, asked)).body, media, tag=tag)
    found = await api.ask(state, request, do, {**asked, "start": str(start), "limit": str(limit)})
    told, fields = json.loads(found.body), {}
    told["next"] = _next(told, start + limit, build)
    if told["next"] is not None:
        address = request.url.include_query_params(cursor=told["next"])
        fields["Link"] = f'<{address.path}?{address.query}>; rel="next"'
    content = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
    return await exchange.respond(request, content, media, tag=tag, headers=fields)


async def _listed(request: Request, do: str, asked: Mapping[str, str]) -> tuple[object, str | None]:
    """The items of a page, and the address of the next."""
    state = state_of(request)
    build = await _build(state)
    given = {name: value for name, value in request.query_params.items() if name == "cursor"}
    start, limit = api.window(given, build, state.settings.page_rows)
    found = await pages.reader_says(request, do, **asked, start=str(start), limit=str(limit))
    assert isinstance(found, dict)
    cursor = _next(found, start + limit, build)
    if cursor is None:
        return {**found, "start": start}, None
    address = request.url.include_query_params(cursor=cursor)
    return {**found, "start": start}, f"{address.path}?{address.query}"


def _next(found: Mapping[str, object], end: int, build: str) -> str | None:
    total = found["total"]
    assert isinstance(total, int)
    return api.cursor(end, build) if end < total else None


async def _build(state: State) -> str:
    """What names the build that is served together with the state of the journals."""
    assert state.workspace is not None  # without one there is no reader to ask
    return f"{state.generation.id}.{(await asyncio.to_thread(journal_digest, state.workspace))[:16]}"
