"""The judgements of a workspace, and the graph as they have it.

There are two journals, and what both amount to is applied whenever a graph is read: the project's own, in git beside
the registry, and one in the workspace, where `zhengmai review` writes.
"""

from __future__ import annotations

import hashlib
import pathlib
from collections.abc import Callable

from graph.model import Graph
from graph.resolve import resolve
from graph.store import Store
from ontology import judgement, lineages, registry, verdict
from ontology.registry import Registry
from ontology.statement import digest
from ontology.verdict import Applied, Effective, Standing


def journals(workspace: pathlib.Path) -> tuple[pathlib.Path, pathlib.Path]:
    """The project's journal, and that of a workspace."""
    return registry.FOLDER / judgement.FILE, workspace / judgement.FILE


def journal_digest(workspace: pathlib.Path) -> str:
    """Equal as long as nothing was written into either journal."""
    files = [path.read_bytes() if path.exists() else b"" for path in journals(workspace)]
    return hashlib.sha256(b"\0".join(files)).hexdigest()


def effective(workspace: pathlib.Path) -> Effective:
    """What the judgements of both journals amount to. Raises DataFileError, LineError."""
    return verdict.effective(judgement.read(*journals(workspace)))


def applied(store: Store) -> Applied:
    """What is applied to what a store holds. Raises DataFileError, LineError."""
    return effective(store.path.parent).applied


def graph(
    store: Store, known: Registry, judgements: Applied | None = None, text: Callable[[str], str] | None = None
) -> Graph:
    """The graph of what a store holds now, under its judgements unless others are given.

    `text` takes the place of the store's own. Raises StoreError, DataFileError, LineError.
    """
    judgements = applied(store) if judgements is None else judgements
    with store.snapshot():
        return resolve(
            store.reports(), store.statements(), known, text or store.text, store.flags(), judgements,
            lineages.load(),
        )


def standing(found: Effective, bare: Graph) -> Standing:
    """How the judgements in force stand to a graph as it was read."""
    flags = {flag.id_in(report) for report, flag in bare.flags}
    entities = {*bare.entities, *bare.registry.entities, *flags}
    return verdict.standing(found.judgements, [resolved.statement for resolved in bare.statements], entities)


def applied_digest(judgements: Applied) -> str:
    """Equal for equal effects, whatever was judged and taken back on the way."""
    targets = [sorted(map(list, filter(_is_statement, group))) + sorted(e for e in group if isinstance(e, str))
               for group in (judgements.accepted, judgements.rejected)]
    return digest([
        targets, sorted(judgements.labels.items()), sorted(judgements.canonical.items()), sorted(judgements.part_of),
    ])


def _is_statement(target: object) -> bool:
    return isinstance(target, tuple)
