"""The documented lineages on the server: what the command tells, as JSON and as pages in two languages."""

from __future__ import annotations

import contextlib
import io
import json
import pathlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.requests import Request

import zhengmai
from graph.store import Store
from ontology import lineages
from queries.server import rendering
from queries.server.genealogy_records import Genealogies
from tests import graph_samples
from tests.graph_samples import DAY, ZHONGSHAN, reading, reform, report, say
from tests.server_samples import running, server, workspace
from tests.test_server_pages import EVIL, Page

IDS = [lineage.id for lineage in lineages.load()]
NAME = "/genealogies/mian-zheng-ban"
BROWSER = {"accept": "text/html"}


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with server().client() as found:
        yield found


def told(lineage: str) -> dict[str, Any]:
    """What `zhengmai lineage` prints of a documented lineage."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()), pytest.raises(SystemExit):
        zhengmai.main(["--workspace", str(workspace()), "lineage", lineage, "--json"])
    (found,) = json.loads(out.getvalue())["documented"]
    assert isinstance(found, dict)
    return found


def page_of(client: httpx.Client, path: str, lang: str = "en") -> str:
    found = client.get(path, params={"lang": lang}, headers=BROWSER)
    assert found.status_code == 200
    return found.text


def test_every_documented_lineage_is_listed_with_the_counts_of_the_question(client: httpx.Client) -> None:
    listed = client.get("/api/genealogies").json()
    assert listed["total"] == len(IDS) == 18
    for by in ("cypher", "sparql"):
        rows = client.get("/api/questions/genealogies", params={"by": by}).json()["rows"]
        counts = ("events", "verified", "reported", "unverified")
        assert [[each["id"], *(each[name] for name in counts)] for each in listed["items"]] == [
            [row["lineage"], *(row[name] for name in counts)] for row in rows
        ]


@pytest.mark.parametrize("lineage", IDS)
def test_a_lineage_has_the_events_that_the_command_tells(client: httpx.Client, lineage: str) -> None:
    found = client.get(f"/api/genealogies/{lineage}").json()
    command = told(lineage)
    facts = ("id", "kind", "level", "where", "by", "period", "approximate", "status", "event", "event_zh", "proof",
             "citations")
    assert [{name: step[name] for name in facts} for step in found["steps"]] == [
        {name: event[name] for name in facts} for event in command["events"]
    ]
    for step, event in zip(found["steps"], command["events"], strict=True):
        assert step["place"]["id"] == event["place_id"]
        assert [each["statement"] for each in step["evidence"]] == event["statements"]
        assert [{"line": tie["line"], "from": tie["from"]["id"], "by": tie["by"]} for tie in step["ties"]] == [
            dict(tie) for tie in event["ties"]
        ]
    assert [each["id"] for each in found["awaited"]] == [each["id"] for each in command["waiting"]]
    assert [each["by"] for each in found["evolutions"]] == command["evolutions"]
    assert found["open"] == command["open"]


def test_the_events_of_a_page_stand_in_the_order_of_time(client: httpx.Client) -> None:
    found = client.get("/api/genealogies/lineage/mian-zheng-ban").json()
    days = [step["day"] for step in found["steps"]]
    assert days == sorted(days)
    events = {step["id"] for step in found["steps"]}
    items = [each["id"] for each in Page(page_of(client, NAME)).of("li") if each.get("id") in events]
    assert items == [step["id"] for step in found["steps"]]


@pytest.mark.parametrize(("lang", "words"), [
    ("zh", ["提出建成无证明城市", "地方变体", "未核实", "未找到甲级或乙级来源", "乙级（媒体、机构或学术）",
            "无后续报告"]),
    ("en", ["city without certificates", "local variant", "unverified", "no source of grade A or B was found",
            "grade B (press, agency or academic)", "no later report"]),
])
def test_a_page_tells_each_event_with_its_proof_in_the_language_of_the_reader(
    client: httpx.Client, lang: str, words: list[str]
) -> None:
    text = page_of(client, NAME, lang)
    assert all(each in text for each in words)
    links = [each.get("href") for each in Page(text).of("a")]
    found = client.get("/api/genealogies/lineage/mian-zheng-ban").json()
    assert found["unverified"] == text.count('class="proof unverified"')
    for step in found["steps"]:
        assert step["place"]["page"] + f"?lang={lang}" in links
        assert all(source["address"] in links for source in step["sources"])
        assert all(f"/statement/{said['statement']}?lang={lang}" in links for said in step["evidence"])


def test_a_sentence_of_a_digest_stands_without_marks_and_says_that_it_is_one(client: httpx.Client) -> None:
    text = page_of(client, NAME, "zh")
    assert "做实“免证办”" in text
    assert "「做实" not in text
    assert "摘要，非报告原文" in text


def test_a_plan_has_the_outcome_that_the_lineage_of_its_thing_has(client: httpx.Client) -> None:
    reached = {
        event["statements"][0]: event["outcome"]
        for event in client.get("/api/lineage/reform/mian-zheng-ban").json()["events"] if event["outcome"] is not None
    }
    plans = [
        step for step in client.get("/api/genealogies/lineage/mian-zheng-ban").json()["steps"]
        if step["outcome"] is not None
    ]
    assert [step["id"] for step in plans] == ["mian-zheng-ban-07", "mian-zheng-ban-14"]
    assert [step["outcome"] for step in plans] == [reached[step["evidence"][0]["statement"]] for step in plans]


def test_what_became_of_a_plan_is_shown_with_the_sentence_that_shows_it() -> None:
    early = report("zhongshan-2021h1", ZHONGSHAN, "2021H1", "下半年推“免证办”。", plan="2021H2")
    later = report("zhongshan-2022", ZHONGSHAN, "2022", "上线“免证办”。", text_kind="original")
    content = graph_samples.graph(
        reading(early, say(early, "下半年推“免证办”", "adopted", reform("免证办"), "planned")),
        reading(later, say(later, "上线“免证办”", "adopted", reform("免证办"), "adopted",
                           attrs={"begin": "launched"})),
        documented=lineages.load(),
    )
    held = Genealogies(content)
    found = held.of("mian-zheng-ban")
    assert found is not None
    steps: Any = held.whole(found)["steps"]
    (plan,) = [step for step in steps if step["outcome"] is not None]
    assert (plan["outcome"]["name"], plan["outcome"]["due"]) == ("late", "2021-12-31")
    assert plan["outcome"]["evidence"]["quote"] == "上线“免证办”"
    text = rendered("genealogy.html", held.whole(found))
    assert "逾期" in text
    assert "「上线“免证办”」" in text


def test_an_event_that_sources_tell_otherwise_leads_to_the_other(client: httpx.Client) -> None:
    links = [each.get("href") for each in Page(page_of(client, "/genealogies/zheng-zhao-fen-li")).of("a")]
    for event in ("zheng-zhao-fen-li-04", "zheng-zhao-fen-li-11"):
        assert f"/genealogies/zheng-zhao-fen-li?lang=en#{event}" in links


def test_an_event_that_waits_for_a_report_is_listed_apart_and_is_no_fact(client: httpx.Client) -> None:
    text = page_of(client, NAME)
    before, _, after = text.partition("Waiting for a report: 1")
    assert "rests on report 002" in after
    assert 'id="mian-zheng-ban-05"' not in before


def test_lineages_are_linked_from_the_front_their_things_their_places_and_found_by_name(client: httpx.Client) -> None:
    for path in ("/", "/id/reform/mian-zheng-ban", "/id/place/prefecture-442000", "/genealogies",
                 "/search?q=免证&in=genealogies"):
        found = client.get(path, headers={**BROWSER, "accept-language": "en"})
        assert f"{NAME}?lang=en" in [each.get("href") for each in Page(found.text).of("a")], path
    found = client.get("/api/entities/place/prefecture-442000").json()["genealogies"]
    assert {each["id"] for each in found} >= {"lineage/mian-zheng-ban"}
    assert all(0 < each["here"] <= each["events"] + each["waiting"] for each in found)
    named = client.get("/api/search", params={"q": "certificates", "in": "genealogies"}).json()["items"]
    assert "lineage/mian-zheng-ban" in [each["id"] for each in named]
    assert client.get("/api/search", params={"q": "从无此名", "in": "genealogies"}).json()["total"] == 0


def test_the_list_comes_in_pages(client: httpx.Client) -> None:
    found, address = [], "/api/genealogies?limit=7"
    while address != "":
        answer = client.get(address)
        found += answer.json()["items"]
        address = answer.headers.get("link", "").partition("<")[2].partition(">")[0]
    assert [each["id"] for each in found] == sorted(IDS)
    with running(workspace(), page_rows=10) as small, small.client() as asking:
        first = asking.get("/genealogies?lang=en", headers=BROWSER).text
        (following,) = [str(each["href"]) for each in Page(first).of("a") if each.get("rel") == "next"]
        second = asking.get(following, headers=BROWSER).text
        listed = [str(each.get("href")) for text in (first, second) for each in Page(text).of("a")]
        assert {href for href in listed if href.startswith("/genealogies/")} == {
            f"/genealogies/{each.removeprefix('lineage/')}?lang=en" for each in IDS
        }


@pytest.mark.parametrize("path", ["/api/genealogies", "/api/genealogies/lineage/mian-zheng-ban", "/genealogies", NAME])
def test_a_lineage_is_not_sent_again_to_who_holds_it(client: httpx.Client, path: str) -> None:
    headers = BROWSER if not path.startswith("/api/") else {}
    tag = client.get(path, headers=headers).headers["etag"]
    assert client.get(path, headers={**headers, "if-none-match": tag}).status_code == 304


def test_a_lineage_that_there_is_not_is_told(client: httpx.Client) -> None:
    found = client.get("/api/genealogies/lineage/nothing")
    assert (found.status_code, found.headers["content-type"]) == (404, "application/problem+json")
    assert found.json()["detail"] == "lineage/nothing: no such documented lineage"
    shown = client.get("/genealogies/nothing", headers=BROWSER)
    assert (shown.status_code, shown.headers["content-type"].partition(";")[0]) == (404, "text/html")
    assert client.get("/api/genealogies?planet=x").status_code == 400


def test_a_workspace_without_reports_says_why_no_report_tells_an_event(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "workspace"
    with Store.open(folder, create=True) as store:
        store.build([], DAY)
    with running(folder) as empty, empty.client() as client:
        listed = client.get("/api/genealogies").json()["items"]
        assert {each["reported"] for each in listed} == {0}
        assert sum(each["waiting"] for each in listed) == 54
        for path in ("/genealogies", NAME):
            assert "No event is told by a report here" in page_of(client, path)
        assert "没有一个事件见于这里的报告" in page_of(client, "/genealogies", "zh")


def test_what_is_hostile_in_an_event_is_shown_and_not_run() -> None:
    evil = lineages.Lineage.model_validate({
        "id": "lineage/evil", "label": EVIL, "en": EVIL, "things": ["reform/mian-zheng-ban"], "open": EVIL,
        "events": [{
            "id": "evil-01", "date": "2019", "place": "place/prefecture-330800", "kind": "origin", "event": EVIL,
            "zh": EVIL, "by": EVIL, "where": EVIL, "proof": "verified",
            "sources": [{"address": "javascript:alert(1)", "grade": "B", "pointer": EVIL},
                        {"address": f"https://example.org/{EVIL}", "grade": "A", "pointer": EVIL}],
        }],
    })
    held = Genealogies(graph_samples.graph(documented=[evil]))
    found = held.of("evil")
    assert found is not None
    for lang in ("zh", "en"):
        for text in (rendered("genealogy.html", held.whole(found), lang),
                     rendered("genealogies.html", None, lang, items=held.all())):
            page = Page(text)
            assert page.of("script") == page.of("img") == []
            assert not any("onerror" in each for _, each in page.tags)
            assert not any(str(each.get("href")).startswith("javascript") for each in page.of("a"))
            assert "&lt;script&gt;" in text
    assert "javascript:alert(1)" in rendered("genealogy.html", held.whole(found))


def rendered(template: str, found: object, lang: str = "zh", **facts: object) -> str:
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [(b"host", b"localhost")],
             "scheme": "http", "server": ("localhost", 80)}
    return rendering.rendered(template, Request(scope), lang, {"found": found, **facts})


def test_every_outcome_and_kind_of_event_has_its_words() -> None:
    for lang in ("zh", "en"):
        codes = rendering._codes(lang)
        assert {event.kind for each in lineages.load() for event in each.events} <= set(codes["stepKind"])
        assert {"kept", "late", "partly", "short", "silent", "still planned", "no later report", "not due"} <= set(
            codes["outcome"]
        )
