"""The scan of a text: one automaton over many words, which names each word where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

import daachorse

Value = TypeVar("Value")


class Automaton(Generic[Value]):
    """Finds the leftmost longest of many words; each word carries a value. An automaton over no word finds nothing."""

    def __init__(self, words: Iterable[tuple[str, Value]]) -> None:
        self._words, self._values = _sorted(words)
        self._machine = (
            daachorse.CharwiseDoubleArrayAhoCorasick(self._words, daachorse.MATCH_KIND_LEFTMOST_LONGEST)
            if len(self._words) > 0
            else None
        )

    def __len__(self) -> int:
        return len(self._words)

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, Value]]:
        """Start, end and value of each word between two offsets of the text, in order, without overlaps."""
        if self._machine is not None:
            piece = text if start == 0 and end is None else text[start:end]
            for first, last, number in self._machine.find(piece):
                yield start + first, start + last, self._values[number]


class Dictionary(Generic[Value]):
    """Finds every one of many words wherever it stands, within and across others; each word carries a value."""

    def __init__(self, words: Iterable[tuple[str, Value]]) -> None:
        self._words, self._values = _sorted(words)
        self._machine = daachorse.CharwiseDoubleArrayAhoCorasick(self._words) if len(self._words) > 0 else None

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, Value]]:
        """Start, end and value of each word between two offsets, by start, of one start the longest first."""
        if self._machine is None:
            return []
        piece = text if start == 0 and end is None else text[start:end]
        found = self._machine.find_overlapping(piece)
        found.sort(key=_leftmost_longest)
        values = self._values
        return [(start + first, start + last, values[number]) for first, last, number in found]


def _sorted(words: Iterable[tuple[str, Value]]) -> tuple[list[str], list[Value]]:
    """The words in order and their values; of a word given twice the last value counts, and the empty word is none."""
    table = dict(words)
    table.pop("", None)
    ordered = sorted(table)
    return ordered, [table[word] for word in ordered]


def _leftmost_longest(match: tuple[int, int, int]) -> tuple[int, int]:
    return match[0], -match[1]
