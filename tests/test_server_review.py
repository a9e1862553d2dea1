"""The review on the server: what `zhengmai review` lists, as JSON and as pages, and nothing that decides anything."""

from __future__ import annotations

import json
import pathlib
import re
import shlex
import shutil
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import zhengmai
from graph import decision
from graph.review import review as reviewed
from graph.store import Store
from ontology import judgement, registry
from queries.server.review_records import Reviewed
from tests.graph_samples import DAY, wide
from tests.server_samples import JUDGE, judged_server, judged_workspace, review, running, workspace
from tests.test_server_pages import EVIL, Page

BROWSER = {"accept": "text/html"}
SORTS = ("changed", "alias", "pair", "name", "statement", "flag")
LISTS = ("/api/review/candidates", "/api/review/judgements", "/api/review/conflicts")
PAGES = ("/review", "/review?sort=pair", "/review/judgements")


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with judged_server().client() as found:
        yield found


def listed(folder: pathlib.Path, *arguments: str) -> list[dict[str, Any]]:
    """The rows of `zhengmai review`."""
    rows: list[dict[str, Any]] = json.loads(review(folder, *arguments, "--json"))
    return rows


def all_of(client: httpx.Client, address: str) -> list[dict[str, Any]]:
    """The items of a list, page after page."""
    found: list[dict[str, Any]] = []
    while address != "":
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        address = answer.headers.get("link", "").partition("<")[2].partition(">")[0]
    return found


def shown(client: httpx.Client, path: str, lang: str = "en") -> str:
    found = client.get(path + ("&" if "?" in path else "?") + f"lang={lang}", headers=BROWSER)
    assert found.status_code == 200, found.text
    return found.text


def test_as_much_waits_of_each_sort_as_the_command_lists(client: httpx.Client) -> None:
    counted = Counter(row["sort"] for row in listed(judged_workspace(), "--list"))
    found = client.get("/api/review").json()
    assert found["waiting"] == {sort: counted[sort] for sort in SORTS}
    assert found["total"] == sum(counted.values()) == sum(found["tiers"].values())
    assert found["waiting"]["changed"] == 0


def test_what_waits_comes_in_the_order_and_with_the_words_of_the_command(client: httpx.Client) -> None:
    rows = listed(judged_workspace(), "--list")
    assert [{name: each[name] for name in rows[0]} for each in all_of(client, "/api/review/candidates")] == rows
    pairs = all_of(client, "/api/review/candidates?sort=pair&limit=2")
    assert [each["item"] for each in pairs] == [row["item"] for row in rows if row["sort"] == "pair"]


def test_the_judgements_are_those_that_the_command_lists(client: httpx.Client) -> None:
    rows = listed(judged_workspace(), "--judged")
    found = all_of(client, "/api/review/judgements?limit=3")
    assert [{name: each[name] for name in rows[0]} for each in found] == rows
    counts = client.get("/api/review").json()
    assert counts["judged"] == {"held": 8, "changed": 0, "lost": 0, "not applied": 2}
    assert (counts["judgements"], counts["taken_back"], counts["conflicts"]) == (len(rows), 1, 1)


def test_each_judgement_says_what_it_changed(client: httpx.Client) -> None:
    found = {(each["kind"], each["standing"]): each for each in all_of(client, "/api/review/judgements")
             if each["sentence"] is None or each["kind"] != "reject"}
    accepted = found["accept", "held"]
    assert accepted["changes"] == {"statements": 1, "before": "candidate", "after": "certain"}
    assert accepted["sentence"]["quote"] == accepted["about"]
    assert found["rename", "held"]["changes"]["after"] == EVIL
    assert found["same", "held"]["changes"]["after"] in found["same", "held"]["about"].split(" ")
    assert found["part_of", "held"]["changes"]["after"] == "platform/suzhou-su-zhou-dao"
    assert found["different", "held"]["changes"] == {"statements": 0, "before": None, "after": None}
    assert found["reject", "held"]["changes"]["statements"] > 0
    assert found["accept", "not applied"]["changes"] == {"statements": 0, "before": None, "after": None}


def test_judgements_in_conflict_stand_together_with_what_takes_them_back(client: httpx.Client) -> None:
    (found,) = all_of(client, "/api/review/conflicts")
    assert found["reason"] == "accepted and rejected"
    assert {each["kind"] for each in found["judgements"]} == {"accept", "reject"}
    text = shown(client, "/review/judgements")
    assert "Judgements in conflict: 1" in text
    assert all(each["command"] in text for each in found["judgements"])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_in_each_language_and_what_is_hostile_is_text(
    client: httpx.Client, path: str, lang: str
) -> None:
    text = shown(client, path, lang)
    page = Page(text)
    assert page.of("html")[0]["lang"] == {"zh": "zh-CN", "en": "en"}[lang]
    assert len(page.of("h1")) == len(page.of("main")) == 1
    assert page.of("script") == page.of("img") == page.of("style") == []
    assert not any(name.startswith("on") for _, each in page.tags for name in each)
    names = [each["id"] for _, each in page.tags if "id" in each]
    assert len(names) == len(set(names))


def test_the_reason_and_the_new_name_of_a_judgement_are_shown_as_they_were_given(client: httpx.Client) -> None:
    text = shown(client, "/review/judgements")
    assert "read it: &#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "→ &#34;&gt;&lt;script&gt;" in text


@pytest.mark.parametrize(("lang", "words"), [
    ("zh", ["有待人判断的内容", "登记表中没有的名称", "这里只看不改", "作判断的命令", "已作的判断: 10"]),
    ("en", ["What waits for judgement", "any other name that no row has", "Nothing is decided here",
            "The commands that decide it", "Judgements made: 10"]),
])
def test_the_page_counts_every_sort_and_marks_each_sentence(client: httpx.Client, lang: str, words: list[str]) -> None:
    text = shown(client, "/review", lang)
    assert all(each in text for each in words)
    counts = client.get("/api/review").json()
    assert re.findall(r"<li><b>(\d+)</b>", text) == [str(counts["total"]), *map(str, counts["waiting"].values())]
    items = client.get("/api/review/candidates").json()["items"]
    assert text.count("<mark>") == len(items)
    assert [each["id"] for each in Page(text).of("li") if "id" in each] == [each["item"] for each in items]


def test_each_sentence_stands_between_the_words_around_it_and_leads_to_its_report(client: httpx.Client) -> None:
    for each in client.get("/api/review/candidates?limit=20").json()["items"]:
        said = each["sentence"]
        report = client.get(f"/report/{said['report']}", headers=BROWSER).text
        address, _, mark = said["page"].partition("#")
        assert address == f"/report/{said['report']}"
        assert mark == "" or f'<span id="{mark}">' in report
        assert said["words"] == "digest, not the words of the report"


def test_a_page_leads_to_the_next_by_the_cursor_of_the_interface() -> None:
    with running(judged_workspace(), page_rows=50) as small, small.client() as client:
        path, seen = "/review?sort=name&lang=en", list[str]()
        while path != "":
            text = client.get(path, headers=BROWSER).text
            page = Page(text)
            seen += [str(each["id"]) for each in page.of("li") if "id" in each]
            assert page.of("ol")[0]["start"] == str(len(seen) - len([e for e in page.of("li") if "id" in e]) + 1)
            path = next((str(each["href"]) for each in page.of("a") if each.get("rel") == "next"), "")
        assert seen == [each["item"] for each in all_of(client, "/api/review/candidates?sort=name")]
        assert len(seen) > 100
        assert client.get("/api/review/candidates").json()["next"] in client.get("/review", headers=BROWSER).text


def test_only_what_is_about_one_thing_is_listed(client: httpx.Client) -> None:
    doubtful = client.get("/api/review/candidates?sort=statement&limit=1").json()["items"][0]
    statement, about = doubtful["statement"], doubtful["says"]["subject"]["id"]
    found = all_of(client, f"/api/review/candidates?about={about}")
    assert doubtful["item"] in [each["item"] for each in found]
    assert len(found) < client.get("/api/review").json()["total"]
    assert [each["statement"] for each in all_of(client, f"/api/review/candidates?about={statement}")] == [statement]
    for path, name in ((doubtful["says"]["subject"]["page"], about), (f"/statement/{statement}", statement)):
        links = [each.get("href") for each in Page(shown(client, path)).of("a")]
        assert f"/review?about={name}&lang=en" in links
    assert "Nothing of this sort waits" in shown(client, "/review?about=reform/nothing")


def test_the_front_page_leads_to_both(client: httpx.Client) -> None:
    links = [each.get("href") for each in Page(shown(client, "/")).of("a")]
    assert {"/review?lang=en", "/review/judgements?lang=en"} <= set(links)


def test_a_command_of_the_page_decides_and_the_server_shows_it_without_a_reload(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "workspace"
    shutil.copytree(workspace(), folder)
    with running(folder) as own, own.client() as client:
        first = client.get("/api/review/candidates?limit=1")
        held, path = {"if-none-match": first.headers["etag"]}, "/api/review/candidates?limit=1"
        assert client.get(path, headers=held).status_code == 304
        before = client.get("/api/review").json()
        (found,) = first.json()["items"]
        command = shlex.split(found["commands"][0].replace("REASON", "'a name in use'").replace("JUDGE", "Li"))
        assert command[:2] == ["zhengmai", "review"]
        review(folder, *command[2:])
        after = client.get("/api/review").json()
        assert (after["total"], after["judgements"]) == (before["total"] - 1, before["judgements"] + 1)
        assert client.get(path, headers=held).json()["items"][0]["item"] != found["item"]
        earlier = client.get(f"/api/review/candidates?cursor={first.json()['next']}")
        assert (earlier.status_code, earlier.headers["content-type"]) == (400, "application/problem+json")
        assert client.get(f"/review?cursor={first.json()['next']}", headers=BROWSER).status_code == 400
        made = client.get("/api/review/judgements").json()["items"][0]
        assert (made["judge"], made["reason"], made["standing"]) == ("Li", "a name in use", "held")
        review(folder, *shlex.split(made["command"].replace("REASON", "wrong").replace("JUDGE", "Li"))[2:])
        assert client.get("/api/review").json() == {**before, "taken_back": 1}


def test_each_command_of_an_item_is_one_that_the_program_takes(client: httpx.Client) -> None:
    others = {"Platform": "苏周到", "Agency": "苏州市行政审批局", "PolicyDocument": "document/gbf-2018-45"}
    signed = decision.Signature("Li", "2026-11-25", "read")
    first_of = {(each["sort"], each["kind"]): each for each in reversed(all_of(client, "/api/review/candidates"))}
    number = 0
    with zhengmai.open(judged_workspace()) as held:
        found = reviewed(held.store, registry.load(), held.graph)
        of = {each.id: each for each in found.candidates}
        for item in first_of.values():
            about = decision.of(of[item["item"]], found.bare)
            for command in item["commands"]:
                words = command.removesuffix(" --reason REASON --judge JUDGE").split(" ")
                assert words[:3] == ["zhengmai", "review", item["item"]]
                other_one = "苏周到" if words[3] == "part_of" else others.get(item["kind"], "免证办")
                named = {"NAME": "another name", "OTHER": other_one}
                other = named[words[4]] if len(words) > 4 else None
                made = decision.decided(words[3], about, held.graph, signed, other=other)
                assert made[-1].kind == words[3]
                number += 1
    assert number > 50


def test_a_judged_statement_that_is_another_now_comes_up_though_its_thing_was_called_wrong(
    tmp_path: pathlib.Path,
) -> None:
    with Store.open(tmp_path / "workspace", create=True) as store:
        store.build(wide(), DAY)
        (said,) = [each for each in store.statements() if each.evidence.quote == "停用旧网"]
        old = "platform/unregistered/320500/旧网"
        judgement.append(
            tmp_path / "workspace" / judgement.FILE,
            judgement.Judgement(kind="accept", judge="Li", day="2026-11-25", reason="read",
                                statement=judgement.Bound.to(said).model_copy(update={"pattern": "operates.other"})),
            judgement.Judgement(kind="reject", judge="Li", day="2026-11-25", reason="no such name", entities=(old,)),
        )
        found = reviewed(store, registry.load())
        records = Reviewed(found, found.graph)
        counts: Any = records.counts()
        assert (counts["waiting"]["changed"], counts["judged"]["changed"]) == (1, 1)
        (changed,) = records.candidates("changed", None)
        told: Any = records.candidate(changed)
        assert (told["says"]["object"]["label"], told["says"]["object"]["page"]) == ("旧网", None)
        assert (told["statement_page"], told["sentence"]["quote"]) == (None, "停用旧网")
        assert records.candidates(None, old) == [changed]


def test_nothing_that_is_sent_decides_anything(client: httpx.Client) -> None:
    journal = judged_workspace() / judgement.FILE
    before = journal.read_bytes()
    for path in ("/review", "/review/judgements", "/api/review", *LISTS):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            assert client.request(method, path, data={"decision": "accept"}).status_code == 405
    assert [each["action"] for each in Page(shown(client, "/review")).of("form")] == ["/search"]
    assert journal.read_bytes() == before


@pytest.mark.parametrize(("path", "status"), [
    ("/api/review?planet=x", 400), ("/api/review/candidates?sort=planet", 400), ("/api/review/candidates?limit=0", 400),
    ("/api/review/candidates?cursor=x", 400), ("/api/review/judgements?sort=name", 400), ("/api/review/nothing", 404),
    ("/api/review/candidates?about=%00", 400),
])
def test_what_is_wrong_is_told_as_a_problem(client: httpx.Client, path: str, status: int) -> None:
    found = client.get(path)
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")
    if path.startswith("/api/review/candidates?sort"):
        assert client.get("/review?sort=planet", headers=BROWSER).status_code == 400


@pytest.mark.parametrize("path", ["/api/review", *LISTS, *PAGES])
def test_the_review_is_not_sent_again_to_who_holds_it(client: httpx.Client, path: str) -> None:
    headers = {} if path.startswith("/api/") else BROWSER
    tag = client.get(path, headers=headers).headers["etag"]
    assert client.get(path, headers={**headers, "if-none-match": tag}).status_code == 304


def test_a_workspace_without_reports_says_why_nothing_waits(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "workspace"
    with Store.open(folder, create=True) as store:
        store.build([], DAY)
    with running(folder) as empty, empty.client() as client:
        assert client.get("/api/review").json()["waiting"] == dict.fromkeys(SORTS, 0)
        assert "The workspace holds no report, so nothing waits." in shown(client, "/review")
        assert "工作区里没有报告" in shown(client, "/review", "zh")
        text = shown(client, "/review/judgements")
        assert "Nothing was judged." in text
        assert "No judgements contradict each other." in text
        assert re.findall(r"<li><b>(\d+)</b>", text) == ["0"] * 6


def test_of_a_large_graph_the_review_is_the_commands_work() -> None:
    with running(workspace(), review_statements=10) as small, small.client() as client:
        for path in ("/api/review", *LISTS):
            found = client.get(path)
            assert (found.status_code, found.headers["content-type"]) == (413, "application/problem+json")
            assert "zhengmai review" in found.json()["detail"]
        assert client.get("/review", headers=BROWSER).status_code == 413
        assert client.get("/", headers=BROWSER).status_code == 200


def test_a_journal_that_cannot_be_read_is_told_and_harms_no_other_page(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "workspace"
    shutil.copytree(workspace(), folder)
    with running(folder) as own, own.client() as client:
        (folder / judgement.FILE).write_text("no judgement\n", encoding="utf-8")
        found = client.get("/api/review")
        assert found.status_code == 503
        assert "judgements.jsonl: line 1" in found.json()["detail"]
        assert client.get("/id/reform/mian-zheng-ban", headers=BROWSER).status_code == 200
        (folder / judgement.FILE).unlink()
        assert client.get("/api/review").status_code == 200
        review(folder, "免证办", "accept", "--reason", "in use", *JUDGE)
        assert client.get("/api/review").json()["judgements"] == 1
