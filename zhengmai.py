"""The command line, and `open` for those who work in Python. Only this module imports both loaders and graph.

    with zhengmai.open("workspace") as workspace:
        workspace.ask("adopters", reform="mian-zheng-ban").rows

What a command alone needs is imported inside it, so that `zhengmai --help` loads no engine.
"""

from __future__ import annotations

import atexit
import dataclasses
import datetime
import errno
import functools
import gc
import io
import json
import pathlib
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Literal, Protocol, Self, TypeAlias, overload

import typer
from typer.core import TyperGroup

import terminal
from ontology.errors import InputError, NotFound, StoreError, TextConflict, UsageError, ZhengmaiError

if TYPE_CHECKING:
    from graph.answer import Answer
    from graph.batches import Batch
    from graph.exports.frames import PandasFrame, PolarsFrame
    from graph.lineage import Lineage
    from graph.model import Graph
    from graph.projections import Projections
    from graph.property_graph import PropertyGraph
    from graph.rdf import Triples
    from graph.spool import Spool
    from graph.store import Change
    from loaders.batch import Source
    from ontology.registry import Registry
    from ontology.report import Reading
    from ontology.statement import Statement
    from review import Desk

WORKSPACE = pathlib.Path("workspace")
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
SEEDS = pathlib.Path(__file__).resolve().parent / "seeds"
MANIFEST = "reports.yaml"
LINEAL = ("Reform", "Service", "Platform", "PlatformType", "PolicyDocument")  # what may have a lineage
SURROUNDINGS = 80  # characters shown on either side of a marked sentence

Language: TypeAlias = Literal["cypher", "sparql"]
Library: TypeAlias = Literal["pandas", "polars"]
By: TypeAlias = Literal["cypher", "sparql", "neo4j"]

Paths = Annotated[list[pathlib.Path], typer.Argument(help="Report files, or folders of them.")]
Folder = Annotated[pathlib.Path, typer.Option("--workspace", readable=False, help="The folder that holds the graph.")]
ManifestFile = Annotated[
    pathlib.Path | None,
    typer.Option("--manifest", help="A YAML list of what each report is; a folder's own reports.yaml is found."),
]
Recorded = Annotated[str | None, typer.Option("--recorded", help="The day of recording: 2024-06-30. Default: today.")]
Place = Annotated[
    str | None, typer.Option("--place", help="Whose report a file is that no manifest describes: a name or a code.")
]
Agency = Annotated[str | None, typer.Option("--agency", help="The body that wrote such a file.")]
Term = Annotated[str | None, typer.Option("--period", help="The time such a file tells of: 2024-01/2024-06.")]
Replace = Annotated[bool, typer.Option("--replace", help="Let a different text take the place of one under its id.")]
Workers = Annotated[int, typer.Option("--workers", min=1, help="Processes that read side by side.")]
User = Annotated[
    str | None, typer.Option("--user", envvar="ZHENGMAI_NEO4J_USER", help="Who may read or write the Neo4j.")
]
Password = Annotated[
    str | None,
    typer.Option(
        "--password", envvar="ZHENGMAI_NEO4J_PASSWORD", show_default=False,
        help="The password; other users of the machine can see an option, and not the environment.",
    ),
]
Database = Annotated[str | None, typer.Option("--database", help="A database of the Neo4j, else its default.")]
Speech = Annotated[Literal["zh", "en"], typer.Option("--language", help="Chinese or English.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]

app = typer.Typer(
    name="zhengmai",
    help=(
        "Who has a reform, since when, who was first, who learned it from whom, where does it say so: "
        "a graph of what Chinese local governments report, with the sentence behind every edge."
    ),
    epilog="Exit status: 0 found, 1 no such thing, 2 usage, 3 bad input, 4 the workspace cannot be used.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


class Write(Protocol):
    """`build` or `add` of a store."""

    def __call__(
        self, readings: Iterable[Reading], recorded: datetime.date, *, replace: bool | Collection[str] = False
    ) -> Change:
        """Write the readings in one transaction."""


class Workspace:
    """An open workspace: the reports that were read, and what can be asked of them."""

    def __init__(self, path: pathlib.Path) -> None:
        from graph.store import Store

        self.store = Store.open(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()

    @functools.cached_property
    def registry(self) -> Registry:
        """The entities that are known, as judgements have them."""
        from graph import judged
        from ontology import registry

        return registry.load().under(judged.applied(self.store))

    @functools.cached_property
    def graph(self) -> Graph:
        """The reports and statements with the ids of their entities, and the plain edges between these."""
        from graph import judged
        from ontology import registry

        return judged.graph(self.store, registry.load())

    @functools.cached_property
    def projections(self) -> Projections:
        """The graph in the engines of both languages."""
        from graph.projections import open_projections
        from ontology import registry

        return open_projections(self.store, registry.load())

    def ask(self, question: str, by: Language = "cypher", **arguments: str) -> Answer:
        """The rows of a question, the same in either language. Raises UsageError, NotFound."""
        from queries import catalog, run

        asked = catalog.question(question)
        engine: run.Engine = self.projections.cypher if by == "cypher" else self.projections.rdf
        return run.ask(asked, arguments, engine, self.registry)

    def cypher(self, text: str) -> Answer:
        """The rows of a query in Cypher. Raises UsageError."""
        return self.projections.cypher.run(text)

    def sparql(self, text: str) -> Answer:
        """The rows of a query in SPARQL. Raises UsageError."""
        from graph.deadline import run_within

        return run_within(self.projections.folder / "rdf", text)

    def networkx(self) -> PropertyGraph:
        """All nodes and relationships, labels and properties as attributes."""
        from graph.property_graph import property_graph

        return property_graph(self.graph)

    def rdflib(self) -> Triples:
        """The default graph."""
        from graph.rdf import default_graph

        return default_graph(self.graph)

    @overload
    def frame(self, name: str, library: Literal["pandas"] = "pandas") -> PandasFrame: ...
    @overload
    def frame(self, name: str, library: Literal["polars"]) -> PolarsFrame: ...
    def frame(self, name: str, library: Library = "pandas") -> PandasFrame | PolarsFrame:
        """A table: statements, nodes, edges or events. Raises UsageError for another, or without the library."""
        from graph.exports import frames

        return frames.pandas_frame(self.graph, name) if library == "pandas" else frames.polars_frame(self.graph, name)

    def lineage(self, name: str) -> Lineage:
        """Who had a reform, since when at the latest, from whom. Raises UsageError, NotFound."""
        from graph.lineage import lineage

        return lineage(self.graph, self.graph.find(name, LINEAL).id)


def open(path: str | pathlib.Path = "workspace") -> Workspace:  # noqa: A001  # reads as zhengmai.open
    """Open a workspace that `zhengmai build` made. Raises StoreError."""
    return Workspace(pathlib.Path(path))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command. What a user can mend is told in one line, with the exit status of its cause."""
    # The registry's objects are made once and stay to the end: looking among them for what could go took, of a run that
    # reads one report, a fifth while they were made and a tenth at the exit.
    gc.set_threshold(100_000, 20, 20)
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    if isinstance(sys.stdout, io.TextIOWrapper) and isinstance(sys.stdout.buffer, io.RawIOBase):
        # PYTHONUNBUFFERED: Python then takes a write that the disk cut short for a whole one.
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(sys.stdout.detach()), encoding="utf-8", line_buffering=True)
    try:
        _run(arguments)
    except ZhengmaiError as error:
        terminal.note(f"zhengmai: {error}")
        raise SystemExit(error.status) from None


def _run(arguments: Sequence[str] | None) -> None:
    """Run a command to its last written byte: what stays in a buffer would fail after the exit status is settled."""
    try:
        try:
            app(arguments)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # who reads has read enough
        sys.stdout = io.StringIO()
    except OSError as error:
        if error.errno not in FULL:
            raise
        sys.stdout = io.StringIO()
        where = error.filename or "standard output"
        raise StoreError(f"{where}: cannot be written: {error.strerror}: free some room, then try again") from error


@app.callback()
def _every_command(
    context: typer.Context,
    workspace: Annotated[
        pathlib.Path,
        typer.Option(
            "--workspace", readable=False, envvar="ZHENGMAI_WORKSPACE", help="The folder that holds the graph."
        ),
    ] = WORKSPACE,
) -> None:
    # The option may stand before the command or after it.
    assert isinstance(context.command, TyperGroup)
    context.default_map = {name: {"workspace": workspace} for name in context.command.list_commands(context)}


@app.command()
def build(
    paths: Annotated[list[pathlib.Path] | None, typer.Argument(help="Report files, or folders of them.")] = None,
    manifest: ManifestFile = None, place: Place = None, agency: Agency = None, period: Term = None,
    workspace: Folder = WORKSPACE, replace: Replace = False, recorded: Recorded = None, workers: Workers = 1,
) -> None:
    """Make the workspace hold exactly these reports; without PATH the digests that ship with the program."""
    found = _sources(paths or ([SEEDS] if manifest is None else []), manifest, place, agency, period)
    _take(found, workspace, exact=True, replace=replace, recorded=recorded, workers=workers)


@app.command()
def add(
    paths: Paths, manifest: ManifestFile = None, place: Place = None, agency: Agency = None, period: Term = None,
    workspace: Folder = WORKSPACE, replace: Replace = False, recorded: Recorded = None, workers: Workers = 1,
) -> None:
    """Add reports to the workspace; one that it holds already, read by the same reader, changes nothing."""
    found = _sources(paths, manifest, place, agency, period)
    _take(found, workspace, exact=False, replace=replace, recorded=recorded, workers=workers)


@app.command()
def extract(
    paths: Paths, manifest: ManifestFile = None, place: Place = None, agency: Agency = None, period: Term = None,
    workers: Workers = 1,
) -> None:
    """Print the statements of reports as JSON lines, without a workspace."""
    from ontology import registry

    known = registry.load()
    for reading in _readings(_sources(paths, manifest, place, agency, period), workers):
        terminal.write_lines(extracted(reading, known))


@app.command("why-not")
def why_not(
    report: Annotated[str, typer.Argument(help="A report's file, or the id of one in the workspace.")],
    phrase: Annotated[str, typer.Argument(help="Words that stand in it.")],
    manifest: ManifestFile = None, place: Place = None, agency: Agency = None, period: Term = None,
    workspace: Folder = WORKSPACE, as_json: AsJson = False,
) -> None:
    """Show why a phrase of a report made no statement: its sentence, names and cues, and what stood against it."""
    from loaders.refusal import refusals
    from ontology import registry

    known = registry.load()
    if pathlib.Path(report).is_file():
        from loaders import report as reports_

        (source,) = _sources([pathlib.Path(report)], manifest, place, agency, period)
        given = reports_.read_report(source.path, known, source.row)
    else:
        with open(workspace) as held:
            found = {each.id: each for each in held.store.reports()}
            if report not in found:
                raise NotFound(f"{report}: is neither a file nor a report of the workspace")
            given = found[report].with_text(held.store.text(report))
    seen = refusals(given, known, phrase)
    if as_json:
        terminal.write_json([dataclasses.asdict(each) for each in seen])
    else:
        terminal.write_lines(line for each in seen for line in each.lines())


@app.command()
def reports(workspace: Folder = WORKSPACE, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the reports of the workspace: place, body, time, and how much was read from each."""
    with open(workspace) as held:
        read = held.store.sizes()
        rows = [
            {
                "report": report.id, "place": report.place.text, "agency": report.agency,
                "period": report.period.label(),
                "plan_period": None if report.plan_period is None else report.plan_period.label(),
                "done_length": report.done_length, "plan_length": report.plan_length,
                "aside": report.aside,
                "statements": read[report.id], "text_kind": report.text_kind,
            }
            for report in held.store.reports()
        ]
    columns = tuple(rows[0]) if len(rows) > 0 else ("report",)
    terminal.write_found(columns, rows, _form(as_json, as_csv), "the workspace holds no report")


@app.command()
def lineage(
    name: Annotated[str, typer.Argument(help="A reform, service, platform or document, or a documented lineage.")],
    workspace: Folder = WORKSPACE, as_json: AsJson = False,
) -> None:
    """Tell how a reform came to the places whose reports were read, and how it spread as others document it.

    Of what the reports say with the words of every step, of the rest with its source.
    """
    import story
    from graph import genealogy

    with open(workspace) as held:
        documented = genealogy.named(name, held.graph)
        try:
            found = held.lineage(name)
        except NotFound:
            if len(documented) == 0:
                raise
            found = None
        if found is not None and len(found.events) == 0 and len(documented) == 0:
            raise NotFound(f"no statement of this workspace is about {found.thing.label}")
        if as_json:
            told = [story.documented_record(each, held.graph) for each in documented]
            terminal.write_json({**({} if found is None else story.record(found)), "documented": told})
            return
        if found is not None and len(found.events) > 0:
            terminal.write_lines(story.lines(found, held.graph))
        for number, each in enumerate(documented):
            if number > 0 or (found is not None and len(found.events) > 0):
                terminal.write_lines([""])
            terminal.write_lines(story.documented(each, held.graph))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question: `zhengmai questions` lists them.")],
    values: Annotated[
        list[str] | None, typer.Argument(metavar="NAME=VALUE...", help="Its parameters.", show_default=False)
    ] = None,
    by: Annotated[By, typer.Option("--by", help="The language in which it is asked, or neo4j.")] = "cypher",
    neo4j: Annotated[str | None, typer.Option("--neo4j", metavar="BOLT-URL", help="With --by neo4j: where.")] = None,
    user: User = None, password: Password = None, database: Database = None,
    workspace: Folder = WORKSPACE, as_json: AsJson = False, as_csv: AsCsv = False,
) -> None:
    """Ask one of the questions that come with the program; the rows are the same in both languages, and of a Neo4j."""
    from queries import catalog, run

    asked = catalog.question(question)
    arguments = dict(_pair(value) for value in values or [])
    if (by == "neo4j") != (neo4j is not None):
        raise UsageError("--by neo4j and --neo4j BOLT-URL belong together")
    if neo4j is not None:
        from graph.neo4j import Neo4jGraph
        from ontology import registry

        with Neo4jGraph.open(neo4j, user, password, database=database) as engine:
            terminal.write_answer(run.ask(asked, arguments, engine, registry.load()), _form(as_json, as_csv))
        return
    assert by != "neo4j"
    with open(workspace) as held:
        terminal.write_answer(held.ask(question, by, **arguments), _form(as_json, as_csv))


@app.command()
def questions(
    language: Annotated[Literal["en", "zh"], typer.Option("--language", help="Of the titles in the table.")] = "en",
    as_json: AsJson = False, as_csv: AsCsv = False,
) -> None:
    """List the questions, their parameters and an example of each."""
    from queries import catalog

    rows = [
        {
            "question": asked.name, "title": asked.header.title, "title_zh": asked.header.title_zh,
            "purpose": asked.header.purpose, "purpose_zh": asked.header.purpose_zh,
            "parameters": [each.name if each.required else f"[{each.name}]" for each in asked.header.parameters],
            "columns": list(asked.header.columns), "example": asked.header.example,
        }
        for asked in catalog.catalog().values()
    ]
    form = _form(as_json, as_csv)
    title = "title" if language == "en" else f"title_{language}"
    columns = ("question", title, "parameters", "example") if form == "table" else tuple(rows[0])
    terminal.write_found(columns, rows, form, "there are no questions")


@app.command()
def cypher(
    text: Annotated[str, typer.Argument(help="A query.")],
    workspace: Folder = WORKSPACE, as_json: AsJson = False, as_csv: AsCsv = False,
) -> None:
    """Answer a query in Cypher. The text is trusted: do not run one from a stranger."""
    with open(workspace) as held:
        terminal.write_answer(held.cypher(text), _form(as_json, as_csv), whole=True)


@app.command()
def sparql(
    text: Annotated[str, typer.Argument(help="A query.")],
    workspace: Folder = WORKSPACE, as_json: AsJson = False, as_csv: AsCsv = False,
) -> None:
    """Answer a query in SPARQL. The text is trusted: do not run one from a stranger."""
    with open(workspace) as held:
        terminal.write_answer(held.sparql(text), _form(as_json, as_csv), whole=True)


@app.command()
def show(
    entity: Annotated[str, typer.Argument(help="A name or an id.")],
    workspace: Folder = WORKSPACE, as_json: AsJson = False, as_csv: AsCsv = False,
) -> None:
    """Show an entity: what it is, the edges of it and of its variants and instances, each with its sentence.

    In brackets, what makes no plain edge: figures, and readings that are candidates only.
    """
    with open(workspace) as held:
        found = held.graph.find(entity)
        edges = [*terminal.edges_of(held.graph, found.id), *terminal.doubtful(held.graph, found.id)]
    form = _form(as_json, as_csv)
    if form == "json":
        terminal.write_json({"id": found.id, "kind": found.kind, "label": found.label, **found.attrs, "edges": edges})
        return
    if form == "table":
        facts = [f"{key}: {value}" for key, value in sorted(found.attrs.items())]
        terminal.write_lines([f"{found.label} · {found.kind} · {found.id}", *facts, ""])
    terminal.write_found(terminal.EDGE_COLUMNS, edges, form, f"{found.label} has no edge in this workspace")


@app.command()
def explain(
    statement: Annotated[str, typer.Argument(help="The id of a statement, as questions give it.")],
    workspace: Folder = WORKSPACE, as_json: AsJson = False,
) -> None:
    """Show where a statement stands: its sentence in its surroundings, the section, the report, what read it."""
    with open(workspace) as held:
        resolved = held.graph.statement(statement)
        said = resolved.statement
        report = held.graph.reports[said.evidence.report]
        text = held.store.text(report.id)
        ends = {"subject": resolved.subject, "object": resolved.object}
        entities = {part: _known(held.graph, entity) for part, entity in ends.items()}
    start, end = said.evidence.start, said.evidence.end
    before, after = text[max(0, start - SURROUNDINGS) : start], text[end : end + SURROUNDINGS]
    cues = _cues(said)
    if as_json:
        terminal.write_json({
            **said.record(), "text_kind": report.text_kind, "before": before, "after": after, "cues": cues,
            "entities": entities,
        })
        return
    status = "" if said.status is None else f" · {said.status}"
    terminal.write_lines([
        f"{said.subject.text} {said.relation} {said.object.text}{status} · in {said.place.text}",
        f"{said.period.text()} ({said.period.basis}) · {said.tier} · {said.id}",
        f"report {report.id}, characters {start} to {end} · {said.evidence.section or 'no section'}",
        f"read by {said.pattern}" + (f" · {terminal.DIGEST}" if report.text_kind == "digest" else ""),
        *(f"cue words of {cue}: {terminal.bracketed(words, said.evidence.quote)}" for cue, words in cues.items()),
        *(f"{part}: {terminal.entity_line(row)}" for part, row in entities.items()),
        "",
    ])
    terminal.write_marked(before, said.evidence.quote, after)


@app.command()
def export(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="Its name; an unknown one lists all there are.")],
    output: Annotated[
        pathlib.Path | None, typer.Option("--output", "-o", help="A file, or for some formats a folder.")
    ] = None,
    where: Annotated[
        list[str] | None, typer.Option("--where", metavar="KEY=VALUE", help="A part of the graph; may be repeated.")
    ] = None,
    variant: Annotated[str | None, typer.Option("--as", help="Another form of it: csv, parquet, codebook.")] = None,
    workspace: Folder = WORKSPACE,
) -> None:
    """Write the graph, or a part of it, in another format: to standard output, or into a file or folder.

    Of one key either value serves, different keys hold together: --where place=... --where period=2021/2024.
    """
    from graph import exports
    from graph.exports import destination, html, selection

    name, pairs = exports.format_of(form, variant), selection.parse(where or [])
    with open(workspace) as held:
        of = None
        if name in exports.PAGES:
            of, pairs = html.subject(held.graph, pairs)
        selected = selection.select(held.graph, pairs, silent=name in exports.COUNTS_SILENCE)
        if of is not None:
            _put(html.page(selected.graph, of), output)
        elif output is None:
            sys.stdout.writelines(exports.export(name, selected.graph))
        else:
            destination.save(name, selected.graph, output)
    if len(pairs) > 0:
        terminal.note(selected.told())


@app.command()
def picture(
    kind: Annotated[Literal["curve", "tiles", "lineage", "timeline"], typer.Argument(help="Which picture.")],
    name: Annotated[str, typer.Argument(help="A reform, service or platform; for a timeline a place.")],
    output: Annotated[
        pathlib.Path | None, typer.Option("--output", "-o", help="A file: .svg or .png. Default: SVG, printed.")
    ] = None,
    language: Speech = "zh",
    year: Annotated[int | None, typer.Option("--year", help="Of tiles: their year. Default: the last.")] = None,
    workspace: Folder = WORKSPACE,
) -> None:
    """Draw the adoption curve, the tiles by province or the lineage of a thing, or the timeline of a place."""
    from graph.pictures import file

    if output is not None and output.suffix not in (".svg", ".png"):
        raise UsageError(f"{output}: a picture is a file .svg or .png")
    with open(workspace) as held:
        found = held.graph.find(name, ("Place",) if kind == "timeline" else LINEAL)
        drawn = file.drawn(held.graph, kind, found.id, language, year)
    _put(file.png(drawn) if output is not None and output.suffix == ".png" else drawn, output)


@app.command()
def brief(
    place: Annotated[str, typer.Argument(help="The place that is compared.")],
    peers: Annotated[
        list[str] | None,
        typer.Option("--peers", help="Places, with commas between them. Default: those of its level, near in time."),
    ] = None,
    output: Annotated[
        pathlib.Path | None, typer.Option("--output", "-o", help="A file: .md, .docx or .csv. Default: Markdown.")
    ] = None,
    language: Speech = "zh", workspace: Folder = WORKSPACE,
) -> None:
    """Write what peers have in use, pilot or plan beside the place's own state, with a sentence in every cell."""
    from graph import brief as made
    from graph import peers as near
    from graph.exports import brief as written

    form = "md" if output is None else output.suffix.removeprefix(".")
    if form not in written.FORMS:
        raise UsageError(f"{output}: a brief is a file .{', .'.join(written.FORMS)}")
    with open(workspace) as held:
        own = held.graph.find(place, ("Place",)).id
        names = [name.strip() for group in peers or () for name in group.replace("\uff0c", ",").split(",")]
        others = [held.graph.find(name, ("Place",)).id for name in names] or near.peers(held.graph, own)
        found = made.brief(held.graph, own, others)
    if len(found.lines) == 0:
        raise NotFound(f"{place}: no report of its peers tells of a reform or service: name others with --peers")
    _put(written.written(found, form, language), output)
    terminal.note(f"{terminal.counted(len(found.lines), 'thing')} beside {terminal.counted(len(found.peers), 'peer')}")


def _put(content: str | bytes, output: pathlib.Path | None) -> None:
    from graph.exports import destination

    if output is not None:
        destination.save_file([content if isinstance(content, bytes) else content.encode()], output)
    elif isinstance(content, str):
        sys.stdout.write(content)
    else:
        raise UsageError("this is no text: say where it goes with -o")


@app.command()
def review(
    item: Annotated[
        str | None, typer.Argument(help="The id of a candidate or statement, or an entity: decide on it alone.")
    ] = None,
    decision: Annotated[
        str | None, typer.Argument(help="accept, reject, rename, same, different or part_of.")
    ] = None,
    other: Annotated[str | None, typer.Argument(help="The new name, or the other entity.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why.")] = None,
    judge: Annotated[str | None, typer.Option("--judge", envvar="ZHENGMAI_JUDGE", help="Who decides.")] = None,
    day: Annotated[str | None, typer.Option("--day", help="The day of the decision. Default: today.")] = None,
    undo: Annotated[str | None, typer.Option("--undo", metavar="ID", help="Take a judgement back.")] = None,
    only_list: Annotated[bool, typer.Option("--list", help="List what is to be judged.")] = False,
    judged: Annotated[bool, typer.Option("--judged", help="List the judgements in force and how they stand.")] = False,
    to: Annotated[pathlib.Path | None, typer.Option("--to", help="Write a sheet for a spreadsheet.")] = None,
    from_: Annotated[pathlib.Path | None, typer.Option("--from", help="Take in a sheet that was filled in.")] = None,
    sort: Annotated[str | None, typer.Option("--sort", help="alias, pair, name, statement, flag or changed.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="At most so many candidates.")] = None,
    workspace: Folder = WORKSPACE, as_json: AsJson = False, as_csv: AsCsv = False,
) -> None:
    """Correct the graph: walk through what is doubtful, the surest and widest first, and decide.

    Decisions are appended to the workspace's judgements.jsonl and applied whenever the graph is read.
    """
    import review as reviewed
    from graph import review as waiting
    from graph.candidates import SORTS
    from graph.judged import journals

    with open(workspace) as held:
        found = waiting.review(held.store, _registry(), held.graph)
        before, journal = journals(workspace)
        if sort is not None and sort not in SORTS:
            raise UsageError(f"--sort {sort}: there are {', '.join(SORTS)}")
        chosen = [each for each in found.candidates if sort in (None, each.sort)][:limit]
        desk = reviewed.Desk(
            found.graph, found.bare, found.candidates if item is not None or from_ is not None else chosen,
            found.standing.changed, journal, before, judge, _day(day).isoformat(),
        )
        if judged:
            rows = list(reviewed.judged(found))
            terminal.write_found(reviewed.JUDGED, rows, _form(as_json, as_csv), "nothing was judged")
        elif only_list:
            rows, form = list(reviewed.rows(desk)), _form(as_json, as_csv)
            columns = reviewed.COLUMNS if form == "table" or len(rows) == 0 else tuple(rows[0])
            terminal.write_found(columns, rows, form, "nothing is to be judged")
        elif to is not None:
            from graph import sheet

            sheet.save(desk.candidates, held.graph, to)
            terminal.note(f"{to}: {terminal.counted(len(desk.candidates), 'candidate')}")
        else:
            _judge(desk, item, decision, other, reason, undo, from_)
    for line in reviewed.told(found.effective, found.standing):
        terminal.note(line)


def _judge(
    desk: Desk, item: str | None, decision: str | None, other: str | None, reason: str | None, undo: str | None,
    from_: pathlib.Path | None,
) -> None:
    """Take decisions: from a sheet, from the command, or one after the other from whoever answers."""
    import review as reviewed

    if from_ is not None:
        done = reviewed.take_sheet(desk, from_)
    elif undo is not None or item is not None:
        if reason is None or (item is not None and decision is None):
            raise UsageError("a judgement needs a decision and --reason")
        done = desk.take_back(undo, reason) if undo is not None else desk.decide(
            str(item), str(decision), other, reason
        )
    else:
        number = reviewed.walk(desk, sys.stdin)
        terminal.note(f"{terminal.counted(number, 'decision')} in {desk.journal}")
        return
    terminal.write_lines(done)
    terminal.note(f"{terminal.counted(len(done), 'judgement')} in {desk.journal}")


@app.command(name="release-check")
def release_check(workspace: Folder = WORKSPACE, as_json: AsJson = False) -> None:
    """Assert what must hold before anything is published; exit status 3 where something does not."""
    from graph.review import review as reviewed
    from release import checks

    with open(workspace) as held:
        found = reviewed(held.store, _registry(), held.graph)
        done = list(checks(held.graph, found.candidates, found.effective, _short_of(held)))
    if as_json:
        terminal.write_json([dataclasses.asdict(check) for check in done])
    else:
        for check in done:
            terminal.write_lines([f"{'ok   ' if len(check.faults) == 0 else 'fails'}  {check.name}"])
            terminal.write_lines(f"       {fault}" for fault in check.faults)
    failed = sum(len(check.faults) > 0 for check in done)
    if failed > 0:
        raise InputError(f"{failed} of {len(done)} assertions fail: mend what is named before anything is published")


def _short_of(held: Workspace) -> Iterable[str]:
    """What the reports that ship have less of than their manifest expects, of those that the workspace holds."""
    here = {report.id for report in held.store.reports()}
    counts = Counter((s.evidence.report, s.relation) for s in held.store.statements() if s.tier != "candidate")
    for source in _sources([SEEDS], None, None, None, None):
        for relation, least in sorted(source.row.least.items()):
            if source.row.id in here and counts[source.row.id, relation] < least:
                found = counts[source.row.id, relation]
                yield f"{source.row.id}: {found} \u00d7 {relation}, and its manifest expects at least {least}"
        if source.row.id not in here:
            yield f"{source.row.id}: is not in the workspace"


@app.command()
def push(
    target: Annotated[str, typer.Argument(metavar="neo4j", help="The kind of server.")],
    url: Annotated[str, typer.Argument(metavar="BOLT-URL", help="Its address: bolt://127.0.0.1:7687")],
    user: User = None, password: Password = None, database: Database = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be pushed.")] = False,
    workspace: Folder = WORKSPACE, as_json: AsJson = False,
) -> None:
    """Make a Neo4j hold exactly this graph; broken off anywhere, it is mended by the next push."""
    if target != "neo4j":
        raise UsageError(f"{target}: nothing can be pushed there: there is neo4j")
    from graph.push import push as pushed

    def shown(batches: Iterable[Batch], number: int) -> Iterable[Batch]:
        return terminal.progress(batches, "pushing", number)

    with open(workspace) as held:
        counts = pushed(held.graph, url, user, password, database=database, progress=shown, dry_run=dry_run)
    if as_json:
        terminal.write_json(dataclasses.asdict(counts))
        return
    elements = {**counts.nodes, **counts.relationships}
    rows = [{"element": kind, "number": number} for kind, number in elements.items()]
    terminal.write_rows(("element", "number"), rows, "table")
    nodes, relationships = sum(counts.nodes.values()), sum(counts.relationships.values())
    done = "would be pushed" if dry_run else "pushed"
    terminal.note(
        f"{nodes} nodes and {relationships} relationships {done}; "
        f"{counts.removed_nodes} and {counts.removed_relationships} of older builds removed"
    )


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0: any that is free.")] = 8000,
    setting: Annotated[
        list[str] | None, typer.Option("--setting", metavar="NAME=VALUE", help="A limit; a wrong name lists all.")
    ] = None,
    workspace: Folder = WORKSPACE,
) -> None:
    """Answer SPARQL, Cypher, a JSON API and pages over HTTP, until it is stopped."""
    from queries.server import app as server
    from queries.server.settings import changed

    server.serve(workspace, host, port, changed(dict(_pair(value) for value in setting or [])))


@app.command()
def doctor(workspace: Folder = WORKSPACE, as_json: AsJson = False) -> None:
    """Say what works on this machine, and what to do where something does not."""
    from doctor import examine, works
    from loaders import batch, core

    def readings() -> Iterable[Reading]:
        return batch.read_all(_sources([SEEDS], None, None, None, None))

    known = list(examine(workspace, readings, core.state()))
    if as_json:
        terminal.write_json([dataclasses.asdict(finding) for finding in known])
    else:
        rows = [(finding.state, finding.name, finding.detail) for finding in known]
        for line, finding in zip(terminal.aligned(rows), known, strict=True):
            terminal.write_lines([line] + ([f"         {finding.advice}"] if finding.advice != "" else []))
    if not works(known):
        raise StoreError("the main job does not work here: see what is broken above")


def _registry() -> Registry:
    from ontology import registry

    return registry.load()


def _sources(
    paths: Sequence[pathlib.Path], manifest: pathlib.Path | None, place: str | None, agency: str | None,
    period: str | None,
) -> list[Source]:
    """The reports meant, described by the manifest given, else by the reports.yaml of the one folder given."""
    from loaders import batch

    if manifest is None and len(paths) == 1 and (paths[0] / MANIFEST).is_file():
        manifest = paths[0] / MANIFEST
    return batch.sources(paths, manifest, place=place, agency=agency, period=period)


def _take(
    found: Sequence[Source], workspace: pathlib.Path, *, exact: bool, replace: bool, recorded: str | None, workers: int
) -> None:
    """Read reports and put them into the store: all are read before the store is touched, none stays in memory."""
    from graph.spool import Spool
    from graph.store import Store

    day = _day(recorded)
    short: list[str] = []
    statements, aside, flags = 0, 0, Counter[str]()
    with Spool() as spool:
        for source, reading in zip(found, _readings(found, workers), strict=True):
            spool.append(reading)
            short += _shortfalls(source, reading)
            statements += len(reading.statements)
            aside += reading.aside
            flags.update(flag.reason for flag in reading.flags)
        with Store.open(workspace, create=True) as store:
            change = _write(store.build if exact else store.add, spool, day, replace=replace)
    for line in short:
        terminal.note(line)
    terminal.note(
        f"{workspace}: {terminal.counted(len(found), 'report')} read: {change.added} new, "
        f"{change.reread} read anew, {change.unchanged} unchanged, {change.removed} removed; "
        f"{terminal.counted(statements, 'statement')}"
        + "".join(f"; {number} × {reason}, left out" for reason, number in sorted(flags.items()))
        + (f"; {terminal.counted(aside, 'sentence')} on other subjects, passed over" if aside > 0 else "")
    )


def _write(write: Write, spool: Spool, day: datetime.date, *, replace: bool) -> Change:
    """Write the readings; where other texts stand under their ids, ask whoever sits at a terminal, else fail."""
    try:
        return write(spool, day, replace=replace)
    except TextConflict as conflict:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise
        terminal.note(str(conflict))
        number = terminal.counted(len(conflict.reports), "report")
        if not typer.confirm(f"Replace {number}? What stood there stays readable as of earlier days", err=True):
            raise
        return write(spool, day, replace=conflict.reports)


def _readings(found: Sequence[Source], workers: int) -> Iterable[Reading]:
    from loaders import batch

    return terminal.progress(batch.read_all(found, workers=workers), "reading", len(found))


def _shortfalls(source: Source, reading: Reading) -> Iterable[str]:
    """A line for each relation of which a reading has fewer statements than its manifest row expects."""
    read = Counter(statement.relation for statement in reading.statements)
    for relation, least in sorted(source.row.least.items()):
        if read[relation] < least:
            yield f"{source.row.id}: {read[relation]} × {relation}, and its manifest expects at least {least}"


def _day(recorded: str | None) -> datetime.date:
    if recorded is None:
        return datetime.datetime.now().astimezone().date()
    try:
        return datetime.date.fromisoformat(recorded)
    except ValueError as error:
        raise UsageError(f"--recorded {recorded}: is no day: write 2024-06-30") from error


def _cues(said: Statement) -> dict[str, list[str]]:
    """The words of each cue that a statement's pattern names; none for what this program no longer knows."""
    from loaders import pattern

    relation, _, names = said.pattern.partition("/")
    cues = {cue.id: cue.words for cue in pattern.pattern(relation).cues} if relation in pattern.relations() else {}
    rules = {rule.id: rule.words for rule in pattern.status_rules().rules}
    found = {f"{relation}/{name}": cues[name] for name in names.split("+")[:1] if name in cues}
    return found | {f"status/{name}": rules[name] for name in names.split("+")[1:] if name in rules}


def _known(graph: Graph, entity_id: str) -> dict[str, object]:
    """What an entity is known as: id, kind, label, and its other names where the registry has it."""
    entity = graph.entity(entity_id)
    rows = [name for name in graph.registry.names if name.entity == entity_id and name.role != "cue"]
    names = {name.text for name in rows if name.text != entity.label}
    registered = entity_id in graph.registry.entities
    return {
        "id": entity.id, "kind": entity.kind, "label": entity.label, "aliases": sorted(names), "registered": registered,
    }


def extracted(reading: Reading, known: Registry) -> Iterable[str]:
    """The lines of a reading as `extract` writes them, each with the report's label and the object's canonical name."""
    report = reading.report
    for statement in reading.statements:
        entity = known.resolve(statement.object.text, statement.object.kind, statement.place.place, report.year)
        canonical = statement.object.text if entity is None else entity.label
        row = {**statement.record(), "doc": report.doc, "canonical": canonical, "text_kind": report.text_kind}
        yield json.dumps(row, ensure_ascii=False, sort_keys=True)


def _pair(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if equals == "":
        raise UsageError(f"{given}: must be name=value, as reform=NAME")
    return name, value


def _form(as_json: bool, as_csv: bool) -> terminal.Form:
    if as_json and as_csv:
        raise UsageError("--json and --csv: choose one")
    return "json" if as_json else "csv" if as_csv else "table"


if __name__ == "__main__":
    main()
