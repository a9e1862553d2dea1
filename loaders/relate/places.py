"""learned_from, partners_with, mandated_by: a place and another place or body."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from loaders.lexicon import layout
from loaders.mentions import Mention, places_lexicon
from loaders.passage import Cued, Draft, Passage
from loaders.pattern import Bound, expression
from ontology.statement import Attribute, Name


@functools.cache
def _then(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


VISITS = ("visit", "trip")
BESIDE = ("trip", "toward", "example", "follow")  # cues right before the place
FARTHEST_PURPOSE = 40  # letters after the place of a visit in which its purpose is told


def learned(passage: Passage) -> Iterator[Draft]:
    """Whom the place visited or learned from, where the sentence names it."""
    for cued, bound in passage.cued("learned_from"):
        _, end = passage.clause(cued.end)
        mentions = _places(passage, cued.end, end)
        if len(mentions) == 0 or (bound.cue.id in BESIDE and mentions[0].start > cued.end):
            continue
        last = mentions[-1].end
        reach = min(passage.sentence.end, last + FARTHEST_PURPOSE) if bound.cue.id == "visit" else end
        tail = passage.text[last : max(end, reach)]
        for mention in mentions:
            outside = mention.entity is not None and not _own(passage, mention.entity)
            if outside and bound.cue.then is not None and _then(bound.cue.then).search(tail) is not None:
                before = passage.text[max(passage.sentence.start, cued.start - 4) : cued.start]
                if expression("learned_from", "denied").search(before) is None:
                    by = "visit" if bound.cue.id in VISITS else "practice"
                    yield _draft(passage, "learned_from", cued, bound, mention, {"by": by})


def _short_names(passage: Passage, start: int, end: int) -> Iterator[Mention]:
    """The places that short names mean, in a list right after a cue: beside a word of learning the short name of a
    county counts wherever the report is from, where only one place has it."""
    place = _short_name(passage, start, end)
    while place is not None:
        yield place
        more = passage.text[place.end : place.end + 1] in (layout().list_mark, ",")
        place = _short_name(passage, place.end + 1, end) if more else None


def _short_name(passage: Passage, start: int, end: int) -> Mention | None:
    """The longest short name at an offset that in the report's year only one place has, if it ends before `end`."""
    for length in (4, 3, 2):
        word = passage.text[start : start + length]
        named = passage.registry.places_named(word, passage.report.year)
        if word not in places_lexicon().never_short and len(named) == 1:
            stop = start + len(word)
            return Mention(start, stop, word, "Place", named[0].id, "certain", "short") if stop <= end else None
    return None


def unnamed_sources(passage: Passage) -> Iterator[tuple[int, int]]:
    """Spans in which something was learned from nobody who is named."""
    for match in expression("learned_from", "unnamed").finditer(
        passage.text, passage.sentence.start, passage.sentence.end
    ):
        yield match.span()


def partners(passage: Passage) -> Iterator[Draft]:
    """With whom the place signed, shares or founded something."""
    for cued, bound in passage.cued("partners_with"):
        start, end = passage.clause(cued.end)
        if bound.cue.id == "ceremony":
            yield from _circles(passage, cued, bound, start)
            continue
        match = expression("partners_with", "organisation").match(passage.text[cued.end : end])
        mentions = [m for m in _places(passage, cued.end, end) if m.entity is None or not _own(passage, m.entity)]
        if match is not None and len(mentions) > 0 and mentions[0].end <= cued.end + match.end():
            mentions = []  # a place in the name of a body
        if (
            match is None
            and len(mentions) > 0
            and mentions[0].start - cued.end <= 2
            and _follows(bound, passage.text[mentions[-1].end : end])
        ):
            for mention in mentions:
                yield _draft(passage, "partners_with", cued, bound, mention, {})
            continue
        if match is None or (len(mentions) > 0 and bound.cue.id != "join"):
            continue
        if bound.cue.id == "join" or _follows(bound, passage.text[cued.end + match.end() : end]):
            body = Mention(cued.end, cued.end + match.end(), match["name"], "Agency", None, "likely")
            yield _draft(passage, "partners_with", cued, bound, body, {})
            for other in _further(passage, bound, body.end, end):
                yield _draft(passage, "partners_with", cued, bound, other, {})


def _circles(passage: Passage, cued: Cued, bound: Bound, start: int) -> Iterator[Draft]:
    """The regions that count their members, before what was signed; nothing where a word of joining names whom."""
    others = [c for c, b in passage.cued("partners_with") if b.cue.id == "with" and start <= c.start < cued.start]
    for match in expression("partners_with", "circle").finditer(passage.text, start, cued.start):
        if len(others) == 0:
            circle = Mention(match.start(), match.end(), match["name"], "Place", None, "likely")
            yield _draft(passage, "partners_with", cued, bound, circle, {})


def _further(passage: Passage, bound: Bound, at: int, end: int) -> Iterator[Mention]:
    """The other bodies of a list that begins with a known sort of body, up to the word of what they do together."""
    tail = passage.text[at:end]
    stop = None if bound.cue.then is None else _then(bound.cue.then).search(tail)
    if stop is None or not tail.startswith(layout().list_mark):
        return
    position = at + 1
    for name in tail[1 : stop.start()].split(layout().list_mark):
        if 2 <= len(name) <= LONGEST_BODY and expression("partners_with", "no_body").search(name) is None:
            yield Mention(position, position + len(name), name, "Agency", None, "likely")
        position += len(name) + 1


LONGEST_BODY = 14


def _follows(bound: Bound, tail: str) -> bool:
    return bound.cue.then is None or _then(bound.cue.then).search(tail) is not None


def mandates(passage: Passage) -> Iterator[Draft]:
    """By whom what the sentence tells was ordered."""
    for cued, bound in passage.cued("mandated_by"):
        if len(_about(passage, cued.start)) == 0:
            continue
        found = _documents(passage, cued, bound) if bound.cue.id == "document" else _orders(passage, cued, bound)
        for mention in found:
            yield _draft(passage, "mandated_by", cued, bound, mention, {})


def _documents(passage: Passage, cued: Cued, bound: Bound) -> Iterator[Mention]:
    """The document right after a cue that is said to require it, unless the report's own place issued it."""
    for title in passage.titles:
        tail = passage.text[title.end : min(passage.sentence.end, title.end + 8)]
        own = title.text.startswith(passage.report.place.text)
        if 0 <= title.start - cued.end <= FARTHEST_TITLE and not own and _follows(bound, tail):
            yield Mention(title.start, title.end, title.text, "PolicyDocument", None, "certain")


FARTHEST_TITLE = 4  # letters between the cue and the document


def _orders(passage: Passage, cued: Cued, bound: Bound) -> Iterator[Mention]:
    """The units above the report's place that the words between a cue and what was ordered name, else mean."""
    _, end = passage.clause(cued.end)
    match = _then(bound.cue.then or "").search(passage.text[cued.end : end])
    if match is None:
        return
    stop = cued.end + match.start()
    if expression("mandated_by", "background").search(passage.text[cued.end : stop]) is not None:
        return
    chain = passage.registry.chain(passage.report.place.place or "")[1:]
    named = [m for m in passage.mentions if cued.end <= m.start <= cued.end + 4 and m.end <= stop and m.entity in chain]
    units = [mention.entity for mention in named if mention.entity is not None] or _above(
        passage, passage.text[cued.end : stop]
    )
    for unit in units:
        yield Mention(cued.end, cued.end + match.end(), passage.registry.entities[unit].label, "Place", unit, "likely")


def _above(passage: Passage, named: str) -> list[str]:
    """The unit above the report's place that the words mean: the nation, the province or the prefecture."""
    chain = passage.registry.chain(passage.report.place.place or "")
    levels = {passage.registry.entities[unit].attrs.get("level"): unit for unit in chain[1:]}
    for name, level in (("national", "nation"), ("provincial", "province"), ("municipal", "prefecture")):
        if expression("mandated_by", name).search(named) is not None and level in levels:
            return [levels[level]]
    return []


def _places(passage: Passage, start: int, end: int) -> list[Mention]:
    """The places between two offsets that stand in one list, from the first on."""
    found: list[Mention] = []
    for mention in passage.mentions:
        if mention.kind != "Place" or not start <= mention.start < end:
            continue
        gap = passage.text[found[-1].end : mention.start] if len(found) > 0 else passage.text[start : mention.start]
        if (len(found) > 0 and _next_in_list().fullmatch(gap) is None) or (len(found) == 0 and len(gap) > 8):
            break
        found.append(mention)
    if len(found) == 0 or passage.text[found[-1].end : found[-1].end + 1] == layout().list_mark:
        found += _short_names(passage, found[-1].end + 1 if len(found) > 0 else start, end)
    return found


@functools.cache
def _next_in_list() -> re.Pattern[str]:
    """What may stand between two places of a list: a mark, and before it a body of the first."""
    return re.compile(f"(?:{places_lexicon().seat}{places_lexicon().list_marks})?")


def _own(passage: Passage, entity: str) -> bool:
    """Whether a place is the report's own, lies in it, or contains it."""
    own = passage.report.place.place or ""
    return own in passage.registry.chain(entity) or entity in passage.registry.chain(own)


def _about(passage: Passage, at: int) -> list[str]:
    """The things the sentence is about: the nearest reform, service or platform before, else after."""
    things = [m for m in passage.mentions if m.kind in ("Reform", "Service", "Platform", "PlatformType")]
    before = [m for m in things if m.end <= at]
    after = [m for m in things if m.start >= at]
    chosen = before[-1:] or after[:1]
    return [mention.text for mention in chosen]


def _draft(
    passage: Passage, relation: str, cued: Cued, bound: Bound, mention: Mention, attrs: dict[str, Attribute]
) -> Draft:
    about = _about(passage, cued.start)
    if len(about) > 0:
        attrs["about"] = about[0]
    subject = passage.places_at(cued.start)[0]
    status = "planned" if passage.sentence.plan else None
    period, _ = passage.period_at(cued.start)
    name = Name(mention.text, mention.kind, mention.entity if mention.kind == "Place" else None)
    _, clause_end = passage.clause(mention.start)
    return Draft(
        relation,
        subject,
        name,
        subject,
        status,
        bound.id,
        bound.cue.tier,
        cued.start,
        min(clause_end, mention.end + 12),
        period,
        attrs,
    )
