"""The statement: one reading of one sentence, with its evidence, as an object and as one JSON line."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ontology.errors import InputError, LineError
from ontology.period import Period

SCHEMA = 1
LADDER = ("planned", "drafted", "piloted", "adopted", "expanded", "ended")
TIERS = ("certain", "likely", "candidate")
MARKS = dict.fromkeys(map(ord, "“”\"'‘’《》〈〉「」『』 \t\r\n\u3000"))
LONGEST_QUOTE = 160

Attribute: TypeAlias = str | list[str]
Record: TypeAlias = dict[str, object]


def plain(name: str) -> str:
    """A name for comparing: NFKC, without quotation marks, title marks and space."""
    return unicodedata.normalize("NFKC", name).translate(MARKS)


def digest(value: object) -> str:
    """sha256 of canonical JSON, in hexadecimal. Raises InputError for half a character, which no file holds."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        return hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        around = ascii(text[max(0, error.start - 20) : error.end + 20])
        raise InputError(f"{around} holds half a character (a lone surrogate); decode it as what it is") from error


@dataclass(frozen=True, slots=True)
class Name:
    """An entity as a statement names it: the text as written, its kind, and for a place its permanent id."""

    text: str
    kind: str
    place: str | None = None

    def key(self) -> str:
        """What stands for the name in an id: a place's permanent id, else the plain text."""
        return plain(self.text) if self.place is None else self.place


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a statement stands: report id, code point offsets, the exact words, the section's path."""

    report: str
    start: int
    end: int
    quote: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One typed edge as read: relation, subject, object, the place in whose territory it holds, status and period.

    `turn` is the order among statements of equal key in one reading. `part` is done or plan, by the section.
    """

    relation: str
    subject: Name
    object: Name
    place: Name
    status: str | None
    period: Period
    evidence: Evidence
    pattern: str
    tier: str
    part: str = "done"
    attrs: Mapping[str, Attribute] = field(default_factory=dict)
    turn: int = 0

    @property
    def key(self) -> str:
        """What the statement is about, apart from its turn: equal keys are told apart by order."""
        parts = [
            self.evidence.report,
            self.relation,
            self.subject.key(),
            self.object.key(),
            self.place.key(),
            self.status in ("planned", "drafted"),
        ]
        return digest(parts)

    @property
    def id(self) -> str:
        """Permanent: report, relation, subject, object, place, planned or not, turn; no date and no value."""
        return "s-" + digest([self.key, self.turn])[:20]

    def line(self) -> str:
        """One line of canonical JSON, with all that `parse_line` needs to give the statement back."""
        return json.dumps(self.record(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def record(self) -> Record:
        """The line as a mapping; `content` is the digest of everything else."""
        record: Record = {
            "schema": SCHEMA,
            "id": self.id,
            "report": self.evidence.report,
            "relation": self.relation,
            "subject": self.subject.text,
            "subject_kind": self.subject.kind,
            "subject_place": self.subject.place,
            "object": self.object.text,
            "object_kind": self.object.kind,
            "object_place": self.object.place,
            "place": self.place.text,
            "place_id": self.place.place,
            "status": self.status,
            "period": self.period.text(),
            "basis": self.period.basis,
            "quote": self.evidence.quote,
            "start": self.evidence.start,
            "end": self.evidence.end,
            "section": self.evidence.section,
            "part": self.part,
            "pattern": self.pattern,
            "tier": self.tier,
            "attrs": dict(self.attrs),
            "turn": self.turn,
        }
        record["content"] = digest(record)[:16]
        return record


def numbered(statements: Iterable[Statement]) -> list[Statement]:
    """The statements of one reading in the order of the text, equal keys numbered by start offset."""
    turns: dict[str, int] = {}
    ordered = []
    for statement in sorted(statements, key=_order):
        key = statement.key
        turn = turns.get(key, 0)
        turns[key] = turn + 1
        ordered.append(replace(statement, turn=turn))
    return ordered


def _order(statement: Statement) -> tuple[object, ...]:
    evidence = statement.evidence
    return (
        evidence.report,
        evidence.start,
        evidence.end,
        statement.relation,
        statement.subject.text,
        statement.object.text,
        statement.place.text,
        statement.status or "",
        statement.pattern,
        json.dumps(dict(statement.attrs), ensure_ascii=False, sort_keys=True),
        statement.period.text(),
    )


class _Line(BaseModel):
    """The shape of a line from outside."""

    model_config = ConfigDict(extra="allow", strict=True, defer_build=True)

    schema_: Literal[1] = Field(alias="schema")
    id: str
    report: Annotated[str, Field(min_length=1)]
    relation: str
    subject: str
    subject_kind: str
    subject_place: str | None = None
    object: str
    object_kind: str
    object_place: str | None = None
    place: str
    place_id: str | None
    status: Literal["planned", "drafted", "piloted", "adopted", "expanded", "ended"] | None
    period: str
    basis: str
    quote: Annotated[str, Field(min_length=1, max_length=LONGEST_QUOTE)]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    section: str = ""
    part: Literal["done", "plan"] = "done"
    pattern: str
    tier: Literal["certain", "likely", "candidate"]
    attrs: dict[str, str | list[str]] = Field(default_factory=dict)
    turn: Annotated[int, Field(ge=0)] = 0


def parse_line(text: str, where: str = "line") -> Statement:
    """The statement that a line holds.

    Raises LineError, with `where`, for a line that is no statement or whose id is not the one its content gives.
    """
    try:
        row = _Line.model_validate_json(text)
        statement = Statement(
            relation=row.relation,
            subject=Name(row.subject, row.subject_kind, row.subject_place),
            object=Name(row.object, row.object_kind, row.object_place),
            place=Name(row.place, "Place", row.place_id),
            status=row.status,
            period=Period.parse(row.period, row.basis),
            evidence=Evidence(row.report, row.start, row.end, row.quote, row.section),
            pattern=row.pattern,
            tier=row.tier,
            part=row.part,
            attrs=row.attrs,
            turn=row.turn,
        )
    except ValidationError as error:
        first = error.errors()[0]
        at = ".".join(str(part) for part in first["loc"])
        raise LineError(f"{where}: not a statement: {at or 'the line'}: {first['msg']}") from error
    except InputError as error:
        raise LineError(f"{where}: not a statement: {error}") from error
    if statement.evidence.end - statement.evidence.start != len(row.quote):
        raise LineError(f"{where}: start and end do not span the quote")
    if statement.id != row.id:
        raise LineError(f"{where}: id {row.id} does not belong to this content, which has {statement.id}")
    return statement
