"""The documented events as elements of the graph.

    (:LineageEvent)-[:HAPPENED_IN]->(:Place)              (:LineageEvent)-[:INVOLVES]->(thing)
    (:LineageEvent)-[:BY_DOCUMENT]->(:PolicyDocument)     (:LineageEvent)-[:DERIVED_FROM]->(:Statement)

An event names its place, things and document in its properties too, since the graph holds only the entities that its
reports lead to; the relationships are those to entities that are there. `names` holds, between bars, what its lineage
may be asked for by. An event that rests on a report is there where the report's statements tell it: graph/genealogy.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.element import Node, Relationship, bare, node
from graph.genealogy import Genealogy, Step, citations, genealogies, names
from graph.model import Graph


def documented_nodes(graph: Graph) -> Iterator[Node]:
    """A node an event, by lineage and time."""
    for found in genealogies(graph):
        known = "|" + "|".join(names(found.lineage, graph)) + "|"
        yield from (_node(step, found, known, graph) for step in found.steps)


def documented_relationships(graph: Graph) -> Iterator[Relationship]:
    """What the events lead to."""
    for found in genealogies(graph):
        for step in found.steps:
            if step.place.id in graph.entities:
                yield bare(step.event.id, "HAPPENED_IN", step.place.id)
            yield from (bare(step.event.id, "INVOLVES", t) for t in step.event.things if t in graph.entities)
            if step.event.document in graph.entities:
                yield bare(step.event.id, "BY_DOCUMENT", str(step.event.document))
            yield from (bare(step.event.id, "DERIVED_FROM", resolved.id) for resolved in step.statements)


def _node(step: Step, found: Genealogy, known: str, graph: Graph) -> Node:
    event, lineage = step.event, found.lineage
    document = None if event.document is None else graph.entity(event.document).label
    learned = [graph.entity(tie.source).label for tie in step.ties if tie.line == "solid"]
    first = step.statements[0].id if len(step.statements) > 0 else None
    return node(
        ("LineageEvent",), id=event.id, lineage=lineage.id, lineage_name=lineage.label, lineage_name_en=lineage.en,
        names=known, step_kind=event.kind, place_id=step.place.id, place_name=step.place.label, level=step.level,
        period=step.period, event_day=step.day, status=step.status, event_text=event.event, event_text_zh=event.zh,
        document_name=document, learned_from_names=", ".join(learned) or None, proof=event.proof,
        citation="; ".join(citations(step)), quoted_statement=first,
    )
