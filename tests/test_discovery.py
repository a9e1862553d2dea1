"""Names that no registry has: what shape, mark, tail or list makes them a platform or a reform, and what does not."""

from __future__ import annotations

import pathlib

import pytest

from loaders import extract
from loaders.report import described, make_report
from ontology import registry
from ontology.report import Reading
from ontology.statement import Statement

KNOWN = registry.load()


def read(text: str, place: str = "宁国市") -> Reading:
    """The reading of a text of 2024."""
    return extract.read(make_report(text, pathlib.Path("one.txt"), KNOWN, described("one", place, None, "2024")), KNOWN)


def named(text: str) -> list[tuple[str, str]]:
    """Relation and name of what the place is said to have, candidates left out."""
    ladder = ("adopted", "operates", "offers")
    return [(s.relation, s.object.text) for s in read(text).statements if s.relation in ladder and _counts(s)]


def _counts(statement: Statement) -> bool:
    return statement.tier != "candidate"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("全面落实“甲事负责制”“乙事告知制”等制度。", "甲事负责制"),
        ("推行厂房建设“分阶段办理”。", "分阶段办理"),
        ("大力实施“园区服务提升年”行动。", "园区服务提升年行动"),
        ("探索推行“全程管家式”代办服务。", "全程管家式代办服务"),
        ("实施园区服务提升“八大行动”。", "园区服务提升八大行动"),
        ("推行“1+4+N”运行模式。", "1+4+N运行模式"),
        ("河畔统一评估改革不断深化。", "河畔统一评估改革"),
        ("“证照随行”方面,受理三百件。", "证照随行"),
        ("健全“一键呼、一屏派、一链办”机制。", "一键呼、一屏派、一链办"),
        ("打响“河畔好办”服务品牌。", "河畔好办"),
        ("坚持“日碰头、周会商”调度机制。", "日碰头、周会商调度机制"),
        ("建立“甲、乙、丙”会商机制。", "甲、乙、丙会商机制"),
        ("深入推进“三减两快”工作。", "三减两快"),
        ("做实“五减两增一联动”。", "五减两增一联动"),
        ("创新建立“1+3+N”投诉处理体系。", "1+3+N投诉处理体系"),
        ("建立村级工程建设全链条管理机制。", "村级工程建设全链条管理机制"),
        ("开展园区暖企帮办活动。", "园区暖企帮办"),
        ("“政策敲门”服务上线以来,惠及企业三百户。", "政策敲门"),
        ("实施“秒批”“海报送”。", "海报送"),  # beside a quoted reform that is known
        ("首推“河上看”。", "河上看"),
        ("打造“河畔服务+园区服务”新模式。", "河畔服务+园区服务"),
        ("“河畔快送”模式入选省级案例。", "河畔快送"),
        ("积极推动住户回访评议工作。", "住户回访评议"),
    ],
)
def test_a_reform_by_its_shape_or_what_stands_beside_it(text: str, name: str) -> None:
    assert ("adopted", name) in named(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("“河畔企业网上大厅平台”如期建成上线。", ["河畔企业网上大厅平台"]),
        ("河畔码累计登记人数达三万。", ["河畔码"]),
        ("推进河畔感知系统、园区调度平台建设。", ["河畔感知系统", "园区调度平台"]),
        ("建成“数字河畔一张图”。", ["数字河畔一张图"]),
        ("全省首创“河畔税电”应用。", ["河畔税电"]),
        ("优化“河畔行”“湖畔行”APP功能。", ["河畔行", "湖畔行"]),  # one word for platforms closes both
        ("升级皖河通,注册更快。", ["皖河通"]),  # the letter of the province
        ("优化12366纳税服务平台。", ["12366纳税服务平台"]),
        ("搭建园区沟通平台“河畔应”。", ["园区沟通平台", "河畔应"]),
    ],
)
def test_a_platform_by_its_tail_or_what_only_a_platform_has(text: str, names: list[str]) -> None:
    assert sorted(name for relation, name in named(text) if relation == "operates") == sorted(names)


@pytest.mark.parametrize(
    "text",
    [
        "做到“心中有数”。",
        "开展“两学一做”学习。",
        "依法做好大中型工程招标资格预审。",
        "推出“住房”“养老”等十四个主题服务。",
        "按“1310”部署推进。",
        "重点工程加快推进。",
    ],
)
def test_a_slogan_or_a_part_of_a_longer_name_is_no_reform(text: str) -> None:
    assert [name for relation, name in named(text) if relation == "adopted"] == []


def test_a_county_of_two_letters_is_not_found_at_the_seam_of_two_words() -> None:
    reading = read("完成县级数据共享交换平台升级改造。")
    assert [s.object.text for s in reading.statements if s.relation == "operates"] == ["县级数据共享交换平台"]
    assert {s.place.text for s in reading.statements} == {"宁国市"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("推行“首席帮办”。\n下半年,要把首席帮办做到村里。深化首席帮办。", 2),
        ("深化首席帮办。\n推行“首席帮办”。", 2),
        ("建成河畔企业服务平台。\n优化河畔企业服务平台。", 2),
    ],
)
def test_a_name_that_shows_once_is_known_in_the_whole_report(text: str, said: int) -> None:
    assert len(set(named(text))) == 1
    assert len(named(text)) == said


def test_a_short_or_doubtful_quotation_is_not_looked_for_elsewhere() -> None:
    assert named("实现“快办”。\n推动快办。") == named("实现“快办”。")
    assert named("做到“心中有数”。\n对河畔情况推行心中有数。") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("推动“一处认定、全县认账”。", ["一处认定、全县认账"]),
        ("加快推行“一窗受理、全科服务”。", ["一窗受理、全科服务"]),
        ("做好“跨省通办、省内通办”。", ["跨省通办", "省内通办"]),
        ("打造“近处欢、远处赞”的环境。", []),
        ("弘扬“脚踏实地、马上就办”作风。", []),
    ],
)
def test_a_quoted_couplet_is_one_name_unless_both_halves_are_known(text: str, names: list[str]) -> None:
    assert sorted(name for relation, name in named(text) if relation == "adopted") == sorted(names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("实现网上服务“一事一记”。", ["一事一记"]),
        ("举行四县跨省通办“云上签字”活动。", []),
        ("探索“新房过户一件事”等5个“一件事一次办”场景。", ["新房过户一件事"]),
        ("持续完善河畔工单流转规则体系及河畔要素价值共享机制。", ["河畔要素价值共享机制"]),
        ("推动城市大脑与河畔平台的融合。", []),
        ("强化便民服务热线与“110”的对接联动。", []),
        ("发布政务云建设规划。", []),
        ("推进新大楼智能化建设工程。", []),
        ("让群众从问到办“一件一起办”。", ["一件一起办"]),
        ("河畔系统接入省政务“一张网”。", []),
        ("实现一口受理、全县联动的服务格局。", []),
        ("上线电子招投标相关内容。", []),
        ("试点建设“入托一件事”主题式服务。", ["入托一件事"]),
        ("建成全市规模最大的政务云。", ["政务云"]),
        ("对“12345”热线席位区的运行模式作了调整。", []),
        ("完善交易区各项管理制度。", []),
        ("推进河畔数据直报系统国家级试点。", []),
    ],
)
def test_what_a_phrase_is_about_is_read_and_what_only_says_its_field_is_not(text: str, names: list[str]) -> None:
    assert [name for _, name in named(text)] == names
