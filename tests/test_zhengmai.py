from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from typing import Any, Protocol

import pytest

import terminal
import zhengmai
from ontology.errors import NotFound, UsageError
from ontology.statement import parse_line

COMMANDS = (
    "build", "add", "extract", "why-not", "reports", "lineage", "ask", "questions", "cypher", "sparql", "show",
    "explain", "export", "picture", "brief", "review", "release-check", "push", "serve", "doctor",
)
DIGEST = "digest, not the words of the report"
OPENING = "苏州市政务服务局2024年上半年工作总结\n一、主要工作\n"
# 免证办 in the five reports, and in the digests of them: (place, thing, status), in order.
MIAN_ZHENG_BAN = [
    ("中山市", "免证办", "document"), ("中山市", "免证办", "planned"), ("宣城市", "免证办", "in use"),
    ("宣城市", "出门不带证", "in use"), ("广德市", "一码免证", "piloted"), ("苏州市", "免证办", "in use"),
    ("苏州市", "免证苏州", "in use"), ("苏州市", "免证办", "planned"),
]


class Golden(Protocol):
    """The golden files, as conftest.py gives them."""

    def check(self, name: str, text: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind: exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    def json(self) -> Any:  # noqa: ANN401  # whatever the command prints
        return json.loads(self.out)


def run(*arguments: str | pathlib.Path) -> Ran:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
        zhengmai.main([str(argument) for argument in arguments])
    code = ended.value.code
    return Ran(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())


def rows(workspace: pathlib.Path) -> list[tuple[object, ...]]:
    """Everything that the store of a workspace holds."""
    with contextlib.closing(sqlite3.connect(workspace / "store.sqlite")) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [(table, *row) for table in sorted(tables) for row in connection.execute(f"SELECT * FROM {table}")]


def report(folder: pathlib.Path, text: str, name: str = "suzhou.txt") -> pathlib.Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A workspace built from the digests that ship."""
    workspace = tmp_path_factory.mktemp("seeds") / "workspace"
    assert run("build", "--workspace", workspace, "--recorded", "2026-11-25").status == 0
    return workspace


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, shared: pathlib.Path) -> pathlib.Path:
    """A workspace built from the five real reports."""
    workspace = tmp_path_factory.mktemp("real") / "workspace"
    manifest = shared / "reports" / "reports.yaml"
    assert run("build", shared / "reports", "--manifest", manifest, "--workspace", workspace).status == 0
    return workspace


# ---------------------------------------------------------------- build and add


def test_building_twice_changes_nothing(seeds: pathlib.Path) -> None:
    before = rows(seeds)
    again = run("build", "--workspace", seeds, "--recorded", "2026-11-25")
    assert again.status == 0
    assert "5 unchanged" in again.err
    assert rows(seeds) == before


def test_add_keeps_what_is_there_and_build_leaves_only_what_is_given(tmp_path: pathlib.Path) -> None:
    workspace = tmp_path / "workspace"
    one = report(tmp_path, OPENING + "深化“免证办”改革。")
    two = report(tmp_path, "昆山市行政审批局2023年工作总结\n推行“一件事”改革。", "kunshan.txt")
    run("add", one, "--workspace", workspace)
    added = run("add", two, "--workspace", workspace)
    assert "1 new" in added.err
    assert len(run("reports", "--workspace", workspace, "--json").json()) == 2
    built = run("build", two, "--workspace", workspace)
    assert "1 unchanged, 1 removed" in built.err
    assert [row["place"] for row in run("reports", "--workspace", workspace, "--json").json()] == ["昆山市"]


def test_another_text_under_an_id_in_use_is_refused_unless_it_shall_replace(tmp_path: pathlib.Path) -> None:
    workspace = tmp_path / "workspace"
    first, second = OPENING + "深化“免证办”改革。", OPENING + "深化“一件事”改革。"
    run("add", report(tmp_path, first), "--workspace", workspace)
    before = rows(workspace)
    refused = run("add", report(tmp_path, second), "--workspace", workspace)
    assert refused.status == 3
    assert "two different texts" in refused.err
    assert rows(workspace) == before
    assert run("add", tmp_path / "suzhou.txt", "--replace", "--workspace", workspace).status == 0


@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("n", 3)])
def test_on_a_terminal_another_text_asks_whether_it_shall_replace(
    root: pathlib.Path, tmp_path: pathlib.Path, answer: str, status: int
) -> None:
    pty = pytest.importorskip("pty", reason="no terminals of this kind on this system")
    workspace = tmp_path / "workspace"
    first, second = OPENING + "深化“免证办”改革。", OPENING + "深化“一件事”改革。"
    run("add", report(tmp_path, first), "--workspace", workspace)
    before = rows(workspace)
    path = report(tmp_path, second)
    here, there = pty.openpty()
    command = [sys.executable, "-m", "zhengmai", "add", str(path), "--workspace", str(workspace)]
    with subprocess.Popen(command, cwd=root, stdin=there, stdout=subprocess.PIPE, stderr=there) as process:
        os.close(there)
        told = b""
        while b"[y/N]" not in told:
            told += os.read(here, 1000)
        os.write(here, answer.encode() + b"\n")
        with contextlib.suppress(OSError):  # the terminal ends with the process
            while True:
                os.read(here, 1000)
    os.close(here)
    assert process.returncode == status
    assert b"Replace 1 report?" in told
    assert (rows(workspace) == before) == (answer == "n")


def test_the_facts_of_the_command_line_describe_a_file_without_a_manifest(tmp_path: pathlib.Path) -> None:
    path = report(tmp_path, "深化“免证办”改革。")
    given = ("--place", "苏州市", "--period", "2024-01/2024-06", "--workspace", tmp_path / "workspace")
    assert run("add", path, *given).status == 0
    (row,) = run("reports", "--workspace", tmp_path / "workspace", "--json").json()
    assert (row["place"], row["period"], row["text_kind"]) == ("苏州市", "2024H1", "original")


def test_a_folder_s_own_manifest_is_found(root: pathlib.Path, tmp_path: pathlib.Path) -> None:
    assert run("build", root / "seeds", "--workspace", tmp_path / "w").status == 0
    kinds = {row["text_kind"] for row in run("reports", "--workspace", tmp_path / "w", "--json").json()}
    assert kinds == {"digest"}


def test_the_workspace_may_be_named_before_the_command_after_it_and_in_the_environment(
    seeds: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = run("reports", "--workspace", seeds, "--json").json()
    assert run("--workspace", seeds, "reports", "--json").json() == after
    monkeypatch.setenv("ZHENGMAI_WORKSPACE", str(seeds))
    assert run("reports", "--json").json() == after


# ---------------------------------------------------------------- bad input


def manifest(folder: pathlib.Path, row: str) -> pathlib.Path:
    report(folder, OPENING + "深化“免证办”改革。", "a.txt")
    path = folder / "manifest.yaml"
    path.write_text(f"- {{id: a, {row}}}\n", encoding="utf-8")
    return path


def a_file(folder: pathlib.Path, data: bytes) -> pathlib.Path:
    path = folder / "report.txt"
    path.write_bytes(data)
    return path


PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x02\x00\x00\x00\xd3\x10\x3f\x31" * 9
BAD_FILES = {
    "an empty file": (b"", "report.txt: the file is empty"),
    "a file of white space": (b" \n\n", "report.txt: the file is empty"),
    "a picture": (PICTURE, "report.txt: is no text"),
    "a truncated character": ((OPENING + "深化免证办").encode()[:-1], "report.txt: ends inside a character"),
    "a line of 50 MB": ((OPENING + "免" * 17_000_000).encode(), "report.txt: 51 MB is more than a report can be"),
    "no place": ("2024年上半年工作总结\n深化“免证办”改革。".encode(), "does not say whose report it is; give --place"),
    "no period": ("苏州市政务服务局工作总结\n深化“免证办”改革。".encode(), "names no term; give --period"),
}
BAD_ROWS = {
    "a wrong date": ("period: 2024-02-30/2024-06-30", "manifest.yaml: row 1 (a): period:"),
    "an unknown place": ("place: 不存在市, period: 2024H1", "不存在市 is no place known here"),
    "a place of several": ("place: 鼓楼区, period: 2024H1", "鼓楼区 may be"),
    "a code that is none": ("code: 苏州, period: 2024H1", "manifest.yaml: row 1 (a): code:"),
    "an unknown field": ("colour: red", "manifest.yaml: row 1 (a): colour:"),
    "a file elsewhere": ("file: ../a.txt", "lies outside the manifest's folder"),
}


@pytest.mark.parametrize("command", ["build", "add"])
@pytest.mark.parametrize(("data", "message"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_is_no_report_is_refused_and_the_store_stays(
    seeds: pathlib.Path, tmp_path: pathlib.Path, command: str, data: bytes, message: str
) -> None:
    before = rows(seeds)
    good = report(tmp_path, OPENING + "深化“免证办”改革。", "a.txt")
    refused = run(command, good, a_file(tmp_path, data), "--workspace", seeds)
    assert refused.status == 3
    assert message in refused.err
    assert refused.out == ""
    assert rows(seeds) == before


@pytest.mark.parametrize("command", ["build", "add", "extract"])
@pytest.mark.parametrize(("row", "message"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_manifest_that_is_wrong_is_refused_by_row_and_the_store_stays(
    seeds: pathlib.Path, tmp_path: pathlib.Path, command: str, row: str, message: str
) -> None:
    before = rows(seeds)
    described = manifest(tmp_path, row)
    refused = run("--workspace", seeds, command, tmp_path / "a.txt", "--manifest", described)
    assert refused.status == 3
    assert message in refused.err
    assert rows(seeds) == before


def test_a_manifest_alone_means_all_its_rows(tmp_path: pathlib.Path) -> None:
    described = manifest(tmp_path, "place: 苏州市, period: 2024H1")
    assert run("--workspace", tmp_path / "w", "build", "--manifest", described).status == 0
    refused = run("--workspace", tmp_path / "w", "build", "--manifest", manifest(tmp_path, "file: b.txt"))
    assert refused.status == 3
    assert "there is no file" in refused.err


def test_a_report_that_cannot_be_read_makes_no_workspace(tmp_path: pathlib.Path) -> None:
    assert run("build", a_file(tmp_path, b""), "--workspace", tmp_path / "workspace").status == 3
    assert not (tmp_path / "workspace").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("ask", "nosuch"), 2, "is no question: there are adopters, "),
        (("ask", "adopters", "colour=red"), 2, "adopters has no parameter colour: it takes reform"),
        (("ask", "adopters"), 2, "adopters needs reform"),
        (("ask", "adopters", "免证办"), 2, "免证办: must be name=value"),
        (("ask", "adopters", "reform=没有的改革"), 1, "没有的改革"),
        (("ask", "adopters", "reform=免证办", "--by", "sql"), 2, "--by"),
        (("show", "没有的东西"), 1, "没有的东西"),
        (("show", "鼓楼区"), 2, "鼓楼区: is the name of several: place/county-320106"),
        (("lineage", "没有的改革"), 1, "没有的改革"),
        (("lineage", "苏州市"), 1, "苏州市"),
        (("explain", "s-00"), 1, "s-00: no such statement"),
        (("cypher", "MATCH"), 2, "Cypher: "),
        (("cypher", "CREATE (n:X)"), 2, "Cypher: "),
        (("sparql", "SELECT"), 2, "SPARQL: "),
        (("sparql", "DELETE WHERE { ?s ?p ?o }"), 2, "SPARQL: "),
        (("sparql", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), 2, "SERVICE"),
        (("reports", "--json", "--csv"), 2, "choose one"),
        (("export", "parquet"), 2, "parquet: is no format: there are turtle"),
        (("export", "statements", "--as", "gexf"), 2, "--as gexf: statements comes as jsonl or csv"),
        (("export", "statements", "--as", "parquet"), 2, "say where it goes with -o"),
        (("export", "turtle", "--where", "colour=red"), 2, "--where colour=red: must be key=value"),
        (("export", "turtle", "--where", "place=没有的地方"), 1, "没有的地方"),
        (("export", "turtle", "-o", "seeds/nowhere/graph.ttl"), 4, "graph.ttl: cannot be written: No such file"),
        (("export", "neo4j-csv", "-o", "seeds"), 2, "seeds: is no empty folder"),
        (("export", "html"), 2, "html: is a page of one thing: say --where reform=NAME or --where place=NAME"),
        (("export", "html", "--where", "place=没有的地方"), 1, "没有的地方"),
        (("picture", "lineage", "免证办", "-o", "picture.gif"), 2, "picture.gif: a picture is a file .svg or .png"),
        (("picture", "curve", "没有的改革"), 1, "没有的改革"),
        (("brief", "苏州市", "-o", "brief.pdf"), 2, "brief.pdf: a brief is a file .md, .csv, .docx"),
        (("brief", "苏州市", "--peers", "没有的地方"), 1, "没有的地方"),
        (("brief", "海宁市"), 1, "name others with --peers"),
        (("push", "neptune", "bolt://127.0.0.1:9"), 2, "neptune: nothing can be pushed there: there is neo4j"),
        (("push", "neo4j", "http://127.0.0.1:9"), 2, "http://127.0.0.1:9"),
        (("push", "neo4j", "bolt://127.0.0.1:9"), 4, "bolt://127.0.0.1:9"),
        (("ask", "coverage", "--by", "neo4j"), 2, "--by neo4j and --neo4j BOLT-URL belong together"),
        (("ask", "coverage", "--neo4j", "bolt://127.0.0.1:9"), 2, "belong together"),
        (("ask", "coverage", "--by", "neo4j", "--neo4j", "bolt://127.0.0.1:9"), 4, "bolt://127.0.0.1:9"),
        (("serve", "--setting", "colour=red"), 2, "colour"),
        (("serve", "--port", "70000"), 2, "--port"),
        (("nosuch",), 2, "nosuch"),
        (("add", "nowhere.txt"), 3, "nowhere.txt: there is no such file or folder"),
        (("add", "nowhere.txt", "--recorded", "2024-02-30"), 3, "nowhere.txt"),
        (("extract", "seeds", "--workers", "0"), 2, "--workers"),
    ],
)
def test_what_cannot_be_answered_says_so_with_its_exit_status(
    seeds: pathlib.Path, arguments: tuple[str, ...], status: int, message: str
) -> None:
    before = rows(seeds)
    ran = run("--workspace", seeds, *arguments)
    assert ran.status == status
    assert message in ran.err
    assert "Traceback" not in ran.err
    assert rows(seeds) == before


def test_a_day_of_recording_that_is_none_is_refused(tmp_path: pathlib.Path) -> None:
    path = report(tmp_path, OPENING + "深化“免证办”改革。")
    ran = run("add", path, "--recorded", "2024-02-30", "--workspace", tmp_path / "w")
    assert ran.status == 2
    assert "--recorded 2024-02-30: is no day" in ran.err


@pytest.mark.parametrize("command", [("reports",), ("lineage", "免证办"), ("export", "turtle"), ("ask", "coverage")])
def test_a_workspace_that_is_not_there_is_an_error_of_the_store(
    tmp_path: pathlib.Path, command: tuple[str, ...]
) -> None:
    ran = run("--workspace", tmp_path / "nowhere", *command)
    assert ran.status == 4
    assert "make one with `zhengmai build`" in ran.err


def test_a_store_that_is_none_is_an_error_of_the_store(tmp_path: pathlib.Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"no database at all" * 99)
    ran = run("--workspace", tmp_path, "reports")
    assert ran.status == 4
    assert "store.sqlite" in ran.err


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize("workspace", ["seeds", "real"])
def test_the_lineage_of_mian_zheng_ban_is_that_of_the_reports(workspace: str, request: pytest.FixtureRequest) -> None:
    found = run("--workspace", request.getfixturevalue(workspace), "lineage", "免证办", "--json").json()
    events = found["events"]
    assert [(event["place"], event["thing"], event["status"]) for event in events] == MIAN_ZHENG_BAN
    assert [event["outcome"]["name"] for event in events if event["status"] == "planned"] == ["no later report"] * 2
    assert [event["more"] for event in events if event["status"] == "planned"] == [False, True]
    xuancheng = events[2]
    assert (xuancheng["begin_lo"], xuancheng["begin_hi"]) == (None, "2023-06-30")
    assert [figure["text"][:4] for figure in xuancheng["figures"]] == ["7个场景"]
    assert [figure["text"] for figure in events[5]["figures"]] == ["近800项"]
    assert [event["sources"] for event in events] == [[]] * 8
    assert (found["first_planned"], found["first_in_use"]) == (["中山市"], ["宣城市"])
    assert len(found["silent"]) == 2


@pytest.mark.parametrize("workspace", ["seeds", "real"])
def test_the_lineage_of_the_counter_has_the_one_arrow(workspace: str, request: pytest.FixtureRequest) -> None:
    found = run("--workspace", request.getfixturevalue(workspace), "lineage", "综合窗口", "--json").json()
    drafted = [event for event in found["events"] if event["status"] == "drafted"]
    assert [(event["place"], [source["name"] for source in event["sources"]]) for event in drafted] == [
        ("宣城市", ["衢州市", "台州市"])
    ]
    piloted = [event for event in found["events"] if event["status"] == "piloted"]
    assert [(event["place"], event["thing"]) for event in piloted] == [("宁国市", "无差别综合窗口")]
    figures = " ".join(figure["text"] for figure in piloted[0]["figures"])
    assert "920" in figures
    assert "28" in figures


@pytest.mark.parametrize("workspace", ["seeds", "real"])
def test_a_plan_of_2017_is_followed_to_2024(workspace: str, request: pytest.FixtureRequest) -> None:
    events = run("--workspace", request.getfixturevalue(workspace), "lineage", "帮办代办", "--json").json()["events"]
    plan, last = events[0], events[-1]
    assert (plan["place"], plan["thing"], plan["status"]) == ("苏州市", "代理代办", "planned")
    assert plan["period"].startswith("2017")
    assert (last["place"], last["status"], last["begin_hi"]) == ("苏州市", "in use", "2024-06-30")
    assert (plan["outcome"]["name"], plan["outcome"]["in_time"]) == ("kept", None)
    assert plan["outcome"]["statement"] == last["statement"]


def test_a_lineage_in_words_says_what_is_not_known(seeds: pathlib.Path) -> None:
    told = run("--workspace", seeds, "lineage", "免证办").out
    first, *lines = told.splitlines()
    (last,) = [line for line in lines if line.startswith("stated sources")]
    assert first.startswith("免证办 · 5 reports of 4 places read (2016, 2021, 2023, 2024) · named in 3")
    assert "began: not stated, ≤ 2023-06-30" in told
    assert "more of it; what became of it: no later report of 苏州市" in told
    assert "(no adoption)" in told
    assert "stated sources: none · mandates: none stated" in last
    assert "first seen in use: 宣城市 (origin unknown)" in last
    assert "silent: 苏州市 2016, 海宁市 2023" in last


@pytest.mark.parametrize(
    ("name", "file"), [("免证办", "lineage-mian-zheng-ban.txt"), ("综合窗口", "lineage-counter.txt")]
)
def test_the_lineages_that_make_run_prints_are_the_golden_ones(
    seeds: pathlib.Path, golden: Golden, name: str, file: str
) -> None:
    golden.check(file, run("--workspace", seeds, "lineage", name).out)


def test_the_words_of_a_report_stand_in_brackets_and_those_of_a_digest_do_not(
    seeds: pathlib.Path, real: pathlib.Path
) -> None:
    digest = run("--workspace", seeds, "lineage", "免证办").out
    own = run("--workspace", real, "lineage", "免证办").out
    assert "「做实“免证办”」" in own
    assert DIGEST not in own
    assert "「" not in digest
    assert DIGEST in digest


def test_each_event_leads_to_its_sentence(real: pathlib.Path, shared: pathlib.Path) -> None:
    for event in run("--workspace", real, "lineage", "免证办", "--json").json()["events"]:
        said = run("--workspace", real, "explain", event["statement"], "--json").json()
        text = (shared / "reports" / f"{event['report']}.txt").read_bytes().decode("utf-8-sig")
        assert text[said["start"] : said["end"]] == said["quote"] == event["quote"]
        assert said["before"] + said["quote"] + said["after"] in text


@pytest.mark.parametrize(
    "question", ["adopters reform=免证办", "lineage reform=免证办", "coverage", "timeline place=宣城市"]
)
def test_both_languages_print_the_same_rows(seeds: pathlib.Path, question: str) -> None:
    cypher = run("--workspace", seeds, "ask", *question.split(), "--by", "cypher", "--csv")
    sparql = run("--workspace", seeds, "ask", *question.split(), "--by", "sparql", "--csv")
    assert cypher.status == 0
    assert cypher.out == sparql.out
    assert len(list(csv.reader(io.StringIO(cypher.out)))) > 2


def test_json_csv_and_table_tell_the_same(seeds: pathlib.Path) -> None:
    asked = ("--workspace", seeds, "ask", "adopters", "reform=免证办")
    objects = run(*asked, "--json").json()
    header, *lines = list(csv.reader(io.StringIO(run(*asked, "--csv").out)))
    assert header == list(objects[0])
    assert lines == [["" if value is None else str(value) for value in row.values()] for row in objects]
    table = run(*asked)
    assert len(table.out.splitlines()) == len(objects) + 1
    assert "since_day" not in table.out
    assert DIGEST in table.err


def test_an_answer_without_rows_is_no_such_thing(seeds: pathlib.Path) -> None:
    asked = ("--workspace", seeds, "cypher", "MATCH (n:Place) WHERE n.id = 'x' RETURN n.id AS id")
    assert (run(*asked).status, run(*asked).out) == (1, "")
    assert run(*asked, "--json").json() == []


def test_raw_queries_in_both_languages_count_the_same_statements(seeds: pathlib.Path) -> None:
    cypher = run("--workspace", seeds, "cypher", "MATCH (s:Statement) RETURN count(s) AS n", "--json").json()
    sparql = run(
        "--workspace", seeds, "sparql",
        "PREFIX zm: <https://zhengmai.example/ontology#> SELECT (COUNT(?s) AS ?n) { ?s a zm:Statement }", "--json",
    ).json()
    assert cypher == sparql == [{"n": len(run("--workspace", seeds, "export", "statements").out.splitlines())}]


def test_show_has_the_edges_of_an_entity_with_their_sentences(seeds: pathlib.Path) -> None:
    shown = run("--workspace", seeds, "show", "苏周到", "--json").json()
    assert (shown["label"], shown["kind"], shown["owner"]) == ("苏周到", "Platform", "place/prefecture-320500")
    operated = [edge for edge in shown["edges"] if edge["edge"] == "OPERATES"]
    assert [(edge["source"], edge["status"] in ("adopted", "expanded")) for edge in operated] == [("苏州市", True)]
    assert "苏周到" in operated[0]["quote"]
    assert run("--workspace", seeds, "show", shown["id"], "--json").json() == shown
    assert run("--workspace", seeds, "show", "苏周到").out.startswith("苏周到 · Platform · ")


def test_show_has_the_edges_of_variants_and_instances_too(seeds: pathlib.Path) -> None:
    edges = run("--workspace", seeds, "show", "platform-type/hotline-12345", "--json").json()["edges"]
    owners = {(edge["source"], edge["target"]) for edge in edges if edge["edge"] == "OPERATES"}
    assert {source for source, _ in owners} >= {"苏州市", "中山市"}
    assert len({target for _, target in owners}) > 1


def test_what_both_readers_have_is_shown_with_its_evidence(real: pathlib.Path, shared: pathlib.Path) -> None:
    one, two = (
        {
            (row["doc"], row["predicate"], row["object"])
            for row in map(json.loads, (shared / "gold" / name).read_text(encoding="utf-8").splitlines())
            if row["predicate"] in ("operates", "adopted")
        }
        for name in ("dev.first.jsonl", "dev.second.jsonl")
    )
    # One name is longer than a passage may be in a committed file: it is known by its first part.
    part = "长三角G60科创走廊一网通办"
    names = sorted({part if name.startswith(part) else name for _, _, name in one & two})
    with zhengmai.open(real) as workspace:
        shown = [name for name in names if has_evidence(workspace, name)]
    assert sorted(set(names) - set(shown)) == []


def has_evidence(workspace: zhengmai.Workspace, name: str) -> bool:
    """Whether `show` has a sentence for the name; for a name of several, for each that it offers."""
    graph = workspace.graph
    try:
        found = [graph.find(name).id]
    except UsageError as error:
        found = [word for word in str(error).split() if word.split("/")[0] in ("platform", "reform", "service")]
    except NotFound:
        return False
    return all(
        any(row["quote"] is not None for row in (*terminal.edges_of(graph, entity), *terminal.doubtful(graph, entity)))
        for entity in found
    )


def test_a_watermark_is_nowhere_but_in_the_flagged_noise(real: pathlib.Path) -> None:
    with zhengmai.open(real) as workspace:
        assert not any("9001zz" in line for line in workspace.store.lines())
        assert not any("9001zz" in entity for entity in workspace.graph.entities)
        assert {flag.reason for _, flag in workspace.store.flags() if "9001zz" in flag.text} == {"noise"}


def test_explain_has_the_cue_words_and_what_the_registry_knows(seeds: pathlib.Path) -> None:
    lines = map(json.loads, run("--workspace", seeds, "export", "statements").out.splitlines())
    row = next(line for line in lines if line["pattern"] == "adopted/carry-out" and "实现“免证办”" in line["quote"])
    said = run("--workspace", seeds, "explain", row["id"], "--json").json()
    assert "推进" in said["cues"]["adopted/carry-out"]
    assert said["entities"]["subject"]["label"] == "苏州市"
    assert said["entities"]["object"]["id"] == "reform/mian-zheng-ban"
    told = run("--workspace", seeds, "explain", row["id"]).out
    assert "cue words of adopted/carry-out: 推进 " in told
    assert "[实现]" in told
    assert "object: 免证办 · Reform · reform/mian-zheng-ban" in told


def test_explain_marks_the_sentence_in_its_surroundings(seeds: pathlib.Path) -> None:
    row = run("--workspace", seeds, "ask", "adopters", "reform=免证办", "--json").json()[0]
    told = run("--workspace", seeds, "explain", row["statement"]).out
    assert f"⟦{row['quote']}⟧" in told
    assert row["report"] in told
    assert DIGEST in told


def test_the_questions_are_listed_with_an_example_that_runs(seeds: pathlib.Path) -> None:
    listed = run("questions", "--json").json()
    names = [row["question"] for row in listed]
    assert names == sorted(names)
    assert set(names) >= {"adopters", "coverage", "evidence", "lineage", "timeline"}
    for row in listed:
        program, *arguments = row["example"].split()
        assert program == "zhengmai"
        ran = run("--workspace", seeds, *arguments)
        assert ran.status in (0, 1), row["example"]  # 1: the digests say nothing of it


# ---------------------------------------------------------------- what goes out


def test_the_exported_statements_are_lines_that_come_back(seeds: pathlib.Path) -> None:
    lines = run("--workspace", seeds, "export", "statements").out.splitlines()
    assert len(lines) > 100
    with zhengmai.open(seeds) as workspace:
        assert [parse_line(line).line() for line in lines] == workspace.store.lines()


@pytest.mark.parametrize("form", ["turtle", "nquads", "statements"])
def test_an_export_has_the_same_bytes_from_run_to_run(root: pathlib.Path, seeds: pathlib.Path, form: str) -> None:
    command = [sys.executable, "-m", "zhengmai", "--workspace", str(seeds), "export", form]
    ran = [subprocess.run(command, cwd=root, capture_output=True, check=True).stdout for _ in range(2)]
    assert ran[0] == ran[1]
    assert ran[0].decode("utf-8").replace("\r\n", "\n") == run("--workspace", seeds, "export", form).out


def test_an_export_into_a_file_has_the_bytes_of_standard_output(seeds: pathlib.Path, tmp_path: pathlib.Path) -> None:
    target = tmp_path / "statements.jsonl"
    target.write_text("of an earlier day", encoding="utf-8")
    assert run("--workspace", seeds, "export", "statements", "-o", target) == Ran(0, "", "")
    assert target.read_text(encoding="utf-8") == run("--workspace", seeds, "export", "statements").out
    assert list(tmp_path.iterdir()) == [target]


def test_an_export_of_several_files_fills_a_folder(seeds: pathlib.Path, tmp_path: pathlib.Path) -> None:
    assert run("--workspace", seeds, "export", "neo4j-csv", "-o", tmp_path / "csv").status == 0
    assert len(list((tmp_path / "csv").glob("nodes-*.header.csv"))) > 3


def test_an_export_of_a_part_says_how_much_is_left(seeds: pathlib.Path) -> None:
    ran = run("--workspace", seeds, "export", "statements", "--where", "place=宣城市", "--where", "status=piloted")
    assert ran.status == 0
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert {row["status"] for row in found} == {"piloted"}
    assert f"→ {len(found)}" in ran.err


def test_extract_prints_what_the_scorer_takes(shared: pathlib.Path) -> None:
    ran = run("extract", shared / "reports", "--manifest", shared / "reports" / "reports.yaml")
    assert ran.status == 0
    texts = {path.stem: path.read_bytes().decode("utf-8-sig") for path in (shared / "reports").glob("*.txt")}
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert {row["doc"] for row in found} == set(texts)
    for row in found:
        assert texts[row["doc"]][row["start"] : row["end"]] == row["quote"]
        assert len(row["quote"]) <= 160
        assert row["period"] != ""
        assert set(row) >= {
            "subject", "relation", "object", "canonical", "status", "tier", "attrs", "place", "section", "pattern",
        }


def test_extract_does_not_depend_on_the_order_of_input_or_the_number_of_workers(root: pathlib.Path) -> None:
    files = sorted((root / "seeds").glob("*.txt"))
    given = ("--manifest", root / "seeds" / "reports.yaml")
    once = run("extract", *files, *given).out
    assert run("extract", *reversed(files), *given, "--workers", "2").out == once
    assert len(once.splitlines()) > 100


def test_the_object_of_an_extracted_line_has_its_canonical_name_beside_it(tmp_path: pathlib.Path) -> None:
    path = report(tmp_path, OPENING + "赴衢州学习“免证办”做法。深化“免证办”改革。")
    found = [json.loads(line) for line in run("extract", path).out.splitlines()]
    learned = [row for row in found if row["relation"] == "learned_from"]
    assert [(row["object"], row["canonical"]) for row in learned] == [("衢州", "衢州市")]


# ---------------------------------------------------------------- the program itself


def test_help_lists_every_command_and_the_exit_statuses() -> None:
    told = run("--help")
    assert told.status == 0
    listed = [line.strip("│ ").split()[0] for line in told.out.splitlines() if line.startswith("│ ") and line[2] != " "]
    assert [name for name in listed if not name.startswith("-")] == list(COMMANDS)
    assert "1 no such thing" in told.out


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(command: str) -> None:
    told = run(command, "--help")
    assert told.status == 0
    assert f" {command} [OPTIONS]" in told.out


def test_a_pipe_that_is_closed_early_is_no_error(root: pathlib.Path, seeds: pathlib.Path) -> None:
    command = [sys.executable, "-m", "zhengmai", "--workspace", str(seeds), "export", "nquads"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_python_users_open_a_workspace(seeds: pathlib.Path) -> None:
    with zhengmai.open(seeds) as workspace:
        rows = workspace.ask("adopters", reform="免证办").rows
        assert rows == workspace.ask("adopters", by="sparql", reform="免证办").rows
        assert workspace.lineage("免证办").thing.label == "免证办"
        assert workspace.cypher("MATCH (r:Report) RETURN count(r) AS n").rows == [{"n": 5}]
        assert len(workspace.sparql("SELECT ?s { ?s a <https://zhengmai.example/ontology#Report> }").rows) == 5
