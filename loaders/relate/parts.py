"""includes: the named parts of the thing that a section is about."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from loaders.mentions import Mention
from loaders.passage import Cued, Draft, Passage
from loaders.pattern import Bound, pattern
from loaders.relate import ladder
from ontology.statement import Name

RELATION = "includes"
OWNERS = ("Platform", "PlatformType", "Reform", "Service")


@functools.cache
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(pattern(RELATION).expressions[name])


def read(passage: Passage) -> Iterator[Draft]:
    """The parts that the passage lists after a cue, of the thing before the cue or of the section's topic."""
    seen: set[int] = set()
    yield from _known_parts(passage)
    for cued in passage.cues:
        bound = next((bound for bound in cued.cues if bound.relation == RELATION), None)
        if bound is None:
            continue
        owner = _owner(passage, cued.start)
        if owner is None:
            continue
        for start, end in _items(passage, cued):
            if start not in seen and not owner.start <= start < owner.end:
                seen.add(start)
                yield _draft(passage, cued, bound, owner, start, end)


def _known_parts(passage: Passage) -> Iterator[Draft]:
    """Things that the registry has as parts of the section's topic, where a cue governs them."""
    topic = passage.topic
    if topic is None or topic.entity is None:
        return
    for mention in passage.mentions:
        if mention.entity is None or (mention.entity, topic.entity) not in ladder.parts_of(passage.registry):
            continue
        cue = next((c for c in reversed(passage.cues) if c.end <= mention.start and mention.start - c.end <= 6), None)
        if cue is not None:
            place = passage.places_at(mention.start)[0]
            yield Draft(
                RELATION,
                Name(topic.text, topic.kind),
                Name(mention.text, mention.kind),
                place,
                "planned" if passage.sentence.plan else None,
                f"{RELATION}/registry",
                "likely",
                cue.start,
                mention.end,
                passage.period_at(cue.start)[0],
                {},
            )


def _owner(passage: Passage, at: int) -> Mention | None:
    before = [m for m in passage.mentions if m.end <= at and m.kind in OWNERS and m.entity is not None]
    return before[-1] if len(before) > 0 else passage.topic


def _items(passage: Passage, cued: Cued) -> Iterator[tuple[int, int]]:
    yield from _quoted_items(passage, cued.end)
    _, end = passage.clause(cued.end)
    match = _compiled("list").match(passage.text[cued.end : end])
    if match is None:
        return
    at = cued.end + match.start("items")
    for item in match["items"].split("\u3001"):
        start = at
        trim = _compiled("trim").match(item)
        if trim is not None:
            start += trim.end()
        if (
            at + len(item) - start >= 2
            and _compiled("item_refused").search(passage.text[start : at + len(item)]) is None
        ):
            yield start, at + len(item)
        at += len(item) + 1


def _quoted_items(passage: Passage, at: int) -> Iterator[tuple[int, int]]:
    """Quoted names that follow the cue one upon the other, where a word for parts closes the list."""
    run: list[tuple[int, int]] = []
    position = at
    for span in passage.document.letters.quoted:
        if span.start < position or span.start >= passage.sentence.end:
            continue
        gap = passage.text[position : span.start]
        if gap not in ("", "\u3001", "\u5bf9") and not (len(run) == 0 and len(gap) <= 2 and gap.isalpha()):
            break
        run.append((span.start, span.end))
        position = span.end
    if len(run) > 0 and _compiled("quoted").match(passage.text[position : position + 24]) is not None:
        yield from run


def _draft(passage: Passage, cued: Cued, bound: Bound, owner: Mention, start: int, end: int) -> Draft:
    kind = "Platform" if owner.kind in ("Platform", "PlatformType") and _is_platform(passage, start, end) else "Service"
    place = passage.places_at(cued.start)[0]
    return Draft(
        RELATION,
        Name(owner.text, owner.kind),
        Name(passage.text[start:end], kind),
        place,
        "planned" if passage.sentence.plan else None,
        bound.id,
        "likely",
        cued.start,
        end,
        passage.period_at(cued.start)[0],
        {},
    )


def _is_platform(passage: Passage, start: int, end: int) -> bool:
    return any(m.start == start and m.end == end and m.kind == "Platform" for m in passage.mentions)
