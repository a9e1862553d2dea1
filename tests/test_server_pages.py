"""The pages: whole without scripts, in both languages, the sentence behind each fact, deaf to what is hostile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

import httpx
import pytest

from queries.server.negotiation import language, wishes
from queries.server.rendering import cell
from tests.server_samples import ROOT, server

REFORM = "/id/reform/mian-zheng-ban"
PAGES = (
    "/", "/reports", "/questions", "/questions/adopters?reform=免证办&run=1", "/search?q=免证",
    "/search?q=免证&in=statements",
    REFORM, "/id/place/prefecture-320500", "/report/suzhou-2024h1-digest", "/query/sparql", "/query/cypher",
)
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


class Page(HTMLParser):
    """What a page holds: its language, headings, links, and everything that it would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Mapping[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[Mapping[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with server().client() as found:
        found.headers["accept"] = "text/html,application/xhtml+xml,*/*;q=0.8"
        yield found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_in_each_language(client: httpx.Client, path: str, lang: str) -> None:
    found = client.get(path + ("&" if "?" in path else "?") + f"lang={lang}")
    assert found.status_code == 200
    page = Page(found.text)
    assert page.of("html")[0]["lang"] == {"zh": "zh-CN", "en": "en"}[lang]
    assert len(page.of("h1")) == 1
    assert len(page.of("main")) == 1
    labelled = {label.get("for") for label in page.of("label")}
    for field in [*page.of("input"), *page.of("textarea"), *page.of("select")]:
        assert field.get("type") == "hidden" or "aria-label" in field or field.get("id") in labelled


# The terms for the editor are data, and its script is a file of ours.
EDITOR = [{"type": "application/json", "id": "terms"}, {"src": "/static/editor.js", "defer": None}]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_no_other_server_and_runs_no_script_but_the_editor(client: httpx.Client, path: str) -> None:
    found = client.get(path)
    page = Page(found.text)
    assert page.of("script") == (EDITOR if path.startswith("/query/") else [])
    loaded = [each.get("src") for tag in ("img", "iframe", "source") for each in page.of(tag)]
    loaded += [each.get("href") for each in page.of("link") if each.get("rel") in ("stylesheet", "icon")]
    own = ("/static/style.css", "data:,", "/api/pictures/")
    assert all(str(address).startswith(own) for address in loaded)
    assert not any(name.startswith("on") or name == "style" for _, each in page.tags for name in each)
    policy = found.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_each_link_of_a_page_leads_somewhere(client: httpx.Client, path: str) -> None:
    links = {str(each["href"]) for each in Page(client.get(path).text).of("a")}
    # The exports of the whole graph have tests of their own, and may take longer than this server allows.
    own = [link for link in links if link.startswith("/") and not link.startswith("/api/exports/")]
    for link in sorted(own)[:25]:
        assert client.get(link).status_code == 200, link


def test_the_browser_says_the_language_and_a_link_changes_it(client: httpx.Client) -> None:
    assert 'lang="en"' in client.get("/", headers={"accept-language": "en-GB,en;q=0.9"}).text
    assert 'lang="zh-CN"' in client.get("/", headers={"accept-language": "en"}, params={"lang": "zh"}).text


def test_each_fact_has_its_sentence_and_a_digest_is_called_one(client: httpx.Client) -> None:
    text = client.get(REFORM, params={"lang": "zh"}).text
    assert "做实“免证办”" in text
    assert "摘要，非报告原文" in text
    assert "「做实" not in text


def test_the_sentence_of_a_statement_is_marked_in_its_report(client: httpx.Client) -> None:
    first = client.get("/api/timeline/reform/mian-zheng-ban", params={"limit": 1}).json()["items"][0]
    address, _, statement = first["evidence"]["page"].partition("#")
    text = client.get(address).text
    assert re.search(rf'<mark[^>]*>(<span id="[^"]+"></span>)*<span id="{statement}"></span>', text) is not None


def test_the_marked_text_of_a_report_is_the_text(client: httpx.Client) -> None:
    import html

    text = client.get("/report/suzhou-2024h1-digest").text
    body = re.search(r'<div class="report-text">(.*?)</div>', text, re.DOTALL)
    assert body is not None
    shown = html.unescape(re.sub(r"<[^>]+>", "", body[1]))
    assert shown.strip() == (ROOT / "seeds/suzhou-2024h1-digest.txt").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("path", [
    "/search?q={}", "/search?q={}&in=statements", "/questions/adopters?reform={}&run=1", "/query/sparql?query={}",
    "/id/{}",
    "/query/cypher?query={}", "/statement/{}", "/report/{}", "/questions/{}", "/?lang={}", "/{}",
    "/search?q=免证&page={}",
])
def test_what_is_hostile_is_shown_and_not_run(client: httpx.Client, path: str) -> None:
    text = client.get(path.format(httpx.QueryParams({"x": EVIL}).__str__().removeprefix("x="))).text
    page = Page(text)
    assert page.of("script") == (EDITOR if path.startswith("/query/") else [])
    assert not any("onerror" in each for _, each in page.tags)


def test_a_hostile_name_in_the_graph_is_text_in_a_table() -> None:
    from queries.server import rendering

    template = rendering._environment().from_string('{% import "parts.html" as p %}{{ p.table(["x"], rows, "y") }}')
    text = template.render(rows=[[cell("x", EVIL, "zh")], [cell("x", "javascript:alert(1)", "zh")]])
    assert Page(text).of("script") == Page(text).of("img") == Page(text).of("a") == []


def test_a_query_page_answers_in_a_table_and_tells_what_is_wrong(client: httpx.Client) -> None:
    for language_name, query in (("sparql", "SELECT (1 AS ?x) {}"), ("cypher", "RETURN 1 AS x")):
        found = client.post(f"/query/{language_name}", data={"query": query})
        assert "<td>1</td>" in found.text
        wrong = client.post(f"/query/{language_name}", data={"query": "NONSENSE <b>"})
        assert wrong.status_code == 400
        assert "&lt;b&gt;" in wrong.text
    graph = client.post("/query/sparql", data={"query": "DESCRIBE <https://zhengmai.example/id/reform/mian-zheng-ban>"})
    assert "&lt;https://zhengmai.example/id/reform/mian-zheng-ban&gt;" in graph.text


def test_a_problem_is_a_page_for_a_browser(client: httpx.Client) -> None:
    found = client.get("/id/reform/nothing")
    assert found.status_code == 404
    assert found.headers["content-type"].startswith("text/html")


def test_languages_and_weights_are_read() -> None:
    assert language("fr, zh-TW;q=0.4", None) == "zh"
    assert language(None, "en") == "en"
    assert wishes("a/b;q=x, c/d;q=0, e/f;q=0.1, g/*;q=0.1") == ["e/f", "g/*"]


def test_a_picture_is_svg_in_the_asked_language(client: httpx.Client) -> None:
    path = "/api/pictures/lineage/reform/mian-zheng-ban"
    for lang, word in (("zh", "在用"), ("en", "in use")):
        found = client.get(path, params={"lang": lang})
        assert found.headers["content-type"].startswith("image/svg+xml")
        assert word in found.text
        again = client.get(path, params={"lang": lang}, headers={"If-None-Match": found.headers["etag"]})
        assert again.status_code == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/pictures/timeline/reform/mian-zheng-ban", 404), ("/api/pictures/lineage/place/prefecture-320500", 404),
        ("/api/pictures/pie/reform/mian-zheng-ban", 400), ("/api/pictures/curve/reform/none", 404),
        ("/api/pictures/curve/reform/mian-zheng-ban?lang=fr", 400),
    ],
)
def test_a_picture_that_there_is_not_is_told(client: httpx.Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_an_answer_with_two_columns_of_entities_has_a_small_graph(client: httpx.Client) -> None:
    found = client.get("/questions/adopters?reform=免证办&run=1&lang=en").text
    assert found.count("<svg") == 1
    assert "Small graph" in found
    assert "<svg" not in client.get("/questions/flagged?run=1").text


def test_the_editor_knows_the_terms_of_its_language(client: httpx.Client) -> None:
    cypher, sparql = (client.get(f"/query/{language}").text for language in ("cypher", "sparql"))
    assert '"ADOPTED"' in cypher
    assert '"used_since_day"' in cypher
    assert '"zm:adopted"' in sparql
    assert '"zm:adopted"' not in cypher
