"""How long extraction takes, as ratios of medians within one run: to a bare scan for names, and to a tokenizer.

    bench_extraction.py [FOLDER…]

Reads the reports of each folder and of all together, else the digests that ship. A corpus.jsonl in a folder names the
places. The rounds of the three are interleaved, so that a noisy machine disturbs them alike; a ratio below 1 means
that extraction takes longer.
"""

from __future__ import annotations

import json
import pathlib
import statistics
import sys
import time
from collections.abc import Callable

from loaders import batch, extract, report
from ontology import registry
from ontology.registry import Registry
from ontology.report import Report

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROUNDS = 7


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def tokenizer(texts: list[str]) -> Callable[[], object] | None:
    """jieba cutting the texts, its dictionary loaded; None where it is not installed."""
    try:
        import jieba
    except ImportError:
        return None
    jieba.setLogLevel(60)
    jieba.initialize()
    return lambda: [sum(1 for _ in jieba.cut(text)) for text in texts]


def reports_of(folder: pathlib.Path, known: Registry) -> list[Report]:
    """The reports of a folder, described by its reports.yaml or, a line each, by its corpus.jsonl."""
    lines = folder / "corpus.jsonl"
    if not lines.exists():
        found = batch.sources([folder], folder / "reports.yaml")
        return [report.read_report(source.path, known, source.row, listed=source.listed) for source in found]
    reports = []
    for line in lines.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        path = folder / f"{row['id']}.txt"
        given = report.described(path.stem, row["place"], None, row["period"])
        reports.append(report.read_report(path, known, given))
    return reports


def main() -> None:
    """Measure and print."""
    folders = [pathlib.Path(name) for name in sys.argv[1:]] or [ROOT / "seeds"]
    known = registry.load()
    held = [(folder.name, reports_of(folder, known)) for folder in folders]
    for name, reports in held:
        measure(name, reports, known)
    if len(held) > 1:
        measure(" and ".join(name for name, _ in held), [one for _, reports in held for one in reports], known)


def measure(title: str, reports: list[Report], known: Registry) -> None:
    """Time the three on some reports and print the ratios."""
    import ahocorasick_rs  # what `make bench` alone installs; a test borrows the rest of this module

    texts = [each.text for each in reports]
    names = sorted({name.text for name in known.names})
    automaton = ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    works: dict[str, Callable[[], object]] = {
        "extraction": lambda: [extract.read(each, known) for each in reports],
        f"bare ahocorasick-rs scan, {len(names)} names": lambda: [automaton.find_matches_as_indexes(t) for t in texts],
    }
    cut = tokenizer(texts)
    if cut is not None:
        works["jieba cutting"] = cut
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS + 1):
        for name, work in works.items():
            taken[name].append(seconds(work))
    medians = {name: statistics.median(times[1:]) for name, times in taken.items()}  # the first round warms up
    characters = sum(map(len, texts))
    print(f"{title}: {len(texts)} reports, {characters} characters, {ROUNDS} rounds, medians")
    own = medians["extraction"]
    for name, median in medians.items():
        ratio = "" if name == "extraction" else f": extraction has {median / own:.3f} of its speed"
        print(f"{median * 1000:9.2f} ms  {characters / median / 1e6:8.2f} M characters/s  {name}{ratio}")


if __name__ == "__main__":
    main()
