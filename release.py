"""The release check: assertions that must hold before anything is published, each with every fault it finds."""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import story
import terminal
from graph.candidates import SELDOM_KNOWN, Candidate
from graph.genealogy import citations, genealogies
from graph.lineage import lineage
from graph.model import UNREGISTERED, Graph
from ontology import lint, registry, schema
from ontology.verdict import Effective

SHAPES = pathlib.Path(registry.__file__).resolve().parent / "shapes.ttl"
# A name that no row has must have been looked at from here on: three statements of it in two reports. Below that a
# name and a slip of the reader are seldom told apart by looking.
LINE = 6
LINEAL = ("Reform", "Service", "Platform", "PlatformType", "PolicyDocument")
OPENING = "\u300c"  # before the words of a body


@dataclass(frozen=True, slots=True)
class Check:
    """An assertion and what breaks it; it holds where there is nothing."""

    name: str
    faults: tuple[str, ...]


def checks(
    graph: Graph, candidates: Iterable[Candidate], effective: Effective, shortfalls: Iterable[str]
) -> Iterator[Check]:
    """Each assertion in turn, the quick ones first. `shortfalls` are reports with fewer statements than expected."""
    found: dict[str, Callable[[], Iterable[str]]] = {
        "the registry has no fault": lambda: lint.faults(registry.FOLDER),
        "each report has what its manifest expects": lambda: shortfalls,
        "nothing above the line waits for judgement": lambda: unreviewed(candidates, effective),
        "each place has an id and a level": lambda: placeless(graph),
        "each statement has its evidence": lambda: without_evidence(graph),
        "no plan stands among adoptions": lambda: plans_among_adoptions(graph),
        "no digest is quoted as a body's own words": lambda: quoted_digests(graph),
        "each citation is there": lambda: without_citation(graph),
        "the graph conforms to the shapes": lambda: against_shapes(graph),
    }
    for name, faults in found.items():
        yield Check(name, tuple(faults()))


def unreviewed(candidates: Iterable[Candidate], effective: Effective) -> Iterator[str]:
    """Names above the line, judged statements that have changed, and judgements in conflict."""
    for found in candidates:
        known = found.sort in ("statement", "flag") or found.kind in SELDOM_KNOWN or found.tier == "candidate"
        if found.sort == "changed" or (not known and found.worth >= LINE):
            yield f"{found.id}: {found.sort} {found.label}: worth {found.worth}: zhengmai review {found.id} \u2026"
    for conflict in effective.conflicts:
        yield f"{conflict.reason}: {', '.join(conflict.judgements)}"


def placeless(graph: Graph) -> Iterator[str]:
    """Places that no row has, or whose row has no level."""
    for entity in graph.entities.values():
        if entity.kind == "Place" and (UNREGISTERED in entity.id or "level" not in entity.attrs):
            yield f"{entity.id}: {entity.label} has no row with a level"


def without_evidence(graph: Graph) -> Iterator[str]:
    """Statements whose quote is empty or does not stand at its place, and plain edges from text that rest on none."""
    for resolved in graph.statements:
        evidence = resolved.statement.evidence
        if evidence.quote == "" or graph.text(evidence.report)[evidence.start : evidence.end] != evidence.quote:
            yield f"{resolved.id}: its quote does not stand at {evidence.start} of {evidence.report}"
    known = {resolved.id for resolved in graph.statements}
    for edge in graph.edges:
        read = schema.load().relations[edge.relation].source == "text"
        if (read and len(edge.statements) == 0) or not known.issuperset(edge.statements):
            yield f"{edge.source} {edge.type} {edge.target}: rests on no statement that is there"


def plans_among_adoptions(graph: Graph) -> Iterator[str]:
    """Statements that an edge rests on and that would make another edge: a plan under an adoption."""
    statements = {resolved.id: resolved.statement for resolved in graph.statements}
    rows = schema.load()
    for edge in graph.edges:
        for each in edge.statements:
            said = statements.get(each)
            if edge.relation != "concerns" and said is not None and (
                rows.edge_type(said.relation, said.status) != edge.type
            ):
                yield f"{edge.source} {edge.type} {edge.target}: rests on {each}, which is {said.status}"


def quoted_digests(graph: Graph) -> Iterator[str]:
    """Words of digests that a lineage shows between quotation marks."""
    quotes = {
        f"{OPENING}{terminal.shown(r.statement.evidence.quote)}" for r in graph.statements
        if graph.reports[r.statement.evidence.report].text_kind == "digest"
    }
    told = [line for found in genealogies(graph) for line in story.documented(found, graph)]
    for entity in [each for each in graph.entities.values() if each.kind in LINEAL]:
        told += story.lines(lineage(graph, entity.id), graph)
    for line in told:
        if OPENING in line and any(quote in line for quote in quotes):
            yield line.strip()


def without_citation(graph: Graph) -> Iterator[str]:
    """Documented events without a source or a statement that are not called unverified, and plain edges without one."""
    for found in genealogies(graph):
        for step in found.steps:
            proved = len(step.event.sources) > 0 or len(step.statements) > 0
            if len(citations(step)) == 0 or not (proved or step.event.proof == "unverified"):
                yield f"{step.event.id}: has no citation"
    for edge in graph.edges:
        if schema.load().relations[edge.relation].source == "text" and edge.evidence is None:
            yield f"{edge.source} {edge.type} {edge.target}: has no evidence"


def against_shapes(graph: Graph) -> Iterator[str]:
    """What SHACL has against the graph; pyshacl comes with `make setup`, since releases are made from a checkout."""
    try:
        import pyshacl
    except ModuleNotFoundError:
        yield "pyshacl is not installed, so nothing was checked: run make setup, or pip install pyshacl"
        return
    import rdflib

    from graph.rdf import turtle

    data = rdflib.Graph().parse(data=turtle(graph), format="turtle")
    conforms, _, text = pyshacl.validate(data, shacl_graph=rdflib.Graph().parse(SHAPES, format="turtle"))
    if not conforms:
        yield from (line.strip() for line in str(text).splitlines() if line.strip().startswith(("Message", "Focus")))
