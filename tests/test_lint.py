"""The linter: the registry has no fault, and every planted one is listed beside the others."""

import pathlib
import shutil

import pytest

from ontology import judgement, lineages, lint, registry


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    return shutil.copytree(registry.FOLDER, tmp_path / "registry")


def plant(folder: pathlib.Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_registry_has_no_fault() -> None:
    assert lint.faults(registry.FOLDER) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("reforms.yaml", "broader: [reform/dian-zi-zheng-zhao]", "broader: [reform/none]", "reform/none is no known"),
        ("reforms.yaml", "label: 免证苏州", "label: 免证办", "免证办 is a name of reform/mian-zheng-ban too"),
        ("reforms.yaml", "status: report", "status: verified", "verified without a source"),
        ("reforms.yaml", "\n  status: unverified", "\n  status: report", "it rests on a report and names none"),
        ("reforms.yaml", "grade: B", "grade: D", "grade: Input should be 'A' or 'B'"),
        ("reforms.yaml", "grade: B", "grade: A", "has the grade A and is no official site"),
        ("reforms.yaml", "https://fx361.cc/page/2018", "fx361.cc/page/2018", "is no address"),
        ("reforms.yaml", "id: reform/mian-zheng-su-zhou", "id: reform/mian-zheng-ban", "the id stands twice"),
        ("reforms.yaml", "evidence: unverified", "evidence: stated", "without a source that says so"),
        ("platforms.yaml", "[platform-type/forum]", "[platform-type/none]", "is no known PlatformType"),
        ("platforms.yaml", "local_aliases: [苏服办]", "local_aliases: [数据网关]", "数据网关 is a name of"),
        (
            "platforms.yaml", "label: 苏周到\n", "label: 苏周到\n  stands_for: [platform-type/hotline-12345]\n",
            "stands_for: platform/suzhou-12345 stands for platform-type/hotline-12345",
        ),
        ("platforms.yaml", "date: 2016-10\n", "date: 2016-13\n", "2016-13 is no date"),
        ("agencies.yaml", "function: service-office", "function: kitchen", "function: kitchen is not among"),
        ("agencies.yaml", "to: 2024-01", "to: 2017-01", "to: 2017-01 is before 2018-11"),
        ("agencies.yaml", "from: 2024-01\n", "from: 2017-01\n", "neimenggu-zheng-wu-fu-wu-ju began later, 2018-11"),
        ("agencies.yaml", "  label: 行政审批局", "  lable: 行政审批局", "agencies.yaml: row 1 approval-bureau"),
        ("documents.yaml", "date: '2018-06-22'", "date: '2028-06-22'", "does not go with the number 国办发"),
        ("documents.yaml", "date: '2018-06-22'", "date: '2018-06-31'", "2018-06-31 is no date"),
        ("lineages.yaml", "date: '2013'", "date: '1913'", "place: 1913 is not within place/province-330000"),
        ("lineages.yaml", "    kind: origin\n", "    kind: birth\n", "kind: Input should be"),
        ("zones.csv", ",,板芙,report", ",,西区,report", "zones.csv: row place/zone-zhongshan-banfu: 西区 is a name of"),
        ("places.csv", "海宁市,county,330400,1990,", "海宁市,county,330400,1990,1980", "it ends before it begins"),
    ],
)
def test_a_planted_fault_is_found(folder: pathlib.Path, file: str, old: str, new: str, said: str) -> None:
    plant(folder, file, old, new)
    found = lint.faults(folder)
    assert any(said in fault for fault in found), found
    assert all(fault.partition(":")[0] in {path.name for path in folder.iterdir()} for fault in found)


@pytest.mark.parametrize(
    ("relation", "rows"),
    [
        ("broader", "broader: [{}]"), ("evolved_from", "evolved_from: [{{to: {}, evidence: unverified}}]"),
        ("variant_of, instance_of, part_of", "part_of: [{}]"),
    ],
)
def test_a_circle_is_found(folder: pathlib.Path, relation: str, rows: str) -> None:
    facts = "label: {0}新改革, family: approval, kind: reform, status: unverified"
    circle = "".join(
        f"- {{id: reform/{name}, {facts.format(name)}, {rows.format('reform/' + other)}}}\n"
        for name, other in (("one", "two"), ("two", "one"))
    )
    path = folder / "reforms.yaml"
    path.write_text(path.read_text(encoding="utf-8") + circle, encoding="utf-8")
    (found,) = lint.faults(folder)
    assert f"{relation} go in a circle: reform/" in found


def test_agencies_that_go_on_from_each_other_are_a_circle(folder: pathlib.Path) -> None:
    row = "label: 苏州市政务服务管理办公室\n"
    plant(folder, "agencies.yaml", row, f"{row}  may_succeed: [agency/suzhou-shu-ju-ju]\n")
    (found,) = lint.faults(folder)
    assert "succeeds go in a circle: agency/" in found


def test_all_faults_are_listed_at_once(folder: pathlib.Path) -> None:
    plant(folder, "reforms.yaml", "label: 免证苏州", "label: 免证办")
    plant(folder, "documents.yaml", "date: '2018-06-22'", "date: '2018-06-31'")
    plant(folder, lineages.FILE, "document: document/zj-2017-6", "document: document/none")
    (folder / judgement.FILE).write_text("no line\n", encoding="utf-8")
    assert [fault.partition(":")[0] for fault in lint.faults(folder)] == [
        "documents.yaml", "reforms.yaml", "lineages.yaml", "judgements.jsonl",
    ]
