"""How long extraction takes, as ratios of medians within one run: to a bare scan for names, and to a tokenizer.

    bench_extraction.py [FOLDER]

Reads the reports of the folder, else the digests that ship. The rounds of the three are interleaved, so that a noisy
machine disturbs them alike; a ratio below 1 means that
extraction takes longer.
"""

from __future__ import annotations

import pathlib
import statistics
import sys
import time
from collections.abc import Callable

import ahocorasick_rs

from loaders import batch, extract, report
from ontology import registry

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROUNDS = 15


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


def main() -> None:
    """Measure and print."""
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "seeds"
    known = registry.load()
    found = batch.sources([folder], folder / "reports.yaml")
    reports = [report.read_report(source.path, known, source.row, listed=source.listed) for source in found]
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
    print(f"{len(texts)} reports, {characters} characters, {ROUNDS} rounds, medians")
    own = medians["extraction"]
    for name, median in medians.items():
        ratio = "" if name == "extraction" else f": extraction has {median / own:.3f} of its speed"
        print(f"{median * 1000:9.2f} ms  {characters / median / 1e6:8.2f} M characters/s  {name}{ratio}")


if __name__ == "__main__":
    main()
