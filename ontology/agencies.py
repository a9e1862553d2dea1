"""The rows of agencies.yaml, each checked by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import ConfigDict, Field

from ontology.entities import EntityName, Link, Reference
from ontology.entries import Date, Id, Row, Strict, Text


class AgencyRow(Row):
    """A row under `agencies` of agencies.yaml: a body, the place it belongs to, and when it had this name.

    `may_succeed` names an agency that it is thought to go on from, without a source that says so: no link comes of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: Annotated[str, Field(pattern=r"^agency/[a-z0-9]+(-[a-z0-9]+)*$")]
    place: Id
    function: Text | None = None
    start: Date | None = Field(default=None, alias="from")
    end: Date | None = Field(default=None, alias="to")
    local_aliases: tuple[Text, ...] = ()
    succeeds: tuple[Id, ...] = ()
    may_succeed: tuple[Id, ...] = ()

    def names(self) -> Iterator[EntityName]:
        """Label and aliases, and local aliases in the texts of its place."""
        yield from super().names()
        yield from (EntityName(alias, self.id, "local", self.place) for alias in self.local_aliases)

    def links(self) -> Iterator[Link]:
        """part_of its place, and the agencies it succeeds."""
        yield Link("part_of", self.id, self.place, self.start, self.end)
        yield from (Link("succeeds", self.id, former, self.start, note="rename") for former in self.succeeds)

    def references(self) -> Iterator[Reference]:
        """Its place at both dates, and those it succeeds."""
        yield from super().references()
        yield from (Reference("place", self.place, ("Place",), date) for date in (self.start, self.end))
        yield from (Reference("succeeds", former, ("Agency",)) for former in self.succeeds)
        yield from (Reference("may_succeed", former, ("Agency",)) for former in self.may_succeed)

    def _kind(self) -> str:
        return "Agency"

    def _facts(self) -> dict[str, str | None]:
        facts = {"place": self.place, "function": self.function, "from": self.start, "to": self.end}
        return facts | {"may_succeed": " ".join(self.may_succeed)}


class FunctionRow(Strict):
    """A row under `functions` of agencies.yaml: what an agency does, with the wordings its name takes."""

    id: Text
    label: Text
    en: Text
    forms: Annotated[list[Text], Field(min_length=1)]
    short: tuple[Text, ...] = ()


class NoiseRow(Strict):
    """A string that stands where an agency's name should and names none."""

    form: Text
    seen_in: tuple[str, ...] = ()
    meaning: Text
