"""One page to mail: a reform or a place, with pictures and the sentence behind every number. It runs no script.

The two languages and the years are chosen by radio buttons and style alone. The content policy lets in nothing but the
one style, named by its hash.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import pathlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import jinja2
from markupsafe import Markup

from graph.adoption import Adoption, adoption
from graph.exports.characters import harmless
from graph.lineage import lineage
from graph.model import Graph, Resolved
from graph.outcome import Hindsight
from graph.peers import Lead, leads, peers
from graph.pictures import curve, tiles, timeline
from graph.pictures import lineage as lanes
from graph.pictures.svg import DEFINITIONS, STYLE
from graph.pictures.words import words
from graph.places import latest_records
from graph.unit_engagement import UnitEngagement
from ontology.errors import UsageError
from ontology.period import iso_day
from ontology.statement import LADDER

FOLDER = pathlib.Path(__file__).with_name("page")
THINGS = ("Reform", "Service", "Platform", "PlatformType")
MOST_LEADS = 60  # rows of what peers have in use


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: a text, or words of both languages by their key, and the statement behind it."""

    text: str = ""
    key: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: heads and words are keys of words.yaml."""

    title: str
    note: str | None
    heads: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """A picture with its words; `years` are pictures of which one is chosen."""

    title: str
    note: str
    svg: str = ""
    years: tuple[tuple[int, str], ...] = ()
    shown: tuple[int, int] | None = None


def subject(graph: Graph, where: Sequence[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """What the page is of, by the one condition on a reform or a place, and the other conditions.

    Raises UsageError where there is none or more than one, NotFound.
    """
    named = [pair for pair in where if pair[0] in ("reform", "place")]
    if len(named) != 1:
        raise UsageError("html: is a page of one thing: say --where reform=NAME or --where place=NAME")
    key, name = named[0]
    found = graph.find(name, ("Place",) if key == "place" else THINGS)
    return found.id, [pair for pair in where if pair != named[0]]


def page(graph: Graph, subject: str) -> str:
    """The page of a reform, service or platform, or of a place; equal graphs give equal bytes.

    Raises NotFound for an entity that there is not, UsageError for one of another kind.
    """
    latest = latest_records(graph)
    entity = graph.entity(latest.get(subject, subject))
    if entity.kind == "Place":
        parts, tables, in_use, named = _of_place(graph, entity.id)
    elif entity.kind in THINGS:
        parts, tables, in_use, named = _of_thing(graph, subject)
    else:
        raise UsageError(f"{entity.label}: a page is of a reform, service, platform or place, not of a {entity.kind}")
    unit = latest.get(subject) if entity.kind == "Place" else None
    told = [report for report, place in graph.report_places.items() if unit in (None, latest[place])]
    style = (FOLDER / "style.css").read_text(encoding="utf-8") + STYLE + _chosen_years(parts)
    return _environment().get_template("page.html").render(
        words=words, style=Markup(style), style_hash=_hash(style),  # noqa: S704  # our own style
        definitions=Markup(DEFINITIONS),  # noqa: S704
        page={
            "label": _clean(entity.label), "reports": len(told), "in_use": in_use,
            "places": len({latest[graph.report_places[report]] for report in told}),
            "digest": any(graph.reports[report].text_kind == "digest" for report in told),
            "pictures": [
                {
                    "title": part.title, "note": part.note, "svg": Markup(part.svg), "shown": part.shown,  # noqa: S704
                    "years": [(year, Markup(svg)) for year, svg in part.years],  # noqa: S704  # escaped in svg.py
                }
                for part in parts
            ],
            "tables": tables, "sentences": list(_sentences(graph, named)),
        },
    )


def _of_thing(graph: Graph, thing: str) -> tuple[list[Part], list[Table], int, list[str]]:
    found, told = adoption(graph, thing), lineage(graph, thing)
    parts = [
        Part("curve", "curve_note", curve.curve(found, None)),
        Part("tiles", "tiles_note", years=tuple((year, tiles.tiles(graph, found, year, None)) for year in found.years)),
        Part("lineage", "lineage_note", lanes.lineage_picture(told, None, links=True), shown=lanes.shown(told)),
    ]
    rows = [
        (
            Cell(event.period.label()), Cell(event.place.label), Cell(event.thing.label),
            Cell(key=event.status, id=event.statements[0]), Cell(", ".join(source.name for source in event.sources)),
        )
        for event in told.events
    ]
    tables = [Table("events", None, ("year", "place", "thing", "state", "learned"), rows)]
    return parts, tables, _in_use(found), [event.statements[0] for event in told.events]


def _in_use(found: Adoption) -> int:
    return sum(found.state(unit, found.years[-1]) == "in use" for unit in found.units) if len(found.years) > 0 else 0


def _of_place(graph: Graph, place: str) -> tuple[list[Part], list[Table], None, list[str]]:
    rows = timeline.rows(graph, place)
    shown = (min(len(rows), timeline.MOST), len(rows))
    parts = [Part("timeline", "timeline_note", timeline.timeline(graph, place, None, links=True), shown=shown)]
    latest = latest_records(graph)
    planned = [r for r in graph.statements if r.statement.status == "planned" and r.statement.tier != "candidate"]
    plans = [plan for plan in planned if latest.get(plan.place) == latest.get(place)]
    ahead = leads(graph, place, peers(graph, place))[:MOST_LEADS]
    platforms = [each for each in rows if graph.entity(each.thing).kind == "Platform"]
    others = [each for each in rows if graph.entity(each.thing).kind != "Platform"]
    tables = [
        Table("platforms", None, ("thing", "state", "since"), [_standing(graph, each) for each in platforms]),
        Table("things", None, ("thing", "state", "since"), [_standing(graph, each) for each in others]),
        Table("plans", None, ("thing", "due", "became"), list(_plans(graph, plans))),
        Table("peers", "peers_note", ("thing", "place", "since"), [_lead(graph, each) for each in ahead]),
    ]
    said = [each.shown_by for each in rows] + [plan.id for plan in plans] + [each.used.shown_by for each in ahead]
    said += [str(cell.id) for row in tables[2].rows for cell in row if cell.id is not None]
    return parts, tables, None, said


def _standing(graph: Graph, each: UnitEngagement) -> tuple[Cell, ...]:
    bounds = {"in use": each.in_use, "piloted": each.piloted, "planned": each.planned, "ended": each.ended}
    since = bounds.get(each.state)
    return (
        Cell(graph.entity(each.thing).label), Cell(key=each.state, id=each.shown_by),
        Cell("" if since is None else f"≤ {iso_day(since.hi)}", id=each.shown_by),
    )


def _plans(graph: Graph, plans: Iterable[Resolved]) -> Iterator[tuple[Cell, ...]]:
    hindsight = Hindsight(graph)
    for plan in plans:
        found = hindsight.outcome(plan)
        shown_by = None if found.shown_by is None else found.shown_by.id
        key = "silent later" if found.name == "silent" else found.name
        yield (
            Cell(graph.entity(plan.object).label, id=plan.id), Cell(found.due or ""), Cell(key=key, id=shown_by),
        )


def _lead(graph: Graph, each: Lead) -> tuple[Cell, ...]:
    since = each.used.in_use
    return (
        Cell(graph.entity(each.used.thing).label), Cell(graph.entity(each.used.place).label),
        Cell("" if since is None else f"≤ {iso_day(since.hi)}", id=each.used.shown_by),
    )


def _sentences(graph: Graph, named: Iterable[str]) -> Iterator[dict[str, object]]:
    """Each statement once, in the order in which the page names it."""
    wanted, by_id = dict.fromkeys(named), {resolved.id: resolved for resolved in graph.statements}
    for statement in wanted:
        resolved = by_id[statement]
        said, report = resolved.statement, graph.reports[resolved.statement.evidence.report]
        yield {
            "id": resolved.id, "quote": _clean(said.evidence.quote), "digest": report.text_kind == "digest",
            "place": _clean(graph.entity(resolved.place).label), "thing": _clean(graph.entity(resolved.object).label),
            "status": _status(said.status), "period": said.period.label(), "report": _clean(report.id),
            "url": _clean(report.url or ""), "start": said.evidence.start, "end": said.evidence.end, "tier": said.tier,
        }


def _status(status: str | None) -> str | None:
    return "in use" if status in ("adopted", "expanded") else status if status in LADDER else None


def _chosen_years(parts: Iterable[Part]) -> str:
    return "".join(
        f"#y{year}:checked~.t{year}{{display:block}}#y{year}:checked+label{{background:#0b5d8a;color:#ffffff}}\n"
        for part in parts for year, _ in part.years
    )


def _clean(text: str) -> str:
    return harmless(text)


def _hash(style: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


@functools.cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )
