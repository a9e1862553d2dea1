from __future__ import annotations

import csv
import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

import terminal
from graph.answer import Answer
from ontology.errors import NotFound

ROWS: list[dict[str, object]] = [
    {"place": "宣城市", "since_day": 1, "quote": "做实\n“免证办”"},
    {"place": "苏州市", "since_day": None, "quote": ""},
]
COLUMNS = ("place", "since_day", "quote")


class Screen(io.StringIO):
    """Standard output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_table_in_a_pipe_is_plain_and_lines_up(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.write_rows(COLUMNS, ROWS, "table")
    assert capsys.readouterr().out.splitlines() == [
        "place   since_day  quote",
        "宣城市  1          做实↵“免证办”",
        "苏州市",
    ]


def test_a_table_on_a_terminal_has_a_rule_under_its_head(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    terminal.write_rows(COLUMNS, ROWS, "table")
    assert "─" in screen.getvalue()
    assert "宣城市" in screen.getvalue()


def test_markup_in_a_report_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    terminal.write_rows(("quote",), [{"quote": "[red]免证办[/red]"}], "table")
    assert "[red]免证办[/red]" in screen.getvalue()


def test_json_keeps_every_value_and_its_kind(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.write_rows(COLUMNS, ROWS, "json")
    assert json.loads(capsys.readouterr().out) == ROWS


def test_csv_keeps_a_line_break_inside_its_cell(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.write_rows(COLUMNS, ROWS, "csv")
    lines = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert lines == [list(COLUMNS), ["宣城市", "1", "做实\n“免证办”"], ["苏州市", "", ""]]


@given(st.text())
def test_no_control_character_reaches_a_screen(text: str) -> None:
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in terminal.shown(text))


@given(st.lists(st.lists(st.text(st.sampled_from("a一“ ")), min_size=3, max_size=3), min_size=1, max_size=5))
def test_aligned_columns_begin_at_one_width(rows: list[list[str]]) -> None:
    widths = [max(cell_len(row[column]) for row in rows) for column in range(3)]
    for row, line in zip(rows, terminal.aligned([[*cells, "|"] for cells in rows]), strict=True):
        assert cell_len(line) == sum(widths) + 7
        assert line.startswith(row[0])


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (3, "3"), (["a", "b"], "a, b"), ({"a": 1}, '{"a": 1}'), ("a\tb\x1b[31m", "a b\ufffd[31m")],
)
def test_a_cell_for_people_is_one_line(value: object, text: str) -> None:
    assert terminal.shown(value) == text


def test_a_marked_passage_stands_between_brackets_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.write_marked("深化", "免证办", "改革")
    assert capsys.readouterr().out == "深化⟦免证办⟧改革\n"


def test_a_table_of_an_answer_leaves_out_ids_beside_names_and_days(capsys: pytest.CaptureFixture[str]) -> None:
    answer = Answer(("place", "place_name", "since_day"), [{"place": "p", "place_name": "宣城市", "since_day": 1}])
    terminal.write_answer(answer, "table")
    assert capsys.readouterr().out.split() == ["place_name", "宣城市"]
    terminal.write_answer(answer, "table", whole=True)
    assert capsys.readouterr().out.split() == ["place", "place_name", "since_day", "p", "宣城市", "1"]


def test_an_answer_says_what_was_left_out_and_what_the_engine_remarked(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.write_answer(Answer(("n",), [{"n": 1}], left_out=True, notes=("no such label",)), "csv")
    assert capsys.readouterr().err == "no such label\nmore than 1 row: the rest is left out\n"


def test_no_rows_are_no_such_thing_and_valid_json(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NotFound, match="no rows"):
        terminal.write_answer(Answer(("n",), []), "json")
    assert json.loads(capsys.readouterr().out) == []


def test_the_items_of_a_progress_bar_come_through_in_order() -> None:
    assert list(terminal.progress(iter("abc"), "reading", 3)) == ["a", "b", "c"]


def test_the_words_that_stand_in_the_quote_are_bracketed() -> None:
    assert terminal.bracketed(["推进", "做实"], "做实“免证办”") == "推进 [做实]"


def test_an_entity_has_its_other_names_or_is_said_to_be_unknown() -> None:
    row = {"id": "reform/x", "kind": "Reform", "label": "免证办", "aliases": ["免证办理"], "registered": True}
    assert terminal.entity_line(row) == "免证办 · Reform · reform/x · also 免证办理"
    assert terminal.entity_line({**row, "registered": False}).endswith("reform/x · not in the registry")
