"""The formats of the whole graph, and the way of each into a file."""

from __future__ import annotations

import csv
import io
import json
import pathlib
import shlex
from collections.abc import Sequence

import kglite
import pyoxigraph
import pytest

from graph.cypher import CypherGraph
from graph.elements import nodes, relationships
from graph.exports import BINARY, EXPORTS, FOLDERS, export, format_of, module, parquet
from graph.exports.destination import save
from graph.exports.frames import pandas_frame
from graph.exports.table import statements
from graph.iris import report_graph_iri
from ontology.errors import StoreError, UsageError
from tests.export_samples import SAMPLE, ended, rows, scripted
from tests.graph_samples import graph

FORMATS = {
    "trig": pyoxigraph.RdfFormat.TRIG, "jsonld": pyoxigraph.RdfFormat.JSON_LD, "nquads": pyoxigraph.RdfFormat.N_QUADS,
}


def quads(name: str) -> set[pyoxigraph.Quad]:
    return set(pyoxigraph.parse("".join(export(name, SAMPLE)), format=FORMATS[name]))


@pytest.mark.parametrize("name", ["trig", "jsonld"])
def test_each_form_of_rdf_is_the_same_dataset_with_a_graph_a_report(name: str) -> None:
    found = quads(name)
    assert found == quads("nquads")
    named = {quad.graph_name.value for quad in found if isinstance(quad.graph_name, pyoxigraph.NamedNode)}
    assert named == {report_graph_iri(report) for report in SAMPLE.reports}


def test_jsonld_names_things_by_the_terms_of_the_ontology() -> None:
    found = json.loads("".join(export("jsonld", SAMPLE)))
    (suzhou,) = [node for node in found["@graph"] if node["@id"].endswith("/id/place/prefecture-320500")]
    assert sorted(suzhou["@type"]) == ["City", "Place"]
    assert {"adopted", "planned", "partOf", "unitId"} <= set(suzhou)
    assert all(not key.startswith(("http", "zm:")) for node in found["@graph"] for key in node)


def test_the_script_makes_the_graph_that_the_engine_holds() -> None:
    engine = scripted("".join(export("cypher", SAMPLE)))
    ours = CypherGraph.of(SAMPLE)
    for text in (
        "MATCH (n) RETURN n.id AS id, labels(n) AS labels ORDER BY id",
        "MATCH (a)-[e]->(b) RETURN a.id AS a, type(e) AS t, b.id AS b, e.statements AS s ORDER BY a, t, b",
        "MATCH (s:Statement) RETURN s.id AS id, s.quote AS q, s.since_day AS d, s.status AS st ORDER BY id",
    ):
        assert rows(engine, text) == ours.run(text, row_limit=10**6).rows


def test_a_script_that_is_run_twice_stops_at_its_constraints() -> None:
    script = "".join(export("cypher", ended()))
    engine = scripted(script)
    before = rows(engine, "MATCH (n) RETURN count(n) AS n")
    with pytest.raises((kglite.KgError, ValueError)):
        scripted(script, engine)
    assert rows(engine, "MATCH (n) RETURN count(n) AS n") == before


def test_the_folder_for_neo4j_has_each_node_and_relationship_once_and_names_every_file(tmp_path: pathlib.Path) -> None:
    made = save("neo4j-csv", SAMPLE, tmp_path / "csv")
    assert sorted(path.name for path in made) == sorted(path.name for path in (tmp_path / "csv").iterdir())
    data = [path for path in made if path.suffix == ".csv" and ".header." not in path.name]
    texts = {path.name: io.StringIO(path.read_bytes().decode(), newline="") for path in data}
    cells = {name: list(csv.reader(text, strict=True)) for name, text in texts.items()}
    found = sorted(row[0] for name, each in cells.items() if name.startswith("nodes-") for row in each)
    assert found == sorted(node.id for node in nodes(SAMPLE))
    assert sum(len(each) for name, each in cells.items() if name.startswith("relationships-")) == len(
        list(relationships(SAMPLE))
    )
    for name, each in cells.items():
        header = (tmp_path / "csv" / name.replace(".csv", ".header.csv")).read_text(encoding="utf-8").strip().split(",")
        assert {len(row) for row in each} == {len(header)}
    command = (tmp_path / "csv" / "import.txt").read_text(encoding="utf-8")
    words = shlex.split(command.replace("\\\n", " "), comments=True)
    files = [word.partition("=")[2].split(",") for word in words if word.startswith(("--nodes", "--relationships"))]
    assert {file for pair in files for file in pair} == {path.name for path in made if path.suffix == ".csv"}
    assert "--multiline-fields=true" in words


def test_a_cell_of_the_import_tells_an_empty_text_from_none() -> None:
    lines = [text for file, text in module("neo4j-csv").write(SAMPLE) if file == "nodes-Statement.csv"]
    assert all(',"learned_from",' not in row or ",," in row for row in lines)
    assert any(',"learned_from",' in row for row in lines)


def test_csv_opens_in_a_spreadsheet_with_a_row_a_statement() -> None:
    text = "".join(export("statements-csv", SAMPLE))
    assert text.startswith("\ufeffid,relation,status,tier,place,")
    table = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert [row["id"] for row in table] == [resolved.id for resolved in SAMPLE.statements]
    assert {row["canonical"] for row in table} >= {"免证办", "衢州市"}
    assert {row["text_kind"] for row in table} == {"digest"}


def test_parquet_begins_and_ends_as_its_format_has_it_and_has_a_group_for_each_batch() -> None:
    def size(number: int) -> int:
        table: Sequence[Sequence[parquet.Value]] = [[n, f"字{n}" if n % 2 else None, n % 3 == 0] for n in range(number)]
        data = b"".join(parquet.pieces({"n": int, "text": str, "flag": bool}, table))
        assert data[:4] == data[-4:] == b"PAR1"
        length = int.from_bytes(data[-8:-4], "little")
        assert data[-8 - length :].count(b"zhengmai version 1") == 1
        return len(data)

    assert size(0) < size(1) < size(parquet.ROWS + 1)


def test_the_columns_of_a_table_hold_what_their_types_say() -> None:
    table = statements(SAMPLE)
    for row in table.rows():
        for value, kind in zip(row, table.columns.values(), strict=True):
            assert value is None or type(value) is kind


@pytest.mark.parametrize(
    ("name", "form", "found"),
    [
        ("statements", None, "statements"), ("statements", "jsonl", "statements"), ("gexf", None, "gexf"),
        ("statements", "csv", "statements-csv"), ("statements", "parquet", "statements-parquet"),
        ("events", "codebook", "events-codebook"),
    ],
)
def test_a_name_and_a_form_mean_a_format(name: str, form: str | None, found: str) -> None:
    assert format_of(name, form) == found


@pytest.mark.parametrize(
    ("name", "form", "told"),
    [("shapefile", None, "there are turtle"), ("gexf", "csv", "gexf comes as it is"),
     ("statements", "xlsx", "jsonl or csv or parquet")],
)
def test_a_format_or_a_form_that_there_is_not_is_refused(name: str, form: str | None, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        format_of(name, form)


@pytest.mark.parametrize("name", [*BINARY, *FOLDERS])
def test_what_is_no_text_goes_to_no_terminal(name: str) -> None:
    with pytest.raises(UsageError, match="-o"):
        export(name, SAMPLE)


@pytest.mark.parametrize("name", [*EXPORTS, *BINARY])
def test_a_format_is_saved_with_the_bytes_it_has(name: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "file"
    path.write_text("before", encoding="utf-8")
    made = save(name, SAMPLE, path)
    assert made[0] == path
    assert path.read_bytes() == (
        b"".join(module(name).write(SAMPLE)) if name in BINARY else "".join(export(name, SAMPLE)).encode()
    )
    assert sorted(tmp_path.iterdir()) == sorted(made)


def test_the_codebook_is_written_beside_the_events(tmp_path: pathlib.Path) -> None:
    save("events", SAMPLE, tmp_path / "events.csv")
    assert {path.name for path in tmp_path.iterdir()} == {"events.csv", "events.codebook.csv"}


def test_a_refused_export_leaves_the_file_that_was_there(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module("dot"), "NODES", 1)
    (tmp_path / "graph.dot").write_text("before", encoding="utf-8")
    with pytest.raises(UsageError, match="too many"):
        save("dot", SAMPLE, tmp_path / "graph.dot")
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["before"]


def test_a_folder_is_not_written_over_what_is_there(tmp_path: pathlib.Path) -> None:
    (tmp_path / "csv").mkdir()
    save("neo4j-csv", graph(), tmp_path / "csv")
    with pytest.raises(UsageError, match="is no empty folder"):
        save("neo4j-csv", SAMPLE, tmp_path / "csv")


def test_a_path_that_cannot_be_written_is_told(tmp_path: pathlib.Path) -> None:
    with pytest.raises(StoreError, match=r"cannot be written: .*-o"):
        save("gexf", SAMPLE, tmp_path / "nowhere" / "graph.gexf")


def test_an_unknown_table_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="statements, nodes, edges, events"):
        pandas_frame(SAMPLE, "people")
