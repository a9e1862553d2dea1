"""The compiled core: the reading in Rust (native/), where it has been built. The Python reading is its oracle.

Both give the same readings of the same report, registry and data files; `tests/test_core.py` compares them. Where none
is built, or it was built of other sources than stand beside it, the Python reading serves.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import pathlib
import sys
from typing import TYPE_CHECKING, Literal, TypeAlias

from loaders import dating, discovery, focus, lexicon, mentions, numbers
from loaders.pattern import pattern, relations, status_rules
from loaders.readers import furniture
from loaders.relate import ladder
from ontology.errors import InputError
from ontology.period import Period
from ontology.registry import Registry
from ontology.report import Flag, Report
from ontology.statement import Evidence, Name, Statement

if TYPE_CHECKING:
    from loaders._native import Core, Dates, NamedThing, Row

FOLDER = pathlib.Path(__file__).resolve().parent / "native"
CHOICE = "ZHENGMAI_CORE"  # python: never the compiled one; compiled: never without it
State: TypeAlias = Literal["compiled", "stale", "none"]
Read: TypeAlias = tuple[list[Statement], list[Flag], int, int, int]


def state() -> State:
    """Whether a core is built of the sources that stand beside it, of others, or not at all."""
    try:
        from loaders import _native
    except ImportError:
        return "none"
    return "compiled" if not FOLDER.is_dir() or _native.sources() == sources() else "stale"


@functools.cache
def sources() -> str:
    """The sha256 of the sources of the core, as its build.rs makes it."""
    paths = [*(FOLDER / name for name in ("Cargo.toml", "Cargo.lock", "build.rs")), *(FOLDER / "src").rglob("*.rs")]
    total = hashlib.sha256()
    for name, path in sorted((path.relative_to(FOLDER).as_posix(), path) for path in paths):
        total.update(name.encode())
        total.update(path.read_bytes())
    return total.hexdigest()


@functools.lru_cache(maxsize=4)
def core(registry: Registry) -> Core | None:
    """The compiled core for a registry; None where the Python reading serves.

    Raises InputError where ZHENGMAI_CORE is none of its values, or asks for a core that is not there.
    """
    choice = os.environ.get(CHOICE, "")
    if choice not in ("", "python", "compiled"):
        raise InputError(f"{CHOICE}={choice}: it may be python or compiled, or be left out")
    if choice == "python":
        return None
    found = state()
    if found != "compiled":
        if choice == "compiled":
            what = "none is built" if found == "none" else "it was built of other sources than stand here"
            raise InputError(f"{CHOICE}={choice}: {what}; install Rust 1.85 or later and run make setup")
        return None
    from loaders import _native

    return _native.Core(_data(), registry)


@functools.cache
def _data() -> str:
    """The data files as JSON, as the core takes them over."""
    from loaders import report

    fields = {
        "layout": lexicon.layout(), "subject": lexicon.subject(), "names": discovery.lexicon(),
        "places": mentions.places_lexicon(), "focus": focus.lexicon(), "dates": dating.lexicon(),
        "numbers": numbers.lexicon(), "ladder": ladder.lexicon(), "status": status_rules(),
    }
    data: dict[str, object] = {name: held.model_dump(mode="json", by_alias=True) for name, held in fields.items()}
    unread = {"cues": {"__all__": {"examples", "leaves"}}}
    data["patterns"] = [pattern(name).model_dump(mode="json", exclude=unread) for name in relations()]
    data["page_mark"] = furniture.expression("pages").pattern
    data["noise"], data["noise_begins"] = report.noise_expressions()
    return json.dumps(data, ensure_ascii=False)


def read(compiled: Core, report: Report) -> Read:
    """The statements of a report with their turns, what was seen and left out, the lengths of what was done and of the
    plan, and how many sentences do not speak of the subject."""
    plan = None if report.plan_period is None else _dates(report.plan_period)
    place = report.place.text, report.place.place
    rows, seen, done, planned, aside = compiled.read(place, _dates(report.period), plan, report.year, report.text)
    flags = [Flag(reason, text, start, end) for reason, text, start, end in seen]
    return [_statement(report.id, row) for row in rows], flags, done, planned, aside


def _dates(period: Period) -> Dates:
    return period.start, period.end, period.basis


def _statement(report: str, row: Row) -> Statement:
    relation, subject, object_, place, status, dates, start, end, quote, section, by, tier, part, attrs, turn = row
    return Statement(
        relation, _name(subject), _name(object_), _name(place), status, _period(dates),
        Evidence(report, start, end, quote, section), by, tier, part, attrs, turn,
    )


@functools.lru_cache(maxsize=4096)
def _name(named: NamedThing) -> Name:
    return Name(*named)


@functools.lru_cache(maxsize=1024)
def _period(dates: Dates) -> Period:
    return Period(*dates)


def main() -> int:
    """Say which reading serves, as `make setup` does once it is through."""
    told = {
        "compiled": "setup: the reading is compiled",
        "stale": "setup: the compiled reading is of other sources than stand here, so the one in Python serves",
        "none": "setup: the reading is not compiled (that needs Rust 1.85 or later and the registry of its crates), "
        "so the one in Python serves",
    }
    sys.stdout.write(told[state()] + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
