"""The words of pictures and of what is printed with them, in both languages."""

from __future__ import annotations

import functools
import pathlib
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from ontology.datafile import read_rows

FILE = pathlib.Path(__file__).with_name("words.yaml")
Language: TypeAlias = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


class Words(BaseModel):
    """One thing to say, in Chinese and in English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    zh: str
    en: str

    def of(self, language: Language) -> str:
        """In that language."""
        return self.zh if language == "zh" else self.en


@functools.cache
def _words() -> dict[str, Words]:
    return {row.key: row for row in read_rows(FILE, Words)}


def words(key: str) -> Words:
    """The words of a key. Raises KeyError for one that is not in words.yaml, DataFileError where the file is wrong."""
    return _words()[key]


def same(text: str) -> Words:
    """A name or a number, the same in both languages."""
    return Words(key="", zh=text, en=text)
