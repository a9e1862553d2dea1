"""SPARQL in a worker: one query over the dataset of a folder, its answer whole, in the format that fits best."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Sequence
from typing import BinaryIO, TypeAlias, cast

import pyoxigraph

from graph.federation import federated
from queries.server.frames import Frame
from queries.server.nesting import refuse_deep
from queries.server.problem import Problem

Result: TypeAlias = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples

# What a client may name -> the format. The first of each kind is given where anything will do.
TABLES = {
    "application/sparql-results+json": pyoxigraph.QueryResultsFormat.JSON,
    "application/sparql-results+xml": pyoxigraph.QueryResultsFormat.XML,
    "text/csv": pyoxigraph.QueryResultsFormat.CSV,
    "text/tab-separated-values": pyoxigraph.QueryResultsFormat.TSV,
}
GRAPHS = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "application/n-quads": pyoxigraph.RdfFormat.N_QUADS,
    "application/trig": pyoxigraph.RdfFormat.TRIG,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
}
ALIASES = {
    "application/json": ("application/sparql-results+json", "application/ld+json"),
    "application/xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "text/xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "text/plain": ("text/tab-separated-values", "application/n-triples"),
}
_COMMENTED = ("text/turtle", "application/n-triples", "application/n-quads", "application/trig")
_CUT = "urn:zhengmai:cut"  # in the head of a JSON or XML answer that was cut
_JSON_ROW = re.compile(rb'\},(?=\{"[^,}])')
_JSON_PART = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}]')
_XML_ROW = re.compile(rb"</result>")
_TSV_ROW = re.compile(rb"\n")
_CSV_ROW = re.compile(rb'"[^"]*"|\r\n')
_UPDATE = re.compile(
    r"(?:\s|#[^\n]*|(?:PREFIX\s+\S*:\s*|BASE\s*)<[^>]*>)*"
    r"(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE,
)


class SparqlAnswers:
    """The dataset, and the limits within which it answers."""

    def __init__(
        self, store: pyoxigraph.Store, prefixes: dict[str, str], *, row_limit: int, answer_bytes: int, nesting: int
    ) -> None:
        self._store = store
        self._prefixes = prefixes  # given, not imported: a new worker is to be up in a tenth of a second
        self._row_limit = row_limit
        self._answer_bytes = answer_bytes
        self._nesting = nesting

    @classmethod
    def open(
        cls, folder: str, prefixes: dict[str, str], *, row_limit: int, answer_bytes: int, nesting: int
    ) -> SparqlAnswers:
        """The dataset of a folder, read-only."""
        store = pyoxigraph.Store.read_only(folder)
        return cls(store, prefixes, row_limit=row_limit, answer_bytes=answer_bytes, nesting=nesting)

    def answer(self, job: Frame) -> Frame:
        """The answer to a query. Raises Problem."""
        text, accepted = str(job.header["text"]), cast("list[str]", job.header["accept"])
        refuse_deep(text, self._nesting)
        self._refuse_service(text)
        query = _Query(self._store, job)
        try:
            limited = f"{text}\nLIMIT {self._row_limit + 1}"
            result, cuttable = query.run(limited), True
        except SyntaxError:
            result, cuttable = self._unlimited(query, text), False
        if isinstance(result, pyoxigraph.QueryTriples):
            # CONSTRUCT is limited by its triples, so the solutions are not.
            return self._graph(self._unlimited(query, text), accepted)
        media = _chosen(accepted, TABLES)
        body = self._written(result, TABLES[media])
        if isinstance(result, pyoxigraph.QueryBoolean):
            return Frame({"media": media, "rows": 1, "form": "boolean"}, body)
        ends = _ends(body, media)
        cut = len(ends) > self._row_limit
        if cut and not cuttable:
            raise Problem(413, f"an answer has at most {self._row_limit} rows: page with LIMIT and OFFSET",
                          outcome="too large")
        if cut:
            body = _marked(body[: ends[self._row_limit - 1]] + body[ends[-1] :], media)
        variables = [variable.value for variable in result.variables]
        rows = min(len(ends), self._row_limit)
        return Frame({"media": media, "rows": rows, "cut": cut, "form": "tabular", "columns": variables}, body)

    def _refuse_service(self, text: str) -> None:
        said = federated(text)
        if said is not None:
            raise Problem(
                403, f"SERVICE is not served here: this server asks no other one (or the query is wrong: {said})"
            )

    def _unlimited(self, query: _Query, text: str) -> Result:
        try:
            return query.run(text)
        except SyntaxError as error:
            if _UPDATE.match(text) is not None:
                raise Problem(403, "updates are not served here: this endpoint only reads") from error
            raise Problem(400, f"the query is no SPARQL: {error}", outcome="malformed") from error

    def _written(self, result: Result, form: pyoxigraph.QueryResultsFormat) -> bytes:
        assert not isinstance(result, pyoxigraph.QueryTriples)
        if isinstance(result, pyoxigraph.QueryBoolean) and form == pyoxigraph.QueryResultsFormat.CSV:
            return f"answer\r\n{str(bool(result)).lower()}\r\n".encode()
        sink = _Sink(self._answer_bytes)
        try:
            result.serialize(cast("BinaryIO", sink), format=form)
        except _TooLargeError as error:
            raise Problem(413, f"the answer is larger than {self._answer_bytes} bytes: narrow it, or page with LIMIT "
                               "and OFFSET", outcome="too large") from error
        except RuntimeError as error:
            raise Problem(400, f"the query cannot be answered: {error}", outcome="malformed") from error
        return sink.getvalue()

    def _graph(self, result: Result, accepted: Sequence[str]) -> Frame:
        assert isinstance(result, pyoxigraph.QueryTriples)
        media = _chosen(accepted, GRAPHS)
        # The engine may give a triple twice, and a graph is a set.
        triples = list(itertools.islice(dict.fromkeys(itertools.islice(result, self._row_limit * 4)), self._row_limit))
        cut = len(triples) == self._row_limit
        sink = _Sink(self._answer_bytes)
        pyoxigraph.serialize(triples, cast("BinaryIO", sink), GRAPHS[media], prefixes=self._prefixes)
        note = f"# cut at {self._row_limit} triples\n".encode() if cut and media in _COMMENTED else b""
        return Frame({"media": media, "rows": len(triples), "cut": cut, "form": "RDF"}, note + sink.getvalue())


class _Query:
    """The dataset that the request names, and the base of relative IRIs."""

    def __init__(self, store: pyoxigraph.Store, job: Frame) -> None:
        default, named = job.header.get("default_graphs"), job.header.get("named_graphs")
        self._store = store
        self._base = str(job.header["base"])
        try:
            self._default = None if default is None else [pyoxigraph.NamedNode(iri) for iri in _iris(default)]
            self._named = None if named is None else [pyoxigraph.NamedNode(iri) for iri in _iris(named)]
        except ValueError as error:
            raise Problem(400, f"a graph of the dataset is no IRI: {error}", outcome="malformed") from error

    def run(self, text: str) -> Result:
        """The result, still to be drawn. Raises SyntaxError, and Problem for what the engine does not know."""
        default = None if self._default is None else list(self._default)
        try:
            return self._store.query(
                text, base_iri=self._base, default_graph=default, named_graphs=self._named,  # type: ignore[arg-type]  # a list of names is one of graphs
            )
        except (RuntimeError, ValueError) as error:
            raise Problem(400, f"the query cannot be answered: {error}", outcome="malformed") from error


class _TooLargeError(OSError):
    """The answer has grown past its limit."""


class _Sink(io.BytesIO):
    def __init__(self, limit: int) -> None:
        super().__init__()
        self._left = limit

    def write(self, data: object) -> int:
        """Take a piece. Raises _TooLargeError."""
        assert isinstance(data, bytes | bytearray | memoryview)
        self._left -= len(data)
        if self._left < 0:
            raise _TooLargeError
        return super().write(data)


def _iris(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(item) for item in value]


def _chosen(accepted: Sequence[str], known: dict[str, pyoxigraph.QueryResultsFormat] | dict[str, pyoxigraph.RdfFormat]
            ) -> str:
    """The first of the client's wishes that fits, `*` meaning any. Raises Problem."""
    for wish in accepted:
        for media in known:
            if wish in (media, "*/*", media.partition("/")[0] + "/*") or media in ALIASES.get(wish, ()):
                return media
    raise Problem(406, f"this result comes as {', '.join(known)}")


def _ends(body: bytes, media: str) -> list[int]:
    """Where each row of a table ends, as the engine writes it: offsets into its bytes."""
    if media.endswith("json"):
        # In a text a quotation mark without a backslash is its end, and a comma or a bracket follows; a name does not.
        inner = [found.start() + 1 for found in _JSON_ROW.finditer(body)]
        if b"},{}" in body:  # a row without any value, or a text that reads so
            inner = _ends_of_json(body)
        return [] if b'"bindings":[]' in body[-24:] else [*inner, len(body) - len(b"]}}")]
    if media.endswith("xml"):
        return [found.end() for found in _XML_ROW.finditer(body)]
    # The head ends as a row does. A line break of a text stands in quotation marks in CSV, and as \n in TSV.
    pattern = _CSV_ROW if media == "text/csv" else _TSV_ROW
    return [found.end() for found in pattern.finditer(body) if found[0].endswith(b"\n")][1:]


def _ends_of_json(body: bytes) -> list[int]:
    """Where each row of a JSON table ends but the last, whatever its texts hold."""
    depth, ends = 0, []
    for found in _JSON_PART.finditer(body):
        depth += {b"{": 1, b"}": -1}.get(found[0], 0)
        if found[0] == b"}" and depth == 2:  # within the object of all and that of the results
            ends.append(found.end())
    return ends[:-1]


def _marked(body: bytes, media: str) -> bytes:
    """A cut table with a link in its head that says so, where the format has room for one."""
    if media.endswith("json"):
        return body.replace(b"]}", f'],"link":["{_CUT}"]}}'.encode(), 1)
    if media.endswith("xml"):
        return body.replace(b"</head>", f'<link href="{_CUT}"/></head>'.encode(), 1)
    return body
