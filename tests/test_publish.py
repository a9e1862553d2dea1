"""The published ontology: generated, complete, consistent; the graph conforms to it, and planted errors do not."""

from __future__ import annotations

import json
import pathlib

import owlrl  # type: ignore[import-untyped]  # it ships no types
import pyoxigraph
import pyshacl
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from graph import iris, triples
from graph.rdf import turtle
from ontology import lineages, publish, registry, schema, terms
from ontology.errors import DataFileError
from ontology.statement import LADDER, TIERS
from tests.graph_samples import graph, readings

ZM = rdflib.Namespace(terms.ONTOLOGY)
QUOTED = rdflib.URIRef("http://www.w3.org/ns/prov#wasQuotedFrom")
TARGET = rdflib.URIRef("http://www.w3.org/ns/oa#hasTarget")
FILES = publish.files()
ONTOLOGY = rdflib.Graph().parse(data=FILES["ontology/zhengmai.ttl"], format="turtle")
SHAPES = rdflib.Graph().parse(data=FILES["ontology/shapes.ttl"], format="turtle")
SAMPLE = rdflib.Graph().parse(data=turtle(graph(*readings(), documented=lineages.load())), format="turtle")
SUZHOU = rdflib.URIRef(iris.entity_iri("place/prefecture-320500"))
REFORM = rdflib.URIRef(iris.entity_iri("reform/mian-zheng-ban"))


def fresh() -> rdflib.Graph:
    return rdflib.Graph() + SAMPLE


def is_term(node: rdflib.term.Node) -> bool:
    return isinstance(node, rdflib.URIRef) and node.startswith(ZM)


def languages(term: rdflib.term.Node, said: rdflib.URIRef) -> set[str | None]:
    return {text.language for text in ONTOLOGY.objects(term, said) if isinstance(text, rdflib.Literal)}


def report_of(data: rdflib.Graph) -> str | None:
    """What the validator has to say, or None where the data conform."""
    conforms, _, text = pyshacl.validate(data, shacl_graph=SHAPES)
    return None if conforms else str(text)


def contradictions(data: rdflib.Graph) -> list[str]:
    """What the reasoner finds that cannot be, under the ontology."""
    closed = data + ONTOLOGY
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    message = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return sorted(str(text) for text in closed.objects(None, message))


@pytest.mark.parametrize("name", FILES)
def test_what_is_committed_is_what_the_data_give(root: pathlib.Path, name: str) -> None:
    assert (root / name).read_text(encoding="utf-8") == FILES[name], "run make ontology"


def test_files_are_written_below_a_folder(tmp_path: pathlib.Path) -> None:
    written = publish.write(tmp_path)
    assert {path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8") for path in written} == FILES


def test_the_base_is_that_of_the_graph() -> None:
    assert (terms.BASE, terms.ONTOLOGY) == (iris.BASE, iris.ONTOLOGY)
    assert {prefix: terms.PREFIXES[prefix] for prefix in ("rdf", "rdfs", "xsd")} == {
        prefix: triples.PREFIXES[prefix] for prefix in ("rdf", "rdfs", "xsd")
    }
    (said,) = ONTOLOGY.objects(rdflib.URIRef(terms.BASE + "ontology"), RDFS.comment)
    assert "The base is fixed" in str(said)


def test_every_term_of_the_graph_is_declared() -> None:
    used = {term for triple in SAMPLE for term in triple if is_term(term)}
    assert {term for term in used if (term, RDF.type, None) not in ONTOLOGY} == set()


def test_every_property_is_used_on_the_classes_it_is_declared_for() -> None:
    vocabulary = terms.load()
    declared = {
        term.name: {name for of in term.of for name in vocabulary.below(of)} for term in vocabulary.properties
    } | {edge.term.name: set(edge.domain) for edge in vocabulary.edges}
    for subject, predicate in set(SAMPLE.subject_predicates()):
        if is_term(predicate):
            classes = {str(name).removeprefix(ZM) for name in SAMPLE.objects(subject, RDF.type)}
            assert not classes.isdisjoint(declared[str(predicate).removeprefix(ZM)]), (subject, predicate)


def test_every_term_has_labels_and_definitions_in_both_languages_and_an_alignment() -> None:
    declared = {term for term in ONTOLOGY.subjects(RDF.type) if is_term(term)}
    assert len(declared) > 170
    for term in declared:
        for said in (RDFS.label, SKOS.definition):
            assert languages(term, said) == {"en", "zh-Hans"}, term
        assert len(list(ONTOLOGY.objects(term, SKOS.editorialNote))) == 1, term


def test_every_kind_is_called_as_in_kinds_yaml() -> None:
    known = {term.name: (term.en, term.zh) for term in terms.load().classes}
    assert {kind.kind: known[kind.kind] for kind in schema.load().kinds.values()} == {
        kind.kind: (kind.en, kind.zh) for kind in schema.load().kinds.values()
    }


def test_the_schemes_hold_what_may_stand_in_the_data() -> None:
    vocabulary, known = terms.load(), registry.load().entities.values()
    assert vocabulary.codes("status") == LADDER
    assert vocabulary.codes("tier") == TIERS
    for scheme, key, kinds in (
        ("family", "family", ("Reform", "Service")), ("sort", "sort", ("Reform", "Service")),
        ("function", "function", ("Agency",)), ("act", "act", ("PolicyDocument",)),
    ):
        used = {entity.attrs[key] for entity in known if entity.kind in kinds and key in entity.attrs}
        assert used <= set(vocabulary.codes(scheme)), scheme
    assert set(vocabulary.codes("platformType")) == {entity.id for entity in known if entity.kind == "PlatformType"}


@pytest.mark.parametrize(
    "scheme", ["status", "basis", "tier", "family", "outcome", "stepKind", "proof", "planTarget"]
)
def test_each_concept_has_a_definition_in_both_languages(scheme: str) -> None:
    concepts = list(ONTOLOGY.subjects(SKOS.inScheme, rdflib.URIRef(f"{terms.BASE}concept/{scheme}")))
    assert len(concepts) == len(terms.load().codes(scheme))
    for concept in concepts:
        assert languages(concept, SKOS.definition) == {"en", "zh-Hans"}


def test_the_ontology_and_the_graph_contradict_nothing() -> None:
    assert contradictions(rdflib.Graph()) == []
    assert contradictions(SAMPLE) == []


def test_the_reasoner_finds_a_planted_contradiction() -> None:
    data = fresh()
    data.add((SUZHOU, RDF.type, ZM.Reform))
    assert len(contradictions(data)) > 0


def test_the_reasoner_puts_every_engagement_above_the_ladder() -> None:
    data = rdflib.Graph()
    data.add((SUZHOU, ZM.piloted, REFORM))
    closed = data + ONTOLOGY
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    assert (SUZHOU, ZM.engagedIn, REFORM) in closed


def test_the_shapes_are_valid_shapes() -> None:
    pyshacl.validate(rdflib.Graph(), shacl_graph=SHAPES, meta_shacl=True)


def test_the_sample_conforms() -> None:
    assert report_of(SAMPLE) is None


def statement() -> rdflib.term.Node:
    return min(SAMPLE.subjects(RDF.type, ZM.Statement), key=str)


def edge(kind: str) -> rdflib.term.Node:
    return min(SAMPLE.subjects(ZM.edgeType, rdflib.Literal(kind)), key=str)


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "said"),
    [
        (SUZHOU, ZM.level, None, "Less than 1 values"),
        (SUZHOU, ZM.id, None, "Less than 1 values"),
        (SUZHOU, ZM.validFrom, rdflib.Literal("1983"), "zm:validFrom"),
        (SUZHOU, ZM.adopted, SUZHOU, "zm:adopted"),
        (REFORM, ZM.family, rdflib.Literal("kitchen"), "zm:family"),
        (REFORM, ZM.operates, REFORM, "zm:Place"),
        (statement(), ZM.quote, None, "Less than 1 values"),
        (statement(), QUOTED, None, "Less than 1 values"),
        (statement(), TARGET, None, "Less than 1 values"),
        (statement(), ZM.status, rdflib.Literal("hoped"), "zm:status"),
        (statement(), ZM.quoteStart, rdflib.Literal("8"), "xsd:integer"),
        (edge("ADOPTED"), ZM.status, rdflib.Literal("planned"), "ADOPTED"),
        (edge("ADOPTED"), ZM.evidence, None, "shape:Evidence"),
        (edge("ADOPTED"), ZM.tier, rdflib.Literal("candidate"), "shape:Evidence"),
        (edge("ADOPTED"), ZM.target, None, "Less than 1 values"),
    ],
)
def test_a_planted_error_is_found(
    subject: rdflib.URIRef, predicate: rdflib.URIRef, value: rdflib.term.Node | None, said: str
) -> None:
    data = fresh()
    assert (subject, predicate, None) in data or value is not None
    data.remove((subject, predicate, None))
    if value is not None:
        data.add((subject, predicate, value))
    found = report_of(data)
    assert found is not None
    assert said in found


def test_the_context_reads_json_as_the_graph_writes_it() -> None:
    row = {
        "@context": json.loads(FILES["ontology/context.jsonld"])["@context"], "@id": "id/place/prefecture-320500",
        "@type": "Place", "label": "苏州市", "unitId": "place/prefecture-320500",
        "adopted": "id/reform/mian-zheng-ban", "reportCount": 2,
    }
    quads = pyoxigraph.parse(json.dumps(row).encode(), format=pyoxigraph.RdfFormat.JSON_LD)
    lines = "".join(f"{quad.triple} .\n" for quad in quads)
    assert set(rdflib.Graph().parse(data=lines, format="nt")) == {
        (SUZHOU, RDF.type, ZM.Place), (SUZHOU, RDFS.label, rdflib.Literal("苏州市")),
        (SUZHOU, ZM.unitId, rdflib.Literal("place/prefecture-320500")), (SUZHOU, ZM.adopted, REFORM),
        (SUZHOU, ZM.reportCount, rdflib.Literal(2)),
    }


def test_the_page_names_every_term_and_concept() -> None:
    page, vocabulary = FILES["docs/ontology/index.md"], terms.load()
    named = [*vocabulary.classes, *vocabulary.properties, *(edge.term for edge in vocabulary.edges)]
    assert [term.name for term in named if f"`zm:{term.name}`" not in page or term.zh not in page] == []
    assert all(concept.zh in page for scheme in vocabulary.schemes for concept in scheme.concepts)


def test_no_term_is_an_object_property_and_a_datatype_property() -> None:
    objects = set(ONTOLOGY.subjects(RDF.type, OWL.ObjectProperty))
    assert objects.isdisjoint(ONTOLOGY.subjects(RDF.type, OWL.DatatypeProperty))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{term: PLANNED,", "{term: PLOTTED,", "PLANNED of relations.yaml is not defined"),
        ("of: {Entity: 1}, range: boolean", "of: {None: 1}, range: boolean", "registered: None is no class"),
        ("{term: code,", "{term: level,", "level stands twice"),
        ("{code: piloted,", "{code: planned,", "status: planned stands twice"),
        ("like: dct:valid", "like: none:valid", "asOf: like: none:valid has an unknown prefix"),
        ("scheme: tier, en: tier", "scheme: tears, en: tier", "tier: tears is no scheme"),
        ("how: alone, why: it is about this registry", "how: close, why: x", "a term has a definition"),
    ],
)
def test_a_fault_in_the_terms_is_named(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, said: str
) -> None:
    text = terms.PATH.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "terms.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(terms, "PATH", path)
    with pytest.raises(DataFileError) as error:
        terms.load.__wrapped__()
    assert str(error.value).startswith("terms.yaml: ")
    assert said in str(error.value)
