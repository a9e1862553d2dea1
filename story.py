"""A lineage as people read it: a line an event with its words below, and what the reports do not say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import terminal
from graph.genealogy import citations

if TYPE_CHECKING:
    from graph.engagement import Bounds
    from graph.event import Detail, Event, Source
    from graph.genealogy import Genealogy, Step
    from graph.lineage import Lineage
    from graph.model import Graph
    from graph.outcome import Outcome
    from ontology.entities import Entity

KIN = {"variant_of": "its variant", "instance_of": "its instance"}
VISITS = {"visit": "study visits"}
# How far a place stands to the right in a tree, by its level.
DEPTHS = {"nation": 0, "region": 0, "province": 1, "prefecture": 2, "zone": 3, "county": 3, "town": 4}


def lines(lineage: Lineage, graph: Graph) -> Iterator[str]:
    """The lineage in lines: heading, events in columns, and what is not known."""
    yield _heading(lineage, graph)
    rows = [_row(event, lineage) for event in lineage.events]
    for line, event in zip(terminal.aligned(rows), lineage.events, strict=True):
        yield line
        yield f"    {_words(event)}"
    yield " · ".join(_known(lineage, graph))


def record(lineage: Lineage) -> dict[str, object]:
    """The lineage for JSON."""
    return {
        "thing": {"id": lineage.thing.id, "kind": lineage.thing.kind, "label": lineage.thing.label},
        "events": [_event(event) for event in lineage.events],
        "reports": list(lineage.reports),
        "silent": list(lineage.silent),
        "mentioned": list(lineage.mentioned),
        "first_planned": [place.label for place in lineage.first_planned],
        "first_in_use": [place.label for place in lineage.first_in_use],
    }


def _heading(lineage: Lineage, graph: Graph) -> str:
    reports = [graph.reports[report] for report in lineage.reports]
    places = {graph.unit(graph.report_places[report.id]) for report in reports}
    years = ", ".join(str(year) for year in sorted({report.year for report in reports}))
    named = len(reports) - len(lineage.silent)
    parts = [
        lineage.thing.label,
        f"{terminal.counted(len(reports), 'report')} of {terminal.counted(len(places), 'place')} read ({years})",
        f"named in {named}",
    ]
    if any(report.text_kind == "digest" for report in reports):
        parts.append(terminal.DIGEST)
    return " · ".join(parts)


def _row(event: Event, lineage: Lineage) -> tuple[str, str, str, str]:
    parts = [] if event.how == "self" else [f"{KIN.get(event.how, event.how)} {event.thing.label}"]
    if event.status == "planned":
        more = "more of it; " if event.more else ""
        parts.append(f"{more}what became of it: {_outcome(event.outcome, event.place)}")
    elif event.begin is not None:
        parts.append(f"began: {_when(event.begin)}")
    parts += [figure.text for figure in event.figures]
    parts += [_title(document.text) for document in event.documents]
    parts += ["(no adoption)"] if event.status == "document" and not _is_in_use(event.place, lineage) else []
    parts += [f"claims {claim.text}" for claim in event.claims]
    parts += [f"← {_sources(event.sources)}"] if len(event.sources) > 0 else []
    parts += [f"by order of {_sources(event.mandates)}"] if len(event.mandates) > 0 else []
    return event.period.label(), event.place.label, event.status, "  ".join(parts)


def _title(document: str) -> str:
    return document if document.startswith("《") else f"《{document}》"


def _is_in_use(place: Entity, lineage: Lineage) -> bool:
    return any(event.place.id == place.id and event.status == "in use" for event in lineage.events)


def _words(event: Event) -> str:
    """The quote with its statement; no quotation marks around the words of a digest.

    The marks are corner brackets, since the words of reports are full of the other kind.
    """
    quote = terminal.shown(event.quote)
    words = quote if event.text_kind == "digest" else f"「{quote}」"
    return f"{words} · {event.report} · {event.statements[0]}"


def _when(bounds: Bounds) -> str:
    """The days on which something may have begun."""
    if bounds.lo_date is None:
        return f"not stated, ≤ {bounds.hi_date}"
    return bounds.hi_date if bounds.lo_date == bounds.hi_date else f"{bounds.lo_date} to {bounds.hi_date}"


def _outcome(outcome: Outcome | None, place: Entity) -> str:
    if outcome is None:
        return "not looked at"
    if outcome.name == "no later report":
        return f"no later report of {place.label}"
    due = "" if outcome.due is None else f" (due {outcome.due})"
    if outcome.name in ("not due", "silent"):
        return outcome.name + due
    in_time = {True: ", in time", False: "", None: ", in time or not unknown"}[outcome.in_time]
    reached = "" if outcome.reached is None else f", {outcome.reached}"
    shown = "" if outcome.shown_by is None else f": {terminal.shown(outcome.shown_by.statement.evidence.quote)}"
    when = "" if outcome.shown_by is None else f" by {outcome.shown_by.since.hi_date}"
    return f"{outcome.name}{when}{in_time if outcome.name == 'kept' else ''}{reached}{due}{shown}"


def _sources(sources: Iterable[Source]) -> str:
    """Names of sources, those of one way together: the names, then the way."""
    ways: dict[str | None, list[str]] = {}
    for source in sources:
        ways.setdefault(source.by, []).append(source.name)
    return "; ".join(", ".join(names) + _way(way) for way, names in ways.items())


def _way(way: str | None) -> str:
    return "" if way is None else f" ({VISITS.get(way, way)})"


def _known(lineage: Lineage, graph: Graph) -> Iterator[str]:
    """What is stated, who was seen first, and who says nothing."""
    sources = sorted({source.name for event in lineage.events for source in event.sources})
    mandates = sorted({source.name for event in lineage.events for source in event.mandates})
    yield f"stated sources: {', '.join(sources) or 'none'}"
    yield f"mandates: {', '.join(mandates) or 'none stated'}"
    yield f"first seen planned: {_names(lineage.first_planned)}"
    origin = "" if len(lineage.first_in_use) == 0 else " (origin unknown)"
    yield f"first seen in use: {_names(lineage.first_in_use)}{origin}"
    if len(lineage.mentioned) > 0:
        yield f"named, and nothing stated: {_terms(lineage.mentioned, graph)}"
    yield f"silent: {_terms(lineage.silent, graph) or 'none'}"


def _names(places: Sequence[Entity]) -> str:
    return ", ".join(place.label for place in places) or "nobody"


def _terms(reports: Iterable[str], graph: Graph) -> str:
    """The places of reports with the time of each."""
    terms = {(graph.reports[r].place.text, graph.reports[r].period.label()) for r in reports}
    return ", ".join(f"{place} {term}" for place, term in sorted(terms, key=lambda pair: (pair[1], pair[0])))


def _event(event: Event) -> Mapping[str, object]:
    begin, outcome = event.begin, event.outcome
    return {
        "period": event.period.text(), "place": event.place.label, "place_id": event.place.id,
        "thing": event.thing.label, "thing_id": event.thing.id, "how": event.how, "status": event.status,
        "begin_lo": None if begin is None else begin.lo_date, "begin_hi": None if begin is None else begin.hi_date,
        "begin_basis": None if begin is None else begin.basis,
        "figures": [_detail(figure) for figure in event.figures],
        "documents": [_detail(document) for document in event.documents],
        "claims": [_detail(claim) for claim in event.claims],
        "sources": [_source(source) for source in event.sources],
        "mandates": [_source(source) for source in event.mandates], "more": event.more,
        "outcome": None if outcome is None else {
            "name": outcome.name, "due": outcome.due, "report": outcome.report, "in_time": outcome.in_time,
            "reached": outcome.reached,
            "statement": None if outcome.shown_by is None else outcome.shown_by.statement.id,
            "quote": None if outcome.shown_by is None else outcome.shown_by.statement.evidence.quote,
        },
        "quote": event.quote, "report": event.report, "text_kind": event.text_kind,
        "statement": event.statements[0], "statements": list(event.statements),
    }


def _detail(detail: Detail) -> Mapping[str, object]:
    return {"text": detail.text, "statement": detail.statement}


def _source(source: Source) -> Mapping[str, object]:
    return {"id": source.id, "name": source.name, "by": source.by, "statement": source.statement}


def documented(found: Genealogy, graph: Graph) -> Iterator[str]:
    """A documented lineage as a tree over time: places stand by their level, lines below an event say from whom.

    A full line is drawn where a source or a statement says so, a broken one where only a tie is stated.
    """
    lineage = found.lineage
    unverified = sum(step.event.proof == "unverified" for step in found.steps)
    yield f"documented: {lineage.label} \u00b7 {lineage.en} \u00b7 {lineage.id}"
    reports = {r.statement.evidence.report for step in found.steps for r in step.statements}
    digests = any(graph.reports[report].text_kind == "digest" for report in reports)
    remark = f" \u00b7 {terminal.DIGEST}" if digests else ""
    yield f"{terminal.counted(len(found.steps), 'event')}, {unverified} of them unverified{remark}"
    width = max((len(_date(step)) for step in found.steps), default=0)
    for step in found.steps:
        yield f"{_date(step):<{width}}  {'  ' * DEPTHS.get(step.level, 2)}{_step(step, graph)}"
        indent = " " * (width + 4) + "  " * DEPTHS.get(step.level, 2)
        yield from (f"{indent}{line}" for line in _below(step, graph))
    for evolution in found.evolutions:
        yield f"\u2500\u2500 {evolution.by}"
    for event in found.waiting:
        yield f"waiting: {event.id} rests on report {event.report}, and no statement of this workspace says so"
    if lineage.open is not None:
        yield f"open: {lineage.open}"


def documented_record(found: Genealogy, graph: Graph) -> dict[str, object]:
    """A documented lineage for JSON: its events with their sources."""
    return {
        "id": found.lineage.id, "label": found.lineage.label, "label_en": found.lineage.en,
        "events": [_step_record(step, graph) for step in found.steps],
        "waiting": [{"id": event.id, "report": event.report} for event in found.waiting],
        "evolutions": [evolution.by for evolution in found.evolutions], "open": found.lineage.open,
    }


def _date(step: Step) -> str:
    return step.period or "no date"


def _step(step: Step, graph: Graph) -> str:
    event = step.event
    who = f"{step.place.label} ({step.level})" + (f", {event.where}" if event.where is not None else "")
    parts = [who, event.kind.replace("_", " ")]
    parts += [step.status] if step.status is not None else []
    parts += [f"{event.zh} / {event.event}"]
    parts += [f"by {event.by}"] if event.by is not None else []
    parts += [_title(graph.entity(event.document).label)] if event.document is not None else []
    parts += [f"told otherwise by {', '.join(event.disputed)}"] if len(event.disputed) > 0 else []
    return " \u00b7 ".join(parts)


def _below(step: Step, graph: Graph) -> Iterator[str]:
    for tie in step.ties:
        line = "\u2500\u2500" if tie.line == "solid" else "\u2504\u2504 perhaps"
        yield f"{line} from {graph.entity(tie.source).label}: {tie.by}"
    if len(step.statements) == 0:
        yield from (f"[{citation}]" for citation in citations(step))
        return
    for resolved in step.statements:
        evidence = resolved.statement.evidence
        text_kind = graph.reports[evidence.report].text_kind
        quote = terminal.shown(evidence.quote)
        words = quote if text_kind == "digest" else f"\u300c{quote}\u300d"
        yield f"[{words} \u00b7 {evidence.report} \u00b7 {resolved.id}]"


def _step_record(step: Step, graph: Graph) -> dict[str, object]:
    event = step.event
    said = step.statements[0].statement if len(step.statements) > 0 else None
    return {
        "id": event.id, "kind": event.kind, "place": step.place.label, "place_id": step.place.id, "level": step.level,
        "where": event.where, "by": event.by, "period": step.period, "approximate": event.approximate,
        "status": step.status, "event": event.event, "event_zh": event.zh, "things": list(event.things),
        "document": None if event.document is None else graph.entity(event.document).label,
        "document_id": event.document, "partners": list(event.partners), "disputed": list(event.disputed),
        "ties": [{"line": tie.line, "from": tie.source, "by": tie.by} for tie in step.ties],
        "proof": event.proof, "citations": citations(step),
        "sources": [source.model_dump() for source in event.sources],
        "quote": None if said is None else said.evidence.quote,
        "report": None if said is None else said.evidence.report,
        "text_kind": None if said is None else graph.reports[said.evidence.report].text_kind,
        "statements": [resolved.id for resolved in step.statements],
    }
