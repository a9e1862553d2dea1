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
    """Which platform is linked to which.

    After a cue: those it is linked to, by the one before the cue, else the section's topic. Before it: two that a word
    of joining binds together, or the topic with those after such a word.
    """
    platforms = [m for m in passage.mentions if m.kind in PLATFORMS and m.tier != "candidate"]
    for cued, bound in _cues(passage, "connects_to"):
        start, end = passage.clause(cued.start)
        before = [m for m in platforms if m.end <= cued.start]
        after = _run(passage, [m for m in platforms if cued.end <= m.start < end], cued.end)
        source = before[-1] if len(before) > 0 and before[-1].start >= start else _leading(passage, before)
        pairs = [(source, target) for target in after]
        if len(after) == 0:
            pairs = _joined(passage, [m for m in before if m.start >= start])
        for one, other in pairs:
            if one is not None and one.text != other.text and (one.entity is None or one.entity != other.entity):
                yield _draft(passage, "connects_to", cued, bound, one, other)


def _run(passage: Passage, after: list[Mention], at: int) -> list[Mention]:
    """The platforms right after an offset, list marks between them."""
    run: list[Mention] = []
    for mention in after:
        gap = passage.text[(run[-1].end if len(run) > 0 else at) : mention.start]
        if len(gap) > (2 if len(run) > 0 else 6):
            break
        run.append(mention)
    return run


def _leading(passage: Passage, before: list[Mention]) -> Mention | None:
    """The platform that an earlier clause of the sentence begins with, else the section's topic."""
    leading = [m for m in before if m.start == passage.clause(m.start)[0]]
    return leading[-1] if len(leading) > 0 else _topic(passage)


def _joined(passage: Passage, before: list[Mention]) -> list[tuple[Mention | None, Mention]]:
    """Pairs of platforms before a cue: bound by a word of joining, or joined to the topic by one before them all."""
    joiners = pattern("connects_to").words["joiners"]
    for number, mention in enumerate(before):
        head = passage.text[max(passage.sentence.start, mention.start - 1) : mention.start]
        if head in joiners:
            source = (
                before[number - 1] if number > 0 and mention.start - before[number - 1].end <= 2 else _topic(passage)
            )
            return [(source, target) for target in before[number:]]
    return []


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
