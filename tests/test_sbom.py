"""The bill of materials: what is locked and installed, what ships as data, and the licence of each."""

from __future__ import annotations

import importlib.util
import json
import pathlib
import subprocess
import sys
import types

import pytest

from ontology.errors import DataFileError


@pytest.fixture(scope="module")
def sbom(root: pathlib.Path) -> types.ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("sbom", root / "scripts" / "sbom.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_component_has_a_licence(root: pathlib.Path) -> None:
    said = subprocess.run(
        [sys.executable, "scripts/sbom.py"], cwd=root, capture_output=True, text=True, encoding="utf-8"
    )
    assert said.returncode == 0, said.stderr
    bill = json.loads(said.stdout)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert [each["name"] for each in bill["components"] if each["licenses"] == []] == []
    names = {each["name"] for each in bill["components"] if each["type"] == "library"}
    assert {"kglite", "pyoxigraph", "rdflib", "neo4j", "typer"} <= names
    assert {"pyo3", "serde_json"} <= {each["name"] for each in bill["components"] if "pkg:cargo" in each["bom-ref"]}


def test_the_data_are_there_and_two_bills_are_equal(sbom: types.ModuleType, root: pathlib.Path) -> None:
    bill = sbom.bill()
    assert bill == sbom.bill()
    data = [each for each in bill["components"] if each["type"] == "data"]
    assert all((root / each["bom-ref"].removeprefix("data:")).exists() for each in data)
    (places,) = [each for each in data if each["name"] == "registry of places"]
    assert places["licenses"] == [{"expression": "CC0-1.0"}]


def checkout(folder: pathlib.Path, crate: str) -> pathlib.Path:
    """A checkout whose only crate is that one, and crate a the only one that has a licence."""
    lock = folder / "loaders" / "native" / "Cargo.lock"
    for path, text in (
        (folder / "docs" / "crates.yaml", "- {name: a, licence: MIT}\n"),
        (folder / "requirements.lock", ""),
        (lock, f'[[package]]\nname = "{crate}"\nversion = "1"\nsource = "s"\n'),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_faulty_row_is_named(sbom: types.ModuleType, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sbom, "ROOT", checkout(tmp_path, "a"))
    (tmp_path / "docs" / "data.yaml").write_text("- {name: x, path: seeds, says: y}\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"data\.yaml: row 1 : licence: Field required"):
        sbom.bill()


def test_a_crate_without_a_licence_is_named(
    sbom: types.ModuleType, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sbom, "ROOT", checkout(tmp_path, "b"))
    with pytest.raises(DataFileError, match=r"crates\.yaml: no row for b"):
        sbom.crates()
