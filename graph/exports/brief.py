"""The benchmark brief in Markdown, CSV and docx. Names and quotes are text in each: no markup, no formula."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from graph.brief import SAID, Brief, Cell
from graph.exports.characters import harmless
from graph.exports.spreadsheet import BYTE_ORDER_MARK, lines
from graph.exports.spreadsheet import Cell as Written
from graph.pictures.words import Language, words
from ontology.errors import UsageError

if TYPE_CHECKING:
    from docx.document import Document

FORMS = ("md", "csv", "docx")
COLUMNS = (
    "thing_id", "thing", "place_id", "place", "role", "state", "reports", "since", "lag_least_days", "lag_most_days",
    "quote", "text_kind", "source", "start", "end", "statement",
)
_EPOCH = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~&])")


def written(brief: Brief, form: str, language: Language) -> str | bytes:
    """The brief in one of FORMS."""
    if form == "csv":
        return brief_csv(brief)
    return brief_docx(brief, language) if form == "docx" else brief_markdown(brief, language)


def brief_csv(brief: Brief) -> str:
    """One row a cell, in the order of the lines; its columns are COLUMNS."""
    return BYTE_ORDER_MARK + "".join(lines(COLUMNS, _rows(brief)))


def _rows(brief: Brief) -> Iterator[Sequence[Written]]:
    for line in brief.lines:
        for cell in (line.own, *line.peers):
            start, end = (None, None) if cell.evidence is None else (cell.evidence.start, cell.evidence.end)
            yield (
                line.thing.id, line.thing.label, cell.place.id, cell.place.label,
                "place" if cell is line.own else "peer", cell.state, cell.reports, cell.by, *(cell.lag or (None, None)),
                cell.quote, cell.text_kind, cell.source, start, end, cell.statement,
            )


def brief_markdown(brief: Brief, language: Language) -> str:
    """A heading, what was read, and a section a thing with a line a place."""
    return "\n".join(_markdown(brief, language)) + "\n"


def brief_docx(brief: Brief, language: Language) -> bytes:
    """The same as a document of Word: a table a thing. Raises UsageError without python-docx."""
    try:
        import docx
    except ImportError as error:
        raise UsageError("docx: needs python-docx: pip install 'zhengmai[docx]', or choose md or csv") from error
    made = docx.Document()
    made.core_properties.author = words("title").of(language)
    for attribute in ("created", "modified"):  # no clock: the same brief has the same bytes
        setattr(made.core_properties, attribute, _EPOCH)
    made.core_properties.revision = 1
    made.add_heading(_plain(_title(brief, language)), 0)
    made.add_paragraph(words("brief_note").of(language))
    made.add_heading(words("coverage").of(language), 1)
    for line in _coverage(brief, language):
        made.add_paragraph(_plain(line), style="List Bullet")
    for each in brief.lines:
        made.add_heading(_plain(each.thing.label), 2)
        table = made.add_table(rows=0, cols=3)
        table.style = "Table Grid"
        for cell in (each.own, *each.peers):
            first, second, third = table.add_row().cells
            first.text = _plain(_name(cell, each.own, language))
            second.text = _plain(_state(cell, language))
            third.text = _plain(_words(cell, language))
    return _packed(made)


def _markdown(brief: Brief, language: Language) -> Iterator[str]:
    yield f"# {_marked(_title(brief, language))}"
    yield ""
    yield words("brief_note").of(language)
    yield ""
    yield f"## {words('coverage').of(language)}"
    yield ""
    yield from (f"* {_marked(line)}" for line in _coverage(brief, language))
    for each in brief.lines:
        yield ""
        yield f"## {_marked(each.thing.label)}"
        yield ""
        yield f"| {words('place').of(language)} | {words('state').of(language)} | {words('sentence').of(language)} |"
        yield "|---|---|---|"
        for cell in (each.own, *each.peers):
            row = (_name(cell, each.own, language), _state(cell, language), _words(cell, language))
            yield f"| {' | '.join(map(_marked, row))} |"


def _title(brief: Brief, language: Language) -> str:
    return f"{words('brief').of(language)} · {brief.place.label}"


def _coverage(brief: Brief, language: Language) -> Iterator[str]:
    for each in brief.coverage:
        years = ", ".join(map(str, each.years))
        told = f"{each.place.label}: {each.reports} {words('reports_read').of(language)}"
        yield f"{told} ({years})" if len(each.years) > 0 else told


def _name(cell: Cell, own: Cell, language: Language) -> str:
    return f"{cell.place.label} ({words('own').of(language)})" if cell is own else cell.place.label


def _state(cell: Cell, language: Language) -> str:
    """The state, the day by which, and the lag; a place that is silent has how many reports are."""
    told = words(cell.state).of(language)
    if cell.state not in SAID:
        return told if cell.state == "no report" else f"{told} ({cell.reports})"
    parts = [told, f"≤ {cell.by}"] if cell.since is not None else [told]
    if cell.lag is not None:
        parts.append(f"{words('lag').of(language)}: {_lag(cell.lag, language)}")
    return " · ".join(parts)


def _lag(lag: tuple[int | None, int | None], language: Language) -> str:
    least, most = lag
    if least is None and most is None:
        return words("unknown").of(language)
    if least is None:
        return f"{words('at most').of(language)} {most}"
    return f"{words('at least').of(language)} {least}" if most is None else f"{least} – {most}"


def _words(cell: Cell, language: Language) -> str:
    if cell.evidence is None:
        return ""
    where = f"{cell.source}, {words('characters').of(language)} {cell.evidence.start}–{cell.evidence.end}"
    if cell.text_kind == "digest":
        return f"{cell.quote} ({words('digest').of(language)}; {where})"
    return f"「{cell.quote}」 ({where})"


def _plain(text: str) -> str:
    """One line without control characters."""
    return " ".join(harmless(text).split())


def _marked(text: str) -> str:
    return _MARKUP.sub(r"\\\1", _plain(text))


def _packed(made: Document) -> bytes:
    """The document with a fixed time on each of its files."""
    written, packed = io.BytesIO(), io.BytesIO()
    made.save(written)
    with zipfile.ZipFile(written) as given, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name in given.namelist():
            out.writestr(zipfile.ZipInfo(name, _EPOCH.timetuple()[:6]), given.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
