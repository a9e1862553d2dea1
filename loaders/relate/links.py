"""connects_to, supports: two platforms linked, or a thing built on a platform."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from loaders.mentions import Mention
from loaders.passage import Cued, Draft, Passage
from loaders.pattern import Bound, expression, pattern
from ontology.statement import Name

PLATFORMS = ("Platform", "PlatformType")
THINGS = (*PLATFORMS, "Reform", "Service")
_linked = functools.partial(expression, "connects_to")


def connections(passage: Passage) -> Iterator[Draft]:
    """Which platform is linked to which.

    After a cue: those it is linked to, by the one before the cue, else the one that the clause before ends with, the
    one that the sentence begins with, or the section's topic. Before it: two that a word of joining binds together, or
    the topic with those after such a word. A platform that only its sort names counts right beside the cue.
    """
    platforms = [m for m in passage.mentions if m.kind in PLATFORMS and m.tier != "candidate"]
    for cued, bound in _cues(passage, "connects_to"):
        start, end = passage.clause(cued.start)
        before = [m for m in platforms if m.end <= cued.start]
        within = [m for m in before if m.start >= start]
        after = _run(passage, [m for m in platforms if cued.end <= m.start < end], cued.end)
        after = _sorts_after(passage, cued.end, end, after)
        source = within[-1] if len(within) > 0 else _source(passage, before, start, cued.start)
        pairs = [(source, target) for target in after]
        if len(after) == 0:
            pairs = _numbered(passage, within, start, cued.start) or _joined(passage, within)
            pairs = pairs or [(_beginning(passage, before, start), m) for m in within]
        for one, other in pairs:
            if one is not None and one.text != other.text and (one.entity is None or one.entity != other.entity):
                yield _draft(passage, "connects_to", cued, bound, one, other)


def _sorts_after(passage: Passage, at: int, end: int, known: list[Mention]) -> list[Mention]:
    """The platforms right after a cue, each with the words before it that say whose it is, and those that only such
    words and their sort name."""
    match = _linked("sorts_after").match(passage.text, at, end)
    if match is None:
        return known
    found = list(known)
    for each in _linked("sort").finditer(passage.text, match.start(), match.end()):
        start, stop = each.span("name")
        same = [m for m in known if m.end == stop]
        if len(same) > 0 and _linked("whose").fullmatch(passage.text[start : same[0].start]) is not None:
            found[found.index(same[0])] = _platform(passage, start, stop)
        elif all(m.end <= start or stop <= m.start for m in known) and _is_sort(each["name"]):
            found.append(_platform(passage, start, stop))
    return found


def _is_sort(name: str) -> bool:
    return _linked("no_sort").search(name) is None


def _platform(passage: Passage, start: int, end: int) -> Mention:
    return Mention(start, end, passage.text[start:end], "Platform", None, "likely", "sort")


def _numbered(
    passage: Passage, within: list[Mention], start: int, at: int
) -> list[tuple[Mention | None, Mention]]:
    """Pairs of what is linked and each hotline that a number names right before a cue, after a word of joining."""
    match = _linked("numbers").search(passage.text[start:at])
    if match is None:
        return []
    first = start + match.start("list")
    numbers = [(first + found.start(), first + found.end()) for found in re.finditer(r"\d+", match["list"])]
    sources = [m for m in within if m.end <= numbers[0][0]]
    source = sources[-1] if len(sources) > 0 else _topic(passage)
    return [(source, _platform(passage, *span)) for span in numbers]


def _source(passage: Passage, before: list[Mention], start: int, at: int) -> Mention | None:
    """What is linked, where no known platform stands before the cue in its clause, which begins at `start`."""
    match = _linked("sort_before").search(passage.text[start:at])
    if match is not None and _is_sort(match["name"]):
        return _platform(passage, start + match.start("name"), start + match.end("name"))
    linked = any(start > c.start >= passage.clause(start - 1)[0] for c, _ in _cues(passage, "connects_to"))
    ended = [m for m in before if m.end == start - 1 and not linked]
    return ended[-1] if len(ended) > 0 and at - start <= 2 else _leading(passage, before)


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
    return _beginning(passage, before, passage.sentence.end) or _topic(passage)


def _beginning(passage: Passage, before: list[Mention], stop: int) -> Mention | None:
    """The last platform that begins a clause of the sentence before an offset."""
    leading = [m for m in before if m.start < stop and m.start == passage.clause(m.start)[0]]
    return leading[-1] if len(leading) > 0 else None


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


def supports(passage: Passage) -> Iterator[Draft]:
    """What is built on which platform: those right after the cue carry the first thing after a word of building."""
    for cued, bound in _cues(passage, "supports"):
        bases = [m for m in passage.mentions if m.kind in PLATFORMS and cued.end <= m.start <= cued.end + 4]
        for base in bases:
            built = expression("supports", "built").search(passage.text, base.end, passage.sentence.end)
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
