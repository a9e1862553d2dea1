"""Reports out of files: the text with what the manifest, the command line or the text itself says of it."""

from __future__ import annotations

import functools
import pathlib
import re

from pydantic import ValidationError

from loaders import readers
from loaders.document import OPENING, is_plan
from loaders.letters import fold
from loaders.lexicon import FOLDER, Expression, Row
from loaders.manifest import ManifestRow
from loaders.script import simplified
from ontology.datafile import checked, read_yaml
from ontology.errors import NotFound, ReportError
from ontology.period import Period, iso_day
from ontology.registry import Entity, Registry
from ontology.report import Report
from ontology.statement import Name, digest


class Term(Row):
    """A way to write the term of a report."""

    pattern: Expression
    months: str


class Owner(Row):
    """Where a place's name in the opening says whose report it is."""

    after: Expression
    line: Expression
    longest_line: int


class Opening(Row):
    """lexicon/report.yaml."""

    opening: int
    agency_tail: Expression
    owner: Owner
    terms: list[Term]
    upper: str
    quarters: dict[str, int]
    genres: dict[str, Expression]
    level: Expression
    noise_begins: Expression
    noise: list[Expression]


@functools.cache
def lexicon() -> Opening:
    """What openings say. Raises DataFileError where the file is wrong."""
    path = FOLDER / "report.yaml"
    return checked(Opening, read_yaml(path), path, 1)


def read_report(path: pathlib.Path, registry: Registry, row: ManifestRow, *, listed: bool = True) -> Report:
    """The report in a file. What the row says counts; what it leaves out is sought in the text.

    The row's id is the report's where a manifest lists it, else a mere label, and the id comes from the content.

    Raises ReportError where the file is no text, or where place or period are neither given nor in the text.
    """
    return make_report(readers.read(path), path, registry, row, listed=listed)


def make_report(
    text: str, path: pathlib.Path, registry: Registry, given: ManifestRow, *, listed: bool = True
) -> Report:
    """The report of a text that came from `path`. Raises ReportError as `read_report` does."""
    folded = simplified(fold(text[: lexicon().opening * 2]))
    period = Period.parse(given.period, "own") if given.period is not None else _term(folded, path)
    year = int((period.end or period.start or "0")[:4])
    place = _place(given, folded, path, registry, year)
    agency = given.agency if given.agency is not None or listed else _agency(folded, place)
    return Report(
        id=given.id if listed else _derived(place, agency, period, folded),
        doc=given.id,
        place=Name(place.label, "Place", place.id),
        agency=agency,
        period=period,
        plan_period=(
            _planned(text, period) if given.plan_period is None else Period.parse(given.plan_period, "own")
        ),
        text=text,
        text_kind=given.text_kind,
        title=given.title,
        url=given.url,
        published=given.published,
    )


def described(stem: str, place: str | None, agency: str | None, period: str | None) -> ManifestRow:
    """A row for a file that no manifest lists, from the command line. Raises ReportError for a period that is none."""
    label = re.sub(r"[^\w.\-]", "-", stem)[:100] or "report"
    try:
        return ManifestRow(id=label, place=place, agency=agency, period=period)
    except ValidationError as error:
        raise ReportError(f"--period {period}: {error.errors()[0]['msg']}; write it like 2024-01/2024-06") from error


def _term(folded: str, path: pathlib.Path) -> Period:
    """The term that the title or the opening names."""
    title, _, rest = folded.strip().partition("\n")
    delivered = [term for term in lexicon().terms if term.months == "previous"]
    for part, terms in (
        (folded, delivered),
        (title[:60], lexicon().terms),
        ((title + rest)[: lexicon().opening], lexicon().terms),
    ):
        for term in terms:
            match = re.search(term.pattern, part)
            if match is not None:
                return _months(term, match)
    raise ReportError(f"{path}: the text names no term; give --period 2024-01/2024-06 or a manifest row with period")


def _months(term: Term, match: re.Match[str]) -> Period:
    year = str(int(match["y"]) - (term.months == "previous"))
    first, last = 1, 12
    if term.months == "half":
        first, last = (1, 6) if match["h"] == lexicon().upper else (7, 12)
    elif term.months == "quarter":
        last = 3 * lexicon().quarters[match["q"]]
        first = last - 2
    elif term.months == "range":
        last = min(max(int(match["m"]), 1), 12)
    whole = Period(f"{year}-{first:02}", f"{year}-{last:02}", "own")
    return Period(iso_day(whole.first or 0), iso_day(whole.last or 0), "own")


def _planned(text: str, period: Period) -> Period | None:
    """The term of what a report plans: its own where all of it is a plan, else the following."""
    return period if is_plan(simplified(fold(text[:OPENING]))) else _next(period)


def _next(period: Period) -> Period | None:
    """The term after: what is left of the year, else the following year."""
    if period.last is None or period.start is None:
        return None
    first = iso_day(period.last + 1)
    return Period(first, f"{first[:4]}-12-31", "own")


def _place(given: ManifestRow, folded: str, path: pathlib.Path, registry: Registry, year: int) -> Entity:
    code = given.place if given.code is None and re.fullmatch(r"\d{6}", given.place or "") else given.code
    if code is not None:
        try:
            return registry.place_of_code(code, year)
        except NotFound as error:
            raise ReportError(f"{path}: {error}; correct the code") from error
    if given.place is not None:
        options = registry.places_named(given.place, year) or _within(given.place, registry, year)
        if len(options) == 1:
            return options[0]
        what = "is no place known here" if len(options) == 0 else "may be " + ", ".join(_with_code(o) for o in options)
        how = "give its six-digit code, or its full name with its city's or province's before it"
        raise ReportError(f"{path}: {given.place} {what}; {how}")
    found = _place_in(folded, registry, year)
    if found is None:
        raise ReportError(
            f"{path}: the text does not say whose report it is; give --place or a manifest row with place"
        )
    return found


def _within(name: str, registry: Registry, year: int) -> tuple[Entity, ...]:
    """The places that a name means which begins with that of a larger one: a district with its city or province."""
    for length in range(2, len(name) - 1 if len(name) <= LONGEST_PLACE else 0):
        outer = {place.id for place in registry.places_named(name[:length], year)}
        inner = (registry.places_named(name[length:], year) or _within(name[length:], registry, year)) if outer else ()
        found = tuple(place for place in inner if not outer.isdisjoint(registry.chain(place.id)[1:]))
        if len(found) > 0:
            return found
    return ()


LONGEST_PLACE = 40  # letters of a name with the larger places before it


def _with_code(place: Entity) -> str:
    return f"{place.label} ({place.attrs.get('code', place.id)})"


def _place_in(folded: str, registry: Registry, year: int) -> Entity | None:
    """The place before the name of an agency in the opening, else the one that the title begins with."""
    head = re.sub(r"[\s\u201c\u201d]", "", folded)[: lexicon().opening]
    for match in re.finditer(lexicon().agency_tail, head):
        for length in range(9, 1, -1):
            name = head[max(0, match.start() - length) : match.start()]
            options = registry.places_named(name, year) if len(name) == length else ()
            if len(options) > 1:
                outer = head[: match.start() - length]
                options = tuple(o for o in options if outer.endswith(_labels_around(o, registry)))
            if len(options) == 1 and options[0].label == name:
                return options[0]
    return _titled(folded, registry, year)


def _titled(folded: str, registry: Registry, year: int) -> Entity | None:
    """The first place whose full name stands in a title line, or before a congress or government of its own."""
    rule = lexicon().owner
    for line in folded[: lexicon().opening].splitlines():
        titled = len(line.strip()) <= rule.longest_line and re.search(rule.line, line) is not None
        for start in range(len(line)):
            for length in range(min(12, len(line) - start), 1, -1):
                name = line[start : start + length]
                if not titled and re.match(rule.after, line[start + length :]) is None:
                    continue
                options = registry.places_named(name, year)
                if len(options) == 1 and options[0].label == name and (length > 2 or titled or start == 0):
                    return _innermost(line[start + length :], options[0], registry, year) if titled else options[0]
    return None


def _labels_around(place: Entity, registry: Registry) -> tuple[str, ...]:
    return tuple(registry.entities[unit].label for unit in registry.chain(place.id)[1:])


def _innermost(rest: str, place: Entity, registry: Registry, year: int) -> Entity:
    """The place within a place that is named right after it, and so on; the place itself where none is."""
    for length in range(min(12, len(rest)), 1, -1):
        named = [o for o in registry.places_named(rest[:length], year) if o.label == rest[:length]]
        inside = [o for o in named if place.id in registry.chain(o.id)[1:]]
        if len(inside) == 1:
            return _innermost(rest[length:], inside[0], registry, year)
    return place


def _agency(folded: str, place: Entity) -> str | None:
    """The body whose report it is, by the place's name or a word for its level before its function."""
    head = re.sub(r"[^\S\n]|[\u201c\u201d]", "", folded)[: lexicon().opening]
    owner = rf"{re.escape(place.label)}|(?<![^\W\d_]){lexicon().level}"
    match = re.search(rf"(?:{owner})[^\W\d_]{{0,6}}?(?:{lexicon().agency_tail})", head)
    return match[0] if match is not None else None


def _derived(place: Entity, agency: str | None, period: Period, folded: str) -> str:
    genre = next(
        (name for name, words in lexicon().genres.items() if re.search(words, folded[:80]) is not None), "report"
    )
    body = digest(agency or place.id)[:6]
    return f"{place.attrs.get('code', 'place')}-{body}-{genre}-{period.label().replace('/', '--')}"


@functools.cache
def _noise() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{expression})" for expression in lexicon().noise))


@functools.cache
def _noise_begins() -> re.Pattern[str]:
    return re.compile(lexicon().noise_begins)


def noise_expressions() -> tuple[str, str]:
    """The expression of watermarks and masks, and that of the letters with which they begin."""
    return _noise().pattern, _noise_begins().pattern


def noise(text: str) -> list[tuple[int, int]]:
    """Where a text holds a watermark or a mask in place of a name."""
    found: list[tuple[int, int]] = []
    for letter in _noise_begins().finditer(text):
        match = _noise().match(text, letter.start())
        if match is not None and (len(found) == 0 or letter.start() >= found[-1][1]):
            found.append(match.span())
    return found
