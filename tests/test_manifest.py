"""The manifest: rows that are right, and what is said of each that is wrong."""

from __future__ import annotations

import pathlib

import pytest

from loaders import manifest
from loaders.manifest import ManifestRow
from ontology.errors import ManifestError


def written(folder: pathlib.Path, text: str) -> pathlib.Path:
    path = folder / "reports.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: pathlib.Path, text: str) -> str:
    path = written(folder, text)
    with pytest.raises(ManifestError) as error:
        manifest.read(path)
    assert str(path) in str(error.value)
    return str(error.value)


def test_a_row_says_what_is_known_of_a_report(tmp_path: pathlib.Path) -> None:
    (row,) = manifest.read(
        written(
            tmp_path,
            "- {id: suzhou-2024h1, file: a/b.txt, place: 苏州市, code: '320500', agency: 苏州市数据局, "
            "period: 2024-01-01/2024-06-30, plan_period: 2024H2, text_kind: digest, title: 总结, "
            "url: 'https://example.org', published: 2024-07-15, note: 说明, least: {adopted: 3}}",
        )
    )
    assert row == ManifestRow(
        id="suzhou-2024h1", file="a/b.txt", place="苏州市", code="320500", agency="苏州市数据局",
        period="2024-01-01/2024-06-30", plan_period="2024H2", text_kind="digest", title="总结",
        url="https://example.org", published="2024-07-15", note="说明", least={"adopted": 3},
    )  # fmt: skip


def test_an_id_is_enough(tmp_path: pathlib.Path) -> None:
    path = written(tmp_path, "- {id: suzhou-2024h1}")
    (row,) = manifest.read(path)
    assert row.path(path) == tmp_path.resolve() / "suzhou-2024h1.txt"
    assert (row.text_kind, row.period, row.least) == ("original", None, {})


def test_a_code_and_a_year_may_be_numbers_in_the_file(tmp_path: pathlib.Path) -> None:
    (row,) = manifest.read(written(tmp_path, "- {id: a, code: 320500, period: 2024}"))
    assert (row.code, row.period) == ("320500", "2024")


def test_rows_keep_the_order_of_the_file(tmp_path: pathlib.Path) -> None:
    assert [row.id for row in manifest.read(written(tmp_path, "- id: b\n- id: a\n- id: c\n"))] == ["b", "a", "c"]


def test_a_file_is_sought_beside_the_manifest(tmp_path: pathlib.Path) -> None:
    path = written(tmp_path, "- {id: a, file: texts/one.txt}")
    assert manifest.read(path)[0].path(path) == tmp_path.resolve() / "texts" / "one.txt"


@pytest.mark.parametrize("file", ["../other.txt", "/etc/hosts", "texts/../../other.txt"])
def test_a_file_outside_the_folder_is_refused(tmp_path: pathlib.Path, file: str) -> None:
    path = written(tmp_path, f"- {{id: a, file: {file}}}")
    (row,) = manifest.read(path)
    with pytest.raises(ManifestError, match=r"reports\.yaml: a: .* lies outside the manifest's folder; copy it there"):
        row.path(path)


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("{id: a, period: '2024-13'}", "period", "is no date"),
        ("{id: a, period: '2024-02-30'}", "period", "is no date"),
        ("{id: a, period: 2024-06/2024-01}", "period", "ends before it begins"),
        ("{id: a, plan_period: 明年}", "plan_period", "write 2024, 2024-06 or 2024-06-30"),
        ("{id: a, published: '2024-02-30'}", "published", "is no date"),
        ("{id: a, published: gestern}", "published", "is no date"),
        ("{id: a, perid: 2024}", "perid", "not permitted"),
        ("{id: a, code: 3205}", "code", "pattern"),
        ("{id: a, code: 32050a}", "code", "pattern"),
        ("{id: a, text_kind: scan}", "text_kind", "'original', 'digest' or 'excerpt'"),
        ("{id: a, least: {adopted: many}}", "least.adopted", "valid integer"),
        ("{id: '../a'}", "id", "pattern"),
        ("{id: ''}", "id", "at least 1 character"),
        ("{place: 苏州市}", "id", "required"),
        ('{id: a, file: "b\\0.txt"}', "file", "pattern"),
        ("{id: a, file: ''}", "file", "at least 1 character"),
        ("{id: a, place: [苏州市]}", "place", "valid string"),
    ],
)
def test_a_wrong_field_is_refused_with_its_row_and_name(
    tmp_path: pathlib.Path, row: str, field: str, reason: str
) -> None:
    message = refused(tmp_path, f"- {{id: right}}\n- {row}\n")
    assert ": row 2" in message
    assert f": {field}: " in message
    assert reason in message
    assert message.endswith("; correct the row")


def test_the_id_of_a_wrong_row_is_named(tmp_path: pathlib.Path) -> None:
    assert ": row 1 (suzhou-2024h1): code: " in refused(tmp_path, "- {id: suzhou-2024h1, code: 1}")


def test_an_id_that_stands_twice_is_refused(tmp_path: pathlib.Path) -> None:
    assert "row 3: id a stands twice; give each report its own" in refused(tmp_path, "- id: a\n- id: b\n- id: a\n")


@pytest.mark.parametrize("text", ["id: a\n", "", "[]", "3", "null"])
def test_what_is_no_list_of_rows_is_refused(tmp_path: pathlib.Path, text: str) -> None:
    assert "must be a list of rows, one a report, each with an id" in refused(tmp_path, text)


def test_a_row_that_is_no_mapping_is_refused(tmp_path: pathlib.Path) -> None:
    assert ": row 1: " in refused(tmp_path, "- suzhou\n")


@pytest.mark.parametrize("text", ["- {id: a", "- id: a\n  id: b\n", "\t- id: a"])
def test_what_is_no_yaml_is_refused(tmp_path: pathlib.Path, text: str) -> None:
    assert "not valid YAML" in refused(tmp_path, text)


def test_a_day_that_no_calendar_has_is_refused(tmp_path: pathlib.Path) -> None:
    message = refused(tmp_path, "- {id: a, published: 2024-02-30}")
    assert "row 1 (a): published" in message
    assert "'2024-02-30' is no date" in message


def test_a_manifest_that_cannot_be_read_is_refused(tmp_path: pathlib.Path) -> None:
    with pytest.raises(ManifestError, match=r"none\.yaml: cannot be read"):
        manifest.read(tmp_path / "none.yaml")
    (tmp_path / "odd.yaml").write_bytes(b"- {id: \xff}")
    with pytest.raises(ManifestError, match=r"odd\.yaml: cannot be read"):
        manifest.read(tmp_path / "odd.yaml")
