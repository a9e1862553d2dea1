"""Decisions: what a person says of a candidate, a statement or an entity, as judgements for the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from pydantic import ValidationError

from graph.candidates import Candidate
from graph.model import UNREGISTERED, Graph
from ontology import schema
from ontology.checks import GROUPS
from ontology.errors import InputError, UsageError
from ontology.judgement import Bound, Judgement
from ontology.statement import Statement

Decision: TypeAlias = Literal["accept", "reject", "rename", "same", "different", "part_of"]

DECISIONS: tuple[Decision, ...] = get_args(Decision)
# Of a statement, or of what was taken for noise, it can only be said whether it is right.
PLAIN: tuple[Decision, ...] = ("accept", "reject")


@dataclass(frozen=True, slots=True)
class Signature:
    """By whom, on which day (2026-11-23) and why."""

    judge: str
    day: str
    reason: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is judged: a statement, or an entity by its id, or a flag by its; `like` is what it was compared with."""

    statement: Statement | None = None
    entity: str | None = None
    like: str | None = None


def subject(name: str, graph: Graph, bare: Graph, candidates: Iterable[Candidate]) -> Subject:
    """What the id of a candidate or of a statement, or the id or name of an entity, means; `bare` as it was read.

    Raises UsageError, NotFound.
    """
    for found in candidates:
        if found.id == name:
            return of(found, bare)
    if name.startswith("c-"):
        raise UsageError(f"{name}: is not up for review: `zhengmai review --list` shows what is")
    if name.startswith("s-"):
        return Subject(statement=bare.statement(name).statement)
    return Subject(entity=graph.find(name).id)


def of(candidate: Candidate, bare: Graph) -> Subject:
    """What a candidate is about."""
    if candidate.statement is not None:
        return Subject(statement=bare.statement(candidate.statement).statement)
    return Subject(entity=candidate.entity, like=candidate.like)


def takes(candidate: Candidate, graph: Graph) -> dict[Decision, str | None]:
    """The decisions that a candidate takes, each with what must be named besides: `name`, `other` or nothing."""
    if candidate.statement is not None or candidate.sort == "flag":
        return dict.fromkeys(PLAIN)
    assert candidate.entity is not None, "a candidate is about a statement or an entity"
    found: dict[Decision, str | None] = {}
    for decision in DECISIONS:
        if decision == "part_of" and graph.entity(candidate.entity).kind not in _parts():
            continue
        meant = candidate.like is not None and _fault(decision, candidate.entity, candidate.like, graph) is None
        named = decision in PLAIN or (meant and decision != "rename")
        found[decision] = None if named else "name" if decision == "rename" else "other"
    return found


def decided(
    decision: str, about: Subject, graph: Graph, signed: Signature, *, other: str | None = None,
    former: Iterable[Judgement] = (),
) -> tuple[Judgement, ...]:
    """The judgements that a decision amounts to.

    `other` is the new label, or names what the entity is the same as, different from or a part of; a candidate's
    `like` where none is given. `former` are judgements in force of the statement as it was, which are taken back.
    Raises UsageError, NotFound.
    """
    if decision not in DECISIONS:
        raise UsageError(f"{decision}: is no decision: there are {', '.join(DECISIONS)}")
    if about.statement is not None:
        return (*_taken_back(about.statement, signed, former), _of_statement(decision, about.statement, signed, other))
    assert about.entity is not None, "a subject is a statement or an entity"
    if decision in PLAIN:
        _refuse(other, decision)
        return (_made(decision, signed, entities=(about.entity,)),)
    if about.entity.startswith("f-"):
        raise UsageError("what was flagged is accepted or rejected")
    if decision == "rename":
        if other is None:
            raise UsageError("rename needs the new name")
        return (_made(decision, signed, entities=(about.entity,), label=other),)
    with_ = about.like if other is None else graph.find(other).id
    if with_ is None:
        raise UsageError(f"{decision} needs the name or id of the other one")
    fault = _fault(decision, about.entity, with_, graph)
    if fault is not None:
        raise UsageError(f"{about.entity}: {decision} {with_}: {fault}")
    return (_made(decision, signed, entities=(about.entity, with_)),)


def retracted(judgement: str, signed: Signature) -> Judgement:
    """The judgement that takes another back, by its id. Raises UsageError."""
    return _made("retract", signed, retracts=judgement)


def _taken_back(said: Statement, signed: Signature, former: Iterable[Judgement]) -> list[Judgement]:
    return [
        retracted(one.id, signed) for one in former if one.statement is not None and one.statement.key == said.key
    ]


def _of_statement(decision: str, said: Statement, signed: Signature, other: str | None) -> Judgement:
    if decision not in PLAIN:
        raise UsageError(f"{decision}: a statement is accepted or rejected")
    _refuse(other, decision)
    return _made(decision, signed, statement=Bound.to(said))


def _refuse(other: str | None, decision: str) -> None:
    if other is not None:
        raise UsageError(f"{decision} takes no other name: {other}")


def _fault(decision: str, one: str, other: str, graph: Graph) -> str | None:
    kinds = [graph.entity(entity).kind for entity in (one, other)]
    if one == other:
        return "they are one already"
    if decision == "part_of":
        places = [kind == "Place" for kind in kinds]
        fits = kinds[0] in _parts() and kinds[1] in schema.load().relations["part_of"].range and places[0] == places[1]
        return None if fits else f"a {kinds[0]} is never a part of a {kinds[1]}"
    if GROUPS.get(kinds[0], kinds[0]) != GROUPS.get(kinds[1], kinds[1]):
        return f"a {kinds[0]} and a {kinds[1]} are different in any case"
    if decision == "same" and kinds[0] == "Place" and not any(UNREGISTERED in entity for entity in (one, other)):
        return "records of places are joined in registry/places.csv, with the year"
    return None


def _parts() -> tuple[str, ...]:
    """The kinds that may be a part of something."""
    return tuple(schema.load().relations["part_of"].domain)


def _made(kind: str, signed: Signature, **about: object) -> Judgement:
    try:
        return Judgement.model_validate(
            {"kind": kind, "judge": signed.judge, "day": signed.day, "reason": signed.reason, **about}
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or kind
        raise UsageError(f"{where}: {first['msg']}") from error
    except InputError as error:
        raise UsageError(f"day: {error}") from error
