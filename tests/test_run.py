"""Every question gives the same rows in both languages, on every engine, evidence included."""

from __future__ import annotations

import datetime
import json
import pathlib
import shlex
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from graph.cypher import CypherGraph
from graph.lineage import lineage
from graph.model import Graph, last_known_day
from graph.rdf import RdflibGraph, RdfStore
from loaders import batch
from ontology import lineages, registry
from ontology.errors import NotFound, UsageError
from ontology.period import Period, iso_day
from ontology.statement import Name
from queries.catalog import catalog, question
from queries.run import Engine, ask
from tests.graph_samples import GUANGDE, SUZHOU, XUANCHENG, graph, reading, reform, report, say, wide

if TYPE_CHECKING:
    from tests.conftest import Golden

SAMPLE = graph(*wide(), documented=lineages.load())
EVIDENCE = [resolved.statement.id for resolved in SAMPLE.statements]
SU, XUAN = "苏州市", "宣城市"
# The first of each question is its golden file.
ASKED: dict[str, list[dict[str, str]]] = {
    "adopters": [{"reform": reform} for reform in ("免证办", "免证苏州", "platform-type/hotline-12345", "粤省事")],
    "agencies": [{"place": SU}, {"place": "中山市"}],
    "before_national": [{}, {"reform": "跨省通办"}],
    "candidates": [{}],
    "claims": [{}, {"thing": "免证办"}, {"place": SU}],
    "connections": [{"platform": "苏周到"}],
    "coverage": [{}],
    "curve": [{"reform": "免证办"}],
    "documents": [{"reform": "免证办"}],
    "documents_of_place": [{"place": "中山市"}, {"place": XUAN}],
    "evidence": [{"statement": statement} for statement in EVIDENCE[:3]],
    "first_claims": [{}, {"thing": "免证办"}],
    "flagged": [{}, {"place": SU}],
    "gap": [{"place": XUAN, "peers": "苏州市,中山市"}, {"place": XUAN}, {"place": SU, "peers": "衢州市、宁国市"}],
    "genealogies": [{}],
    "genealogy": [{"name": "免证办"}, {"name": "lineage/wu-cha-bie"}, {"name": "不见面审批"}],
    "learned": [{}, {"place": XUAN}, {"reform": "免证办"}],
    "learners": [{"place": "衢州市"}],
    "lineage": [{"reform": reform} for reform in ("免证办", "综合窗口", "帮办代办")],
    "mandates": [{}, {"place": SU, "reform": "帮办代办"}, {"reform": "不见面审批"}],
    "measurements": [{"thing": "综合窗口"}, {"thing": "免证办", "place": SU}],
    "names": [{}],
    "parts": [{"thing": "苏周到"}],
    "place_history": [{"place": "广德市"}, {"place": "place/county-341822"}],
    "places": [{}],
    "plans": [{}, {"place": SU}, {"reform": "免证办"}, {"as_of": "2017"}, {"as_of": "2018-06", "reform": "免证办"}],
    "plans_due": [{}, {"from": "2017", "to": "2018"}],
    "platform_types": [{}],
    "platforms": [{"place": SU}, {"place": "中山市"}],
    "reform_family": [{"reform": "免证办"}],
    "reforms": [{}],
    "report": [{"report": "suzhou-2017"}],
    "services": [{"place": SU}],
    "shared": [{"place": SU, "other": XUAN}],
    "silent": [{"reform": "免证办"}],
    "statements": [{"entity": "苏周到"}, {"entity": SU}, {"entity": "免证办"}],
    "tenants": [{}, {"platform": "皖事通"}],
    "timeline": [{"place": SU}, {"place": "苏州", "from": "2024"}, {"place": "广德市"}],
    "together": [{"reform": "免证办"}],
    "widened": [{}, {"place": SU}, {"reform": "免证办"}],
    "within_province": [{"province": "安徽省"}],
    "yearly": [{}, {"reform": "免证办"}],
}
EACH = [(name, arguments) for name, asked in ASKED.items() for arguments in asked]
# What the graph of other reports has in the place of an example: an id of theirs.
OWN_IDS = ("report", "statement")


def engines(sample: Graph) -> list[Engine]:
    return [CypherGraph.of(sample), RdfStore.of(sample), RdflibGraph.of(sample)]


ENGINES = engines(SAMPLE)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan of the sample."""

    thing: str
    due_day: int | None


PLANS = [Plan(r.object, r.statement.period.last) for r in SAMPLE.statements if r.statement.status == "planned"]


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


@pytest.fixture(scope="session")
def seeds(root: pathlib.Path) -> tuple[Graph, list[Engine]]:
    """The reports that ship."""
    return of_folder(root / "seeds")


@pytest.fixture(scope="session")
def reports(shared: pathlib.Path) -> tuple[Graph, list[Engine]]:
    """The real reports."""
    return of_folder(shared / "reports")


def of_folder(folder: pathlib.Path) -> tuple[Graph, list[Engine]]:
    """The graph of a folder of reports, and the two engines that answer quickly; tests/test_engines.py asks rdflib."""
    sources = batch.sources([folder], folder / "reports.yaml", place=None, agency=None, period=None)
    read = graph(*batch.read_all(sources, workers=1), documented=lineages.load())
    return read, [CypherGraph.of(read), RdfStore.of(read)]


def example(name: str, of: Graph) -> dict[str, str]:
    """The arguments of the example in a question's header; an id of another graph gives way to one of this."""
    _, _, *values = shlex.split(question(name).header.example.removeprefix("zhengmai "))
    arguments = dict(value.split("=", 1) for value in values)
    own = {"report": of.reports, "statement": {resolved.id: resolved for resolved in of.statements}}
    return {
        key: value if key not in OWN_IDS or value in own[key] else next(iter(own[key]))
        for key, value in arguments.items()
    }


@pytest.mark.parametrize(("name", "arguments"), EACH)
def test_every_engine_gives_the_same_rows_in_the_same_order(name: str, arguments: dict[str, str]) -> None:
    cypher, oxigraph, rdflib = (rows(name, arguments, engine) for engine in ENGINES)
    assert len(cypher) > 0
    assert cypher == oxigraph
    assert cypher == rdflib


@pytest.mark.parametrize("name", ASKED)
def test_the_example_of_a_question_has_rows_on_the_seeds_the_same_on_each_engine(
    name: str, seeds: tuple[Graph, list[Engine]]
) -> None:
    given = dict(value.split("=", 1) for value in shlex.split(question(name).header.example)[3:])
    assert example(name, seeds[0]) == given, "the id of the example is none of the seeds"
    cypher, oxigraph = (rows(name, given, engine) for engine in seeds[1])
    assert len(cypher) > 0
    assert cypher == oxigraph


@pytest.mark.parametrize("name", ASKED)
def test_each_engine_gives_the_same_rows_of_the_real_reports(
    name: str, reports: tuple[Graph, list[Engine]]
) -> None:
    whole = {p.name: p.example for p in question(name).header.parameters if p.kind not in OWN_IDS}
    for arguments in (example(name, reports[0]), {**example(name, reports[0]), **whole}):
        cypher, oxigraph = (rows(name, arguments, engine) for engine in reports[1])
        assert cypher == oxigraph


@pytest.mark.parametrize("name", ASKED)
def test_every_quote_of_an_answer_stands_in_its_report(name: str) -> None:
    for row in rows(name, ASKED[name][0], ENGINES[0]):
        for column in [column for column in row if column.endswith("quote") and row[column] is not None]:
            before = column.removesuffix("quote")
            of = str(row.get(f"{before}report", row.get("report_id")))
            assert str(row[column]) in SAMPLE.text(of)
            assert row[f"{before}text_kind"] == SAMPLE.reports[of].text_kind
            assert SAMPLE.statement(str(row[f"{before}statement"])).statement.evidence.quote == row[column]


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


@pytest.mark.parametrize("name", [
    "before_national", "claims", "first_claims", "learned", "mandates", "plans", "tenants", "widened", "yearly",
])
def test_what_is_not_of_the_thing_asked_for_is_left_out(name: str) -> None:
    (parameter,) = [p.name for p in question(name).header.parameters if p.name in ("reform", "thing", "platform")]
    other = "platform-type/hotline-12345"
    for engine in ENGINES:
        left = rows(name, {parameter: other}, engine)
        assert all("12345" in str(row.values()) for row in left)
        assert len(left) < len(rows(name, {}, engine))


def test_every_question_is_asked_here() -> None:
    assert list(ASKED) == list(catalog())


@pytest.mark.parametrize("name", ASKED)
def test_the_rows_are_those_of_the_golden_file(name: str, golden: Golden) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in rows(name, ASKED[name][0], ENGINES[0])]
    golden.check(f"question-{name}.jsonl", "".join(f"{line}\n" for line in lines))


def test_the_outcomes_of_plans_are_those_of_the_lineage_as_of_any_day() -> None:
    days = {last_known_day(told) + more for told in SAMPLE.reports.values() for more in (-1, 0, 1)}
    compared = Counter[str]()
    for day in sorted(days | {plan.due_day for plan in PLANS if plan.due_day is not None}):
        asked = {str(row["statement"]): row for row in rows("plans", {"as_of": iso_day(day)}, ENGINES[0])}
        for thing in sorted({plan.thing for plan in PLANS}):
            for event in lineage(SAMPLE, thing, datetime.date.fromordinal(day)).events:
                row = asked.get(event.statements[0])
                if row is not None and event.outcome is not None:
                    shown = event.outcome.shown_by
                    assert (row["outcome"], row["due"], row["more"], row["later_statement"], row["later_report"]) == (
                        {"silent": "silent in the next report"}.get(event.outcome.name, event.outcome.name),
                        event.outcome.due, "yes" if event.more else "no", None if shown is None else shown.id,
                        event.outcome.report,
                    )
                    compared[event.outcome.name] += 1
    assert set(compared) >= {"not due", "no later report", "silent", "kept"}


def test_a_plan_is_unknown_before_the_report_that_tells_it() -> None:
    assert {row["since"] for row in rows("plans", {"as_of": "2016"}, ENGINES[0])} == {"2016-12-31"}
    assert rows("plans", {"as_of": "2015"}, ENGINES[0]) == []


def test_without_a_day_plans_are_looked_at_from_the_end_of_the_latest_report() -> None:
    assert rows("plans", {}, ENGINES[0]) == rows("plans", {"as_of": "2024"}, ENGINES[0])


def spread(places: int, years: int) -> Graph:
    """A reform that one more of these places has in use each year."""
    known = registry.load().entities.values()
    units = [unit for unit in known if unit.attrs.get("level") == "prefecture" and "to" not in unit.attrs]
    given = []
    for number, unit in enumerate(sorted(units, key=lambda unit: unit.id)[:places]):
        name = Name(unit.label, "Place", unit.id)
        for year in range(2020, 2020 + years):
            of = report(f"r-{number:02}-{year}", name, str(year), "某事。")
            used = [say(of, "某事", "adopted", reform("免证办"), "adopted")] if number <= year - 2020 else []
            given.append(reading(of, *used))
    return graph(*given)


@pytest.mark.parametrize(("places", "years"), [(19, 3), (20, 2)])
def test_a_curve_is_refused_with_its_numbers_where_there_are_few_places_or_years(places: int, years: int) -> None:
    for engine in engines(spread(places, years))[:2]:
        (row,) = rows("curve", {"reform": "免证办"}, engine)
        assert (row["year"], row["in_use"], row["places"], row["years"]) == (None, None, places, years)
        assert row["note"] == f"refused: {places} of 20 places, {years} of 3 years"


def test_a_curve_counts_the_places_that_have_a_report() -> None:
    for engine in engines(spread(20, 3)):
        found = rows("curve", {"reform": "免证办"}, engine)
        assert [(row["year"], row["places"], row["in_use"], row["note"]) for row in found] == [
            (2020, 20, 1, ""), (2021, 20, 2, ""), (2022, 20, 3, ""),
        ]


def test_a_cell_of_a_gap_never_says_that_a_place_lacks_something() -> None:
    cells = {str(row["cell"]) for row in rows("gap", {"place": SU, "peers": "衢州市,宁国市"}, ENGINES[0])}
    cells |= {str(row["cell"]) for row in rows("gap", ASKED["gap"][0], ENGINES[0])}
    silent = {"silent in 1 report", "silent in 2 reports", "silent in 3 reports"}
    assert cells == {"in use", "planned", "no report", *silent}


def test_the_peers_of_a_place_are_of_its_level_and_time_unless_they_are_named() -> None:
    own = {row["place_name"] for row in rows("gap", {"place": XUAN}, ENGINES[0])}
    assert own == {XUAN, SU}
    named = rows("gap", {"place": XUAN, "peers": "宁国市"}, ENGINES[0])
    assert {row["place_name"] for row in named} == {XUAN, "宁国市"}


def test_what_cannot_be_compared_is_not_put_together() -> None:
    found = rows("measurements", {"thing": "综合窗口"}, ENGINES[0])
    assert [(row["measure"], row["unit"], row["mode"]) for row in found] == [
        ("政务服务事项", "个", "not stated"), ("部门", "个", "not stated"),
    ]


def test_a_place_is_asked_for_by_any_of_its_records() -> None:
    for name in ("timeline", "platforms", "place_history"):
        by_id = [rows(name, {"place": place}, ENGINES[0]) for place in ("place/county-341882", "place/county-341822")]
        assert by_id[0] == by_id[1]


def test_every_quote_stands_where_its_row_says() -> None:
    for engine in ENGINES[:2]:
        for statement in EVIDENCE[::3]:
            (row,) = rows("evidence", {"statement": statement}, engine)
            start, end = row["quote_start"], row["quote_end"]
            assert isinstance(start, int)
            assert isinstance(end, int)
            assert SAMPLE.text(str(row["report"]))[start:end] == row["quote"]


def test_a_plan_a_draft_and_a_pilot_are_no_adoption() -> None:
    adopters = rows("adopters", {"reform": "免证办"}, ENGINES[0])
    assert {row["place_name"] for row in adopters} == {"宁国市", "宣城市", "苏州市"}


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
        ("plans", {"as_of": "next year"}, "as_of: 'next year' is no date: write 2024"),
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
