"""The script of a text: traditional characters as the simplified ones in which registry and patterns are written."""

from __future__ import annotations

import functools

import opencc

from loaders.lexicon import layout

LEAST = 3  # different traditional characters, below which a text counts as simplified


def simplified(text: str, *, least: int = LEAST) -> str:
    """The text in simplified characters, by OpenCC's table t2s; the length never changes.

    A text with fewer than `least` different ones of the characters of `traditional` in lexicon/layout.yaml is returned
    as it is: a single one may stand in a name.
    """
    found = sum(1 for character in layout().traditional if character in text)
    return "".join(_line(line) for line in text.splitlines(keepends=True)) if found >= least else text


def _line(line: str) -> str:
    """A line converted with its phrases where that keeps its length, else character by character."""
    converted: str = _converter().convert(line)
    if len(converted) == len(line):
        return converted
    return "".join(one if len(one) == 1 else letter for letter in line for one in (_converter().convert(letter),))


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
