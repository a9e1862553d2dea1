"""The pictures: shapes a state, numbers that add up, hostile names as text, the same bytes."""

from __future__ import annotations

import contextlib
import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.adoption import adoption
from graph.exports.characters import harmless
from graph.lineage import lineage
from graph.pictures import curve, file, svg, timeline
from graph.pictures import lineage as lanes
from graph.pictures.axis import Axis
from graph.pictures.network import End, network
from graph.pictures.words import LANGUAGES, words
from ontology.errors import NotFound, UsageError
from ontology.period import first_day, last_day
from tests.export_samples import HOSTILE, SAMPLE, everything
from tests.graph_samples import graph

MIAN, WINDOW, XUANCHENG = "reform/mian-zheng-ban", "reform/zong-he-chuang-kou-gai-ge", "place/prefecture-341800"
SVG = "{http://www.w3.org/2000/svg}"
KINDS = [("curve", MIAN), ("tiles", MIAN), ("lineage", MIAN), ("timeline", XUANCHENG)]


def texts(picture: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(picture).iter(f"{SVG}text")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "entity"), KINDS)
def test_a_picture_is_a_file_of_xml_with_the_same_bytes_each_time(kind: str, entity: str, language: str) -> None:
    drawn = file.drawn(SAMPLE, kind, entity, language)  # type: ignore[arg-type]  # both languages
    assert ElementTree.fromstring(drawn).tag == f"{SVG}svg"
    assert drawn == file.drawn(SAMPLE, kind, entity, language)  # type: ignore[arg-type]
    assert re.search(r"https?://(?!www\.w3\.org)|<script|javascript:|@import", drawn) is None


def test_the_bars_of_the_curve_count_the_places_with_a_report() -> None:
    found = adoption(SAMPLE, MIAN)
    counted = curve.counts(found)
    assert {year: sum(states.values()) for year, states in counted.items()} == {
        year: len(found.reporting(year)) for year in found.years
    }
    labels = texts(curve.curve(found, "en"))
    for year, states in counted.items():
        assert str(year) in labels
        assert f"{states['in use']}/{sum(states.values())}" in labels


def test_the_lineage_has_a_row_a_place_from_the_nation_down_and_an_arrow_to_a_named_source() -> None:
    rows = lanes.rows(lineage(SAMPLE, WINDOW))
    assert len({row.place.id for row in rows}) == len(rows)
    drawn = lanes.lineage_picture(lineage(SAMPLE, WINDOW), "en")
    assert "\u2190" in drawn or 'class="arrow"' in drawn
    assert lanes.shown(lineage(SAMPLE, WINDOW)) == (len(rows), len(rows))


def test_each_mark_of_a_linked_lineage_leads_to_a_statement_of_it() -> None:
    told = lineage(SAMPLE, MIAN)
    links = re.findall(r'href="#(s-[0-9a-f]+)"', lanes.lineage_picture(told, None, links=True))
    assert sorted(links) == sorted(event.statements[0] for event in told.events)


def test_years_without_a_report_are_hatched_in_the_timeline() -> None:
    told = {report.year for report in SAMPLE.reports.values() if SAMPLE.report_places[report.id] == XUANCHENG}
    drawn = timeline.timeline(SAMPLE, XUANCHENG, "en")
    years = {int(text) for text in texts(drawn) if re.fullmatch(r"\d{4}", text)}
    assert drawn.count('class="no-report"') == len(years - told)


def test_hostile_names_are_text_in_a_picture() -> None:
    found = everything()
    names = [found.entity(row.thing).label for row in timeline.rows(found, XUANCHENG)]
    drawn = texts(timeline.timeline(found, XUANCHENG, "zh"))
    assert len(names) > len(HOSTILE)
    for name in names:
        assert harmless(svg.cut(name, timeline.LEFT - 20)).replace("\r", "\n") in drawn


@given(st.text())
def test_any_text_comes_back_from_an_element(text: str) -> None:
    element = ElementTree.fromstring(svg.tag("text", svg.escaped(text), title=harmless(text)))
    assert (element.text or "") == harmless(text).replace("\r\n", "\n").replace("\r", "\n")


@given(st.text(max_size=60), st.floats(min_value=20, max_value=300))
def test_a_cut_text_fits_its_room(text: str, room: float) -> None:
    cut = svg.cut(text, room)
    assert cut == text or (cut.endswith("…") and svg.width(cut) <= room)


@given(st.integers(min_value=first_day("1990"), max_value=last_day("2030")))
def test_later_days_stand_farther_right(day: int) -> None:
    axis = Axis.over([first_day("1990"), last_day("2030")], 10, 500)
    assert 10 <= axis.x(day) < axis.x(day + 40) <= 500


def test_every_state_has_a_shape_of_its_own() -> None:
    marks = [svg.mark(state, 10, 10) for state in ("in use", "piloted", "planned", "ended")]
    assert len({re.sub(r' class="[^"]*"', "", mark) for mark in marks}) == 4


def test_every_word_is_there_in_both_languages() -> None:
    for key in ("in use", "silent", "curve", "lineage", "timeline", "brief"):
        assert words(key).zh != words(key).en


def test_a_picture_of_nothing_is_refused() -> None:
    with pytest.raises(NotFound, match="no report"):
        file.drawn(graph(), "curve", MIAN, "zh")
    with pytest.raises(UsageError, match="is no picture"):
        file.drawn(SAMPLE, "pie", MIAN, "zh")


def test_a_picture_becomes_png() -> None:
    pytest.importorskip("resvg_py")
    made: list[bytes] = []
    with contextlib.suppress(UsageError):  # on a machine without a font for Chinese
        made.append(file.png(file.drawn(SAMPLE, "curve", MIAN, "zh")))
    assert all(each.startswith(b"\x89PNG") for each in made)


def test_the_small_graph_draws_each_edge_once_and_counts_what_it_leaves_out() -> None:
    edges = [(End("a", "A", "/id/a"), End(f"b{n}", f"B {n}", None)) for n in range(60)]
    drawn, number = network([*edges, edges[0]])
    root = ElementTree.fromstring(drawn)
    assert number == 40
    assert len(list(root.iter(f"{SVG}path"))) == 40
    assert [each.get("href") for each in root.iter(f"{SVG}a")] == ["/id/a"]
    assert "style" not in {key for each in root.iter() for key in each.attrib}


def test_hostile_names_are_text_in_the_small_graph() -> None:
    for name, text in HOSTILE.items():
        drawn, _ = network([(End("a", text, None), End("b", "B", None))])
        assert harmless(svg.cut(text, 220)).replace("\r\n", "\n").replace("\r", "\n") in texts(drawn), name
