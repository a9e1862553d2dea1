"""Negotiation: what a client would like to get, from its Accept and Accept-Language headers (RFC 9110, 12.5)."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 50  # wishes that are looked at


def wishes(header: str | None) -> list[str]:
    """The media types of an Accept header, the most wanted first; what is given no weight at all is left out.

    >>> wishes("text/turtle;q=0.5, application/json, */*;q=0.1")
    ['application/json', 'text/turtle', '*/*']
    """
    if header is None or header.strip() == "":
        return ["*/*"]
    found = []
    for number, part in enumerate(header.split(",")[:MOST]):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        weight = _weight(parameters)
        if media != "" and weight > 0:
            # Of equal weight, what is named whole comes before what is named in part.
            found.append((-weight, media.count("*"), number, media.lower()))
    return [media for *_, media in sorted(found)]


def chosen(header: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that the client wants most, the first one where it does not mind; None if none will do."""
    for wish in wishes(header):
        for media in offered:
            if wish in (media, "*/*", media.partition("/")[0] + "/*"):
                return media
    return None


def language(header: str | None, asked: str | None) -> str:
    """zh or en: as asked for, else as the browser prefers, else Chinese."""
    if asked in ("zh", "en"):
        return str(asked)
    for wish in wishes(header) if header is not None else []:
        if wish[:2] in ("zh", "en"):
            return wish[:2]
    return "zh"


def _weight(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return max(0.0, min(1.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0
