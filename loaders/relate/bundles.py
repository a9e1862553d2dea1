"""offers, where a list leaves its common tail to the last item: two names and then one bundle of one thing for both."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from loaders.passage import Cued, Draft, Passage
from loaders.pattern import Bound, pattern, status_rules
from ontology.statement import Attribute, Name

RELATION = "offers"


@functools.cache
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(pattern(RELATION).expressions[name])


def read(passage: Passage) -> Iterator[Draft]:
    """The bundles that a list names without their tail, each with the tail added."""
    for tail in pattern(RELATION).words["bundle"]:
        for match in re.finditer(re.escape(tail), passage.text[passage.sentence.start : passage.sentence.end]):
            yield from _listed(
                passage, tail, passage.sentence.start + match.start(), passage.sentence.start + match.end()
            )


def _listed(passage: Passage, tail: str, at: int, end: int) -> Iterator[Draft]:
    for cued, bound in _governing(passage, at):
        items = [item for item in _items(passage, cued.end, at) if not passage.text[slice(*item)].endswith(tail)]
        if len(items) > 0:
            yield from (_draft(passage, cued, bound, passage.text[slice(*item)] + tail, end) for item in items)
            return


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
    for item in match["items"].split("\u3001"):
        yield position, position + len(item)
        position += len(item) + 1
