"""includes: the named parts of the thing that a section is about."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from loaders.lexicon import layout
from loaders.mentions import PLATFORMS, Mention
from loaders.passage import Cued, Draft, Passage
from loaders.pattern import Bound, expression, pattern
from loaders.relate import ladder
from ontology.statement import Name

RELATION = "includes"
_compiled = functools.partial(expression, RELATION)
OWNERS = (*PLATFORMS, "Reform")


def _words(name: str) -> tuple[str, ...]:
    return tuple(pattern(RELATION).words[name])


def read(passage: Passage) -> Iterator[Draft]:
    """The parts that the passage lists after a cue, of the thing before the cue or of the section's topic."""
    seen: set[tuple[int, int]] = set()
    for draft in (*_known_parts(passage), *_listed(passage), *_taken_in(passage)):
        mark = (draft.end, len(draft.object.text))
        if mark not in seen:
            seen.add(mark)
            yield draft


def _known_parts(passage: Passage) -> Iterator[Draft]:
    for mention in passage.mentions:
        inside = any(title.start < mention.start < title.end for title in passage.titles)
        if inside or not ladder.is_part_of_topic(passage, mention):
            continue
        cued = next((c for c in reversed(passage.cues) if c.end <= mention.start and mention.start - c.end <= 6), None)
        if cued is not None and passage.topic is not None:
            yield _draft(passage, cued, f"{RELATION}/registry", passage.topic, mention.start, mention.end)


def _listed(passage: Passage) -> Iterator[Draft]:
    for cued, bound in _cues(passage, "parts"):
        owner, at = _owner(passage, cued)
        if owner is None:
            continue
        for start, end, word in (*_quoted_items(passage, at), *_items(passage, at)):
            fits = owner.kind in PLATFORMS or word.endswith(_words("of_reform"))
            if fits and not owner.start <= start < owner.end:
                yield _draft(passage, cued, bound.id, owner, start, end)


def _cues(passage: Passage, name: str) -> Iterator[tuple[Cued, Bound]]:
    for cued in passage.cues:
        for bound in cued.cues:
            if bound.relation == RELATION and bound.cue.id == name:
                yield cued, bound


def _owner(passage: Passage, cued: Cued) -> tuple[Mention | None, int]:
    """Whose parts a list after a cue names, and where the list may begin."""
    for mention in passage.mentions:
        if mention.start == cued.end and mention.kind in PLATFORMS and mention.tier != "candidate":
            rest = passage.text[mention.end : mention.end + 4]
            skip = next((len(word) for word in _words("skip") if rest.startswith(word)), 0)
            return mention, mention.end + skip
    before = [m for m in passage.mentions if m.end <= cued.start and m.kind in OWNERS]
    sure = [m for m in before if m.tier != "candidate"]
    if len(sure) > 0:
        return sure[-1], cued.end
    return (passage.topic if len(before) == 0 else None), cued.end


def _items(passage: Passage, at: int) -> Iterator[tuple[int, int, str]]:
    """Start and end of each item of an unquoted list, with the word that closes it."""
    _, end = passage.clause(at)
    match = _compiled("list").match(passage.text[at:end])
    if match is None:
        return
    position = at + match.start("items")
    for item in match["items"].split(layout().list_mark):
        trim = _compiled("trim").match(item)
        start = position + (trim.end() if trim is not None else 0)
        position += len(item)
        if position - start >= 2 and _compiled("item_refused").search(passage.text[start:position]) is None:
            yield start, position, match["word"]
        position += 1


def _quoted_items(passage: Passage, at: int) -> Iterator[tuple[int, int, str]]:
    """Quoted names that follow one upon the other, list after list, where a word for parts closes each."""
    run: list[tuple[int, int]] = []
    position = at
    for span in passage.document.letters.quotes(at, passage.sentence.end):
        if span.start < position:
            continue
        gap = passage.text[position : span.start]
        if gap not in ("", layout().list_mark) and not (len(run) == 0 and len(gap) <= 2 and gap.isalpha()):
            yield from _closed(passage, run, position)
            run = []
            if len(gap) > 16 or "," in gap:
                return
        if layout().list_mark not in passage.text[span.start : span.end]:  # else a list: its items are read singly
            run.append((span.start, span.end))
        position = span.end
    yield from _closed(passage, run, position)


def _closed(passage: Passage, run: list[tuple[int, int]], at: int) -> Iterator[tuple[int, int, str]]:
    close = _compiled("quoted").match(passage.text[at : at + 24])
    if close is not None:
        yield from ((start, end, close["word"] or close["alone"]) for start, end in run)


def _taken_in(passage: Passage) -> Iterator[Draft]:
    """What a sentence says is taken into a platform: the list before the cue, after its particle."""
    for cued, bound in _cues(passage, "taken-in"):
        owner = next((m for m in passage.mentions if 0 <= m.start - cued.end <= 4 and m.kind in PLATFORMS), None)
        start, _ = passage.clause(cued.start)
        match = _compiled("taken").search(passage.text[start : cued.start])
        if owner is None or match is None:
            continue
        position = start + match.start("items")
        for item in match["items"].split(layout().list_mark):
            if len(item) >= 2 and _compiled("item_refused").search(item) is None:
                yield _draft(passage, cued, bound.id, owner, position, position + len(item))
            position += len(item) + 1


def _draft(passage: Passage, cued: Cued, pattern_id: str, owner: Mention, start: int, end: int) -> Draft:
    kind = "Platform" if owner.kind in PLATFORMS and _is_platform(passage, start, end) else "Service"
    place = passage.places_at(cued.start)[0]
    status = "planned" if passage.sentence.plan else None
    first, last = min(cued.start, start), max(end, cued.end)
    period, _ = passage.period_at(cued.start)
    name = Name(passage.text[start:end], kind)
    return Draft(
        RELATION, Name(owner.text, owner.kind), name, place, status, pattern_id, "likely", first, last, period, {}
    )


def _is_platform(passage: Passage, start: int, end: int) -> bool:
    return any(m.start == start and m.end == end and m.kind == "Platform" for m in passage.mentions)
