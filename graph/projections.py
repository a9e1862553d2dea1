"""The projections of a workspace: the graph in each engine, in a folder named by the digest of what made it.

    projections/<digest>/graph.kgl     for Cypher          projections/<digest>/rdf/    for SPARQL
    projections/<digest>/files.json    the sha256 of each file: without it, or where one differs, all is made anew
    projections/current                the digest to open

A folder is made beside its place and renamed into it, and `current` is replaced in one step: who reads by digest never
meets half a projection, and whoever is killed while writing leaves none.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.metadata
import json
import os
import pathlib
import shutil
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.judged import applied, applied_digest
from graph.judged import graph as judged_graph
from graph.store import Store
from ontology.errors import StoreError
from ontology.registry import Registry
from ontology.statement import digest
from ontology.verdict import Applied

if TYPE_CHECKING:  # each engine is loaded by the first query in its language
    from graph.cypher import CypherGraph
    from graph.rdf import RdfStore

FOLDER = "projections"
FILES = "files.json"
ROOT = pathlib.Path(__file__).resolve().parent.parent
ENGINES = ("kglite", "pyoxigraph")
# What a projection depends on, beside the store, the registry and the judgements.
CODE = (
    "graph/*.py", "ontology/*.py", "ontology/kinds.yaml", "ontology/relations.yaml", "ontology/registry/lineages.yaml",
)
# RocksDB writes these while a store is only read.
UNSTEADY = ("LOG", "LOCK")
ADVICE = "the projections cannot be made: free the disk, get write access, or use another --workspace"
ABANDONED = 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class Projections:
    """The projections of one state of a workspace."""

    folder: pathlib.Path

    @functools.cached_property
    def cypher(self) -> CypherGraph:
        """The engine for Cypher."""
        from graph.cypher import CypherGraph

        return CypherGraph.open(self.folder / "graph.kgl")

    @functools.cached_property
    def rdf(self) -> RdfStore:
        """The engine for SPARQL."""
        from graph.rdf import RdfStore

        return RdfStore.open(self.folder / "rdf")


def open_projections(store: Store, registry: Registry) -> Projections:
    """The projections of what the store holds now, made first where there are none or they are damaged.

    Raises StoreError where they cannot be written.
    """
    with store.snapshot():  # the folder's name and what it holds are of one state
        return _opened(store, registry, applied(store))


def _opened(store: Store, registry: Registry, judgements: Applied) -> Projections:
    folder = store.path.parent / FOLDER / _digest(store, registry, judgements)
    try:
        if not _sound(folder):
            _make(folder, store, registry, judgements)
        _point(folder)
    except OSError as error:
        raise StoreError(f"{error.filename or folder}: cannot be written: {error.strerror}: {ADVICE}") from error
    return Projections(folder)


def _digest(store: Store, registry: Registry, judgements: Applied) -> str:
    return digest([store.digest(), _registry_digest(registry), applied_digest(judgements), _code_digest()])[:32]


def _registry_digest(registry: Registry) -> str:
    """Of all that is applied on read, labels and links too: registry.digest covers what a scan uses alone."""
    entities = [(e.id, e.kind, e.label, dict(e.attrs)) for _, e in sorted(registry.entities.items())]
    names = [(n.text, n.entity, n.role, n.scope) for n in registry.names]
    links = [(k.relation, k.subject, k.object, k.start, k.end, k.note) for k in registry.links]
    return digest([entities, names, links])


@functools.cache
def _code_digest() -> str:
    files = sorted(path for pattern in CODE for path in ROOT.glob(pattern))
    versions = [importlib.metadata.version(name) for name in ENGINES]
    return digest([versions, [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]])


def _sound(folder: pathlib.Path) -> bool:
    """Whether each file of a projection is as it was written."""
    try:
        written = json.loads((folder / FILES).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return bool(written == _sums(folder))


def _sums(folder: pathlib.Path) -> dict[str, str]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(UNSTEADY)]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths if path.name != FILES
    }


def _make(folder: pathlib.Path, store: Store, registry: Registry, judgements: Applied) -> None:
    from graph.cypher import CypherGraph
    from graph.rdf import RdfStore

    graph = judged_graph(store, registry, judgements)
    folder.parent.mkdir(exist_ok=True)
    _sweep(folder.parent)
    with tempfile.TemporaryDirectory(prefix=".", dir=folder.parent) as name:
        made = pathlib.Path(name) / folder.name
        made.mkdir()
        try:
            CypherGraph.of(graph).save(made / "graph.kgl")
            RdfStore.write(graph, made / "rdf")
        except StoreError as error:
            raise StoreError(f"{error}: {ADVICE}") from error
        (made / FILES).write_text(json.dumps(_sums(made), indent=1), encoding="utf-8")
        if folder.exists():
            folder.replace(pathlib.Path(name) / "damaged")
        try:
            made.replace(folder)
        except OSError:
            # Another process was faster: its folder serves as well.
            if not _sound(folder):
                raise


def _sweep(parent: pathlib.Path) -> None:
    """Delete what a killed process left half made. A day is longer than any projection takes."""
    for path in parent.glob(".*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > ABANDONED:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _point(folder: pathlib.Path) -> None:
    """Let `current` name the folder, and delete those that neither it nor the one before names."""
    pointer = folder.parent / "current"
    before = pointer.read_text(encoding="utf-8") if pointer.is_file() else folder.name
    if before == folder.name and pointer.is_file():
        return
    handle, name = tempfile.mkstemp(prefix=".", dir=folder.parent, text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(folder.name)
    pathlib.Path(name).replace(pointer)
    for other in folder.parent.iterdir():
        if other.is_dir() and not other.name.startswith(".") and other.name not in (folder.name, before):
            with contextlib.suppress(OSError):  # still open elsewhere: the next change tries again
                shutil.rmtree(other)
