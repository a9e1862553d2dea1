"""offers, where a list leaves its common tail to the last item: two names and then one bundle of one thing for both."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from loaders.lexicon import layout
from loaders.passage import Cued, Draft, Passage
from loaders.pattern import Bound, expression, pattern, status_rules
from ontology.statement import Attribute, Name

RELATION = "offers"
_compiled = functools.partial(expression, RELATION)


def read(passage: Passage) -> Iterator[Draft]:
    """The bundles that a list names without their tail, each with the tail added."""
    for tail in pattern(RELATION).words["bundle"]:
        for match in re.finditer(re.escape(tail), passage.text[passage.sentence.start : passage.sentence.end]):
            yield from _listed(
                passage, tail, passage.sentence.start + match.start(), passage.sentence.start + match.end()
            )


def matters(passage: Passage) -> Iterator[Draft]:
    """The matters of a list that a counted word for matters closes, which a cue or a predicate says are offered."""
    if passage.topic is not None and passage.topic.kind == "Platform":
        return  # then they are parts of it
    text = passage.text
    closing = pattern(RELATION).words["closing"]
    if all(text.find(word, passage.sentence.start, passage.sentence.end) < 0 for word in closing):
        return
    for name in ("matters", "busy_matters"):
        for match in _compiled(name).finditer(text, passage.sentence.start, passage.sentence.end):
            yield from _items_of(passage, match, busy=name == "busy_matters")


def _items_of(passage: Passage, match: re.Match[str], *, busy: bool) -> Iterator[Draft]:
    text, start = passage.text, match.start("items")
    clause, _ = passage.clause(start)
    cued = [(c, b) for c, b in _governing(passage, match.end()) if start <= c.end < match.end("items")]
    begin = max([start, *(c.end for c, _ in cued)])
    done = busy or _compiled("matters_done").match(text, match.end(), match.end() + DONE) is not None
    if len(cued) == 0 and not (done and _compiled("lead").fullmatch(text, clause, begin) is not None):
        return
    if _compiled("matters_of").match(text, begin) is not None:
        return
    least = 3 if busy else 2
    for at, to in _parted(passage, begin, match.end("items")):
        refused = to - at < least or _compiled("matter_refused").search(text[at:to]) is not None
        if not refused and not _is_named(passage, at, to):
            yield _matter(passage, cued[0] if len(cued) > 0 else None, text[at:to], at, match.end())


DONE = 12  # letters after a list in which it says that its matters are done


def _parted(passage: Passage, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The items of a list between two offsets: parted by its marks, and by quotations side by side."""
    quotes = passage.document.letters.quotes(start, end)
    edges = {edge for quote in quotes for edge in (quote.start, quote.end)}
    at = start
    for offset in range(start, end + 1):
        if offset == end or offset in edges or passage.text[offset] == layout().list_mark:
            if offset > at:
                yield at, offset
            at = offset if offset in edges else offset + 1


def _is_named(passage: Passage, start: int, end: int) -> bool:
    """Whether an item is a known thing of another kind, which another relation reads."""
    return any(m.kind != "Service" and m.entity is not None and m.start == start and m.end == end
               for m in passage.mentions)


def services(passage: Passage) -> Iterator[Draft]:
    """Services that their own words show as such: what right after a cue ends like a service, what can be done
    somewhere, what is done across places, and a quoted function."""
    text, end = passage.text, passage.sentence.end
    for cued in passage.cues:
        bound = next((b for b in cued.cues if b.relation == RELATION and b.cue.side == "left"), None)
        match = _compiled("served").match(text, cued.end, end) if bound is not None else None
        while bound is not None and match is not None:
            yield _matter(passage, (cued, bound), match["name"], match.start("name"), match.end())
            match = _compiled("and_served").match(text, match.end(), end)
        quotes = passage.document.letters.quotes(cued.end, min(cued.end + 1, end))
        if bound is not None and len(quotes) > 0 and _compiled("feature").match(text, quotes[0].end, end) is not None:
            quote = quotes[0]
            if any(m.kind == "Platform" and m.start == quote.start for m in passage.mentions):
                continue  # what is told of is a function of that platform
            yield _matter(passage, (cued, bound), text[quote.start : quote.end], quote.start, quote.end)
    for name in ("doable", "across"):
        for match in _compiled(name).finditer(text, passage.sentence.start, end):
            yield _matter(passage, None, match["name"], match.start("name"), match.end())


def _matter(passage: Passage, governing: tuple[Cued, Bound] | None, name: str, at: int, end: int) -> Draft:
    planned = passage.sentence.plan or passage.is_future(end)
    said = (governing[1].cue.status if governing is not None else None) or "adopted"
    status = "planned" if planned else said
    attrs: dict[str, Attribute] = {} if planned or governing is None or governing[1].cue.begin is None else {
        "begin": governing[1].cue.begin
    }
    place = passage.places_at(at)[0]
    period, _ = passage.period_at(end)
    pattern_id = f"{RELATION}/predicate" if governing is None else governing[1].id
    start = at if governing is None else min(at, governing[0].start)
    service = Name(name, "Service")
    return Draft(RELATION, place, service, place, status, f"{pattern_id}+matters", "likely", start, end, period, attrs)


def _listed(passage: Passage, tail: str, at: int, end: int) -> Iterator[Draft]:
    for cued, bound in _governing(passage, at):
        items = [item for item in _items(passage, cued.end, at) if _is_matter(passage.text[slice(*item)], tail)]
        if len(items) > 0:
            yield from (_draft(passage, cued, bound, passage.text[slice(*item)] + tail, end) for item in items)
            return
    clause, _ = passage.clause(at)
    if _compiled("matters_done").match(passage.text, end, end + DONE) is not None:
        lead = _compiled("lead").match(passage.text, clause)
        begin = clause if lead is None else lead.end()
        for item in _items(passage, begin, at):
            if _is_matter(passage.text[slice(*item)], tail):
                yield _matter(passage, None, passage.text[slice(*item)] + tail, item[0], end)


def _is_matter(item: str, tail: str) -> bool:
    """Whether an item of a list is a matter that lacks its tail."""
    return not item.endswith(tail) and _compiled("item_refused").search(item) is None


def _draft(passage: Passage, cued: Cued, bound: Bound, name: str, end: int) -> Draft:
    planned = passage.sentence.plan or passage.is_future(end)
    status: str = "planned" if planned else bound.cue.status or "adopted"
    pilots = [word for rule in status_rules().rules if rule.id == "piloted" for word in rule.words]
    if status != "planned" and any(word in passage.text[cued.start : end] for word in pilots):
        status = "piloted"
    attrs: dict[str, Attribute] = {"about": pattern(RELATION).words["bundle"][0]}
    if status != "planned" and bound.cue.begin is not None:
        attrs["begin"] = bound.cue.begin
    place = passage.places_at(cued.start)[0]
    period, _ = passage.period_at(end)
    return Draft(
        RELATION,
        place,
        Name(name, "Service"),
        place,
        status,
        f"{bound.id}+elided",
        "likely",
        cued.start,
        end,
        period,
        attrs,
    )


def _governing(passage: Passage, at: int) -> Iterator[tuple[Cued, Bound]]:
    """The cues left of an offset, the nearest first: of its clause, or of the sentence that the clause goes on."""
    start, _ = passage.clause(at)
    if any(passage.text.startswith(word, start) for word in pattern(RELATION).words["goes_on"]):
        start = passage.sentence.start
    for cued in reversed(passage.cues):
        if start <= cued.start and cued.end <= at:
            yield from ((cued, b) for b in cued.cues if b.relation == RELATION and b.cue.side == "left")


def _items(passage: Passage, start: int, at: int) -> Iterator[tuple[int, int]]:
    quoted = [(q.start, q.end) for q in passage.document.letters.quotes(start, at) if q.end <= at]
    if len(quoted) > 0 and _compiled("gap").match(passage.text[quoted[-1][1] : at]) is not None:
        yield from quoted
        return
    match = _compiled("elided").match(passage.text[start:at])
    if match is None:
        return
    position = start
    for item in match["items"].split(layout().list_mark):
        yield position, position + len(item)
        position += len(item) + 1
