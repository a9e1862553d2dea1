"""Judgements applied on read: what each does to the graph, and that taking it back leaves no trace."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest

from graph import exports, judged
from graph.model import Graph
from graph.projections import open_projections
from graph.review import Change, Review, review
from graph.store import Store
from ontology import judgement, registry
from ontology.errors import NotFound
from ontology.judgement import Bound, Judgement, Kind
from ontology.statement import Statement
from ontology.verdict import NOTHING
from tests.graph_samples import DAY, wide

OLD = "platform/unregistered/320500/旧网"
APP = "platform/suzhou-su-zhou-dao"
REFORM = "reform/mian-zheng-ban"
LINES = ("statements", "nquads", "cypher", "jsonld")


@pytest.fixture
def store(tmp_path: pathlib.Path) -> Iterator[Store]:
    with Store.open(tmp_path / "workspace", create=True) as opened:
        opened.build(wide(), DAY)
        yield opened


def graph(store: Store) -> Graph:
    return judged.graph(store, registry.load())


def judge(store: Store, kind: Kind, *entities: str, said: Statement | None = None, label: str | None = None) -> str:
    """Append a judgement to the workspace's journal, and give its id."""
    decided = Judgement(
        kind=kind, judge="李", day="2026-11-23", reason="读过原文", entities=entities, label=label,
        statement=None if said is None else Bound.to(said),
    )
    theirs, ours = judged.journals(store.path.parent)
    return judgement.append(ours, decided, beside=[theirs])[0].id


def take_back(store: Store, *ids: str) -> None:
    theirs, ours = judged.journals(store.path.parent)
    back = [Judgement(kind="retract", judge="李", day="2026-11-24", reason="误判", retracts=each) for each in ids]
    judgement.append(ours, *back, beside=[theirs])


def said(store: Store, relation: str, words: str) -> Statement:
    """The one statement of a relation whose quote holds these words."""
    (found,) = [s for s in store.statements() if s.relation == relation and words in s.evidence.quote]
    return found


def edges(found: Graph) -> set[tuple[str, str, str]]:
    return {(edge.source, edge.type, edge.target) for edge in found.edges}


def test_a_rejected_statement_leaves_the_graph_and_is_flagged(store: Store) -> None:
    wrong = said(store, "operates", "停用旧网")
    before = graph(store)
    judge(store, "reject", said=wrong)
    after = graph(store)
    assert {r.id for r in before.statements} - {r.id for r in after.statements} == {wrong.id}
    assert ("place/prefecture-320500", "RETIRED", OLD) in edges(before) - edges(after)
    assert [flag.text for _, flag in after.flags if flag.reason == "rejected"] == ["停用旧网"]
    assert wrong in store.statements()


def test_an_accepted_candidate_makes_its_edge(store: Store) -> None:
    doubtful = said(store, "adopted", "办成10件事")
    judge(store, "accept", said=doubtful)
    after = graph(store)
    assert after.statement(doubtful.id).statement.tier == "certain"
    (made,) = edges(after) - edges(judged.graph(store, registry.load(), NOTHING))
    assert made[:2] == ("place/prefecture-320500", "PLANNED")


def test_a_rejected_name_takes_its_statements_along(store: Store) -> None:
    judge(store, "reject", OLD)
    after = graph(store)
    assert OLD not in after.entities
    assert all(OLD not in (r.subject, r.object) for r in after.statements)


def test_a_name_that_is_the_same_as_a_known_one_means_that(store: Store) -> None:
    judge(store, "same", OLD, APP)
    after = graph(store)
    assert OLD not in after.entities
    assert ("place/prefecture-320500", "RETIRED", APP) in edges(after)
    assert after.find("旧网").id == after.find(OLD).id == APP
    assert after.registry.find("旧网")[0].id == APP


def test_two_known_entities_that_are_the_same_are_one(store: Store) -> None:
    judge(store, "same", "reform/yi-ma-mian-zheng", REFORM)
    after = graph(store)
    assert after.find("一码免证").id == REFORM
    assert "reform/yi-ma-mian-zheng" not in after.entities
    assert all("reform/yi-ma-mian-zheng" not in (r.object, *r.about) for r in after.statements)
    assert all(edge.source != edge.target for edge in after.edges)


def test_a_renamed_entity_keeps_its_former_name(store: Store) -> None:
    judge(store, "rename", APP, label="苏周到2.0")
    judge(store, "rename", OLD, label="市民旧网")
    after = graph(store)
    assert (after.entities[APP].label, after.entities[OLD].label) == ("苏周到2.0", "市民旧网")
    assert after.find("苏周到").id == after.find("苏周到2.0").id == APP
    assert after.find("旧网").id == after.find("市民旧网").id == OLD


@pytest.mark.parametrize("whole", [APP, "platform/jiangsu-su-fu-ban"])
def test_a_part_gets_its_edge(store: Store, whole: str) -> None:
    judge(store, "part_of", OLD, whole)
    (made,) = [edge for edge in graph(store).edges if edge.source == OLD and edge.type == "PART_OF"]
    assert (made.target, made.how) == (whole, "judged")


def test_judgements_in_conflict_leave_the_graph_as_it_was(store: Store) -> None:
    before = edges(graph(store))
    judge(store, "accept", OLD)
    judge(store, "reject", OLD)
    (conflict,) = judged.effective(store.path.parent).conflicts
    assert conflict.reason == "accepted and rejected"
    assert edges(graph(store)) == before


def test_a_flag_that_is_none_is_gone(store: Store) -> None:
    report, noise = next((report, flag) for report, flag in store.flags() if flag.reason == "noise")
    judge(store, "reject", noise.id_in(report))
    assert (report, noise) not in graph(store).flags


def test_both_engines_have_what_was_judged(store: Store) -> None:
    judge(store, "same", OLD, APP)
    found = open_projections(store, registry.load())
    text = "MATCH (p:Place)-[:RETIRED]->(t) RETURN t.id AS id"
    assert [row["id"] for row in found.cypher.run(text).rows] == [APP]
    query = "PREFIX zm: <https://zhengmai.example/ontology#> SELECT ?id { ?p zm:retired ?t . ?t zm:id ?id }"
    assert [row["id"] for row in found.rdf.run(query).rows] == [APP]


def test_a_day_of_review_taken_back_leaves_the_same_bytes_and_reads_nothing_anew(store: Store) -> None:
    def exported() -> dict[str, list[str | bytes]]:
        content = graph(store)
        return {name: list(exports.module(name).write(content)) for name in LINES}

    before, folder = exported(), open_projections(store, registry.load()).folder
    readings = store.digest()
    day = [
        judge(store, "same", OLD, APP), judge(store, "rename", REFORM, label="免证"),
        judge(store, "reject", said=said(store, "adopted", "推不见面审批")),
        judge(store, "accept", said=said(store, "adopted", "办成10件事")), judge(store, "part_of", OLD, APP),
    ]
    between = exported()
    assert all(between[name] != before[name] for name in LINES)
    assert open_projections(store, registry.load()).folder != folder
    take_back(store, *day)
    assert exported() == before
    assert open_projections(store, registry.load()).folder == folder
    assert store.digest() == readings


def test_the_projects_own_journal_holds_for_every_workspace(
    store: Store, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "project.jsonl"
    monkeypatch.setattr(judged, "journals", lambda workspace: (theirs, workspace / judgement.FILE))
    judge(store, "accept", REFORM)
    (store.path.parent / judgement.FILE).rename(theirs)
    first = judge(store, "reject", OLD)
    assert OLD not in graph(store).entities
    take_back(store, first)
    assert OLD in graph(store).entities


def test_what_was_never_there_is_not_found(store: Store) -> None:
    judge(store, "same", OLD, "platform/unregistered/320500/不在")
    with pytest.raises(NotFound):
        graph(store).find("从无此名")


def reviewed(store: Store) -> Review:
    return review(store, registry.load())


def test_where_nobody_judged_everything_waits_and_nothing_was_changed(store: Store) -> None:
    found = reviewed(store)
    assert found.graph is found.bare
    assert set(found.waiting()) == {"changed", "alias", "pair", "name", "statement", "flag"}
    assert sum(found.waiting().values()) == len(found.candidates) > 0
    assert (found.judged(), found.changes(), found.taken_back()) == ([], {}, 0)


def test_the_review_tells_what_each_judgement_changes(store: Store) -> None:
    wrong, doubtful = said(store, "operates", "停用旧网"), said(store, "adopted", "办成10件事")
    made = {
        judge(store, "reject", said=wrong): Change(1),
        judge(store, "accept", said=doubtful): Change(1, "candidate", "certain"),
        judge(store, "rename", REFORM, label="免证"): Change(
            sum(REFORM in (r.subject, r.object, r.place) for r in graph(store).statements), "免证办", "免证"
        ),
        judge(store, "same", OLD, APP): Change(1, None, APP),
        judge(store, "different", OLD, "platform/jiangsu-su-fu-ban"): Change(),
        judge(store, "part_of", OLD, "platform/jiangsu-su-fu-ban"): Change(0, None, "platform/jiangsu-su-fu-ban"),
    }
    assert reviewed(store).changes() == made


def test_a_rejected_name_changes_as_many_statements_as_leave_the_graph(store: Store) -> None:
    judge(store, "same", "reform/yi-ma-mian-zheng", REFORM)
    rejected = judge(store, "reject", REFORM)
    found = reviewed(store)
    assert found.changes()[rejected].statements == len(found.bare.statements) - len(found.graph.statements) > 1


def test_a_judgement_in_conflict_lost_or_taken_back_changes_nothing(store: Store) -> None:
    one, other = judge(store, "accept", OLD), judge(store, "reject", OLD)
    lost = judge(store, "reject", "platform/unregistered/320500/不在")
    take_back(store, judge(store, "reject", REFORM))
    found = reviewed(store)
    assert {each.id: stands for each, stands, _ in found.judged()} == {
        one: "not applied", other: "not applied", lost: "lost",
    }
    assert set(found.changes().values()) == {Change()}
    assert found.taken_back() == 1
    assert {r.id for r in found.graph.statements} == {r.id for r in found.bare.statements}


def test_the_journals_have_another_digest_after_each_line(store: Store) -> None:
    seen = {judged.journal_digest(store.path.parent)}
    first = judge(store, "accept", OLD)
    seen.add(judged.journal_digest(store.path.parent))
    take_back(store, first)
    seen.add(judged.journal_digest(store.path.parent))
    assert len(seen) == 3
