from __future__ import annotations

import itertools

import pytest

from graph.derived import LAST_DAY, beside, courses, derived_nodes, engagements
from graph.element import Node
from graph.elements import nodes, relationships
from graph.model import UNREGISTERED, Graph
from graph.name_count import name_counts
from graph.outcome import Hindsight
from ontology.period import first_day
from ontology.report import Reading
from tests.graph_samples import SUZHOU, graph, reading, reform, report, say, wide

SAMPLE = graph(*wide())


def labelled(of: Graph, label: str) -> list[Node]:
    return [node for node in derived_nodes(of) if node.labels == (label,)]


def test_the_stages_of_a_plan_follow_each_other_to_the_last_day() -> None:
    for course in courses(SAMPLE):
        stages = course.stages
        assert all(stage.until == later.since for stage, later in itertools.pairwise(stages))
        assert stages[-1].until is None
    assert max(int(str(node.properties["until_day"])) for node in labelled(SAMPLE, "Outcome")) == LAST_DAY


def test_a_stage_is_what_had_become_of_the_plan_on_each_of_its_days() -> None:
    hindsight = Hindsight(SAMPLE)
    for course in courses(SAMPLE):
        for stage in course.stages:
            last = LAST_DAY if stage.until is None else stage.until - 1
            for day in {stage.since, (stage.since + last) // 2, last}:
                assert hindsight.outcome(course.plan, day) == stage.outcome


def test_one_outcome_of_each_plan_holds_at_the_end_of_the_latest_report() -> None:
    current = [node for node in labelled(SAMPLE, "Outcome") if node.properties["current"] == "yes"]
    assert len(current) == len(courses(SAMPLE))


def test_a_plan_that_falls_due_later_is_not_due_until_then() -> None:
    of = report("suzhou-2020", SUZHOU, "2020", "推免证办。", plan="2021")
    (course,) = courses(graph(reading(of, say(of, "推免证办", "adopted", reform("免证办"), "planned"))))
    assert [(stage.since, stage.outcome.name) for stage in course.stages] == [
        (first_day("2020-12-31"), "not due"), (first_day("2021-12-31"), "no later report"),
    ]


def test_another_instance_keeps_no_plan_and_another_wording_does() -> None:
    def became(planned: str, used: str) -> str:
        first = report("suzhou-2020", SUZHOU, "2020", "推某事。", plan="2021")
        second = report("suzhou-2021", SUZHOU, "2021", "某事已用。")
        said: list[Reading] = [
            reading(first, say(first, "推某事", "adopted", reform(planned), "planned")),
            reading(second, say(second, "某事已用", "adopted", reform(used), "adopted")),
        ]
        (course,) = courses(graph(*said))
        return course.stages[-1].outcome.name

    assert became("免证苏州", "免证办") == "kept"
    assert became("免证办", "免证苏州") == "kept"
    assert became("免证苏州", "一码免证") == "silent"


def test_what_is_left_out_is_counted_for_each_report() -> None:
    flags = {(str(n.properties["reason"]), n.properties.get("words")): n.properties for n in labelled(SAMPLE, "Flag")}
    assert flags["noise", "某某榜印"]["flag_count"] == 1
    assert flags["candidate statement", None]["flag_count"] == 1


def test_beside_a_claim_stands_who_is_seen_first_the_speaker_before_others_of_one_day() -> None:
    claims = {r.statement.object.text: r for r in SAMPLE.statements if r.statement.relation == "claims"}
    engagement, places = beside(SAMPLE)[claims["跨省通办"].id]
    assert (engagement.partition("|")[0], places) == ("place/prefecture-320500", 1)
    engagement, _ = beside(SAMPLE)[claims["免证办"].id]
    assert engagement.partition("|")[0] == "place/prefecture-341800"


def test_names_are_counted_once_whatever_their_part_in_a_statement() -> None:
    counts = {(count.kind, count.tier, count.registered): count for count in name_counts(SAMPLE)}
    named: dict[tuple[str, str, bool], set[tuple[str, str]]] = {}
    for said in SAMPLE.statements:
        for entity in (said.subject, said.object, said.place, *said.about):
            if (kind := SAMPLE.entities[entity].kind) != "Measure":
                named.setdefault((kind, said.statement.tier, UNREGISTERED not in entity), set()).add((entity, said.id))
    assert counts.keys() == named.keys()
    for key, pairs in named.items():
        assert counts[key].entities == len({entity for entity, _ in pairs})
        assert counts[key].statements == len({statement for _, statement in pairs})


def test_a_type_of_platforms_carries_its_platforms_and_who_uses_one_of_its_family() -> None:
    up = {(each.source, each.target) for each in relationships(SAMPLE) if each.type == "IN_FAMILY"}
    kinds = {entity.id: entity.kind for entity in SAMPLE.entities.values()}
    for found in nodes(SAMPLE):
        if found.labels == ("PlatformType",):
            platforms = {source for source, target in up if target == found.id and kinds[source] == "Platform"}
            users = {e.place for e in engagements(SAMPLE) if e.in_use is not None and (e.thing, found.id) in up}
            assert (found.properties["platform_count"], found.properties["family_user_count"]) == (
                len(platforms), len(users),
            )


@pytest.mark.parametrize(
    ("label", "kinds"),
    [
        ("Engagement", {"OF_PLACE", "ENGAGED_WITH", "SHOWN_BY"}), ("Outcome", {"OF_PLAN"}), ("YearCount", {"COUNTS"}),
        ("Flag", {"FLAGGED_IN"}),
    ],
)
def test_each_derived_node_leads_to_what_it_is_about(label: str, kinds: set[str]) -> None:
    out: dict[str, set[str]] = {}
    for each in relationships(SAMPLE):
        out.setdefault(each.source, set()).add(each.type)
    found = [node for node in nodes(SAMPLE) if node.labels[0] == label]
    assert len(found) > 0
    assert all(kinds <= out[node.id] for node in found)
