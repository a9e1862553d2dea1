from __future__ import annotations

import contextlib
import io
import json
import pathlib
import re
import shlex

import pytest
import typer.main

import zhengmai

READMES = ("README.md", "README.zh.md")
# Commands that need or are a server: theirs is to be there.
SERVERS = ("push", "serve")
REPORT = "苏州市政务服务局2024年上半年工作总结\n一、主要工作\n深化“免证办”改革,推行“一件事”。"


def blocks(path: pathlib.Path, language: str) -> list[str]:
    """The code blocks of a language in a Markdown file."""
    return re.findall(rf"^```{language}\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def commands(path: pathlib.Path) -> list[list[str]]:
    """The shell commands of a Markdown file, without their comments."""
    return [shlex.split(line, comments=True) for block in blocks(path, "sh") for line in block.splitlines()]


def run(arguments: list[str]) -> str:
    """What a command prints; it must succeed."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), pytest.raises(SystemExit) as ended:
        zhengmai.main(arguments)
    assert ended.value.code in (0, None), arguments
    return out.getvalue()


@pytest.mark.parametrize("name", READMES)
def test_each_make_target_of_a_readme_is_in_the_makefile(root: pathlib.Path, name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)`", (root / name).read_text(encoding="utf-8")))
    named |= {command[1] for command in commands(root / name) if command[0] == "make"}
    assert named >= {"run", "test", "setup"}
    assert named <= targets


def test_both_readmes_name_the_same_commands_and_queries(root: pathlib.Path) -> None:
    one, two = (root / name for name in READMES)
    assert commands(one) == commands(two)
    for language in ("cypher", "sparql"):
        assert blocks(one, language) == blocks(two, language)


def test_the_readme_names_every_command_of_the_program(root: pathlib.Path) -> None:
    group = typer.main.get_command(zhengmai.app)
    assert isinstance(group, typer.core.TyperGroup)
    named = {command[1] for command in commands(root / "README.md") if command[0] == "zhengmai"}
    assert named == set(group.commands)


def test_the_readme_names_every_room(root: pathlib.Path) -> None:
    for name in READMES:
        named = set(re.findall(r"`([a-z/_]+(?:\.py)?)/?`", (root / name).read_text(encoding="utf-8")))
        rooms = {path.parent.name for path in root.glob("*/__init__.py")} | {path.name for path in root.glob("*.py")}
        assert rooms <= {each.rstrip("/") for each in named}


def test_each_command_of_the_readme_runs(root: pathlib.Path, tmp_path: pathlib.Path) -> None:
    workspace = tmp_path / "workspace"
    report = tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")
    given = {"FOLDER": str(root / "seeds"), "FILE": str(root / "seeds" / "reports.yaml")}
    given |= {name: str(tmp_path / name) for name in ("events.csv", "page.html", "lineage.svg")}
    for command in commands(root / "README.md"):
        if command[0] == "zhengmai" and command[1] in SERVERS:
            run([command[1], "--help"])
        elif command[0] == "zhengmai":
            if command[1] in ("add", "extract"):
                given["FILE"] = str(report)
            if command[1] == "explain":
                lines = run(["--workspace", str(workspace), "export", "statements"]).splitlines()
                given["STATEMENT"] = json.loads(lines[0])["id"]
            run(["--workspace", str(workspace), *(given.get(word, word) for word in command[1:])])


def test_the_worked_question_has_the_same_rows_in_both_languages(root: pathlib.Path, tmp_path: pathlib.Path) -> None:
    run(["--workspace", str(tmp_path / "w"), "build"])
    (cypher,), (sparql,) = (blocks(root / "README.md", language) for language in ("cypher", "sparql"))
    rows = [
        json.loads(run(["--workspace", str(tmp_path / "w"), language, text, "--json"]))
        for language, text in (("cypher", cypher), ("sparql", sparql))
    ]
    assert rows[0] == rows[1]
    assert [row["place"] for row in rows[0]].count("宣城市") == 2
    assert "苏州市" in {row["place"] for row in rows[0]}
