from __future__ import annotations

import csv
import io

from graph.exports import export
from graph.exports.events import COLUMNS, MEANINGS, left_out
from graph.exports.selection import parse, select
from graph.model import Graph
from tests.export_samples import SAMPLE, ended
from tests.graph_samples import NINGGUO, SUZHOU, XUANCHENG, graph, reading, reform, report, say


def rows(of: Graph, unit: str = "", thing: str = "") -> list[dict[str, str]]:
    found = csv.DictReader(io.StringIO("".join(export("events", of)), newline=""))
    return [row for row in found if row["unit_id"].endswith(unit) and row["reform_id"].endswith(thing)]


def test_a_row_is_a_unit_a_reform_and_the_time_of_a_report_of_that_unit() -> None:
    found = rows(ended(), "320500", "mian-zheng-ban")
    assert [(row["t_lo"], row["t_hi"], row["status"], row["at_risk"], row["event"]) for row in found] == [
        ("2019-01-01", "2019-12-31", "adopted", "1", "1"), ("2020-01-01", "2020-12-31", "adopted", "0", "0"),
        ("2021-01-01", "2021-12-31", "ended", "0", "0"), ("2023-01-01", "2023-12-31", "expanded", "0", "0"),
    ]


def test_a_year_without_a_report_is_no_row_and_a_silent_report_is_a_row_without_a_status() -> None:
    found = rows(SAMPLE, "320500", "mian-zheng-ban")
    assert [(row["report_ids"], row["status"], row["at_risk"], row["statements"] == "") for row in found] == [
        ("suzhou-2016", "", "1", True), ("suzhou-2024h1", "adopted", "1", False),
    ]
    assert not any(row["t_lo"].startswith("2020") for row in rows(SAMPLE))


def test_the_first_row_in_use_is_left_censored_where_nothing_bounds_its_beginning() -> None:
    assert [row["left_censored"] for row in rows(ended(), "320500", "mian-zheng-ban")] == ["1", "0", "0", "0"]
    assert [row["left_censored"] for row in rows(SAMPLE, "320500", "mian-zheng-ban")] == ["0", "0"]
    of = report("suzhou-2020", SUZHOU, "2020", "苏州上线“免证办”。")
    launched = say(of, "上线“免证办”", "adopted", reform("免证办"), "adopted", attrs={"begin": "launched"})
    (row,) = rows(graph(reading(of, launched)))
    assert (row["left_censored"], row["begin_lo"], row["begin_hi"]) == ("0", "2020-01-01", "2020-12-31")


def test_reports_for_one_time_share_a_row() -> None:
    found = []
    for number in "ab":
        of = report(f"suzhou-2020{number}", SUZHOU, "2020", "苏州的“免证办”。")
        status = "planned" if number == "a" else "piloted"
        found.append(reading(of, say(of, "“免证办”", "adopted", reform("免证办"), status)))
    (row,) = rows(graph(*found))
    assert (row["reports"], row["report_ids"], row["status"]) == ("2", "suzhou-2020a suzhou-2020b", "piloted")
    assert (len(row["statements"].split()), row["at_risk"], row["event"]) == (2, "1", "0")


def test_a_candidate_is_no_use_and_a_statement_of_another_unit_is_counted_and_left_out() -> None:
    assert "reform/bang-ban-dai-ban" not in {row["reform_id"] for row in rows(ended())}
    of = report("xuancheng-2023", XUANCHENG, "2023", "宁国市的“免证办”。")
    sample = graph(reading(of, say(of, "宁国市的“免证办”", "adopted", reform("免证办"), "adopted", place=NINGGUO)))
    assert [(row["place"], row["status"]) for row in rows(sample)] == [("宣城市", "")]
    assert left_out(sample) == 1
    assert "in no row: 1 statements" in "".join(export("events-codebook", sample))


def test_a_selected_reform_keeps_the_reports_that_are_silent_about_it() -> None:
    selected = select(SAMPLE, parse(["reform=帮办代办"]), silent=True).graph
    assert {row["report_ids"] for row in rows(selected)} == set(SAMPLE.reports)


def test_the_codebook_says_what_each_column_means() -> None:
    lines = list(csv.DictReader(io.StringIO("".join(export("events-codebook", SAMPLE)))))
    assert [line["column"] for line in lines[:-1]] == list(COLUMNS) == list(MEANINGS)
    assert all(line["meaning"] != "" for line in lines)


def test_days_are_those_of_r_and_stata_after_the_shift_of_the_codebook() -> None:
    (row, *_) = rows(ended(), "320500", "mian-zheng-ban")
    assert int(row["t_lo_day"]) - 719163 == 17897  # as.Date("2019-01-01")
    assert int(row["t_lo_day"]) - 715510 == 21550  # td(01jan2019)
