"""Many reports: which files are meant, and readings that depend on neither order nor workers."""

from __future__ import annotations

import pathlib

import pytest

from loaders import batch
from loaders.batch import Source, read_all, sources
from ontology.errors import ManifestError, ReportError
from ontology.report import Reading

SUZHOU = "苏州市数据局2024年上半年工作总结\n做实“免证办”,上线“苏周到”。\n二、下半年工作计划\n推行容缺受理。\n"
HAINING = "海宁市行政审批局2023年工作总结\n推行容缺受理,与江西省赣州市签署“跨省通办”协议。\n"
XUANCHENG = "宣城市数据资源管理局2023年上半年工作总结\n宁国市先行先试,推行无差别综合窗口。\n"


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    """Three reports, one in a folder below."""
    (tmp_path / "below").mkdir()
    for name, text in (("b.txt", SUZHOU), ("a.TXT", HAINING), ("below/c.txt", XUANCHENG)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "notes.md").write_text("notes", encoding="utf-8")
    return tmp_path


def files(found: list[Source]) -> list[str]:
    return [source.path.name for source in found]


def lines(readings: list[Reading]) -> list[str]:
    return [statement.line() for reading in readings for statement in reading.statements]


# ---------------------------------------------------------------- which files


def test_a_folder_means_the_reports_in_it_and_below_sorted_by_path(folder: pathlib.Path) -> None:
    assert files(sources([folder])) == ["a.TXT", "b.txt", "c.txt"]


def test_the_order_in_which_files_are_named_does_not_matter(folder: pathlib.Path) -> None:
    one, two = folder / "a.TXT", folder / "b.txt"
    assert sources([two, one]) == sources([one, two])


def test_a_file_named_twice_is_read_once(folder: pathlib.Path) -> None:
    assert files(sources([folder, folder / "b.txt", folder / "below" / ".." / "b.txt"])) == ["a.TXT", "b.txt", "c.txt"]


def test_a_path_that_is_not_there_is_refused(folder: pathlib.Path) -> None:
    with pytest.raises(ReportError, match=r"none\.txt: there is no such file or folder; check the path"):
        sources([folder / "none.txt"])


def test_a_folder_without_reports_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "notes.md").write_text("notes", encoding="utf-8")
    with pytest.raises(ReportError, match=r"holds no report \(.*\.txt.*\); name a folder with texts"):
        sources([tmp_path])


def test_nothing_given_is_refused() -> None:
    with pytest.raises(ReportError, match="no report given: name files, folders or a manifest"):
        sources([])


# ---------------------------------------------------------------- what is known of them


def test_a_manifest_alone_means_all_its_rows(folder: pathlib.Path) -> None:
    manifest = folder / "reports.yaml"
    manifest.write_text("- {id: szh, file: b.txt, period: 2024H1}\n- {id: hn, file: a.TXT}\n", encoding="utf-8")
    found = sources([], manifest)
    assert [(source.path.name, source.row.id, source.listed) for source in found] == [
        ("a.TXT", "hn", True), ("b.txt", "szh", True)
    ]  # fmt: skip


def test_a_manifest_describes_those_of_the_files_that_it_names(folder: pathlib.Path) -> None:
    manifest = folder / "reports.yaml"
    manifest.write_text("- {id: szh, file: b.txt}\n- {id: gone, file: gone.txt}\n", encoding="utf-8")
    found = sources([folder], manifest, place="海宁市", agency="海宁市数据局", period="2023")
    assert [(source.row.id, source.listed, source.row.place) for source in found] == [
        ("a", False, "海宁市"), ("szh", True, None), ("c", False, "海宁市")
    ]  # fmt: skip
    assert (found[0].row.agency, found[0].row.period) == ("海宁市数据局", "2023")


def test_a_manifest_that_names_a_missing_file_is_refused(folder: pathlib.Path) -> None:
    manifest = folder / "reports.yaml"
    manifest.write_text("- {id: gone}\n", encoding="utf-8")
    with pytest.raises(ManifestError, match=r"reports\.yaml: gone: there is no file .*gone\.txt; correct its `file`"):
        sources([], manifest)


def test_a_manifest_that_names_one_file_twice_is_refused(folder: pathlib.Path) -> None:
    manifest = folder / "reports.yaml"
    manifest.write_text("- {id: one, file: b.txt}\n- {id: two, file: ./b.txt}\n", encoding="utf-8")
    with pytest.raises(ManifestError, match=r"reports\.yaml: two: its file is one's too; give each its own"):
        sources([], manifest)


def test_a_wrong_term_is_refused_before_any_file_is_read(folder: pathlib.Path) -> None:
    with pytest.raises(ReportError, match="--period 2024-13"):
        sources([folder], period="2024-13")


# ---------------------------------------------------------------- their readings


def test_readings_come_in_the_order_of_the_sources(folder: pathlib.Path) -> None:
    readings = list(read_all(sources([folder])))
    assert [reading.report.place.text for reading in readings] == ["海宁市", "苏州市", "宣城市"]
    assert all(len(reading.statements) > 0 for reading in readings)


def test_two_workers_give_the_same_lines_as_one(folder: pathlib.Path) -> None:
    found = sources([folder])
    assert lines(list(read_all(found, workers=2))) == lines(list(read_all(found, workers=1))) != []


def test_the_reading_of_a_report_does_not_depend_on_those_beside_it(folder: pathlib.Path) -> None:
    found = sources([folder])
    together = {reading.report.id: lines([reading]) for reading in read_all(found)}
    alone = {reading.report.id: lines([reading]) for source in reversed(found) for reading in read_all([source])}
    assert alone == together


def test_no_source_gives_no_reading() -> None:
    assert list(read_all([], workers=4)) == []


def test_the_first_file_that_cannot_be_read_is_told(folder: pathlib.Path) -> None:
    (folder / "b.txt").write_bytes(b"\x00" * 100)
    with pytest.raises(ReportError, match=r"b\.txt: is no text"):
        list(read_all(sources([folder])))


def test_there_is_at_least_one_worker() -> None:
    assert batch.usable_workers() >= 1


@pytest.mark.parametrize("workers", [1, 2])
def test_what_cannot_be_read_stops_no_other_and_is_told_at_the_end(folder: pathlib.Path, workers: int) -> None:
    for name in ("0-bad", "z-bad"):
        (folder / f"{name}.txt").write_bytes(b"\xff\xfe\x00\x00")
    good = iter(read_all(sources([folder]), workers=workers))
    assert [next(good).report.place.text for _ in range(3)] == ["海宁市", "苏州市", "宣城市"]
    with pytest.raises(ReportError) as told:
        next(good)
    assert "0-bad.txt" in str(told.value)
    assert "z-bad.txt" in str(told.value)
