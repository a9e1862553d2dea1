"""The letters of a text: widths folded, quotation marks, stray spaces and stray line breaks dropped, with the way back.

Names are searched in the letters, so that one cut by a mark, a space or a line break is still found; every offset is
mapped back to the text as it stands.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from loaders.lexicon import layout

_LONE = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)  # half a character: no automaton takes it, no line holds it
_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFF61: 0x3002}
_ALL = _WIDTHS | _LONE
SHORT = 400  # characters, below which a table asked for each is as fast as a search for each form
_NARROW = tuple((chr(wide), chr(narrow)) for wide, narrow in _WIDTHS.items())


def fold(text: str) -> str:
    """The text with full-width forms as half-width ones; the length never changes."""
    if text.isascii():
        return text
    if len(text) < SHORT:
        return text.translate(_ALL)
    for wide, narrow in _NARROW:  # each a search for one character: faster by far than a table asked for every letter
        text = text.replace(wide, narrow)
    return sound(text)


def sound(text: str) -> str:
    """The text with lone surrogates replaced; the length never changes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.translate(_LONE)
    return text


@dataclass(frozen=True, slots=True)
class Quoted:
    """A span between quotation marks, in offsets of the letters."""

    start: int
    end: int


LONGEST_LIST = 40  # letters before an item in which the quotation that holds it may begin


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a text, the quoted spans in them, and where each run of letters stands in the text."""

    text: str
    quoted: tuple[Quoted, ...]
    starts: tuple[int, ...]
    sources: tuple[int, ...]
    begins: tuple[int, ...] = field(default=(), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "begins", tuple(quoted.start for quoted in self.quoted))

    def source(self, offset: int) -> int:
        """The offset in the original text of the letter at `offset`."""
        run = bisect.bisect_right(self.starts, offset) - 1
        return self.sources[run] + offset - self.starts[run]

    def quotes(self, start: int, end: int) -> tuple[Quoted, ...]:
        """The quoted spans that begin from `start` until before `end`, in order."""
        first = bisect.bisect_left(self.begins, start)
        return self.quoted[first : bisect.bisect_left(self.begins, end, lo=first)]

    def is_item(self, start: int, end: int) -> bool:
        """Whether a span fills a quotation, or an item of a list in one."""
        mark = layout().list_mark
        return any(
            quote.start <= start
            and end <= quote.end
            and (start == quote.start or self.text[start - 1] == mark)
            and (end == quote.end or self.text[end] == mark)
            for quote in self.quotes(start - LONGEST_LIST, start + 1)
        )

    def quotes_at(self, offset: int) -> bool:
        """Whether a quoted span begins there."""
        at = bisect.bisect_left(self.begins, offset)
        return at < len(self.begins) and self.begins[at] == offset

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original text of the letters from start to end (end exclusive, not empty)."""
        return self.source(start), self.source(end - 1) + 1


@functools.cache
def _runs() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(layout().marks)}\\s]+")


def squeeze(folded: str, breaks: Iterable[int]) -> Letters:
    """The letters of a folded text; a run of marks and space that holds an offset of `breaks` leaves a line break."""
    cuts = sorted(breaks)
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    quotes = _Quotes()
    length = at = 0
    for run in _runs().finditer(folded):
        start, end = run.span()
        if start > at:
            pieces.append(folded[at:start])
            starts.append(length)
            sources.append(at)
            length += start - at
        at = end
        index = bisect.bisect_left(cuts, start)
        cut = cuts[index] if index < len(cuts) and cuts[index] < end else end
        space = run[0].isspace()  # most runs: no mark to pair
        if not space:
            quotes.read(folded[start:cut], length, length)
        if cut < end:
            pieces.append("\n")
            starts.append(length)
            sources.append(cut)
            length += 1
            if not space:
                quotes.read(folded[cut:end], length, length - 1)
    if at < len(folded):
        pieces.append(folded[at:])
        starts.append(length)
        sources.append(at)
    return Letters("".join(pieces), quotes.closed(), tuple(starts) or (0,), tuple(sources) or (0,))


class _Quotes:
    """Pairs marks as they come; a mark without its partner pairs with nothing."""

    def __init__(self) -> None:
        self._opening = layout().opening
        self._open: list[tuple[str, int]] = []
        self._spans: list[Quoted] = []

    def read(self, marks: str, opens: int, closes: int) -> None:
        """Marks in their order: what they open begins at one offset, what they close ends at the other."""
        for mark in marks:
            closing = self._opening.get(mark)
            if closing is not None:
                self._open.append((closing, opens))
                del self._open[:-8]
            elif len(self._open) > 0:
                self._close(mark, closes)

    def _close(self, mark: str, at: int) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            wanted, start = self._open[index]
            if wanted == mark:
                del self._open[index:]
                if at > start:
                    self._spans.append(Quoted(start, at))
                return

    def closed(self) -> tuple[Quoted, ...]:
        return tuple(sorted(self._spans, key=lambda span: (span.start, -span.end)))
