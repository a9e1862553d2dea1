"""The focus of a stretch of text: the thing it is about, of which the clauses after it speak without naming it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from loaders.lexicon import FOLDER, Expression, Row
from loaders.mentions import THINGS, Mention
from loaders.passage import Cued, Passage
from loaders.pattern import LADDER, Bound
from ontology.datafile import checked, read_yaml


class Focus(Row):
    """lexicon/focus.yaml."""

    before: Expression
    after: Expression
    between: Expression
    means: Expression


@functools.cache
def lexicon() -> Focus:
    """The words around what a clause is about. Raises DataFileError where the file is wrong."""
    path = FOLDER / "focus.yaml"
    return checked(Focus, read_yaml(path), path, 1)


@functools.cache
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(getattr(lexicon(), name))


def focus(passage: Passage, start: int, end: int) -> Mention | None:
    """The thing with which the last clause between two offsets that has one begins; else the last that a clause ends
    with or does something to, of several in a list the first.

    What a clause only names as its means, or as part of what it counts, is none.
    """
    leading = found = means = None
    for mention in _things(passage, start, end):
        if _is_means(passage, mention) or (means is not None and _joined(passage, means, mention)):
            means = mention
        elif leads(passage, mention):
            leading = mention
        elif _acted_on(passage, mention) and not (found is not None and _joined(passage, found, mention)):
            found = mention
    return leading or found


def _things(passage: Passage, start: int, end: int) -> Iterator[Mention]:
    for mention in passage.mentions:
        inside = start <= mention.start and mention.end <= end and mention.kind in THINGS
        if not inside or mention.tier == "candidate":
            continue
        if mention.kind == "PlatformType" and any(other.end == mention.start for other in passage.mentions):
            continue  # the sort of what stands right before it
        if not any(title.start <= mention.start < title.end for title in passage.titles):
            yield mention


def leads(passage: Passage, mention: Mention) -> bool:
    """Whether nothing but words of scope and time and a place stand before a thing in its clause."""
    start, _ = passage.clause(mention.start)
    places = [m for m in passage.mentions if m.kind == "Place" and start <= m.start and m.end == mention.start]
    if len(places) > 0 and _compiled("before").fullmatch(passage.text[start : places[-1].start]) is not None:
        return True
    return _compiled("before").fullmatch(passage.text[start : mention.start]) is not None


def _is_means(passage: Passage, mention: Mention) -> bool:
    start, _ = passage.clause(mention.start)
    return _compiled("means").search(passage.text[start : mention.start]) is not None


def _acted_on(passage: Passage, mention: Mention) -> bool:
    _, stop = passage.clause(mention.start)
    if any(mention.end < number.start < stop or number.end == mention.start for number in passage.numbers):
        return False
    return _governed(passage, mention) or _compiled("after").fullmatch(passage.text[mention.end : stop]) is not None


def _joined(passage: Passage, first: Mention, second: Mention) -> bool:
    return _compiled("between").fullmatch(passage.text[first.end : second.start]) is not None


def _governed(passage: Passage, mention: Mention) -> bool:
    return any(0 <= mention.start - cued.end <= 6 and _ladder(cued) for cued in passage.cues)


def _ladder(cued: Cued) -> bool:
    """Whether a cue does something to what stands behind it, one that is less sure whatever follows that."""
    return any(
        b.relation in LADDER and b.cue.side == "left" and (b.cue.tier == "certain" or _is_plain(b)) for b in cued.cues
    )


def _is_plain(bound: Bound) -> bool:
    return bound.cue.tier == "likely" and bound.cue.then is None
