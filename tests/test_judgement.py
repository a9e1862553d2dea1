"""The journal of judgements, and what it amounts to."""

import json
import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology import judgement, verdict
from ontology.errors import DataFileError, InputError, LineError
from ontology.judgement import Bound, Judgement
from ontology.period import Period
from ontology.statement import Evidence, Name, Statement

ENTITIES = ("reform/a", "reform/b", "reform/c", "reform/unregistered/d")


def statement(quote: str = "推行免证办", pattern: str = "adopted/tui-xing", thing: str = "免证办") -> Statement:
    place = Name("苏州市", "Place", "place/prefecture-320500")
    return Statement(
        "adopted", place, Name(thing, "Reform"), place, "adopted", Period("2024", "2024"),
        Evidence("r", 0, len(quote), quote), pattern, "candidate",
    )


def judged(kind: judgement.Kind, *entities: str, label: str | None = None, retracts: str | None = None) -> Judgement:
    return Judgement(
        kind=kind, judge="李", day="2026-11-23", reason="读过原文", entities=entities, label=label, retracts=retracts
    )


def about(kind: judgement.Kind, said: Statement) -> Judgement:
    return Judgement(kind=kind, judge="李", day="2026-11-23", reason="读过原文", statement=Bound.to(said))


def applied(*judgements: Judgement) -> verdict.Applied:
    return verdict.effective(judgements).applied


pairs = st.lists(st.sampled_from(ENTITIES), min_size=2, max_size=3, unique=True)
decisions = st.one_of(
    st.builds(lambda e: judged("accept", e), st.sampled_from(ENTITIES)),
    st.builds(lambda e: judged("reject", e), st.sampled_from(ENTITIES)),
    st.builds(lambda e, label: judged("rename", e, label=label), st.sampled_from(ENTITIES), st.sampled_from("甲乙")),
    st.builds(lambda kind, e: judged(kind, *e), st.sampled_from(["same", "different"]), pairs),
    st.builds(lambda e: judged("part_of", *e[:2]), pairs),
    st.builds(lambda kind, quote: about(kind, statement(quote)), st.sampled_from(["accept", "reject"]),
              st.sampled_from(["推行免证办", "实行免证办"])),
)


@given(decisions)
def test_a_line_gives_its_judgement_back(one: Judgement) -> None:
    assert judgement.parse(one.line()) == one
    assert "\n" not in one.line()


@given(st.lists(decisions, max_size=8), decisions)
def test_what_is_taken_back_leaves_the_view_as_it_was(before: list[Judgement], one: Judgement) -> None:
    added = one.model_copy(update={"turn": 99})
    back = judged("retract", retracts=added.id)
    assert verdict.effective([*before, added, back]).applied == verdict.effective(before).applied
    assert verdict.effective([*before, added, back]).conflicts == verdict.effective(before).conflicts


@given(st.lists(decisions, max_size=8), decisions)
def test_taking_a_retraction_back_restores_the_judgement(before: list[Judgement], one: Judgement) -> None:
    back = judged("retract", retracts=one.id)
    again = judged("retract", retracts=back.id)
    assert verdict.effective([*before, one, back, again]).applied == verdict.effective([*before, one]).applied


@given(st.lists(decisions, max_size=8).flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_of_lines_plays_no_part(orders: tuple[list[Judgement], list[Judgement]]) -> None:
    assert verdict.effective(orders[0]) == verdict.effective(orders[1])


@given(st.lists(decisions, max_size=8))
def test_nothing_is_the_same_as_what_it_is_different_from(judgements: list[Judgement]) -> None:
    view = applied(*judgements)
    assert all(view.entity(first) != view.entity(second) for first, second in view.different)
    assert all(view.entity(view.entity(entity)) == view.entity(entity) for entity in ENTITIES)


def test_a_rejected_statement_is_known_by_key_and_quote() -> None:
    said = statement()
    view = applied(about("reject", said))
    assert view.rejects(said)
    assert not view.accepts(said)
    assert not view.rejects(statement("实行免证办"))
    assert applied(about("accept", said)).accepts(said)


def test_a_registered_entity_stands_for_its_group() -> None:
    view = applied(judged("same", "reform/unregistered/d", "reform/b"), judged("same", "reform/b", "reform/c"))
    assert {entity: view.entity(entity) for entity in ENTITIES} == {
        "reform/a": "reform/a", "reform/b": "reform/b", "reform/c": "reform/b", "reform/unregistered/d": "reform/b",
    }


def test_a_label_and_a_part_belong_to_the_entity_that_stands_for_the_group() -> None:
    view = applied(
        judged("same", "reform/b", "reform/c"), judged("rename", "reform/c", label="丙"),
        judged("part_of", "reform/a", "reform/c"),
    )
    assert view.labels == {"reform/b": "丙"}
    assert view.part_of == (("reform/a", "reform/b"),)


def test_a_chain_of_sames_against_a_different_is_a_conflict_and_joins_nothing() -> None:
    chain = [judged("same", "reform/a", "reform/b"), judged("same", "reform/b", "reform/c")]
    apart = judged("different", "reform/c", "reform/a")
    found = verdict.effective([*chain, apart])
    (conflict,) = found.conflicts
    assert (conflict.reason, set(conflict.judgements)) == ("same and different", {one.id for one in [*chain, apart]})
    assert found.applied.canonical == {}
    assert verdict.effective([*chain, apart, judged("retract", retracts=apart.id)]).conflicts == ()


def test_opposite_judgements_are_a_conflict_and_neither_is_applied() -> None:
    right, wrong = about("accept", statement()), about("reject", statement())
    found = verdict.effective([right, wrong])
    assert [set(conflict.judgements) for conflict in found.conflicts] == [{right.id, wrong.id}]
    assert (found.applied.accepted, found.applied.rejected) == (frozenset(), frozenset())


def test_two_labels_are_a_conflict() -> None:
    found = verdict.effective([judged("rename", "reform/a", label="甲"), judged("rename", "reform/a", label="乙")])
    assert [conflict.reason for conflict in found.conflicts] == ["two labels"]
    assert found.applied.labels == {}


def test_parts_of_each_other_are_a_conflict() -> None:
    round_ = [judged("part_of", "reform/a", "reform/b"), judged("part_of", "reform/b", "reform/a")]
    found = verdict.effective([*round_, judged("part_of", "reform/c", "reform/a")])
    assert [set(conflict.judgements) for conflict in found.conflicts] == [{one.id for one in round_}]
    assert found.applied.part_of == (("reform/c", "reform/a"),)


def test_what_has_changed_comes_up_again_and_what_is_gone_is_lost() -> None:
    one = about("accept", statement())
    assert verdict.standing([one], [statement()], ()).held == (one,)
    assert verdict.standing([one], [statement(pattern="adopted/other")], ()).changed == (one,)
    assert verdict.standing([one], [statement("实行免证办")], ()).changed == (one,)
    assert verdict.standing([one], [statement(thing="一网通办")], ()).lost == (one,)


def test_a_judgement_about_an_entity_that_is_gone_is_lost() -> None:
    one = judged("same", "reform/a", "reform/b")
    assert verdict.standing([one], [], ENTITIES).held == (one,)
    assert verdict.standing([one], [], ["reform/a"]).lost == (one,)


def test_a_journal_is_only_added_to(tmp_path: pathlib.Path) -> None:
    path = tmp_path / judgement.FILE
    assert judgement.read(path) == ()
    (first,) = judgement.append(path, judged("accept", "reform/a"))
    before = path.read_bytes()
    (second,) = judgement.append(path, judged("accept", "reform/a"))
    assert path.read_bytes().startswith(before)
    assert (first.turn, second.turn, first.id == second.id) == (0, 1, False)
    assert judgement.read(path) == (first, second)
    assert judgement.faults(path) == []


def test_a_journal_takes_back_what_stands_in_one_before_it(tmp_path: pathlib.Path) -> None:
    theirs, ours = tmp_path / "theirs.jsonl", tmp_path / "ours.jsonl"
    (first,) = judgement.append(theirs, judged("accept", "reform/a"))
    (back,) = judgement.append(ours, judged("retract", retracts=first.id), beside=[theirs])
    assert judgement.read(theirs, ours) == (first, back)
    assert verdict.effective(judgement.read(theirs, ours)).applied == verdict.NOTHING
    with pytest.raises(DataFileError, match="which is not there"):
        judgement.read(ours)


def test_a_judgement_that_stands_in_two_journals_is_one(tmp_path: pathlib.Path) -> None:
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for path in paths:
        judgement.append(path, judged("accept", "reform/a"))
    assert len(judgement.read(*paths)) == 1


def test_a_line_without_its_end_is_ended_first(tmp_path: pathlib.Path) -> None:
    path = tmp_path / judgement.FILE
    path.write_text(judged("accept", "reform/a").line(), encoding="utf-8")
    judgement.append(path, judged("accept", "reform/b"))
    assert len(judgement.read(path)) == 2


def test_what_is_not_there_cannot_be_taken_back(tmp_path: pathlib.Path) -> None:
    path = tmp_path / judgement.FILE
    missing = "j-" + "0" * 20
    with pytest.raises(DataFileError, match=f"takes back {missing}, which is not there"):
        judgement.append(path, judged("retract", retracts=missing))
    assert not path.exists()


def test_every_fault_of_a_journal_is_listed(tmp_path: pathlib.Path) -> None:
    path = tmp_path / judgement.FILE
    good = judged("accept", "reform/a").line()
    path.write_text(f"{good}\nnonsense\n{good}\n", encoding="utf-8")
    line, twice = judgement.faults(path)
    assert line.startswith("judgements.jsonl: line 2: not a judgement: ")
    assert twice.endswith(" stands twice")
    with pytest.raises(LineError, match="line 2"):
        judgement.read(path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "guess"}, "kind: Input should be 'accept'"),
        ({"day": "2026-11"}, "2026-11 is no day"),
        ({"day": "2026-02-30"}, "'2026-02-30' is no date"),
        ({"judge": ""}, "judge: String should have at least 1 character"),
        ({"reason": None}, "reason: Input should be a valid string"),
        ({"entities": ["reform/a", "reform/b"]}, "accept is about 1 different entities"),
        ({"entities": []}, "accept is about 1 different entities"),
        ({"label": "甲"}, "label stands in a judgement of kind rename"),
        ({"retracts": "j-" + "0" * 20}, "retracts stands in a judgement of kind retract"),
        ({"statement": {"key": "0" * 64, "quote": "推行", "pattern": "p"}}, "a statement alone is accepted"),
        ({"more": 1}, "more: Extra inputs are not permitted"),
        ({"schema": 2}, "schema: Input should be 1"),
        ({"id": "j-" + "0" * 20}, "does not belong to this content"),
        ({"reason": "另一个理由"}, "does not belong to this content"),
    ],
)
def test_a_line_that_is_no_judgement_is_refused(change: dict[str, object], said: str) -> None:
    row = json.loads(judged("accept", "reform/a").line()) | change
    with pytest.raises(LineError) as error:
        judgement.parse(json.dumps(row), "line 7")
    assert str(error.value).startswith("line 7: ")
    assert said in str(error.value)


def test_the_same_entity_twice_is_no_pair() -> None:
    with pytest.raises(ValueError, match="same is about 2 different entities or more"):
        judged("same", "reform/a", "reform/a")


def test_a_day_that_is_none_is_an_input_error() -> None:
    with pytest.raises(InputError):
        Judgement(kind="accept", judge="李", day="soon", reason="x", entities=("reform/a",))
