"""measured: a number about a thing or a place, with what it counts."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from loaders.mentions import Mention
from loaders.numbers import Number
from loaders.passage import Cued, Draft, Passage
from loaders.pattern import expression
from ontology.statement import Attribute, Name

RELATION = "measured"
_compiled = functools.partial(expression, RELATION)
LADDER = ("adopted", "operates", "offers")
THINGS = ("Platform", "PlatformType", "Reform", "Service")


def read(passage: Passage) -> Iterator[Draft]:
    """The numbers of a passage for which what they count is said. Of a change from one to another, the latter."""
    for index, number in enumerate(passage.numbers):
        if any(t.start < number.digits < t.end for t in passage.titles) or _inside_name(passage, number):
            continue
        following = passage.numbers[index + 1] if index + 1 < len(passage.numbers) else None
        if following is not None and _is_baseline(passage, number, following):
            continue
        former = passage.numbers[index - 1] if index > 0 else None
        baseline = former if former is not None and _is_baseline(passage, former, number) else None
        found = _measure(passage, number, baseline)
        if found is not None:
            yield _draft(passage, number, baseline, *found)


def _is_baseline(passage: Passage, number: Number, following: Number) -> bool:
    """Whether a number is what the following one changed from."""
    return _compiled("to").fullmatch(passage.text[number.end : following.digits]) is not None


def _inside_name(passage: Passage, number: Number) -> bool:
    return any(m.start <= number.digits < m.end for m in passage.mentions if m.kind != "Place")


def _measure(passage: Passage, number: Number, baseline: Number | None) -> tuple[str, int, int] | None:
    """What the number counts, and the span that says so: the noun after the unit, else what leads to the number."""
    start, end = passage.clause(number.digits)
    first = number if baseline is None else baseline
    right = _right(passage, number.end, end) if number.unit[-1:] != "%" and baseline is None else None
    if right is not None:
        return right, max(start, number.start - 20), number.end + len(right)
    cuts = [m.end for m in passage.mentions if m.kind in THINGS and m.start == start and m.end < first.start]
    counted = [other.end for other in passage.numbers if start <= other.start and other.end <= first.start]
    left = _left(passage.text[max([start, *cuts, *counted]) : first.start])
    left = left or _left(passage.text[max([start, *counted]) : first.start])
    return (left, max(start, first.start - 30), number.end) if left is not None else None


def _left(text: str) -> str | None:
    match = _compiled("left").search(_compiled("trim_right").sub("", text))
    if match is None:
        return None
    measure = _compiled("trim_left").sub("", match["measure"])
    return measure if len(measure) >= 2 and _compiled("bare").match(measure) is None else None


def _right(passage: Passage, start: int, end: int) -> str | None:
    names = [m.start for m in passage.mentions if start < m.start < end and m.kind in THINGS]
    within = _compiled("within").match(passage.text[start:end])
    start += within.end() if within is not None else 0
    match = _compiled("right").match(passage.text[start : min([end, *names])])
    if match is None:
        return None
    stop = _compiled("right_stop").search(match["measure"], 1)
    measure = match["measure"][: stop.start()] if stop is not None else match["measure"]
    return measure if len(measure) >= 2 else None


def _draft(passage: Passage, number: Number, baseline: Number | None, measure: str, start: int, end: int) -> Draft:
    place = passage.places_at(number.start)[0]
    about = _subject(passage, number)
    own = place == passage.report.place
    thing = about if own and about is not None else passage.topic if own else None
    period, as_of = passage.period_at(number.start)
    attrs = _attrs(passage, number, baseline) | ({} if as_of is None else {"as_of": as_of})
    if thing is None and about is not None:
        attrs["about"] = about.text
    tier = "likely" if about is not None or not own else "candidate"
    owner = place if thing is None else Name(thing.text, thing.kind)
    status = "planned" if passage.sentence.plan else None
    name = Name(measure, "Measure")
    return Draft(RELATION, owner, name, place, status, f"{RELATION}/count", tier, start, end, period, attrs)


def _attrs(passage: Passage, number: Number, baseline: Number | None) -> dict[str, Attribute]:
    """Value and unit as written, bound, approximation, direction of a change, and what it changed from."""
    attrs: dict[str, Attribute] = {"value": number.value, "unit": number.unit, "bound": number.bound}
    if number.approx != "":
        attrs["approx"] = number.approx
    before = passage.text[max(passage.sentence.start, number.start - 24) : number.start]
    for name, sign in (("change", "-"), ("growth", "+")):
        if baseline is None and _compiled(name).search(before) is not None:
            attrs["change"] = f"{sign}{number.value}{number.unit}"
    if baseline is not None:
        attrs["baseline"] = baseline.value + baseline.unit
    return attrs


def _subject(passage: Passage, number: Number) -> Mention | None:
    """The thing that the sentence says the number is about: the nearest that begins a clause before it, else a quoted
    one in its clause, else the first that a verb governs, else a quoted one after it, of its clause or governed by a
    verb. None where it names none."""
    things = [m for m in passage.mentions if m.kind in THINGS and m.tier != "candidate"]
    since = max((at for at, _ in passage.subjects if at <= number.start), default=passage.sentence.start)
    before = [m for m in things if since <= m.start and m.end <= number.start]
    leading = [m for m in before if m.start == passage.clause(m.start)[0] or _leads(passage, m)]
    if len(leading) > 0:
        return leading[-1]
    governed = [m for m in before if _governed(passage, m)]
    start, stop = passage.clause(number.digits)
    letters = passage.document.letters
    near = [m for m in before if m.start >= start and letters.quotes_at(m.start)]
    following = [m for m in things if m.start >= number.end and letters.quotes_at(m.start)]
    after = [m for m in following if m.start < stop or _governed(passage, m)]
    chosen = near[-1:] or governed[:1] or after[:1]
    return chosen[0] if len(chosen) > 0 else None


def _leads(passage: Passage, mention: Mention) -> bool:
    """Whether nothing but a word of scope or time stands before the name in its clause."""
    start, _ = passage.clause(mention.start)
    return _compiled("trim_left").fullmatch(passage.text[start : mention.start]) is not None


def _governed(passage: Passage, mention: Mention) -> bool:
    return any(0 <= mention.start - cued.end <= 6 and _ladder(cued) for cued in passage.cues)


def _ladder(cued: Cued) -> bool:
    return any(b.relation in LADDER and b.cue.side == "left" and b.cue.tier != "candidate" for b in cued.cues)
