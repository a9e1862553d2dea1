"""Reports out of texts: whose, for which term, under which id; and the noise in them."""

from __future__ import annotations

import pathlib

import pytest

from loaders import extract, report
from loaders.manifest import ManifestRow
from loaders.report import described, make_report, noise, read_report
from ontology import registry
from ontology.errors import ReportError
from ontology.report import Report

KNOWN = registry.load()
FILE = pathlib.Path("reports/one.txt")
ROW = ManifestRow(id="one")


def made(text: str, row: ManifestRow = ROW, *, listed: bool = False) -> Report:
    return make_report(text, FILE, KNOWN, row, listed=listed)


def refused(text: str, row: ManifestRow = ROW) -> str:
    with pytest.raises(ReportError) as error:
        made(text, row)
    assert str(error.value).startswith(f"{FILE}: ")
    return str(error.value)


# ---------------------------------------------------------------- whose


def test_the_manifest_says_place_agency_and_terms() -> None:
    row = ManifestRow(
        id="szh", place="苏州市", agency="苏州市数据局", period="2024H1", plan_period="2024-07/2024-09",
        text_kind="digest", title="总结", url="https://example.org", published="2024-07-15",
    )  # fmt: skip
    report = made("海宁市行政审批局2022年工作总结。", row, listed=True)
    assert (report.id, report.doc, report.place.text, report.place.place) == (
        "szh", "szh", "苏州市", "place/prefecture-320500"
    )  # fmt: skip
    assert (report.agency, report.text_kind, report.title) == ("苏州市数据局", "digest", "总结")
    assert (report.url, report.published) == ("https://example.org", "2024-07-15")
    assert report.plan_period is not None
    assert (report.period.text(), report.plan_period.text()) == ("2024-01-01/2024-06-30", "2024-07/2024-09")


def test_a_code_says_the_place_and_goes_before_a_name() -> None:
    assert made("正文。", ManifestRow(id="a", code="330481", place="苏州市", period="2023")).place.text == "海宁市"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("海宁市行政审批局2023年工作总结\n正文。", "海宁市"),
        ("2023年工作总结\n今年以来,海宁市政务服务管理办公室坚持便民。", "海宁市"),
        ("2023年,“海宁市数据局”坚持便民。", "海宁市"),
        ("海宁市2023年政务服务工作总结\n正文。", "海宁市"),
        ("海宁市2024年政府工作报告\n各位代表。", "海宁市"),
        ("2023年,海宁市人民政府坚持便民。", "海宁市"),
        ("江苏省政务服务管理办公室2023年工作总结\n正文。", "江苏省"),
        ("江苏省苏州市2023年政务服务工作总结\n正文。", "苏州市"),
        ("江苏省苏州市吴江区2023年政务服务工作总结\n正文。", "吴江区"),
        ("吉林省吉林市2023年政务服务工作总结\n正文。", "吉林市"),
    ],
)
def test_a_title_an_agency_or_the_lead_says_the_place(text: str, place: str) -> None:
    assert made(text).place.text == place


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("北京市朝阳区行政审批局2023年工作总结\n正文。", "110105"),
        ("长春市朝阳区行政审批局2023年工作总结\n正文。", "220104"),
        ("长春市朝阳区2023年政务服务工作总结\n正文。", "220104"),
        ("南京市鼓楼区行政审批局2023年工作总结\n正文。", "320106"),
    ],
)
def test_a_district_whose_name_several_share_is_told_by_the_city_before_it(text: str, code: str) -> None:
    place = made(text).place
    assert place.place is not None
    assert KNOWN.entity(place.place).attrs["code"] == code


def test_a_district_whose_name_several_share_is_never_guessed() -> None:
    assert "does not say whose report it is; give --place" in refused("朝阳区行政审批局2023年工作总结\n正文。")


def test_a_name_that_several_places_share_lists_them_with_their_codes() -> None:
    message = refused("正文。", ManifestRow(id="a", place="鼓楼", period="2023"))
    assert "may be 鼓楼区 (320106), 鼓楼区 (320302), 鼓楼区 (350102), 鼓楼区 (410204)" in message
    assert message.endswith("; give its six-digit code, or its full name with its city's or province's before it")


@pytest.mark.parametrize(
    ("place", "code"),
    [("上海市宝山区", "310113"), ("江苏省南京市鼓楼区", "320106"), ("江苏省苏州市", "320500"), ("310113", "310113")],
)
def test_a_place_is_told_by_its_code_or_with_the_larger_ones_before_it(place: str, code: str) -> None:
    found = made("正文。", ManifestRow(id="a", place=place, period="2023")).place
    assert KNOWN.entity(found.place or "").attrs["code"] == code


def test_a_place_after_one_that_it_does_not_lie_in_is_refused() -> None:
    message = refused("正文。", ManifestRow(id="a", place="江苏省宝山区", period="2023"))
    assert "江苏省宝山区 is no place known here" in message
    assert "is no place known here" in refused("正文。", ManifestRow(id="a", place="江苏省" * 4000, period="2023"))


def test_a_short_name_of_one_place_is_enough() -> None:
    assert made("正文。", ManifestRow(id="a", place="苏州", period="2023")).place.text == "苏州市"


def test_an_unknown_place_is_refused() -> None:
    assert "火星市 is no place known here" in refused("正文。", ManifestRow(id="a", place="火星市", period="2023"))


def test_an_unknown_code_is_refused() -> None:
    assert refused("正文。", ManifestRow(id="a", code="999999", period="2023")).endswith("; correct the code")


def test_a_text_that_says_no_place_asks_for_it() -> None:
    message = refused("全市窗口工作总结\n2023年,窗口很忙。")
    assert message.endswith("does not say whose report it is; give --place or a manifest row with place")


def test_the_agency_of_a_text_without_a_row_is_sought_in_its_opening() -> None:
    assert made("2024年上半年工作总结\n海宁市行政审批局坚持便民。").agency == "海宁市行政审批局"
    assert made("海宁市2023年政务服务工作总结\n正文。").agency is None


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("2024年工作总结\n推行免证办\t海宁市行政审批局牵头。", "海宁市行政审批局"),
        ("海宁市2024年工作总结\n市行政审批局坚持便民。", "市行政审批局"),
        ("海宁市2024年工作总结\n推行免证办市行政审批局坚持便民。", None),
    ],
)
def test_an_agency_begins_with_the_place_or_a_word_for_its_level(text: str, agency: str | None) -> None:
    assert made(text).agency == agency


def test_a_county_of_two_letters_is_found_in_the_title_of_a_work_report() -> None:
    text = "嵩县政府工作报告\n——2024年2月6日在嵩县第十六届人民代表大会第四次会议上\n正文。"
    report = make_report(text, FILE, KNOWN, ROW, listed=False)
    assert (report.place.text, report.period.text()) == ("嵩县", "2023-01-01/2023-12-31")


def test_the_agency_of_a_listed_report_is_what_the_row_says() -> None:
    assert made("海宁市行政审批局2023年工作总结。", listed=True).agency is None


# ---------------------------------------------------------------- which term


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("海宁市行政审批局2024年上半年工作总结", "2024-01-01/2024-06-30"),
        ("海宁市行政审批局２０２３年下半年工作总结", "2023-07-01/2023-12-31"),
        ("海宁市行政审批局2023年工作总结和2024年工作计划", "2023-01-01/2023-12-31"),
        ("海宁市行政审批局2024年第一季度工作总结", "2024-01-01/2024-03-31"),
        ("海宁市行政审批局2024年1-9月工作总结", "2024-01-01/2024-09-30"),
        ("海宁市2024年政府工作报告", "2023-01-01/2023-12-31"),
        ("工作总结\n2024年上半年,海宁市行政审批局坚持便民。", "2024-01-01/2024-06-30"),
    ],
)
def test_the_title_or_the_lead_says_the_term(text: str, term: str) -> None:
    assert made(f"{text}\n正文。").period.text() == term


def test_a_title_counts_before_the_text_below_it() -> None:
    text = "海宁市行政审批局2023年工作总结\n2024年上半年以前已作部署。"
    assert made(text).period.text() == "2023-01-01/2023-12-31"


def test_a_text_that_names_no_term_asks_for_it() -> None:
    message = refused("海宁市行政审批局工作总结\n正文。")
    assert message.endswith("names no term; give --period 2024-01/2024-06 or a manifest row with period")


@pytest.mark.parametrize(
    ("period", "plan"),
    [
        ("2024H1", "2024-07-01/2024-12-31"),
        ("2024-01/2024-06", "2024-07-01/2024-12-31"),
        ("2024H2", "2025-01-01/2025-12-31"),
        ("2023", "2024-01-01/2024-12-31"),
        ("2024-01-01/2024-03-31", "2024-04-01/2024-12-31"),
        ("2024-01/2024-09", "2024-10-01/2024-12-31"),
    ],
)
def test_the_term_planned_for_is_what_is_left_of_the_year_or_the_next_one(period: str, plan: str) -> None:
    report = made("正文。", ManifestRow(id="a", place="苏州市", period=period))
    assert report.plan_period is not None
    assert (report.plan_period.text(), report.plan_period.basis) == (plan, "own")


def test_a_term_with_an_open_side_plans_for_no_term() -> None:
    assert made("正文。", ManifestRow(id="a", place="苏州市", period="2024-03-01/..")).plan_period is None


def test_a_place_is_the_one_of_that_name_in_the_year_of_the_report() -> None:
    assert made("正文。", ManifestRow(id="a", place="广德市", period="2023")).place.place == "place/county-341882"
    early = made("正文。", ManifestRow(id="a", place="广德县", period="2016")).place
    assert (early.text, early.place) == ("广德县", "place/county-341822")


# ---------------------------------------------------------------- which id


def test_a_listed_report_has_the_id_of_its_row() -> None:
    assert made("海宁市行政审批局2023年工作总结。", ManifestRow(id="haining-2023"), listed=True).id == "haining-2023"


def test_a_report_without_a_row_has_an_id_from_body_genre_and_term() -> None:
    text = "海宁市行政审批局2023年工作总结\n推行容缺受理。"
    report = made(text, ManifestRow(id="download-17"))
    assert (report.id, report.doc) == (made(text + "改动。", ManifestRow(id="other")).id, "download-17")
    assert report.id.startswith("330481-")
    assert report.id.endswith("-summary-2023")


@pytest.mark.parametrize(
    "other",
    [
        "海宁市行政审批局2022年工作总结\n推行容缺受理。",
        "海宁市行政审批局2023年上半年工作总结\n推行容缺受理。",
        "海宁市行政审批局2023年工作要点\n推行容缺受理。",
        "海宁市大数据管理局2023年工作总结\n推行容缺受理。",
        "桐乡市行政审批局2023年工作总结\n推行容缺受理。",
    ],
)
def test_another_term_genre_body_or_place_makes_another_id(other: str) -> None:
    assert made(other).id != made("海宁市行政审批局2023年工作总结\n推行容缺受理。").id


def test_a_derived_id_may_be_the_id_of_a_row() -> None:
    row = ManifestRow(id=made("苏州市2024年1-9月工作总结\n正文。").id)
    assert row.id.endswith("summary-2024-01-01--2024-09-30")


# ---------------------------------------------------------------- from a file


def test_a_file_is_read_into_a_report(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "one.txt"
    path.write_bytes("海宁市行政审批局2023年工作总结。\r\n".encode("gb18030"))
    assert read_report(path, KNOWN, ROW, listed=False).text == "海宁市行政审批局2023年工作总结。\r\n"


def test_a_file_without_a_row_is_described_by_its_stem() -> None:
    row = described("苏州 2024(上)", "苏州市", None, "2024H1")
    assert (row.id, row.place, row.period) == ("苏州-2024-上-", "苏州市", "2024H1")
    assert described("", None, None, None).id == "report"
    assert len(described("长" * 300, None, None, None).id) == 100


def test_a_wrong_term_on_the_command_line_is_refused() -> None:
    with pytest.raises(ReportError, match=r"--period 2024-13: .*; write it like 2024-01/2024-06"):
        described("one", None, None, "2024-13")


# ---------------------------------------------------------------- noise


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8x2z以信为本坚持便民。", ["8x2z以信为本"]),
        ("由8x2z以信为本将窗口整合。", ["8x2z以信为本"]),
        ("某市推行容缺受理。", ["某市"]),
        ("XX县先行,**区跟进。", ["XX县", "**区"]),
    ],
)
def test_a_watermark_or_a_mask_in_place_of_a_name_is_found(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in noise(text)] == found


@pytest.mark.parametrize(
    "text", ["12345热线将升级。", "5G网络将覆盖。", "G60科创走廊将建设。", "2024年上半年将推行。", "苏州市坚持便民。"]
)
def test_names_with_digits_are_no_watermark(text: str) -> None:
    assert noise(text) == []


def test_noise_is_flagged_and_stands_in_no_statement() -> None:
    text = "8x2z以信为本坚持推行容缺受理。8x2z以信为本平台上线运行,8x2z以信为本将推行免证办。"
    reading = extract.read(made(text, ManifestRow(id="a", place="苏州市", period="2024H1"), listed=True), KNOWN)
    assert [(flag.reason, flag.text) for flag in reading.flags] == [("noise", "8x2z以信为本")] * 2
    names = [name for s in reading.statements for name in (s.subject.text, s.object.text, s.place.text)]
    assert len(names) > 0
    assert all("8x2z" not in name for name in names)


@pytest.mark.parametrize(
    "text", ["某市推行免证办。", "学习XX县的做法。", "A1b2印务坚持以人民为中心。", "2024年XX", "一某省某市"]
)
def test_noise_is_found_as_when_tried_at_every_letter(text: str) -> None:
    assert noise(text) == [match.span() for match in report._noise().finditer(text)]
