"""A passage: one sentence with its mentions, cues, dates, numbers and titles, as the relations read it."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.dating import Dated, done
from loaders.document import Document, Sentence
from loaders.mentions import Mention
from loaders.numbers import Number
from loaders.pattern import Bound
from ontology.period import Period
from ontology.registry import Registry
from ontology.report import Report
from ontology.statement import LONGEST_QUOTE, Attribute, Evidence, Name, Statement


@dataclass(frozen=True, slots=True)
class Cued:
    """A cue word where it stands, with the cues that it makes."""

    start: int
    end: int
    cues: tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """A title in its marks, in offsets of the letters, marks included."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What was seen in one sentence.

    `topic` is the thing that the section is about, `before` the one that the sentence right before it in the section is
    about, handed on by sentences of counts. `subjects` says from which offset on which places are spoken of; `own` is
    the period of the report's part. `mixed` marks a report on everything, `aside` a sentence of it that does not speak
    of the subject; `elsewhere` are the stretches told of a place that is neither the report's own nor in it.
    """

    registry: Registry
    report: Report
    document: Document
    sentence: Sentence
    mentions: tuple[Mention, ...]
    cues: tuple[Cued, ...]
    dates: tuple[Dated, ...]
    numbers: tuple[Number, ...]
    titles: tuple[Title, ...]
    clauses: tuple[int, ...]
    own: Period
    topic: Mention | None = None
    before: Mention | None = None
    subjects: tuple[tuple[int, tuple[Name, ...]], ...] = field(default=())
    aside: bool = False
    mixed: bool = False
    elsewhere: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """The letters of the whole document, in which all offsets count."""
        return self.document.letters.text

    def clause(self, at: int) -> tuple[int, int]:
        """Start and end of the clause that holds an offset."""
        number = bisect.bisect_right(self.clauses, at)
        start = self.clauses[number - 1] if number > 0 else self.sentence.start
        end = self.clauses[number] - 1 if number < len(self.clauses) else self.sentence.end
        return start, end

    def cued(self, relation: str) -> Iterator[tuple[Cued, Bound]]:
        """The cues of a relation, in order."""
        return ((cued, bound) for cued in self.cues for bound in cued.cues if bound.relation == relation)

    def is_elsewhere(self, at: int) -> bool:
        """Whether what is said at an offset is told of another place."""
        return any(start <= at < end for start, end in self.elsewhere)

    def places_at(self, at: int) -> tuple[Name, ...]:
        """The places that the sentence speaks of at an offset: the report's own unless it names others."""
        places: tuple[Name, ...] = (self.report.place,)
        for start, names in self.subjects:
            if start <= at:
                places = names
        return places

    def quote(self, start: int, end: int) -> Evidence:
        """The evidence of the letters from start to end, marks around them included, cut to the longest quote."""
        text = self.document.text
        first, last = self.document.letters.span(start, end)
        least, most = max(0, first - MOST_MARKS), min(len(text), last + MOST_MARKS)
        while last < most and text[last] in _CLOSING:
            last += 1
        while first > least and text[first - 1] in _OPENING:
            first -= 1
        last = min(last, first + LONGEST_QUOTE)
        section = self.document.sections[self.sentence.section].path
        return Evidence(self.report.id, first, last, text[first:last], section)

    def period_at(self, at: int) -> tuple[Period, str | None]:
        """The period for what is said at an offset, and the day it is counted up to where the text gives one."""
        clause_start, _ = self.clause(at)
        period, as_of = self.own, None
        for dated in self.dates:
            if dated.start > at or dated.period is None:
                continue
            if dated.form == "asof":
                as_of = dated.period.end
            elif dated.form == "deadline":
                if dated.start >= clause_start:
                    period = dated.period
            elif dated.form in ("year", "half", "month") or dated.end - dated.start >= 3:
                period = dated.period
        return period, as_of

    def is_future(self, at: int) -> bool:
        """Whether the sentence dates what it says at an offset, or sets a deadline, after the report's term."""
        end = self.report.period.last
        period, _ = self.period_at(at)
        deadline = period.basis == "deadline"
        day = period.last if deadline else period.first
        if end is None or day is None:
            return False
        if deadline and day == end:  # a report of the term does not know of it yet
            return done().search(self.text, *self.clause(at)) is None
        return day > end


MOST_MARKS = 8  # on each side of a quotation: a text may open a million, and the words are what is quoted
_CLOSING = "\u201d\u2019\u300d\u300f\u300b"
_OPENING = "\u201c\u2018\u300c\u300e\u300a"


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before its place in the order: `start` and `end` are its evidence in the letters."""

    relation: str
    subject: Name
    object: Name
    place: Name
    status: str | None
    pattern: str
    tier: str
    start: int
    end: int
    period: Period
    attrs: dict[str, Attribute]


LONGEST_CLAUSES = 90


def clauses_of(passage: Passage, draft: Draft) -> tuple[int, int]:
    """The span of the clauses that a draft's evidence lies in; the evidence alone where they are too long to quote."""
    start, _ = passage.clause(draft.start)
    _, end = passage.clause(max(draft.end - 1, draft.start))
    start = start if draft.end - start <= LONGEST_CLAUSES and draft.start >= passage.sentence.start else draft.start
    return start, (max(end, draft.end) if end - start <= LONGEST_CLAUSES else draft.end)


def statement(passage: Passage, draft: Draft) -> Statement:
    """The statement of a draft, quoted by whole clauses."""
    start, end = clauses_of(passage, draft)
    announced = draft.status not in (None, "planned")  # a plan's own notice tells of it as done
    part = "plan" if passage.sentence.plan and not announced else "done"
    return Statement(
        relation=draft.relation,
        subject=draft.subject,
        object=draft.object,
        place=draft.place,
        status=draft.status,
        period=draft.period,
        evidence=passage.quote(start, end),
        pattern=draft.pattern,
        tier=draft.tier,
        part=part,
        attrs=dict(sorted(draft.attrs.items())),
    )
