"""The lexicon: every file is checked when it is read, and a fault is told with file and field."""

from __future__ import annotations

import pathlib
import shutil
from collections.abc import Callable, Iterator

import pytest

from loaders import dating, discovery, lexicon, mentions, numbers, report
from loaders.relate import ladder
from ontology.errors import DataFileError

# The file, what reads it, the modules that know its folder, and what its cache must forget.
READERS: dict[str, tuple[Callable[[], object], object]] = {
    "layout.yaml": (lexicon.layout, lexicon),
    "dates.yaml": (dating.lexicon, dating),
    "numbers.yaml": (numbers.lexicon, numbers),
    "names.yaml": (discovery.lexicon, discovery),
    "places.yaml": (mentions.places_lexicon, mentions),
    "report.yaml": (report.lexicon, report),
    "ladder.yaml": (ladder.lexicon, ladder),
}
CACHED = (
    lexicon.layout, dating.lexicon, numbers.lexicon, discovery.lexicon, mentions.places_lexicon, report.lexicon,
    ladder.lexicon,
)  # fmt: skip


def forget() -> None:
    for reader in CACHED:
        reader.cache_clear()


@pytest.fixture
def copy(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pathlib.Path]:
    """A copy of the lexicon in which a fault may be planted."""
    folder = shutil.copytree(lexicon.FOLDER, tmp_path / "lexicon")
    for _, module in READERS.values():
        monkeypatch.setattr(module, "FOLDER", folder)
    forget()
    yield folder
    forget()


def plant(copy: pathlib.Path, file: str, old: str, new: str) -> str:
    """The message about a file in which `old` is replaced."""
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        READERS[file][0]()
    assert file in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("file", READERS)
def test_each_file_of_the_lexicon_is_right(copy: pathlib.Path, file: str) -> None:
    assert (copy / file).is_file()
    assert READERS[file][0]() is READERS[file][0]()


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        ("layout.yaml", "wrapped_line: 30", "wrapped_line: thirty", "wrapped_line"),
        ("layout.yaml", "  - {level: 1,", "  - {level: one,", "headings.0.level"),
        ("dates.yaml", "form: deadline,", "kind: deadline,", "forms.0.form"),
        ("dates.yaml", "一: 1", "一: uno", "numerals.一"),
        ("numbers.yaml", "units:", "unit:", "units"),
        ("names.yaml", "longest_quoted:", "longest:", "longest_quoted"),
        ("places.yaml", "never_alone: [", "never_alone: x #", "never_alone"),
        ("report.yaml", "opening: 400", "opening: some", "opening"),
        ("ladder.yaml", "farthest:", "far:", "farthest"),
    ],
)
def test_a_wrong_field_is_refused_with_its_file_and_name(
    copy: pathlib.Path, file: str, old: str, new: str, field: str
) -> None:
    assert f" {field}: " in plant(copy, file, old, new)


@pytest.mark.parametrize(
    ("file", "old", "field"),
    [
        ("layout.yaml", "clause_end: '", "clause_end"),
        ("layout.yaml", "marker: '", "headings.0.marker"),
        ("dates.yaml", "pattern: '", "forms.0.pattern"),
        ("names.yaml", "slogans: '", "slogans"),
        ("report.yaml", "agency_tail: '", "agency_tail"),
        ("report.yaml", "noise: ['", "noise.0"),
        ("ladder.yaml", "connector: '", "connector"),
    ],
)
def test_an_expression_that_is_none_is_refused_with_its_file_and_name(
    copy: pathlib.Path, file: str, old: str, field: str
) -> None:
    message = plant(copy, file, old, old + "(")
    assert f" {field}: " in message
    assert "is no regular expression" in message


@pytest.mark.parametrize("file", READERS)
def test_an_unknown_field_is_refused_with_its_file_and_name(copy: pathlib.Path, file: str) -> None:
    text = (copy / file).read_text(encoding="utf-8")
    (copy / file).write_text(text + "\nsurplus: 1\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=rf"{file}: row 1 .*surplus: Extra inputs are not permitted"):
        READERS[file][0]()


@pytest.mark.parametrize("file", READERS)
def test_a_file_that_is_not_there_or_no_yaml_is_refused(copy: pathlib.Path, file: str) -> None:
    (copy / file).write_text("a: [", encoding="utf-8")
    with pytest.raises(DataFileError, match=rf"{file}: not valid YAML"):
        READERS[file][0]()
    (copy / file).unlink()
    with pytest.raises(DataFileError, match=rf"{file}: cannot be read"):
        READERS[file][0]()


def test_a_key_that_stands_twice_is_refused(copy: pathlib.Path) -> None:
    assert "'first_half' stands twice" in plant(copy, "dates.yaml", "first_half: 上", "first_half: 上\nfirst_half: 下")
