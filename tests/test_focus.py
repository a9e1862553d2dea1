"""The thing that a stretch of text is about, of which later clauses speak without naming it."""

import pytest

from loaders import passages
from loaders.document import parse
from loaders.focus import focus
from loaders.passage import Passage
from ontology import registry
from ontology.period import Period
from ontology.report import Report
from ontology.statement import Name

KNOWN = registry.load()


def read(text: str) -> list[Passage]:
    (owner,) = KNOWN.places_named("苏州市", 2024)
    period = Period("2024-01-01", "2024-06-30", "own")
    given = Report("r", "r", Name(owner.label, "Place", owner.id), None, period, None, text)
    return list(passages.passages(given, parse(text, period), KNOWN))


def about(text: str) -> str | None:
    passage = read(text)[0]
    found = focus(passage, passage.sentence.start, passage.sentence.end)
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("全市“苏周到”运行平稳,推广“免证办”。", "苏周到"),  # a clause begins with it: all that follows is about it
        ("深化“免证办”改革,流程更短。", "免证办"),
        ("推行“免证办”和“全程网办”,流程更短。", "免证办"),  # of a list the first
        ("依托“苏商通”,流程更短。", None),  # only its means
        ("流程更短。", None),
    ],
)
def test_what_a_sentence_is_about(text: str, name: str | None) -> None:
    assert about(text) == name


def test_a_sentence_knows_what_the_one_before_it_was_about() -> None:
    first, second, third = read("推行“免证办”。累计办件3万件。窗口整洁,秩序良好。")
    assert first.before is None
    assert second.before is not None
    assert second.before.text == "免证办"
    assert third.before is not None  # a sentence of counts hands it on


def test_a_new_section_is_about_nothing_yet() -> None:
    sentences = read("一、深化改革\n推行“免证办”。\n二、夯实基础\n受理3万件。")
    assert sentences[-1].before is None
