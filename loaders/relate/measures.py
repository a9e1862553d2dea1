"""measured: a number about a thing or a place, with what it counts."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from loaders.mentions import Mention
from loaders.numbers import Number
from loaders.passage import Cued, Draft, Passage
from loaders.pattern import pattern
from ontology.statement import Attribute, Name

RELATION = "measured"
LADDER = ("adopted", "operates", "offers")
THINGS = ("Platform", "PlatformType", "Reform", "Service")


@functools.cache
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(pattern(RELATION).expressions[name])


def read(passage: Passage) -> Iterator[Draft]:
    """The numbers of a passage for which what they count is said."""
    for number in passage.numbers:
        if any(t.start < number.digits < t.end for t in passage.titles) or _inside_name(passage, number):
            continue
        found = _measure(passage, number)
        if found is not None:
            yield _draft(passage, number, *found)


def _inside_name(passage: Passage, number: Number) -> bool:
    return any(m.start <= number.digits < m.end for m in passage.mentions if m.kind != "Place")


def _measure(passage: Passage, number: Number) -> tuple[str, int, int] | None:
    """What the number counts, and the span that says so: the noun after the unit, else what leads to the number."""
    start, end = passage.clause(number.digits)
    right = _right(passage, number.end, end) if number.unit[-1:] != "%" else None
    if right is not None:
        return right, max(start, number.start - 20), number.end + len(right)
    before = [m.end for m in passage.mentions if m.kind in THINGS and m.start == start and m.end < number.start]
    left = _left(passage.text[max([start, *before]) : number.start]) or _left(passage.text[start : number.start])
    return (left, max(start, number.start - 30), number.end) if left is not None else None


def _left(text: str) -> str | None:
    match = _compiled("left").search(_compiled("trim_right").sub("", text))
    if match is None:
        return None
    measure = _compiled("trim_left").sub("", match["measure"])
    measure = re.sub(r"^.*\d[^\d]{1,3}(?=\w{2})", "", measure)
    return measure if len(measure) >= 2 and _compiled("bare").match(measure) is None else None


def _right(passage: Passage, start: int, end: int) -> str | None:
    names = [m.start for m in passage.mentions if start < m.start < end and m.kind in THINGS]
    match = _compiled("right").match(passage.text[start : min([end, *names])])
    if match is None:
        return None
    stop = _compiled("right_stop").search(match["measure"], 1)
    measure = match["measure"][: stop.start()] if stop is not None else match["measure"]
    return measure if len(measure) >= 2 else None


def _draft(passage: Passage, number: Number, measure: str, start: int, end: int) -> Draft:
    place = passage.places_at(number.start)[0]
    subject = _subject(passage, number) if place == passage.report.place else None
    attrs: dict[str, Attribute] = {"value": number.value, "unit": number.unit, "bound": number.bound}
    if number.approx != "":
        attrs["approx"] = number.approx
    before = passage.text[max(passage.sentence.start, number.start - 24) : number.start]
    for name, sign in (("change", "-"), ("growth", "+")):
        if _compiled(name).search(before) is not None:
            attrs["change"] = f"{sign}{number.value}{number.unit}"
    baseline = _compiled("from").search(before)
    if baseline is not None:
        attrs["baseline"] = baseline["from"] + baseline["unit"]
    period, as_of = passage.period_at(number.start)
    if as_of is not None:
        attrs["as_of"] = as_of
    about = _subject(passage, number)
    if subject is None and about is not None:
        attrs["about"] = about.text
    owner = Name(subject.text, subject.kind) if subject is not None else place
    tier = "likely" if subject is not None or place != passage.report.place else "candidate"
    return Draft(
        RELATION,
        owner,
        Name(measure, "Measure"),
        place,
        "planned" if passage.sentence.plan else None,
        f"{RELATION}/count",
        tier,
        start,
        end,
        period,
        attrs,
    )


def _subject(passage: Passage, number: Number) -> Mention | None:
    """The thing the number is about: the nearest that begins a clause before it, else the first that a verb governs
    in the sentence, else a quoted one right before or after, else the topic."""
    things = [m for m in passage.mentions if m.kind in THINGS and m.tier != "candidate"]
    since = max((at for at, _ in passage.subjects if at <= number.start), default=passage.sentence.start)
    before = [m for m in things if since <= m.start and m.end <= number.start]
    leading = [m for m in before if m.start == passage.clause(m.start)[0] or _leads(passage, m)]
    if len(leading) > 0:
        return leading[-1]
    governed = [m for m in before if any(0 <= m.start - c.end <= 6 and _ladder(c) for c in passage.cues)]
    start, _ = passage.clause(number.digits)
    quoted = {q.start for q in passage.document.letters.quoted}
    near = [m for m in before if m.start >= start and m.start in quoted]
    after = [m for m in things if m.start >= number.end and m.start in quoted]
    chosen = near[-1:] or governed[:1] or after[:1]
    return chosen[0] if len(chosen) > 0 else passage.topic


def _leads(passage: Passage, mention: Mention) -> bool:
    """Whether nothing but a word of scope or time stands before the name in its clause."""
    start, _ = passage.clause(mention.start)
    return _compiled("trim_left").fullmatch(passage.text[start : mention.start]) is not None


def _ladder(cued: Cued) -> bool:
    return any(b.relation in LADDER and b.cue.side == "left" and b.cue.tier != "candidate" for b in cued.cues)
