"""What may stand in a committed file: no path of one machine, no host but those of published vocabularies."""

from __future__ import annotations

import pathlib
import re
import subprocess

import pytest

# Hosts whose names are part of a vocabulary, a licence, an example, a case of the W3C or a report's own address.
HOSTS = re.compile(
    r"(www\.|[a-z]+\.(?=apache))?(w3\.org|apache\.org|rdfs\.org|purl\.org|schema\.org|xmlns\.com|example\.(org|com)|w3id\.org|gexf\.net|oasis-open\.org"
    r"|graphml\.graphdrawing\.org|schemas\.openxmlformats\.org|yworks\.com|localhost|127\.0\.0\.1|data\.europa\.eu"
    r"|cyclonedx\.org|daml\.org|kasei\.us)|([a-z0-9-]+\.)*(gov\.cn|example)"
)
ADDRESS = re.compile(r"https?://(?:[^/\s@\"]*@)?([A-Za-z0-9.-]+)")
# Data that cites where it was published: there the addresses of pages are facts.
CITING = ("ontology/registry/", "seeds/", "tests/test_lint.py", "tests/golden/", "docs/data.yaml")
SOURCE = re.compile(r"https?://\S+")
# What every lock of cargo calls the public index, wherever the crates come from.
INDEX = 'source = "registry+https://github.com/rust-lang/crates.io-index"'
MACHINE = re.compile(r"(?<![\w.])(/(home|root|Users|work|opt|tmp)/[\w.-]+|[A-Z]:\\\\?[A-Za-z]\w+)")


def committed(root: pathlib.Path) -> list[pathlib.Path]:
    """The files git tracks or would, or every file where there is no git."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True)
    if listed.returncode == 0:
        paths = [root / name for name in listed.stdout.decode().split("\0") if name != ""]
        return [path for path in paths if path.is_file()]
    return [path for path in root.rglob("*") if path.is_file() and ".venv" not in path.parts]


def strange(text: str) -> list[str]:
    """Paths of a machine, and hosts that are not known."""
    hosts = [host for host in ADDRESS.findall(text) if HOSTS.fullmatch(host) is None]
    return hosts + [match[0] for match in MACHINE.finditer(text)]


def test_no_committed_file_names_a_machine_or_a_strange_host(root: pathlib.Path) -> None:
    found = {}
    for path in committed(root):
        name, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8", errors="replace")
        if name != "tests/test_committed.py":
            text = text.replace(INDEX, "") if name.endswith("/Cargo.lock") else text
            found[name] = strange(SOURCE.sub("", text) if name.startswith(CITING) else text)
    assert {name: words for name, words in found.items() if len(words) > 0} == {}


@pytest.mark.parametrize(
    "text",
    ["see https://index.invalid/simple", "/home/somebody/x", "cd /work/main", "C:\\Users\\somebody", "'/tmp/store'"],
)
def test_a_planted_path_or_host_is_found(text: str) -> None:
    assert len(strange(text)) == 1


@pytest.mark.parametrize(
    "text", ["http://www.w3.org/2001/XMLSchema#", "https://www.suzhou.gov.cn/x", "build/tmp/x", "a/b"]
)
def test_an_ordinary_text_is_not_strange(text: str) -> None:
    assert strange(text) == []
