"""Reads each report with a registry that has no row resting on that report alone, as reports never seen are read.

    leave_one_out.py SHARED > LINES.jsonl

A row goes where it says that one report alone names it and no other source stands behind it; what refers to it goes
too. The patterns stay, with what was tuned on the report.
"""

from __future__ import annotations

import pathlib
import shutil
import sys
import tempfile
from collections.abc import Callable
from typing import Any

import yaml

import zhengmai
from loaders import extract, manifest
from loaders import report as reports
from ontology import registry

Row = dict[str, Any]
# Files with rows that may rest on one report -> the lists of such rows in their content.
LISTS: dict[str, Callable[[Any], list[list[Row]]]] = {
    "reforms.yaml": lambda content: [content],
    "platforms.yaml": lambda content: [content["platforms"], content["types"]],
    "documents.yaml": lambda content: [content],
}


def rests_on(row: Row, report: str) -> bool:
    """Whether nothing but this report stands behind the row."""
    return row.get("seen_in") == [report] and not row.get("first_known") and not row.get("sources")


def without(content: dict[str, Any], report: str) -> int:
    """Delete the rows that rest on the report, and what refers to them; how many rows went."""
    lists = [rows for name, found in LISTS.items() for rows in found(content[name])]
    gone = {row["id"] for rows in lists for row in rows if rests_on(row, report)}
    for rows in lists:
        rows[:] = [row for row in rows if row["id"] not in gone]
        for row in rows:
            for key, values in row.items():
                if isinstance(values, list):
                    row[key] = [each for each in values if _target(each) not in gone]
    content["documents.yaml"][:] = [row for row in content["documents.yaml"] if row.get("reforms")]
    return len(gone)


def _target(value: object) -> object:
    return value.get("to") if isinstance(value, dict) else value


def main() -> int:
    """Read every report so, and write the statements as `zhengmai extract` writes them."""
    path = pathlib.Path(sys.argv[1]) / "reports" / "reports.yaml"
    for row in manifest.read(path):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name) / "registry"
            shutil.copytree(registry.FOLDER, folder)
            content = {file: yaml.safe_load((folder / file).read_text(encoding="utf-8")) for file in LISTS}
            number = without(content, row.id)
            for file, data in content.items():
                text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
                (folder / file).write_text(text, encoding="utf-8")
            known = registry.load(folder)
            report = reports.read_report(row.path(path), known, row)
            print(f"{row.id}: read without {number} rows of the registry", file=sys.stderr)
            print("\n".join(zhengmai.extracted(extract.read(report, known), known)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
