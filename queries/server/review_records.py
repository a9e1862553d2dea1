"""Records of the review, as the JSON API gives them and the pages show them."""

from __future__ import annotations

from collections.abc import Mapping

from graph import iris
from graph.candidates import AROUND, Candidate
from graph.decision import takes
from graph.model import Graph, Resolved
from graph.review import STANDS, Change, Review
from ontology.entities import Entity
from ontology.errors import NotFound
from ontology.judgement import Judgement
from ontology.statement import TIERS
from queries.server.records import DIGEST, Record, named, page

# What is typed in place of the capitals; the reason and the name are the judge's own.
SIGNED = "--reason REASON --judge JUDGE"


class Reviewed:
    """A review beside the graph that is served, whose pages its records lead to."""

    def __init__(self, review: Review, served: Graph) -> None:
        self._review = review
        self._served = served
        self._read = {said.id: said for said in review.bare.statements}
        self._flags = {flag.id_in(report): (report, flag) for report, flag in review.bare.flags}
        self._statements = {said.id for said in served.statements}
        self._standing_at: dict[tuple[str, int], str] = {}
        for said in served.statements:
            evidence = said.statement.evidence
            self._standing_at.setdefault((evidence.report, evidence.start), said.id)
        self._judged = review.judged()
        self._changes = review.changes()
        self._said: Mapping[tuple[str, str], Resolved] | None = None

    def counts(self) -> Record:
        """How much waits, by sort and by tier, and how the judgements in force stand; none is left out for being 0."""
        review = self._review
        return {
            "waiting": dict(review.waiting()), "total": len(review.candidates),
            "tiers": {tier: sum(each.tier == tier for each in review.candidates) for tier in TIERS},
            "judged": {name: sum(stands == name for _, stands, _ in self._judged) for name in STANDS},
            "judgements": len(self._judged), "taken_back": review.taken_back(),
            "conflicts": len(review.effective.conflicts), "reports": len(review.graph.reports),
            "statements": len(review.bare.statements),
        }

    def candidates(self, sort: str | None, about: str | None) -> list[Candidate]:
        """What waits, of a sort and about an entity or a statement where these are given."""
        return [
            each for each in self._review.candidates
            if sort in (None, each.sort) and (about is None or about in self._is_about(each))
        ]

    def candidate(self, found: Candidate) -> Record:
        """What waits, its sentence in its surroundings, and the commands that would decide it."""
        graph = self._review.graph
        return {
            "item": found.id, "sort": found.sort, "tier": found.tier, "worth": found.worth, "kind": found.kind,
            "name": found.label, "entity": found.entity, "entity_page": self._page_of(found.entity),
            "statement": found.statement, "statement_page": self._page_of_statement(found.statement),
            "says": None if found.statement is None else self._says(self._read[found.statement]),
            "looks_like": None if found.like is None else graph.entity(found.like).label,
            "looks_like_id": found.like, "looks_like_page": self._page_of(found.like),
            "sentence": self._sentence(
                found.report, found.start, found.before, found.quote, found.after, found.statement
            ),
            "quote": found.quote, "report": found.report, "text_kind": found.text_kind,
            "neighbours": list(found.neighbours), "commands": _commands(found, graph),
        }

    def judgements(self) -> list[tuple[Judgement, str, str | None]]:
        """The judgements in force, as they stand."""
        return self._judged

    def judgement(self, one: Judgement, stands: str, conflict: str | None) -> Record:
        """A judgement in force, how it stands, what it changes, and the command that takes it back."""
        about = one.statement.quote if one.statement is not None else " ".join(one.entities)
        return {
            "judgement": one.id, "kind": one.kind, "about": about, "label": one.label, "judge": one.judge,
            "day": one.day, "reason": one.reason, "stands": stands if conflict is None else f"{stands}: {conflict}",
            "standing": stands, "conflict": conflict,
            "entities": [
                {"id": entity, "label": self._label_of(entity), "page": self._page_of(entity)}
                for entity in one.entities
            ],
            "sentence": self._sentence_of(one), "changes": _change(self._changes[one.id]),
            "command": f"zhengmai review --undo {one.id} {SIGNED}",
        }

    def conflicts(self) -> list[Record]:
        """Judgements that cannot all hold, each group with its reason."""
        told = {one.id: (one, stands, reason) for one, stands, reason in self._judged}
        return [
            {"reason": found.reason, "judgements": [self.judgement(*told[one]) for one in found.judgements]}
            for found in self._review.effective.conflicts
        ]

    def _is_about(self, found: Candidate) -> tuple[str | None, ...]:
        if found.statement is None:
            return (found.entity, found.like)
        said = self._read[found.statement]
        return (said.id, said.subject, said.object, said.place, *said.about)

    def _says(self, said: Resolved) -> Record:
        """Who and what a statement is about, and what it says of them."""
        found = said.statement
        ends = {"subject": self._entity(said.subject), "object": self._entity(said.object)}
        return {
            **{end: {"id": each.id, "label": each.label, "label_en": each.attrs.get("en"),
                     "page": self._page_of(each.id)} for end, each in ends.items()},
            "relation": found.relation, "status": found.status,
        }

    def _entity(self, entity: str) -> Entity:
        """An entity as it is judged; as it was read where it was called wrong."""
        try:
            return self._review.graph.entity(entity)
        except NotFound:
            return self._review.bare.entity(entity)

    def _label_of(self, entity: str) -> str:
        """The label of an entity as it was read, the words of a flag; the id of what is gone."""
        if entity in self._flags:
            return self._flags[entity][1].text
        try:
            return self._review.bare.entity(entity).label
        except NotFound:
            return entity

    def _page_of(self, entity: str | None) -> str | None:
        """The page of an entity, None where the graph that is served has none."""
        try:
            return None if entity is None else str(named(self._served.entity(entity))["page"])
        except NotFound:
            return None

    def _page_of_statement(self, statement: str | None) -> str | None:
        return page(iris.statement_iri(statement)) if statement in self._statements and statement is not None else None

    def _sentence_of(self, one: Judgement) -> Record | None:
        """The sentence of a judged statement or flag where it stands now, None where it is gone."""
        if one.statement is None:
            return self._flagged(one.entities[0])
        if self._said is None:
            self._said = _sentences(self._review)
        said = self._said.get((one.statement.key, one.statement.quote)) or self._said.get((one.statement.key, ""))
        if said is None:
            return None
        evidence = said.statement.evidence
        return self._around(evidence.report, evidence.start, evidence.end, said.id)

    def _flagged(self, name: str) -> Record | None:
        if name not in self._flags:
            return None
        report, flag = self._flags[name]
        return self._around(report, flag.start, flag.end, None)

    def _around(self, report: str, start: int, end: int, statement: str | None) -> Record:
        text = self._review.graph.text(report)
        before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
        return self._sentence(report, start, before, text[start:end], after, statement)

    def _sentence(
        self, report: str, start: int, before: str, quote: str, after: str, statement: str | None
    ) -> Record:
        text_kind = self._review.graph.reports[report].text_kind
        mark = statement if statement in self._statements else self._standing_at.get((report, start))
        return {
            "before": before, "quote": quote, "after": after, "report": report, "text_kind": text_kind,
            "words": DIGEST if text_kind == "digest" else "of the report",
            "page": page(iris.report_iri(report)) + ("" if mark is None else f"#{mark}"),
        }


def _sentences(review: Review) -> Mapping[tuple[str, str], Resolved]:
    """The statements that were judged, by key and quote; by the key alone where the quote is another one now."""
    wanted = {one.statement.key for one in review.effective.judgements if one.statement is not None}
    found: dict[tuple[str, str], Resolved] = {}
    for said in review.bare.statements if len(wanted) > 0 else ():
        if said.statement.key in wanted:
            found.setdefault((said.statement.key, said.statement.evidence.quote), said)
            found.setdefault((said.statement.key, ""), said)
    return found


def _change(found: Change) -> Record:
    return {"statements": found.statements, "before": found.before, "after": found.after}


def _commands(found: Candidate, graph: Graph) -> list[str]:
    """The command of each decision that can be taken; what a name is compared with needs not to be named again."""
    return [
        " ".join(["zhengmai review", found.id, decision, *([] if named is None else [named.upper()]), SIGNED])
        for decision, named in takes(found, graph).items()
    ]
