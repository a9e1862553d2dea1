"""How the time of reading grows with the text, for every hostile shape: at n, 2n and 4n letters.

    python -m tests.bench_doubling [SHAPE...]

A shape is read in processes of its own, twice at each size, of which the faster counts; n is as many letters as take a
twentieth of a second, since less is noise. Four times the letters take four times as long where time is linear, and
sixteen times where it goes by the square.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tests.hostile_samples import MARKED, SHAPES, Taken, borne, limited

LEAST, MOST = 10_000, 320_000  # letters at first, and the most that n may be
SHORTEST = 0.05  # seconds
ROUNDS = 2
SIZES = (1, 2, 4)


def fastest(name: str, letters: int) -> Taken:
    """The fastest of several readings of a shape. Raises RuntimeError where one breaks its limits."""
    found = [limited({**MARKED, **SHAPES}[name], letters) for _ in range(ROUNDS)]
    faults = [each for each in found if isinstance(each, str)]
    if len(faults) > 0:
        raise RuntimeError(f"{name}: {faults[0]}")
    return min((each for each in found if isinstance(each, Taken)), key=lambda each: each.seconds)


def main(names: Sequence[str]) -> None:
    """Measure and print, the shape that grows fastest last."""
    assert borne("推行免证办,上线苏周到,共800项。") is not None
    rows = []
    for name in names:
        letters = LEAST
        while letters < MOST and fastest(name, letters).seconds < SHORTEST:
            letters *= 2
        taken = [fastest(name, letters * size) for size in SIZES]
        rows.append((taken[-1].seconds / taken[0].seconds, name, letters, taken))
    print("letters n, seconds of the processor for n, 2n and 4n, ratio of the last to the first")
    for ratio, name, letters, taken in sorted(rows, key=lambda row: row[:3]):
        times = "  ".join(f"{each.seconds:6.3f}" for each in taken)
        last = taken[-1]
        rate = last.seconds / (letters * SIZES[-1]) * 1e6
        made = f"{rate:6.2f} us a letter  {last.memory / 1e6:4.0f} MB  {last.statements:6} statements"
        print(f"{letters:7}  {times}  x{ratio:5.2f}  {made}  {name}")
    ratios = sorted(row[0] for row in rows)
    median = ratios[len(ratios) // 2]
    print(f"{len(rows)} shapes: four times the letters take x{median:.2f} (median), x{ratios[-1]:.2f} at most")


if __name__ == "__main__":
    main(sys.argv[1:] or [*MARKED, *SHAPES])
