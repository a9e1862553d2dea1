"""The walk of docs/judgement.md: one edit of one file each, and file, row and reason where it is wrong."""

from __future__ import annotations

import contextlib
import io
import pathlib
import re
import shlex
import shutil

import pytest

import zhengmai
from graph.store import Store
from ontology import judgement, lint, registry
from ontology.errors import DataFileError, LineError
from tests.graph_samples import DAY, wide

REFORM, PLATFORM = "reform/yun-shang-ban-shi-ting", "platform/suzhou-yun-ting"


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    """A copy of the registry."""
    return shutil.copytree(registry.FOLDER, tmp_path / "registry")


@pytest.fixture(scope="module")
def page(root: pathlib.Path) -> str:
    """What the page says."""
    return (root / "docs" / "judgement.md").read_text(encoding="utf-8")


def block(page: str, heading: str) -> str:
    (found,) = re.findall(rf"^```{re.escape(heading)}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return str(found)


def add(folder: pathlib.Path, file: str, text: str) -> None:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def told(page: str, error: BaseException | str, after: str) -> None:
    """The page quotes the message in its own words, but for the number of the row."""
    (quoted,) = [line for line in page.splitlines() if line.startswith(after)]
    said = re.sub(r"row \d+", "row 999", str(error))
    assert said in quoted


def test_a_reform_is_one_row(folder: pathlib.Path, page: str) -> None:
    text = block(page, "yaml reforms.yaml")
    add(folder, "reforms.yaml", text)
    assert registry.load(folder).find("云上办事厅试验")[0].id == REFORM
    assert lint.faults(folder) == []


def test_a_reform_without_its_family_is_refused(folder: pathlib.Path, page: str) -> None:
    add(folder, "reforms.yaml", block(page, "yaml reforms.yaml").replace("  family: service_delivery\n", ""))
    with pytest.raises(DataFileError) as error:
        registry.load(folder)
    told(page, error.value, "With `family` left out")


def test_a_platform_is_one_row(folder: pathlib.Path, page: str) -> None:
    add(folder, "platforms.yaml", block(page, "yaml platforms.yaml"))
    known = registry.load(folder)
    assert known.entity(PLATFORM).attrs["owner"] == "place/prefecture-320500"
    found = known.resolve("苏州云厅", "Platform", "place/prefecture-320500", 2024)
    assert found is not None
    assert found.id == PLATFORM


def test_a_platform_of_no_known_type_is_refused(folder: pathlib.Path, page: str) -> None:
    add(folder, "platforms.yaml", block(page, "yaml platforms.yaml").replace("type/forum", "type/none"))
    with pytest.raises(DataFileError) as error:
        registry.load(folder)
    told(page, error.value, "With a type that is none")


def test_an_alias_is_one_line(folder: pathlib.Path, page: str) -> None:
    add(folder, "reforms.yaml", block(page, "yaml reforms.yaml") + block(page, "yaml reforms.yaml alias"))
    assert registry.load(folder).find("云厅试验")[0].id == REFORM


def test_an_alias_that_another_has_is_refused(folder: pathlib.Path, page: str) -> None:
    alias = block(page, "yaml reforms.yaml alias").replace("云厅试验", "免证办")
    add(folder, "reforms.yaml", block(page, "yaml reforms.yaml") + alias)
    with pytest.raises(DataFileError) as error:
        registry.load(folder)
    told(page, error.value, "With a name that another row has")


def test_a_judgement_is_one_line(folder: pathlib.Path, page: str, tmp_path: pathlib.Path) -> None:
    workspace = tmp_path / "workspace"
    with Store.open(workspace, create=True) as store:
        store.build(wide(), DAY)
    command = shlex.split(block(page, "sh"))
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet), pytest.raises(SystemExit) as ended:
        zhengmai.main([command[1], "--workspace", str(workspace), *command[2:]])
    assert ended.value.code in (0, None)
    line = (workspace / judgement.FILE).read_text(encoding="utf-8")
    add(folder, judgement.FILE, line)
    assert [one.entities for one in judgement.read(folder / judgement.FILE)] == [("reform/mian-zheng-ban",)]
    assert lint.faults(folder) == []
    (folder / judgement.FILE).write_text(line.replace("in use", "in no use"), encoding="utf-8")
    (fault,) = lint.faults(folder)
    with pytest.raises(LineError):
        judgement.read(folder / judgement.FILE)
    told(page, re.sub(r"j-[0-9a-f]{20}", "j-…", fault), "With a word changed by hand")
