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
        ("大力实施“园区服务提升年”行动。", "园区服务提升年"),
        ("打响“河畔好办”服务品牌。", "河畔好办"),
        ("坚持“日碰头、周会商”调度机制。", "日碰头、周会商调度机制"),
        ("建立“甲、乙、丙”会商机制。", "甲、乙、丙会商机制"),
        ("深入推进“三减两快”工作。", "三减两快"),
        ("做实“五减两增一联动”。", "五减两增一联动"),
        ("创新建立“1+3+N”投诉处理体系。", "1+3+N投诉处理体系"),
        ("建立村级工程建设全链条管理机制。", "村级工程建设全链条管理机制"),
        ("开展园区暖企帮办活动。", "园区暖企帮办"),
        ("“政策敲门”服务上线以来,惠及企业三百户。", "政策敲门"),
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
    ],
)
def test_a_slogan_or_a_part_of_a_longer_name_is_no_reform(text: str) -> None:
    assert [name for relation, name in named(text) if relation == "adopted"] == []


def test_a_county_of_two_letters_is_not_found_at_the_seam_of_two_words() -> None:
    reading = read("完成县级数据共享交换平台升级改造。")
    assert [s.object.text for s in reading.statements if s.relation == "operates"] == ["县级数据共享交换平台"]
    assert {s.place.text for s in reading.statements} == {"宁国市"}
