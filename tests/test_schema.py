from __future__ import annotations

import pathlib
from dataclasses import replace

import pytest

from ontology import schema
from ontology.errors import DataFileError
from ontology.period import Period
from ontology.schema import Relation, property_name
from ontology.statement import LADDER, Evidence, Name, Statement

# The table of architecture.md: what each status of each relation shows as a plain edge.
EDGES: dict[str, dict[str | None, str]] = {
    "adopted": {
        "planned": "PLANNED", "drafted": "DRAFTED", "piloted": "PILOTED", "adopted": "ADOPTED", "expanded": "ADOPTED",
        "ended": "ENDED",
    },
    "operates": {
        "planned": "PLANS_TO_OPERATE", "drafted": "PLANS_TO_OPERATE", "piloted": "TRIALS", "adopted": "OPERATES",
        "expanded": "OPERATES", "ended": "RETIRED",
    },
    "offers": {
        "planned": "PLANS_TO_OFFER", "drafted": "PLANS_TO_OFFER", "piloted": "TRIALS_SERVICE", "adopted": "OFFERS",
        "expanded": "OFFERS", "ended": "WITHDREW",
    },
    "issued": {
        "planned": "DRAFTS", "drafted": "DRAFTS", "adopted": "ISSUED", "expanded": "ISSUED", "ended": "REPEALED",
    },
    "partners_with": {None: "PARTNERS_WITH"},
    "learned_from": {None: "LEARNED_FROM"},
    "mandated_by": {None: "MANDATED_BY"},
    "designated": {None: "DESIGNATED"},
    "connects_to": {None: "CONNECTS_TO"},
    "supports": {None: "SUPPORTS"},
    "includes": {None: "INCLUDES"},
    "claims": {None: "CLAIMS"},
    "measured": {},
    "part_of": {None: "PART_OF"},
    "variant_of": {None: "VARIANT_OF"},
    "instance_of": {None: "INSTANCE_OF"},
    "evolved_from": {None: "EVOLVED_FROM"},
    "succeeds": {None: "SUCCEEDS"},
    "concerns": {None: "CONCERNS"},
}
IN_FORCE = {"ADOPTED", "OPERATES", "OFFERS", "ISSUED"}
SUZHOU = Name("苏州市", "Place", "place:prefecture/320500")
STATUSES = (None, *LADDER)


def statement(relation: str, subject: str, thing: str, status: str | None) -> Statement:
    return Statement(
        relation=relation, subject=Name("甲", subject), object=Name("乙", thing), place=SUZHOU, status=status,
        period=Period.parse("2024"), evidence=Evidence("r", 0, 1, "甲"), pattern="p", tier="certain",
    )


def test_the_relations_are_those_of_the_table() -> None:
    assert set(schema.load().relations) == set(EDGES)


@pytest.mark.parametrize(
    ("relation", "status", "edge"), [(r, s, edge) for r, row in EDGES.items() for s, edge in row.items()]
)
def test_each_status_makes_the_edge_of_the_table(relation: str, status: str | None, edge: str) -> None:
    assert schema.load().edge_type(relation, status) == edge


@pytest.mark.parametrize("relation", [r for r, row in EDGES.items() if None in row or len(row) == 0])
def test_a_plan_of_a_relation_without_a_ladder_makes_no_edge(relation: str) -> None:
    assert schema.load().edge_type(relation, "planned") is None


@pytest.mark.parametrize(
    ("relation", "status"),
    [(r, s) for r, row in EDGES.items() for s in STATUSES if s not in row and (r, s) != ("measured", None)
     and not (s == "planned" and (None in row or len(row) == 0))],
)
def test_a_status_that_is_not_in_the_row_is_refused(relation: str, status: str | None) -> None:
    with pytest.raises(DataFileError, match=f"{relation} has no status"):
        schema.load().edge_type(relation, status)


@pytest.mark.parametrize("relation", sorted(EDGES))
@pytest.mark.parametrize("status", ["planned", "drafted", "piloted"])
def test_no_edge_in_force_comes_from_a_plan_a_draft_or_a_pilot(relation: str, status: str) -> None:
    edge = schema.load().relations[relation].edges.get(status)
    assert edge not in IN_FORCE


def test_no_type_of_edge_belongs_to_two_relations() -> None:
    owners: dict[str, set[str]] = {}
    for relation in schema.load().relations.values():
        for edge in relation.edges.values():
            owners.setdefault(edge, set()).add(relation.relation)
    assert {edge: names for edge, names in owners.items() if len(names) > 1} == {}


def test_no_two_types_of_edge_share_an_rdf_property() -> None:
    edges = {edge for relation in schema.load().relations.values() for edge in relation.edges.values()}
    assert len({property_name(edge) for edge in edges}) == len(edges)


@pytest.mark.parametrize(
    ("edge", "name"),
    [("ADOPTED", "adopted"), ("PLANS_TO_OPERATE", "plansToOperate"), ("TRIALS_SERVICE", "trialsService")],
)
def test_the_rdf_property_is_the_camel_case_of_the_edge(edge: str, name: str) -> None:
    assert property_name(edge) == name


def test_kinds_have_prefixes_of_their_own() -> None:
    prefixes = [kind.prefix for kind in schema.load().kinds.values()]
    assert len(set(prefixes)) == len(prefixes)


@pytest.mark.parametrize(
    ("found", "fault"),
    [
        (statement("adopted", "Place", "Reform", "adopted"), None),
        (statement("adopted", "Place", "Platform", "adopted"), "adopted takes no object of kind Platform"),
        (statement("adopted", "Reform", "Reform", "adopted"), "adopted takes no subject of kind Reform"),
        (statement("adopted", "Place", "Reform", None), "relations.yaml: adopted has no status None"),
        (statement("issued", "Place", "PolicyDocument", "piloted"), "relations.yaml: issued has no status 'piloted'"),
        (statement("learned_from", "Place", "Place", "planned"), None),
        (
            statement("learned_from", "Place", "Place", "adopted"),
            "relations.yaml: learned_from has no status 'adopted'",
        ),
        (statement("variant_of", "Reform", "Reform", None), "relation 'variant_of' is not read from text"),
        (statement("loves", "Place", "Place", None), "relation 'loves' is not read from text"),
    ],
)
def test_a_statement_that_the_schema_does_not_allow_has_a_fault(found: Statement, fault: str | None) -> None:
    assert schema.load().fault(found) == fault
    assert schema.load().fault(replace(found, tier="likely")) == fault


@pytest.fixture
def reload(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """A folder that holds the schema's files; each read anew."""
    for name in ("kinds.yaml", "relations.yaml"):
        (tmp_path / name).write_text((schema.HERE / name).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(schema, "HERE", tmp_path)
    return tmp_path


ROW = (
    "- {relation: adopted, source: text, domain: [Place], range: [Reform], edges: {planned: PLANNED},"
    " en: has, zh: 有}\n"
)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ROW.replace("[Reform]", "[Reforms]"), r"relations\.yaml: row 1 \(adopted\): unknown Reforms"),
        (ROW.replace("planned:", "intended:"), r"relations\.yaml: row 1 \(adopted\): unknown intended"),
        (ROW.replace("source: text", "source: rumour"), r"relations\.yaml: row 1\b.*source: Input should be"),
        (ROW.replace(", zh: 有", ""), r"relations\.yaml: row 1\b.*zh: Field required"),
        (ROW.replace("en: has", "en: has, colour: red"), r"relations\.yaml: row 1\b.*colour: Extra inputs"),
        ("relations: []\n", r"relations\.yaml: must hold a list of rows"),
    ],
)
def test_a_bad_row_is_refused_with_file_row_and_reason(reload: pathlib.Path, row: str, reason: str) -> None:
    (reload / "relations.yaml").write_text(row, encoding="utf-8")
    with pytest.raises(DataFileError, match=reason):
        schema.load.__wrapped__()


def test_a_row_of_the_right_shape_is_taken(reload: pathlib.Path) -> None:
    (reload / "relations.yaml").write_text(ROW, encoding="utf-8")
    assert schema.load.__wrapped__().relations["adopted"].edges == {"planned": "PLANNED"}


def test_a_relation_is_laddered_where_a_status_stands_in_its_row() -> None:
    rows: dict[str, Relation] = schema.load().relations  # type: ignore[assignment]  # a Mapping, read only here
    assert {name for name, row in rows.items() if row.laddered} == set(schema.ENGAGING)
