"""The review as a person does it: candidates one after the other on a terminal, or a sheet out and back."""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import terminal
from ontology.errors import DataFileError, NotFound, UsageError

if TYPE_CHECKING:
    from graph.candidates import Candidate
    from graph.decision import Signature
    from graph.model import Graph
    from graph.review import Review
    from ontology.judgement import Judgement
    from ontology.verdict import Effective, Standing

COLUMNS = ("item", "sort", "tier", "worth", "kind", "name", "looks_like", "quote", "text_kind", "report")
JUDGED = ("judgement", "kind", "about", "label", "judge", "day", "reason", "stands")
HELP = "a accept · r reject · n NAME rename · s [NAME] same · d [NAME] different · p NAME part of · Enter skip · q quit"
LETTERS = {"a": "accept", "r": "reject", "n": "rename", "s": "same", "d": "different", "p": "part_of"}


@dataclass(frozen=True, slots=True)
class Desk:
    """What a review works with: the graph, as judged and as it was read, what is to be judged, and where it writes.

    `changed` are the judgements whose statement is now another, `before` is the journal that comes first.
    """

    graph: Graph
    bare: Graph
    candidates: Sequence[Candidate]
    changed: Sequence[Judgement]
    journal: pathlib.Path
    before: pathlib.Path
    judge: str | None
    day: str

    def decide(self, item: str, decision: str, other: str | None, reason: str, judge: str | None = None) -> list[str]:
        """Write what a decision amounts to into the journal, and give the ids. Raises UsageError, NotFound."""
        return self.write(self.judgements(item, decision, other, reason, judge))

    def judgements(
        self, item: str, decision: str, other: str | None, reason: str, judge: str | None = None
    ) -> list[Judgement]:
        """What a decision amounts to. Raises UsageError, NotFound."""
        from graph import decision as decisions

        about = decisions.subject(item, self.graph, self.bare, self.candidates)
        signed = self._signed(reason, judge)
        return list(decisions.decided(decision, about, self.graph, signed, other=other, former=self.changed))

    def take_back(self, judgement: str, reason: str) -> list[str]:
        """Write the retraction of a judgement. Raises UsageError, DataFileError."""
        from graph import decision as decisions

        return self.write([decisions.retracted(judgement, self._signed(reason, None))])

    def write(self, made: Iterable[Judgement]) -> list[str]:
        """Append judgements to the journal in one write."""
        from ontology import judgement

        return [one.id for one in judgement.append(self.journal, *made, beside=[self.before])]

    def _signed(self, reason: str, judge: str | None) -> Signature:
        from graph import decision as decisions

        name = judge or self.judge
        if name is None:
            raise UsageError("who judges? Give --judge NAME, or set ZHENGMAI_JUDGE")
        return decisions.Signature(name, self.day, reason)

def rows(desk: Desk) -> Iterator[dict[str, object]]:
    """The candidates for a table, JSON or CSV."""
    for found in desk.candidates:
        like = None if found.like is None else desk.graph.entity(found.like).label
        yield {
            "item": found.id, "sort": found.sort, "tier": found.tier, "worth": found.worth, "kind": found.kind,
            "name": found.label, "entity": found.entity, "statement": found.statement, "looks_like": like,
            "looks_like_id": found.like, "quote": found.quote, "text_kind": found.text_kind, "report": found.report,
            "neighbours": list(found.neighbours),
        }


def judged(found: Review) -> Iterator[dict[str, object]]:
    """The judgements in force, each with how it stands: held, changed, lost, or in conflict with others."""
    for one, stands, conflict in found.judged():
        about = one.statement.quote if one.statement is not None else " ".join(one.entities)
        yield {
            "judgement": one.id, "kind": one.kind, "about": about, "label": one.label, "judge": one.judge,
            "day": one.day, "reason": one.reason,
            "stands": stands if conflict is None else f"{stands}: {conflict}",
        }


def told(effective: Effective, standing: Standing) -> Iterator[str]:
    """What somebody must see to: conflicts, and judgements whose statement or entity is gone."""
    for found in effective.conflicts:
        yield f"not applied, {found.reason}: {', '.join(found.judgements)}: take one back with --undo"
    for one in standing.lost:
        about = one.statement.quote if one.statement is not None else " ".join(one.entities)
        yield f"lost: {one.id} ({one.kind} by {one.judge}, {one.day}): {terminal.shown(about)} is not there any more"


def take_sheet(desk: Desk, path: pathlib.Path) -> list[str]:
    """Write the decisions of a sheet, all or none, and give the ids. Raises DataFileError with every faulty row."""
    from graph import sheet

    made: list[Judgement] = []
    faults: list[str] = []
    for row in sheet.read(path):
        try:
            made += desk.judgements(row.item, row.decision, row.other, row.reason, row.judge)
        except (UsageError, NotFound) as error:
            faults.append(f"{path.name}: row {row.line}: {error}")
    if len(faults) > 0:
        raise DataFileError("\n".join(faults))
    return desk.write(made)


def walk(desk: Desk, answers: Iterable[str]) -> int:
    """Show candidate after candidate and take what is answered; give how many were decided."""
    given = iter(answers)
    decided = 0
    terminal.note(HELP)
    for number, found in enumerate(desk.candidates, 1):
        _show(found, desk, number)
        while True:
            line = _asked("> ", given)
            if line is None or line == "q":
                return decided
            if line == "":
                break
            try:
                done = _answered(found, line, given, desk)
            except (UsageError, NotFound) as error:
                terminal.note(str(error))
                continue
            terminal.write_lines([f"  {', '.join(done)}"])
            decided += 1
            break
    return decided


def _answered(found: Candidate, line: str, given: Iterator[str], desk: Desk) -> list[str]:
    word, _, rest = line.partition(" ")
    decision = LETTERS.get(word, word)
    other = rest.strip() or None
    desk.judgements(found.id, decision, other, "?")  # what cannot be is said before a reason is asked for
    reason = _asked("reason: ", given)
    if not reason:
        raise UsageError("a judgement needs a reason")
    return desk.decide(found.id, decision, other, reason)


def _asked(prompt: str, given: Iterator[str]) -> str | None:
    """The next line of answers, None where there is no more."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = next(given, None)
    return None if line is None else line.strip()


def _show(found: Candidate, desk: Desk, number: int) -> None:
    like = None if found.like is None else desk.graph.entity(found.like)
    looks = "" if like is None else f" · looks like {terminal.shown(like.label)} ({like.id})"
    digest = f" · {terminal.DIGEST}" if found.text_kind == "digest" else ""
    terminal.write_lines([
        "", f"{number}/{len(desk.candidates)} {found.id} · {found.sort} · {found.tier} · worth {found.worth}",
        f"{terminal.shown(found.label)} · {found.kind}{looks}", f"report {found.report}{digest}",
    ])
    terminal.write_marked(*(terminal.shown(text) for text in (found.before, found.quote, found.after)))
    terminal.write_lines(f"  {terminal.shown(near)}" for near in found.neighbours)
