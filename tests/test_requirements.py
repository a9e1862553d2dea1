from __future__ import annotations

import pathlib
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked(root: pathlib.Path) -> list[Requirement]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(text) for text in project["dependencies"] + project["optional-dependencies"]["dev"]]


def unmet(requirements: list[Requirement], versions: dict[str, Version]) -> list[str]:
    return [
        str(each)
        for each in requirements
        if plain(each.name) not in versions or versions[plain(each.name)] not in each.specifier
    ]


def locked(path: pathlib.Path) -> dict[str, Version]:
    return {plain(name): Version(version) for name, version in LOCKED.findall(path.read_text(encoding="utf-8"))}


def test_the_lock_satisfies_every_requirement_of_the_project(root: pathlib.Path) -> None:
    assert unmet(asked(root), locked(root / "requirements.lock")) == [], "run make lock"


def test_the_lock_of_the_bench_satisfies_its_group(root: pathlib.Path) -> None:
    groups = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    assert unmet([Requirement(text) for text in groups["bench"]], locked(root / "requirements.bench.lock")) == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements.bench.lock"])
def test_a_lock_holds_versions_and_hashes_and_no_address(root: pathlib.Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z])", text.strip())
    assert [entry.partition(" ")[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.search(r"://|--index|--find-links|--trusted", text) is None


def test_each_supported_python_is_one_that_the_project_says(root: pathlib.Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    supported = SpecifierSet(project["requires-python"])
    assert [v for v in ("3.10.9", "3.11.0", "3.12.1", "3.13.0", "3.14.0", "3.15.0") if v in supported] == [
        "3.11.0", "3.12.1", "3.13.0", "3.14.0",
    ]
