"""The quality gate: scores found statements with ../shared/gold/score.py and holds each relation to its floor.

    eval_gate.py SHARED FOUND.jsonl FLOORS.json [--update]

Prints the score. Exit status 1 where a relation is below its floor, or a quote is not at its offsets.
`--update` raises floors to what was reached, rounded down to two digits; it never lowers one.
"""

from __future__ import annotations

import argparse
import json
import math
import pathlib
import subprocess
import sys
from typing import TypedDict

OFFSETS = "quote at its offsets"


class Floor(TypedDict):
    """The least precision and recall of a relation."""

    precision: float
    recall: float


class Relation(TypedDict):
    """What the scorer says of a relation, as far as it is used here."""

    p: float
    r: float


class Score(TypedDict):
    """What the scorer says."""

    relations: dict[str, Relation]
    fields: dict[str, tuple[float | None, int]]


def score(shared: pathlib.Path, found: pathlib.Path) -> tuple[str, Score]:
    """The scorer's table for people, and its figures."""
    gold, registry = shared / "gold", shared / "registry"
    command = [
        sys.executable, str(gold / "score.py"), str(gold / "dev.first.jsonl"), str(found),
        "--second", str(gold / "dev.second.jsonl"), "--texts", str(shared / "reports"),
        "--reports", str(shared / "reports" / "reports.yaml"),
        "--names", str(registry / "reforms.yaml"), str(registry / "platforms.yaml"),
    ]
    table = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    figures = subprocess.run([*command, "--json"], capture_output=True, text=True, encoding="utf-8", check=True).stdout
    return table, json.loads(figures)


def faults(scored: Score, floors: dict[str, Floor]) -> list[str]:
    """A sentence for each floor that is not reached."""
    found = []
    for relation, floor in sorted(floors.items()):
        reached = scored["relations"].get(relation, {"p": 0.0, "r": 0.0})
        if reached["p"] < floor["precision"]:
            found.append(f"{relation}: precision {reached['p']:.3f} is below its floor {floor['precision']:.2f}")
        if reached["r"] < floor["recall"]:
            found.append(f"{relation}: recall {reached['r']:.3f} is below its floor {floor['recall']:.2f}")
    share, number = scored["fields"][OFFSETS]
    if number == 0 or share != 1.0:
        found.append(f"{OFFSETS}: {share} of {number}, and it must be all of them")
    return found


def raised(scored: Score, floors: dict[str, Floor]) -> dict[str, Floor]:
    """The floors, each lifted to what was reached where that is more."""
    reached = {name: row for name, row in scored["relations"].items() if row["r"] > 0}
    nothing: Floor = {"precision": 0.0, "recall": 0.0}
    lifted = dict(floors)
    for name, row in sorted(reached.items()):
        old = floors.get(name, nothing)
        lifted[name] = {
            "precision": max(old["precision"], math.floor(row["p"] * 100) / 100),
            "recall": max(old["recall"], math.floor(row["r"] * 100) / 100),
        }
    return lifted


def main() -> int:
    """Score, print, and compare with the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("found", type=pathlib.Path)
    parser.add_argument("floors", type=pathlib.Path)
    parser.add_argument("--update", action="store_true")
    given = parser.parse_args()
    table, scored = score(given.shared, given.found)
    print(table, end="")
    floors: dict[str, Floor] = json.loads(given.floors.read_text(encoding="utf-8"))
    if given.update:
        floors = raised(scored, floors)
        given.floors.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")
    wrong = faults(scored, floors)
    print("\n".join(wrong) if len(wrong) > 0 else "every floor holds")
    return int(len(wrong) > 0)


if __name__ == "__main__":
    sys.exit(main())
