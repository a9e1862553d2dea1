from __future__ import annotations

import csv
import io
import re

import pytest

from graph.brief import Brief, Cell, brief
from graph.exports.brief import FORMS, brief_csv, brief_docx, brief_markdown, written
from graph.exports.characters import harmless
from graph.exports.spreadsheet import unguarded
from graph.peers import leads, peers
from graph.pictures.words import words
from tests.export_samples import HOSTILE, SAMPLE, everything
from tests.graph_samples import SUZHOU as SUZHOU_NAME
from tests.graph_samples import XUANCHENG as XUANCHENG_NAME
from tests.graph_samples import graph, reading, reform, report, say

SUZHOU, XUANCHENG, HAINING = "place/prefecture-320500", "place/prefecture-341800", "place/county-330481"
MIAN = "reform/mian-zheng-ban"
FOUND = brief(SAMPLE, SUZHOU, [XUANCHENG, HAINING])


def cells(found: Brief, thing: str) -> dict[str, Cell]:
    (line,) = (line for line in found.lines if line.thing.id == thing)
    return {cell.place.id: cell for cell in (line.own, *line.peers)}


def test_a_cell_has_state_day_sentence_and_source() -> None:
    cell = cells(FOUND, MIAN)[XUANCHENG]
    assert (cell.state, cell.by) == ("in use", "2023-06-30")
    assert cell.evidence is not None
    text = SAMPLE.text(cell.evidence.report)
    assert text[cell.evidence.start : cell.evidence.end] == cell.quote
    assert cell.statement in {resolved.id for resolved in SAMPLE.statements}


def test_who_is_not_named_is_silent_and_never_without() -> None:
    cell = cells(FOUND, MIAN)[HAINING]
    assert (cell.state, cell.reports, cell.quote) == ("silent", 1, None)
    for language, word in (("zh", "没有"), ("en", "lack")):
        lines = brief_markdown(FOUND, language).splitlines()  # type: ignore[arg-type]  # both languages
        assert [line for line in lines if line.startswith("|") and word in line] == []


def test_a_place_without_a_report_has_none() -> None:
    found = brief(SAMPLE, SUZHOU, [XUANCHENG, "place/prefecture-330800"])
    assert cells(found, MIAN)["place/prefecture-330800"].state == "no report"
    assert found.coverage[-1].reports == 0


def test_the_lag_is_an_interval_of_the_days_on_which_both_may_have_begun() -> None:
    own = report("own-2023", SUZHOU_NAME, "2023", "苏州启动“容缺受理”。")
    other = report("other-2022", XUANCHENG_NAME, "2022", "宣城启动“容缺受理”。")
    launched = {"begin": "launched"}
    found = brief(graph(
        reading(own, say(own, "“容缺受理”", "adopted", reform("容缺受理"), "adopted", attrs=launched)),
        reading(other, say(other, "“容缺受理”", "adopted", reform("容缺受理"), "adopted", attrs=launched)),
    ), SUZHOU, [XUANCHENG])
    (line,) = found.lines
    assert line.peers[0].lag == (1, 729)
    assert line.own.lag is None


def test_what_only_the_place_itself_has_is_no_line() -> None:
    assert all(any(cell.state not in ("silent", "no report") for cell in line.peers) for line in FOUND.lines)


def test_peers_are_of_the_level_and_near_in_time_and_lead_where_the_place_is_not_seen() -> None:
    near = peers(SAMPLE, XUANCHENG)
    assert XUANCHENG not in near
    assert HAINING not in near
    for lead in leads(SAMPLE, XUANCHENG, near):
        assert lead.used.place in near
        assert lead.used.state == "in use"


def test_the_table_has_a_row_a_cell() -> None:
    rows = list(csv.DictReader(io.StringIO(brief_csv(FOUND).removeprefix("\ufeff"))))
    assert len(rows) == sum(1 + len(line.peers) for line in FOUND.lines)
    said = {resolved.id: resolved.statement for resolved in SAMPLE.statements}
    for row in rows:
        assert (row["quote"] == "") == (row["state"] in ("silent", "no report"))
        if row["statement"] != "":
            assert unguarded(row["quote"]) == said[row["statement"]].evidence.quote


@pytest.mark.parametrize("form", FORMS)
def test_the_same_brief_has_the_same_bytes(form: str) -> None:
    if form == "docx":
        pytest.importorskip("docx")
    assert written(FOUND, form, "zh") == written(FOUND, form, "zh")


def test_hostile_texts_are_text_in_markdown_and_in_a_spreadsheet() -> None:
    found = brief(everything(), SUZHOU, ["place/prefecture-341800"])
    text = brief_markdown(found, "en")
    assert re.search(r"(?<!\\)[<`]|(?<!\\)\]\(", text) is None
    assert {line.count("|") - line.count("\\|") for line in text.splitlines() if line.startswith("|")} == {4}
    rows = list(csv.reader(io.StringIO(brief_csv(found).removeprefix("\ufeff"), newline="")))
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    quotes = {unguarded(row[10]) for row in rows}
    assert {harmless(cell.quote or "") for line in found.lines for cell in line.peers} <= quotes
    assert len(HOSTILE) > 0


def test_the_document_holds_the_words_and_no_date() -> None:
    docx = pytest.importorskip("docx")
    made = docx.Document(io.BytesIO(brief_docx(FOUND, "en")))
    told = {cell.text for table in made.tables for row in table.rows for cell in row.cells}
    for cell in cells(FOUND, MIAN).values():
        assert any((cell.quote or "") in text for text in told)
    assert made.core_properties.created.year == 2000
    assert words("brief").en in made.paragraphs[0].text
