"""The examples in the pattern files, each read as the whole text of a report."""

from __future__ import annotations

import pytest

from loaders import extract
from loaders.pattern import Example, Find, Leave, cue_words, pattern, relations, status_rules
from ontology import registry
from ontology.period import Period
from ontology.report import Report
from ontology.statement import Name, Statement, plain

PLACE = "苏州市"
EXAMPLES = [
    pytest.param(relation, cue.id, example, id=f"{relation}/{cue.id}: {example.text}")
    for relation in relations()
    for cue in pattern(relation).cues
    for example in cue.examples
]
LEAVES = [
    pytest.param(relation, leave, id=f"{relation}/{cue.id} leaves: {leave.text}")
    for relation in relations()
    for cue in pattern(relation).cues
    for leave in cue.leaves
]


def read(text: str, place: str | None) -> list[Statement]:
    known = registry.load()
    (owner,) = known.places_named(place or PLACE, 2024)
    report = Report(
        id="example", doc="example", place=Name(owner.label, "Place", owner.id), agency=None,
        period=Period("2024-01-01", "2024-06-30", "own"), plan_period=None, text=text,
    )  # fmt: skip
    return list(extract.read(report, known).statements)


def found(statement: Statement, relation: str, find: Find) -> bool:
    attrs = {key: value for key, value in statement.attrs.items() if key in find.attrs}
    return (
        statement.relation == relation
        and plain(statement.object.text) == plain(find.object)
        and find.subject in (None, statement.subject.text)
        and find.status in (None, statement.status)
        and find.period in (None, statement.period.text())
        and attrs == find.attrs
    )


@pytest.mark.parametrize(("relation", "cue", "example"), EXAMPLES)
def test_an_example_gives_its_statements(relation: str, cue: str, example: Example) -> None:
    statements = read(example.text, example.place)
    for find in example.finds:
        assert any(found(statement, relation, find) for statement in statements), (
            f"{relation}/{cue} misses {find}; read: "
            + "; ".join(f"{s.relation} {s.subject.text} {s.object.text} {s.status} {dict(s.attrs)}" for s in statements)
        )


@pytest.mark.parametrize(("relation", "leave"), LEAVES)
def test_a_counter_example_gives_none(relation: str, leave: Leave) -> None:
    said = [s for s in read(leave.text, leave.place) if s.tier != "candidate"]
    read_there = [s.object.text for s in said if s.relation == relation]
    assert read_there == [], leave.why


def test_each_relation_read_from_text_has_a_pattern_file() -> None:
    from ontology import schema

    assert set(relations()) == {name for name, row in schema.load().relations.items() if row.source == "text"}


def test_a_longer_cue_word_keeps_the_cues_of_a_shorter_one_of_another_relation() -> None:
    words = cue_words(relations())
    assert {bound.relation for bound in words["修订发布"]} >= {"issued"}
    for word, bound in words.items():
        assert len({(b.relation, b.cue.side) for b in bound}) <= len(bound), word


def test_no_word_that_hides_cues_is_a_cue_itself() -> None:
    assert set(status_rules().never).isdisjoint(cue_words(relations()))
