"""claims, designated: what a place says it is first in, and what it was named."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator

from loaders.lexicon import layout
from loaders.mentions import THINGS, Mention
from loaders.passage import Cued, Draft, Passage
from loaders.pattern import Bound, expression, pattern
from ontology.statement import Attribute, Name


@functools.cache
def _then(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def claims(passage: Passage) -> Iterator[Draft]:
    """First-ness and rank, each of the nearest thing in its clause or the last; of cues that overlap, the first."""
    reached = -1
    for cued, bound in passage.cued("claims"):
        _, end = passage.clause(cued.start)
        titled = any(title.start < cued.start < title.end for title in passage.titles)
        aimed = expression("claims", "aim").search(passage.text, passage.clause(cued.start)[0], cued.start) is not None
        if titled or aimed or cued.start < reached:
            continue
        scope = _scope(passage, cued.start) if bound.cue.id in ("first", "of-place") else None
        if scope is not None or bound.cue.id == "of-place":
            if scope is not None and _goes_on(passage, cued, end):
                reached = cued.end
                yield from _claim(passage, cued, bound, passage.text[scope : cued.end], cued.end)
            continue
        if bound.cue.id != "rank" or bound.cue.then is None:
            if _goes_on(passage, cued, end):
                reached = cued.end
                yield from _claim(passage, cued, bound, passage.text[cued.start : cued.end], cued.end)
            continue
        match = _then(bound.cue.then).match(passage.text[cued.end : end])
        rank = None if match is None else _rank(passage, cued, match)
        if match is not None and rank is not None:
            reached = cued.end + match.end()
            yield from _claim(passage, cued, bound, rank, reached)
            more = expression("claims", "more_ranks").match(passage.text, reached, end)
            if more is not None:
                yield from _claim(passage, cued, bound, more["rank"], more.end())


def _goes_on(passage: Passage, cued: Cued, end: int) -> bool:
    """Whether what follows a word of being first makes it no figure of speech."""
    return expression("claims", "refused").match(passage.text[cued.end : end]) is None


def _rank(passage: Passage, cued: Cued, match: re.Match[str]) -> str | None:
    """The rank that a text states: in its own words, or with where it is ranked from before the cue."""
    if match["rank"] is not None:
        return match["rank"]
    if match["lead"] is not None:
        return passage.text[cued.start : cued.end] + match["lead"]
    start, _ = passage.clause(cued.start)
    among = expression("claims", "among").search(passage.text[start : cued.start])
    return None if among is None else among["where"] + match["place"]


def _scope(passage: Passage, at: int) -> int | None:
    """Where the words begin that say right before an offset where something is the first: a place, the one among whose
    parts it is, or a part of the country."""
    among = expression("claims", "among_parts")
    nation = passage.registry.chain(passage.report.place.place or "")[-1:]
    found = (m for m in reversed(passage.mentions) if m.kind == "Place" and m.end <= at and m.entity not in nation)
    place = next((m for m in found if among.fullmatch(passage.text, m.end, at) is not None), None)
    if place is not None:
        return place.start
    start, _ = passage.clause(at)
    said = expression("claims", "scope").search(passage.text, max(start, at - LONGEST_SCOPE), at)
    return None if said is None else said.start()


def _claim(passage: Passage, cued: Cued, bound: Bound, rank: str, end: int) -> Iterator[Draft]:
    first = bound.cue.id in ("first", "of-place")
    target = _target(passage, cued, first=first)
    if target is None:
        return
    targets = [target, *(_listed_after if first else _listed_before)(passage, cued, target)]
    for place, name in itertools.product(passage.places_at(cued.start), targets):
        yield Draft(
            "claims",
            place,
            name,
            place,
            "planned" if passage.sentence.plan else None,
            bound.id,
            "likely",
            *_span(passage, cued, end),
            passage.period_at(cued.start)[0],
            {"rank": rank},
        )


def _listed_after(passage: Passage, cued: Cued, target: Name) -> Iterator[Name]:
    """The further things of the list after a claim that the thing claimed begins."""
    _, end = passage.clause(cued.end)
    things = [m for m in passage.mentions if m.kind in THINGS and m.tier != "candidate" and cued.end <= m.start < end]
    if len(things) == 0 or things[0].text != target.text:
        return
    for last, mention in itertools.pairwise(things):
        if expression("claims", "and_more").fullmatch(passage.text, last.end, mention.start) is None:
            return
        yield Name(mention.text, mention.kind)


def _listed_before(passage: Passage, cued: Cued, target: Name) -> Iterator[Name]:
    """The further things of the list that a counted word closes right before a rank, of which the last is ranked."""
    begin, _ = passage.clause(cued.start)
    things = [m for m in passage.mentions if m.kind in THINGS and begin <= m.start and m.end <= cued.start]
    if len(things) == 0 or things[-1].text != target.text:
        return
    if expression("claims", "counted_list").match(passage.text, things[-1].end, cued.start) is None:
        return
    for mention, following in itertools.pairwise(reversed(things)):
        if expression("claims", "next_item").fullmatch(passage.text, following.end, mention.start) is None:
            return
        yield Name(following.text, following.kind)


def _span(passage: Passage, cued: Cued, end: int) -> tuple[int, int]:
    start, stop = passage.clause(cued.start)
    return start, max(end, min(stop, start + 120))


def _target(passage: Passage, cued: Cued, *, first: bool) -> Name | None:
    """What a claim is of: of being first the thing or the words after it, of a rank what stands before it."""
    begin, end = passage.clause(cued.end)
    near = passage.clause(max(passage.sentence.start, begin - 2))[0]
    things = [m for m in passage.mentions if m.kind in THINGS and m.tier != "candidate"]
    if first and _says_of_it(passage, begin, cued):
        near = passage.sentence.start  # the clause says of what the sentence tells that it is the first
    before = [m for m in things if near <= m.start and m.end <= cued.start]
    if first:
        after = [m for m in things if cued.end <= m.start < end and not _is_where(passage, cued, m)]
        return _first(passage, cued, before, after)
    assessed = None if any(m.start >= begin for m in before) else _assessed(passage, begin, cued)
    if assessed is not None:
        return assessed
    if len(before) == 0:
        assessing = expression("claims", "assessment")
        before = [m for m in things if m.end <= cued.start and assessing.match(passage.text, m.end, begin) is not None]
    if len(before) == 0:  # a rank is of what the sentence tells of, before of what the section does
        before = [m for m in things if m.end <= cued.start and m.kind in RANKED and _leads(passage, m)]
    return _ranked(passage, cued, before)


def _assessed(passage: Passage, begin: int, cued: Cued) -> Name | None:
    """What was assessed by the clause before one in which a place alone has a rank."""
    if begin == passage.sentence.start or cued.start - begin > OWN_PLACE:
        return None
    start, end = passage.clause(max(begin - 2, 0))
    if any(m.kind in THINGS and m.entity is not None and start <= m.start and m.end <= end for m in passage.mentions):
        return None
    found = expression("claims", "assessed").match(passage.text[max(start, end - LONGEST_ASSESSED) : end])
    return None if found is None else Name(found["name"], "Measure")


def _first(passage: Passage, cued: Cued, before: list[Mention], after: list[Mention]) -> Name | None:
    """What is first: a document, a list's member, what is quoted or named after the claim, else what was told of."""
    begin, end = passage.clause(cued.end)
    titles = [t for t in passage.titles if cued.end <= t.start < end]
    if len(titles) > 0 and (len(after) == 0 or titles[0].start <= after[0].start):
        return Name(titles[0].text, "PolicyDocument")
    if len(before) > 0 and expression("claims", "listed").search(passage.text[begin : cued.start]) is not None:
        return Name(before[-1].text, before[-1].kind)  # it is among the first of others' list
    marks = [q for q in passage.document.letters.quotes(cued.end, end) if q.end <= end]
    quoted = [q for q in marks if layout().list_mark not in passage.text[q.start : q.end]]
    if len(after) == 0 and len(quoted) > 0:
        return Name(passage.text[quoted[0].start : quoted[0].end], "Reform")
    phrase = None
    if all(m.start < begin for m in before):
        phrase = expression("claims", "phrase").match(passage.text, cued.end, end)
    whole = phrase is not None and expression("claims", "phrase_whole").search(phrase["name"]) is not None
    said = phrase is not None and expression("claims", "no_phrase").search(phrase["name"]) is None
    if phrase is not None and said and (whole or len(after) == 0):
        return Name(phrase["name"], "Reform")
    told = passage.before if begin == passage.sentence.start else None
    says = _says_of_it(passage, begin, cued)
    chosen = after[:1] or before[-1:] or ([told] if told is not None and says else [])
    if len(chosen) > 0:
        return Name(chosen[0].text, chosen[0].kind)
    return _done_before(passage, begin) if says and begin > passage.sentence.start else None


def _done_before(passage: Passage, begin: int) -> Name | None:
    """What the clause before one that says of it that it is the first tells to be carried out, to the clause's end."""
    start, end = passage.clause(max(begin - 2, 0))
    done = expression("claims", "done_before").match(passage.text[max(start, end - LONGEST_ASSESSED) : end])
    return None if done is None else Name(done["name"], "Reform")


def _says_of_it(passage: Passage, begin: int, cued: Cued) -> bool:
    """Whether a clause goes on with a claim: of what was told before."""
    return expression("claims", "is_one").fullmatch(passage.text[begin : cued.start]) is not None


def _ranked(passage: Passage, cued: Cued, before: list[Mention]) -> Name | None:
    """What is ranked: what leads, what was told of, the measure of the clause, else what the section is about."""
    start, stop = passage.clause(cued.start)
    of_it = expression("claims", "of_it").match(passage.text, cued.end, stop)
    if of_it is not None:
        return Name(of_it["name"], "Platform")
    if len(before) > 0:
        return Name(before[-1].text, before[-1].kind)
    place = next((m.end for m in passage.mentions if m.kind == "Place" and m.start == start), start)
    measure = expression("claims", "measure").match(passage.text[place : cued.start])
    if measure is not None:
        return Name(measure["name"], "Measure")
    named = len(passage.document.letters.quotes(start, stop)) > 0  # the clause names something, if nothing known
    if passage.topic is None or named or passage.mixed:
        return None
    headed = passage.topic.start < passage.document.sections[passage.sentence.section].title_end
    if not headed and cued.start - start > OWN_SUBJECT:
        return None  # the clause has a subject of its own, which no name tells
    return Name(passage.topic.text, passage.topic.kind)


def _is_where(passage: Passage, cued: Cued, mention: Mention) -> bool:
    """Whether a thing is only where or by what something is first done."""
    return expression("claims", "where").search(passage.text, cued.end, mention.start) is not None


LONGEST_SCOPE = 16  # letters before a word of being first in which it is said where
LONGEST_ASSESSED = 40  # letters at the end of a clause in which what was assessed is looked for
OWN_PLACE = 6  # letters before a rank in its clause that name no more than a place
OWN_SUBJECT = 3  # letters before a rank beyond which they say what is ranked


def _leads(passage: Passage, mention: Mention) -> bool:
    """Whether a thing begins a clause of the sentence, as what is told of there."""
    start, _ = passage.clause(mention.start)
    return expression("claims", "lead").fullmatch(passage.text[start : mention.start]) is not None


RANKED = ("Platform", "PlatformType", "Reform")


def designations(passage: Passage) -> Iterator[Draft]:
    """Pilots and titles given to the place by somebody above: for the things right before or after the cue, or, where
    none is known there, under the words of the title; and quoted names that say themselves that they are pilots."""
    for cued, bound in passage.cued("designated"):
        start, end = passage.clause(cued.start)
        if bound.cue.then is None:
            things = _designated(passage, start, cued)
        else:
            title = _then(bound.cue.then).search(passage.text, cued.end, end)
            things = [] if title is None else _titled(passage, cued, title.start(), title.end(), end)
        attrs = _level(passage.text[cued.start : end])
        for mention in things:
            span = min(cued.start, mention.start), max(cued.end, mention.end)
            yield from _designation(passage, mention, bound.id, span, attrs)
    for mention in passage.mentions:
        named = mention.kind == "Reform" and passage.document.letters.quotes_at(mention.start)
        if named and expression("designated", "named").search(mention.text) is not None:
            span = mention.start, mention.end
            yield from _designation(passage, mention, "designated/named", span, _level(mention.text))


def _designated(passage: Passage, start: int, cued: Cued) -> list[Mention]:
    """The list of things right before a cue in its clause, else the first thing after it."""
    _, end = passage.clause(cued.start)
    before = [m for m in passage.mentions if m.kind in THINGS and start <= m.start and m.end <= cued.start]
    after = [m for m in passage.mentions if m.kind in THINGS and cued.end <= m.start < end]
    listed = before[-1:]
    for mention in reversed(before[:-1]):
        if expression("designated", "between").fullmatch(passage.text[mention.end : listed[0].start]) is None:
            break
        listed.insert(0, mention)
    return listed or after[:1]


def _titled(passage: Passage, cued: Cued, at: int, end: int, stop: int) -> list[Mention]:
    """The first known thing that a title names, else the words of the title itself without who gave it and its turn."""
    things = [m for m in passage.mentions if m.kind in THINGS and cued.end <= m.start < end]
    if len(things) > 0:
        return things[:1]
    places = [m.end for m in passage.mentions if m.kind == "Place" and m.start == cued.end]
    start = max([cued.end, *places])
    turn = expression("designated", "turn").match(passage.text, start, at)
    start = start if turn is None else turn.end()
    whole = expression("designated", "title").match(passage.text, at, stop)
    last = at if passage.text.startswith(tuple(pattern("designated").words["dropped"]), at) else end
    last = last if whole is None or last == at else whole.end()
    name = passage.text[start:last]
    if len(name) < 4 or expression("designated", "no_title").search(name) is not None:
        return []
    return [Mention(start, last, name, "Reform", None, "likely", "title")]


def _level(words: str) -> dict[str, Attribute]:
    """The level of those who gave a title, where the words say it."""
    for name, level in (("national", "national"), ("provincial", "provincial"), ("municipal", "city")):
        if expression("designated", name).search(words) is not None:
            return {"level": level}
    return {}


def _designation(
    passage: Passage, mention: Mention, pattern_id: str, span: tuple[int, int], attrs: dict[str, Attribute]
) -> Iterator[Draft]:
    for place in passage.places_at(span[0]):
        yield Draft(
            "designated",
            place,
            Name(mention.text, mention.kind),
            place,
            "planned" if passage.sentence.plan else None,
            pattern_id,
            "likely",
            *span,
            passage.period_at(span[0])[0],
            dict(attrs),
        )
