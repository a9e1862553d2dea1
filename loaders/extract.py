"""The main path: a report is parsed, scanned, dated and related, and gives a reading."""

from __future__ import annotations

import functools
import hashlib
import pathlib
import warnings
from collections.abc import Iterable, Iterator

from loaders import core
from loaders.document import parse
from loaders.passage import Draft, Passage, statement
from loaders.passages import passages
from loaders.pattern import LADDER, relations
from loaders.relate import bundles, inner, issued, ladder, links, measures, parts, places, standing
from loaders.report import noise
from loaders.scan import Automaton
from ontology.registry import Registry
from ontology.report import Flag, Reading, Report
from ontology.statement import TIERS, Name, Statement, digest, numbered

VERSION = "1"
BETWEEN = ("learned_from", "partners_with", "mandated_by")  # relations that name another place
ROOM = pathlib.Path(__file__).resolve().parent


def read(report: Report, registry: Registry) -> Reading:
    """What a report states. The same report, registry and code always give the same reading, compiled or not."""
    compiled = core.core(registry)
    if compiled is None:
        return read_in_python(report, registry)
    try:
        statements, flags, done, plan, aside = core.read(compiled, report)
    except RuntimeError as error:  # a fault of the compiled code, of which the reader need not suffer
        warnings.warn(f"report {report.id}: the compiled reading failed ({error}), read in Python", stacklevel=2)
        return read_in_python(report, registry)
    return Reading(report, reader_digest(registry, report), tuple(statements), tuple(flags), done, plan, aside)


def read_in_python(report: Report, registry: Registry) -> Reading:
    """The same by the code of this room alone."""
    document = parse(report.text, report.period)
    flags = set(noise_flags(report))
    marks = _noise_marks(flags, registry)
    found: list[Statement] = []
    seen = 0
    for passage in passages(report, document, registry):
        seen += 1
        flags.update(source_flags(passage))
        drafts = [draft for _, draft in drafts_of(passage)]
        found += [statement(passage, draft) for draft in drafts if not _is_noise(draft, marks)]
    return Reading(
        report,
        reader_digest(registry, report),
        tuple(numbered(_distinct(_told(found, registry, report)))),
        tuple(sorted(flags, key=lambda flag: (flag.start, flag.end, flag.reason))),
        document.done_length,
        document.plan_length,
        len(document.sentences) - seen,
    )


def drafts_of(passage: Passage) -> Iterator[tuple[Passage, Draft]]:
    """The drafts of every relation in a passage."""
    readers: tuple[Iterable[Draft], ...] = (
        ladder.read(passage),
        inner.read(passage),
        bundles.read(passage),
        bundles.matters(passage),
        bundles.services(passage),
        issued.read(passage),
        places.learned(passage),
        places.partners(passage),
        places.mandates(passage),
        parts.read(passage),
        measures.read(passage),
        links.connections(passage),
        links.supports(passage),
        standing.claims(passage),
        standing.designations(passage),
    )
    for reader in readers:
        for draft in reader:
            if draft.relation in BETWEEN or not passage.is_elsewhere(draft.end - 1):
                yield passage, draft


def noise_flags(report: Report) -> Iterator[Flag]:
    """Watermarks and masks in the text."""
    for start, end in noise(report.text):
        yield Flag("noise", report.text[start:end], start, end)


def source_flags(passage: Passage) -> Iterator[Flag]:
    """Where something was learned from nobody who is named, and what is told of another place: counted, not read."""
    for start, end in places.unnamed_sources(passage):
        yield _flag(passage, "unnamed source", start, end)
    for start, end in passage.elsewhere:
        yield _flag(passage, "of another place", start, min(end, passage.clause(start)[1]))


def _flag(passage: Passage, reason: str, start: int, end: int) -> Flag:
    first, last = passage.document.letters.span(start, end)
    return Flag(reason, passage.report.text[first:last], first, last)


def _noise_marks(flags: Iterable[Flag], registry: Registry) -> Automaton[bool]:
    """What stands in no name: the watermarks and masks of the text, and those that the registry knows."""
    return Automaton((mark, True) for mark in (*(flag.text for flag in flags), *registry.noise))


def _is_noise(draft: Draft, marks: Automaton[bool]) -> bool:
    return any(True for name in (draft.subject, draft.object) for _ in marks.find(name.text))


def _told(statements: list[Statement], registry: Registry, report: Report) -> Iterator[Statement]:
    """Statements, of which what is only mentioned counts where nothing else in the report says it, or plans it where it
    is planned, and once."""
    if all(found.pattern not in ladder.MENTIONED for found in statements):
        yield from statements
        return

    def what(found: Statement) -> tuple[str, Name]:
        entity = registry.resolve(found.object.text, found.object.kind, report.place.place, report.year)
        return found.object.text if entity is None else entity.id, found.subject

    told = [found for found in statements if found.relation in LADDER and found.tier != "candidate"
            and found.pattern not in ladder.MENTIONED]
    said = {what(found) for found in told}
    planned = {what(found) for found in told if found.status == "planned"}
    for found in statements:
        if found.pattern in ladder.MENTIONED:
            known = planned if found.status == "planned" else said
            if what(found) in known:
                continue
            known.add(what(found))
        yield found


def _distinct(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Statements, each reading of one span once: the surest of equal relation, subject, object, status and span, the
    first of equally sure ones, where the first of them stands."""
    surest: dict[tuple[object, ...], Statement] = {}
    for found in statements:
        mark = (
            found.relation,
            found.subject,
            found.object,
            found.place,
            found.status,
            found.evidence.start,
            found.evidence.end,
            repr(sorted(found.attrs.items())),
        )
        if mark not in surest or TIERS.index(found.tier) < TIERS.index(surest[mark].tier):
            surest[mark] = found
    yield from surest.values()


@functools.lru_cache(maxsize=8)
def _code_digest() -> str:
    """The digest of all that this room consists of: code, patterns, lexicon."""
    total = hashlib.sha256()
    for path in sorted([*ROOM.glob("*.py"), *ROOM.glob("*/*.py"), *ROOM.glob("*/*.yaml")]):
        if path.parent != core.FOLDER:
            total.update(path.relative_to(ROOM).as_posix().encode())
            total.update(path.read_bytes())
    return total.hexdigest()


def reader_digest(registry: Registry, report: Report) -> str:
    """What a reading depends on besides the text: code, patterns, lexicon, the registry's names, the manifest's row."""
    row = [
        report.id,
        report.place.place,
        report.agency,
        report.period.text(),
        report.text_kind,
        None if report.plan_period is None else report.plan_period.text(),
    ]
    return digest([VERSION, _code_digest(), registry.digest, row])[:32]


__all__ = ["read", "reader_digest", "relations"]
