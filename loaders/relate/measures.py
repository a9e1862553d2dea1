"""measured: a number about a thing or a place, with what it counts."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from loaders.focus import focus, leads
from loaders.lexicon import layout
from loaders.mentions import THINGS, Mention
from loaders.numbers import Number
from loaders.passage import Draft, Passage
from loaders.pattern import expression
from ontology.statement import Attribute, Name

RELATION = "measured"
LONG = 14  # letters of a measure's name beyond which a clause before it says more than its name
SHORT = 4  # letters below which a name is no more than a word of the measure's
_compiled = functools.partial(expression, RELATION)


def read(passage: Passage) -> Iterator[Draft]:
    """The numbers of a passage for which what they count is said. Of a change from one to another, the latter.

    A number that only qualifies a noun (with a million visits) counts nothing of its own.
    """
    counting = [number for number in passage.numbers if not _is_aside(passage, number)]
    for index, number in enumerate(counting):
        following = counting[index + 1] if index + 1 < len(counting) else None
        if following is not None and _is_baseline(passage, number, following):
            continue
        former = counting[index - 1] if index > 0 else None
        baseline = former if former is not None and _is_baseline(passage, former, number) else None
        found = _measure(passage, counting, index, baseline)
        if found is not None:
            yield _draft(passage, number, baseline, found)


def _is_aside(passage: Passage, number: Number) -> bool:
    """Whether a number is part of a title or a name, or only qualifies what follows."""
    if any(t.start < number.digits < t.end for t in passage.titles):
        return True
    if any(m.start <= number.digits < m.end for m in passage.mentions if m.kind != "Place"):
        return True
    quoted = passage.document.letters.quotes(number.digits, number.digits + 1)
    if any(span.start <= number.digits and number.end < span.end for span in quoted):
        return True
    if _compiled("factor").search(passage.text[max(0, number.digits - 2) : number.digits]) is not None:
        return True
    return _compiled("qualifies").match(passage.text, number.end) is not None


def _is_baseline(passage: Passage, number: Number, following: Number) -> bool:
    """Whether a number is what the following one changed from."""
    return _compiled("to").fullmatch(passage.text[number.end : following.digits]) is not None


@dataclass(frozen=True, slots=True)
class _Measure:
    """What a number counts: its name, the span that says so, and the thing that is named there, if any."""

    name: str
    start: int
    end: int
    thing: Mention | None = None


def _measure(passage: Passage, numbers: list[Number], index: int, baseline: Number | None) -> _Measure | None:
    """The noun after the unit with the verb before the number, else what leads to the number."""
    number = numbers[index]
    start, end = passage.clause(number.digits)
    first = number if baseline is None else baseline
    others = [n for n in numbers[:index] if start <= n.start and n.end <= first.start and n is not baseline]
    since = max([start, *(other.end for other in others)])
    joined = _compiled("joined").search(passage.text[since : first.start]) is not None
    if baseline is None and (_compiled("left_only").search(number.unit) is None or joined):
        right = _right(passage, number.end, end) or _shared(passage, numbers[index:], end)
        if right is not None:
            noun, thing = right
            verb = "" if joined else _verb(passage, others, start, number)
            own = passage.places_at(number.start)[0] == passage.report.place
            itself = own and thing is not None and thing.start < number.end + len(noun)
            name = verb if itself and verb != "" else verb + noun
            thing = None if thing is not None and thing.text == name else thing
            return _Measure(name, max(start, number.start - 20), min(end, number.end + len(noun)), thing)
    into = _compiled("into").match(passage.text, number.end, end)
    thing = next((m for m in passage.mentions if into is not None and m.start == into.end() and m.kind in THINGS), None)
    if thing is None and len(others) > 0:
        since = max(since, passage.text.rfind(layout().list_mark, since, first.start) + 1)
    left = _left(passage, since, first.start, max(start, first.start - 30), number.end)
    return left if left is None or thing is None else replace(left, thing=thing)


def _shared(passage: Passage, numbers: list[Number], end: int) -> tuple[str, Mention | None] | None:
    """The noun of the next number where nothing but its own words of bound stand between: 26 sorts 2113 devices."""
    if len(numbers) < 2 or numbers[1].end > end or numbers[1].start - numbers[0].end > 0:
        return None
    return _right(passage, numbers[1].end, end)


def _verb(passage: Passage, others: list[Number], start: int, number: Number) -> str:
    """The word of doing before a number, or before those that share it: of two to four letters, and no light one."""
    first = number
    for other in reversed(others):
        if _compiled("shares").fullmatch(passage.text[other.end : first.start]) is None:
            break
        first = other
    things = [m for m in passage.mentions if m.kind in THINGS and start <= m.start and m.end <= first.start]
    leading = [m.end for m in things if leads(passage, m)]
    begin = max([start, *leading, *(other.end for other in others if other.end <= first.start)])
    text = _compiled("trim_left").sub("", passage.text[begin : first.start])
    text = _compiled("whole").sub("", _compiled("trim_right").sub("", text))
    return text if _compiled("verb").fullmatch(text) is not None else ""


def _left(passage: Passage, since: int, until: int, start: int, end: int) -> _Measure | None:
    """What leads to a number, without the thing that the clause begins with."""
    leading = [m for m in passage.mentions if m.kind in THINGS and since <= m.start and m.end < until]
    cuts = [m.end for m in leading if leads(passage, m) and _compiled("owned").match(passage.text, m.end) is None]
    for cut in (*reversed(cuts), since):
        name = _name(passage, cut, until)
        if name is not None:
            head = _compiled("head").match(name) if cut == passage.clause(cut)[0] and len(leading) == 0 else None
            if head is not None:
                thing = Mention(until, until, head["thing"], "Platform", None, "likely", "sort")
                return _Measure(head["measure"], start, end, thing)
            return _Measure(name, start, end)
    return None


def _name(passage: Passage, start: int, end: int) -> str | None:
    """The name of a measure that ends where a number begins: without words of time and scope, and what a long list or
    a clause of its own says of it."""
    match = _compiled("left").search(_compiled("trim_right").sub("", passage.text[start:end]))
    if match is None:
        return None
    name = _compiled("trim_left").sub("", match["measure"])
    for cut in _compiled("said_of").finditer(name):
        rest = name[cut.end() :]
        if len(rest) >= (2 if cut["list"] is not None else 4) and (cut["list"] is not None or len(name) > LONG):
            name = rest
            break
    return name if len(name) >= 2 and _compiled("bare").match(name) is None else None


def _right(passage: Passage, start: int, end: int) -> tuple[str, Mention | None] | None:
    """The noun after a unit, and the thing that is that noun or that a word of joining leads to."""
    text = passage.text
    within = _compiled("within").match(text, start, end)
    start = within.end() if within is not None else start
    names = [m for m in passage.mentions if start <= m.start < end and m.kind in THINGS and m.tier != "candidate"]
    later = [m.start for m in names if m.start > start]
    quotes = [span.start for span in passage.document.letters.quotes(start + 1, end)]
    match = _compiled("right").match(text[start : min([end, *quotes, *later])])
    if match is None:
        return None
    stop = _compiled("right_stop").search(match["measure"], 1)
    noun = match["measure"][: stop.start()] if stop is not None else match["measure"]
    if len(noun) < 2 or _compiled("bare").match(noun) is not None:
        return None
    beside = [m for m in names if m.start == start and m.end - start >= len(noun)]
    if len(beside) == 0 and stop is not None and len(later) > 0:
        led = _compiled("into").fullmatch(text[start + stop.start() : later[0]]) is not None
        beside = [m for m in names if led and m.start == later[0]]
    return noun, (beside[0] if len(beside) > 0 else None)


def _draft(passage: Passage, number: Number, baseline: Number | None, found: _Measure) -> Draft:
    place = passage.places_at(number.start)[0]
    own = place == passage.report.place
    about = found.thing or _subject(passage, number) or (None if own else _quoted_after(passage, number))
    goes_on = about is None and _goes_on(passage, passage.sentence.start, number)
    before = passage.before if goes_on else None
    thing = (about or before or passage.topic) if own else None
    period, as_of = passage.period_at(number.start)
    attrs = _attrs(passage, number, baseline) | ({} if as_of is None else {"as_of": as_of})
    if thing is None and about is not None:
        attrs["about"] = about.text
    # A noun that is counted is more often of what its own sentence speaks of than a measure that is named.
    carried = before is not None and found.end == number.end and not passage.mixed
    near = about is not None and _is_near(passage, about, number)
    tier = "likely" if near or carried or not (own or passage.mixed) else "candidate"
    owner = place if thing is None else Name(thing.text, thing.kind)
    status = "planned" if passage.sentence.plan else None
    name = Name(_without(found.name, thing), "Measure")
    return Draft(RELATION, owner, name, place, status, f"{RELATION}/count", tier, found.start, found.end, period, attrs)


def _quoted_after(passage: Passage, number: Number) -> Mention | None:
    """The first quoted thing after a number in its sentence: what a place inside the report's own does it for."""
    quoted = passage.document.letters.quotes_at
    things = (m for m in passage.mentions if m.kind in THINGS and m.tier != "candidate" and m.start >= number.end)
    return next((m for m in things if quoted(m.start)), None)


def _is_near(passage: Passage, about: Mention, number: Number) -> bool:
    """Whether a thing is named in the number's clause or the one before, or begins its own, or only counts stand
    between it and the number. In a report on everything it is so in the number's clause alone."""
    if passage.mixed:
        return about.start >= passage.clause(number.digits)[0]
    _, end = passage.clause(about.start)
    _, following = passage.clause(min(end + 1, number.start))
    near = following >= number.start or leads(passage, about)
    return near or _goes_on(passage, min(following + 1, number.start), number)


def _goes_on(passage: Passage, since: int, number: Number) -> bool:
    """Whether all that the clauses from an offset on say up to a number is counts and dates: they go on about what
    came before."""
    for at in (since, *(clause for clause in passage.clauses if clause > since)):
        _, end = passage.clause(at)
        if end > number.start:
            return True
        counted = any(at <= other.digits < end for other in passage.numbers)
        dated = any(at <= other.start < end for other in passage.dates)
        if not counted and not dated and end - at > 2:
            return False
    return True


def _without(name: str, thing: Mention | None) -> str:
    """The name of a measure without the name of the thing that is measured, where more than that is left."""
    if thing is None or len(thing.text) < SHORT or thing.text not in name:
        return name
    head, _, tail = name.partition(thing.text)
    owned = _compiled("owned").match(tail) is not None
    return name if owned or len(head + tail) < 2 else head + tail


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
    """The thing that the sentence says the number is about: a quoted one after it in its clause, the one with which
    its clause begins, whose the counted is or that is counted, else what the clauses before it are about. None where
    it names none."""
    start, stop = passage.clause(number.digits)
    letters = passage.document.letters
    owner = None
    for mention in passage.mentions:
        if mention.kind not in THINGS or mention.tier == "candidate":
            continue
        if number.end <= mention.start < stop and letters.quotes_at(mention.start):
            return mention
        if start <= mention.start and mention.end <= number.start and _owns(passage, mention, number):
            owner = mention
    since = max((at for at, _ in passage.subjects if at <= number.start), default=passage.sentence.start)
    return owner or focus(passage, since, start)


def _owns(passage: Passage, mention: Mention, number: Number) -> bool:
    """Whether a thing before a number in its clause leads the clause, is the counted thing, or whose it is."""
    owned = _compiled("owned").match(passage.text, mention.end) is not None
    counted = mention.end == number.start and passage.document.letters.quotes_at(mention.start)
    return owned or counted or leads(passage, mention)
