"""The quality gate: scores found statements with ../shared/gold/score.py and holds each relation to its floor.

    eval_gate.py SHARED FOUND.jsonl LEFT_OUT.jsonl FLOORS.json [--update] [--lower RELATION --because REASON]

FOUND is read with the whole registry, LEFT_OUT each report without the rows that rest on it (leave_one_out.py). Prints
both scores, a table a tier, and how far the readers agree. Exit status 1 where a relation is below its floor, a quote
is not at its offsets, or the texts and annotations are not those that the floors were set on.
`--update` raises floors to what was reached, rounded down to two digits. A floor goes down by `--lower` alone, which
keeps the reason in the file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import pathlib
import subprocess
import sys
from typing import TypedDict

TITLES = {"found": "with the whole registry", "left_out": "each report without the rows that rest on it"}
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


class Floors(TypedDict):
    """floors.json: the floors of both readings, what they were set on, and why any went down."""

    digest: str
    found: dict[str, Floor]
    left_out: dict[str, Floor]
    lowered: list[str]


def digest(shared: pathlib.Path) -> str:
    """The digest of the texts and annotations."""
    files = sorted([*(shared / "gold").glob("*.jsonl"), *(shared / "reports").glob("*.txt")])
    return hashlib.sha256(b"".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest()[:16]


def scorer(shared: pathlib.Path, found: pathlib.Path, *more: str, second: bool = True) -> str:
    """What the scorer prints of a file of statements."""
    gold, registry = shared / "gold", shared / "registry"
    command = [
        sys.executable, str(gold / "score.py"), str(gold / "dev.first.jsonl"), str(found),
        *(["--second", str(gold / "dev.second.jsonl")] if second else []), "--texts", str(shared / "reports"),
        "--reports", str(shared / "reports" / "reports.yaml"),
        "--names", str(registry / "reforms.yaml"), str(registry / "platforms.yaml"), *more,
    ]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout


def tiers(shared: pathlib.Path, found: pathlib.Path) -> str:
    """A line a tier: how many of its statements either reader has."""
    lines = ["tier             found wrong  precision"]
    for tier in ("certain", "likely", "candidate"):
        relations = json.loads(scorer(shared, found, "--tiers", tier, "--json"))["relations"]
        number, wrong = (sum(row[key] for row in relations.values()) for key in ("found", "wrong"))
        lines.append(f"{tier:16}{number:6}{wrong:6}{1 - wrong / max(1, number):11.2f}")
    return "\n".join(lines)


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


def closed(path: pathlib.Path, floors: object, wrong: list[str], holds: str, *, changed: bool) -> int:
    """Keep floors that changed, print what is wrong, and give the exit status."""
    if changed:
        path.write_text(json.dumps(floors, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print("\n".join(wrong) if len(wrong) > 0 else holds)
    return int(len(wrong) > 0)


def main() -> int:
    """Score, print, and compare with the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("shared", "found", "left_out", "floors"):
        parser.add_argument(name, type=pathlib.Path)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--lower")
    parser.add_argument("--because")
    given = parser.parse_args()
    if (given.lower is None) != (given.because is None):
        parser.error("--lower RELATION goes with --because REASON")
    floors: Floors = json.loads(given.floors.read_text(encoding="utf-8"))
    wrong = []
    readings: dict[str, pathlib.Path] = {"found": given.found, "left_out": given.left_out}
    for name, path in readings.items():
        print(f"\n== {TITLES[name]}\n{scorer(given.shared, path)}\n{tiers(given.shared, path)}")
        scored: Score = json.loads(scorer(given.shared, path, "--json"))
        held = floors["found"] if name == "found" else floors["left_out"]
        if given.lower in held:
            floors["lowered"].append(f"{name} {given.lower} from {json.dumps(held.pop(given.lower))}: {given.because}")
        if given.update or given.lower is not None:
            held.update(raised(scored, held))
        wrong += [f"{name}: {fault}" for fault in faults(scored, held)]
    other = given.shared / "gold" / "dev.second.jsonl"
    print(f"\n== how far the readers agree\n{scorer(given.shared, other, second=False)}")
    now = digest(given.shared)
    if given.update:
        floors["digest"] = now
    if floors["digest"] != now:
        wrong.append(f"texts and annotations have digest {now}, the floors were set on {floors['digest']}")
    changed = given.update or given.lower is not None
    return closed(given.floors, floors, wrong, "every floor holds", changed=changed)


if __name__ == "__main__":
    sys.exit(main())
