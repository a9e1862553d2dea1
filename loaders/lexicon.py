"""The lexicon: the Chinese words and regular expressions that the reading needs, as checked data."""

from __future__ import annotations

import functools
import pathlib
import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict

from ontology.datafile import checked, read_yaml

FOLDER = pathlib.Path(__file__).resolve().parent / "lexicon"


def _compiles(value: str) -> str:
    if _is_read(value):
        return value
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from error
    return value


def _is_read(value: str) -> bool:
    """Whether the compiled reading, where there is one, takes an expression: it takes nothing that `re` refuses, and
    tells in a fraction of the time."""
    try:
        from loaders._native import fault
    except ImportError:
        return False
    return fault(value) is None


Expression: TypeAlias = Annotated[str, AfterValidator(_compiles)]


class Row(BaseModel):
    """A row that refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Heading(Row):
    """How headings of one level begin."""

    level: int
    marker: Expression
    line_start: bool = False


class Layout(Row):
    """lexicon/layout.yaml."""

    headings: list[Heading]
    heading_end: Expression
    longest_heading: int
    sentence_end: Expression
    longest_sentence: int
    list_mark: str
    clause_end: Expression
    marks: str
    opening: dict[str, str]
    wrapped_line: int
    plan_heading: Expression
    plan_heading_alone: Expression
    plan_year: Expression
    plan_goals: Expression
    short_line: int
    not_plan_heading: Expression
    plan_lead: Expression
    plan_lead_undated: Expression
    first_half: str
    plan_title: Expression
    no_plan_title: Expression
    plan_first: Expression
    title_aside: Expression
    plan_news: Expression
    plan_says: Expression
    duty: Expression
    duties: int
    task_state: Expression
    traditional: str
    title_end: Expression


class Subject(Row):
    """lexicon/subject.yaml."""

    least_sentences: int
    least_share: float
    words: list[str]


@functools.cache
def subject() -> Subject:
    """The words of the subject. Raises DataFileError where the file is wrong."""
    path = FOLDER / "subject.yaml"
    return checked(Subject, read_yaml(path), path, 1)


@functools.cache
def layout() -> Layout:
    """The layout of reports. Raises DataFileError where the file is wrong."""
    path = FOLDER / "layout.yaml"
    return checked(Layout, read_yaml(path), path, 1)
