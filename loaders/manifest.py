"""The manifest: what is known of each report in a folder, a row a report."""

from __future__ import annotations

import pathlib
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ontology.datafile import read_yaml
from ontology.errors import DataFileError, InputError, ManifestError
from ontology.period import Period, first_day


class ManifestRow(BaseModel):
    """One report: only `id` is required; `file` is relative to the manifest (else id.txt beside it).

    `least` says how many statements of each relation the reading must give.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    id: str = Field(min_length=1, max_length=100, pattern=r"^[\w.\-]+$")
    file: str | None = Field(default=None, min_length=1, pattern=r"^[^\x00]+$")
    place: str | None = None
    code: str | None = Field(default=None, pattern=r"^\d{6}$")
    agency: str | None = None
    period: str | None = None
    plan_period: str | None = None
    text_kind: Literal["original", "digest", "excerpt"] = "original"
    title: str | None = None
    url: str | None = None
    published: str | None = None
    note: str | None = None
    least: dict[str, int] = Field(default_factory=dict)

    @field_validator("period", "plan_period")
    @classmethod
    def _is_period(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                Period.parse(value, "own")
            except InputError as error:
                raise ValueError(str(error)) from error
        return value

    @field_validator("published", mode="before")
    @classmethod
    def _is_date(cls, value: object) -> object:
        if isinstance(value, str):
            try:
                first_day(value)
            except InputError as error:
                raise ValueError(str(error)) from error
        return value

    def path(self, manifest: pathlib.Path) -> pathlib.Path:
        """The report's file. Raises ManifestError for one outside the manifest's folder."""
        folder = manifest.resolve().parent
        path = (folder / (self.file or f"{self.id}.txt")).resolve()
        if not path.is_relative_to(folder):
            raise ManifestError(f"{manifest}: {self.id}: {self.file} lies outside the manifest's folder; copy it there")
        return path


def read(manifest: pathlib.Path) -> list[ManifestRow]:
    """The rows of a manifest, in its order. Raises ManifestError with file, row and reason."""
    try:
        rows = read_yaml(manifest)
    except DataFileError as error:
        raise ManifestError(str(error)) from error
    if not isinstance(rows, list) or len(rows) == 0:
        raise ManifestError(f"{manifest}: must be a list of rows, one a report, each with an id")
    found: dict[str, ManifestRow] = {}
    for number, value in enumerate(rows, 1):
        row = _row(manifest, number, value)
        if row.id in found:
            raise ManifestError(f"{manifest}: row {number}: id {row.id} stands twice; give each report its own")
        found[row.id] = row
    return list(found.values())


def _row(manifest: pathlib.Path, number: int, row: object) -> ManifestRow:
    try:
        return ManifestRow.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        name = f" ({row.get('id')})" if isinstance(row, dict) and "id" in row else ""
        raise ManifestError(f"{manifest}: row {number}{name}: {where}: {first['msg']}; correct the row") from error
