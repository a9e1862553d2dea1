"""The rows of the registry's YAML files, each checked by itself: the entity, names and links that a row gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from ontology.entities import Entity, EntityName, Link, Reference

Status: TypeAlias = Literal["verified", "report", "unverified"]
Text: TypeAlias = Annotated[str, Field(min_length=1)]
_DAY = r"\d{4}(-\d{2}(-\d{2})?)?"
Date: TypeAlias = Annotated[str, Field(pattern=rf"^{_DAY}(/{_DAY})?$")]
Id: TypeAlias = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*/[a-z0-9]+(-[a-z0-9]+)*$")]


class Strict(BaseModel):
    """A row or a part of one: no field beside those named."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Strict):
    """Where a claim was read. grade: A official, B press, agency or academic. pointer: finds the spot."""

    address: Text
    grade: Literal["A", "B"]
    pointer: Text


class Dated(Strict):
    """A claim that something was there at a date."""

    date: Date | None = None
    place: Text | None = None
    sources: list[Source] = []
    status: str

    @field_validator("status")
    @classmethod
    def _sourced(cls, status: str, info: ValidationInfo) -> str:
        if status == "verified" and len(info.data.get("sources", ())) == 0:
            raise ValueError("verified without a source")
        return status


class Row(Strict):
    """What the rows of all files have."""

    id: Id
    label: Text
    en: Text | None = None
    aliases: list[Text] = []
    seen_in: list[str] = []
    sources: list[Source] = []
    first_known: Dated | None = None
    status: Status

    @field_validator("status")
    @classmethod
    def _sourced(cls, status: str, info: ValidationInfo) -> str:
        first = info.data.get("first_known")
        sources = [*info.data.get("sources", ()), *(() if first is None else first.sources)]
        if status == "verified" and len(sources) == 0:
            raise ValueError("verified without a source")
        return status

    def entity(self) -> Entity:
        """The entity of the row."""
        facts = {"en": self.en, "status": self.status, "seen_in": " ".join(self.seen_in)} | self._facts()
        if self.first_known is not None:
            facts |= {"first_place": self.first_known.place, "first_date": self.first_known.date}
        return Entity(self.id, self._kind(), self.label, {key: value for key, value in facts.items() if value})

    def names(self) -> Iterator[EntityName]:
        """Its names."""
        yield EntityName(self.label, self.id, "label")
        yield from (EntityName(alias, self.id, "alias") for alias in self.aliases)

    def links(self) -> Iterator[Link]:
        """What it says of other entities."""
        yield from ()

    def references(self) -> Iterator[Reference]:
        """Every other id that it names, with the date at which it must hold."""
        first = self.first_known
        if first is not None and first.place is not None and first.place.startswith("place/"):
            yield Reference("first_known", first.place, ("Place",), first.date)

    def _kind(self) -> str:
        raise NotImplementedError

    def _facts(self) -> dict[str, str | None]:
        return {}


class Evolution(Strict):
    """What a reform grew out of, and what says so."""

    to: Id
    evidence: Literal[
        "stated", "doc-names-both", "same-issuer-successive", "same-place-successive", "inference", "unverified"
    ]


class ReformRow(Row):
    """A row of reforms.yaml: a Reform, or a Service where its kind says so."""

    id: Annotated[str, Field(pattern=r"^(reform|service)/[a-z0-9]+(-[a-z0-9]+)*$")]
    family: Text
    kind: Literal["reform", "service_mode", "mechanism", "programme", "service"]
    cue_forms: list[Text] = []
    elided_forms: list[Text] = []
    ambiguous: list[Text] = []
    marked: list[Text] = []
    variant_of: list[Id] = []
    instance_of: list[Id] = []
    part_of: list[Id] = []
    broader: list[Id] = []
    evolved_from: list[Evolution] = []
    used_in: list[Id] = []

    @field_validator("kind")
    @classmethod
    def _of_the_id(cls, kind: str, info: ValidationInfo) -> str:
        if str(info.data.get("id", "")).startswith("service/") != (kind == "service"):
            raise ValueError("kind and the prefix of the id disagree")
        return kind

    @field_validator("ambiguous", "marked")
    @classmethod
    def _own_names(cls, names: list[str], info: ValidationInfo) -> list[str]:
        for name in names:
            if name not in [info.data.get("label"), *info.data.get("aliases", ())]:
                raise ValueError(f"{name} is no name of the row")
        return names

    def names(self) -> Iterator[EntityName]:
        """Label and aliases, some of which count in quotation marks alone, cues and elided forms."""
        for name in super().names():
            yield replace(name, role="marked") if name.text in self.marked else name
        yield from (EntityName(form, self.id, "cue") for form in self.cue_forms)
        yield from (EntityName(form, self.id, "elided") for form in self.elided_forms)

    def links(self) -> Iterator[Link]:
        """variant_of, instance_of, part_of, and evolved_from with its evidence as the note."""
        for relation in ("variant_of", "instance_of", "part_of"):
            yield from (Link(relation, self.id, target) for target in getattr(self, relation))
        yield from (Link("evolved_from", self.id, step.to, note=step.evidence) for step in self.evolved_from)

    def references(self) -> Iterator[Reference]:
        """The targets of its links, what is broader, and where it was first known."""
        yield from super().references()
        for relation in ("variant_of", "instance_of", "part_of", "broader"):
            kinds = ("Reform", "Service") if relation == "variant_of" else ("Reform", "Service", "PlatformType")
            yield from (Reference(relation, target, kinds) for target in getattr(self, relation))
        yield from (Reference("evolved_from", step.to, ("Reform", "Service")) for step in self.evolved_from)
        yield from (Reference("used_in", place, ("Place",)) for place in self.used_in)

    def _kind(self) -> str:
        return "Service" if self.kind == "service" else "Reform"

    def _facts(self) -> dict[str, str | None]:
        return {
            "family": self.family,
            "sort": self.kind,
            "ambiguous": "|".join(self.ambiguous),
            "broader": " ".join(self.broader),
            "used_in": " ".join(self.used_in),
        }


class TypeRow(Row):
    """A row under `types` of platforms.yaml: a general name that platforms are instances of."""

    id: Annotated[str, Field(pattern=r"^platform-type/[a-z0-9]+(-[a-z0-9]+)*$")]

    def _kind(self) -> str:
        return "PlatformType"


class Tenant(Strict):
    """A place that uses another's platform: how, and under which name."""

    place: Id
    mode: Text
    local_name: Text | None = None


class PlatformRow(Row):
    """A row under `platforms` of platforms.yaml: a platform of one owner."""

    id: Annotated[str, Field(pattern=r"^platform/[a-z0-9]+(-[a-z0-9]+)*$")]
    owner: Id
    level: Literal["nation", "province", "prefecture", "county", "zone"]
    types: Annotated[list[Id], Field(min_length=1)]
    local_aliases: list[Text] = []
    stands_for: list[Id] = []
    part_of: list[Id] = []
    tenants: list[Tenant] = []
    launch: Dated | None = None
    reported: Text | None = None
    doubt: Text | None = None

    def names(self) -> Iterator[EntityName]:
        """Label and aliases; local aliases in the owner's texts, a tenant's own name in the tenant's."""
        yield from super().names()
        yield from (EntityName(alias, self.id, "local", self.owner) for alias in self.local_aliases)
        for tenant in self.tenants:
            if tenant.local_name is not None:
                yield EntityName(tenant.local_name, self.id, "local", tenant.place)

    def links(self) -> Iterator[Link]:
        """instance_of its types, part_of other platforms."""
        yield from (Link("instance_of", self.id, kind) for kind in self.types)
        yield from (Link("part_of", self.id, whole) for whole in self.part_of)

    def references(self) -> Iterator[Reference]:
        """Owner, tenants, types and wholes."""
        yield from super().references()
        yield Reference("owner", self.owner, ("Place",), None if self.launch is None else self.launch.date)
        yield from (Reference("types", kind, ("PlatformType",)) for kind in self.types)
        yield from (Reference("stands_for", kind, ("PlatformType",)) for kind in self.stands_for)
        yield from (Reference("part_of", whole, ("Platform",)) for whole in self.part_of)
        yield from (Reference("tenants", tenant.place, ("Place",)) for tenant in self.tenants)

    def _kind(self) -> str:
        return "Platform"

    def _facts(self) -> dict[str, str | None]:
        return {
            "owner": self.owner,
            "level": self.level,
            "stands_for": " ".join(self.stands_for),
            "tenants": " ".join(tenant.place for tenant in self.tenants),
            "reported": self.reported,
            "doubt": self.doubt,
            "launch": None if self.launch is None else self.launch.date,
        }


class DocumentRow(Row):
    """A row of documents.yaml: an issued document, what it is about, what it asks and what it does to that."""

    id: Annotated[str, Field(pattern=r"^document/[a-z0-9]+(-[a-z0-9]+)*$")]
    issuer: Text
    date: Date
    date_kind: Literal["signed", "published", "adopted", "cited-only"]
    number: Text | None = None
    act: Literal["launches", "pilots", "asks", "widens", "ends"]
    asks: Text
    reforms: Annotated[list[Id], Field(min_length=1)]

    def names(self) -> Iterator[EntityName]:
        """Title, short title and number."""
        yield from super().names()
        if self.number is not None:
            yield EntityName(self.number, self.id, "alias")

    def references(self) -> Iterator[Reference]:
        """What it is about."""
        yield from super().references()
        kinds = ("Reform", "Service", "Platform", "PlatformType")
        yield from (Reference("reforms", about, kinds) for about in self.reforms)

    def _kind(self) -> str:
        return "PolicyDocument"

    def _facts(self) -> dict[str, str | None]:
        return {
            "issuer": self.issuer,
            "date": self.date,
            "date_kind": self.date_kind,
            "number": self.number,
            "act": self.act,
            "asks": self.asks,
            "about": " ".join(self.reforms),
        }
