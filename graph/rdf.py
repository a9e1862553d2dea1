"""RDF: the triples of the graph as Turtle and N-Quads, and the two engines that answer SPARQL over them."""

from __future__ import annotations

import abc
import io
import pathlib
import tempfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO, ClassVar, Self, TypeAlias

import pyoxigraph
import rdflib

from graph import join
from graph.answer import ROW_LIMIT, Answer, Cell, Parameters, Row
from graph.elements import plain_types
from graph.iris import ONTOLOGY
from graph.model import Graph
from graph.sparql import bound, refuse_federation
from graph.triples import PREFIXES, report_triples, triples
from ontology.errors import StoreError, UsageError
from ontology.schema import property_name

Triples: TypeAlias = rdflib.Graph

_INTEGER = PREFIXES["xsd"] + "integer"
_FRACTIONS = tuple(PREFIXES["xsd"] + name for name in ("decimal", "double", "float"))
_LOOKUP = f"""
PREFIX zm: <{ONTOLOGY}> PREFIX rdfs: <{PREFIXES["rdfs"]}>
SELECT DISTINCT ?id ?kind ?label ?unit ?since WHERE {{
  {{ VALUES ?name {{ "" }} ?entity rdfs:label ?name }} UNION {{ VALUES ?ids {{ "" }} ?entity zm:id ?ids }}
  ?entity zm:id ?id ; zm:kind ?kind ; rdfs:label ?label .
  OPTIONAL {{ ?entity zm:unitId ?unit }}
  OPTIONAL {{ ?entity zm:validFrom ?from BIND(STR(?from) AS ?since) }}
}} ORDER BY ?id
"""
_PLAIN_EDGES = f"""
PREFIX zm: <{ONTOLOGY}>
SELECT ?source ?property ?target WHERE {{
  VALUES ?property {{ %s }}
  ?a ?property ?b . ?a zm:kind ?kind ; zm:id ?source . ?b zm:kind ?other ; zm:id ?target .
}}
"""


def nquads(graph: Graph) -> Iterator[str]:
    """The lines of the dataset in N-Quads, sorted, each once: equal graphs give equal bytes."""
    before = ""
    for line in sorted(_lines(graph)):
        if line != before:
            yield line
        before = line


def turtle(graph: Graph) -> str:
    """The default graph in Turtle, in the order in which rdflib sorts."""
    return default_graph(graph).serialize(format="turtle")


class SparqlGraph(abc.ABC):
    """The triples behind an engine that answers SPARQL and changes nothing."""

    language: ClassVar = "sparql"

    @classmethod
    @abc.abstractmethod
    def of(cls, graph: Graph) -> Self:
        """The graph loaded in memory."""

    @abc.abstractmethod
    def run(self, text: str, parameters: Parameters | None = None, *, row_limit: int = ROW_LIMIT) -> Answer:
        """Answer a query, its VALUES blocks bound to the parameters. Raises UsageError for one that is wrong."""

    def lookup(self, name: str, ids: Iterable[str]) -> list[Row]:
        """The entities that have one of these ids or this label: id, kind, label, unit and first year."""
        return self.run(_LOOKUP, {"name": name, "ids": sorted(ids)}).rows

    def plain_edges(self) -> list[tuple[str, str, str]]:
        """The plain edges as (source, type, target), sorted."""
        types = {ONTOLOGY + property_name(kind): kind for kind in plain_types()}
        found = self.run(_PLAIN_EDGES % " ".join(f"<{iri}>" for iri in sorted(types)), row_limit=10**9).rows
        return sorted((str(r["source"]), types[str(r["property"])], str(r["target"])) for r in found)


class RdfStore(SparqlGraph):
    """The dataset in pyoxigraph: in a folder, opened read-only, or in memory."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self._store = store

    @classmethod
    def of(cls, graph: Graph) -> Self:
        """The dataset loaded in memory."""
        store = pyoxigraph.Store()
        _load(store, graph, io.BytesIO())
        return cls(store)

    @classmethod
    def open(cls, folder: pathlib.Path) -> Self:
        """The dataset of a folder that `write` made. Raises StoreError where it is missing or damaged."""
        try:
            return cls(pyoxigraph.Store.read_only(str(folder)))
        except OSError as error:
            raise StoreError(f"{folder}: cannot be opened: {error}") from error

    @staticmethod
    def write(graph: Graph, folder: pathlib.Path) -> None:
        """Write the dataset into a new folder. Raises StoreError."""
        try:
            store = pyoxigraph.Store(str(folder))
            with tempfile.TemporaryFile(dir=folder.parent) as file:
                _load(store, graph, file)
            # 5 s at 100,000 statements, and queries take a fourth of the time afterwards.
            store.optimize()
            store.flush()
        except OSError as error:
            raise StoreError(f"{folder}: cannot be written: {error}") from error

    def run(self, text: str, parameters: Parameters | None = None, *, row_limit: int = ROW_LIMIT) -> Answer:
        """Answer a query of any form. It runs to its end: graph/deadline.py stops one that takes too long."""
        query = bound(text, parameters or {})
        refuse_federation(query)
        try:
            result = self._store.query(query)
        except SyntaxError as error:
            raise UsageError(f"SPARQL: {error}") from error
        if isinstance(result, pyoxigraph.QueryBoolean):
            return Answer(("answer",), [{"answer": str(bool(result)).lower()}])
        if isinstance(result, pyoxigraph.QueryTriples):
            terms = ((triple.subject, triple.predicate, triple.object) for triple in result)
            return _answer(("subject", "predicate", "object"), terms, row_limit)
        return _answer(tuple(variable.value for variable in result.variables), map(tuple, result), row_limit)


class RdflibGraph(SparqlGraph):
    """The default graph in rdflib: the second engine, beside which the first one is checked."""

    def __init__(self, graph: rdflib.Graph) -> None:
        self._graph = graph

    @classmethod
    def of(cls, graph: Graph) -> Self:
        """The default graph loaded in memory."""
        return cls(default_graph(graph))

    def run(self, text: str, parameters: Parameters | None = None, *, row_limit: int = ROW_LIMIT) -> Answer:
        """Answer a SELECT query."""
        join.install()
        query = bound(text, parameters or {})
        refuse_federation(query)
        result = self._graph.query(query)
        columns = tuple(str(variable) for variable in result.vars or [])
        return _answer(columns, (row for row in result if isinstance(row, tuple)), row_limit)


def _lines(graph: Graph) -> Iterator[str]:
    """The lines of the dataset as they come; one may come twice."""
    for s, p, o in triples(graph):
        yield f"{s} {p} {o} .\n"
    for (s, p, o), name in report_triples(graph):
        yield f"{s} {p} {o} {name} .\n"


def _load(store: pyoxigraph.Store, graph: Graph, file: BinaryIO) -> None:
    """Load the dataset by way of a file: the lines of a large one do not fit in memory beside the store."""
    file.writelines(line.encode() for line in _lines(graph))
    file.seek(0)
    store.bulk_load(file, format=pyoxigraph.RdfFormat.N_QUADS)


def default_graph(graph: Graph) -> Triples:
    """The default graph in rdflib, with the prefixes of the project."""
    lines = "".join(sorted({f"{s} {p} {o} .\n" for s, p, o in triples(graph)}))
    built = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        built.bind(prefix, namespace)
    return built.parse(data=lines, format="nt")


def _answer(columns: tuple[str, ...], solutions: Iterable[tuple[object, ...]], row_limit: int) -> Answer:
    rows: list[Row] = []
    for solution in solutions:
        if len(rows) == row_limit:
            return Answer(columns, rows, left_out=True)
        rows.append(dict(zip(columns, map(_cell, solution), strict=True)))
    return Answer(columns, rows)


def _cell(term: object) -> Cell:
    """A term as a value: numbers as numbers, everything else as its text."""
    if term is None:
        return None
    if isinstance(term, rdflib.Literal):
        return _number(str(term), str(term.datatype))
    if isinstance(term, pyoxigraph.Literal):
        return _number(term.value, term.datatype.value)
    return term.value if isinstance(term, pyoxigraph.NamedNode) else str(term)


def _number(text: str, datatype: str) -> str | int | float:
    if datatype == _INTEGER:
        return int(text)
    return float(text) if datatype in _FRACTIONS else text
