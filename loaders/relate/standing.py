"""claims, designated: what a place says it is first in, and what it was named."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from loaders.mentions import Mention
from loaders.passage import Cued, Draft, Passage
from loaders.pattern import Bound, expression
from ontology.statement import Attribute, Name

THINGS = ("Platform", "PlatformType", "Reform", "Service")


@functools.cache
def _then(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def claims(passage: Passage) -> Iterator[Draft]:
    """First-ness and rank, each of the nearest thing in the sentence."""
    for cued, bound in _cues(passage, "claims"):
        _, end = passage.clause(cued.start)
        if any(title.start < cued.start < title.end for title in passage.titles):
            continue
        if bound.cue.id != "rank" or bound.cue.then is None:
            if expression("claims", "refused").match(passage.text[cued.end : end]) is None:
                yield from _claim(passage, cued, bound, passage.text[cued.start : cued.end], cued.end)
            continue
        match = _then(bound.cue.then).match(passage.text[cued.end : end])
        if match is not None:
            rank = match["rank"] if match["rank"] is not None else passage.text[cued.start : cued.end] + match["lead"]
            yield from _claim(passage, cued, bound, rank, cued.end + match.end())


def _claim(passage: Passage, cued: Cued, bound: Bound, rank: str, end: int) -> Iterator[Draft]:
    target = _target(passage, cued, first=bound.cue.id == "first")
    if target is None:
        return
    for place in passage.places_at(cued.start):
        yield Draft(
            "claims",
            place,
            target,
            place,
            "planned" if passage.sentence.plan else None,
            bound.id,
            "likely",
            *_span(passage, cued, end),
            passage.period_at(cued.start)[0],
            {"rank": rank},
        )


def _span(passage: Passage, cued: Cued, end: int) -> tuple[int, int]:
    start, stop = passage.clause(cued.start)
    return start, max(end, min(stop, start + 120))


def _target(passage: Passage, cued: Cued, *, first: bool) -> Name | None:
    _, end = passage.clause(cued.end)
    things = [m for m in passage.mentions if m.kind in THINGS and m.tier != "candidate"]
    after = [m for m in things if cued.end <= m.start < end]
    titles = [t for t in passage.titles if cued.end <= t.start < end]
    before = [m for m in things if m.end <= cued.start]
    if first and len(titles) > 0 and (len(after) == 0 or titles[0].start <= after[0].start):
        return Name(titles[0].text, "PolicyDocument")
    chosen: list[Mention] = (after[:1] or before[-1:]) if first else before[-1:]
    if len(chosen) > 0:
        return Name(chosen[0].text, chosen[0].kind)
    return Name(passage.topic.text, passage.topic.kind) if passage.topic is not None and not first else None


def designations(passage: Passage) -> Iterator[Draft]:
    """Pilots and titles given to the place by somebody above, for the nearest thing in the clause."""
    for cued, bound in _cues(passage, "designated"):
        start, end = passage.clause(cued.start)
        title = None if bound.cue.then is None else _then(bound.cue.then).search(passage.text, cued.end, end)
        if bound.cue.then is not None and title is None:
            continue
        stop = end if title is None else title.end()
        things = [m for m in passage.mentions if m.kind in THINGS and start <= m.start < stop]
        before = [m for m in things if m.end <= cued.start]
        after = [m for m in things if m.start >= cued.end]
        chosen = (before[-1:] or after[:1]) if bound.cue.then is None else after[:1]
        attrs: dict[str, Attribute] = {}
        span = passage.text[cued.start : end]
        for name, level in (("national", "national"), ("provincial", "provincial"), ("municipal", "city")):
            if "level" not in attrs and expression("designated", name).search(span) is not None:
                attrs["level"] = level
        for mention in chosen:
            for place in passage.places_at(cued.start):
                yield Draft(
                    "designated",
                    place,
                    Name(mention.text, mention.kind),
                    place,
                    "planned" if passage.sentence.plan else None,
                    bound.id,
                    "likely",
                    min(cued.start, mention.start),
                    max(cued.end, mention.end),
                    passage.period_at(cued.start)[0],
                    dict(attrs),
                )


def _cues(passage: Passage, relation: str) -> Iterator[tuple[Cued, Bound]]:
    for cued in passage.cues:
        for bound in cued.cues:
            if bound.relation == relation:
                yield cued, bound
