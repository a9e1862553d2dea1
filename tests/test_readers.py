"""The exports opened by programs that nobody here wrote: `make test-readers`, which says what it needs."""

from __future__ import annotations

import contextlib
import html
import json
import os
import pathlib
import re
import shlex
import shutil
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

import zhengmai
from graph.brief import brief
from graph.cypher import CypherGraph
from graph.elements import nodes, relationships
from graph.exports import export
from graph.exports.brief import brief_docx
from graph.exports.characters import harmless
from graph.exports.destination import save
from graph.exports.frames import pandas_frame, polars_frame
from graph.exports.html import page
from graph.exports.mermaid import C1
from graph.exports.network import Network
from graph.exports.spells import Spells, alive
from graph.model import Graph
from graph.rdf import RdfStore
from ontology.period import first_day, last_day
from tests.export_samples import HOSTILE, SAMPLE, everything

pytestmark = pytest.mark.readers

GRAPH = everything()
NETWORK = Network(GRAPH)
YEARS = range(1980, 2027)
# What Neo4j's own start script opens for it on Java 17.
OPENED = [
    f"--add-opens=java.base/{package}=ALL-UNNAMED"
    for package in ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
]
ENDINGS = {"turtle": "ttl", "trig": "trig", "nquads": "nq", "jsonld": "jsonld"}


class Readers:
    """Where the harnesses are, and the programs that they need; what is missing skips, and in CI a skip fails."""

    def __init__(self, root: pathlib.Path) -> None:
        self.sources = root / "tests" / "readers"
        self.build = root / "build" / "readers"
        self.build.mkdir(parents=True, exist_ok=True)

    def program(self, name: str, package: str) -> str:
        found = shutil.which(name)
        if found is None:
            pytest.skip(f"{name} is not installed: apt-get install {package}")
        return found

    def java(self, name: str, *arguments: str | pathlib.Path, options: Sequence[str] = (), source: str = "") -> str:
        """Run the harness of that name, or a class of its libraries; what it prints."""
        program = [str(self.sources / name / source)] if source != "" else []
        return run([
            self.program("java", "openjdk-17-jdk-headless"), *options, "-cp", self.classpath(name), *program,
            *map(str, arguments),
        ])

    def classpath(self, name: str) -> str:
        """The libraries of a pom, fetched once."""
        pom, listed = self.sources / name / "pom.xml", self.build / f"{name}.classpath"
        if not listed.is_file() or listed.stat().st_mtime < pom.stat().st_mtime:
            goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"
            run([self.program("mvn", "maven"), "-q", "-B", "-f", str(pom), goal, f"-Dmdep.outputFile={listed}"])
        return listed.read_text(encoding="utf-8").strip()

    def node(self, script: str, file: pathlib.Path) -> dict[str, Any]:
        """Run a script of the node harness on a file; the object that it prints."""
        folder = self.modules()
        shutil.copy(self.sources / "node" / script, folder / script)
        command = [self.program("node", "nodejs"), str(folder / script), str(file)]
        found: dict[str, Any] = json.loads(run(command, env={"CHROMIUM": shutil.which("chromium") or ""}))
        return found

    def modules(self) -> pathlib.Path:
        """The folder of the node harness with its packages, fetched once."""
        folder = self.build / "node"
        lock = (self.sources / "node" / "package-lock.json").read_text(encoding="utf-8")
        if not (folder / "node_modules").is_dir() or (folder / "package-lock.json").read_text(encoding="utf-8") != lock:
            folder.mkdir(exist_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(self.sources / "node" / name, folder / name)
            run([self.program("npm", "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder)
        return folder


def run(command: Sequence[str], *, cwd: pathlib.Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """What a command prints; it must succeed."""
    given = None if env is None else {**os.environ, **env}
    ran = subprocess.run(command, cwd=cwd, env=given, capture_output=True, encoding="utf-8", timeout=300)
    assert ran.returncode == 0, f"{command[0]}: {ran.stdout[-3000:]}{ran.stderr[-3000:]}"
    return ran.stdout


def told(text: str, what: str) -> list[list[str]]:
    """The rows of a harness that begin with a word, its escapes undone."""
    rows = [line.split("\t") for line in text.split("\n")]
    return [[unescaped(cell) for cell in row[1:]] for row in rows if row[0] == what]


def unescaped(text: str) -> str:
    units = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    return units.encode("utf-16", "surrogatepass").decode("utf-16")


def quotes(*, exact: bool = False) -> list[str]:
    """The quotes of our edges, sorted."""
    said = {resolved.id: resolved.statement.evidence.quote for resolved in GRAPH.statements}
    found = [said[edge.evidence] for edge in GRAPH.edges if edge.evidence is not None]
    return sorted(found if exact else map(harmless, found))


def alive_by_question(graph: Graph) -> dict[int, int]:
    """Edges alive a year out of Cypher, in which no spell occurs: begun by its end, and not ended before it began."""
    engine = CypherGraph.of(graph)
    edges = engine.run(
        "MATCH (a)-[e]->(b) WHERE e.relation IS NOT NULL "
        "RETURN a.id AS a, b.id AS b, e.id AS id, e.relation AS r, e.status AS s, e.since_day AS d, e.until AS u",
        row_limit=10**6,
    ).rows
    said = engine.run(
        "MATCH (a)<-[:SUBJECT]-(s:Statement)-[:OBJECT]->(b) "
        "RETURN a.id AS a, b.id AS b, s.edge AS e, s.relation AS r, s.status AS status, s.since_day AS d, s.tier AS t",
        row_limit=10**6,
    ).rows
    ends = [(row["a"], row["r"], row["b"], row["d"]) for row in said if row["status"] == "ended"]
    counts = Counter[int]()
    for edge in edges:
        begins = [row["d"] for row in said if row["e"] == edge["id"]] or [edge["d"]]
        key = (edge["a"], edge["r"], edge["b"])
        closes = edge["s"] in ("piloted", "adopted", "expanded")
        closing = [int(str(end[3])) for end in ends if closes and end[:3] == key]
        if edge["u"] is not None:
            closing.append(last_day(str(edge["u"])))
            begins = [begin or 0 for begin in begins]
        for year in YEARS:
            first, last = first_day(str(year)), last_day(str(year))
            counts[year] += any(
                isinstance(begin, int) and begin <= last and not any(begin <= end < first for end in closing)
                for begin in begins
            )
    return {year: counts[year] for year in YEARS}


@pytest.fixture(scope="module")
def readers(root: pathlib.Path) -> Readers:
    return Readers(root)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A folder with the graph in each format of a file."""
    folder = tmp_path_factory.mktemp("exports")
    for name in ("gexf", "graphml", "cyjs", *ENDINGS):
        save(name, GRAPH, folder / f"graph.{ENDINGS.get(name, name)}")
    save("statements-parquet", GRAPH, folder / "statements.parquet")
    return folder


# What is right in a GEXF file -> what the grammar must refuse in its place.
SPOILT = {
    'version="1.3"': 'version="1.2draft"', "<spell start=": "<spell begin=", 'timeformat="date"': 'timeformat="day"',
    'class="edge" mode="static"': 'class="link" mode="static"',
}


def test_gexf_is_valid_by_its_grammar_and_spoilt_copies_are_not(
    readers: Readers, files: pathlib.Path, shared: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    grammar = shared / "vendor" / "gexf" / "1.3" / "gexf.rng"
    check = [readers.program("xmllint", "libxml2-utils"), "--noout", "--relaxng", str(grammar)]
    run([*check, str(files / "graph.gexf")])
    text = (files / "graph.gexf").read_text(encoding="utf-8")
    for sound, spoilt in SPOILT.items():
        assert sound in text
        (tmp_path / "spoilt.gexf").write_text(text.replace(sound, spoilt, 1), encoding="utf-8")
        refused = subprocess.run([*check, str(tmp_path / "spoilt.gexf")], capture_output=True, encoding="utf-8")
        assert refused.returncode == 3, f"{spoilt}: {refused.stderr}"


def test_gephi_opens_gexf_with_its_default_settings(readers: Readers, files: pathlib.Path) -> None:
    text = readers.java(
        "gephi", files / "graph.gexf", str(YEARS[0]), str(YEARS[-1]), source="Gephi.java",
        options=["-Djava.awt.headless=true", "-Duser.timezone=UTC"],
    )
    assert told(text, "severe") == [["0"]], told(text, "issue")
    assert told(text, "nodes") == [[str(NETWORK.node_count)]]
    assert told(text, "edges") == [[str(NETWORK.edge_count)]]
    spells = [edge.spells for edge in NETWORK.edges()]
    assert told(text, "open") == [[str(sum(len(each) > 0 and each[-1].end is None for each in spells))]]
    assert told(text, "timeless") == [[str(sum(len(each) == 0 for each in spells))]]
    assert sorted(row[1] for row in told(text, "quote")) == quotes()
    assert dict(told(text, "kind")) == {edge.id: edge.type for edge in GRAPH.edges}
    assert dict(told(text, "label")) == {node.id: harmless(node.label) for node in NETWORK.nodes()}
    found = {int(year): int(number) for year, number in told(text, "alive")}
    assert found == alive_by_question(GRAPH)
    of = Spells(GRAPH)
    assert found == {
        year: alive((of.of(edge) for edge in GRAPH.edges), first_day(str(year)), last_day(str(year))) for year in YEARS
    }
    assert found[2020] > found[1990] > 0


def test_graphology_reads_gexf_with_years_and_positions(readers: Readers, files: pathlib.Path) -> None:
    found = readers.node("gexf.js", files / "graph.gexf")
    properties = [edge.properties for edge in NETWORK.edges()]
    assert (found["nodes"], found["edges"]) == (NETWORK.node_count, NETWORK.edge_count)
    assert found["positioned"] == NETWORK.node_count
    assert found["dated"] == sum(each["dated"] is True for each in properties)
    assert found["years"] == [[each.get("year_from"), each.get("year_to")] for each in properties]
    assert isinstance(found["quotes"], list)
    assert sorted(found["quotes"]) == quotes()


def test_jgrapht_validates_graphml_and_tinkerpop_finds_its_types(readers: Readers, files: pathlib.Path) -> None:
    text = readers.java("graphml", files / "graph.graphml", source="GraphML.java")
    assert told(text, "jgrapht") == [[str(NETWORK.node_count), str(NETWORK.edge_count)]]
    assert {kind: int(n) for kind, n in told(text, "edge")} == Counter(edge.type for edge in GRAPH.edges)
    assert {kind: int(n) for kind, n in told(text, "vertex")} == Counter(node.kind for node in NETWORK.nodes())
    assert sorted(row[0] for row in told(text, "quote")) == quotes()


@pytest.mark.filterwarnings("ignore")
def test_igraph_reads_graphml(files: pathlib.Path) -> None:
    igraph = pytest.importorskip("igraph")
    found = igraph.Graph.Read_GraphML(str(files / "graph.graphml"))
    assert (found.vcount(), found.ecount()) == (NETWORK.node_count, NETWORK.edge_count)
    assert found.is_directed()
    assert set(found.vs["entity"]) == {node.id for node in NETWORK.nodes()}
    assert Counter(found.es["status"]) == Counter(edge.status or "" for edge in GRAPH.edges)
    assert sorted(quote for quote in found.es["quote"] if quote != "") == quotes()


def test_cytoscape_shows_cyjs_with_plans_dashed(readers: Readers, files: pathlib.Path) -> None:
    found = readers.node("cyjs.js", files / "graph.cyjs")
    assert (found["nodes"], found["edges"]) == (NETWORK.node_count, NETWORK.edge_count)
    assert found["dashed"] == sum(edge.status in ("planned", "drafted") for edge in GRAPH.edges) > 0
    assert isinstance(found["quotes"], list)
    assert sorted(found["quotes"]) == quotes(exact=True)
    assert found["apart"] == NETWORK.node_count


def test_graphviz_draws_dot_with_chinese_and_hostile_labels(readers: Readers, tmp_path: pathlib.Path) -> None:
    save("dot", GRAPH, tmp_path / "graph.dot")
    picture = run([readers.program("dot", "graphviz"), "-Tsvg", str(tmp_path / "graph.dot")])
    labels = {html.unescape(text) for text in re.findall(r"<text[^>]*>(.*?)</text>", picture, re.DOTALL)}
    labels = {text.replace("\xa0", " ") for text in labels}
    assert {"免证办", "苏州市", "宣城市"} <= labels
    assert picture.count('class="node"') == NETWORK.node_count
    assert len(re.findall(r'class="edge [a-z]+ [a-z]+"', picture)) == NETWORK.edge_count
    assert "<script" not in picture
    for node in NETWORK.nodes():
        assert harmless(node.label) in labels, node.label


def test_mermaid_draws_the_flowchart_in_a_browser(readers: Readers) -> None:
    folder = readers.modules() / "page"
    folder.mkdir(exist_ok=True)
    shutil.copy(readers.sources / "node" / "mermaid.html", folder / "mermaid.html")
    shutil.copy(readers.modules() / "node_modules" / "mermaid" / "dist" / "mermaid.min.js", folder / "mermaid.min.js")
    chart = "".join(export("mermaid", GRAPH))
    (folder / "chart.js").write_text(f"const CHART = {json.dumps(chart)};", encoding="utf-8")
    shown = run([
        readers.program("chromium", "chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
        "--virtual-time-budget=60000", (folder / "mermaid.html").as_uri(),
    ])
    match = re.search(r'<pre id="found">(.*?)</pre>', shown, re.DOTALL)
    assert match is not None
    found = json.loads(html.unescape(match[1]))
    assert found.get("error") is None
    assert found["edges"] == NETWORK.edge_count
    assert found["scripts"] == 0
    labels = [harmless(node.label).translate(C1) for node in NETWORK.nodes()]
    assert sorted(map(flat, found["labels"])) == sorted(map(flat, labels))


@pytest.mark.parametrize(("subject", "pictures"), [("reform/mian-zheng-ban", 20), ("place/prefecture-341800", 20)])
def test_the_mailed_page_needs_no_network_no_webgl_and_no_script(
    readers: Readers, tmp_path: pathlib.Path, subject: str, pictures: int
) -> None:
    readers.program("chromium", "chromium")
    file = tmp_path / "page.html"
    file.write_text(page(GRAPH, subject), encoding="utf-8")
    found = readers.node("page.js", file)
    assert (found["errors"], found["requests"], found["dialogs"]) == ([], [], 0)
    assert (found["webgl"], found["scripts"], found["serious"]) == (False, 0, [])
    assert found["drawn"] > pictures
    assert (found["chinese"], found["english"], found["target"], found["overflow"]) == (True, True, "LI", 0)
    assert found.get("tiles", 1) == 1


def test_hostile_quotes_are_text_in_the_mailed_page(readers: Readers, tmp_path: pathlib.Path) -> None:
    readers.program("chromium", "chromium")
    file = tmp_path / "page.html"
    file.write_text(page(GRAPH, "place/prefecture-341800"), encoding="utf-8")
    shown = {flat(quote) for quote in readers.node("page.js", file)["quotes"]}
    for text in map(harmless, HOSTILE.values()):
        assert flat(text) == "" or flat(text) in shown, text


def test_libreoffice_converts_the_brief(readers: Readers, tmp_path: pathlib.Path) -> None:
    found = brief(GRAPH, "place/prefecture-320500", ["place/prefecture-341800", "place/prefecture-442000"])
    (tmp_path / "brief.docx").write_bytes(brief_docx(found, "zh"))
    run([
        readers.program("soffice", "libreoffice-writer-nogui"), f"-env:UserInstallation={(tmp_path / 'home').as_uri()}",
        "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path),
        str(tmp_path / "brief.docx"),
    ])
    text = (tmp_path / "brief.txt").read_text(encoding="utf-8-sig")
    for cell in (cell for line in found.lines for cell in (line.own, *line.peers) if cell.quote is not None):
        assert flat(harmless(cell.quote or "")) in flat(text)


def flat(text: str) -> str:
    """A label as HTML shows it: runs of blanks are one."""
    return " ".join(text.split())


def answer(readers: Readers, home: pathlib.Path, script: str, *queries: str) -> list[str]:
    text = readers.java("neo4j", home, script, *queries, source="Neo4j.java", options=OPENED)
    return [row[0] for row in told(text, "row")]


COUNTS = (
    "MATCH (n) RETURN count(n) AS n", "MATCH ()-[e]->() RETURN count(e) AS n",
    "MATCH (n) UNWIND labels(n) AS l RETURN l, count(*) AS n ORDER BY l",
    "MATCH ()-[e]->() RETURN type(e) AS t, count(*) AS n ORDER BY t",
    "MATCH ()-[e]->() WHERE e.statements IS NOT NULL UNWIND e.statements AS s RETURN count(s) AS n",
    "MATCH (s:Statement) RETURN s.quote AS q ORDER BY q",
)


def counted() -> list[str]:
    """The rows of COUNTS, out of our own elements."""
    ours, joins = list(nodes(GRAPH)), list(relationships(GRAPH))
    labels = Counter(label for node in ours for label in node.labels)
    types = Counter(each.type for each in joins)
    lists = [statements for each in joins if isinstance(statements := each.properties.get("statements"), list)]
    quoted = [harmless(str(node.properties["quote"])) for node in ours if node.labels[0] == "Statement"]
    return [
        f"{{n={len(ours)}}}", f"{{n={len(joins)}}}", *(f"{{l={key}, n={labels[key]}}}" for key in sorted(labels)),
        *(f"{{n={types[key]}, t={key}}}" for key in sorted(types)), f"{{n={sum(map(len, lists))}}}",
        *sorted(f"{{q={quote}}}" for quote in quoted),
    ]


def test_neo4j_imports_the_folder_by_its_own_command_and_counts_the_same(
    readers: Readers, tmp_path: pathlib.Path
) -> None:
    folder, home = tmp_path / "csv", tmp_path / "home"
    save("neo4j-csv", GRAPH, folder)
    (home / "conf").mkdir(parents=True)
    (home / "conf" / "neo4j.conf").write_text("dbms.usage_report.enabled=false\n", encoding="utf-8")
    admin = tmp_path / "bin" / "neo4j-admin"
    admin.parent.mkdir()
    java = readers.program("java", "openjdk-17-jdk-headless")
    command = shlex.join([java, "-cp", readers.classpath("neo4j"), "org.neo4j.cli.AdminTool"])
    admin.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    admin.chmod(0o755)
    run(["sh", "import.txt"], cwd=folder, env={
        "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf"), "PATH": f"{admin.parent}:{os.environ['PATH']}",
    })
    found = answer(readers, home, str(folder / "constraints.cypher"), *COUNTS)
    assert sorted(found) == sorted(counted())


def test_neo4j_runs_the_cypher_script_and_counts_the_same(readers: Readers, tmp_path: pathlib.Path) -> None:
    save("cypher", GRAPH, tmp_path / "graph.cypher")
    assert sorted(answer(readers, tmp_path / "home", str(tmp_path / "graph.cypher"), *COUNTS)) == sorted(counted())


@pytest.mark.parametrize("name", ENDINGS)
def test_jena_reads_rdf_as_the_same_dataset(readers: Readers, files: pathlib.Path, name: str) -> None:
    ran = subprocess.run(
        [
            readers.program("java", "openjdk-17-jdk-headless"), "-cp", readers.classpath("jena"),
            f"-Dlog4j2.configurationFile={readers.sources / 'jena' / 'log4j2.properties'}", "riotcmd.riot",
            "--output=nquads", str(files / f"graph.{ENDINGS[name]}"),
        ],
        capture_output=True, encoding="utf-8", timeout=300,
    )
    # It warns of the non-characters among the hostile texts, and then ends with 1.
    remarks = [line for line in ran.stderr.split("\n") if line != "" and "Unicode non-character" not in line]
    assert (ran.returncode in (0, 1), remarks) == (True, [])
    found = {quad(line) for line in ran.stdout.split("\n") if line != ""}
    ours = {quad(line) for line in "".join(export("nquads", GRAPH)).split("\n") if line != ""}
    if name == "turtle":
        ours = {line for line in ours if "/graph/" not in line}
    assert len(found) == len(ours)
    assert found == ours


def quad(line: str) -> str:
    """A line of N-Quads with its escapes undone, as there are several ways to write one text."""
    return re.sub(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})", lambda match: chr(int(match[1][1:], 16)), line).strip()


@contextlib.contextmanager
def fuseki(readers: Readers, file: pathlib.Path, log: pathlib.Path) -> Iterator[str]:
    """The address of a Fuseki that serves a file."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        readers.program("java", "openjdk-17-jdk-headless"), "-cp", readers.classpath("jena"),
        "org.apache.jena.fuseki.main.cmds.FusekiMainCmd", "--localhost", f"--port={port}", f"--file={file}", "/ds",
    ]
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out) as server:
        try:
            for _ in range(240):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                assert server.poll() is None, log.read_text()
                time.sleep(0.25)
            yield f"http://127.0.0.1:{port}/ds"
        finally:
            server.terminate()


def test_fuseki_loads_the_dataset_and_answers_as_ours_does(
    readers: Readers, files: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    query = (
        "PREFIX zm: <https://zhengmai.example/ontology#> SELECT ?id ?quote ?named WHERE { "
        "?s zm:id ?id ; zm:quote ?quote { SELECT (COUNT(*) AS ?named) WHERE { GRAPH ?g { ?a ?b ?c } } } } ORDER BY ?id"
    )
    with fuseki(readers, files / "graph.trig", tmp_path / "log") as address:
        request = urllib.request.Request(
            f"{address}/sparql?{urllib.parse.urlencode({'query': query})}",
            headers={"Accept": "application/sparql-results+json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            rows = json.load(response)["results"]["bindings"]
    ours = RdfStore.of(GRAPH).run(query, row_limit=10**6).rows
    assert [(r["id"]["value"], r["quote"]["value"], int(r["named"]["value"])) for r in rows] == [
        (row["id"], row["quote"], row["named"]) for row in ours
    ]
    assert len(rows) == len(GRAPH.statements)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("name", "read_as"), [("trig", "trig"), ("jsonld", "json-ld")])
def test_rdflib_reads_the_same_dataset(files: pathlib.Path, name: str, read_as: str) -> None:
    import rdflib

    ours, found = rdflib.Dataset(), rdflib.Dataset()
    ours.parse(files / "graph.nq", format="nquads")
    found.parse(files / f"graph.{ENDINGS[name]}", format=read_as)
    assert set(found.quads()) == set(ours.quads())


@pytest.mark.filterwarnings("ignore")
def test_duckdb_pandas_and_polars_read_parquet(files: pathlib.Path) -> None:
    duckdb, pandas, polars = (pytest.importorskip(name) for name in ("duckdb", "pandas", "polars"))
    pytest.importorskip("pyarrow")
    path = str(files / "statements.parquet")
    ours = [(r.id, r.statement.status, r.since.hi, r.statement.evidence.quote) for r in GRAPH.statements]
    columns = ["id", "status", "since_day", "quote"]
    assert duckdb.sql(f"SELECT id, status, since_day, quote FROM read_parquet('{path}')").fetchall() == ours
    assert polars.read_parquet(path, columns=columns).rows() == ours
    frame = pandas.read_parquet(path, columns=columns).astype(object)
    assert list(frame.where(frame.notna(), None).itertuples(index=False, name=None)) == ours


def test_the_hostile_texts_are_in_what_the_readers_read() -> None:
    assert set(HOSTILE.values()) <= set(quotes(exact=True))



def block(path: pathlib.Path) -> str:
    """The one Python block of a page."""
    (code,) = re.findall(r"^```python\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return str(code)


@pytest.mark.filterwarnings("ignore")
def test_the_reading_of_the_events_in_the_docs_runs_as_it_stands(
    root: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("pandas", "lifelines"):
        pytest.importorskip(name)
    save("events", SAMPLE, tmp_path / "events.csv")
    monkeypatch.chdir(tmp_path)
    held: dict[str, object] = {}
    exec(compile(block(root / "docs" / "events.md"), "events.md", "exec"), held)
    assert capsys.readouterr().out.startswith("4 units with a report, 2 in use\n")
    spans = held["spans"]
    assert {row.unit_id: row.by for row in spans.itertuples()} == {  # type: ignore[attr-defined]  # a data frame
        "place/prefecture-320500": last_day("2024-06") - first_day("2016"), "place/county-330481": float("inf"),
        "place/prefecture-342500": last_day("2023-06") - first_day("2016"), "place/prefecture-442000": float("inf"),
    }


def test_the_notebook_of_the_docs_runs_as_it_stands(
    root: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("pandas", "polars"):
        pytest.importorskip(name)
    with pytest.raises(SystemExit):
        zhengmai.main(["--workspace", str(tmp_path / "workspace"), "build", "--recorded", "2026-11-25"])
    capsys.readouterr()
    monkeypatch.chdir(tmp_path)
    held: dict[str, Any] = {}
    exec(compile(block(root / "docs" / "exports.md"), "exports.md", "exec"), held)
    told = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"\S+ +2", told[1]) is not None  # the reforms in use at most places: two of the four
    with zhengmai.open("workspace") as workspace:
        assert len(held["statements"]) == len(workspace.graph.statements)
        assert len(held["edges"]) == len(workspace.graph.edges)
    assert held["network"].number_of_nodes() > len(held["statements"])
    assert len(held["triples"]) > len(held["statements"])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["statements", "nodes", "edges", "events"])
def test_frames_of_pandas_and_polars_hold_the_same(name: str) -> None:
    for library in ("pandas", "polars"):
        pytest.importorskip(library)
    one, other = pandas_frame(GRAPH, name), polars_frame(GRAPH, name)
    assert list(one.columns) == other.columns
    plain = one.astype(object).where(one.notna(), None)
    assert list(plain.itertuples(index=False, name=None)) == other.rows()
    assert len(one) > 0
