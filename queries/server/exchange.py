"""The exchange: one request and its response: who asks, what it sends within limits, ETags, compression, conditions."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import ipaddress
import json
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from queries.server.problem import Problem
from queries.server.sending import LARGE, Pieces
from queries.server.settings import Settings
from queries.server.state import state_of

BODY_S = 15  # a body that takes longer to come is not waited for
WORTH = 1_000  # smaller bodies are sent as they are
BESIDE = 200_000  # larger ones are compressed beside the event loop
EXPOSED = "ETag, Link, Retry-After, Zhengmai-Build, Zhengmai-Cut, Zhengmai-Rows"


def client(request: Request, settings: Settings) -> str:
    """Who asks: the address, of IPv6 its network; behind a proxy of ours the last address that is none of ours."""
    address = request.client.host if request.client is not None else ""
    ours = {each.strip() for each in settings.proxies.split(",") if each.strip() != ""}
    if address in ours:
        for hop in reversed(request.headers.get("x-forwarded-for", "").split(",")):
            if hop.strip() != "" and hop.strip() not in ours:
                address = hop.strip()
                break
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    return str(parsed) if parsed.version == 4 else str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))


async def body(request: Request, limit: int) -> bytes:
    """What the request sends. Raises Problem for more than the limit, and for what does not come."""
    found = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            async for piece in request.stream():
                found += piece
                if len(found) > limit:
                    raise Problem(413, f"a query has at most {limit} bytes", outcome="too large")
    except TimeoutError as error:
        raise Problem(408, "the request did not come whole", outcome="slow client") from error
    return bytes(found)


def text_of(data: bytes) -> str:
    """Bytes as text. Raises Problem for what is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, "the request is not in UTF-8", outcome="malformed") from error


def etag(*parts: object) -> str:
    """A weak ETag: the same parts, the same answer."""
    return f'W/"{hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def is_fresh(request: Request, tag: str) -> bool:
    """Whether the client holds this answer already (RFC 9110, 13.1.2)."""
    held = request.headers.get("if-none-match")
    if held is None:
        return False
    tags = {each.strip().removeprefix("W/") for each in held.split(",")}
    return "*" in tags or tag.removeprefix("W/") in tags


def unchanged(tag: str) -> Response:
    """304, for a client that holds the answer."""
    return Response(status_code=304, headers={"ETag": tag, "Vary": "Accept, Accept-Encoding, Accept-Language"})


async def respond(
    request: Request, content: bytes, media: str, *, tag: str | None = None, status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A response, compressed where the client takes that. Raises Problem where too much is on its way to clients."""
    fields = {"Vary": "Accept, Accept-Encoding, Accept-Language", **(headers or {})}
    if tag is not None:
        fields |= {"ETag": tag, "Cache-Control": "public, max-age=0, must-revalidate"}
    else:
        fields.setdefault("Cache-Control", "no-store")
    typed = f"{media}; charset=utf-8" if media.startswith("text/") and "charset" not in media else media
    fields["Content-Type"] = typed
    squeezed = len(content) > WORTH and _takes_gzip(request.headers)
    if squeezed:
        fields["Content-Encoding"] = "gzip"
    if len(content) > LARGE:
        state = state_of(request)
        asking = client(request, state.settings)
        state.sending.take(asking, len(content))
        return Pieces(content, fields, status=status, squeezed=squeezed, sending=state.sending, client=asking)
    if squeezed and len(content) > BESIDE:
        content = await asyncio.to_thread(gzip.compress, content, 1, mtime=0)
    elif squeezed:
        content = gzip.compress(content, 3, mtime=0)
    return Response(content, status_code=status, headers=fields)


def refused(problem: Problem) -> Response:
    """A response that tells a problem."""
    fields = {"Cache-Control": "no-store", "Content-Type": "application/problem+json"}
    if problem.retry_after is not None:
        fields["Retry-After"] = str(problem.retry_after)
    return Response(problem.body(), status_code=problem.status, headers=fields)


def note(request: Request, **facts: object) -> None:
    """Keep facts of the request for its line in the log."""
    request.scope.setdefault("facts", {}).update(facts)


def _takes_gzip(headers: Headers) -> bool:
    for part in headers.get("accept-encoding", "").split(","):
        name, _, weight = part.partition(";")
        if name.strip().lower() == "gzip":
            return weight.replace(" ", "").lower() not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


