"""Pushes into a real Neo4j, broken off in every way and mended by the next: make test-engines."""

from __future__ import annotations

import contextlib
import dataclasses
import pathlib
import random
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import pytest

from graph.batches import Batch, inventory
from graph.elements import nodes, relationships
from graph.model import Graph
from graph.neo4j import MARKER, Neo4jGraph
from graph.push import push
from ontology.errors import StoreError, UsageError
from tests.conftest import ROOT
from tests.graph_samples import graph, readings
from tests.neo4j_server import NAMES, PASSWORD, USER, Graphs, Server, Workspaces, graphs, server, table, workspaces

__all__ = ["graphs", "server", "workspaces"]  # the fixtures

pytestmark = pytest.mark.engines

# In small batches a push has many moments at which it can be broken off.
SMALL = 100
# Pushes by a process that is killed.
KILLS = 8

Content: TypeAlias = tuple[dict[str, object], dict[tuple[str, str, str], object]]


def content_of(server: Server) -> Content:
    """All that the server holds of ours, except the Build node."""
    found = server.read("MATCH (n) WHERE n.build <> '' RETURN n.id AS id, labels(n) AS labels, properties(n) AS p")
    links = server.read(
        "MATCH (a)-[e]->(b) WHERE e.build IS NOT NULL RETURN a.id AS a, type(e) AS e, b.id AS b, properties(e) AS p"
    )
    held = {str(row["id"]): (sorted(row["labels"]), row["p"]) for row in found}  # type: ignore[call-overload]  # a list
    linked = {(str(row["a"]), str(row["e"]), str(row["b"])): row["p"] for row in links}
    assert (len(held), len(linked)) == (len(found), len(links)), "an element is there twice"
    return dict(held), dict(linked)


def expected(content: Graph) -> Content:
    build = inventory(content).digest
    return (
        {node.id: (sorted(node.labels), {**node.properties, "build": build}) for node in nodes(content)},
        {(e.source, e.type, e.target): {**e.properties, "build": build} for e in relationships(content)},
    )


def assert_holds(server: Server, content: Graph) -> None:
    """Exactly the graph is there, and the Build node says so and nothing else."""
    assert content_of(server) == expected(content)
    listed = inventory(content)
    (row,) = server.read("MATCH (b:Build) RETURN properties(b) AS p")
    assert row["p"] == {
        "id": MARKER, "digest": listed.digest, "complete": True, "nodes": len(expected(content)[0]),
        "relationships": len(expected(content)[1]), "besides": sorted(listed.besides),
    }


def test_a_push_leaves_exactly_the_graph_and_another_the_same(server: Server, graphs: Graphs) -> None:
    content = graphs("seeds")
    server.push(content)
    assert_holds(server, content)
    again = server.push(content)
    assert_holds(server, content)
    assert again.before is not None
    assert (again.before.build, again.before.complete) == (again.build, True)
    assert again.before.nodes == sum(again.nodes.values())
    assert again.before.relationships == sum(again.relationships.values())
    assert (again.removed_nodes, again.removed_relationships) == (0, 0)


def test_each_kind_has_a_constraint_on_its_id(server: Server, graphs: Graphs) -> None:
    server.hold(graphs("seeds"))
    found = server.read("SHOW CONSTRAINTS YIELD labelsOrTypes, properties, type RETURN labelsOrTypes[0] AS kind, type")
    kinds = {labels[0] for labels in inventory(graphs("seeds")).nodes}
    assert kinds <= {row["kind"] for row in found}
    assert {row["type"] for row in found} == {"UNIQUENESS"}


def test_a_smaller_build_leaves_nothing_of_the_larger_one_and_all_of_others(
    server: Server, graphs: Graphs
) -> None:
    server.hold(graphs("seeds"))
    server.write("MATCH (p:Place {id: 'place/prefecture-320500'}) CREATE (:Note)-[:ON]->(p)")
    small = graph(*readings()[3:])
    counts = server.push(small)
    assert counts.removed_nodes > 0
    assert counts.removed_relationships > 0
    assert_holds(server, small)
    (note,) = server.read("MATCH (n:Note)-[:ON]->(p) RETURN p.id AS place, n.build AS build")
    assert note == {"place": "place/prefecture-320500", "build": None}
    server.write("MATCH (n:Note) DETACH DELETE n")


def test_a_place_that_is_a_city_no_more_loses_the_label(server: Server) -> None:
    content = graph(*readings())
    server.push(content)
    place = content.entities["place/county-341882"]
    town = dataclasses.replace(place, attrs={k: v for k, v in place.attrs.items() if k != "is_city"})
    changed = dataclasses.replace(content, entities={**content.entities, place.id: town})
    server.push(changed)
    assert_holds(server, changed)


def test_an_empty_graph_leaves_nothing(server: Server) -> None:
    server.push(graph(*readings()))
    server.push(graph())
    assert_holds(server, graph())


def test_what_was_taken_away_or_changed_by_hand_is_mended(server: Server) -> None:
    content = graph(*readings())
    server.push(content)
    server.write("MATCH (n:Reform) DETACH DELETE n")
    server.write("MATCH (n:Statement) SET n.quote = 'other', n.more = 1")
    server.push(content)
    assert_holds(server, content)


def test_what_somebody_added_under_our_build_is_told(server: Server) -> None:
    content = graph(*readings())
    server.push(content)
    server.write("MATCH (b:Build) CREATE (:Reform {id: 'reform/of-others', build: b.digest})")
    with pytest.raises(StoreError, match="something else changes them"):
        server.push(content)
    with pytest.raises(StoreError, match="was broken off"):
        server.open()
    server.write("MATCH (n:Reform {id: 'reform/of-others'}) DELETE n")
    server.push(content)
    assert_holds(server, content)


def test_a_dry_run_counts_and_writes_nothing(server: Server, graphs: Graphs) -> None:
    server.push(graph(*readings()))
    before = content_of(server), server.read("MATCH (b:Build) RETURN properties(b) AS p")
    counts = server.push(graphs("seeds"), dry_run=True)
    assert (content_of(server), server.read("MATCH (b:Build) RETURN properties(b) AS p")) == before
    listed = inventory(graphs("seeds"))
    assert (counts.build, counts.nodes, counts.relationships) == (listed.digest, listed.by_kind(), listed.by_type())
    assert counts.before is not None
    assert counts.before.build == inventory(graph(*readings())).digest


def test_an_earlier_push_that_still_runs_is_fenced_off(server: Server) -> None:
    first, second = graph(*readings()), graph(*readings()[2:])

    def overtaken(batches: Iterable[Batch], number: int) -> Iterator[Batch]:
        for turn, each in enumerate(batches):
            if turn == number // 2:
                server.push(second)
            yield each

    with pytest.raises(StoreError, match="another push into this database has begun"):
        server.push(first, progress=overtaken)
    assert_holds(server, second)


@contextlib.contextmanager
def pushing(server: Server, workspace: pathlib.Path) -> Iterator[subprocess.Popen[str]]:
    """A process that pushes in small batches, and says the number of each before it writes it."""
    program = (
        "import pathlib, sys\n"
        "from tests import neo4j_server as t\n"
        "def told(batches, number):\n"
        "    for turn, each in enumerate(batches):\n"
        "        print(turn, number, flush=True)\n"
        "        yield each\n"
        "    print('written', flush=True)\n"
        "content = t.graph_of(pathlib.Path(sys.argv[1]))\n"
        "t.Server(pathlib.Path(), sys.argv[2]).push(content, batch=int(sys.argv[3]), progress=told)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(workspace), server.url, str(SMALL)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


@pytest.fixture(scope="module")
def kills(request: pytest.FixtureRequest) -> Iterator[list[tuple[str, ...]]]:
    """The table of what a killed push left, which is printed at the end."""
    head = ("killed at batch", "of", "whole", "nodes of this build", "of all builds", "whole after the next push")
    lines: list[tuple[str, ...]] = [head]
    yield lines
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and len(lines) > 1:
        reporter.write_line("\n\nPushes that were killed:\n\n" + table(lines) + "\n")


@pytest.mark.parametrize("turn", range(KILLS))
def test_a_push_that_is_killed_is_mended_by_the_next(
    turn: int, server: Server, workspaces: Workspaces, graphs: Graphs, kills: list[tuple[str, ...]]
) -> None:
    name, older = NAMES[turn % 2], NAMES[1 - turn % 2]
    server.hold(graphs(older))
    chance = random.Random(turn)
    number = inventory(graphs(name)).batches(SMALL)
    # The last two are killed while what is older is removed.
    last = str(chance.randrange(number)) if turn < KILLS - 2 else "written"
    with pushing(server, workspaces(name)) as child:
        assert child.stdout is not None
        assert any(line.split()[0] == last for line in child.stdout)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(chance.uniform(0, 0.2))
        child.kill()
    (held,) = server.read("MATCH (b:Build) RETURN b.complete AS complete, b.digest AS build")
    if not held["complete"]:
        with pytest.raises(StoreError, match="was broken off"):
            server.open()
    (left,) = server.read(
        "MATCH (n) RETURN count(CASE WHEN n.build = $build THEN 1 END) AS n, count(n.build) AS of", build=held["build"]
    )
    server.push(graphs(name))
    assert_holds(server, graphs(name))
    kills.append((last, str(number), "yes" if held["complete"] else "no", str(left["n"]), str(left["of"]), "yes"))


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_server_that_ends_in_the_middle_loses_nothing(
    end: str, server: Server, graphs: Graphs
) -> None:
    older, content = graphs("reports"), graphs("seeds")
    server.hold(older)

    def ended(batches: Iterable[Batch], number: int) -> Iterator[Batch]:
        for turn, each in enumerate(batches):
            if turn == number // 3:
                getattr(server, end)()
            yield each

    try:
        with pytest.raises(StoreError, match=f"{server.url}: no Neo4j answers there, or it stopped") as told:
            server.push(content, batch=SMALL, patience=2, progress=ended)
        assert PASSWORD not in str(told.value)
    finally:
        server.start()
    with pytest.raises(StoreError, match="was broken off"):
        server.open()
    server.push(content)
    assert_holds(server, content)


def test_a_server_that_comes_back_in_time_does_not_break_a_push(server: Server) -> None:
    content = graph(*readings())

    def interrupted(batches: Iterable[Batch], number: int) -> Iterator[Batch]:
        for turn, each in enumerate(batches):
            if turn == number // 2:
                server.stop()
                server.start()
            yield each

    server.push(content, progress=interrupted)
    assert_holds(server, content)


def test_a_wrong_password_is_told_and_not_repeated(server: Server) -> None:
    wrong = PASSWORD + "x"
    for attempt in (lambda: push(graph(), server.url, USER, wrong), lambda: Neo4jGraph.open(server.url)):
        with pytest.raises(StoreError, match=f"{server.url}: it refuses the user or the password") as told:
            attempt()
        seen = "".join(map(str, (told.value, repr(told.value), told.value.__cause__)))
        assert wrong not in seen
    server.read("RETURN 1 AS x")


def test_a_database_that_is_not_there_is_told(server: Server) -> None:
    with pytest.raises(UsageError, match="it has no database of that name"):
        Neo4jGraph.open(server.url, USER, PASSWORD, database="other")
    with pytest.raises(UsageError, match="it has no database of that name"):
        server.push(graph(), database="other")


def test_a_database_that_nothing_was_pushed_into_is_told(server: Server) -> None:
    server.push(graph())
    server.write("MATCH (b:Build) DELETE b")
    with pytest.raises(StoreError, match=f"{server.url}: holds no graph: push one, with zhengmai push neo4j"):
        server.open()


def test_a_push_can_use_a_routed_address(server: Server) -> None:
    content = graph(*readings())
    push(content, re.sub("^bolt", "neo4j", server.url), USER, PASSWORD)
    assert_holds(server, content)


def test_nothing_of_the_password_is_in_the_files_of_the_server(server: Server) -> None:
    written = [path.read_bytes() for path in server.folder.rglob("*") if path.suffix in (".log", ".conf", ".args")]
    assert len(written) > 3
    assert all(PASSWORD.encode() not in text for text in written)
