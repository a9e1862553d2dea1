"""The passages of a document: one scan for names, cues, titles, dates and numbers, shared out to the sentences."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from loaders.dating import dates
from loaders.discovery import discover, signal
from loaders.discovery import lexicon as names_lexicon
from loaders.document import Document, Sentence, _compiled
from loaders.elsewhere import elsewhere, visits
from loaders.focus import focus
from loaders.lexicon import subject
from loaders.mentions import THINGS, Gazetteer, Mention, gazetteer, joined_places, places_lexicon
from loaders.numbers import numbers
from loaders.passage import Cued, Passage, Title
from loaders.pattern import Bound, cue_words, relations, status_rules
from loaders.scan import Automaton
from ontology.registry import Registry
from ontology.report import Report
from ontology.statement import Name

BETWEEN = 3  # letters, marks and breaks, between two sentences of which one follows the other
TITLE = re.compile(r"\u300a([^\u300a\u300b\n]{2,160})\u300b")
OWN_LEVELS = ("county", "town", "zone", "prefecture")


class Spanned(Protocol):
    """Anything with a start and an end."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Span = TypeVar("Span", bound=Spanned)


def passages(report: Report, document: Document, registry: Registry, *, aside: bool = False) -> Iterator[Passage]:
    """Each sentence that speaks of the subject, with what was seen in it, in the order of the text.

    In a report on everything the other sentences are passed over; with `aside` they come too, marked as such.
    """
    yield from _handed_on(_read(report, document, registry, aside=aside))


def _read(report: Report, document: Document, registry: Registry, *, aside: bool) -> Iterator[Passage]:
    names = gazetteer(registry, report.place.place or "", report.year)
    text = document.letters.text
    about = spoken(document, names)
    wanted = document.sentences if aside else about
    stretches = _stretches(document, wanted)
    mentions = [mention for start, end in stretches for mention in names.find(text, start, end)]
    cues = [
        Cued(first, last, bound)
        for start, end in stretches for first, last, bound in _cues().find(text, start, end) if len(bound) > 0
    ]
    titles = [Title(m.start(), m.end(), m[1]) for m in TITLE.finditer(text)]
    known = _once(_parted(_whole(joined_places(mentions, registry, text, report.year), document), document, names))
    places = [mention for mention in known if mention.kind == "Place" and mention.entity is not None]
    visited = list(visits(places, text, names))
    topics = _Topics(document)
    inside = {sentence.start for sentence in about}
    seen = [
        _passage(report, document, sentence, names, known, places, cues, titles, topics.of) for sentence in wanted
    ]
    seen = [_there(passage, visited) for passage in seen]
    again = _repeated(seen, text)
    mixed = len(about) < len(document.sentences)
    for sentence, passage in zip(wanted, seen, strict=True):
        sure = [m for m in passage.mentions if m.kind != "Place" and m.tier != "candidate"]
        more = [mention for mention in _within(again, sentence) if not _covered(mention, sure)]
        if len(more) > 0:
            there = sorted([*_within(known, sentence), *more], key=lambda mention: (mention.start, mention.end))
            topic = passage.topic
            passage = _passage(
                report, document, sentence, names, there, places, cues, titles, lambda *_, topic=topic: topic
            )
            passage = _there(passage, visited)
        if mixed:
            passage = replace(passage, mentions=_of_subject(passage), aside=sentence.start not in inside, mixed=True)
        yield passage


def _there(passage: Passage, visited: Sequence[tuple[int, int]]) -> Passage:
    """A passage, told of another place as a whole where it lies in a stretch that tells of a visit and names no place
    of the report's own as its subject."""
    sentence = passage.sentence
    before = bisect.bisect_right(visited, sentence.start, key=lambda stretch: stretch[0])
    if before == 0 or visited[before - 1][1] < sentence.end or len(passage.subjects) > 0:
        return passage
    if passage.text.startswith(tuple(places_lexicon().own_subjects), sentence.start):
        return passage
    return replace(passage, elsewhere=((sentence.start, sentence.end),))


def _handed_on(found: Iterator[Passage]) -> Iterator[Passage]:
    """Passages, each with what the sentence right before it in its section is about."""
    before: Mention | None = None
    last: Sentence | None = None
    for passage in found:
        sentence = passage.sentence
        if last is None or last.section != sentence.section or sentence.start - last.end > BETWEEN:
            before = None
        yield passage if before is None else replace(passage, before=before)
        before = focus(passage, sentence.start, sentence.end) or (before if len(passage.numbers) > 0 else None)
        last = sentence


def _repeated(seen: Sequence[Passage], text: str) -> list[Mention]:
    """Where the names that no row has, and that are sure somewhere in the document, stand in it."""
    new = [m for passage in seen for m in passage.mentions if m.entity is None and m.kind != "Place"]
    sure = [m for m in new if m.tier == "likely" and len(m.text) >= names_lexicon().repeated]
    shown = {mention.text: mention.kind for mention in sure}
    if len(shown) == 0:
        return []
    found = Automaton(sorted(shown.items())).find(text)
    return [Mention(at, to, text[at:to], kind, None, "likely", "repeated") for at, to, kind in found]


def _of_subject(passage: Passage) -> tuple[Mention, ...]:
    """The mentions of a sentence in a report on everything: a new name in a clause with neither a word of the subject
    nor a known reform, service or platform stays a candidate."""
    known = [passage.clause(m.start)[0] for m in passage.mentions if m.kind in THINGS and m.entity is not None]
    mentions = []
    for mention in passage.mentions:
        start, end = passage.clause(mention.start)
        new = mention.entity is None and mention.kind != "Place" and mention.tier != "candidate"
        words = _subject().find(passage.text, start, max(end, mention.end))
        if new and start not in known and next(words, None) is None:
            mention = replace(mention, tier="candidate")
        mentions.append(mention)
    return tuple(mentions)


def spoken(document: Document, names: Gazetteer) -> tuple[Sentence, ...]:
    """The sentences that speak of services or data: all, where that is what the whole report is about.

    Of the five reports and their digests six to seven sentences of ten have a word of the subject, of reports of whole
    provinces less than one. A short text is of one thing, whatever its words.
    """
    sentences = document.sentences
    if len(sentences) < subject().least_sentences:
        return sentences
    text = document.letters.text
    starts = [sentence.start for sentence in sentences]
    words = {_number(starts, at) for at, _, _ in _subject().find(text)}
    if len(words) >= subject().least_share * len(sentences):
        return sentences
    words.update(_number(starts, at) for at in names.things(text))
    return tuple(sentences[number] for number in sorted(words) if number >= 0)


def _number(starts: list[int], at: int) -> int:
    """The number of the sentence that holds an offset: the last that begins at or before it."""
    return bisect.bisect_right(starts, at) - 1


def _stretches(document: Document, wanted: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Where the wanted sentences stand: the whole text, or each sentence for itself."""
    if len(wanted) == len(document.sentences):
        return [(0, len(document.letters.text))]
    return [(sentence.start, sentence.end) for sentence in wanted]


@functools.cache
def _subject() -> Automaton[bool]:
    return Automaton((word, True) for word in subject().words)


def _passage(
    report: Report,
    document: Document,
    sentence: Sentence,
    names: Gazetteer,
    known: list[Mention],
    places: list[Mention],
    cues: list[Cued],
    titles: list[Title],
    topic: Callable[[Sentence, Sequence[Mention]], Mention | None],
) -> Passage:
    text = document.letters.text
    own = report.plan_period if sentence.plan and report.plan_period is not None else report.period
    inside = _within(known, sentence)
    near = _near(titles, sentence)
    free = [cue for cue in _within(cues, sentence) if not _hidden(cue, inside) and not _covered(cue, near)]
    signals = [signal(cue.start, cue.end, text[cue.start : cue.end], cue.cues) for cue in free]
    mentions = discover(document, sentence, inside, signals, names.initials)
    free = [cue for cue in free if not _hidden(cue, mentions)]
    clauses = tuple(m.end() for m in _compiled("clause_end").finditer(text, sentence.start, sentence.end))
    taken = _within(titles, sentence)
    found = [d for d in dates(text, sentence.start, sentence.end, own) if not _covered(d, taken)]
    counted = [
        n for n in numbers(text, sentence.start, sentence.end) if not any(d.start <= n.digits < d.end for d in found)
    ]
    return Passage(
        names.registry,
        report,
        document,
        sentence,
        tuple(mentions),
        tuple(free),
        tuple(found),
        tuple(counted),
        tuple(taken),
        clauses,
        own,
        topic(sentence, mentions),
        subjects=_subjects(report, sentence, mentions, clauses, text, names, places),
        elsewhere=tuple(elsewhere(sentence, mentions, free, clauses, text, names)),
    )


@functools.cache
def _cues() -> Automaton[tuple[Bound, ...]]:
    hidden: list[tuple[str, tuple[Bound, ...]]] = [(word, ()) for word in status_rules().never]
    return Automaton([*hidden, *cue_words(relations()).items()])


def _within(spans: Sequence[Span], sentence: Sentence) -> list[Span]:
    first = bisect.bisect_left(spans, sentence.start, key=lambda span: span.start)
    last = bisect.bisect_left(spans, sentence.end, key=lambda span: span.start)
    return [span for span in spans[first:last] if span.end <= sentence.end]


def _near(spans: Sequence[Span], sentence: Sentence) -> Sequence[Span]:
    """The spans, none of which overlap, that share a letter with the sentence: the first may begin before it."""
    first = bisect.bisect_left(spans, sentence.start, key=lambda span: span.start)
    last = bisect.bisect_left(spans, sentence.end, lo=first, key=lambda span: span.start)
    return spans[max(0, first - 1) : last]


def _covered(span: Spanned, others: Sequence[Spanned]) -> bool:
    return any(other.start < span.end and span.start < other.end for other in others)


def _hidden(cue: Cued, mentions: Sequence[Mention]) -> bool:
    """Whether a cue word is part of a name: of a place only when it lies within it."""
    for mention in mentions:
        within = mention.start <= cue.start and cue.end <= mention.end
        if within or (mention.kind != "Place" and mention.start < cue.end and cue.start < mention.end):
            return True
    return False


def _whole(mentions: list[Mention], document: Document) -> list[Mention]:
    """Mentions that no quotation cuts in two: one that begins within a quoted span and ends beyond it is no name.

    What the registry has as a body rather than a system stays a candidate.
    """
    kept = []
    for mention in mentions:
        if mention.entity in names_lexicon().bodies:
            mention = replace(mention, tier="candidate")
        near = document.letters.quotes(mention.start - 40, mention.end + 1)
        if mention.role == "marked" and not document.letters.is_item(mention.start, mention.end):
            continue  # without its marks the name is a plain word
        leaves = any(s.start < mention.start < s.end < mention.end for s in near)
        enters = any(mention.start < s.start < mention.end < s.end for s in near)
        if not leaves and not enters:
            kept.append(mention)
    return kept


def _parted(mentions: list[Mention], document: Document, names: Gazetteer) -> list[Mention]:
    """Mentions of which one that holds two quotations, each a known name, gives way to the two."""
    parted: list[Mention] = []
    for mention in mentions:
        inside = [span for span in document.letters.quotes(mention.start, mention.end) if span.end <= mention.end]
        text = document.letters.text
        known = [names.exact(span.start, text[span.start : span.end]) for span in inside]
        found = [one for one in known if one is not None]
        parted += found if len(found) > 1 and len(found) == len(known) else [mention]
    return parted


def _once(mentions: list[Mention]) -> list[Mention]:
    """Mentions without the first of two that adjoin and name one thing: a description and its name."""
    return [
        mention
        for number, mention in enumerate(mentions)
        if not any(
            m.start == mention.end and m.entity == mention.entity is not None for m in mentions[number + 1 : number + 2]
        )
    ]


class _Topics:
    """The thing that a section is about: the first named in its heading, or in its first sentence."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._section = -1
        self._topic: Mention | None = None

    def of(self, sentence: Sentence, mentions: Sequence[Mention]) -> Mention | None:
        section = self._document.sections[sentence.section]
        if sentence.section != self._section:
            self._section = sentence.section
            self._topic = None
        topic = self._topic
        things = [m for m in mentions if m.kind in THINGS and m.entity is not None and m.role != "short"]
        named = [m for m in mentions if m.kind == "Platform" and m.tier != "candidate" and m.start < section.title_end]
        heading = [m for m in things if m.start < section.title_end] or named
        if len(heading) > 0 and topic is None:
            self._topic = heading[0]
        elif len(things) > 0 and (topic is None or topic.start >= section.title_end):
            self._topic = things[0]
        return topic


def _subjects(
    report: Report,
    sentence: Sentence,
    mentions: list[Mention],
    clauses: tuple[int, ...],
    text: str,
    names: Gazetteer,
    before: Sequence[Mention],
) -> tuple[tuple[int, tuple[Name, ...]], ...]:
    """From which offset on which places of the report's own territory a sentence speaks of."""
    found: list[tuple[int, tuple[Name, ...]]] = []
    starts = (sentence.start, *clauses)
    registry, own = names.registry, report.place.place or ""
    places = [m for m in mentions if m.kind == "Place" and m.entity is not None]
    for start in starts:
        that = _that(text, start, sentence.end, before, names.registry, own)
        if that is not None:
            found.append((start, (that,)))
            continue
        run: list[Mention] = []
        for mention in places:
            gap = text[run[-1].end : mention.start] if len(run) > 0 else text[start : mention.start]
            if mention.start < start or (len(run) == 0 and not _leads(gap)):
                continue
            if len(run) > 0 and re.fullmatch(places_lexicon().list_marks, gap) is None:
                break
            run.append(mention)
        inner = [m for m in run if m.entity is not None and m.entity != own and own in registry.chain(m.entity)]
        others = [m for m in run if m not in inner]
        beside = len(others) == 0 or text[others[0].start - 1] in places_lexicon().joined_by  # with whom they do it
        if len(inner) > 0 and run[0] is inner[0] and beside:
            entities = [registry.entities[m.entity] for m in inner if m.entity is not None]
            found.append((inner[0].start, tuple(Name(e.label, "Place", e.id) for e in entities)))
    return tuple(found)


REACH_OF_THAT = 300  # letters before a clause in which the place stands that it begins with as that county


def _that(
    text: str, start: int, stop: int, places: Sequence[Mention], registry: Registry, own: str
) -> Name | None:
    """The county within the report's place that a clause begins with as that one: the last of its level before."""
    dated = _dated().match(text, start, min(stop, start + REACH_OF_DATE))
    at = start if dated is None else dated.end()
    word = next((word for word in places_lexicon().that if text.startswith(word, at)), None)
    if word is None:
        return None
    last = bisect.bisect_left(places, start, key=lambda mention: mention.start)
    first = bisect.bisect_left(places, start - REACH_OF_THAT, key=lambda mention: mention.start)
    labels = (registry.entities[mention.entity or ""] for mention in reversed(places[first:last]))
    meant = next((entity for entity in labels if entity.label.endswith(word[-1])), None)
    if meant is None or meant.id == own or own not in registry.chain(meant.id):
        return None
    return Name(meant.label, "Place", meant.id)


REACH_OF_DATE = 24  # letters of a date that a clause begins with


def _leads(gap: str) -> bool:
    rest = _dated().sub("", gap, count=1)
    return rest == "" or rest in places_lexicon().before_subject


@functools.cache
def _dated() -> re.Pattern[str]:
    return re.compile(places_lexicon().dated_subject)
