"""The push of the graph into a Neo4j: whatever ended the last one, the next leaves exactly this graph there.

One node, (:Build {id: 'zhengmai'}), says how far a push has come: `digest`, the build last begun; `complete`; and in
`older` the builds of which elements may still be there. It is written before the first element and after the last, so
a push that was broken off anywhere is mended by the next. Elements of older builds are removed at the end; what others
keep in the same database, which no build names, stays.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from graph.batches import Batch, Inventory, batches, inventory
from graph.model import Graph
from graph.neo4j import MARKER, Session, Transaction, marker, sessions, shown
from ontology import schema
from ontology.errors import StoreError, UsageError

# Rows a transaction. With 5,000 the largest takes the server some 40 MB of its memory.
BATCH = 5_000
# Seconds for which a failed transaction is tried again, at growing distances.
PATIENCE = 30.0
# What questions look for beside ids, which have a constraint each.
INDEXED = {"Place": ("unit_id",)}

# Is given the batches and their number, and gives them back.
Progress: TypeAlias = Callable[[Iterable[Batch], int], Iterable[Batch]]


@dataclass(frozen=True, slots=True)
class Held:
    """What a database held before: the build last begun, and the number of elements of it and of older ones."""

    build: str
    complete: bool
    nodes: int
    relationships: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What was pushed, or would be: nodes by kind, relationships by type; what was there before, what was removed."""

    build: str
    nodes: Mapping[str, int]
    relationships: Mapping[str, int]
    before: Held | None
    removed_nodes: int = 0
    removed_relationships: int = 0


def push(
    graph: Graph, url: str, user: str | None = None, password: str | None = None, *, database: str | None = None,
    batch: int = BATCH, patience: float = PATIENCE, progress: Progress | None = None, dry_run: bool = False,
) -> Counts:
    """Make the database hold exactly this graph, whatever an earlier push left there; with `dry_run`, only count.

    Raises UsageError for an address, a database or a batch that cannot be, StoreError where the server is not there,
    refuses, stops, or is pushed to by another.
    """
    if batch < 1:
        raise UsageError(f"a batch of {batch} rows: must be 1 or more")
    with sessions(url, user, password, database=database, patience=patience) as opened:
        with opened(write=False) as session:
            before = _held(session)
        listed = inventory(graph)
        counts = Counts(listed.digest, listed.by_kind(), listed.by_type(), before)
        if dry_run:
            return counts
        with opened(write=True) as session:
            removed = _pushed(graph, _Push(session, listed, shown(url)), batch, progress)
    return Counts(counts.build, counts.nodes, counts.relationships, before, *removed)


def _pushed(graph: Graph, pushing: _Push, size: int, progress: Progress | None) -> tuple[int, int]:
    pushing.declare()
    pushing.take()
    written = batches(graph, pushing.inventory, pushing.besides, size)
    for each in written if progress is None else progress(written, pushing.inventory.batches(size)):
        pushing.write(each)
    removed = pushing.remove_older(size)
    pushing.finish()
    return removed


@dataclass(slots=True)
class _Push:
    """A push under way. Its token in the Build node fences off an earlier push that still runs."""

    session: Session
    inventory: Inventory
    url: str
    token: str = field(default_factory=lambda: secrets.token_hex(8))
    older: list[str] = field(default_factory=list)
    besides: list[str] = field(default_factory=list)

    def declare(self) -> None:
        """Make the constraints and indexes that are not there, and wait for them."""
        for label in sorted({*(labels[0] for labels in self.inventory.nodes), "Build"}):
            self._run(f"CREATE CONSTRAINT zhengmai_{label}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE")
            for name in (*(("label",) if label in schema.load().kinds else ()), *INDEXED.get(label, ())):
                self._run(f"CREATE INDEX zhengmai_{label}_{name} IF NOT EXISTS FOR (n:{label}) ON (n.{name})")
        self._run("CALL db.awaitIndexes(3600)")

    def take(self) -> None:
        """Write into the Build node what is to come, before anything of it does."""
        self.older, self.besides = self.session.execute_write(self._taken)

    def write(self, batch: Batch) -> None:
        """Write a batch."""
        self.session.execute_write(self._fenced, batch.text, {"rows": batch.rows})

    def remove_older(self, size: int) -> tuple[int, int]:
        """Remove the nodes and relationships of older builds; return how many."""
        if len(self.older) == 0:
            return 0, 0
        relationships = self._removed("MATCH ()-[e]->()", "DELETE e", size)
        return self._removed("MATCH (e)", "DETACH DELETE e", size), relationships

    def finish(self) -> None:
        """Write into the Build node that the graph is whole. Raises StoreError where it is not."""
        expected = (sum(self.inventory.nodes.values()), sum(self.inventory.relationships.values()))
        found = self.session.execute_read(_count, [self.inventory.digest])
        if found != expected:
            raise StoreError(
                f"{self.url}: holds {found[0]} nodes and {found[1]} relationships of this build instead of "
                f"{expected[0]} and {expected[1]}: something else changes them: stop it, and push again"
            )
        marker = {
            "id": MARKER, "digest": self.inventory.digest, "complete": True, "nodes": expected[0],
            "relationships": expected[1], "besides": sorted(self.inventory.besides),
        }
        self.session.execute_write(self._fenced, "MATCH (b:Build {id: $id}) SET b = $marker", {"marker": marker})

    def _run(self, text: str) -> None:
        self.session.execute_write(lambda transaction: transaction.run(text).consume())

    def _taken(self, transaction: Transaction) -> tuple[list[str], list[str]]:
        found = transaction.run(
            "MERGE (b:Build {id: $id}) SET b.push = $push, b.complete = false "
            "RETURN b.digest AS digest, b.older AS older, b.besides AS besides", id=MARKER, push=self.token,
        ).single(strict=True)
        builds = {*(found["older"] or ()), found["digest"]} - {None, self.inventory.digest}
        older, besides = sorted(builds), sorted({*(found["besides"] or ()), *self.inventory.besides})
        transaction.run(
            "MATCH (b:Build {id: $id}) SET b.digest = $digest, b.older = $older, b.besides = $besides",
            id=MARKER, digest=self.inventory.digest, older=older, besides=besides,
        ).consume()
        return older, besides

    def _fenced(self, transaction: Transaction, /, text: str, parameters: Mapping[str, object]) -> int:
        """Run a query if this push is still the last one begun; return how much it deleted.

        The first query locks the Build node until the end of the transaction, so that the second reads what holds.
        """
        transaction.run("MATCH (b:Build {id: $id}) SET b.complete = false", id=MARKER).consume()
        found = transaction.run("MATCH (b:Build {id: $id}) RETURN b.push AS push", id=MARKER).single()
        if found is None or found["push"] != self.token:
            raise StoreError(f"{self.url}: another push into this database has begun: let it end, then push again")
        counters = transaction.run(text, {**parameters, "id": MARKER}).consume().counters
        return counters.nodes_deleted + counters.relationships_deleted

    def _removed(self, match: str, delete: str, size: int) -> int:
        """Delete in batches what is of older builds: listed first, so that each batch need not search anew."""
        where = f"{match} WHERE e.build IN $older"
        ids = self.session.execute_read(_listed, f"{where} RETURN elementId(e) AS id", self.older)
        removed = 0
        for start in range(0, len(ids), size):
            chosen = {"older": self.older, "ids": ids[start : start + size]}
            removed += self.session.execute_write(self._fenced, f"{where} AND elementId(e) IN $ids {delete}", chosen)
        return removed


def _listed(transaction: Transaction, /, text: str, older: list[str]) -> list[str]:
    return [str(record["id"]) for record in transaction.run(text, older=older)]


def _held(session: Session) -> Held | None:
    found = marker(session)
    if found is None:
        return None
    return Held(found.build, found.complete, *session.execute_read(_count, list(found.builds)))


def _count(transaction: Transaction, /, builds: list[str]) -> tuple[int, int]:
    """The number of nodes and of relationships of these builds."""
    nodes, relationships = (
        transaction.run(f"{match} WHERE e.build IN $builds RETURN count(e)", builds=builds).single(strict=True).value()
        for match in ("MATCH (e)", "MATCH ()-[e]->()")
    )
    return nodes, relationships
