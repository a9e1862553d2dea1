from __future__ import annotations

import pathlib
import re

import pytest

from ontology.errors import DataFileError, UsageError
from queries.catalog import catalog, question, questions

NAMES = [
    "adopters", "agencies", "before_national", "candidates", "claims", "connections", "coverage", "curve", "documents",
    "documents_of_place", "evidence", "first_claims", "flagged", "gap", "genealogies", "genealogy", "learned",
    "learners", "lineage", "mandates", "measurements", "names", "parts", "place_history", "places", "plans",
    "plans_due", "platform_types", "platforms",
    "reform_family", "reforms", "report", "services", "shared", "silent", "statements", "tenants", "timeline",
    "together", "widened", "within_province", "yearly",
]
HEADER = """title: Who is there
title_zh: 有谁
purpose: A question for a test
purpose_zh: 测试用的问题
parameter reform: Reform, Service | required | 免证办 | the reform
parameter from: text | optional | 2023 | only from then on
column place: id of the place
example: zhengmai ask who reform=免证办
"""
CYPHER = "MATCH (p) WHERE p.id = $reform AND p.since >= $from RETURN p.id AS place\n"
SPARQL = 'SELECT ?place WHERE { VALUES ?reform { "a" } VALUES ?from { "" } ?place ?p ?reform }\n'


def write(
    folder: pathlib.Path, cypher: str = HEADER, sparql: str = HEADER, queries: tuple[str, str] = (CYPHER, SPARQL)
) -> None:
    """A question in two files, its headers as comments."""
    for suffix, mark, header, query in ((".cypher", "// ", cypher, queries[0]), (".rq", "# ", sparql, queries[1])):
        commented = "".join(f"{mark}{line}\n" for line in header.splitlines())
        (folder / f"who{suffix}").write_text(commented + query, encoding="utf-8")


def test_the_questions_of_the_project_are_these() -> None:
    assert list(catalog()) == NAMES


def test_a_question_has_what_its_header_says(tmp_path: pathlib.Path) -> None:
    write(tmp_path)
    found = questions(tmp_path)["who"]
    assert (found.header.title, found.header.title_zh) == ("Who is there", "有谁")
    assert [(p.name, p.kind, p.of, p.required) for p in found.header.parameters] == [
        ("reform", "entity", ("Reform", "Service"), True), ("from", "text", (), False),
    ]
    assert found.header.columns == {"place": "id of the place"}
    assert set(found.texts) == {"cypher", "sparql"}


@pytest.mark.parametrize("name", NAMES)
def test_a_question_returns_the_columns_of_its_header_in_both_languages(name: str) -> None:
    found = question(name)
    for column in found.header.columns:
        assert f"?{column}" in found.texts["sparql"]
        assert re.search(rf"(AS|RETURN|,) {column}\b", found.texts["cypher"].replace("\n", " ")) is not None
    assert f"zhengmai ask {name}" in found.header.example


@pytest.mark.parametrize("name", NAMES)
def test_a_question_orders_its_rows_and_never_by_chance(name: str) -> None:
    for text in question(name).texts.values():
        assert "ORDER BY" in text.rpartition("\n}" if "SELECT" in text else "RETURN")[2]


@pytest.mark.parametrize("name", NAMES)
def test_a_question_that_quotes_says_whose_words_they_are(name: str) -> None:
    columns = question(name).header.columns
    for column in columns:
        if column.endswith("quote"):
            others = [column.removesuffix("quote") + other for other in ("text_kind", "report", "statement")]
            assert {other for other in others if other not in columns and f"{other}_id" not in columns} == set()


def test_a_question_has_its_title_and_purpose_in_chinese() -> None:
    for found in catalog().values():
        for text in (found.header.title_zh, found.header.purpose_zh):
            assert re.search("[\u4e00-\u9fff]", text) is not None


def test_a_parameter_may_be_several_and_a_day_is_the_first_or_the_last_of_a_time() -> None:
    several = {p.name: p.several for p in question("gap").header.parameters}
    assert several == {"place": False, "peers": True}
    assert [p.kind for p in question("plans_due").header.parameters] == ["first day", "last day"]


def test_an_unknown_question_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="whither: is no question: there are adopters, agencies"):
        question("whither")


@pytest.mark.parametrize("suffix", [".cypher", ".rq"])
def test_a_question_in_one_language_is_refused(tmp_path: pathlib.Path, suffix: str) -> None:
    write(tmp_path)
    (tmp_path / f"who{suffix}").unlink()
    with pytest.raises(DataFileError, match=f"who{suffix}: is missing"):
        questions(tmp_path)


@pytest.mark.parametrize(
    ("cypher", "sparql", "told"),
    [
        (HEADER, HEADER.replace("in a test", ""), None),
        (HEADER, HEADER.replace("id of the place", "another thing"), "header differs"),
        (HEADER + "colour: red\n", HEADER, "colour"),
        (HEADER + "column place: again\n", HEADER, "column place stands twice"),
        (HEADER + "title: again\n", HEADER, "title stands twice"),
        (HEADER.replace("title: Who is there\n", ""), HEADER, "title"),
        (HEADER.replace("title_zh: 有谁\n", ""), HEADER, "title_zh"),
        (HEADER.replace("required", "sometimes"), HEADER, "required, optional or several"),
        (HEADER.replace("Reform, Service", "Reform, Dragon"), HEADER, "Dragon"),
        (HEADER.replace("column place: id of the place\n", ""), HEADER, "columns"),
        (HEADER + "no colon here\n", HEADER, "key: value"),
        (HEADER.replace(" | the reform", ""), HEADER, "must be kind"),
    ],
)
def test_a_header_that_is_wrong_is_refused(tmp_path: pathlib.Path, cypher: str, sparql: str, told: str | None) -> None:
    write(tmp_path, cypher, sparql)
    if told is None:
        assert list(questions(tmp_path)) == ["who"]
        return
    with pytest.raises(DataFileError, match=told) as refused:
        questions(tmp_path)
    assert "who" in str(refused.value)


@pytest.mark.parametrize(
    ("queries", "told"),
    [
        ((CYPHER.replace("$reform", "'x'"), SPARQL), r"who.cypher: does not use \$reform"),
        ((CYPHER, SPARQL.replace('VALUES ?reform { "a" }', "")), r"who.rq: must hold VALUES \?reform"),
        ((CYPHER, SPARQL.replace("?place ?p", 'VALUES ?from { "b" } ?place ?p')), r"hold VALUES \?from"),
    ],
)
def test_a_text_that_leaves_a_parameter_out_is_refused(
    tmp_path: pathlib.Path, queries: tuple[str, str], told: str
) -> None:
    write(tmp_path, queries=queries)
    with pytest.raises(DataFileError, match=told):
        questions(tmp_path)


def test_a_parameter_stands_apart_from_a_column_of_its_name_and_may_be_bound_twice(tmp_path: pathlib.Path) -> None:
    sparql = SPARQL.replace("VALUES ?reform", "VALUES ?asked_reform")
    write(tmp_path, queries=(CYPHER, f"{sparql} # {sparql}"))
    assert list(questions(tmp_path)) == ["who"]


def test_a_file_that_is_no_text_is_refused(tmp_path: pathlib.Path) -> None:
    write(tmp_path)
    (tmp_path / "who.rq").write_bytes(b"# title: \xff\xfe")
    with pytest.raises(DataFileError, match=r"who\.rq: cannot be read"):
        questions(tmp_path)
