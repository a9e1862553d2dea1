"""Every format carries hostile texts as texts: read back with a parser that is not ours wherever Python has one."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable

import kglite
import pyoxigraph
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.exports import BINARY, EXPORTS, FOLDERS, export, module
from graph.exports.characters import harmless
from graph.exports.cypher import literal
from graph.exports.graphml import token
from graph.exports.mermaid import C1
from graph.exports.spreadsheet import FORMULA, guarded, unguarded
from graph.exports.xmltext import escaped
from graph.iris import ONTOLOGY
from graph.model import Graph
from ontology.statement import plain
from tests.export_samples import HOSTILE, SAMPLE, hostile, rows, scripted

# Formats whose syntax has an escape for every character.
EXACT = ("turtle", "trig", "nquads", "jsonld", "statements", "cyjs")
RDF = {
    "turtle": pyoxigraph.RdfFormat.TURTLE, "trig": pyoxigraph.RdfFormat.TRIG, "nquads": pyoxigraph.RdfFormat.N_QUADS,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}
XML = st.text(st.characters(exclude_categories=["Cs"]))


def written(name: str, graph: Graph) -> str:
    return "".join(export(name, graph))


def quotes_of_rdf(name: str) -> Callable[[str], list[str]]:
    def quotes(text: str) -> list[str]:
        quads = pyoxigraph.parse(text, format=RDF[name])
        return sorted({quad.object.value for quad in quads if quad.predicate.value == ONTOLOGY + "quote"})

    return quotes


def quotes_of_gexf(text: str) -> list[str]:
    values = ElementTree.fromstring(text.encode()).iter("{http://gexf.net/1.3}attvalue")
    return [value.attrib["value"] for value in values if value.attrib["for"] == "quote"]


def quotes_of_graphml(text: str) -> list[str]:
    values = ElementTree.fromstring(text.encode()).iter("{http://graphml.graphdrawing.org/xmlns}data")
    return [value.text or "" for value in values if value.attrib["key"] == "quote"]


def quotes_of_dot(text: str) -> list[str]:
    found = [re.search(r'tooltip="((?:[^"\\]|\\.)*)".* class="adopted', line) for line in text.split("\n")]
    escapes = {"n": "\n"}
    quotes = [re.sub(r"\\(.)", lambda m: escapes.get(m[1], m[1]), match[1]) for match in found if match is not None]
    return [quote.replace("&amp;", "&") for quote in quotes]


def quotes_of_cypher(text: str) -> list[str]:
    return [str(row["q"]) for row in rows(scripted(text), "MATCH (s:Statement) RETURN s.quote AS q")]


def quotes_of_csv(text: str) -> list[str]:
    found = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    return [unguarded(row["quote"]) for row in found]


QUOTES: dict[str, Callable[[str], list[str]]] = {
    **{name: quotes_of_rdf(name) for name in RDF},
    "statements": lambda text: [json.loads(line)["quote"] for line in text.removesuffix("\n").split("\n")],
    "statements-csv": quotes_of_csv,
    "gexf": quotes_of_gexf,
    "graphml": quotes_of_graphml,
    "cyjs": lambda text: [e["data"]["quote"] for e in json.loads(text)["elements"]["edges"] if "quote" in e["data"]],
    "dot": quotes_of_dot,
    "cypher": quotes_of_cypher,
}
# Those that hold no quote: their labels are looked at below.
WITHOUT_QUOTES = ("events", "events-codebook", "mermaid")


def expected(name: str, text: str) -> str:
    if name == "dot":  # a picture has no carriage return
        return harmless(text).replace("\r", "")
    return text if name in EXACT else harmless(text)


def test_every_format_is_looked_at() -> None:
    assert sorted([*QUOTES, *WITHOUT_QUOTES]) == sorted(EXPORTS)
    assert [*BINARY, *FOLDERS] == ["statements-parquet", "neo4j-csv"]


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("name", QUOTES)
def test_a_hostile_quote_comes_back_as_it_was(name: str, case: str) -> None:
    graph = hostile(HOSTILE[case])
    assert set(QUOTES[name](written(name, graph))) == {expected(name, HOSTILE[case])}


@pytest.mark.parametrize("name", QUOTES)
@settings(max_examples=40)
@given(text=XML.filter(lambda text: text != ""))
def test_any_quote_comes_back_as_it_was(name: str, text: str) -> None:
    quote = text[:150]
    assert set(QUOTES[name](written(name, hostile(quote)))) == {expected(name, quote)}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_label_is_one_label_of_a_flowchart(case: str) -> None:
    text = written("mermaid", hostile(HOSTILE[case]))
    label = f"改革{plain(HOSTILE[case])}"
    drawn = [re.fullmatch(r'n\d+\["(.*)"\]:::Reform', line) for line in text.split("\n")]
    (found,) = [match[1] for match in drawn if match is not None]
    assert re.search(r"[^\w #;\u2e80-\U0010ffff]", found) is None
    shown = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), found)
    assert shown == re.sub(r"[\n\r\t]", " ", harmless(label).translate(C1))


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_label_stays_in_its_cell_of_the_events(case: str) -> None:
    found = csv.DictReader(io.StringIO(written("events", hostile(HOSTILE[case])), newline=""), strict=True)
    assert [unguarded(row["reform"]) for row in found] == [harmless(f"改革{plain(HOSTILE[case])}")]


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_value_stays_in_its_cell_of_the_import(case: str) -> None:
    files: dict[str, str] = {}
    for file, text in module("neo4j-csv").write(hostile(HOSTILE[case])):
        files[file] = files.get(file, "") + text
    columns = files["nodes-Statement.header.csv"].strip().split(",")
    (row,) = csv.reader(io.StringIO(files["nodes-Statement.csv"], newline=""), strict=True)
    assert row[columns.index("quote:string")] == harmless(HOSTILE[case])


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_quote_stands_whole_in_parquet(case: str) -> None:
    text, pieces = HOSTILE[case].encode(), module("statements-parquet").write(hostile(HOSTILE[case]))
    assert len(text).to_bytes(4, "little") + text in b"".join(pieces)


@given(st.text())
@example("=1")
@example("'=1")
def test_no_cell_begins_a_formula_and_each_text_comes_back(text: str) -> None:
    assert not guarded(text).startswith(FORMULA)
    assert unguarded(guarded(text)) == text


@given(XML)
def test_a_text_in_xml_is_read_as_it_was(text: str) -> None:
    found = ElementTree.fromstring(f'<a b="{escaped(text)}">{escaped(text)}</a>')
    assert found.attrib["b"] == harmless(text)
    assert (found.text or "") == harmless(text)


@given(st.text(), st.text())
def test_the_tokens_of_two_ids_differ(one: str, other: str) -> None:
    assert (token(one) == token(other)) == (one == other)
    assert re.search(r"[^\w.\-]", token(one)) is None


@given(st.lists(XML, max_size=3))
def test_a_literal_of_cypher_is_read_as_it_was(texts: list[str]) -> None:
    found = rows(kglite.KnowledgeGraph(), f"RETURN {literal(texts)} AS value")
    assert found == [{"value": [harmless(text) for text in texts]}]


@pytest.mark.parametrize("name", EXPORTS)
def test_no_format_holds_a_character_that_a_terminal_obeys(name: str) -> None:
    if name not in EXACT:
        text = written(name, hostile("\x1b[31m\x07\x00"))
        assert re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text) is None


@pytest.mark.parametrize("name", EXPORTS)
def test_equal_graphs_give_equal_bytes(name: str) -> None:
    assert written(name, SAMPLE) == written(name, SAMPLE)
