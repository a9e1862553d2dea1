from __future__ import annotations

import base64
import hashlib
import html.parser
import re

import pytest

from graph.exports.characters import harmless
from graph.exports.html import page, subject
from ontology.errors import NotFound, UsageError
from tests.export_samples import HOSTILE, SAMPLE, everything

MIAN, XUANCHENG = "reform/mian-zheng-ban", "place/prefecture-341800"


class Seen(html.parser.HTMLParser):
    """The elements, attributes and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(key, value or "") for key, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("entity", [MIAN, XUANCHENG])
def test_a_page_runs_nothing_and_fetches_nothing(entity: str) -> None:
    text = page(SAMPLE, entity)
    seen = Seen(text)
    assert {"script", "iframe", "object", "embed", "link", "img", "form", "base"}.isdisjoint(seen.tags)
    assert [value for key, value in seen.attributes if key in ("src", "style") or key.startswith("on")] == []
    assert {value[:1] for key, value in seen.attributes if key == "href"} == {"#"}
    assert set(re.findall(r"url\(([^)]*)\)", text)) <= {"#hatch", "#head"}


@pytest.mark.parametrize("entity", [MIAN, XUANCHENG])
def test_the_policy_lets_in_the_one_style_by_its_hash(entity: str) -> None:
    text = page(SAMPLE, entity)
    (policy,) = (value for key, value in Seen(text).attributes if value.startswith("default-src 'none'"))
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("entity", [MIAN, XUANCHENG])
def test_every_link_leads_to_a_sentence_of_the_page(entity: str) -> None:
    seen = Seen(page(SAMPLE, entity))
    ids = [value for key, value in seen.attributes if key == "id"]
    links = {value[1:] for key, value in seen.attributes if key == "href"}
    assert len(ids) == len(set(ids))
    assert len(links) > 0
    assert links <= set(ids)
    said = {resolved.id: resolved.statement.evidence.quote for resolved in SAMPLE.statements}
    assert {harmless(said[link]) for link in links} <= set(seen.words)


def test_a_page_speaks_both_languages() -> None:
    words = "".join(Seen(page(SAMPLE, MIAN)).words)
    assert "没有写到，不等于没有。" in words
    assert "Silence is not absence." in words


def test_hostile_texts_are_words_of_the_page() -> None:
    seen = Seen(page(everything(), XUANCHENG))
    assert set(seen.tags) == set(Seen(page(SAMPLE, XUANCHENG)).tags)
    words = "".join(seen.words)
    for text in HOSTILE.values():
        assert harmless(text) in words


def test_the_same_graph_gives_the_same_page() -> None:
    assert page(SAMPLE, MIAN) == page(SAMPLE, MIAN)


def test_a_page_is_of_one_thing() -> None:
    assert subject(SAMPLE, [("reform", "免证办"), ("period", "2023")]) == (MIAN, [("period", "2023")])
    for where in ([], [("period", "2023")], [("reform", "免证办"), ("place", "苏州市")]):
        with pytest.raises(UsageError, match="one thing"):
            subject(SAMPLE, where)
    with pytest.raises(NotFound):
        subject(SAMPLE, [("reform", "没有的改革")])


def test_a_page_of_another_kind_is_refused() -> None:
    agency = next(entity.id for entity in SAMPLE.entities.values() if entity.kind == "Agency")
    with pytest.raises(UsageError, match="not of a Agency"):
        page(SAMPLE, agency)
