"""The refusal: why a phrase of a report made no statement, as far as what was seen beside it tells."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.document import parse
from loaders.extract import drafts_of
from loaders.letters import fold, squeeze
from loaders.mentions import Mention
from loaders.passage import Draft, Passage
from loaders.passages import passages
from loaders.relate import ladder
from loaders.script import simplified
from ontology.errors import NotFound
from ontology.registry import Registry
from ontology.report import Report


@dataclass(frozen=True, slots=True)
class Seen:
    """A name in the sentence: its registry row, how it was found, and why it made no statement, if it made none."""

    text: str
    kind: str
    entity: str | None
    tier: str
    role: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A statement of the sentence."""

    relation: str
    object: str
    status: str | None
    tier: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """One place where the phrase stands: the sentence, its section and part, and what was seen there.

    `start` and `end` are offsets in code points of the text. `cues` are words with the cues that they are. `aside`
    tells that the sentence is passed over in a report on everything: `made` is then empty.
    """

    start: int
    end: int
    sentence: str
    section: str
    plan: bool
    names: tuple[Seen, ...]
    cues: tuple[tuple[str, tuple[str, ...]], ...]
    made: tuple[Made, ...]
    aside: bool = False

    def lines(self) -> Iterator[str]:
        """The same for people."""
        yield f"characters {self.start} to {self.end}{' · ' + self.section if self.section else ''}"
        yield f"  {self.sentence}{' (in the part of plans)' if self.plan else ''}"
        for made in self.made:
            yield f"  made: {made.relation} {made.object} · {made.status or 'no status'} · {made.tier} · {made.pattern}"
        for name in self.names:
            row = name.entity or "no row of the registry"
            yield f"  name: {name.text} · {name.kind} · {row} · {name.tier}, found as {name.role}"
            yield from (f"    {reason}" for reason in name.reasons)
        if self.aside:
            yield "  the report is on everything and this sentence has no word of the subject: it is passed over"
        if len(self.names) == 0:
            yield "  no name was seen: give it a row in ontology/registry, or a shape in loaders/lexicon/names.yaml"
        for word, ids in self.cues:
            yield f"  cue: {word} · {', '.join(ids)}"
        if len(self.cues) == 0:
            yield "  no cue was seen: loaders/patterns holds the words of each relation"


def refusals(report: Report, registry: Registry, phrase: str) -> list[Refusal]:
    """What was seen at each place where the phrase stands. Raises NotFound where it stands nowhere."""
    document = parse(report.text, report.period)
    wanted = squeeze(simplified(fold(phrase), least=1), ()).text
    places = list(_places(document.letters.text, wanted))
    if len(places) == 0:
        raise NotFound(f"{report.id}: the phrase {phrase!r} does not stand in this report")
    found: list[Refusal] = []
    for passage in passages(report, document, registry, aside=True):
        first, last = (bisect.bisect_left(places, edge) for edge in (passage.sentence.start, passage.sentence.end))
        drafts = [draft for _, draft in drafts_of(passage)] if first < last and not passage.aside else []
        found += [_refusal(passage, drafts, at, at + len(wanted)) for at in places[first:last]]
    return found


def _places(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted) if wanted != "" else -1
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))


def _refusal(passage: Passage, drafts: list[Draft], at: int, end: int) -> Refusal:
    sentence, letters = passage.sentence, passage.document.letters
    first, last = letters.span(sentence.start, sentence.end)
    start, stop = letters.span(at, end)
    names = [mention for mention in passage.mentions if mention.start < end and at < mention.end] or passage.mentions
    return Refusal(
        start=start, end=stop, sentence=passage.document.text[first:last],
        section=passage.document.sections[sentence.section].path, plan=sentence.plan,
        names=tuple(_seen(passage, mention, drafts) for mention in names),
        cues=tuple((passage.text[cue.start : cue.end], tuple(bound.id for bound in cue.cues)) for cue in passage.cues),
        made=tuple(Made(d.relation, d.object.text, d.status, d.tier, d.pattern) for d in drafts),
        aside=passage.aside,
    )


def _seen(passage: Passage, mention: Mention, drafts: list[Draft]) -> Seen:
    said = any(mention.text in (draft.object.text, draft.subject.text) for draft in drafts if draft.tier != "candidate")
    reasons = () if said else tuple(ladder.reasons(passage, mention))
    return Seen(mention.text, mention.kind, mention.entity, mention.tier, mention.role, reasons)
