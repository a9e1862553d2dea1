"""Print the bill of materials as CycloneDX 1.6 JSON: the software that is installed, and the data that ship.

Software is what requirements.lock names and what is installed here; its licence
is the one that its own metadata declare. What the compiled reading is built with is what its Cargo.lock names, with the
licences of docs/crates.yaml. Data stand in docs/data.yaml. Equal installations give equal bytes: no clock,
no random serial number.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import pathlib
import re
import sys
import tomllib

from pydantic import BaseModel, ConfigDict

from ontology.datafile import read_rows
from ontology.errors import DataFileError

ROOT = pathlib.Path(__file__).resolve().parent.parent
SUFFIXES = (".yaml", ".csv", ".txt", ".jsonl", ".ttl", ".jsonld")  # what in a folder is data


class Data(BaseModel):
    """A row of docs/data.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    path: str
    licence: str
    says: str


class Crate(BaseModel):
    """A row of docs/crates.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    licence: str


def crates() -> list[dict[str, object]]:
    """The components of the crates that the compiled reading is built with.

    Raises DataFileError where docs/crates.yaml is faulty or lacks one.
    """
    locked = tomllib.loads((ROOT / "loaders" / "native" / "Cargo.lock").read_text(encoding="utf-8"))["package"]
    rows = {row.name: row.licence for row in read_rows(ROOT / "docs" / "crates.yaml", Crate)}
    found: list[dict[str, object]] = []
    for each in (each for each in locked if "source" in each):
        if each["name"] not in rows:
            raise DataFileError(f"crates.yaml: no row for {each['name']}, which loaders/native/Cargo.lock names")
        purl = f"pkg:cargo/{each['name']}@{each['version']}"
        found.append({
            "type": "library", "bom-ref": purl, "name": each["name"], "version": each["version"], "purl": purl,
            "licenses": [{"expression": rows[each["name"]]}],
        })
    return found


def software(name: str) -> dict[str, object] | None:
    """The component of an installed distribution, None where it is not installed here."""
    try:
        found = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return None
    key = re.sub(r"[-_.]+", "-", name).lower()
    purl = f"pkg:pypi/{key}@{found['Version']}"
    return {
        "type": "library", "bom-ref": purl, "name": key, "version": found["Version"], "purl": purl,
        "licenses": licences(found) or licence_files(name),
    }


def licences(found: importlib.metadata.PackageMetadata) -> list[dict[str, object]]:
    """What a distribution declares: an SPDX expression, else its classifiers, else its field, else nothing."""
    expression = found.get("License-Expression")
    if expression is not None:
        return [{"expression": expression}]
    classified = [c.rpartition(" :: ")[2] for c in found.get_all("Classifier") or [] if c.startswith("License :: ")]
    named = classified or [line for line in [(found.get("License") or "").partition("\n")[0].strip()] if line != ""]
    return [{"license": {"name": each}} for each in named]


def is_licence(path: importlib.metadata.PackagePath) -> bool:
    """Whether a file right in a distribution's metadata is its licence, as older build tools leave it there."""
    return path.parent.name.endswith(".dist-info") and path.name.upper().startswith(("LICENSE", "LICENCE", "COPYING"))


def licence_files(name: str) -> list[dict[str, object]]:
    """The text of the licence files that come with a distribution whose metadata name none."""
    files = [each for each in importlib.metadata.files(name) or [] if "licenses" in each.parts or is_licence(each)]
    return [
        {"license": {"name": each.name, "text": {"content": each.read_text(encoding="utf-8")}}} for each in files
    ]


def data(row: Data) -> dict[str, object]:
    """The component of a file or folder of data, with the sha256 of all its files."""
    path = ROOT / row.path
    files = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.suffix in SUFFIXES)
    digest = hashlib.sha256()
    for each in files:
        digest.update(f"{each.relative_to(ROOT).as_posix()}\n".encode())
        digest.update(each.read_bytes())
    return {
        "type": "data", "bom-ref": f"data:{row.path}", "name": row.name, "description": row.says,
        "hashes": [{"alg": "SHA-256", "content": digest.hexdigest()}], "licenses": [{"expression": row.licence}],
    }


def bill() -> dict[str, object]:
    """The whole bill. Raises DataFileError where docs/data.yaml or docs/crates.yaml is faulty."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    names = sorted(set(re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", lock, re.MULTILINE)))
    programs = [component for name in names if (component := software(name)) is not None]
    own = importlib.metadata.metadata("zhengmai")
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": {
            "type": "application", "bom-ref": "zhengmai", "name": "zhengmai", "version": own["Version"],
            "licenses": [{"expression": "Apache-2.0"}],
        }},
        "components": [*programs, *crates(), *(data(row) for row in read_rows(ROOT / "docs" / "data.yaml", Data))],
    }


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
