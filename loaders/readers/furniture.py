"""The lexicon of furniture: what pages and printed sheets add to a report, as checked expressions."""

from __future__ import annotations

import functools
import re

from pydantic import field_validator

from loaders.letters import fold
from loaders.lexicon import FOLDER, Row
from ontology.datafile import checked, read_yaml

LONGEST_PAGE_MARK = 60  # letters


class Furniture(Row):
    """lexicon/furniture.yaml."""

    sentence: str
    shortest_prose: int
    lines: list[str]
    whole: list[str]
    notices: list[str]
    source: str
    source_line: str
    title_tail: str
    site_name: str
    pages: list[str]
    line_end: str
    cjk: str
    spaced: str
    pinyin: str
    least_pinyin: int
    containers: str
    digits: str
    tens: list[str]
    myriad: str
    legal_digits: str
    legal_tens: list[str]
    zero: str
    stems: str
    branches: str

    @field_validator(
        "sentence", "source", "title_tail", "site_name", "line_end", "cjk", "spaced", "pinyin", "containers"
    )
    @classmethod
    def _compiles(cls, value: str) -> str:
        re.compile(value)
        return value

    @field_validator("lines", "whole", "notices", "pages")
    @classmethod
    def _compile(cls, value: list[str]) -> list[str]:
        re.compile("|".join(f"(?:{each})" for each in value))
        return value


@functools.cache
def furniture() -> Furniture:
    """What pages add. Raises DataFileError where the file is wrong."""
    path = FOLDER / "furniture.yaml"
    return checked(Furniture, read_yaml(path), path, 1)


@functools.cache
def expression(name: str) -> re.Pattern[str]:
    """One entry of the file, compiled; a list means any of its expressions."""
    value = getattr(furniture(), name)
    return re.compile(value if isinstance(value, str) else "|".join(f"(?:{each})" for each in value), re.IGNORECASE)


def is_prose(line: str) -> bool:
    """Whether a line is long enough, and punctuated, as the words of a report are."""
    return len(line) >= furniture().shortest_prose and expression("sentence").search(line) is not None


def is_furniture(line: str) -> bool:
    """Whether a line of a page is about the page, not of the article.

    >>> is_furniture("2024-01-02 10:30"), is_furniture("2024")
    (True, False)
    """
    head = fold(line[:200])
    if expression("notices").match(head) is not None:
        return True
    if is_prose(line):
        return False
    return expression("lines").match(head) is not None or expression("whole").fullmatch(head) is not None


def published_by(line: str) -> str | None:
    """Who a meta line says published the page."""
    found = expression("source").search(fold(line[:400]))
    return None if found is None else found["name"]


def is_page_mark(line: str) -> bool:
    """Whether a line of a printed sheet is its page's number.

    >>> is_page_mark("- 3 -"), is_page_mark("3 reports")
    (True, False)
    """
    return len(line) <= LONGEST_PAGE_MARK and is_folded_page_mark(fold(line))


def is_folded_page_mark(line: str) -> bool:
    """The same of a line whose widths are folded and that is no longer than any page mark."""
    return expression("pages").fullmatch(line.strip()) is not None


def without_pinyin(text: str) -> str:
    """The text without bracketed readings, where there are so many that they are a site's, not the writer's."""
    pattern = expression("pinyin")
    return pattern.sub("", text) if len(pattern.findall(text)) >= furniture().least_pinyin else text
