"""Records of the documented lineages, as the JSON API gives them and the pages show them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from graph.genealogy import Genealogy, Step, Tie, citations, genealogies, names, things
from graph.model import Graph
from graph.outcome import Hindsight, Outcome
from ontology.lineages import LineageEvent
from queries.server.records import Record, named, quoted
from queries.server.search import folded

FOLDER = "lineage/"
LINKED = ("http://", "https://")  # an address of another sort is shown and no link


class Genealogies:
    """The documented lineages of a graph, and what is looked up in them often."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._hindsight: Hindsight | None = None
        self._by_name = {found.lineage.id.removeprefix(FOLDER): found for found in genealogies(graph)}
        self._about = _about(graph)
        self._pages = {
            event.id: f"{_page(found)}#{event.id}" for found in self._by_name.values() for event in found.lineage.events
        }

    def all(self) -> list[Record]:
        """Every lineage in brief, by id."""
        return [self.brief(self._by_name[name]) for name in sorted(self._by_name)]

    def of(self, lineage: str) -> Genealogy | None:
        """The lineage of an id, with `lineage/` before it or without."""
        return self._by_name.get(lineage.removeprefix(FOLDER))

    def about(self, entity: str) -> list[Record]:
        """The lineages with an event of a thing, a document or a place, each with how many of its events those are."""
        found = self._about.get(entity, {})
        return [{**self.brief(self._by_name[name]), "here": len(found[name])} for name in sorted(found)]

    def search(self, text: str) -> list[Record]:
        """The lineages of which some name holds the text, or that of a thing that one is about."""
        wanted = folded(text)
        return [
            self.brief(found) for _, found in sorted(self._by_name.items())
            if any(wanted in folded(name) for name in (found.lineage.en, *names(found.lineage, self._graph)))
        ]

    def brief(self, found: Genealogy) -> Record:
        """A lineage with its counts: events that stand, by what proves them, and those that wait for a report."""
        proofs = Counter(step.event.proof for step in found.steps)
        lineage = found.lineage
        return {
            "id": lineage.id, "label": lineage.label, "label_en": lineage.en,
            "page": _page(found),
            "things": [named(self._graph.entity(thing)) for thing in lineage.things],
            "events": len(found.steps), "verified": proofs["verified"], "reported": proofs["report"],
            "unverified": proofs["unverified"], "waiting": len(found.waiting),
        }

    def whole(self, found: Genealogy) -> Record:
        """A lineage with its events in the order of time, what grew out of what, what waits and what is open."""
        return {
            **self.brief(found), "steps": [self._step(step) for step in found.steps],
            "evolutions": [_evolution(tie.by) for tie in found.evolutions],
            "awaited": [self._waiting(event) for event in found.waiting], "open": found.lineage.open,
        }

    def _step(self, step: Step) -> Record:
        graph, event = self._graph, step.event
        return {
            "id": event.id, "kind": event.kind, "place": named(step.place), "level": step.level,
            "where": event.where, "by": event.by, "period": step.period, "approximate": event.approximate,
            "day": step.day, "status": step.status, "event": event.event, "event_zh": event.zh,
            "things": [named(graph.entity(thing)) for thing in event.things],
            "document": None if event.document is None else named(graph.entity(event.document)),
            "partners": [named(graph.entity(place)) for place in event.partners],
            "disputed": [{"id": other, "page": self._pages[other]} for other in event.disputed],
            "ties": [self._tie(tie) for tie in step.ties], "proof": event.proof, "citations": citations(step),
            "sources": [
                {**source.model_dump(), "link": source.address if source.address.startswith(LINKED) else None}
                for source in event.sources
            ],
            "evidence": [quoted(graph, resolved) for resolved in step.statements],
            "outcome": self._outcome(step),
        }

    def _tie(self, tie: Tie) -> Record:
        return {"line": tie.line, "from": named(self._graph.entity(tie.source)), "by": tie.by}

    def _waiting(self, event: LineageEvent) -> Record:
        return {
            "id": event.id, "kind": event.kind, "place": named(self._graph.entity(event.place)), "report": event.report,
            "date": event.date, "event": event.event, "event_zh": event.zh,
        }

    def _outcome(self, step: Step) -> Record | None:
        """What became of a plan that a statement tells, as the lineage of its thing has it."""
        if len(step.statements) == 0 or step.statements[0].statement.status != "planned":
            return None
        if self._hindsight is None:
            self._hindsight = Hindsight(self._graph)
        return outcome(self._graph, self._hindsight.outcome(step.statements[0]))


def outcome(graph: Graph, found: Outcome) -> Record:
    """What became of a plan, with the sentence that shows it."""
    return {
        "name": found.name, "due": found.due, "report": found.report, "in_time": found.in_time,
        "reached": found.reached, "evidence": None if found.shown_by is None else quoted(graph, found.shown_by),
    }


def _page(found: Genealogy) -> str:
    return f"/genealogies/{found.lineage.id.removeprefix(FOLDER)}"


def _evolution(by: str) -> Record:
    """What grew out of what, and the code of the evidence for it."""
    told, _, how = by.rpartition(" (")
    return {"by": by, "told": told, "how": how.removesuffix(")")}


def _about(graph: Graph) -> Mapping[str, Mapping[str, set[str]]]:
    """Of each thing with its variants and instances, document and unit of a place: events by name of the lineage."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for each in genealogies(graph):
        name, events = each.lineage.id.removeprefix(FOLDER), [*(step.event for step in each.steps), *each.waiting]
        for thing in things(each.lineage):
            for member, _ in graph.family(thing):
                found[member][name] |= {event.id for event in events if thing in event.things}
        for event in events:
            places = {graph.unit(place) for place in (event.place, *event.partners, *event.from_)}
            for entity in places | ({event.document} if event.document is not None else set()):
                found[entity][name].add(event.id)
    return found
