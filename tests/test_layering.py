"""Who may import whom, and where each library has its home. Breaches planted in a copy show that the rules bite."""

from __future__ import annotations

import ast
import json
import pathlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

ROOMS = {
    "ontology": {"ontology"},
    "loaders": {"loaders", "ontology"},
    "graph": {"graph", "ontology"},
    "queries": {"queries", "graph", "ontology"},
    "terminal": {"graph", "ontology"},
    "story": {"terminal", "graph", "ontology"},
    "review": {"terminal", "graph", "ontology"},
    "release": {"terminal", "story", "graph", "ontology"},
    "doctor": {"graph", "ontology"},
    "zhengmai": {"doctor", "release", "review", "story", "terminal", "queries", "graph", "loaders", "ontology"},
}
# A library -> the modules that may import it; None: any, at a boundary.
HOMES: dict[str, set[str] | None] = {
    "daachorse": {"loaders.scan"},
    "kglite": {"graph.cypher"},
    "docx": {"graph.exports.brief"},
    "jinja2": {"graph.exports.html", "queries.server"},
    "markupsafe": {"graph.exports.html", "queries.server"},
    "neo4j": {"graph.neo4j"},
    "opencc": {"loaders.script"},
    "networkx": {"graph.property_graph"},
    "pandas": {"graph.exports.frames"},
    "polars": {"graph.exports.frames"},
    "pydantic": None,
    "pypdfium2": {"loaders.readers.pdfium"},
    "pyoxigraph": {"graph.federation", "graph.rdf", "queries.server.sparql"},
    "pyshacl": {"release"},
    "rdflib": {"graph.join", "graph.rdf", "release"},
    "resvg_py": {"graph.pictures.file"},
    "rich": {"terminal"},
    "selectolax": {"loaders.readers.html"},
    "sqlite3": {"graph.store", "graph.store_file"},
    "starlette": {"queries.server"},
    "typer": {"zhengmai"},
    "uvicorn": {"queries.server"},
    "uvloop": {"queries.server.app"},
    "yaml": {"ontology.datafile"},
}
HEAVY = ("rdflib", "networkx", "kglite", "neo4j", "pyoxigraph")
NO_NOUN = {"utils", "util", "helpers", "common", "misc", "base", "manager"}
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Import:
    """One import: by which module, of which name, on which line, and whether it runs when the module loads."""

    module: str
    name: str
    line: int
    level: int
    eager: bool


def sources(root: pathlib.Path) -> dict[str, pathlib.Path]:
    """Dotted name -> file, of every module of ours."""
    paths = [path for room in ROOMS for path in (root / f"{room}.py", *sorted((root / room).rglob("*.py")))]
    return {dotted(root, path): path for path in paths if path.is_file()}


def dotted(root: pathlib.Path, path: pathlib.Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(module: str, tree: ast.Module) -> Iterator[Import]:
    """Every import of a module, in function bodies and under TYPE_CHECKING too."""
    late = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, node.lineno, 0, node not in late)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                name = f"{node.module or ''}.{alias.name}".strip(".")
                yield Import(module, name, node.lineno, node.level, node not in late)


def breaches(root: pathlib.Path) -> list[str]:
    """Every breach of the rules below a folder, as sentences."""
    modules = sources(root)
    found: list[str] = []
    edges: dict[str, set[str]] = {module: set() for module in modules}
    for module, path in modules.items():
        text = path.read_text(encoding="utf-8")
        found += [
            f"{module}:{number} has Chinese words: they belong in YAML"
            for number, line in enumerate(text.splitlines(), 1)
            if CHINESE.search(line) is not None
        ]
        if module.rpartition(".")[2] in NO_NOUN:
            found.append(f"{module} is named for no noun")
        for each in imports(module, ast.parse(text)):
            found += faults(each)
            target = next((m for m in (each.name, each.name.rpartition(".")[0]) if m in modules), None)
            if each.eager and target is not None and target != module:
                edges[module].add(target)
    return sorted(found) + [f"a cycle of imports: {' -> '.join(cycle)}" for cycle in cycles(edges)]


def faults(each: Import) -> Iterator[str]:
    """What is wrong with one import."""
    where = f"{each.module}:{each.line}"
    if each.level > 0:
        yield f"{where} imports relatively"
        return
    room, top = each.module.partition(".")[0], each.name.partition(".")[0]
    if top in ROOMS:
        if top not in ROOMS[room]:
            yield f"{where}: {room} imports {top}"
    elif top in HOMES or top not in sys.stdlib_module_names:
        homes = HOMES.get(top, set())
        if homes is not None and not any(each.module == home or each.module.startswith(f"{home}.") for home in homes):
            yield f"{where} imports {top}, whose home is {', '.join(sorted(homes)) or 'nowhere yet: name one in HOMES'}"


def cycles(edges: dict[str, set[str]]) -> Iterator[list[str]]:
    """One path for each import, made when modules load, that leads back to its module."""
    for start in sorted(edges):
        paths = [[start, following] for following in sorted(edges[start])]
        seen: set[str] = set()
        while len(paths) > 0:
            path = paths.pop()
            if path[-1] == start:
                if start == min(path):
                    yield path
                break
            if path[-1] not in seen:
                seen.add(path[-1])
                paths += [[*path, following] for following in sorted(edges.get(path[-1], ()))]


def test_the_code_keeps_the_rules_of_the_rooms(root: pathlib.Path) -> None:
    assert breaches(root) == []


@pytest.mark.parametrize(
    ("module", "text", "breach"),
    [
        ("ontology/period.py", "import loaders.scan", "ontology.period:1: ontology imports loaders"),
        ("ontology/period.py", "def late() -> None:\n    import graph", "ontology.period:2: ontology imports graph"),
        ("loaders/scan.py", "from graph import store", "loaders imports graph"),
        ("loaders/scan.py", "import queries", "loaders imports queries"),
        ("graph/store.py", "from loaders.scan import Scan", "graph imports loaders"),
        ("graph/store.py", "from queries import run", "graph imports queries"),
        ("queries/run.py", "import loaders.extract", "queries imports loaders"),
        ("ontology/period.py", "import zhengmai", "ontology imports zhengmai"),
        ("graph/store.py", "from . import resolve", "graph.store:1 imports relatively"),
        ("graph/lineage.py", "import networkx as nx", "imports networkx, whose home is graph.property_graph"),
        ("graph/lineage.py", "import sqlite3", "imports sqlite3, whose home is graph.store, graph.store_file"),
        ("queries/run.py", "from rdflib import Graph", "imports rdflib, whose home is graph.join, graph.rdf"),
        ("loaders/scan.py", "from yaml import safe_load", "imports yaml, whose home is ontology.datafile"),
        ("graph/store.py", "import typer", "imports typer, whose home is zhengmai"),
        ("graph/store.py", "import requests", "imports requests, whose home is nowhere yet"),
        ("graph/store.py", 'NAME = "免证办"', "graph.store:1 has Chinese words"),
        ("graph/store.py", '"""Holds 免证办."""', "graph.store:1 has Chinese words"),
        ("graph/store.py", "x = 1  # 年", "graph.store:1 has Chinese words"),
        ("graph/utils.py", "", "graph.utils is named for no noun"),
    ],
)
def test_a_planted_breach_is_found(tmp_path: pathlib.Path, module: str, text: str, breach: str) -> None:
    path = tmp_path / module
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    found = breaches(tmp_path)
    assert len(found) == 1
    assert breach in found[0]


@pytest.mark.parametrize("back", ["import graph.store", "from graph import store", "from graph.store import Store"])
def test_a_planted_cycle_is_found(tmp_path: pathlib.Path, back: str) -> None:
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "store.py").write_text("import graph.resolve", encoding="utf-8")
    (tmp_path / "graph" / "resolve.py").write_text("import graph.lineage", encoding="utf-8")
    (tmp_path / "graph" / "lineage.py").write_text(back, encoding="utf-8")
    assert len([found for found in breaches(tmp_path) if found.startswith("a cycle of imports")]) == 1


def test_what_keeps_the_rules_is_no_breach(tmp_path: pathlib.Path) -> None:
    (tmp_path / "graph").mkdir()
    text = "import json\nimport sqlite3\nimport ontology.period\n"
    (tmp_path / "graph" / "store.py").write_text(text, encoding="utf-8")
    assert breaches(tmp_path) == []


def test_the_package_list_names_every_room_that_is_there(root: pathlib.Path) -> None:
    listed = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    there = [dotted(root, path) for room in ROOMS for path in (root / room).rglob("__init__.py")]
    assert sorted(listed) == sorted(there)


def test_no_package_stands_below_tests(root: pathlib.Path) -> None:
    assert list((root / "tests").rglob("__init__.py")) == []


@pytest.mark.parametrize("arguments", [["--help"], ["lineage", "--help"]])
def test_help_loads_no_engine(root: pathlib.Path, arguments: list[str]) -> None:
    code = (
        "import json, sys, zhengmai\n"
        f"try:\n    zhengmai.main({arguments!r})\n"
        f"finally:\n    print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, encoding="utf-8")
    assert json.loads(ran.stderr.splitlines()[-1]) == []
    assert "Usage" in ran.stdout
