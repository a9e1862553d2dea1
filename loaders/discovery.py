"""Names never seen before: by quotation marks, by their tail, by the list they stand in, or by the ends of a phrase."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from loaders.document import Document, Sentence
from loaders.letters import Quoted
from loaders.lexicon import FOLDER, Expression, Row
from loaders.mentions import Mention
from loaders.pattern import LADDER, Bound
from ontology.datafile import checked, read_yaml


class Names(Row):
    """lexicon/names.yaml."""

    longest_quoted: int
    longest_listed: int
    right_of_platform: list[str]
    right_of_reform: list[str]
    naming: list[str]
    of_many: list[str]
    numbers_alone: Expression
    arranged: Expression
    arranging: Expression
    ways: Expression
    counted_deeds: Expression
    reform_running: Expression
    mode_list: Expression
    deeds: list[str]
    new_one: Expression
    quoted_platform: Expression
    quoted_reform: Expression
    listed_mode: Expression
    timed: Expression
    slogans: Expression
    sections_apart: Expression
    listed_inside: str
    longest_discovered: int
    shortest: int
    telling: int
    repeated: int
    couplets: list[int]
    joins: Expression
    body: Expression
    platform_tails: list[str]
    reform_tails: list[str]
    service_tails: list[str]
    arrangement_tails: list[str]
    quoted_arrangement_tails: list[str]
    of_its_own: Expression
    narrowed: Expression
    narrowed_refused: Expression
    narrowing: int
    longest_narrowing: int
    longest_general: int
    apart: Expression
    people: Expression
    verbal: Expression
    joined: Expression
    across: Expression
    goes_on: Expression
    pieces: Expression
    title_tail: Expression
    of: Expression
    trim_before: Expression
    verbs_inside: Expression
    parts_inside: Expression
    generic: Expression
    mechanism: Expression
    specific: int
    founding: list[str]
    leaning: list[str]
    branches: list[str]
    forbidden: Expression
    reforms: list[str]
    bodies: list[str]
    built: list[str]
    online: Expression
    led_to: list[str]
    others: Expression
    forbidden_founded: Expression
    list_gap: str
    paired: Expression
    matters_close: Expression
    longest_pair: int
    list_word_platform: Expression
    list_word_reform: Expression
    longest_item: int
    running: Expression
    running_short: Expression
    initialled: Expression
    running_refused: Expression
    item_refused: Expression
    strong: list[str]
    sorted: Expression
    named_deeds: list[str]
    nearest: int
    lands: Expression
    active: Expression
    bare_words: list[str]
    bare: Expression
    counted: Expression
    bare_refused: Expression
    spoils_after: list[str]


@functools.cache
def lexicon() -> Names:
    """The shapes of names. Raises DataFileError where the file is wrong."""
    path = FOLDER / "names.yaml"
    return checked(Names, read_yaml(path), path, 1)


@dataclass(frozen=True, slots=True)
class Signal:
    """A cue word as discovery sees it: where it stands, its text, the relations and ids of its firm left cues."""

    start: int
    end: int
    text: str
    relations: frozenset[str]
    ids: frozenset[str]


def signal(start: int, end: int, text: str, cues: Sequence[Bound]) -> Signal:
    """The signal of a cue word; only left cues of tier certain count, and those of `leaning`."""
    relations, ids = _firm(tuple((bound.relation, bound.cue.id) for bound in cues if _is_firm(bound)))
    return Signal(start, end, text, relations, ids)


def _is_firm(bound: Bound) -> bool:
    return bound.cue.side == "left" and (bound.cue.tier == "certain" or bound.cue.id in lexicon().leaning)


@functools.cache
def _firm(cues: tuple[tuple[str, str], ...]) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(relation for relation, _ in cues), frozenset(cue for _, cue in cues)


def discover(
    document: Document,
    sentence: Sentence,
    known: Sequence[Mention],
    signals: Sequence[Signal],
    initials: frozenset[str],
) -> list[Mention]:
    """The mentions of a sentence: the known ones and those discovered, in order, without overlaps.

    A discovered name takes the place of a general one at its end (a type of platform, the bare bundle). `initials` are
    the letters with which names of the place's and its province's own platforms begin.
    """
    text = document.letters.text
    places = [mention for mention in known if mention.kind == "Place"]
    kept = [mention for mention in known if mention.kind != "Place"]
    for found in (
        *_quoted(document, sentence, kept, signals, initials),
        *_tailed(text, sentence, signals),
        *_bundles(text, sentence, known, signals),
        *_compounds(document, sentence, kept, signals),
        *_branches(text, sentence, known),
        *_listed(text, sentence, kept, signals),
        *_bare(text, sentence, signals),
        *_mode_list(text, sentence),
        *_running(text, sentence),
        *_initialled(text, signals, initials),
    ):
        if found.role in ("tailed", "bare") and _crosses(document, found):
            continue
        if is_apart(document, sentence) and found.tier == "likely":
            found = replace(found, tier="candidate")
        clash = [mention for mention in kept if mention.start < found.end and found.start < mention.end]
        quoted = len(clash) > 1 and found.role == "quoted" and found.kind == "Reform"
        if quoted and all(m.kind == "Reform" and m.entity is not None for m in clash):
            continue  # a quotation of nothing but known names is those
        if all(_gives_way(mention, found) for mention in clash):
            kept = [mention for mention in kept if mention not in clash] + [found]
    kept = _beside(document, sentence, kept)
    return sorted((*places, *kept), key=lambda mention: (mention.start, mention.end))


def _crosses(document: Document, found: Mention) -> bool:
    """Whether a name without marks of its own holds one quotation and a part of another, or two."""
    inside = document.letters.quotes(found.start, found.end)
    return len(inside) > 1 or any(quote.end > found.end for quote in inside)


def _beside(document: Document, sentence: Sentence, kept: Sequence[Mention]) -> list[Mention]:
    """The mentions, of which a quotation that made only a candidate is as sure as the reform quoted right beside it,
    and a platform like the one quoted right after it that a word for platforms follows."""
    text = document.letters.text
    spans = {span.start: span.end for span in document.letters.quotes(sentence.start, sentence.end)}
    quoted = sorted((mention for mention in kept if mention.start in spans), key=lambda mention: mention.start)
    raised: dict[Mention, Mention] = {}
    for one, other in (*itertools.pairwise(quoted), *itertools.pairwise(reversed(quoted))):
        known = raised.get(one, one)
        gap = text[min(one.end, other.end) : max(one.start, other.start)]
        doubted = other.tier == "candidate" and other.role == "quoted" and other.end == spans[other.start]
        fits = gap in ("", lexicon().list_gap) or 3 <= len(other.text) <= lexicon().longest_pair
        if known.tier == "candidate" or not (doubted and fits) or _expression("paired").fullmatch(gap) is None:
            continue
        tailed = one.end > spans[one.start] or _built("right_platform").match(text, one.end) is not None
        platforms = known.kind == "Platform" and (tailed or one in raised) and other.end <= one.start
        if platforms or known.kind == other.kind == "Reform":
            raised[other] = replace(other, tier="likely", kind=known.kind)
    return [raised.get(mention, mention) for mention in kept]


def is_apart(document: Document, sentence: Sentence) -> bool:
    """Whether the section is about the body itself (party, staff, conduct), where new names are mostly slogans."""
    return _expression("sections_apart").search(document.sections[sentence.section].path) is not None


def _gives_way(mention: Mention, found: Mention) -> bool:
    """Whether a general name inside a discovered one yields to it, and any name inside a compound."""
    longer = found.end - found.start > mention.end - mention.start
    if found.role == "quoted" and found.tier == "likely" and longer and mention.end <= found.end:
        ends = found.kind == mention.kind == "Reform" and mention.end == found.end
        if found.start == mention.start or ends or (found.kind == "Service" and found.start < mention.start):
            return True
    if found.role == "bundle" and mention.kind == "Reform":
        return found.start <= mention.start and mention.end <= found.end  # a mode in the name of what is bundled
    if found.role == "compound" and not (is_bundle(mention) and found.kind == "Reform"):
        return found.start <= mention.start and mention.end <= found.end
    general = mention.role == "type" or mention.text in lexicon().service_tails
    return general and found.start < mention.start and mention.end <= found.end


def is_bundle(mention: Mention) -> bool:
    """Whether a mention is a service that joins several matters into one thing."""
    return mention.kind == "Service" and mention.text.endswith(tuple(lexicon().service_tails))


def is_mode(name: str) -> bool:
    """Whether a name is shaped like a mode of service."""
    return _expression("quoted_reform").search(name) is not None


@functools.cache
def _expression(name: str) -> re.Pattern[str]:
    return re.compile(getattr(lexicon(), name))


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@functools.cache
def _built(name: str) -> re.Pattern[str]:
    words = lexicon()
    body = rf"{words.body}{{2,{words.longest_discovered}}}?"
    untitled = rf"(?!\w{{0,2}}(?:{words.title_tail}))"
    expressions = {
        "right_platform": rf"(?P<more>{words.body}{{0,12}}?)(?P<tail>{_any(words.right_of_platform)})"
        rf"(?!{words.verbal})",
        "right_reform": rf"{words.new_one}(?:{_any(words.right_of_reform)})",
        "Platform": rf"({body}(?:{_any(words.platform_tails)})){untitled}",
        "Reform": rf"({body}(?:{_any(words.reform_tails)}))(?!{words.goes_on})",
        "piece": rf"({body}(?:{_any(words.platform_tails)})){words.pieces}",
        "compound": rf"(?P<more>{words.body}{{0,12}}?)(?:{_any(words.platform_tails)}){untitled}",
        "quoted_arrangement": rf"(?P<more>{words.body}{{0,10}}?)(?:{_any(words.quoted_arrangement_tails)}){untitled}",
        "arrangement": rf"(?P<more>{words.body}{{0,10}}?)(?:{_any(words.arrangement_tails)}){untitled}",
        "running": rf"({words.body}{{2,{words.longest_item}}}?(?:{_any(words.platform_tails)})){words.running}",
        "branch": rf"(?:{_any(words.branches)})",
        "trim": rf"^(?:{words.trim_before})+",
    }
    return re.compile(expressions[name])


def _quoted(
    document: Document,
    sentence: Sentence,
    known: Sequence[Mention],
    signals: Sequence[Signal],
    initials: frozenset[str],
) -> Iterator[Mention]:
    text = document.letters.text
    named = {mention.start for mention in known}
    spans = document.letters.quotes(sentence.start, sentence.end)
    matters = _closed(text, spans, sentence.end, "matters_close")
    listed = {span.start: mention for span, mention in _platforms(text, spans, sentence.end) if span.start not in named}
    yield from listed.values()
    for span in spans:
        if span.end > sentence.end or span.start in listed:
            continue
        inner = text[span.start : span.end]
        if span in matters and not inner.endswith(tuple(lexicon().service_tails)):
            continue
        longest = lexicon().longest_listed if lexicon().listed_inside in inner else lexicon().longest_quoted
        governed = _governed(text, span.start, signals)
        filled = any(mention.start == span.start and mention.end >= span.end for mention in known)
        firm = _adopting(governed) and not filled
        later = document.letters.quotes(span.end, sentence.end)
        stop = later[0].start if len(later) > 0 else sentence.end
        arranged = _arranged(text, span.start, span.end, stop) if firm and 2 <= len(inner) <= longest else None
        if arranged is not None:
            yield arranged
            continue
        served = _serving(text, span, known, governed, sentence.end)
        served = served or _numbered(text, span, signals, governed, sentence.end)
        if served is not None:
            yield served
            continue
        if not 2 <= len(inner) <= longest or _expression("slogans").search(inner) is not None:
            continue
        if lexicon().listed_inside in inner:
            modes = list(_modes(span.start, inner))
            if len(modes) > 1 and _is_one(text, span.end, sentence.end):
                yield Mention(span.start, span.end, inner, "Reform", None, "likely", "quoted")
                continue
            if len(modes) > 1:
                yield from (mode for mode in modes if mode.start not in named)
                continue
            apart = {span.start, span.end - len(inner) // 2} <= named
            if not apart and _adopting(governed) and _is_couplet(text, span, sentence.end):
                yield Mention(span.start, span.end, inner, "Reform", None, "likely", "quoted")
                continue
        mention = _quoted_one(text, span.start, span.end, stop, governed, initials)
        if mention is not None:
            yield mention


def _closed(text: str, spans: Sequence[Quoted], stop: int, name: str) -> set[Quoted]:
    """The quotations of lists that an expression closes: a counted word for matters, or a word for platforms."""
    found: set[Quoted] = set()
    run: list[Quoted] = []
    for span, after in itertools.zip_longest(spans, spans[1:]):
        run.append(span)
        if after is not None and _expression("paired").fullmatch(text, span.end, after.start) is not None:
            continue
        if _expression(name).match(text, span.end, stop) is not None:
            found.update(run)
        run = []
    return found


def _platforms(text: str, spans: Sequence[Quoted], stop: int) -> Iterator[tuple[Quoted, Mention]]:
    """The quotations of lists that a word for platforms closes, in order, each as a platform."""
    closed = _closed(text, spans, stop, "list_word_platform")
    for span in spans:
        if span in closed and 2 <= span.end - span.start <= lexicon().longest_item:
            name = text[span.start : span.end]
            yield span, Mention(span.start, span.end, name, "Platform", None, "likely", "quoted")


def _is_couplet(text: str, span: Quoted, stop: int) -> bool:
    """Whether a quoted list is one name in halves of equal length, at the end of its clause or before a word that a
    reform is followed by: two, or more of which each begins with the same letter."""
    halves = text[span.start : span.end].split(lexicon().listed_inside)
    alike = len(halves) == 2 or len({half[:1] for half in halves}) == 1
    even = alike and len({len(half) for half in halves}) == 1 and len(halves[0]) in lexicon().couplets
    return even and (_ends(text, span.end, stop) or _built("right_reform").match(text, span.end, stop) is not None)


def _numbered(
    text: str, span: Quoted, signals: Sequence[Signal], governed: Signal | None, stop: int
) -> Mention | None:
    """A quotation of numbers alone after a cue, with the arrangement behind it that they count the parts of; and one
    that only counts deeds, with the words before it that say which."""
    if _expression("counted_deeds").fullmatch(text, span.start, span.end) is not None:
        near = (s.end for s in signals if _adopting(s) and 4 <= span.start - s.end <= lexicon().longest_item)
        start = next((at for at in near if text[at : span.start].isalpha()), None)
        if start is None:
            return None
        return Mention(start, span.end, text[start : span.end], "Reform", None, "likely", "quoted")
    guided = _expression("arranging").search(text, max(0, span.start - 4), span.start) is not None
    if guided and lexicon().listed_inside in text[span.start : span.end]:
        return _way(text, span, stop)
    numbers = _expression("numbers_alone").fullmatch(text, span.start, span.end) is not None
    if not (numbers and (guided or _adopting(governed))):
        return None
    match = _expression("arranged").match(text, span.end, stop)
    if match is None:
        return None
    return Mention(span.start, match.end(), text[span.start : match.end()], "Reform", None, "likely", "quoted")


def _way(text: str, span: Quoted, stop: int) -> Mention | None:
    """A quoted list, of which not every item is a mode of service, that a word for a way of doing things follows."""
    inner = text[span.start : span.end]
    if any(True for _ in _modes(span.start, inner)) or _expression("ways").match(text, span.end, stop) is None:
        return None
    return Mention(span.start, span.end, inner, "Reform", None, "likely", "quoted")


def _is_one(text: str, at: int, stop: int) -> bool:
    """Whether a word that names one arrangement stands right after a quoted list."""
    match = _built("right_reform").match(text, at, stop)
    return match is not None and match[0] in lexicon().of_many


def _serving(
    text: str, span: Quoted, known: Sequence[Mention], governed: Signal | None, stop: int
) -> Mention | None:
    """A quoted reform that a word of platforms follows, after a cue of running one alone or after none: the platform
    for it."""
    if governed is not None and ("operates" not in governed.relations or "adopted" in governed.relations):
        return None
    reform = next((m for m in known if m.start <= span.start and m.end == span.end and m.kind == "Reform"), None)
    match = _built("right_platform").match(text, span.end, stop)
    if reform is None or match is None or match["more"] != "":
        return None
    return Mention(reform.start, match.end(), text[reform.start : match.end()], "Platform", None, "likely", "compound")


def _modes(start: int, inner: str) -> Iterator[Mention]:
    """The items of a quoted list where each is shaped like a mode of service; nothing where one is not."""
    items = inner.split(lexicon().listed_inside)
    if all(_is_item(item) and (is_mode(item) or _expression("listed_mode").search(item)) for item in items):
        yield from _reforms(start, items, "quoted")


def _reforms(start: int, items: list[str], role: str) -> Iterator[Mention]:
    """The items of a list that begins at an offset, each a reform that is likely one."""
    for item in items:
        yield Mention(start, start + len(item), item, "Reform", None, "likely", role)
        start += len(item) + 1


def _arranged(text: str, start: int, end: int, stop: int) -> Mention | None:
    """A quotation and the arrangement that it names, as far as more than a general word stands between them."""
    match = _built("quoted_arrangement").match(text, end, stop)
    if match is None or len(match["more"]) < 2 or _expression("of_its_own").match(match["more"]) is not None:
        return None
    if _expression("parts_inside").search(match["more"]) is not None:
        return None
    return Mention(start, match.end(), text[start : match.end()], "Reform", None, "likely", "compound")


def _governed(text: str, at: int, signals: Sequence[Signal]) -> Signal | None:
    """The firm cue right before a quotation, other quotations of the same list between them not counted."""
    before = [s for s in signals if s.end <= at and not s.relations.isdisjoint(LADDER)]
    return (
        before[-1] if len(before) > 0 and at - before[-1].end <= 20 and "," not in text[before[-1].end : at] else None
    )


def _is_two(between: str) -> bool:
    """Whether a word of joining stands between a quotation and the tail of a platform: then they are two things."""
    return _expression("joined").search(between) is not None


def _ends(text: str, at: int, stop: int) -> bool:
    """Whether a phrase ends at an offset: the sentence does, or no letter follows."""
    return at >= stop or not text[at].isalnum()


def _adopting(governed: Signal | None) -> bool:
    return governed is not None and "adopted" in governed.relations


def _quoted_list(
    text: str, start: int, end: int, stop: int, reform: re.Match[str] | None
) -> Mention | None:
    """A quoted list as one name, with the arrangement that it names or the word of reform right behind it."""
    named = _built("quoted_arrangement").match(text, end, stop)
    if named is not None and len(named["more"]) < 5 and _expression("parts_inside").search(named["more"]) is None:
        return Mention(start, named.end(), text[start : named.end()], "Reform", None, "likely", "quoted")
    if reform is None:
        return None
    return Mention(start, reform.end(), text[start:end] + reform[0], "Reform", None, "likely", "quoted")


def _quoted_one(
    text: str, start: int, end: int, stop: int, governed: Signal | None, initials: frozenset[str]
) -> Mention | None:
    inner = text[start:end]
    right_platform = _built("right_platform").match(text, end, stop)
    right_reform = _built("right_reform").match(text, end, stop)
    ends = _ends(text, end, stop)
    if lexicon().listed_inside in inner:
        return _quoted_list(text, start, end, stop, right_reform if governed is not None else None)
    if any(inner.endswith(tail) and inner != tail for tail in lexicon().service_tails):
        return Mention(start, end, inner, "Service", None, "likely", "quoted")
    sure = governed is not None and right_reform is not None
    timed = _expression("timed").match(inner) is not None
    if _expression("verbs_inside").search(inner) is not None and len(inner) > 6 and not (sure or timed):
        return None
    if right_platform is not None and _expression("apart").match(right_platform["more"]) is not None:
        right_platform = None
    after = "" if right_platform is None else right_platform[0]
    if right_platform is not None and right_platform["more"] != "" and (
        right_reform is None or after in lexicon().platform_tails
    ):
        whole = inner + right_platform[0]
        if _expression("verbs_inside").search(right_platform[0]) is None and not _is_two(right_platform["more"]):
            return Mention(start, right_platform.end(), whole, "Platform", None, "likely", "quoted")
    own = inner[0] in initials and len(inner) <= 5 and _expression("across").search(inner) is None
    own = own and _expression("people").match(text, end) is None
    described = right_reform is None and text.endswith(tuple(lexicon().platform_tails), max(0, start - 8), start)
    active = _expression("active").match(text, end, stop) is not None
    shown = described and (governed is not None or active)
    if own or shown or (right_platform is not None and right_platform["more"] == ""):
        return Mention(start, end, inner, "Platform", None, "likely", "quoted")
    lands = _expression("lands").match(text[end : end + 32]) is not None
    close = lands or (governed is not None and (right_reform is not None or ends or end < stop))
    shaped, run, alone = _run_by(text, inner, end, stop, governed)
    if not (shaped and run and alone) and is_mode(inner):
        tier = "likely" if right_reform is not None or close else "candidate"
        return Mention(start, end, inner, "Reform", None, tier, "quoted")
    deed = _adopting(governed) and not run and right_reform is not None and right_reform[0] in lexicon().deeds
    deed = deed or (_adopting(governed) and right_reform is not None and right_reform[0] in lexicon().reforms)
    if shaped and not deed:
        tier = "likely" if run or lands or active or len(inner) >= lexicon().telling else "candidate"
        return Mention(start, end, inner, "Platform", None, tier, "quoted")
    firm = governed is not None and _adopting(governed) and (
        right_reform is not None or (ends and _is_strong(text, governed, start))
    )
    telling = right_reform is not None and right_reform[0].endswith(tuple(lexicon().naming)) and len(inner) > 2
    tier = "likely" if lands or firm or telling else "candidate"
    if right_reform is not None and _needs_tail(inner, right_reform[0]):
        return Mention(start, right_reform.end(), inner + right_reform[0], "Reform", None, tier, "quoted")
    return Mention(start, end, inner, "Reform", None, tier, "quoted")


def _run_by(text: str, inner: str, end: int, stop: int, governed: Signal | None) -> tuple[bool, bool, bool]:
    """Whether a quotation is shaped like a platform, whether a cue of running governs it, and whether that makes it a
    platform even where it is shaped like a mode of service too."""
    shaped = _expression("quoted_platform").search(inner) is not None
    if governed is None:
        return shaped, False, False
    run = "operates" in governed.relations
    if governed.text in lexicon().led_to and _expression("others").match(inner) is not None:
        run = False
    if run and not _adopting(governed) and _expression("online").match(text, end, stop) is not None:
        shaped = True  # people do something by it
    return shaped, run, not _adopting(governed) or governed.text in lexicon().built


def _needs_tail(inner: str, tail: str) -> bool:
    """Whether a quotation only says of which sort what follows it is: the name goes on to there."""
    return _expression("sorted").search(inner) is not None or tail in lexicon().named_deeds


def _is_strong(text: str, governed: Signal, start: int) -> bool:
    """Whether a cue that makes a quotation a reform stands right before it, or only the field between them."""
    between = text[governed.end : start]
    near = len(between) <= lexicon().nearest and between.isalpha()
    return (between == "" or near) and governed.text.endswith(tuple(lexicon().strong))


def _tailed(text: str, sentence: Sentence, signals: Sequence[Signal]) -> Iterator[Mention]:
    """Names without marks between a firm cue and a telling tail."""
    for cue in signals:
        for kind, relation in (("Platform", "operates"), ("Reform", "adopted")):
            match = _built(kind).match(text, cue.end, sentence.end) if relation in cue.relations else None
            if match is None:
                continue
            start = _last_part(text, _trimmed(text, match.start(1), match.end(1)), match.end(1))
            tier = _tailed_tier(text[start : match.end(1)], kind, cue.ids)
            if tier is not None:
                yield Mention(start, match.end(1), text[start : match.end(1)], kind, None, tier, "tailed")
                break


def _last_part(text: str, start: int, end: int) -> int:
    """Where the last of two names begins that a word of joining binds within a span; the start where there is one."""
    joints = [match.end() for match in _expression("joins").finditer(text, start, end)]
    return joints[-1] if len(joints) > 0 and end - joints[-1] >= lexicon().specific else start


def _mode_list(text: str, sentence: Sentence) -> Iterator[Mention]:
    """The items of a list without marks of which each is shaped like a mode of service."""
    for match in _expression("mode_list").finditer(text, sentence.start, sentence.end):
        yield from _reforms(match.start(), match[0].split(lexicon().listed_inside), "modes")


def _running(text: str, sentence: Sentence) -> Iterator[Mention]:
    """Names without marks that begin a clause and end like a platform, right before what only a platform does."""
    at = sentence.start
    while at < sentence.end:
        match = _built("running").match(text, at, sentence.end)
        if match is not None:
            start = _trimmed(text, match.start(1), match.end(1))
            name = text[start : match.end(1)]
            refused = _expression("running_refused").search(name) is not None
            if not refused and _tailed_tier(name, "Platform", frozenset()) is not None:
                yield Mention(start, match.end(1), name, "Platform", None, "likely", "tailed")
        deed = _expression("reform_running").match(text, at, sentence.end)
        if deed is not None and _tailed_tier(deed[1], "Reform", frozenset()) == "likely":
            yield Mention(at, deed.end(1), deed[1], "Reform", None, "likely", "tailed")
        short = _expression("running_short").match(text, at, sentence.end)
        if short is not None and _expression("running_refused").search(short[1]) is None:
            yield Mention(at, short.end(1), short[1], "Platform", None, "likely", "tailed")
        comma = text.find(",", at, sentence.end)
        at = comma + 1 if comma >= 0 else sentence.end


def _initialled(text: str, signals: Sequence[Signal], initials: frozenset[str]) -> Iterator[Mention]:
    """Short names without marks right after a cue of running, with the letter of the place or its province."""
    for cue in signals:
        match = _expression("initialled").match(text, cue.end) if "operates" in cue.relations else None
        if match is not None and match["name"][0] in initials:
            yield Mention(cue.end, match.end("name"), match["name"], "Platform", None, "likely", "tailed")


def _tailed_tier(name: str, kind: str, cues: frozenset[str]) -> str | None:
    """The tier of an unquoted name after cues of those ids; None for what is no name."""
    if (
        len(name) < 5
        or _expression("generic").match(name) is not None
        or _expression("verbs_inside").search(name) is not None
    ):
        return None
    if kind == "Platform":
        return "likely"
    founded = not cues.isdisjoint(lexicon().founding)
    if _expression("forbidden_founded" if founded else "forbidden").search(name) is not None:
        return None
    short = len(name) < lexicon().specific and not founded
    return "candidate" if _expression("mechanism").search(name) is not None and short else "likely"


def _trimmed(text: str, start: int, end: int) -> int:
    of = _expression("of").match(text[start:end])
    rest = "" if of is None else text[start + of.end() : end]
    if of is not None and (len(rest) >= lexicon().shortest or (rest in lexicon().platform_tails and len(rest) > 2)):
        start += of.end()
    trim = _built("trim").match(text[start:end])
    return start + trim.end() if trim is not None and start + trim.end() < end else start


def _bundles(text: str, sentence: Sentence, known: Sequence[Mention], signals: Sequence[Signal]) -> Iterator[Mention]:
    """A matter and the bare bundle right after it are one service."""
    for mention in known:
        if mention.text not in lexicon().service_tails or not sentence.start <= mention.start < sentence.end:
            continue
        edges = [s.end for s in signals if s.end <= mention.start]
        marks = [text.rfind(mark, sentence.start, mention.start) + 1 for mark in (",", ":", "(", lexicon().list_gap)]
        start = max([sentence.start, *edges, *marks])
        start = _trimmed(text, start, mention.end)
        matter = text[start : mention.start]
        if any(place.kind == "Place" and place.start <= start and place.end == mention.start for place in known):
            continue  # whose bundle it is, and not which
        if 2 <= len(matter) <= lexicon().longest_item and _expression("item_refused").search(matter) is None:
            yield Mention(start, mention.end, text[start : mention.end], "Service", None, "likely", "bundle")


def _compounds(
    document: Document, sentence: Sentence, known: Sequence[Mention], signals: Sequence[Signal]
) -> Iterator[Mention]:
    """A known name without marks that a longer name of a platform begins with or holds: it is no reading of its own."""
    text = document.letters.text
    quoted = {span.start for span in document.letters.quotes(sentence.start, sentence.end)}
    ends = {mention.end for mention in known if mention.kind in ("Platform", "PlatformType")}
    for mention in known:
        sort = mention.role == "type"
        if not sort and (mention.kind not in ("Reform", "Service") or mention.start in quoted):
            continue
        kind, match = "Platform", _built("compound").match(text, mention.end, sentence.end)
        if match is not None and not sort and match.end() in ends:
            continue  # a reform, and a platform of a known name or type that serves it
        short = mention.kind == "Reform" and len(mention.text) <= lexicon().longest_general
        if match is None and short:
            kind, match = "Reform", _built("arrangement").match(text, mention.end, sentence.end)
            if match is not None and _expression("of_its_own").match(match["more"]) is not None:
                match = None
        if match is None or _expression("parts_inside").search(match["more"]) is not None:
            yield from _narrowed(text, sentence, mention, signals) if short else ()
            continue
        start = _phrase_start(text, sentence, mention, signals)
        yield Mention(start, match.end(), text[start : match.end()], kind, None, "likely", "compound")


def _branches(text: str, sentence: Sentence, known: Sequence[Mention]) -> Iterator[Mention]:
    """A platform, a place and a word for a part right after it: the place's part of it. The place before a sort of
    platform says which one it is."""
    places = {mention.start: mention for mention in known if mention.kind == "Place"}
    ends = {mention.end: mention for mention in places.values()}
    for mention in known:
        if mention.kind not in ("Platform", "PlatformType"):
            continue
        tail = _built("right_platform").match(text, mention.end, sentence.end)
        after = tail.end() if tail is not None and tail["more"] == "" else mention.end
        place = places.get(after)
        branch = None if place is None else _built("branch").match(text, place.end, sentence.end)
        if branch is not None:
            whose = ends.get(mention.start) if mention.kind == "PlatformType" else None
            start = mention.start if whose is None else whose.start
            yield Mention(start, branch.end(), text[start : branch.end()], "Platform", None, "likely", "compound")


def _narrowed(text: str, sentence: Sentence, mention: Mention, signals: Sequence[Signal]) -> Iterator[Mention]:
    """A reform named by a general word, with the words before it that say which one."""
    if _expression("narrowed").search(mention.text) is None:
        return
    start = _phrase_start(text, sentence, mention, signals)
    fits = lexicon().narrowing <= mention.start - start <= lexicon().longest_narrowing
    if fits and _expression("narrowed_refused").search(text[start : mention.start]) is None:
        yield Mention(start, mention.end, text[start : mention.end], "Reform", None, "likely", "compound")


def _phrase_start(text: str, sentence: Sentence, mention: Mention, signals: Sequence[Signal]) -> int:
    """Where the noun phrase of a mention begins, after a cue or a mark; its own start where that is unsure."""
    edges = [s.end for s in signals if s.end <= mention.start]
    breaks = (",", ":", "(", ";", "\u300a", lexicon().list_gap)
    marks = [text.rfind(mark, sentence.start, mention.start) + 1 for mark in breaks]
    start = _trimmed(text, max([sentence.start, *edges, *marks]), mention.end)
    before = text[start : mention.start]
    sure = len(before) <= lexicon().longest_item and _expression("parts_inside").search(before) is None
    return start if sure and start < mention.start else mention.start


def _listed(text: str, sentence: Sentence, known: Sequence[Mention], signals: Sequence[Signal]) -> Iterator[Mention]:
    """Items of a list after a firm cue that a word of their kind closes, or that stand beside known names."""
    gap = lexicon().list_gap
    for cue in signals:
        if cue.relations.isdisjoint(LADDER) or not sentence.start <= cue.end < sentence.end:
            continue
        stop = min([i for i in (text.find(mark, cue.end, sentence.end) for mark in ",:(") if i >= 0] or [sentence.end])
        if gap not in text[cue.end : stop]:
            continue
        if "operates" in cue.relations:
            yield from _pieces(text, cue.end, stop)
        items, close = _items(text, cue.end, stop)
        kind = _list_kind(text, items, close, stop, known)
        if kind is not None and len(items) > 1:
            for start, end in ((_trimmed(text, start, end), end) for start, end in items):
                if _is_item(text[start:end]):
                    yield Mention(start, end, text[start:end], kind, None, "likely", "listed")


def _pieces(text: str, start: int, stop: int) -> Iterator[Mention]:
    """The items of a list where two or more, and all of them, end like platforms."""
    found = []
    for piece in text[start:stop].split(lexicon().list_gap):
        match = _built("piece").match(text, start, start + len(piece))
        first = start if match is None else _trimmed(text, match.start(1), match.end(1))
        name = "" if match is None else text[first : match.end(1)]
        if _tailed_tier(name, "Platform", frozenset()) is None:
            return
        found.append(Mention(first, first + len(name), name, "Platform", None, "likely", "listed"))
        start += len(piece) + 1
    if len(found) > 1:
        yield from found


def _items(text: str, start: int, stop: int) -> tuple[list[tuple[int, int]], int]:
    """The items of a list and where the word that closes it begins."""
    items: list[tuple[int, int]] = []
    at = start
    pieces = text[start:stop].split(lexicon().list_gap)
    for number, piece in enumerate(pieces):
        end = at + len(piece)
        if number == len(pieces) - 1:
            for name in ("list_word_platform", "list_word_reform"):
                for offset in range(2, len(piece)):
                    if _expression(name).match(piece, offset) is not None:
                        return [*items, (at, at + offset)], at + offset
            return items, at
        items.append((at, end))
        at = end + 1
    return items, at


def _list_kind(text: str, items: list[tuple[int, int]], close: int, stop: int, known: Sequence[Mention]) -> str | None:
    if _expression("list_word_platform").match(text, close, stop) is not None:
        return "Platform"
    if _expression("list_word_reform").match(text, close, stop) is not None:
        return "Reform"
    spans = set(items)
    beside = [m.kind for m in known if (m.start, m.end) in spans and m.kind in ("Platform", "Reform")]
    return beside[0] if len(beside) > 1 else None


def _is_item(item: str) -> bool:
    return 3 <= len(item) <= lexicon().longest_item and _expression("item_refused").search(item) is None


@functools.cache
def _longer_words() -> tuple[str, ...]:
    """The words of carrying out that end with a cue and are none as a whole."""
    return tuple(word for word in lexicon().bare_words if len(word) > 2)


def _bare(text: str, sentence: Sentence, signals: Sequence[Signal]) -> Iterator[Mention]:
    """What follows a word of carrying out up to the end of its phrase, where it ends like a mode of service."""
    for cue in signals:
        said = cue.text in lexicon().bare_words or text.endswith(_longer_words(), sentence.start, cue.end)
        if not said or not sentence.start <= cue.end < sentence.end:
            continue
        match = _expression("bare").match(text[cue.end : min(sentence.end, cue.end + 24)])
        if match is not None and _expression("counted").match(match["name"]) is not None:
            continue  # a number of instances names no reform
        if match is None or _expression("bare_refused").search(match["name"]) is not None:
            continue
        start = _trimmed(text, cue.end, cue.end + match.end("name"))
        if cue.end + match.end("name") - start >= 3:
            name = text[start : cue.end + match.end("name")]
            yield Mention(start, cue.end + match.end("name"), name, "Reform", None, "likely", "bare")
