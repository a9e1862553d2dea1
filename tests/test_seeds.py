"""The digests in seeds/: their manifest, the layout the loader is tested on, and their faith to the reports."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"
SHARED = Path(__file__).resolve().parents[2] / "shared"

ROWS: list[dict[str, Any]] = yaml.safe_load((SEEDS / "reports.yaml").read_text(encoding="utf-8"))
TEXTS: dict[str, str] = {row["id"]: (SEEDS / row["file"]).read_text(encoding="utf-8") for row in ROWS}

SUZHOU_2024 = "suzhou-2024h1-digest"
XUANCHENG = "xuancheng-2023h1-digest"
ZHONGSHAN = "zhongshan-2021h1-digest"
HAINING = "haining-2023-digest"
SUZHOU_2016 = "suzhou-2016-digest"
REPORT_OF = {SUZHOU_2024: "000", XUANCHENG: "001", ZHONGSHAN: "002", HAINING: "003", SUZHOU_2016: "004"}

KEYS = {"id", "file", "place", "code", "agency", "period", "plan_period", "text_kind", "title", "least"}
RELATIONS = {
    "adopted", "operates", "offers", "issued", "partners_with", "learned_from", "mandated_by", "designated",
    "connects_to", "supports", "includes", "measured", "claims",
}  # fmt: skip
WATERMARK = "9001zz以诚为本"
PLAN_OPENS = {
    SUZHOU_2024: "2024年下半年,",
    XUANCHENG: "六、下半年工作打算",
    ZHONGSHAN: "三、下半年工作计划",
    HAINING: "二、2024年工作计划",
    SUZHOU_2016: "2017年,市政务办将",
}
DONE_CUES = ("印发", "上线", "推进", "深化", "制定")


def parts(digest: str) -> tuple[str, str]:
    """What a digest says was done, and what it says is planned."""
    opens = PLAN_OPENS[digest]
    at = TEXTS[digest].rindex(opens)
    return TEXTS[digest][:at], TEXTS[digest][at:]


def headings(text: str, numeral: str) -> list[str]:
    """The first characters of the lines that carry a numeral of this form, in the order of the lines."""
    return re.findall(rf"(?m)^(?:{numeral})", text)


# ---------------------------------------------------------------- the manifest


def test_every_row_has_the_keys_of_a_manifest_row_and_no_other() -> None:
    assert [set(row) for row in ROWS] == [KEYS] * len(REPORT_OF)


def test_the_manifest_names_every_text_in_the_folder_and_each_once() -> None:
    assert sorted(row["file"] for row in ROWS) == sorted(path.name for path in SEEDS.glob("*.txt"))
    assert {row["id"] for row in ROWS} == set(REPORT_OF)
    assert all(row["file"] == f"{row['id']}.txt" for row in ROWS)


def test_every_row_says_that_its_text_is_a_digest() -> None:
    assert {row["text_kind"] for row in ROWS} == {"digest"}
    assert all("摘写" in row["title"] and row["place"] in row["title"] for row in ROWS)


def test_every_place_code_is_text_of_six_digits() -> None:
    assert all(isinstance(row["code"], str) and re.fullmatch(r"\d{6}", row["code"]) for row in ROWS)


def test_every_plan_starts_the_day_after_its_report_ends() -> None:
    following = {"06-30": "07-01", "12-31": "01-01"}
    for row in ROWS:
        end = row["period"].split("/")[1]
        start = row["plan_period"].split("/")[0]
        assert start[5:] == following[end[5:]]
        assert int(start[:4]) - int(end[:4]) == (end[5:] == "12-31")


def test_only_the_report_with_the_watermark_has_no_agency() -> None:
    assert [row["id"] for row in ROWS if row["agency"] is None] == [SUZHOU_2024]


def test_every_least_number_is_of_a_known_relation_and_at_least_one() -> None:
    for row in ROWS:
        assert set(row["least"]) <= RELATIONS
        assert all(isinstance(number, int) and number >= 1 for number in row["least"].values())


# ---------------------------------------------------------------- the layout


@pytest.mark.parametrize("digest", REPORT_OF)
def test_every_digest_has_a_part_that_was_done_and_a_part_that_is_planned(digest: str) -> None:
    done, plan = parts(digest)
    assert sum(cue in done for cue in DONE_CUES) >= 4
    assert len(done) > len(plan) > 300


@pytest.mark.parametrize("digest", REPORT_OF)
def test_every_digest_has_the_half_width_marks_of_its_original(digest: str) -> None:
    assert not re.search("[\uff0c\uff08\uff09\uff1a\uff1b\uff01\uff1f]", TEXTS[digest])
    assert "“" in TEXTS[digest]
    assert "《" in TEXTS[digest]
    assert "\ufeff" not in TEXTS[digest]
    assert "\r" not in TEXTS[digest]


@pytest.mark.parametrize("digest", REPORT_OF)
def test_no_digest_speaks_in_the_first_person_of_a_body(digest: str) -> None:
    assert "我局" not in TEXTS[digest]
    assert "我办" not in TEXTS[digest]


def test_the_watermark_stands_three_times_in_the_first_digest_and_in_no_other() -> None:
    assert {digest: text.count(WATERMARK) for digest, text in TEXTS.items() if WATERMARK in text} == {SUZHOU_2024: 3}


def test_the_first_digest_numbers_sections_by_numeral_and_parts_by_digit_that_restarts() -> None:
    done, _ = parts(SUZHOU_2024)
    assert headings(done, "[一二三四五六七八]、") == [f"{n}、" for n in "一二三四五六七"]
    assert headings(done, r"\d\.") == [f"{n}." for many in (3, 3, 4, 2, 5, 3, 3) for n in range(1, many + 1)]


def test_the_first_plan_opens_unnumbered_and_restarts_with_first_of_all() -> None:
    lines = parts(SUZHOU_2024)[1].splitlines()
    assert re.match(rf"2024年下半年,.*{WATERMARK}将", lines[0])
    assert [line[:2] for line in lines[1:]] == ["一是", "二是", "三是"]


def test_the_second_digest_breaks_lines_inside_words() -> None:
    inside = re.findall(r"[一-龥]\n(?![一二三四五六七]、)[一-龥]", TEXTS[XUANCHENG])
    assert inside == ["活\n动", "提\n升"]


def test_the_second_digest_numbers_parts_in_brackets_and_its_plan_is_a_section_of_its_own() -> None:
    done, plan = parts(XUANCHENG)
    assert headings(done + plan, "[一二三四五六七八]、") == [f"{n}、" for n in "一二三四五六"]
    assert headings(done, r"\([一二三四五六七八]\)")[:4] == ["(一)", "(二)", "(三)", "(四)"]
    assert headings(plan, r"\([一二三四五六七八]\)") == [f"({n})" for n in "一二三四五六"]


def test_the_third_digest_has_two_sections_done_and_a_third_that_is_the_plan() -> None:
    done, plan = parts(ZHONGSHAN)
    assert headings(done, "[一二三四五六七八九]、") == ["一、", "二、"]
    assert headings(plan, "[一二三四五六七八九]、") == ["三、"]
    assert headings(plan, r"\([一二三四五六七八九]\)") == [f"({n})" for n in "一二三四五六七八九"]


def test_the_fourth_digest_is_one_line_and_a_stray_bar() -> None:
    assert TEXTS[HAINING].splitlines()[1:] == ["|"]
    assert TEXTS[HAINING].count("\n") == 2


def test_the_headings_of_the_fourth_digest_stand_inside_its_line_between_spaces() -> None:
    line = TEXTS[HAINING].splitlines()[0]
    found = re.findall(r" ((?:[一二]、|\([一二三四]\))\S+) ", line.replace(" ", "  "))
    assert [re.split(r"(?<=[、)])", heading)[0] for heading in found] == [
        "一、", "(一)", "(二)", "(三)", "二、", "(一)", "(二)", "(三)", "(四)",
    ]  # fmt: skip
    assert "一、2023年主要工作" in found
    assert "二、2024年工作计划" in found


def test_the_fifth_plan_opens_unnumbered_and_restarts_the_sections() -> None:
    done, plan = parts(SUZHOU_2016)
    assert headings(done, "[一二三四五六七八]、") == [f"{n}、" for n in "一二三四五六"]
    assert headings(plan, "[一二三四五六七八]、") == [f"{n}、" for n in "一二三四"]
    assert plan.startswith("2017年,市政务办将")
    assert re.search(r"一是.*二是.*三是", done)


def test_the_fifth_digest_speaks_of_a_plan_in_the_part_that_was_done() -> None:
    assert re.search(r"。2017年,[^。]*将纳入", parts(SUZHOU_2016)[0])


def test_the_forms_of_dates_are_kept() -> None:
    forms = {
        SUZHOU_2024: ("截至6月,", "6月28日起", "1-6月", "截至2024年6月"),
        XUANCHENG: ("截至6月,", "1-6月", "7月6日-7日"),
        ZHONGSHAN: ("截至6月,", "2021年1-6月", "截至2021年6月", "2021年底前", "12月底前"),
        HAINING: ("前三季度", "1--9月"),
        SUZHOU_2016: ("1-11月份", "7月11日", "3月15日", "2017年7月1日起", "今年10月"),
    }
    assert {digest: [form for form in kept if form not in TEXTS[digest]] for digest, kept in forms.items()} == {
        digest: [] for digest in forms
    }


# ---------------------------------------------------------------- against the reports, where they are at hand

MARKS = dict.fromkeys(map(ord, "“”\"'‘’《》〈〉「」『』()[]【】,、。. \t\r\n\u3000"))
NUMBER = re.compile(r"\d+(?:\.\d+)?")
DIGITS = "零一二三四五六七八九"
LONGEST_RUN = 20  # own_words.py reports a run of this length, so a longer name must be taken apart
MOST_NOT_IN_REPORT = 0.17  # share of annotated names that are no part of the report either (measured: 0.06 to 0.16)


def folded(text: object) -> str:
    return unicodedata.normalize("NFKC", str(text))


def bare(text: object) -> str:
    """As score.py compares names: widths folded; quotation marks, brackets, commas, stops and spaces dropped."""
    return folded(text).translate(MARKS).lower()


def report_text(digest: str) -> str:
    return (SHARED / "reports" / f"{REPORT_OF[digest]}.txt").read_text(encoding="utf-8")


def annotated(digest: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for reader in ("first", "second"):
        lines = (SHARED / "gold" / f"dev.{reader}.jsonl").read_text(encoding="utf-8").splitlines()
        rows.extend(row for row in map(json.loads, lines) if row["doc"] == REPORT_OF[digest])
    assert len(rows) > 100
    return rows


def written(value: object) -> set[str]:
    """The ways a report writes an annotated value: as it is, in 万 or 亿, or as one Chinese numeral."""
    ways = {folded(value)}
    try:
        number = float(folded(value))
    except ValueError:
        return ways
    ways |= {f"{number / scale:.6f}".rstrip("0").rstrip(".") for scale in (1, 10_000, 100_000_000)}
    if number in range(2, 10):
        ways.add(DIGITS[int(number)])
    if number == 2:
        ways.add("两")
    return ways


def shows(text: str, value: object) -> bool:
    numbers = set(NUMBER.findall(folded(text)))
    return any(way in numbers if way[0].isdigit() else way in text for way in written(value))


def every_name_is_kept(digest: str) -> None:
    told, report = bare(TEXTS[digest]), bare(report_text(digest))
    names = {bare(row["object"]) for row in annotated(digest)}
    missing = {name for name in names if name not in told}
    exempt = {name for name in missing if name not in report}
    lost = missing - exempt
    apart = {
        name
        for name in lost
        if len(name) >= LONGEST_RUN and any(name[:i] in told and name[i:] in told for i in range(1, len(name)))
    }
    assert lost - apart == set()
    assert len(exempt) <= MOST_NOT_IN_REPORT * len(names)


def every_value_is_kept(digest: str) -> None:
    told, report = TEXTS[digest], report_text(digest)
    values = [row["attrs"]["value"] for row in annotated(digest) if (row.get("attrs") or {}).get("value") is not None]
    assert [value for value in values if not shows(told, value) and shows(report, value)] == []
    assert [value for value in values if not shows(told, value) and not shows(report, value)] == []


def every_value_keeps_its_unit(digest: str) -> None:
    told, report = folded(TEXTS[digest]).replace("\n", ""), folded(report_text(digest)).replace("\n", "")
    lost = []
    for row in annotated(digest):
        attrs = row.get("attrs") or {}
        if attrs.get("value") is None or not attrs.get("unit"):
            continue
        value, unit = folded(attrs["value"]).removesuffix(".0"), folded(attrs["unit"])
        scale = unit[0] if unit[0] in "万亿" else ""
        form = re.compile(rf"(?<![\d.]){re.escape(value)}{scale}余?{re.escape(unit.removeprefix(scale))}")
        if form.search(report) and not form.search(told):
            lost.append(form.pattern)
    assert lost == []


def no_number_is_added(digest: str) -> None:
    told, report = (set(NUMBER.findall(folded(text))) for text in (TEXTS[digest], report_text(digest)))
    assert told - report == set()


def every_title_is_kept_and_none_is_added(digest: str) -> None:
    told, report = (set(re.findall(r"《[^《》]+》", text)) for text in (TEXTS[digest], report_text(digest)))
    assert told == report


def the_words_are_our_own(digest: str) -> None:
    tool = [sys.executable, str(SHARED / "tools" / "own_words.py"), "--least", str(LONGEST_RUN)]
    done = subprocess.run(
        [*tool, str(SEEDS / f"{digest}.txt")], capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, f"no passage of {LONGEST_RUN} characters or more")


CHECKS: tuple[Callable[[str], None], ...] = (
    every_name_is_kept,
    every_value_is_kept,
    every_value_keeps_its_unit,
    no_number_is_added,
    every_title_is_kept_and_none_is_added,
    the_words_are_our_own,
)
if SHARED.exists():
    CASES = [pytest.param(check, digest, id=f"{check.__name__}-{digest}") for check in CHECKS for digest in REPORT_OF]
else:
    absent = f"the reports and their annotations are not here: {SHARED}"
    skipped = () if os.environ.get("CI") else (pytest.mark.skip(reason=absent),)
    CASES = [pytest.param(None, "", id="no-reports-at-hand", marks=skipped)]


@pytest.mark.parametrize(("check", "digest"), CASES)
def test_a_digest_keeps_the_facts_of_its_report_in_words_of_its_own(
    check: Callable[[str], None] | None, digest: str
) -> None:
    if check is None:
        pytest.fail(f"in CI the reports must be at hand, and {SHARED} is missing")
    check(digest)
