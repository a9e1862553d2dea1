"""The reader: the worker that answers the JSON API and the pages from the graph in memory; it takes no queries."""

from __future__ import annotations

import contextlib
import functools
import json
import pathlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import TypeAlias

from graph import exports, judged
from graph.lineage import lineage
from graph.model import Edge, Graph, Resolved
from graph.pictures import file
from graph.pictures.words import LANGUAGES
from graph.projections import Projections
from graph.store import Store
from ontology import registry, schema
from ontology.entities import Entity
from ontology.errors import NotFound, UsageError, ZhengmaiError
from queries import catalog, run
from queries.server import records
from queries.server.cypher import csv_of
from queries.server.frames import Frame
from queries.server.genealogy_records import Genealogies
from queries.server.problem import Problem
from queries.server.records import Record
from queries.server.review_answers import ReviewAnswers
from queries.server.search import SHORTEST, Index, folded

SURROUNDINGS = 160
LINEAL = ("Reform", "Service", "Platform", "PlatformType", "PolicyDocument")

Asked: TypeAlias = Mapping[str, str]


class Reader:
    """The graph of a workspace, and what is looked up in it often."""

    def __init__(
        self, graph: Graph, store: Store, projections: Projections, row_limit: int, review_statements: int
    ) -> None:
        self.graph = graph
        self.store = store
        self.held = contextlib.ExitStack()
        self._projections = projections
        self._row_limit = row_limit
        self._genealogies = Genealogies(graph)
        self.reviews = ReviewAnswers(store, graph, review_statements)
        self._index = Index(graph)
        self._statements = {said.id: said for said in graph.statements}
        self._about: dict[str, list[Resolved]] = defaultdict(list)
        self._of_report: dict[str, list[Resolved]] = defaultdict(list)
        for said in graph.statements:
            self._of_report[said.statement.evidence.report].append(said)
            for entity in dict.fromkeys((said.subject, said.object, said.place, *said.about)):
                self._about[entity].append(said)
        self._edges: dict[str, list[int]] = defaultdict(list)
        for number, edge in enumerate(graph.edges):
            for entity in {edge.source, edge.target}:
                self._edges[entity].append(number)

    @classmethod
    def open(
        cls, folder: pathlib.Path, workspace: pathlib.Path, row_limit: int, review_statements: int
    ) -> Reader:
        """The graph of a workspace; what is read later is of the same state."""
        store = Store.open(workspace)
        held = contextlib.ExitStack()
        held.enter_context(store.snapshot())  # as long as the process lives: a build beside it changes nothing here
        known = registry.load()
        graph = judged.graph(store, known, text=functools.lru_cache(64)(store.text))
        projections = Projections(folder)
        projections.cypher.run("RETURN 1 AS warm")
        catalog.catalog()
        for name in exports.EXPORTS:
            exports.module(name)
        found = cls(graph, store, projections, row_limit, review_statements)
        found.held = held
        return found

    def answer(self, job: Frame) -> Frame:
        """The answer to what is asked. Raises Problem."""
        asked = job.header["asked"]
        assert isinstance(asked, Mapping)
        try:
            found = _ANSWERS[str(job.header["do"])](self, asked)
        except NotFound as error:
            raise Problem(404, str(error), outcome="not found") from error
        except UsageError as error:
            raise Problem(400, str(error), outcome="malformed") from error
        except ZhengmaiError as error:
            raise Problem(503, str(error), outcome="store") from error
        if isinstance(found, Frame):
            return found
        return Frame({"media": "application/json", "rows": len(found) if isinstance(found, list) else 1},
                     json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))

    def front(self, _: Asked) -> Record:
        """What is here and how much of it is covered."""
        kinds = Counter(entity.kind for entity in self.graph.entities.values())
        spoken = Counter(self.graph.entities[e].kind for e in self._about if e in self.graph.entities)
        units = {self.graph.unit(place) for place in self.graph.report_places.values()}
        reports = self.graph.reports.values()
        return {
            "reports": len(self.graph.reports), "places_with_a_report": len(units),
            "years": sorted({report.year for report in reports}), "statements": len(self.graph.statements),
            "edges": len(self.graph.edges), "text_kinds": dict(Counter(report.text_kind for report in reports)),
            "entities": [
                {"kind": name, "en": kind.en, "zh": kind.zh, "count": kinds[name], "spoken_of": spoken[name]}
                for name, kind in schema.load().kinds.items()
            ],
            "most_spoken_of": {
                kind: [
                    {**records.named(self.graph.entities[each]), "statements": number}
                    for each, number in self._spoken(kind)
                ] for kind in ("Reform", "Service", "Platform", "Place")
            },
        }

    def search(self, asked: Asked) -> list[Record]:
        """Entities by name; with in=statements sentences by their words, with in=genealogies documented lineages."""
        text = asked["q"]
        if len(folded(text)) < SHORTEST:
            raise UsageError(f"q: needs {SHORTEST} characters or more")
        if asked.get("in") == "statements":
            return [records.statement(self.graph, said) for said in self._index.statements(text)[: self._row_limit]]
        if asked.get("in") == "genealogies":
            return self._genealogies.search(text)
        kinds = {name: kind.prefix for name, kind in schema.load().kinds.items()}
        if "kind" in asked and asked["kind"] not in kinds:
            raise UsageError(f"kind: is one of {', '.join(kinds)}")
        found = self._index.entities(text, kinds.get(asked.get("kind", "")))
        return [
            {**records.named(self.graph.entities[each]), "name": name, "statements": len(self._about.get(each, ()))}
            for each, name in found[: self._row_limit]
        ]

    def entity(self, asked: Asked) -> Record:
        """An entity with its edges, each with its sentence."""
        found = self._found(asked["id"])
        return {
            **records.entity(self.graph, found, self._index.names.get(found.id, ())),
            "edges": [
                records.edge(self.graph, edge, None if edge.evidence is None else self._statements[edge.evidence])
                for edge in self._edges_of(found.id)[: self._row_limit]
            ],
            "statements": len(self._about.get(found.id, ())),
            "reports": [
                records.report(self.graph, self.graph.reports[each], len(self._of_report[each]))
                for each, place in self.graph.report_places.items()
                if self.graph.unit(place) == found.attrs.get("unit_id", found.id)
            ],
            "genealogies": self._genealogies.about(
                found.attrs.get("unit_id", found.id) if found.kind == "Place" else found.id
            ),
        }

    def timeline(self, asked: Asked) -> list[Record]:
        """What is said of an entity, in the order of time."""
        found = self._found(asked["id"])
        said = sorted(self._about.get(found.id, ()), key=lambda each: (each.since.hi, each.id))
        return [records.statement(self.graph, each) for each in said[: self._row_limit]]

    def lineage(self, asked: Asked) -> Record:
        """Who had a thing, since when at the latest, from whom."""
        found = self.graph.find(asked["id"], LINEAL)
        return records.lineage(self.graph, lineage(self.graph, found.id))

    def genealogies(self, _: Asked) -> list[Record]:
        """The documented lineages."""
        return self._genealogies.all()

    def genealogy(self, asked: Asked) -> Record:
        """A documented lineage with its events."""
        found = self._genealogies.of(asked["id"])
        if found is None:
            raise NotFound(f"{asked['id']}: no such documented lineage")
        return self._genealogies.whole(found)

    def statement(self, asked: Asked) -> Record:
        """A statement with its evidence and what surrounds it."""
        said = self._statements.get(asked["id"])
        if said is None:
            raise NotFound(f"{asked['id']}: no such statement")
        evidence = said.statement.evidence
        text = self.graph.text(evidence.report)
        return {
            **records.statement(self.graph, said),
            "before": text[max(0, evidence.start - SURROUNDINGS) : evidence.start],
            "after": text[evidence.end : evidence.end + SURROUNDINGS],
            "report": records.report(self.graph, self.graph.reports[evidence.report],
                                     len(self._of_report[evidence.report])),
        }

    def report(self, asked: Asked) -> Record:
        """A report, its text in pieces, and what was read from each."""
        if asked["id"] not in self.graph.reports:
            raise NotFound(f"{asked['id']}: no such report")
        said = self._of_report[asked["id"]]
        found = records.report(self.graph, self.graph.reports[asked["id"]], len(said))
        if asked.get("whole") != "yes":
            return found
        text = self.graph.text(asked["id"])
        return {**found, "pieces": list(records.marked(text, said)),
                "read": [records.statement(self.graph, each) for each in said]}

    def reports(self, _: Asked) -> list[Record]:
        """All reports."""
        return [records.report(self.graph, report, len(self._of_report[report.id]))
                for report in self.graph.reports.values()]

    def statements(self, asked: Asked) -> list[Record]:
        """The statements of a report."""
        if asked["id"] not in self.graph.reports:
            raise NotFound(f"{asked['id']}: no such report")
        return [records.statement(self.graph, said) for said in self._of_report[asked["id"]]]

    def questions(self, _: Asked) -> list[Record]:
        """The questions of the catalogue."""
        return [
            {"name": asked.name, **asked.header.model_dump(), "page": f"/questions/{asked.name}",
             "texts": dict(asked.texts)}
            for asked in catalog.catalog().values()
        ]

    def ask(self, asked: Asked) -> Frame:
        """The rows of a question."""
        given = {key.removeprefix("p."): value for key, value in asked.items() if key.startswith("p.") and value != ""}
        engine: run.Engine = self._projections.rdf if asked["by"] == "sparql" else self._projections.cypher
        question = _question(asked["name"])
        found = run.ask(question, given, engine, self.graph.registry, row_limit=self._row_limit)
        if asked["media"] == "text/csv":
            body = csv_of(found.columns, found.rows)
        else:
            told = {"columns": found.columns, "rows": found.rows, "cut": found.left_out}
            body = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
        return Frame({"media": asked["media"], "rows": len(found.rows), "cut": found.left_out}, body)

    def exports(self, _: Asked) -> list[Record]:
        """The formats of the whole graph."""
        return [{"name": name, "note": note, "page": f"/api/exports/{name}"} for name, note in exports.EXPORTS.items()]

    def export(self, asked: Asked) -> Frame:
        """The whole graph in a format."""
        if asked["name"] not in exports.EXPORTS:
            raise NotFound(f"{asked['name']}: no such export: there are {', '.join(exports.EXPORTS)}")
        body = "".join(exports.export(asked["name"], self.graph)).encode()
        return Frame({"media": _EXPORT_MEDIA.get(asked["name"], "text/plain"), "rows": 1}, body)

    def picture(self, asked: Asked) -> Frame:
        """A picture of an entity: curve, tiles or lineage of a thing, timeline of a place."""
        if asked.get("lang", "zh") not in LANGUAGES:
            raise UsageError(f"lang: is one of {', '.join(LANGUAGES)}")
        entity = self._found(asked["id"])
        if (asked["kind"] == "timeline") != (entity.kind == "Place") or entity.kind not in (*LINEAL, "Place"):
            raise NotFound(f"{asked['kind']}: there is no such picture of a {entity.kind}")
        drawn = file.drawn(self.graph, asked["kind"], entity.id, "en" if asked.get("lang") == "en" else "zh")
        return Frame({"media": "image/svg+xml", "rows": 1}, drawn.encode())

    def _spoken(self, kind: str) -> list[tuple[str, int]]:
        found = [
            (entity.id, len(self._about[entity.id])) for entity in self.graph.entities.values()
            if entity.kind == kind and entity.id in self._about
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:12]

    def _found(self, entity_id: str) -> Entity:
        if entity_id in self.graph.entities:
            return self.graph.entities[entity_id]
        return self.graph.registry.entity(entity_id)

    def _edges_of(self, entity: str) -> list[Edge]:
        numbers = {number for member, _ in self.graph.family(entity) for number in self._edges.get(member, ())}
        return [self.graph.edges[number] for number in sorted(numbers)]


def _question(name: str) -> catalog.Question:
    if name not in catalog.catalog():
        raise NotFound(f"{name}: no such question")
    return catalog.question(name)


_EXPORT_MEDIA = {
    "turtle": "text/turtle", "trig": "application/trig", "nquads": "application/n-quads",
    "jsonld": "application/ld+json", "statements": "application/x-ndjson", "statements-csv": "text/csv",
    "events": "text/csv", "events-codebook": "text/csv", "gexf": "application/gexf+xml",
    "graphml": "application/graphml+xml", "cyjs": "application/json",
}
_ANSWERS: Mapping[str, Callable[[Reader, Asked], object]] = {
    "front": Reader.front, "search": Reader.search, "entity": Reader.entity, "timeline": Reader.timeline,
    "lineage": Reader.lineage, "statement": Reader.statement, "statements": Reader.statements,
    "report": Reader.report, "reports": Reader.reports, "questions": Reader.questions, "ask": Reader.ask,
    "exports": Reader.exports, "export": Reader.export, "picture": Reader.picture,
    "genealogies": Reader.genealogies, "genealogy": Reader.genealogy,
    "review": lambda reader, asked: reader.reviews.counts(asked),
    "candidates": lambda reader, asked: reader.reviews.candidates(asked),
    "judgements": lambda reader, asked: reader.reviews.judgements(asked),
    "conflicts": lambda reader, asked: reader.reviews.conflicts(asked),
}
