"""Automatic numbers of a word file: which mark stands before a paragraph that is numbered by its list or style."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from loaders.readers import elements
from loaders.readers.furniture import furniture

_LEVELS = 9
_CIRCLED = 0x2460
_FULL = 0xFF10


@dataclass(slots=True)
class Level:
    """One level of a list: its first number, how numbers are written, and the text around them."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    legal: bool = False


@dataclass(slots=True)
class _List:
    """A list in use: the levels of its outline, and where it begins anew."""

    outline: str = ""
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Style:
    """A paragraph style: its name, what it is based on, and its list."""

    name: str = ""
    base: str | None = None
    list: str | None = None
    level: int | None = None


class Numbering:
    """The lists of one file, counting as its paragraphs come.

    A deeper level begins anew after a shallower one; lists of one outline go on counting together, except where a
    list says that it begins anew.
    """

    def __init__(self) -> None:
        self.styles: dict[str, Style] = {}
        self._outlines: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()

    def read_lists(self, data: bytes, where: str) -> None:
        """Takes in numbering.xml. Raises ReportError."""
        _Lists(self._outlines, self._lists).read(data, where)

    def read_styles(self, data: bytes, where: str) -> None:
        """Takes in styles.xml. Raises ReportError."""
        _Styles(self.styles).read(data, where)

    def is_contents(self, style: str | None) -> bool:
        """Whether a style is that of a line in the table of contents, which repeats a heading."""
        name = "" if style is None else self.styles.get(style, Style()).name
        return re.match(r"toc \d", name.lower()) is not None

    def mark(self, style: str | None, list_id: str | None, level: int | None) -> str:
        """The mark before the next paragraph; empty where it has no number."""
        list_id, level = self._listed(style, list_id, level)
        found = self._lists.get(list_id or "")
        levels = self._outlines.get("" if found is None else found.outline)
        if found is None or levels is None or list_id is None or not 0 <= level < _LEVELS:
            return ""
        counts = self._counts.setdefault(found.outline, [None] * _LEVELS)
        if list_id not in self._begun:
            self._begun.add(list_id)
            for depth, start in found.starts.items():
                if 0 <= depth < _LEVELS:
                    counts[depth] = start - 1
        for depth in range(level + 1):
            counts[depth] = _next(counts[depth], levels.get(depth, Level()).start, counted=depth == level)
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        return _written(levels, level, counts)

    def _listed(self, style: str | None, list_id: str | None, level: int | None) -> tuple[str | None, int]:
        """The list and level of a paragraph: its own, else those of its style or the styles that it is based on."""
        for _ in range(20):
            if style is None or (list_id is not None and level is not None):
                break
            known = self.styles.get(style, Style())
            list_id = known.list if list_id is None else list_id
            level = known.level if level is None else level
            style = known.base
        return list_id, level or 0


def _next(count: int | None, start: int, *, counted: bool) -> int:
    if count is None:
        return start
    return count + 1 if counted else count


def _written(levels: dict[int, Level], level: int, counts: list[int | None]) -> str:
    shown = levels.get(level, Level())
    if shown.form in ("bullet", "none"):
        return ""

    def number(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        form = "decimal" if shown.legal else levels.get(depth, Level()).form
        return written(counts[depth] or 0, form)

    return re.sub(r"%([1-9])", number, shown.text)


def written(number: int, form: str) -> str:
    """A number in a form of ECMA-376 17.18.59; a form that is not known is written in digits.

    >>> written(3, "decimalEnclosedCircle"), written(4, "lowerLetter"), written(9, "upperRoman")
    ('\u2462', 'd', 'IX')
    """
    words = furniture()
    if not 0 < number < 10_000:
        return str(number)
    if form.startswith(("chineseCounting", "japaneseCounting", "taiwaneseCounting", "koreanCounting")):
        return _counted(number, words.digits, words.tens)
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join((words.zero + words.digits[1:])[int(digit)] for digit in str(number))
    if form in ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"):
        return _counted(number, words.legal_digits, words.legal_tens)
    if form in ("ideographTraditional", "ideographZodiac"):
        names = words.stems if form == "ideographTraditional" else words.branches
        return names[number - 1] if number <= len(names) else str(number)
    return _western(number, form)


def _western(number: int, form: str) -> str:
    if form.startswith("decimalEnclosedCircle") and number <= 20:
        return chr(_CIRCLED + number - 1)
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(_FULL + int(digit)) for digit in str(number))
    if form == "decimalZero":
        return f"{number:02}"
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("upperRoman", "lowerRoman"):
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    return str(number)


def _counted(number: int, digits: str, tens: list[str]) -> str:
    """Twelve is ten-two, a hundred and two is one-hundred-zero-two."""
    parts: list[str] = []
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit > 0:
            parts.append(digits[digit] + (tens[place - 1] if place > 0 else ""))
        elif len(parts) > 0 and parts[-1] != digits[0]:
            parts.append(digits[0])
    whole = "".join(parts).rstrip(digits[0])
    return whole[1:] if 10 <= number < 20 and digits[1] == whole[0] else whole


def _roman(number: int) -> str:
    pairs = zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    )
    text = ""
    for value, letters in pairs:
        text += letters * (number // value)
        number %= value
    return text


def _number(text: str) -> int:
    """The number of an attribute; 0 where it is none."""
    return int(text) if re.fullmatch(r"-?\d{1,6}", text, re.ASCII) is not None else 0


class _Lists:
    """The outlines and lists of numbering.xml."""

    def __init__(self, outlines: dict[str, dict[int, Level]], lists: dict[str, _List]) -> None:
        self._outlines = outlines
        self._lists = lists
        self._outline: dict[int, Level] = {}
        self._list = _List()
        self._level = Level()
        self._at = 0

    def read(self, data: bytes, where: str) -> None:
        elements.walk(data, where, begin=self._begin, end=self._end, text=lambda _: None)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "abstractNum":
            self._outline = self._outlines.setdefault(attributes.get("abstractNumId", ""), {})
        elif name == "num":
            self._list = self._lists.setdefault(attributes.get("numId", ""), _List())
        elif name == "abstractNumId":
            self._list.outline = value
        elif name in ("lvl", "lvlOverride"):
            self._at = _number(attributes.get("ilvl", ""))
            self._level = Level()
            if name == "lvl":
                self._outline[self._at] = self._level
        elif name == "startOverride":
            self._list.starts[self._at] = _number(value)
        elif name == "start":
            self._level.start = _number(value)
        elif name == "numFmt":
            self._level.form = value
        elif name == "lvlText":
            self._level.text = value[:40]
        elif name == "isLgl":
            self._level.legal = value not in ("0", "false")

    def _end(self, name: str) -> None:
        if name == "abstractNum":
            self._outline = {}


class _Styles:
    """The paragraph styles of styles.xml."""

    def __init__(self, styles: dict[str, Style]) -> None:
        self._styles = styles
        self._style = Style()

    def read(self, data: bytes, where: str) -> None:
        elements.walk(data, where, begin=self._begin, end=lambda _: None, text=lambda _: None)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "style":
            self._style = self._styles.setdefault(attributes.get("styleId", ""), Style())
        elif name == "name":
            self._style.name = value
        elif name == "basedOn":
            self._style.base = value
        elif name == "numId":
            self._style.list = value
        elif name == "ilvl":
            self._style.level = _number(value)
