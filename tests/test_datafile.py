from __future__ import annotations

import pathlib

import pytest
from pydantic import BaseModel, ConfigDict

from ontology.datafile import read_rows, read_yaml
from ontology.errors import DataFileError


class Reform(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    year: int = 0


def file(folder: pathlib.Path, text: str) -> pathlib.Path:
    path = folder / "reforms.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_are_read_in_their_order(tmp_path: pathlib.Path) -> None:
    rows = read_rows(file(tmp_path, "- {id: 免证办, year: 2021}\n- {id: 一件事}\n"), Reform)
    assert rows == [Reform(id="免证办", year=2021), Reform(id="一件事")]


def test_rows_are_read_from_under_a_key(tmp_path: pathlib.Path) -> None:
    assert read_rows(file(tmp_path, "reforms:\n- {id: 免证办}\n"), Reform, key="reforms") == [Reform(id="免证办")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- {id: 免证办, id: 一件事}", "key 'id' stands twice"),
        ("- {id: [", "not valid YAML"),
        ("- !!python/object/apply:os.getcwd []", "not valid YAML"),
        ("- {id: 免证办}\n- {id: 一件事, year: 去年}", r"row 2 一件事: year: Input should be a valid integer"),
        ("- {id: 免证办, colour: red}", r"row 1 免证办: colour: Extra inputs are not permitted"),
        ("- {year: 2021}", r"row 1\b.*id: Field required"),
        ("- 免证办", r"row 1\b.*Input should be a valid dictionary"),
        ("{id: 免证办}", "must hold a list of rows"),
        ("", "must hold a list of rows"),
        ("- {? [免证办] : 1}", "a key is a list or a mapping"),
        ("- {id: 免证办, year: !!int 去年}", "not valid YAML: invalid literal"),
        ("- {id: 免证办, year: 0b_}", "not valid YAML: invalid literal"),
        ("- {id: 免证办, year: 2024-02-30}", "row 1 免证办: year: Input should be a valid integer"),
        ("[" * 100_000, "nesting depth"),
        ("- " * 100_000, "nesting depth"),
        ("&a [*a]", "recursive"),
    ],
    ids=lambda value: value[:40],
)
def test_a_wrong_file_is_refused_with_file_row_and_reason(tmp_path: pathlib.Path, text: str, reason: str) -> None:
    with pytest.raises(DataFileError, match=reason) as caught:
        read_rows(file(tmp_path, text), Reform)
    assert "reforms.yaml" in str(caught.value)


@pytest.mark.parametrize("date", ["2024-06-30", "2024-02-30", "2024-06-30 10:00:00", "!!timestamp gestern"])
def test_a_date_is_text_as_it_is_written(tmp_path: pathlib.Path, date: str) -> None:
    assert read_yaml(file(tmp_path, f"from: {date}")) == {"from": date.removeprefix("!!timestamp ")}


def test_a_missing_list_under_a_key_names_the_key(tmp_path: pathlib.Path) -> None:
    with pytest.raises(DataFileError, match="under 'reforms'"):
        read_rows(file(tmp_path, "platforms: []\n"), Reform, key="reforms")


def test_a_duplicate_key_deep_inside_is_refused_with_its_line(tmp_path: pathlib.Path) -> None:
    with pytest.raises(DataFileError, match="line 3"):
        read_yaml(file(tmp_path, "a:\n  b: 1\n  b: 2\n"))


def test_a_missing_file_is_refused_by_name(tmp_path: pathlib.Path) -> None:
    with pytest.raises(DataFileError, match=r"nowhere\.yaml: cannot be read"):
        read_yaml(tmp_path / "nowhere.yaml")


def test_bytes_that_are_no_utf8_are_refused_by_name(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "reforms.yaml"
    path.write_bytes("- {id: 免证办}".encode("gb18030"))
    with pytest.raises(DataFileError, match=r"reforms\.yaml: cannot be read"):
        read_yaml(path)
