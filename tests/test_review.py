"""The review: what is to be judged, decisions one by one, by a command and by a sheet, and taking them back."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import pathlib
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

import zhengmai
from graph import candidates, sheet
from graph.store import Store
from ontology import judgement
from ontology.statement import TIERS, Statement
from tests.graph_samples import DAY, SUZHOU, graph, reading, readings, reform, report, say, wide

OLD = "platform/unregistered/320500/旧网"
APP = "platform/suzhou-su-zhou-dao"
JUDGE = ("--judge", "李", "--day", "2026-11-25")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str


Review = Callable[..., Ran]


@pytest.fixture
def workspace(tmp_path: pathlib.Path) -> pathlib.Path:
    folder = tmp_path / "workspace"
    with Store.open(folder, create=True) as store:
        store.build(wide(), DAY)
    return folder


@pytest.fixture
def review(workspace: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Review:
    """`zhengmai review` of the workspace; what is answered to it comes by standard input."""

    def ran(*arguments: str | pathlib.Path, answers: str = "") -> Ran:
        out, err = io.StringIO(), io.StringIO()
        monkeypatch.setattr("sys.stdin", io.StringIO(answers))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
            zhengmai.main(["--workspace", str(workspace), "review", *map(str, arguments)])
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())

    return ran


def listed(review: Review, *arguments: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(review("--list", "--json", *arguments).out)
    return rows


def item(review: Review, name: str, sort: str = "name") -> str:
    (found,) = [row for row in listed(review, "--sort", sort) if name in str(row["name"])]
    return str(found["item"])


def lines(workspace: pathlib.Path) -> list[judgement.Judgement]:
    return list(judgement.read(workspace / judgement.FILE))


def test_what_is_doubtful_is_listed_the_surest_first(review: Review) -> None:
    rows = listed(review)
    tiers = [TIERS.index(str(row["tier"])) for row in rows]
    assert tiers == sorted(tiers)
    found = {(row["sort"], row["name"]) for row in rows}
    assert {("name", "旧网"), ("statement", "苏州市 adopted 一件事集成服务 (planned)"), ("flag", "noise")} <= found
    assert all(row["quote"] and row["report"] for row in rows)


def test_a_name_that_looks_like_a_known_one_suggests_it() -> None:
    of = report("suzhou-2024", SUZHOU, "2024", "推行无差别的综合窗口。")
    content = graph(reading(of, say(of, "推行无差别的综合窗口", "adopted", reform("无差别的综合窗口"), "adopted")))
    (found,) = candidates.candidates(content)
    assert (found.sort, found.like) == ("alias", "reform/wu-cha-bie-zong-he-chuang-kou")
    assert found.neighbours == ("苏州市 ADOPTED 无差别的综合窗口",)


def test_two_unknown_names_that_look_alike_are_a_pair() -> None:
    of = report("suzhou-2024", SUZHOU, "2024", "推行某某某服务,又推行某某某服务站。")
    content = graph(reading(
        of, say(of, "推行某某某服务", "adopted", reform("某某某服务"), "adopted"),
        say(of, "又推行某某某服务站", "adopted", reform("某某某服务站"), "adopted"),
    ))
    assert [(found.sort, found.label) for found in candidates.candidates(content)] == [
        ("pair", "某某某服务"), ("name", "某某某服务"), ("name", "某某某服务站"),
    ]


def test_what_looks_like_a_name_is_what_comparing_it_with_every_other_finds() -> None:
    letters = random.Random(7)
    names = sorted({"".join(letters.choices("一网通办事", k=letters.randint(1, 9))) for _ in range(400)})
    likes = candidates._Likes((name, "Reform", name) for name in names)
    found = {name: set(likes.of("Reform", name)) for name in names}
    assert found == {
        name: {other for other in names if other != name and candidates.likeness(name, other) >= candidates.ALIKE}
        for name in names
    }
    assert sum(map(len, found.values())) > 100


def test_the_walk_takes_answers_line_by_line(review: Review, workspace: pathlib.Path) -> None:
    before = listed(review, "--sort", "name")
    names = [str(row["name"]) for row in before]
    answers = {"旧网": f"s {APP}\n同一个网\n"}
    ran = review("--sort", "name", *JUDGE, answers="".join(answers.get(name, "\n") for name in names))
    assert ran.status == 0
    assert "⟦停用旧网⟧" in ran.out
    (made,) = lines(workspace)
    assert (made.kind, made.entities, made.judge, made.reason) == ("same", (OLD, APP), "李", "同一个网")
    assert [row["name"] for row in listed(review, "--sort", "name")] == [name for name in names if name != "旧网"]


def test_what_cannot_be_is_said_and_asked_again(review: Review, workspace: pathlib.Path) -> None:
    ran = review("--sort", "statement", *JUDGE, answers="s\nhm\na\n\na\n句子清楚\n")
    assert "a statement is accepted or rejected" in ran.err
    assert "hm: is no decision" in ran.err
    assert "a judgement needs a reason" in ran.err
    assert [one.kind for one in lines(workspace)] == ["accept"]


def test_who_judges_must_be_said(review: Review, workspace: pathlib.Path) -> None:
    ran = review(OLD, "accept", "--reason", "有此网")
    assert (ran.status, ran.err.strip()) == (2, "zhengmai: who judges? Give --judge NAME, or set ZHENGMAI_JUDGE")
    assert not (workspace / judgement.FILE).exists()


@pytest.mark.parametrize(
    ("decision", "other", "kind"),
    [("accept", None, "accept"), ("reject", None, "reject"), ("rename", "市民旧网", "rename"),
     ("same", "苏周到", "same"), ("different", APP, "different"), ("part_of", "苏周到", "part_of")],
)
def test_each_decision_can_be_given_by_a_command(
    review: Review, workspace: pathlib.Path, decision: str, other: str | None, kind: str
) -> None:
    given = [decision] if other is None else [decision, other]
    ran = review(item(review, "旧网"), *given, "--reason", "读过原文", *JUDGE)
    (made,) = lines(workspace)
    assert (ran.status, ran.out.strip(), made.kind) == (0, made.id, kind)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((OLD, "hope"), "hope: is no decision: there are accept"),
        (("c-000000000000", "accept"), "c-000000000000: is not up for review"),
        (("从无此名", "accept"), "从无此名: no thing of that name"),
        ((OLD, "same"), "same needs the name or id of the other one"),
        ((OLD, "same", "免证办"), "a Platform and a Reform are different in any case"),
        ((OLD, "part_of", "宁国市"), "a Platform is never a part of a Place"),
        ((OLD, "same", "旧网"), "they are one already"),
        ((OLD, "accept", "苏周到"), "accept takes no other name"),
        ((OLD, "rename"), "rename needs the new name"),
        (("place/county-341882", "same", "place/county-341881"), "joined in registry/places.csv"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    review: Review, workspace: pathlib.Path, given: tuple[str, ...], said: str
) -> None:
    ran = review(*given, "--reason", "试试", *JUDGE)
    assert ran.status in (1, 2)
    assert said in ran.err
    assert not (workspace / judgement.FILE).exists()


def test_a_sheet_goes_out_and_comes_back(review: Review, workspace: pathlib.Path, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "sheet.csv"
    assert review("--to", path).status == 0
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    for row in rows:
        if row["name"] == "旧网":
            row |= {"decision": "same", "other": "苏周到", "reason": "同一个网", "judge": "王"}
        if row["sort"] == "flag":
            row |= {"decision": "accept", "reason": "确是水印"}
    fill(path, rows)
    ran = review("--from", path, *JUDGE)
    made = lines(workspace)
    assert ran.status == 0
    assert sorted((one.kind, one.judge) for one in made) == [("accept", "李"), ("same", "王")]
    assert {row["name"] for row in listed(review)}.isdisjoint({"旧网", "noise"})


def fill(path: pathlib.Path, rows: list[dict[str, str]], delimiter: str = ",") -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path.write_text("\ufeff" + text.getvalue(), encoding="utf-8", newline="")


def row(item: str, decision: str = "", other: str = "", reason: str = "") -> dict[str, str]:
    return {"item": item, "decision": decision, "other": other, "reason": reason, "judge": ""}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_sheet_with_a_faulty_row_changes_nothing(
    review: Review, workspace: pathlib.Path, tmp_path: pathlib.Path, delimiter: str
) -> None:
    path, good = tmp_path / "sheet.csv", item(review, "旧网")
    rows = [row(good, "accept", "", "有此网"), row(good, "hope", "", "=1+1"), row("c-0", "accept", "", "没有")]
    fill(path, rows, delimiter)
    ran = review("--from", path, *JUDGE)
    assert ran.status == 3
    assert ran.err.splitlines() == [
        "zhengmai: sheet.csv: row 3: hope: is no decision: there are accept, reject, rename, same, different, part_of",
        "sheet.csv: row 4: c-0: is not up for review: `zhengmai review --list` shows what is",
    ]
    assert not (workspace / judgement.FILE).exists()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row("c-1", "accept")], "sheet.csv: row 2 c-1: accept has no reason"),
        ([row("c-1", "", "", "因为")], "sheet.csv: row 2 c-1: has no decision"),
        ([{"item": "c-1", "decision": "accept"}], "sheet.csv: row 1: has no column other, reason, judge"),
    ],
)
def test_a_fault_in_a_sheet_is_told_with_its_row(
    review: Review, tmp_path: pathlib.Path, rows: list[dict[str, str]], said: str
) -> None:
    fill(tmp_path / "sheet.csv", rows)
    ran = review("--from", tmp_path / "sheet.csv", *JUDGE)
    assert (ran.status, ran.err.strip()) == (3, f"zhengmai: {said}")


def test_a_sheet_in_an_old_encoding_is_refused(review: Review, tmp_path: pathlib.Path) -> None:
    (tmp_path / "sheet.csv").write_bytes("item,decision\n旧网,accept\n".encode("gb18030"))
    assert "save it as `CSV UTF-8`" in review("--from", tmp_path / "sheet.csv", *JUDGE).err


def test_a_sheet_that_holds_decisions_is_not_written_over(review: Review, tmp_path: pathlib.Path) -> None:
    (tmp_path / "sheet.csv").write_text("mine", encoding="utf-8")
    ran = review("--to", tmp_path / "sheet.csv")
    assert (ran.status, (tmp_path / "sheet.csv").read_text(encoding="utf-8")) == (2, "mine")


def test_a_cell_that_a_spreadsheet_would_run_is_guarded(tmp_path: pathlib.Path) -> None:
    of = report("suzhou-2024", SUZHOU, "2024", "=1+1推行某某某服务。")
    content = graph(reading(of, say(of, "=1+1推行某某某服务", "adopted", reform("=某某某服务"), "adopted")))
    sheet.save(candidates.candidates(content), content, tmp_path / "sheet.csv")
    (found,) = csv.DictReader(io.StringIO((tmp_path / "sheet.csv").read_text(encoding="utf-8-sig")))
    assert (found["quote"], found["name"]) == ("'=1+1推行某某某服务", "'=某某某服务")


def test_what_was_undone_is_up_again(review: Review, workspace: pathlib.Path) -> None:
    before = review("--list", "--json").out
    made = review(OLD, "reject", "--reason", "误读", *JUDGE).out.strip()
    assert review("--list", "--json").out != before
    assert review("--undo", made, "--reason", "没有误读", *JUDGE).status == 0
    assert review("--list", "--json").out == before
    assert len(lines(workspace)) == 2
    ran = review("--undo", "j-" + "0" * 20, "--reason", "试试", *JUDGE)
    assert "takes back j-00000000000000000000, which is not there" in ran.err


def test_judgements_in_conflict_are_told_until_one_is_taken_back(review: Review) -> None:
    one = review(OLD, "accept", "--reason", "有此网", *JUDGE).out.strip()
    other = review(OLD, "reject", "--reason", "没有此网", *JUDGE).out.strip()
    assert f"not applied, accepted and rejected: {', '.join(sorted([one, other]))}" in review("--list").err
    stands = {row["judgement"]: row["stands"] for row in json.loads(review("--judged", "--json").out)}
    assert stands == dict.fromkeys((one, other), "not applied: accepted and rejected")
    review("--undo", other, "--reason", "看错了", *JUDGE)
    assert "not applied" not in review("--list").err


def test_what_nobody_judged_is_said(review: Review) -> None:
    ran = review("--judged")
    assert (ran.status, ran.err.strip()) == (1, "zhengmai: nothing was judged")


def doubtful() -> Statement:
    (found,) = [s for r in wide() for s in r.statements if s.evidence.quote == "办成10件事"]
    return found


def reread(workspace: pathlib.Path, pattern: str | None) -> None:
    """The reader is another: it reads the doubtful statement by another pattern, or not at all."""
    again = []
    for found in wide():
        kept = [s for s in found.statements if pattern is not None or s.id != doubtful().id]
        kept = [replace(s, pattern=pattern) if pattern is not None and s.id == doubtful().id else s for s in kept]
        again.append(replace(found, reader="reader-2", statements=tuple(kept)))
    with Store.open(workspace) as store:
        store.build(again, DAY)


@pytest.mark.parametrize(("first", "then"), [("accept", "reject"), ("reject", "accept"), ("reject", "reject")])
def test_a_statement_that_another_pattern_reads_comes_up_again(
    review: Review, workspace: pathlib.Path, first: str, then: str
) -> None:
    judged_first = review(doubtful().id, first, "--reason", "读过原文", *JUDGE).out.strip()
    assert listed(review, "--sort", "statement") == []
    reread(workspace, "adopted.other")
    assert [row["stands"] for row in json.loads(review("--judged", "--json").out)] == ["changed"]
    (found,) = listed(review, "--sort", "changed")
    made = review(str(found["item"]), then, "--reason", "再读一遍", *JUDGE).out.split()
    kinds = {one.id: (one.kind, one.retracts) for one in lines(workspace)}
    assert [kinds[each] for each in made] == [("retract", judged_first), (then, None)]
    assert json.loads(review("--list", "--sort", "name", "--json").out) == listed(review, "--sort", "name")
    assert [row["stands"] for row in json.loads(review("--judged", "--json").out)] == ["held"]
    assert review("--list", "--sort", "changed").status == 1


def test_a_judgement_whose_sentence_is_gone_is_listed_as_lost(review: Review, workspace: pathlib.Path) -> None:
    first = review(doubtful().id, "accept", "--reason", "是计划", *JUDGE).out.strip()
    reread(workspace, None)
    assert f"lost: {first} (accept by 李, 2026-11-25): 办成10件事 is not there any more" in review("--list").err


def test_the_five_reports_of_the_samples_have_no_open_pair() -> None:
    assert [c.sort for c in candidates.candidates(graph(*readings())) if c.sort == "pair"] == []
