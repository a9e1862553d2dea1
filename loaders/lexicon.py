"""The lexicon: the Chinese words and regular expressions that the reading needs, as checked data."""

from __future__ import annotations

import functools
import pathlib
import re

from pydantic import BaseModel, ConfigDict, field_validator

from ontology.datafile import checked, read_yaml

FOLDER = pathlib.Path(__file__).resolve().parent / "lexicon"


class Row(BaseModel):
    """A row that refuses unknown keys and compiles nothing until asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Heading(Row):
    """How headings of one level begin."""

    level: int
    marker: str
    line_start: bool = False


class Layout(Row):
    """lexicon/layout.yaml."""

    headings: list[Heading]
    heading_end: str
    longest_heading: int
    sentence_end: str
    clause_end: str
    marks: str
    opening: dict[str, str]
    wrapped_line: int
    plan_heading: str
    plan_heading_alone: str
    plan_year: str
    plan_goals: str
    short_line: int
    not_plan_heading: str
    plan_lead: str
    plan_lead_undated: str
    first_half: str
    plan_title: str

    @field_validator(
        "heading_end",
        "sentence_end",
        "clause_end",
        "plan_heading",
        "plan_heading_alone",
        "plan_year",
        "plan_goals",
        "not_plan_heading",
        "plan_lead",
        "plan_lead_undated",
        "plan_title",
    )
    @classmethod
    def _compiles(cls, value: str) -> str:
        re.compile(value)
        return value


@functools.cache
def layout() -> Layout:
    """The layout of reports. Raises DataFileError where the file is wrong."""
    path = FOLDER / "layout.yaml"
    return checked(Layout, read_yaml(path), path, 1)
