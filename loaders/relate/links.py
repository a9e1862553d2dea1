"""connects_to, supports: two platforms linked, or a thing built on a platform."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from loaders.focus import focus
from loaders.lexicon import layout
from loaders.mentions import PLATFORMS, THINGS, Mention
from loaders.passage import Cued, Draft, Passage
from loaders.pattern import Bound, expression, pattern
from loaders.relate import ladder
from ontology.statement import Name

HOTLINE = 2000  # letters before a link in which the section names the hotline: each link looks back so far at most
TAIL = 4  # letters after a cue that ends its clause: more of them say what else is linked
_linked = functools.partial(expression, "connects_to")


def connections(passage: Passage) -> Iterator[Draft]:
    """Which platform is linked to which.

    After a cue: those it is linked to, by the one before the cue, else the one that the clause before ends with, the
    one that the clauses before begin with, what the text before is about, or what the next clause builds. Before it:
    two that a word of joining binds together, or what the text is about with those after such a word, or with a list.
    A platform that only its sort names counts right beside the cue, and a hotline that only its number names.
    """
    platforms = [m for m in passage.mentions if m.kind in PLATFORMS and m.tier != "candidate"]
    for cued, bound in passage.cued("connects_to"):
        start, end = passage.clause(cued.start)
        before = [m for m in platforms if m.end <= cued.start]
        within = [m for m in before if m.start >= start]
        after = _run(passage, [m for m in platforms if cued.end <= m.start < end], cued.end)
        after = _sorts_after(passage, cued.end, end, after)
        if bound.cue.then is not None and not _followed(passage, bound.cue.then, after):
            continue
        kinds = PLATFORMS if bound.cue.then is None else THINGS
        source = within[-1] if len(within) > 0 else _source(passage, start, cued.start, after, kinds)
        pairs: list[tuple[Mention | None, Mention]] = [(source, target) for target in after]
        if source is None and len(after) > 1:
            pairs = [(after[0], target) for target in after[1:]]
        if len(after) == 0:
            pairs = _numbered(passage, within, start, cued.start) or _joined(passage, within, start)
            closes = end - cued.end <= TAIL or passage.text[cued.end] == layout().list_mark
            pairs = pairs or (_listed(passage, within, start, cued.start) if closes else [])
        for one, other in pairs:
            if one is not None and one.text != other.text and (one.entity is None or one.entity != other.entity):
                yield _draft(passage, "connects_to", cued, bound, one, other)


def _followed(passage: Passage, then: str, after: list[Mention]) -> bool:
    """Whether the platforms after a cue are followed by the words that it asks for."""
    return len(after) > 0 and re.compile(then).match(passage.text, after[-1].end) is not None


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
    text = passage.text[start:at]
    plus = _linked("plus").search(text)
    if plus is not None:
        one, other = (_platform(passage, start + plus.start(name), start + plus.end(name)) for name in ("one", "other"))
        return [(one, other)]
    match = _linked("numbers").search(text)
    if match is None:
        return []
    first = start + match.start("list")
    numbers = [(first + found.start(), first + found.end()) for found in re.finditer(r"\d+", match["list"])]
    targets = [_platform(passage, *span) for span in numbers]
    sources = [m for m in within if m.end <= numbers[0][0]]
    source = sources[-1] if len(sources) > 0 else _about(passage, start, targets)
    return [(source, target) for target in targets]


def _listed(
    passage: Passage, within: list[Mention], start: int, at: int
) -> list[tuple[Mention | None, Mention]]:
    """Pairs of what the text is about and each item of a list right before a cue that a known platform stands in."""
    match = _linked("list_before").search(passage.text[start:at])
    if match is None or len(within) == 0:
        platforms = [m for m in passage.mentions if m.kind in PLATFORMS and m.tier != "candidate" and m.end < start]
        return [(_leading(passage, platforms), mention) for mention in within]
    first, last = start + match.start("list"), start + match.end("list")
    targets = []
    for item in re.finditer(_linked("item"), passage.text[first:last]):
        span = first + item.start(), first + item.end()
        known = [m for m in within if span[0] <= m.start and m.end <= span[1]]
        targets.append(known[-1] if len(known) > 0 else _platform(passage, *span))
    return [(_about(passage, start, targets), target) for target in targets]


def _source(
    passage: Passage, start: int, at: int, targets: list[Mention], kinds: tuple[str, ...]
) -> Mention | None:
    """What is linked, where no known platform stands before the cue in its clause, which begins at `start`."""
    match = _linked("sort_before").search(passage.text[start:at])
    if match is not None and _is_sort(match["name"]):
        return _platform(passage, start + match.start("name"), start + match.end("name"))
    if _linked("moved").match(passage.text, start, at) is not None:
        return None  # something that is no known platform is put into it
    return _near(passage, start, targets, kinds) or _built_next(passage, at) or _far(passage, kinds)


def _about(passage: Passage, start: int, targets: list[Mention]) -> Mention | None:
    """The platform that the text before a clause is about."""
    return _near(passage, start, targets, PLATFORMS) or _far(passage, PLATFORMS)


def _near(passage: Passage, start: int, targets: list[Mention], kinds: tuple[str, ...]) -> Mention | None:
    """What a clause that begins at an offset goes on about: of hotlines the general number where the section names it,
    else what the clause before ends with, or an earlier one begins with."""
    if any(_linked("hotline").search(target.text) is not None for target in targets):
        section = passage.document.sections[passage.sentence.section]
        named = _linked("hotline_before").search(passage.text, max(section.start, start - HOTLINE), start)
        own = named is not None and any(target.text.startswith(named["name"]) for target in targets)
        if named is not None and not own:
            return _platform(passage, named.start("name"), named.end("name"))
    before = [m for m in passage.mentions if m.kind in kinds and m.tier != "candidate" and m.end < start]
    linked = any(start > c.start >= passage.clause(start - 1)[0] for c, _ in passage.cued("connects_to"))
    if len(before) > 0 and before[-1].end == start - 1 and not linked:
        return before[-1]
    return _leading(passage, before)


def _leading(passage: Passage, before: list[Mention]) -> Mention | None:
    """The last of some platforms that begins a clause."""
    found = [m for m in before if m.start == passage.clause(m.start)[0]]
    return found[-1] if len(found) > 0 else None


def _far(passage: Passage, kinds: tuple[str, ...]) -> Mention | None:
    """What the heading, the sentence before or the section is about."""
    topic, title_end = passage.topic, passage.document.sections[passage.sentence.section].title_end
    heading = topic if topic is not None and topic.start < title_end else None
    found = [about for about in (heading, passage.before, topic) if about is not None and about.kind in kinds]
    return found[0] if len(found) > 0 else None


def _built_next(passage: Passage, at: int) -> Mention | None:
    """The platform that the clause after an offset's builds."""
    _, end = passage.clause(at)
    _, stop = passage.clause(min(end + 1, passage.sentence.end))
    match = _linked("builds").match(passage.text, min(end + 1, len(passage.text)), stop)
    found = [m for m in passage.mentions if match is not None and m.start == match.end() and m.kind in PLATFORMS]
    return found[0] if len(found) > 0 else None


def _run(passage: Passage, after: list[Mention], at: int) -> list[Mention]:
    """The platforms right after an offset, list marks between them."""
    run: list[Mention] = []
    for mention in after:
        gap = passage.text[(run[-1].end if len(run) > 0 else at) : mention.start]
        if len(gap) > (2 if len(run) > 0 else 6):
            break
        run.append(mention)
    return run


def _joined(passage: Passage, before: list[Mention], start: int) -> list[tuple[Mention | None, Mention]]:
    """Pairs of platforms before a cue: bound by a word of joining, or joined to what the text is about by one before
    them all."""
    joiners = pattern("connects_to").words["joiners"]
    for number, mention in enumerate(before):
        head = passage.text[max(passage.sentence.start, mention.start - 1) : mention.start]
        if head in joiners:
            near = number > 0 and mention.start - before[number - 1].end <= 2
            source = before[number - 1] if near else _about(passage, start, before[number:])
            return [(source, target) for target in before[number:]]
    return []


def supports(passage: Passage) -> Iterator[Draft]:
    """What is built on which platform: on those right after a word of using, on those that a word of place and a word
    of building stand around, on those that it is said to be put on or used in, and on one that secures it."""
    readers = {"base": _based, "placed": _built_on, "put": _put_on, "used": _used_in, "secures": _secures}
    for cued, bound in passage.cued("supports"):
        for base, built in readers[bound.cue.id](passage, cued):
            if base.text != built.text:
                yield _draft(passage, "supports", cued, bound, base, built)


def _based(passage: Passage, cued: Cued) -> Iterator[tuple[Mention, Mention]]:
    for base in _platforms(passage, cued.end, passage.sentence.end):
        if base.start > cued.end + 4 or ladder.is_sort(passage, base):
            continue
        match = expression("supports", "built").search(passage.text, base.end, passage.sentence.end)
        built = None if match is None else _thing_after(passage, match.end(), 20)
        if built is not None:
            yield base, built


def _built_on(passage: Passage, cued: Cued) -> Iterator[tuple[Mention, Mention]]:
    """In A and B somebody builds what follows the cue."""
    match = expression("supports", "place").search(passage.text[passage.clause(cued.start)[0] : cued.start])
    built = _thing_after(passage, cued.end, 8)
    if match is not None and built is not None:
        begin = passage.clause(cued.start)[0] + match.end("in")
        yield from ((base, built) for base in _platforms(passage, begin, cued.start))


def _put_on(passage: Passage, cued: Cued) -> Iterator[tuple[Mention, Mention]]:
    """What the text is about is put on the platforms right after the cue."""
    start, end = passage.clause(cued.start)
    about = _far(passage, THINGS) if passage.sentence.start == start else focus(passage, passage.sentence.start, start)
    about = about or passage.before
    if about is not None:
        yield from ((base, about) for base in _run(passage, _platforms(passage, cued.end, end), cued.end))


def _used_in(passage: Passage, cued: Cued) -> Iterator[tuple[Mention, Mention]]:
    """A thing, a word of place, and the platforms right before the cue."""
    start, _ = passage.clause(cued.start)
    match = expression("supports", "place").search(passage.text[start : cued.start])
    things = [m for m in passage.mentions if match is not None and m.kind in THINGS and m.end == start + match.start()]
    if match is not None and len(things) > 0:
        yield from ((base, things[-1]) for base in _platforms(passage, start + match.end("in"), cued.start))


def _secures(passage: Passage, cued: Cued) -> Iterator[tuple[Mention, Mention]]:
    """A platform in the clause before, and for what the cue's clause says it gives support."""
    start, _ = passage.clause(cued.start)
    match = expression("supports", "secured").match(passage.text, start, cued.start)
    built = None if match is None else _thing_after(passage, match.end(), 0)
    before = _platforms(passage, passage.clause(max(passage.sentence.start, start - 1))[0], start)
    if built is not None and built.end == cued.start and len(before) > 0:
        yield before[-1], built


def _thing_after(passage: Passage, at: int, farthest: int) -> Mention | None:
    """The first thing that begins within so many letters of an offset."""
    things = (m for m in passage.mentions if m.kind in THINGS and m.tier != "candidate" and m.start >= at)
    return next((m for m in things if m.start - at <= farthest and m.end <= passage.sentence.end), None)


def _platforms(passage: Passage, start: int, end: int) -> list[Mention]:
    return [m for m in passage.mentions if m.kind in PLATFORMS and start <= m.start and m.end <= end]


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
