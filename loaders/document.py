"""The structure of a report's text: sections with their headings, done and plan parts, sentences."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from loaders.letters import Letters, fold, squeeze
from loaders.lexicon import layout
from loaders.readers.furniture import LONGEST_PAGE_MARK, is_folded_page_mark
from loaders.script import simplified
from ontology.period import Period


@dataclass(frozen=True, slots=True)
class Section:
    """From one heading to the next, in offsets of the letters. `title_end` is where the heading's title ends."""

    level: int
    title: str
    path: str
    start: int
    title_end: int
    end: int
    plan: bool


class Sentence(NamedTuple):
    """A sentence in offsets of the letters, with the number of its section and whether it is of the plan part."""

    start: int
    end: int
    section: int
    plan: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its structure. Sections cover it from start to end; the first has no heading."""

    text: str
    letters: Letters
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]

    @property
    def plan_length(self) -> int:
        """Code points of the text that belong to the plan part."""
        return sum(self._length(section) for section in self.sections if section.plan)

    @property
    def done_length(self) -> int:
        """Code points of the text that do not."""
        return len(self.text) - self.plan_length

    def _length(self, section: Section) -> int:
        if section.end <= section.start:
            return 0
        start, end = self.letters.span(section.start, section.end)
        return end - start


@dataclass(frozen=True, slots=True)
class _Heading:
    level: int
    start: int
    end: int


@functools.cache
def _markers() -> tuple[tuple[int, bool, re.Pattern[str]], ...]:
    return tuple((row.level, row.line_start, re.compile(row.marker)) for row in layout().headings)


@functools.cache
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(getattr(layout(), name))


_CELLS = re.compile(r"(?<=\S)\t(?=\S)")  # between the cells of a row: its clauses


def parse(text: str, period: Period | None) -> Document:
    """The document of a text. The report's period tells a paragraph about the next term from one about its own."""
    folded = _CELLS.sub(",", simplified(fold(text)))
    headings = _headings(folded)
    letters = squeeze(folded, _breaks(folded, headings))
    sections = _sections(letters, headings, period)
    return Document(text, letters, sections, _sentences(letters.text, sections))


def _headings(folded: str) -> list[_Heading]:
    found = []
    longest = layout().longest_heading
    end_mark = _compiled("heading_end")
    for start, begins_line in _after_space(folded):
        for level, line_start, marker in _markers():
            match = marker.match(folded, start) if begins_line or not line_start else None
            if match is not None:
                end = end_mark.search(folded, match.end(), match.end() + longest)
                stop = end.start() if end is not None else min(match.end() + longest, len(folded))
                found.append(_Heading(level, start, stop))
    return found


def _after_space(folded: str) -> Iterator[tuple[int, bool]]:
    """Where letters follow space or the text begins, and whether they begin a line."""
    if not folded[:1].isspace():
        yield 0, True
    for run in _SPACE.finditer(folded):
        line, _, indent = run[0].rpartition("\n")
        first = run.start() == 0 or len(line) + len(indent) < len(run[0])
        yield run.end(), first and indent.strip(" \t") == ""


_SPACE = re.compile(r"\s+")


def _breaks(folded: str, headings: list[_Heading]) -> list[int]:
    """Offsets of the line breaks and spaces at which a sentence ends: all but a break inside a wrapped word."""
    starts = {heading.start for heading in headings}
    breaks = [heading.end for heading in headings if heading.end < len(folded) and folded[heading.end] in " \n"]
    breaks += [heading.start - 1 for heading in headings if heading.start > 0 and folded[heading.start - 1].isspace()]
    line = 0
    for match in re.finditer(r"\s+", folded):
        if "\n" not in match[0]:
            continue
        following = folded.find("\n", match.end())
        rest = (following if following >= 0 else len(folded)) - match.end()
        length = match.start() - line
        wrapped = length >= layout().wrapped_line and rest <= 2 * length  # a line is no wrapped one before a paragraph
        if line == 0 and _compiled("title_end").search(folded[: match.start()]) is not None:
            wrapped = False
        inside = match.end() < len(folded) and folded[match.start() - 1 : match.start()].isalnum()
        if not (wrapped and inside and folded[match.end()].isalpha() and match.end() not in starts):
            breaks.append(folded.index("\n", match.start(), match.end()))
        line = match.end()
    return breaks


def _sections(letters: Letters, headings: list[_Heading], period: Period | None) -> tuple[Section, ...]:
    bounds = [(0, 0, 0)]
    for heading in headings:
        start = _letter(letters, heading.start)
        bounds.append((heading.level, start, max(start, _letter(letters, heading.end))))
    plan_from = _plan_from(letters.text, bounds, period)
    sections = []
    path: list[tuple[int, str]] = []
    for index, (level, start, title_end) in enumerate(bounds):
        end = bounds[index + 1][1] if index + 1 < len(bounds) else len(letters.text)
        title = letters.text[start:title_end].strip()
        path = [step for step in path if step[0] < level]
        if title != "":
            path.append((level, title))
        for piece_start, piece_end in _cut(start, end, plan_from):
            if piece_start == plan_from > start:
                level, title, path, title_end = 0, "", [], plan_from
            joined = " / ".join(name for _, name in path)
            sections.append(Section(level, title, joined, piece_start, title_end, piece_end, piece_start >= plan_from))
    return tuple(sections)


def _cut(start: int, end: int, at: int) -> list[tuple[int, int]]:
    return [(start, at), (at, end)] if start < at < end else [(start, end)]


def _letter(letters: Letters, source: int) -> int:
    """The offset in the letters of the first letter at or after an offset of the text."""
    run = bisect.bisect_right(letters.sources, source) - 1
    offset = letters.starts[run] + source - letters.sources[run]
    following = letters.starts[run + 1] if run + 1 < len(letters.starts) else len(letters.text)
    return min(offset, following)


def _plan_from(text: str, bounds: list[tuple[int, int, int]], period: Period | None) -> int:
    """Where the plan part begins: at a heading that says so or a paragraph about a later term; the end if nowhere.

    Once begun it goes on to the end, whatever the numbering does.
    """
    if is_plan(text):
        return 0
    candidates = [len(text)]
    for level, start, title_end in bounds:
        if level in (1, 2) and _is_plan_heading(text[start:title_end], period):
            candidates.append(start)
    for match in re.finditer(r"[^\n]+", text):
        short = match.start() > 0 and len(match[0]) <= layout().short_line and match[0][-1:].isalnum()
        if (short and _is_plan_heading(match[0], period)) or _is_plan_lead(match[0][:120], period):
            candidates.append(match.start())
            break
    return min(candidates)


def is_plan(text: str) -> bool:
    """Whether a folded text is a plan as a whole: its title says so, or its first heading, or whose task each thing is.

    Reads no more than the first OPENING letters. Of the lines before the first heading that are titles the last counts:
    before it stand the menus of a web page.
    """
    opening = text[:OPENING]
    first = _first_heading().search(opening)
    head = opening if first is None else opening[: first.start()]
    for line in (_compiled("title_aside").sub("", line) for line in reversed(head.splitlines())):
        if 0 < len(line) < LONGEST_TITLE and line[-1].isalnum() and ":" not in line:
            if _compiled("no_plan_title").search(line) is not None:
                return False
            if _compiled("plan_title").search(line) is not None:
                return True
    if first is not None and _compiled("plan_first").match(first["title"]) is not None:
        return _compiled("no_plan_title").search(first["title"]) is None
    if _compiled("plan_news").search(opening[:LEAD]) is not None and _compiled("plan_says").search(opening) is not None:
        return True
    duties = [match.start() for match in _compiled("duty").finditer(opening)]
    early = len(duties) >= layout().duties and duties[0] < len(opening) // 2
    return early and _compiled("task_state").search(opening) is None


LONGEST_TITLE = 80
LEAD = 300  # letters in which news says what it is about
OPENING = 4000  # letters of a text in which it says of what kind it is


@functools.cache
def _first_heading() -> re.Pattern[str]:
    return re.compile(rf"(?m)^[^\S\n]*{layout().headings[0].marker}(?P<title>[^\n。:;]*)")


def _is_plan_heading(title: str, period: Period | None) -> bool:
    bare = re.sub("^" + layout().headings[0].marker, "", title)
    if _compiled("not_plan_heading").search(title) is not None:
        return False
    later = [
        m["year"]
        for m in _compiled("plan_year").finditer(title)
        if period is not None and m["year"] > (period.end or "")[:4]
    ]
    if len(later) > 0 or _compiled("plan_goals").search(title) is not None:
        return True
    found = _compiled("plan_heading").search(title)
    if found is not None and not _is_past(found[0], period):
        return True
    return _compiled("plan_heading_alone").search(bare) is not None


def _is_past(words: str, period: Period | None) -> bool:
    """Whether words that begin with a year are of a term that is over when the report's own ends."""
    if period is None or period.end is None or not words[:4].isdigit():
        return False
    return f"{words[:4]}-{_last_month(layout().first_half in words)}" <= period.end[:7]


def _last_month(first_half: bool) -> str:
    return "06" if first_half else "12"


def _is_plan_lead(lead: str, period: Period | None) -> bool:
    if _compiled("plan_lead_undated").match(lead) is not None:
        return True
    match = _compiled("plan_lead").match(lead)
    if match is None:
        return False
    if period is None or period.end is None:
        return True
    return f"{match['year']}-{_last_month(match['half'] == layout().first_half)}" > period.end[:7]


def _sentences(text: str, sections: tuple[Section, ...]) -> tuple[Sentence, ...]:
    sentences = []
    end_mark, longest = _compiled("sentence_end"), layout().longest_sentence
    for number, section in enumerate(sections):
        start, plan = section.start, section.plan
        ends = [match.span() for match in end_mark.finditer(text, section.start, section.end)]
        ends.append((section.end, section.end))
        for end, following in ends:
            if longest >= end - start > LONGEST_PAGE_MARK:
                sentences.append(Sentence(start, end, number, plan))
            elif end - start > longest or not is_folded_page_mark(text[start:end]):
                sentences += [Sentence(*span, number, plan) for span in _bearable(text, start, end)]
            start = following
    return tuple(sentences)


def _bearable(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, or the parts of one that is longer than any that a body writes.

    What stands in a sentence is compared with all else in it, so that its length must have a bound: a text of one
    sentence would else take time by the square. It is cut after a clause, else at a list mark, else where it must be.
    """
    longest = layout().longest_sentence
    while end - start > longest:
        latest = start + longest
        cuts = [match.span() for match in _compiled("clause_end").finditer(text, start + longest // 2, latest)]
        mark = text.rfind(layout().list_mark, start + longest // 2, latest)
        stop, following = cuts[-1] if len(cuts) > 0 else (mark, mark + 1) if mark >= 0 else (latest, latest)
        yield start, stop
        start = following
    if end > start:
        yield start, end
