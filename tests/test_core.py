"""The compiled core reads what the Python reading reads, byte for byte; and where it is not there, that one serves."""

from __future__ import annotations

import functools
import pathlib
import re
from collections.abc import Iterator

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders import batch, core, discovery, extract
from loaders.dating import _pattern as dates
from loaders.lexicon import FOLDER as LEXICON
from loaders.manifest import ManifestRow
from loaders.numbers import _any
from loaders.pattern import FOLDER as PATTERNS
from loaders.pattern import pattern, relations
from loaders.readers import furniture
from loaders.report import described, make_report, read_report
from ontology import registry
from ontology.errors import InputError, NotFound, ReportError
from ontology.period import Period
from ontology.report import Report
from ontology.statement import Name
from tests import invented_set, rare_set
from tests.bench_extraction import reports_of
from tests.hostile_samples import MARKED, ROW, SHAPES
from tests.test_mutilated import UNTOLD, mutilated

ROOT = pathlib.Path(__file__).resolve().parents[1]
KNOWN = registry.load()


@pytest.fixture(autouse=True)
def _compiled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test with the core that is built; skips where there is none."""
    monkeypatch.delenv(core.CHOICE, raising=False)
    core.core.cache_clear()
    if core.state() == "none":
        pytest.skip("the reading is not compiled (that needs Rust 1.85 or later): nothing to compare")
    assert core.state() == "compiled", "the core is of other sources than stand here: run make setup"
    yield
    core.core.cache_clear()


def differing(reports: list[Report]) -> list[str]:
    """The reports that the two read differently."""
    return [each.id for each in reports if extract.read(each, KNOWN) != extract.read_in_python(each, KNOWN)]


def made(text: str, place: str | None = None) -> Report:
    """A report of a text."""
    row = described("one", place or "苏州市", None, "2024-01/2024-06")
    return make_report(text, pathlib.Path("one.txt"), KNOWN, row)


# ---------------------------------------------------------------- the same readings


def test_the_reports_that_ship_are_read_alike() -> None:
    sources = batch.sources([ROOT / "seeds"], ROOT / "seeds" / "reports.yaml")
    reports = [read_report(each.path, KNOWN, each.row, listed=each.listed) for each in sources]
    assert sum(len(extract.read(each, KNOWN).statements) for each in reports) > 500
    assert differing(reports) == []


def test_the_reports_of_our_own_writing_are_read_alike() -> None:
    reports = [
        make_report(
            (invented_set.FOLDER / f"{row.id}.txt").read_text(encoding="utf-8"), pathlib.Path(f"{row.id}.txt"), KNOWN,
            described(row.id, row.place, row.agency, row.period),
        )
        for row in invented_set.reports()
    ]
    assert differing(reports) == []


def test_the_published_reports_are_read_alike(shared: pathlib.Path) -> None:
    for folder in ("reports", "corpus"):
        assert differing(reports_of(shared / folder, KNOWN)) == []


def test_the_examples_of_the_patterns_are_read_alike() -> None:
    cues = [cue for name in relations() for cue in pattern(name).cues]
    examples = [(each.text, each.place) for cue in cues for each in cue.examples]
    examples += [(each.text, each.place) for cue in cues for each in cue.leaves]
    assert differing([made(text, place) for text, place in examples]) == []


def test_the_rare_sentences_are_read_alike() -> None:
    texts = [text for path in sorted(rare_set.FOLDER.glob("*.yaml")) for text in _strings(path) if len(text) > 12]
    assert len(texts) > 300
    assert differing([made(text) for text in texts]) == []


def test_page_marks_in_capitals_and_digits_of_every_script_are_read_alike() -> None:
    lines = [f"今天有{number}人来看花。\n{mark}\n" for number in range(100) for mark in ("IV", "XX")]
    pages = made("推行免证办。\n" + "".join(lines))
    assert extract.read(pages, KNOWN).aside == 200
    years = ["".join(chr(zero + int(digit)) for digit in "2024") for zero in (0x1D7D8, 0x1D7F6, 0x660, 0xFF10)]
    dated = [made(f"{year}年3月,推行免证办。") for year in years]
    assert differing([pages, *dated]) == []


def test_the_expression_of_page_marks_holds_no_capitals() -> None:
    """The core reads the letters of such a line as small ones, as the expression's flag has it."""
    assert re.search("[A-Z]", re.sub(r"\\.", "", furniture.expression("pages").pattern)) is None


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(mutilated(), st.sampled_from([ROW, UNTOLD]))
def test_mutilated_reports_are_read_alike(text: str, row: ManifestRow) -> None:
    try:
        report = make_report(text, pathlib.Path("hostile.txt"), KNOWN, row)
    except ReportError:
        return
    assert extract.read(report, KNOWN) == extract.read_in_python(report, KNOWN)


@pytest.mark.parametrize("letters", [300, 3_000])
def test_hostile_shapes_are_read_alike(letters: int) -> None:
    shapes = {**MARKED, **SHAPES}
    assert [name for name, shape in shapes.items() if len(differing([made(shape(letters))])) > 0] == []


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_sentences_of_the_words_of_the_data_files_are_read_alike(data: st.DataObject) -> None:
    words = st.sampled_from(_vocabulary())
    text = "".join(data.draw(st.lists(words, min_size=1, max_size=60)))
    place = data.draw(st.sampled_from(["苏州市", "宣城市", "330000", "110000", "441900"]))
    report = made(text, place)
    assert extract.read(report, KNOWN) == extract.read_in_python(report, KNOWN)


def _vocabulary() -> list[str]:
    """Cue words, tails, places, names, marks and dates: what the readings are about, in any order."""
    cues = [word for name in relations() for cue in pattern(name).cues for word in cue.words]
    shapes = discovery.lexicon()
    tails = [*shapes.platform_tails, *shapes.reform_tails, *shapes.right_of_platform, *shapes.right_of_reform]
    names = [name.text for name in KNOWN.names[::97]]
    marks = ["“", "”", "《", "》", ",", "。", "、", ";", "(", ")", ":", "\n", "一、"]
    rest = [*marks, "2024年6月底前", "2025年", "3个", "98.5%"]
    return sorted({*cues, *tails, *names}) + rest * 40


# ---------------------------------------------------------------- the expressions


def test_every_expression_of_the_data_files_is_read_by_the_core() -> None:
    from loaders import _native

    expressions = _compiling()
    assert len(expressions) > 1000
    assert {text: fault for text in expressions if (fault := _native.fault(text)) is not None} == {}


def test_an_expression_that_the_core_does_not_read_is_refused_and_not_guessed() -> None:
    from loaders import _native

    assert _native.fault("(?i)a") is not None
    assert _native.fault("a") is None


@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_an_expression_matches_where_it_does_in_python(data: st.DataObject) -> None:
    from loaders import _native

    expression = data.draw(st.sampled_from([*_expressions(), dates().pattern]))
    letters = st.sampled_from([*re.sub(r"[\\()\[\]?*+|^${}.]", "", expression), *"12月日年,。的“ \n①"])
    text = "".join(data.draw(st.lists(letters, max_size=30)))
    assert _native.matches(expression, text) == [each.span() for each in re.finditer(expression, text)]


def _expressions() -> list[str]:
    tails = _any(discovery.lexicon().platform_tails)
    return [*(text for text in _compiling() if re.search(r"[\\\[(|?*+]", text)), tails]


@functools.cache
def _compiling() -> list[str]:
    """The strings of the data files that Python takes for expressions, sorted."""
    texts = {text for folder in (LEXICON, PATTERNS) for path in folder.glob("*.yaml") for text in _strings(path)}
    return sorted(text for text in texts if _compiles(text))


def _compiles(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def _strings(path: pathlib.Path) -> list[str]:
    """All strings of a YAML file."""
    found: list[str] = []
    waiting: list[object] = [yaml.safe_load(path.read_text(encoding="utf-8"))]
    while len(waiting) > 0:
        each = waiting.pop()
        if isinstance(each, str):
            found.append(each)
        elif isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return found


# ---------------------------------------------------------------- which of the two serves


def test_the_choice_of_the_environment_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert core.core(KNOWN) is not None
    core.core.cache_clear()
    monkeypatch.setenv(core.CHOICE, "python")
    assert core.core(KNOWN) is None
    core.core.cache_clear()
    monkeypatch.setenv(core.CHOICE, "rust")
    with pytest.raises(InputError, match="may be python or compiled"):
        core.core(KNOWN)


def test_a_core_of_other_sources_does_not_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "sources", lambda: "0" * 64)
    assert core.state() == "stale"
    assert core.core(KNOWN) is None
    core.core.cache_clear()
    monkeypatch.setenv(core.CHOICE, "compiled")
    with pytest.raises(InputError, match=r"built of other sources.*make setup"):
        core.core(KNOWN)


def test_a_fault_of_the_core_is_told_and_the_report_is_read_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise RuntimeError("index out of bounds")

    report = made("推行免证办。")
    monkeypatch.setattr(core, "read", failing)
    with pytest.warns(UserWarning, match="index out of bounds"):
        found = extract.read(report, KNOWN)
    assert found == extract.read_in_python(report, KNOWN)


def test_an_interrupt_while_python_is_asked_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("ontology.statement.plain", interrupted)
    with pytest.raises(KeyboardInterrupt):
        extract.read(made("推行“Ⅶ号帮办代办”改革。"), KNOWN)


def test_a_place_that_the_registry_does_not_know_is_refused_alike() -> None:
    period = Period("2024-01-01", "2024-06-30", "own")
    report = Report("one", "one", Name("某地", "Place", "place/county-000000"), None, period, None, "推行免证办。")
    for read in (extract.read, extract.read_in_python):
        with pytest.raises(NotFound, match="place/county-000000"):
            read(report, KNOWN)
