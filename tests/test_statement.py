from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.errors import InputError, LineError
from ontology.period import Period
from ontology.statement import LADDER, TIERS, Evidence, Name, Statement, numbered, parse_line, plain

SUZHOU = Name("苏州市", "Place", "place:prefecture/320500")
KUNSHAN = Name("昆山市", "Place", "place:county/320583")

texts = st.text(min_size=1, max_size=12).filter(lambda text: plain(text) != "")
places = st.sampled_from((SUZHOU, KUNSHAN, Name("工业园区", "Place", "place:zone/320571")))
things = st.builds(Name, texts, st.sampled_from(("Reform", "Platform", "Service")))
periods = st.sampled_from([Period.parse(text) for text in ("2024", "2024H1", "2024-06-28/..", "../2021-12-31")])
attributes = st.dictionaries(texts, texts | st.lists(texts, max_size=3), max_size=3)


@st.composite
def evidences(draw: st.DrawFn) -> Evidence:
    quote = draw(st.text(min_size=1, max_size=20))
    start = draw(st.integers(0, 50))
    report = draw(st.sampled_from(("suzhou-2024h1", "suzhou-2016")))
    return Evidence(report, start, start + len(quote), quote, draw(texts))


statements = st.builds(
    Statement,
    relation=st.sampled_from(("adopted", "operates", "measured")),
    subject=places | things,
    object=things,
    place=places,
    status=st.none() | st.sampled_from(LADDER),
    period=periods,
    evidence=evidences(),
    pattern=texts,
    tier=st.sampled_from(TIERS),
    part=st.sampled_from(("done", "plan")),
    attrs=attributes,
)


def example() -> Statement:
    quote = "“免证办”事项近800项"
    return Statement(
        relation="adopted", subject=SUZHOU, object=Name("免证办", "Reform"), place=SUZHOU, status="adopted",
        period=Period.parse("2024H1", "own"), evidence=Evidence("suzhou-2024h1", 10, 10 + len(quote), quote, "一/1"),
        pattern="adopted.plain", tier="certain", attrs={"scope": "全市"},
    )


@given(statements)
def test_a_statement_comes_back_from_its_line(statement: Statement) -> None:
    line = statement.line()
    assert "\n" not in line
    assert parse_line(line) == statement
    assert parse_line(line).line() == line


@given(statements, places, places)
def test_two_places_never_share_a_statement(statement: Statement, one: Name, two: Name) -> None:
    ids = replace(statement, place=one).id, replace(statement, place=two).id
    assert (ids[0] == ids[1]) == (one == two)


@given(statements, periods, attributes, st.sampled_from(TIERS), texts)
def test_a_refined_date_or_value_keeps_the_id_and_changes_the_content(
    statement: Statement, period: Period, attrs: dict[str, str | list[str]], tier: str, pattern: str
) -> None:
    refined = replace(statement, period=period, attrs=attrs, tier=tier, pattern=pattern)
    assert refined.id == statement.id
    assert (refined.record()["content"] == statement.record()["content"]) == (refined.line() == statement.line())


@given(st.lists(statements, max_size=12))
def test_no_two_statements_of_a_reading_share_an_id(found: list[Statement]) -> None:
    ids = [statement.id for statement in numbered(found)]
    assert len(set(ids)) == len(found)


@given(st.lists(statements, max_size=8).flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_numbering_does_not_depend_on_the_order_of_input(orders: tuple[list[Statement], list[Statement]]) -> None:
    one, two = ([statement.line() for statement in numbered(found)] for found in orders)
    assert one == two


@given(st.lists(statements, max_size=8))
def test_numbering_twice_changes_nothing(found: list[Statement]) -> None:
    assert numbered(numbered(found)) == numbered(found)


def test_equal_keys_are_numbered_by_their_place_in_the_text() -> None:
    first = example()
    second = replace(first, evidence=replace(first.evidence, start=90, end=90 + len(first.evidence.quote)))
    assert [statement.turn for statement in numbered([second, first])] == [0, 1]
    assert numbered([second, first])[0].evidence.start == 10


@pytest.mark.parametrize(
    "change",
    [
        lambda s: replace(s, relation="operates"),
        lambda s: replace(s, subject=KUNSHAN),
        lambda s: replace(s, object=Name("一码免证", "Reform")),
        lambda s: replace(s, place=KUNSHAN),
        lambda s: replace(s, status="planned"),
        lambda s: replace(s, evidence=replace(s.evidence, report="suzhou-2016")),
        lambda s: replace(s, turn=1),
    ],
    ids=["relation", "subject", "object", "place", "planned", "report", "turn"],
)
def test_what_a_statement_is_about_changes_its_id(change: Callable[[Statement], Statement]) -> None:
    assert change(example()).id != example().id


@pytest.mark.parametrize("written", ["“免证办”", "免 证办", "《免证办》", "免证办\n"])
def test_marks_and_space_around_a_name_leave_the_id_alone(written: str) -> None:
    assert replace(example(), object=Name(written, "Reform")).id == example().id


def test_an_id_is_the_same_in_every_release() -> None:
    assert example().id == "s-f800524f986fa45f096b"


def test_a_name_that_swallows_its_neighbour_is_another_statement() -> None:
    one = replace(example(), relation="supports", subject=Name("甲乙", "Platform"), object=Name("丙", "Reform"))
    two = replace(example(), relation="supports", subject=Name("甲", "Platform"), object=Name("乙丙", "Reform"))
    assert one.id != two.id


def changed(**fields: object) -> str:
    return json.dumps({**example().record(), **fields}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "line 7: not a statement"),
        ("{", "line 7: not a statement"),
        ("[]", "line 7: not a statement"),
        ("null", "line 7: not a statement"),
        ("{}", "schema: Field required"),
        ("[" * 5000, "line 7: not a statement"),
        (changed(schema=2), "schema"),
        (changed(status="perhaps"), "status"),
        (changed(tier="sure"), "tier"),
        (changed(start="10"), "start"),
        (changed(start=-1), "start"),
        (changed(end=11), "start and end do not span the quote"),
        (changed(quote=""), "quote"),
        (json.dumps({**example().record(), "object": "\ud800"}), "line 7: not a statement"),
        (changed(quote="长" * 161), "quote"),
        (changed(report=""), "report"),
        (changed(period="2024-02-30"), "is no date"),
        (changed(period="2024/2023"), "ends before it begins"),
        (changed(basis="guess"), "basis 'guess'"),
        (changed(attrs={"value": 800}), "attrs"),
        (changed(turn=-1), "turn"),
        (changed(object="一件事"), "does not belong to this content"),
        (changed(place_id="place:county/320583"), "does not belong to this content"),
        (changed(id="s-00000000000000000000"), "does not belong to this content"),
    ],
)
def test_a_hostile_line_is_refused_with_its_number_and_reason(line: str, reason: str) -> None:
    with pytest.raises(LineError, match=reason) as caught:
        parse_line(line, "line 7")
    assert str(caught.value).startswith("line 7: ")


def test_half_a_character_in_a_name_is_refused_before_a_line_is_written() -> None:
    statement = replace(example(), object=Name("免证\ud800办", "Reform"))
    with pytest.raises(InputError, match=r"\\ud800.* holds half a character"):
        statement.line()


@given(st.text(max_size=60))
def test_no_text_makes_the_parser_fail_otherwise_than_with_a_line_error(text: str) -> None:
    with pytest.raises(LineError):
        parse_line(text)


@given(
    st.dictionaries(
        st.sampled_from(sorted(example().record())), st.none() | st.integers() | st.text(max_size=5), min_size=1
    )
)
def test_no_field_makes_the_parser_fail_otherwise_than_with_a_line_error(fields: dict[str, object]) -> None:
    line = changed(**fields)
    try:
        statement = parse_line(line)
    except LineError:
        return
    assert statement.id == json.loads(line)["id"]
