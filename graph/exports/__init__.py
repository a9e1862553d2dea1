"""The exports: one module a format, each with `write(graph)`, which gives the file in pieces."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from types import ModuleType

from graph.model import Graph
from ontology.errors import UsageError

# Format -> what it is for. The module of the same name is loaded when it is asked for, with the library it needs.
EXPORTS = {
    "turtle": "RDF for people and single files: the default graph in Turtle",
    "trig": "RDF with a named graph for each report beside the default graph, in TriG",
    "nquads": "RDF for stores: the dataset in N-Quads, with a named graph for each report",
    "jsonld": "RDF for web tools: the dataset in JSON-LD",
    "statements": "JSON lines: each statement with the canonical name of its object",
    "statements-csv": "CSV for spreadsheets: one row a statement (statements --as csv)",
    "events": "CSV for R and Stata: one row for each unit, reform and time of a report",
    "events-codebook": "CSV: what the columns of the events mean (events --as codebook)",
    "gexf": "GEXF 1.3 for Gephi: entities and edges with spells, kinds and positions",
    "graphml": "GraphML for igraph, TinkerPop, JGraphT: entities and edges",
    "cyjs": "Cytoscape JSON: entities and edges with positions and style",
    "dot": "DOT for Graphviz: a small part of the graph as a picture",
    "mermaid": "Mermaid for Markdown pages: a small part of the graph as a flowchart",
    "cypher": "a script for Neo4j and kglite: the whole graph, statements and reports too",
}
# Those that are bytes, and those that are several files in a folder: neither goes to a terminal.
BINARY = {"statements-parquet": "Parquet for duckdb, pandas and R: one row a statement (statements --as parquet)"}
FOLDERS = {"neo4j-csv": "CSV for neo4j-admin: the whole graph, with the command that imports it"}
# Those of one thing, which --where names.
PAGES = {"html": "one page to mail, with pictures and sentences: --where reform=… or place=…"}
# What an export does for `--as`, beside its first form.
FORMS = {"statements": ("jsonl", "csv", "parquet"), "events": ("csv", "codebook")}
# Those for which a report that is silent about what is selected counts.
COUNTS_SILENCE = ("events", "events-codebook", "html")


def format_of(name: str, form: str | None = None) -> str:
    """The format that a name and a form mean. Raises UsageError for one that there is not."""
    forms = FORMS.get(name, ())
    if form is not None and form not in forms:
        raise UsageError(f"--as {form}: {name} comes as " + (" or ".join(forms) if len(forms) > 0 else "it is"))
    found = name if form is None or form == forms[0] else f"{name}-{form}"
    known = [*EXPORTS, *BINARY, *FOLDERS, *PAGES]
    if found not in known:
        raise UsageError(f"{name}: is no format: there are {', '.join(known)}")
    return found


def export(name: str, graph: Graph) -> Iterable[str]:
    """The text of an export, in pieces; equal graphs give equal bytes.

    Raises UsageError for an unknown format and for one that is no text.
    """
    if format_of(name) not in EXPORTS:
        raise UsageError(f"{name}: is no text: say where it goes with -o")
    pieces: Iterable[str] = module(name).write(graph)
    return pieces


def module(name: str) -> ModuleType:
    """The module of a format."""
    return importlib.import_module(f"graph.exports.{name.replace('-', '_')}")
