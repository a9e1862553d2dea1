"""Whatever is done to a report, reading it ends in statements that stand where they say, or in an error of ours.

In time linear in the text and in bounded memory: each hostile shape is read in a process whose processor time and
memory are limited so that a path by the square of the text would break them. tests/bench_doubling.py shows the ratios.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import random
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders import readers
from loaders.lexicon import layout
from loaders.manifest import ManifestRow
from loaders.readers import docx, html
from ontology import schema
from ontology.errors import ReportError
from tests import hostile_samples as hostile
from tests import readers_samples as sample
from tests.hostile_samples import MARKED, MARKS, SHAPES, borne

ROOT = pathlib.Path(__file__).resolve().parents[1]
TEXTS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
SCHEMA = schema.load()
UNTOLD = ManifestRow(id="untold")  # place and term have to be sought in the text
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
NARROW = {wide: code for code, wide in WIDE.items()}
TRADITIONAL = str.maketrans("证办务门数网应业开设实现质进动简厅联结监", "證辦務門數網應業開設實現質進動簡廳聯結監")
PAIRS = (*map(tuple, ("“”", "‘’", "「」", "『』", "《》", "（）", "()", "【】", "〔〕", '""', "''")),)


# ---------------------------------------------------------------- mutilations


def cut(text: str, start: int, end: int, _: random.Random) -> str:
    """Without a passage, wherever it begins and ends."""
    return text[:start] + text[end:]


def kept(text: str, start: int, end: int, _: random.Random) -> str:
    """That passage alone."""
    return text[start:end]


def shuffled(text: str, _start: int, _end: int, chance: random.Random) -> str:
    """Its lines in another order."""
    lines = text.splitlines(keepends=True)
    chance.shuffle(lines)
    return "".join(lines)


def shuffled_letters(text: str, start: int, end: int, chance: random.Random) -> str:
    """The letters of a passage in another order."""
    return text[:start] + "".join(chance.sample(text[start:end], end - start)) + text[end:]


def doubled(text: str, start: int, end: int, chance: random.Random) -> str:
    """A passage several times over."""
    return text[:start] + text[start : min(end, start + 200)] * chance.randint(2, 9) + text[start:]


def joined(text: str, start: int, end: int, chance: random.Random) -> str:
    """One kind of line end or mark gone from a passage."""
    return text[:start] + text[start:end].replace(chance.choice("\n,。、;:“”《》"), "") + text[end:]


def strewn(text: str, start: int, end: int, chance: random.Random) -> str:
    """Marks put between the letters of a passage: control characters, halves of characters, brackets, any."""
    mark = chance.choice(MARKS)
    every = chance.randint(1, 9)
    passage = text[start:end]
    pieces = [passage[at : at + every] for at in range(0, len(passage), every)]
    return text[:start] + mark.join(pieces) + text[end:]


def stuffed(text: str, start: int, _: int, chance: random.Random) -> str:
    """One mark many times over."""
    return text[:start] + chance.choice(MARKS) * chance.randint(1, 300) + text[start:]


def enclosed(text: str, start: int, end: int, chance: random.Random) -> str:
    """A passage in many pairs of marks, some of them not closed."""
    opening, closing = chance.choice(PAIRS)
    deep = chance.randint(1, 60)
    return text[:start] + opening * deep + text[start:end] + closing * chance.randint(0, deep) + text[end:]


def swapped_widths(text: str, start: int, end: int, chance: random.Random) -> str:
    """A passage in full or half width."""
    return text[:start] + text[start:end].translate(chance.choice((WIDE, NARROW))) + text[end:]


def in_traditional_letters(text: str, start: int, end: int, _: random.Random) -> str:
    """A passage in traditional letters."""
    return text[:start] + text[start:end].translate(TRADITIONAL) + text[end:]


def with_other_numbers(text: str, start: int, end: int, chance: random.Random) -> str:
    """Other digits in a passage: days, months and years that no calendar has."""
    digits = chance.choice(("0000000000", "9999999999", "0123456789", "٠١٢٣٤٥٦٧٨٩", "〇一二三四五六七八九"))
    return text[:start] + text[start:end].translate(str.maketrans("0123456789", digits)) + text[end:]


Mutilation = Callable[[str, int, int, random.Random], str]
MUTILATIONS: tuple[Mutilation, ...] = (
    cut, kept, shuffled, shuffled_letters, doubled, joined, strewn, stuffed, enclosed, swapped_widths,
    in_traditional_letters, with_other_numbers,
)  # fmt: skip


@st.composite
def mutilated(draw: st.DrawFn, mutilations: tuple[Mutilation, ...] = MUTILATIONS, most: int = 4) -> str:
    """A part of a report that ships, mutilated."""
    whole = draw(st.sampled_from(TEXTS))
    start = draw(st.integers(0, len(whole) - 1))
    text = whole[start : start + draw(st.integers(1, 1500))]
    for mutilation in draw(st.lists(st.sampled_from(mutilations), min_size=1, max_size=most)):
        first, second = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        text = mutilation(text, first, second, draw(st.randoms(use_true_random=False)))[:20_000]
    return text


@pytest.mark.parametrize("mutilation", MUTILATIONS, ids=lambda mutilation: mutilation.__name__)
def test_a_mutilated_report_ends_in_statements_that_stand_where_they_say(mutilation: Mutilation) -> None:
    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(mutilated((mutilation,), 1))
    def law(text: str) -> None:
        reading = borne(text)
        assert reading is not None
        assert [fault for s in reading.statements if (fault := SCHEMA.fault(s)) is not None] == []
        assert len({statement.id for statement in reading.statements}) == len(reading.statements)

    law()


@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(mutilated(), st.sampled_from([hostile.ROW, UNTOLD]))
def test_a_report_mutilated_several_times_ends_in_statements_or_a_refusal(text: str, row: ManifestRow) -> None:
    borne(text, row)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(mutilated(), st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-8-sig"]))
def test_a_file_of_a_mutilated_report_is_read_or_refused(text: str, encoding: str) -> None:
    files = {
        ".txt": text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace"),
        ".html": sample.page("".join(f"<p>{line}</p>" for line in text.splitlines())).encode("utf-8", "surrogatepass"),
        ".docx": sample.docx(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>".encode("utf-8", "replace").decode()),
    }
    for suffix, data in files.items():
        with contextlib.suppress(ReportError):
            assert borne(readers.READERS[suffix].extract(data, "x")) is not None


# ---------------------------------------------------------------- a million of each


def refused(letters: int, shapes: list[str]) -> list[str]:
    """What is wrong with the shapes, each read within its limits; shared out to the processors of the machine."""
    workers = min(os.cpu_count() or 1, 4)
    command = [sys.executable, "-m", "tests.hostile_samples", str(letters)]
    shares = [shapes[number::workers] for number in range(workers)]
    started = [
        subprocess.Popen([*command, *share], cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        for share in shares if len(share) > 0
    ]
    told = [process.communicate()[0].splitlines() for process in started]
    assert [process.returncode for process in started] == [0] * len(started)
    return [line for lines in told for line in lines]


MILLION = (*"“”‘’「」《》()【】\"", *",、。*", *"0٣年号", *" \n\ud800")


def test_a_million_of_any_mark_after_a_name_are_borne() -> None:
    assert refused(1_000_000, [name for name in MARKED if any(name.startswith(f"{mark!r} ") for mark in MILLION)]) == []


@pytest.mark.parametrize(
    ("letters", "shapes"),
    [
        (200_000, [name for name in SHAPES if name.startswith(("nested", "open", "closed"))]),
        (3_400_000, ["plain words"]),
        (700_000, ["names of reforms in a list"]),
        (320_000, ["places by the hundred thousand", "places in a list with a statement"]),
        (100_000, ["watermarks and reforms", "one quotation of names", "headings of plans", "page numbers"]),
        (100_000, ["designated", "names and cues"]),
        (1_000_000, ["quotes before a name with many places"]),
    ],
    ids=["deep nests", "10 MB of words", "2 MB of reforms", "100,000 places", "many of all", "cues", "quotes"],
)  # fmt: skip
def test_a_shape_that_nobody_writes_is_borne(letters: int, shapes: list[str]) -> None:
    assert refused(letters, shapes) == []


def test_a_shape_that_takes_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "SECONDS", 1)
    found = hostile.limited(lambda letters: "a" * letters if sum(1 for _ in iter(int, 1)) else "", 1)
    assert "s of the processor" in str(found)


def test_a_shape_that_takes_too_much_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "MEMORY", 1_000_000)
    assert "MemoryError" in str(hostile.limited(lambda letters: "a" * letters, 100_000_000))


# ---------------------------------------------------------------- bombs in files


def test_a_sentence_of_many_pages_in_a_file_is_read_whatever_the_format() -> None:
    text = hostile.numbered("推行容缺受理{}次、")(30_000)
    page = html.extract(sample.page(f"<p>{text}</p>").encode(), "x")
    word = docx.extract(sample.docx(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"), "x")
    assert text in page
    assert text in word
    assert layout().longest_sentence < len(text)
    reading = borne(word)
    assert reading is not None
    assert len(reading.statements) > 0
