"""Every question gives the same rows in both languages, on every engine, evidence included."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from graph.cypher import CypherGraph
from graph.model import Graph
from graph.rdf import RdflibGraph, RdfStore
from ontology import registry
from ontology.errors import NotFound, UsageError
from ontology.period import Period
from ontology.statement import Name
from queries.catalog import catalog, question
from queries.run import Engine, ask
from tests.graph_samples import GUANGDE, SUZHOU, XUANCHENG, graph, reading, readings, reform, report, say

if TYPE_CHECKING:
    from tests.conftest import Golden

SAMPLE = graph(*readings())
EVIDENCE = [resolved.statement.id for resolved in SAMPLE.statements]
ASKED: list[tuple[str, dict[str, str]]] = [
    ("adopters", {"reform": "免证办"}), ("adopters", {"reform": "免证苏州"}), ("adopters", {"reform": "一码免证"}),
    ("adopters", {"reform": "platform-type/hotline-12345"}), ("adopters", {"reform": "粤省事"}),
    ("lineage", {"reform": "免证办"}), ("lineage", {"reform": "综合窗口"}), ("lineage", {"reform": "帮办代办"}),
    ("timeline", {"place": "苏州市"}), ("timeline", {"place": "苏州", "from": "2024"}),
    ("timeline", {"place": "广德市"}), ("coverage", {}),
    *(("evidence", {"statement": statement}) for statement in EVIDENCE[:3]),
]


def engines(sample: Graph) -> list[Engine]:
    return [CypherGraph.of(sample), RdfStore.of(sample), RdflibGraph.of(sample)]


ENGINES = engines(SAMPLE)


def rows(name: str, arguments: dict[str, str], engine: Engine) -> list[dict[str, object]]:
    return [dict(row) for row in ask(question(name), arguments, engine, registry.load()).rows]


def hard() -> Graph:
    """What tends to part engines: an end, two edges of one pair, equal days, no variants, marks, an older code."""
    text = "“某\n某\"事'”已办。不再办“某某事”。广德县试“某某事”。"
    first = report("000", SUZHOU, "2022", text, text_kind="original")
    later = report("b", SUZHOU, "2024H1", text)
    county = report("c", XUANCHENG, "2018", text)
    thing, old = reform("某某事"), Name("广德县", "Place")
    ends = (say(later, "不再办“某某事”", "adopted", thing, "ended"), say(later, "不再办", "offers", thing, "ended"))
    return graph(
        reading(
            first, say(first, "“某\n某\"事'”已办", "adopted", thing, "adopted", attrs={"begin": "launched"}),
            say(first, "“某\n某\"事'”已办", "offers", thing, "adopted"),
            say(first, "“某\n某\"事'”已办", "adopted", thing, "expanded", tier="likely",
                period=Period.parse("2022-05/..", "since")),
            say(first, "“某\n某\"事'”已办", "adopted", reform("另一事"), "adopted", tier="candidate"),
        ),
        reading(later, *ends),
        reading(county, say(county, "广德县试“某某事”", "adopted", thing, "piloted", place=old)),
    )


@pytest.mark.parametrize(("name", "arguments"), ASKED)
def test_every_engine_gives_the_same_rows_in_the_same_order(name: str, arguments: dict[str, str]) -> None:
    cypher, oxigraph, rdflib = (rows(name, arguments, engine) for engine in ENGINES)
    assert len(cypher) > 0 or arguments == {"reform": "一码免证"}
    assert cypher == oxigraph
    assert cypher == rdflib


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("adopters", {"reform": "某某事"}), ("lineage", {"reform": "某某事"}), ("timeline", {"place": "苏州市"}),
        ("timeline", {"place": "广德市"}), ("timeline", {"place": "苏州市", "from": "2024-07"}), ("coverage", {}),
    ],
)
def test_hard_cases_part_no_engines(name: str, arguments: dict[str, str]) -> None:
    cypher, oxigraph, rdflib = (rows(name, arguments, engine) for engine in engines(hard()))
    assert cypher == oxigraph
    assert cypher == rdflib


def test_every_question_is_asked_here() -> None:
    assert {name for name, _ in ASKED} == set(catalog())


def test_the_rows_are_those_of_the_golden_file(golden: Golden) -> None:
    asked = [ASKED[0], ASKED[6], ("coverage", {})]
    found = {f"{name} {arguments}": rows(name, arguments, ENGINES[0]) for name, arguments in asked}
    golden.check("questions.json", json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def test_every_quote_stands_where_its_row_says() -> None:
    for engine in ENGINES[:2]:
        for statement in EVIDENCE:
            (row,) = rows("evidence", {"statement": statement}, engine)
            start, end = row["quote_start"], row["quote_end"]
            assert isinstance(start, int)
            assert isinstance(end, int)
            assert SAMPLE.text(str(row["report"]))[start:end] == row["quote"]


def test_a_plan_a_draft_and_a_pilot_are_no_adoption() -> None:
    adopters = rows("adopters", {"reform": "免证办"}, ENGINES[0])
    assert {row["place_name"] for row in adopters} == {"宣城市", "苏州市"}


def test_an_adopter_that_gave_up_is_shown_with_the_day() -> None:
    found = rows("adopters", {"reform": "某某事"}, engines(hard())[0])
    assert [(row["since"], row["ended"]) for row in found] == [
        ("2022-05-31", "2024-06-30"), ("2022-12-31", "2024-06-30"),
    ]


def test_a_place_is_followed_through_its_codes() -> None:
    assert [row["report"] for row in rows("timeline", {"place": "广德市"}, engines(hard())[1])] == ["c"]


def test_a_candidate_is_in_no_answer() -> None:
    found = rows("timeline", {"place": "苏州市"}, engines(hard())[0])
    assert all(row["tier"] != "candidate" for row in found)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_thing_is_given_by_name_by_alias_or_by_id(engine: Engine) -> None:
    names = ("综合窗口", "综合窗口改革", "reform/zong-he-chuang-kou-gai-ge")
    by_name = [rows("lineage", {"reform": name}, engine) for name in names]
    assert by_name[0] == by_name[1] == by_name[2]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("given", ["无此事", "' OR 1=1 //", '" } #', "苏州市", "reform/no-such"])
def test_what_names_nothing_of_the_kind_is_not_found(engine: Engine, given: str) -> None:
    with pytest.raises(NotFound):
        rows("adopters", {"reform": given}, engine)


def test_a_name_that_two_things_share_is_refused_with_both() -> None:
    of = report("suzhou-2024h1", SUZHOU, "2024H1", "有此一说。")
    sample = graph(
        reading(
            of, say(of, "有此一说", "adopted", reform("某某通"), "adopted"),
            say(of, "有此一说", "operates", Name("某某通", "Platform"), "adopted"),
            say(of, "有此一说", "operates", Name("某某通", "Platform"), "adopted", place=GUANGDE),
        )
    )
    for engine in engines(sample):
        with pytest.raises(UsageError) as refused:
            rows("adopters", {"reform": "某某通"}, engine)
        for entity in ("reform/unregistered/某某通", "platform/unregistered/320500/某某通"):
            assert entity in str(refused.value)
        assert len(rows("adopters", {"reform": "platform/unregistered/341882/某某通"}, engine)) == 1


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("adopters", {}, "adopters needs reform"),
        ("adopters", {"reform": "免证办", "colour": "red"}, "no parameter colour"),
        ("coverage", {"place": "苏州市"}, "it takes no parameters"),
    ],
)
def test_arguments_that_are_wrong_are_refused(name: str, arguments: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        rows(name, arguments, ENGINES[0])


def test_the_row_limit_leaves_rows_out_and_says_so() -> None:
    for engine in ENGINES:
        answer = ask(question("coverage"), {}, engine, registry.load(), row_limit=2)
        assert (len(answer.rows), answer.left_out) == (2, True)


def test_an_empty_workspace_has_no_rows() -> None:
    for engine in engines(graph()):
        assert rows("coverage", {}, engine) == []
        with pytest.raises(NotFound):
            rows("adopters", {"reform": "免证办"}, engine)
