"""The same contract for every projection, and the folder that holds them."""

from __future__ import annotations

import pathlib
import shutil
from collections.abc import Callable, Iterator

import pytest

from graph import projections as module
from graph.cypher import CypherGraph
from graph.model import Graph
from graph.projections import Projections, open_projections
from graph.property_graph import plain_edges, property_graph
from graph.rdf import RdflibGraph, RdfStore
from graph.store import Store
from ontology import registry, schema
from ontology.errors import StoreError
from ontology.schema import ENGAGING, Relation
from ontology.statement import LADDER, Name, Statement
from tests.graph_samples import DAY, SUZHOU, graph, reading, readings, report, say

# Each projection as what its plain edges are: (source, type, target), sorted.
PROJECTIONS: dict[str, Callable[[Graph], list[tuple[str, str, str]]]] = {
    "networkx": lambda sample: plain_edges(property_graph(sample)),
    "kglite": lambda sample: CypherGraph.of(sample).plain_edges(),
    "pyoxigraph": lambda sample: RdfStore.of(sample).plain_edges(),
    "rdflib": lambda sample: RdflibGraph.of(sample).plain_edges(),
}
SAID = [relation for relation in schema.load().relations.values() if relation.source == "text"]
# What a statement of use or of fact makes, and nothing below it on the ladder may make.
FACTS = {
    kind for relation in SAID for status, kind in relation.edges.items() if status in (None, "adopted", "expanded")
}
BELOW = ("planned", "drafted", "piloted")

projection = pytest.mark.parametrize("edges_of", PROJECTIONS.values(), ids=PROJECTIONS)


def statements(relation: Relation, status: str | None, count: int = 1) -> list[Statement]:
    """The relation said once in each of several reports, between two names that mean no one thing."""
    found = []
    for number in range(count):
        of = report(f"report-{number}", SUZHOU, f"{2020 + number}", "有此一说。", plan=f"{2021 + number}")
        subject = SUZHOU if "Place" in relation.domain else Name("甲物", relation.domain[0])
        thing = Name("衢州", "Place") if relation.range[0] == "Place" else Name("乙物", relation.range[0])
        found.append(say(of, "有此一说", relation.relation, thing, status, subject=subject))
    return found


def sample(said: list[Statement]) -> Graph:
    reports = {
        statement.evidence.report: report(
            statement.evidence.report, SUZHOU, statement.evidence.report.replace("report-", "202"), "有此一说。",
        )
        for statement in said
    }
    return graph(*(reading(reports[s.evidence.report], s) for s in said))


def allowed(relation: Relation) -> list[str | None]:
    """Every status with which the relation may be said."""
    return list(relation.edges) if relation.laddered else [None, "planned"]


def test_the_list_of_facts_is_that_of_the_architecture() -> None:
    assert {"ADOPTED", "OPERATES", "OFFERS", "ISSUED", "LEARNED_FROM", "CLAIMS"} <= FACTS
    assert not FACTS & {"PLANNED", "DRAFTED", "PILOTED", "TRIALS", "PLANS_TO_OPERATE", "DRAFTS"}


@projection
def test_every_projection_has_the_edges_of_the_graph(edges_of: Callable[[Graph], list[tuple[str, str, str]]]) -> None:
    whole = graph(*readings())
    assert edges_of(whole) == sorted((edge.source, edge.type, edge.target) for edge in whole.edges)


@projection
@pytest.mark.parametrize("relation", SAID, ids=lambda relation: relation.relation)
def test_no_plain_edge_comes_from_a_plan_a_draft_or_a_pilot(
    edges_of: Callable[[Graph], list[tuple[str, str, str]]], relation: Relation
) -> None:
    for status in [status for status in allowed(relation) if status in BELOW]:
        made = {kind for _, kind, _ in edges_of(sample(statements(relation, status)))}
        assert not made & FACTS, f"{relation.relation} {status}"
        expected = schema.load().edge_type(relation.relation, status)
        assert expected is None or expected in made


@projection
@pytest.mark.parametrize("relation", SAID, ids=lambda relation: relation.relation)
def test_what_is_said_in_two_reports_is_one_edge(
    edges_of: Callable[[Graph], list[tuple[str, str, str]]], relation: Relation
) -> None:
    for status in allowed(relation):
        kind = schema.load().edge_type(relation.relation, status)
        made = [edge for edge in edges_of(sample(statements(relation, status, count=2))) if edge[1] == kind]
        assert len(made) == (0 if kind is None else 1), f"{relation.relation} {status}"


@projection
def test_a_candidate_makes_no_plain_edge(edges_of: Callable[[Graph], list[tuple[str, str, str]]]) -> None:
    of = report("report-0", SUZHOU, "2020", "有此一说。")
    thing = Name("乙物", "Reform")
    whole = graph(reading(of, *(say(of, "有此一说", "adopted", thing, s, tier="candidate") for s in LADDER)))
    assert all(kind == "PART_OF" for _, kind, _ in edges_of(whole))


def test_both_languages_see_the_same_statements_entities_and_measurements() -> None:
    whole = graph(*readings())
    cypher, sparql = CypherGraph.of(whole), RdfStore.of(whole)
    zm = "https://zhengmai.example/ontology#"
    for label in ("Statement", "Measurement", "Report"):
        rows = cypher.run(f"MATCH (n:{label}) RETURN n.id AS id ORDER BY id").rows
        assert len(rows) > 0
        assert rows == sparql.run(f"SELECT ?id WHERE {{ ?n a <{zm}{label}> ; <{zm}id> ?id }} ORDER BY ?id").rows
    assert cypher.lookup("免证办", whole.entities) == sparql.lookup("免证办", whole.entities)
    assert len(cypher.lookup("", whole.entities)) == len(whole.entities)


def test_the_engaging_relations_are_those_with_a_ladder() -> None:
    assert {relation.relation for relation in SAID if relation.laddered} == set(ENGAGING)


@pytest.fixture
def store(tmp_path: pathlib.Path) -> Iterator[Store]:
    with Store.open(tmp_path / "workspace", create=True) as opened:
        opened.build(readings()[:2], DAY)
        yield opened


def counted(projections: Projections) -> tuple[object, object]:
    cypher = projections.cypher.run("MATCH (s:Statement) RETURN count(s) AS n").rows[0]["n"]
    text = "SELECT (COUNT(?s) AS ?n) WHERE { ?s a <https://zhengmai.example/ontology#Statement> }"
    return cypher, projections.rdf.run(text).rows[0]["n"]


def test_projections_are_made_from_the_store_and_then_kept(store: Store) -> None:
    first = open_projections(store, registry.load())
    assert counted(first) == (15, 15)
    stamp = (first.folder / "graph.kgl").stat().st_mtime_ns
    again = open_projections(store, registry.load())
    assert again.folder == first.folder
    assert (again.folder / "graph.kgl").stat().st_mtime_ns == stamp
    assert counted(again) == (15, 15)


def test_another_state_of_the_store_has_projections_of_its_own_and_current_names_them(store: Store) -> None:
    first = open_projections(store, registry.load())
    store.build(readings()[:3], DAY)
    second = open_projections(store, registry.load())
    assert second.folder != first.folder
    assert (second.folder.parent / "current").read_text(encoding="utf-8") == second.folder.name
    assert counted(first) == (15, 15)
    assert counted(second) == (16, 16)


def test_only_the_present_projections_and_those_before_are_kept(store: Store) -> None:
    folders = []
    for count in (1, 2, 3):
        store.build(readings()[:count], DAY)
        folders.append(open_projections(store, registry.load()).folder)
    assert [folder.is_dir() for folder in folders] == [False, True, True]
    assert sorted(path.name for path in folders[0].parent.iterdir()) == sorted(
        ["current", folders[1].name, folders[2].name]
    )


def test_an_earlier_state_that_comes_back_finds_its_projections(store: Store) -> None:
    first = open_projections(store, registry.load())
    store.build(readings()[:3], DAY)
    open_projections(store, registry.load())
    store.build(readings()[:2], DAY)
    assert open_projections(store, registry.load()).folder == first.folder


@pytest.mark.parametrize("part", ["graph.kgl", "files.json", "rdf/CURRENT"])
def test_damaged_projections_are_made_anew(store: Store, part: str) -> None:
    folder = open_projections(store, registry.load()).folder
    data = bytearray((folder / part).read_bytes())
    data[len(data) // 2] ^= 0xFF
    (folder / part).write_bytes(data)
    assert counted(open_projections(store, registry.load())) == (15, 15)


def test_a_projection_without_one_of_its_files_is_made_anew(store: Store) -> None:
    folder = open_projections(store, registry.load()).folder
    shutil.rmtree(folder / "rdf")
    assert counted(open_projections(store, registry.load())) == (15, 15)


def test_other_code_has_projections_of_its_own(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_projections(store, registry.load())
    monkeypatch.setattr(module, "_code_digest", lambda: "of another version")
    assert open_projections(store, registry.load()).folder != first.folder


def test_other_documented_lineages_have_projections_of_their_own(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documented = tmp_path / "ontology" / "registry" / "lineages.yaml"
    documented.parent.mkdir(parents=True)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    found = set()
    for text in ("lineages: []", "lineages: [another]"):
        documented.write_text(text, encoding="utf-8")
        found.add(module._code_digest.__wrapped__())
    assert len(found) == 2


def test_what_breaks_while_projections_are_made_leaves_none_behind(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device", "rdf")

    monkeypatch.setattr(RdfStore, "write", staticmethod(broken))
    with pytest.raises(StoreError, match="No space left on device"):
        open_projections(store, registry.load())
    assert list((store.path.parent / "projections").iterdir()) == []
    monkeypatch.undo()
    assert counted(open_projections(store, registry.load())) == (15, 15)
