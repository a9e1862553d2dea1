"""The reports of our own writing in tests/invented/: how much of what they state is read, by the scorer of the five.

    invented_set.py SHARED FLOORS.json [--show N] [--update] [--lower GROUP.RELATION --because REASON]

A statement of which its annotator was not sure counts as right where it is found and not as missed where it is not.
Prints what matters most of each group of reports (reports.yaml says what they are: those whose misses were looked at,
and those that were only counted); exit status 1 where one is below its floor. `--update` raises floors, `--lower` alone
takes one down and keeps the reason.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

import zhengmai
from loaders import extract
from loaders.report import described, make_report
from ontology import registry
from ontology.datafile import checked, read_yaml
from tests.eval_gate import OFFSETS, Floor, Score, closed, faults, raised

FOLDER = pathlib.Path(__file__).resolve().parent / "invented"
GROUPS = ("tuned", "counted", "retold", "retold-counted", "retold-2", "retold-2-counted")
COUNTED = ("counted", "retold-counted", "retold-2-counted")  # what was missed of these is not shown
KEPT = ("adopted", "operates", "issued", "claims")
PLANNED = "planned or not"
WHOLE: dict[str, tuple[float | None, int]] = {OFFSETS: (1.0, 1)}  # the five tell of offsets


class Told(BaseModel):
    """A row of reports.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    place: str
    agency: str
    period: str
    group: Literal["tuned", "counted", "retold", "retold-counted", "retold-2", "retold-2-counted"]


def reports() -> list[Told]:
    """The reports. Raises DataFileError with file, row and reason where one is wrong."""
    path = FOLDER / "reports.yaml"
    rows = read_yaml(path)
    assert isinstance(rows, list)
    return [checked(Told, row, path, number) for number, row in enumerate(rows, 1)]


def annotated() -> list[dict[str, Any]]:
    """The annotated statements, in the order of the reports."""
    lines = (FOLDER / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(each) for each in lines]


def found(told: list[Told]) -> list[str]:
    """The lines of what is read from reports."""
    known = registry.load()
    lines: list[str] = []
    for row in told:
        path = FOLDER / f"{row.id}.txt"
        text = path.read_text(encoding="utf-8")
        report = make_report(text, path, known, described(row.id, row.place, row.agency, row.period))
        lines += zhengmai.extracted(extract.read(report, known), known)
    return lines


def score(shared: pathlib.Path, told: list[Told], *more: str) -> str:
    """What the scorer prints of reports."""
    ids = {row.id for row in told}
    gold = [row for row in annotated() if row["doc"] in ids]
    names = (shared / "registry" / "reforms.yaml", shared / "registry" / "platforms.yaml")
    with tempfile.TemporaryDirectory() as room:
        folder = pathlib.Path(room)
        files = {"all": gold, "sure": [row for row in gold if "unsure" not in row]}
        for name, rows in files.items():
            written = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
            (folder / f"{name}.jsonl").write_text(written, encoding="utf-8")
        (folder / "found.jsonl").write_text("\n".join(found(told)), encoding="utf-8")
        command = [
            sys.executable, str(shared / "gold" / "score.py"), str(folder / "all.jsonl"), str(folder / "found.jsonl"),
            "--second", str(folder / "sure.jsonl"), "--texts", str(FOLDER), "--names", *map(str, names), *more,
        ]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout


def main() -> int:
    """Score, print, and compare with the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("floors", type=pathlib.Path)
    parser.add_argument("--show", type=int, default=0, help="so many misses and wrong finds a relation")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--lower")
    parser.add_argument("--because")
    given = parser.parse_args()
    if (given.lower is None) != (given.because is None):
        parser.error("--lower GROUP.RELATION goes with --because REASON")
    floors = json.loads(given.floors.read_text(encoding="utf-8"))
    wrong = []
    for group in GROUPS:
        told = [row for row in reports() if row.group == group]
        scored: Score = json.loads(score(given.shared, told, "--json"))
        held: dict[str, Floor] = floors.setdefault(group, {})
        kept = {name: row for name, row in scored["relations"].items() if name in KEPT}
        relation = (given.lower or "").removeprefix(f"{group}.")
        if relation in held and given.lower != relation:
            floors["lowered"].append(f"{given.lower} from {json.dumps(held.pop(relation))}: {given.because}")
        if given.update or given.lower is not None:
            held.update(raised({"relations": kept, "fields": {}}, held))
        share, number = scored["fields"][PLANNED]
        print(f"of our own writing, {group}: {len(told)} reports")
        for name in KEPT:
            reached, least = kept[name], held.get(name, {"precision": 0.0, "recall": 0.0})
            print(f"  {name:12} precision {reached['p']:.2f} (floor {least['precision']:.2f}), "
                  f"recall {reached['r']:.2f} (floor {least['recall']:.2f})")
        wrong += [f"{group}: {fault}" for fault in faults({"relations": kept, "fields": WHOLE}, held)]
        print(f"  {PLANNED} {share} of {number}")
        if given.show > 0 and group not in COUNTED:
            print(score(given.shared, told, "--show", str(given.show)))
    changed = given.update or given.lower is not None
    return closed(given.floors, floors, wrong, "every floor of the invented reports holds", changed=changed)


if __name__ == "__main__":
    sys.exit(main())
