"""connects_to, supports: two platforms linked, or a thing built on a platform."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from loaders.mentions import Mention
from loaders.passage import Cued, Draft, Passage
from loaders.pattern import Bound, pattern
from ontology.statement import Name

PLATFORMS = ("Platform", "PlatformType")
THINGS = (*PLATFORMS, "Reform", "Service")


def connections(passage: Passage) -> Iterator[Draft]:
    """Which platform is linked to which: the one before the cue (else the section's topic) to those after it."""
    platforms = [m for m in passage.mentions if m.kind in PLATFORMS]
    for cued, bound in _cues(passage, "connects_to"):
        _, end = passage.clause(cued.end)
        before = [m for m in platforms if m.end <= cued.start]
        source = before[-1] if len(before) > 0 else _topic(passage)
        targets = [m for m in platforms if cued.end <= m.start < end and m.start - cued.end <= 20]
        if len(targets) == 0 and len(before) > 1:
            source, targets = before[-2], before[-1:]
        for target in targets:
            if source is not None and source.text != target.text:
                yield _draft(passage, "connects_to", cued, bound, source, target)


def _topic(passage: Passage) -> Mention | None:
    return passage.topic if passage.topic is not None and passage.topic.kind in PLATFORMS else None


@functools.cache
def _built() -> re.Pattern[str]:
    return re.compile(pattern("supports").expressions["built"])


def supports(passage: Passage) -> Iterator[Draft]:
    """What is built on which platform: those right after the cue carry the first thing after a word of building."""
    for cued, bound in _cues(passage, "supports"):
        bases = [m for m in passage.mentions if m.kind in PLATFORMS and cued.end <= m.start <= cued.end + 4]
        for base in bases:
            built = _built().search(passage.text, base.end, passage.sentence.end)
            things = [m for m in passage.mentions if m.kind in THINGS and m.tier != "candidate"]
            after = [m for m in things if built is not None and m.start >= built.end() and m.start - built.end() <= 20]
            if len(after) > 0 and after[0].text != base.text:
                yield _draft(passage, "supports", cued, bound, base, after[0])


def _cues(passage: Passage, relation: str) -> Iterator[tuple[Cued, Bound]]:
    for cued in passage.cues:
        for bound in cued.cues:
            if bound.relation == relation:
                yield cued, bound


def _draft(passage: Passage, relation: str, cued: Cued, bound: Bound, source: Mention, target: Mention) -> Draft:
    place = passage.places_at(cued.start)[0]
    start = min(cued.start, source.start) if source.start >= passage.sentence.start else cued.start
    return Draft(
        relation,
        Name(source.text, source.kind),
        Name(target.text, target.kind),
        place,
        "planned" if passage.sentence.plan else None,
        bound.id,
        "likely",
        start,
        max(cued.end, target.end),
        passage.period_at(cued.start)[0],
        {},
    )
