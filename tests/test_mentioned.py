"""What a place has though no cue governs its name: reforms and platforms that stand beside, end or guide a clause."""

from __future__ import annotations

import functools

import pytest

from loaders import extract
from ontology import registry
from ontology.period import Period
from ontology.report import Report
from ontology.statement import Name, Statement

KNOWN = registry.load()


@functools.cache
def read(text: str) -> tuple[Statement, ...]:
    """The firm statements of a report of Suzhou on the first half of 2024."""
    (owner,) = KNOWN.places_named("苏州市", 2024)
    place = Name(owner.label, "Place", owner.id)
    half, rest = Period("2024-01-01", "2024-06-30", "own"), Period("2024-07-01", "2024-12-31", "own")
    found = extract.read(Report("one", "one", place, None, half, rest, text), KNOWN).statements
    return tuple(statement for statement in found if statement.tier != "candidate")


def had(text: str, relation: str) -> list[tuple[str, str | None]]:
    """The objects of a relation, with their status."""
    return [(s.object.text, s.status) for s in read(text) if s.relation == relation]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("按照“三级四同”口径编写指南。", "三级四同"),  # a weak cue and its marks: of the two readings the surer counts
        ("围绕告知承诺制改革编写指南。", "告知承诺制"),
        ("以跨省通办为重点,编写指南。", "跨省通办"),
        ("村民的社保业务在村里全程代办。", "全程代办"),
        ("河畔两镇的企业登记全程网办。", "全程网办"),
        ("“免证办”的格局已经形成。", "免证办"),
        ("按照“一网覆盖、两级联动、三方共管”的思路整合窗口。", "一网覆盖、两级联动、三方共管"),
        ("形成“2+6+N”服务体系。", "2+6+N服务体系"),
        ("推进“河畔通”改革。", "河畔通"),  # it ends like a platform
        ("大厅另设“办不成事”窗口。", "办不成事窗口"),
        ("把“免证办”改革当作先手棋。", "免证办"),
        ("一是告知承诺制。窗口收件更少。", "告知承诺制"),  # a point by itself
        ("按照“容缺受理”要求编写指南。", "容缺受理"),
        ("推出“双12”惠民工程。", "双12惠民工程"),
    ],
)
def test_a_reform_that_a_clause_is_done_by_or_ends_with_is_in_use(text: str, name: str) -> None:
    assert had(text, "adopted") == [(name, "adopted")]


@pytest.mark.parametrize(
    "text",
    [
        "按照全省“一河一策”行政权力事项清单编写指南。",  # the quotation names what is meant
        "围绕优化营商环境编写指南。",  # a field of work
        "窗口人员提前介入、上门服务。",  # one of several things
        "材料由专人全程代办。",  # who does it
        "(三)全程代办",  # a heading
        "该局承担“跨省通办”等职责。",
        "学习深化“放管服”改革会议精神。",
        "“综合一窗”有名无实。",
        "与两市共办“跨省通办”签约仪式。",
    ],
)
def test_a_reform_that_is_no_more_than_named_there_is_not(text: str) -> None:
    assert had(text, "adopted") == []


def test_the_matters_of_a_list_that_a_bundle_closes_are_offered_as_it_and_are_no_reforms() -> None:
    text = "再推出企业简易注销、灵活就业等三十个“一件事”。"
    assert [name for name, _ in had(text, "offers")] == ["企业简易注销一件事", "灵活就业一件事"]
    assert "企业简易注销" not in [name for name, _ in had(text, "adopted")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("“河畔智报”平台获评优秀案例。", ["河畔智报"]),
        ("市综窗系统把表单推给各局。", ["综窗系统"]),  # a sort of which a place has one
        ("部门都在用“河畔行”“湖畔应”等服务平台。", ["河畔行", "湖畔应"]),  # a word for platforms closes the list
        ("河畔监测平台由大数据中心运营。", ["河畔监测平台"]),
        ("河畔云图平台负责守住底线。", ["河畔云图平台"]),
        ("重构“12345”热线派单平台。", ["12345热线派单平台"]),  # a longer name than that of the sort
        ("全县政务服务“一张网”初步成形。", ["一张网"]),
        ("群众可通过“河畔办”在线申报。", ["河畔办"]),  # what people do by it
        ("把“苏周到”作为总入口。", ["苏周到"]),
        ("市综窗系统与省事项管理系统完成对接。", ["市综窗系统"]),  # what is told of joins, not what it joins
    ],
)
def test_a_platform_that_its_own_marks_or_its_sort_name_is_in_use(text: str, names: list[str]) -> None:
    assert [name for name, _ in had(text, "operates")] == names


@pytest.mark.parametrize(
    "text",
    [
        "与“河畔智报”平台互认账号。",  # its being joined is told
        "参照外市“河畔智报”平台编写指南。",
        "交易中心收到来信312件。",  # a body, no system
        "县里的指南按省电子证照库等平台对接标准编写。",
        "河畔系统接入省政务“一张网”。",
        "“12345”热线坐席区作了调整。",
    ],
)
def test_a_platform_of_others_or_a_body_is_not(text: str) -> None:
    assert had(text, "operates") == []


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("推行“免证办”,在全省属于首推。", [("免证办", "全省属于首推")]),
        ("在苏州市率先推行容缺受理。", [("容缺受理", "苏州市率先")]),
        ("建成长三角首个“河畔智算”平台。", [("河畔智算", "长三角首个")]),
        ("年度政务服务效能考核中,我市位列全省第三、全国第十二。",
         [("政务服务效能", "全国第十二"), ("政务服务效能", "全省第三")]),
        ("省里开展“免证办”考核,印发通报,我市居全省第三。", [("免证办", "全省第三")]),
        ("“免证办”、容缺受理两项做法居全省前列。", [("免证办", "全省前列"), ("容缺受理", "全省前列")]),
        ("推行河畔水运证照全程联审新规则,此举系全省首创。", [("河畔水运证照全程联审新规则", "全省首创")]),
    ],
)
def test_a_claim_is_of_what_was_assessed_of_each_of_a_list_or_of_the_clause_before(
    text: str, claims: list[tuple[str, str]]
) -> None:
    assert sorted((s.object.text, s.attrs["rank"]) for s in read(text) if s.relation == "claims") == sorted(claims)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("昆山市先走一步。2023年该市推行容缺受理。", "昆山市"),
        ("吴江区先走一步。该区推行容缺受理。", "吴江区"),
        ("昆山市先走一步。苏州市跟上。该市推行容缺受理。", "苏州市"),  # the last of the level is the report's own
        ("昆山市先走一步。该区推行容缺受理。", "苏州市"),  # none of the level was named
        ("无锡市先走一步。该市推行容缺受理。", "苏州市"),  # it lies elsewhere
    ],
)
def test_that_county_is_the_last_of_its_level_named_before(text: str, place: str) -> None:
    assert [s.place.text for s in read(text) if s.relation == "adopted"] == [place]


def test_what_is_told_of_a_stop_of_a_journey_is_of_the_place_there() -> None:
    text = "第二站是无锡市。大厅推行容缺受理,依托“河畔智报”平台收件。\n我市推行“免证办”。\n"
    assert had(text, "adopted") == [("免证办", "adopted")]
    assert had(text, "operates") == []


def test_a_platform_that_is_tried_in_some_counties_is_theirs() -> None:
    tried = [s for s in read("“河畔码”在昆山市、吴江区试运行。") if s.relation == "operates"]
    assert sorted((s.place.text, s.status) for s in tried) == [("吴江区", "piloted"), ("昆山市", "piloted")]


def test_a_title_with_the_name_of_the_place_is_issued_by_it_where_it_is_out() -> None:
    assert had("《数字苏州行动方案》于年初印发。", "issued") == [("数字苏州行动方案", "adopted")]
    assert had("《苏州市河畔条例》7月1日起施行。", "issued") != []
    assert had("《无锡市河畔条例》7月1日起施行。", "issued") == []


@pytest.mark.parametrize(
    "text",
    [
        "“证照联办”改革即将全面推开。",
        "“证照联办”拟在全市推开。",
        "“证照联办”、“免申即享”将陆续推开。",
        "“苏周到”计划上线。",
        "“苏周到”年内可望建成。",
        "电子证照系统也将基本建成。",
        "“证照联办”要全面推开。",
        "“证照联办”应尽快推开。",
        "“证照联办”待条件成熟后推开。",
        "“证照联办”正在谋划中。",
        "“证照联办”列入明年计划。",
        "“苏周到”正在开发,预计年底上线。",
        "“苏周到”进入招标阶段。",
    ],
)
def test_what_is_told_right_after_a_name_as_to_come_is_planned(text: str) -> None:
    told = [s for s in read(text) if s.relation in ("adopted", "operates")]
    assert told != []
    assert {s.status for s in told} == {"planned"}


@pytest.mark.parametrize(
    "text",
    [
        "“证照联办”将办理时限压缩到1天。",
        "“证照联办”将实施情况纳入考核,已在大厅推行。",
        "“证照联办”应用于大厅窗口。",
        "“证照联办”要求各窗口当日办结。",
        "推行“证照联办”和即将启动的项目之间的衔接。",
    ],
)
def test_a_letter_that_marks_an_object_or_another_thing_plans_nothing(text: str) -> None:
    assert [s.status for s in read(text) if s.relation == "adopted"] == ["adopted"]
