"""Elsewhere: the stretches of a sentence that tell of a place which is neither the report's own nor lies in it."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator, Sequence

from loaders.document import Sentence
from loaders.mentions import Gazetteer, Mention, places_lexicon
from loaders.passage import Cued
from loaders.pattern import LADDER


def elsewhere(
    sentence: Sentence, mentions: Sequence[Mention], cues: Sequence[Cued], clauses: Sequence[int], text: str,
    names: Gazetteer,
) -> Iterator[tuple[int, int]]:
    """The stretches whose subject is another place, in offsets of the letters.

    One begins where a clause opens with such a place, or a list of them, and says right after what it does; it goes on
    to the next clause that opens with the report's own, else to the end of the sentence.
    """
    places = [mention for mention in mentions if mention.kind == "Place" and mention.entity is not None]
    since: int | None = None
    for start in (sentence.start, *clauses):
        run = _run(places, text, start)
        own = text.startswith(tuple(places_lexicon().own_subjects), start) or any(_is_inside(m, names) for m in run)
        if since is not None and own:
            yield since, start
            since = None
        if since is None and len(run) > 0 and not own and _does(run[-1], mentions, cues, text, names):
            since = run[0].start
    if since is not None:
        yield since, sentence.end


NEAR_STATION = 16  # letters behind a word for a stop of a journey in which its place stands


def visits(places: Sequence[Mention], text: str, names: Gazetteer) -> Iterator[tuple[int, int]]:
    """The stretches of a text that tell of a stop of a journey at another place: from its word to the end of its line.

    `places` are all of the text, in order.
    """
    for found in _station().finditer(text):
        first = bisect.bisect_left(places, found.end(), key=lambda mention: mention.start)
        near = [m for m in places[first : first + 2] if m.start <= found.end() + NEAR_STATION]
        if len(near) > 0 and not any(_is_inside(mention, names) for mention in near):
            end = text.find("\n", found.end())
            yield found.start(), end if end >= 0 else len(text)


@functools.cache
def _station() -> re.Pattern[str]:
    return re.compile(places_lexicon().station)


def _run(places: Sequence[Mention], text: str, start: int) -> list[Mention]:
    """The places with which a clause opens, list marks between them."""
    run: list[Mention] = []
    for mention in places:
        if mention.start < start:
            continue
        gap = text[(run[-1].end if len(run) > 0 else start) : mention.start]
        if (gap if len(run) > 0 else gap.strip()) not in places_lexicon().openings[len(run) > 0]:
            break
        run.append(mention)
    return run


def _is_inside(mention: Mention, names: Gazetteer) -> bool:
    """Whether a place is the report's own or lies in it."""
    return names.place in names.registry.chain(mention.entity or "")


def _does(
    last: Mention, mentions: Sequence[Mention], cues: Sequence[Cued], text: str, names: Gazetteer
) -> bool:
    """Whether the first cue of doing after the last place follows it as its predicate, or a thing that it has."""
    entity = names.registry.entities[last.entity or ""]
    above = entity.id in names.chain
    if entity.attrs.get("level") == "nation" or (above and last.text != entity.label):
        return False
    if not above and any(m.kind != "Place" and m.kind != "Agency" and m.start == last.end for m in mentions):
        return True
    cue = next((c for c in cues if c.start >= last.end and _is_deed(c)), None)
    return cue is not None and _predicate().fullmatch(text[last.end : cue.start]) is not None


def _is_deed(cued: Cued) -> bool:
    return any(bound.relation in LADDER and bound.cue.side == "left" for bound in cued.cues)


@functools.cache
def _predicate() -> re.Pattern[str]:
    return re.compile(places_lexicon().elsewhere)
