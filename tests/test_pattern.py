"""The pattern files: what they hold, how cue words are shared, and the faults that are refused."""

from __future__ import annotations

import pathlib
import shutil
from collections.abc import Iterator

import pytest

from loaders import pattern
from ontology.errors import DataFileError

CACHED = (pattern.pattern, pattern.status_rules, pattern.cue_words)


def forget() -> None:
    for reader in CACHED:
        reader.cache_clear()


@pytest.fixture
def copy(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pathlib.Path]:
    """A copy of the patterns in which a fault may be planted."""
    folder = shutil.copytree(pattern.FOLDER, tmp_path / "patterns")
    monkeypatch.setattr(pattern, "FOLDER", folder)
    forget()
    yield folder
    forget()


def change(folder: pathlib.Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("relation", pattern.relations())
def test_each_file_holds_the_cues_of_the_relation_it_is_named_for(relation: str) -> None:
    found = pattern.pattern(relation)
    assert found.relation == relation
    assert all(len(cue.examples) > 0 for cue in found.cues)


def test_the_status_rules_are_no_relation() -> None:
    assert "status" not in pattern.relations()
    assert {rule.status for rule in pattern.status_rules().rules} >= {"piloted", "planned"}


def test_a_cue_is_known_by_relation_and_id() -> None:
    words = pattern.cue_words(("adopted",))
    assert "adopted/carry-out" in {bound.id for bound in words["推行"]}


def test_a_word_of_two_relations_makes_the_cues_of_both() -> None:
    (word, bound) = next(
        (word, bound)
        for word, bound in sorted(pattern.cue_words(("adopted", "operates")).items())
        if len({b.relation for b in bound}) == 2
    )
    assert word != ""
    assert {b.relation for b in bound} == {"adopted", "operates"}


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("side: left", "side: above", "cues.0.side"),
        ("status: adopted", "status: done", "cues.0.status"),
        ("begin: in-force", "begin: once", "cues.0.begin"),
        ("relation: adopted", "relations: adopted", "relation"),
        ("kinds: [", "kind: [", "kind"),
        ("words: [推进", "word: [推进", "cues.0.words"),
    ],
)
def test_a_wrong_field_is_refused_with_its_file_and_name(copy: pathlib.Path, old: str, new: str, field: str) -> None:
    change(copy, "adopted.yaml", old, new)
    with pytest.raises(DataFileError) as error:
        pattern.pattern("adopted")
    assert str(error.value).startswith("adopted.yaml: row 1 ")
    assert f" {field}: " in str(error.value)


def test_a_cue_without_an_example_is_refused(copy: pathlib.Path) -> None:
    change(copy, "adopted.yaml", "    examples:", "    examples: []\n    unused:")
    with pytest.raises(DataFileError, match=r"adopted\.yaml: row 1 .*cues\.0\.examples: "):
        pattern.pattern("adopted")


def test_a_file_about_another_relation_is_refused(copy: pathlib.Path) -> None:
    change(copy, "adopted.yaml", "relation: adopted", "relation: operates")
    with pytest.raises(DataFileError, match=r"adopted\.yaml: relation is 'operates', the file's name says 'adopted'"):
        pattern.pattern("adopted")


def test_a_cue_that_stands_twice_is_refused(copy: pathlib.Path) -> None:
    change(copy, "adopted.yaml", "- id: found", "- id: carry-out")
    with pytest.raises(DataFileError, match=r"adopted\.yaml: cue 'carry-out' stands twice"):
        pattern.pattern("adopted")


def test_an_expression_that_is_none_is_refused(copy: pathlib.Path) -> None:
    text = (copy / "adopted.yaml").read_text(encoding="utf-8")
    (copy / "adopted.yaml").write_text(text + "  odd: '('\n", encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        pattern.pattern("adopted")
    assert str(error.value).startswith("adopted.yaml: row 1 ")
    assert " expressions.odd: " in str(error.value)
    assert "is no regular expression" in str(error.value)


def test_a_wrong_status_rule_is_refused_with_its_file_and_name(copy: pathlib.Path) -> None:
    change(copy, "status.yaml", "place: around", "place: anywhere")
    with pytest.raises(DataFileError, match=r"status\.yaml: row 1 .*rules\.0\.place: "):
        pattern.status_rules()


def test_a_file_that_is_not_there_or_no_yaml_is_refused(copy: pathlib.Path) -> None:
    (copy / "adopted.yaml").write_text("cues: [", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"adopted\.yaml: not valid YAML"):
        pattern.pattern("adopted")
    (copy / "adopted.yaml").unlink()
    with pytest.raises(DataFileError, match=r"adopted\.yaml: cannot be read"):
        pattern.pattern("adopted")


def test_a_new_file_is_a_new_relation(copy: pathlib.Path) -> None:
    (copy / "praised.yaml").write_text(
        "relation: praised\ncues:\n  - id: praise\n    words: [点赞]\n    examples:\n"
        "      - {text: 群众点赞容缺受理。, finds: [{object: 容缺受理}]}\n",
        encoding="utf-8",
    )
    assert "praised" in pattern.relations()
    assert [bound.id for bound in pattern.cue_words(("praised",))["点赞"]] == ["praised/praise"]
