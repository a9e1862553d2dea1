"""The shapes in SHACL: what a node of each class must have, and what no edge may rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ontology import schema
from ontology.statement import LADDER
from ontology.terms import BASE, Count, Edge, PropertyTerm, Vocabulary
from ontology.turtle import block, document, listed, text
from ontology.vocabulary import HEADING

_DATES = listed(f"[ sh:datatype xsd:{name} ]" for name in ("date", "gYearMonth", "gYear"))
# Shapes of what is not ours: the quotation of a statement as a Web Annotation.
_QUOTATION = """shape:Quotation
    a sh:NodeShape ;
    sh:targetClass zm:Statement ;
    sh:property
        [ sh:path prov:wasQuotedFrom ; sh:minCount 1 ; sh:maxCount 1 ; sh:class zm:Report ],
        [ sh:path oa:hasTarget ; sh:minCount 1 ; sh:maxCount 1 ; sh:class oa:SpecificResource ],
        [ sh:path ( oa:hasTarget oa:hasSource ) ; sh:minCount 1 ; sh:maxCount 1 ; sh:class zm:Report ],
        [ sh:path ( oa:hasTarget oa:hasSelector oa:exact ) ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:string ],
        [ sh:path ( oa:hasTarget oa:hasSelector oa:start ) ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer ],
        [ sh:path ( oa:hasTarget oa:hasSelector oa:end ) ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer ] .
"""


def shacl(vocabulary: Vocabulary) -> str:
    """shapes.ttl."""
    prefixes = {**vocabulary.prefixes, "sh": "http://www.w3.org/ns/shacl#", "shape": BASE + "shapes#"}
    return document(HEADING, prefixes, _blocks(vocabulary))


def _blocks(vocabulary: Vocabulary) -> Iterator[str]:
    shapes: dict[str, list[str]] = defaultdict(list)
    for term in vocabulary.properties:
        for name, count in term.of.items():
            for of in vocabulary.below(name):
                shapes[of].append(_property(term, count, vocabulary))
    for term_class in vocabulary.classes:
        if term_class.name in shapes:
            yield block(f"shape:{term_class.name}", [
                ("a", ["sh:NodeShape"]), ("sh:targetClass", [f"zm:{term_class.name}"]),
                ("sh:property", ["\n        " + shape for shape in shapes[term_class.name]]),
            ])
    yield _QUOTATION
    yield from (_ends(edge) for edge in vocabulary.edges)
    yield from (_rungs(edge) for edge in vocabulary.edges if len(edge.statuses) > 0)
    yield _evidence()


def _property(term: PropertyTerm, count: Count, vocabulary: Vocabulary) -> str:
    facts = [f"sh:path zm:{term.name}"]
    if count in (1, "+"):
        facts.append("sh:minCount 1")
    if count in (1, "?"):
        facts.append("sh:maxCount 1")
    if isinstance(term.range, tuple):
        facts.append(_classes([name for wider in term.range for name in vocabulary.below(wider)]))
    elif term.range == "date":
        facts.append(f"sh:or {_DATES}")
    elif term.range != "any":
        facts.append(f"sh:datatype xsd:{term.range}")
    if term.scheme is not None:
        facts.append(f"sh:in {listed(text(code) for code in vocabulary.codes(term.scheme))}")
    return f"[ {' ; '.join(facts)} ]"


def _classes(names: list[str]) -> str:
    shapes = [f"sh:class zm:{name}" for name in names]
    return shapes[0] if len(shapes) == 1 else f"sh:or {listed(f'[ {shape} ]' for shape in shapes)}"


def _ends(edge: Edge) -> str:
    """Both ends of a plain triple are of the classes that relations.yaml allows."""
    name = edge.term.name
    return block(f"shape:{name}", [
        ("a", ["sh:NodeShape"]), ("sh:targetSubjectsOf", [f"zm:{name}"]), *_or(edge.domain),
        ("sh:property", [f"[ sh:path zm:{name} ; {_classes(list(edge.range))} ]"]),
    ])


def _or(names: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    name, _, value = _classes(list(names)).partition(" ")
    return [(name, [value])]


def _rungs(edge: Edge) -> str:
    """An edge of this type has one of the statuses from which it is made: no plan stands among adoptions."""
    statuses = listed(text(status) for status in LADDER if status in edge.statuses)
    other = f'[ sh:not [ sh:path zm:edgeType ; sh:hasValue "{edge.term.term}" ] ]'
    rung = f"[ sh:property [ sh:path zm:status ; sh:minCount 1 ; sh:in {statuses} ] ]"
    return block(f"shape:{edge.term.name}Status", [
        ("a", ["sh:NodeShape"]), ("sh:targetClass", ["zm:Edge"]), ("sh:or", [listed([other, rung])]),
    ])


def _evidence() -> str:
    """An edge that the registry does not state rests on a statement, of a tier above candidate."""
    known = listed(text(row.relation) for row in schema.load().relations.values() if row.source != "text")
    registry = f"[ sh:property [ sh:path zm:relation ; sh:in {known} ] ]"
    read = (
        "[ sh:property [ sh:path zm:evidence ; sh:minCount 1 ], [ sh:path zm:statement ; sh:minCount 1 ], "
        f"[ sh:path zm:tier ; sh:minCount 1 ; sh:in {listed([text('certain'), text('likely')])} ] ]"
    )
    return block("shape:Evidence", [
        ("a", ["sh:NodeShape"]), ("sh:targetClass", ["zm:Edge"]), ("sh:or", [listed([registry, read])]),
    ])
