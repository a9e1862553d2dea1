"""The kinds and relations: what may be said of what, and which plain edge a statement makes."""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ontology.datafile import read_rows
from ontology.errors import DataFileError
from ontology.statement import LADDER, Statement

HERE = pathlib.Path(__file__).resolve().parent
ENGAGING = ("adopted", "operates", "offers", "issued")


class Kind(BaseModel):
    """A kind of entity; `owned` when a name without a registry row means the thing of the report's own place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    prefix: str
    owned: bool
    en: str
    zh: str
    note: str = ""


class Relation(BaseModel):
    """A type of statement: kinds of its subject and object, and status -> type of its plain edge."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    relation: str
    source: Literal["text", "registry", "derived"]
    domain: list[str]
    range: list[str]
    edges: dict[str | None, str]
    en: str
    zh: str

    @property
    def laddered(self) -> bool:
        """Whether its statements carry a status of the ladder."""
        return any(status is not None for status in self.edges)


class Schema:
    """The checked kinds and relations, by name."""

    def __init__(self, kinds: Mapping[str, Kind], relations: Mapping[str, Relation]) -> None:
        self.kinds = kinds
        self.relations = relations

    def edge_type(self, relation: str, status: str | None) -> str | None:
        """The type of the plain edge, or None where this status makes none (a plan of a relation without a ladder).

        Raises DataFileError for a status that the relation's row does not have.
        """
        row = self.relations[relation]
        if status in row.edges:
            return row.edges[status]
        if relation == "measured" and status is None:
            return None
        if not row.laddered and status == "planned":
            return None
        raise DataFileError(f"relations.yaml: {relation} has no status {status!r}")

    def fault(self, statement: Statement) -> str | None:
        """What is wrong with a statement by domain, range or status; None where nothing is."""
        row = self.relations.get(statement.relation)
        if row is None or row.source != "text":
            return f"relation {statement.relation!r} is not read from text"
        if statement.subject.kind not in row.domain:
            return f"{statement.relation} takes no subject of kind {statement.subject.kind}"
        if statement.object.kind not in row.range:
            return f"{statement.relation} takes no object of kind {statement.object.kind}"
        try:
            self.edge_type(statement.relation, statement.status)
        except DataFileError as error:
            return str(error)
        return None


def property_name(edge_type: str) -> str:
    """The RDF local name of an edge's type: PLANS_TO_OPERATE gives plansToOperate."""
    first, *rest = edge_type.lower().split("_")
    return first + "".join(part.capitalize() for part in rest)


@functools.cache
def load() -> Schema:
    """The schema of kinds.yaml and relations.yaml. Raises DataFileError with file, row and reason."""
    kinds = {kind.kind: kind for kind in read_rows(HERE / "kinds.yaml", Kind)}
    relations: dict[str, Relation] = {}
    for number, relation in enumerate(read_rows(HERE / "relations.yaml", Relation), 1):
        unknown = [k for k in [*relation.domain, *relation.range] if k not in kinds]
        unknown += [str(s) for s in relation.edges if s is not None and s not in LADDER]
        if len(unknown) > 0:
            raise DataFileError(f"relations.yaml: row {number} ({relation.relation}): unknown {', '.join(unknown)}")
        relations[relation.relation] = relation
    return Schema(kinds, relations)
