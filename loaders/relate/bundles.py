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
    start, _ = passage.clause(at)
    governing = _governing(passage, start, at)
    if governing is None:
        return
    cued, bound = governing
    status: str = "planned" if passage.sentence.plan else bound.cue.status or "adopted"
    if any(
        word in passage.text[cued.start : at]
        for rule in status_rules().rules
        if rule.id == "piloted"
        for word in rule.words
    ):
        status = status if status == "planned" else "piloted"
    attrs: dict[str, Attribute] = {"about": tail}
    if status != "planned" and bound.cue.begin is not None:
        attrs["begin"] = bound.cue.begin
    for first, last in _items(passage, cued.end, at):
        if passage.text[first:last].endswith(tail):
            continue
        name = passage.text[first:last] + tail
        for place in passage.places_at(at):
            yield Draft(
                RELATION,
                place,
                Name(name, "Service"),
                place,
                status,
                f"{bound.id}+elided",
                "likely",
                cued.start,
                end,
                passage.period_at(at)[0],
                dict(attrs),
            )


def _governing(passage: Passage, start: int, at: int) -> tuple[Cued, Bound] | None:
    for cued in reversed(passage.cues):
        if start <= cued.start and cued.end <= at:
            for bound in cued.cues:
                if bound.relation == RELATION and bound.cue.side == "left":
                    return cued, bound
    return None


def _items(passage: Passage, start: int, at: int) -> Iterator[tuple[int, int]]:
    quoted = [(q.start, q.end) for q in passage.document.letters.quoted if start <= q.start and q.end <= at]
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
