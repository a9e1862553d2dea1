"""Many reports: which files are meant, and their readings in a fixed order, by worker processes where asked."""

from __future__ import annotations

import concurrent.futures
import contextlib
import multiprocessing
import os
import pathlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from loaders import extract, manifest, readers, report
from loaders.manifest import ManifestRow
from ontology import registry
from ontology.errors import InputError, ManifestError, ReportError
from ontology.report import Reading

MOST_TOLD = 20  # sources that cannot be read and are named one by one; the others are counted


@dataclass(frozen=True, slots=True)
class Source:
    """A report's file and what is known of it; `listed` says that a manifest names it."""

    path: pathlib.Path
    row: ManifestRow
    listed: bool


def sources(
    paths: Sequence[pathlib.Path],
    manifest_path: pathlib.Path | None = None,
    *,
    place: str | None = None,
    agency: str | None = None,
    period: str | None = None,
) -> list[Source]:
    """The reports meant by files, folders and a manifest, sorted by path; a file without a row gets the other facts.

    A manifest alone means all its rows; with paths it describes those of them that it names. Raises ReportError for a
    path that is not there, holds no report or comes twice, ManifestError for a manifest that is wrong.
    """
    listed: dict[pathlib.Path, ManifestRow] = {}
    if manifest_path is not None:
        for row in manifest.read(manifest_path):
            first = listed.setdefault(row.path(manifest_path), row)
            if first is not row:
                raise ManifestError(f"{manifest_path}: {row.id}: its file is {first.id}'s too; give each its own")
        missing = [path for path in listed if len(paths) == 0 and not readers.exists(path)]
        if len(missing) > 0:
            row = listed[missing[0]]
            raise ManifestError(f"{manifest_path}: {row.id}: there is no file {missing[0]}; correct its `file`")
    files = sorted(listed) if len(paths) == 0 else _files(paths)
    if len(files) == 0:
        raise ReportError("no report given: name files, folders or a manifest")
    found = []
    for path in files:
        known = listed.get(path.resolve())
        other = report.described(path.stem, place, agency, period)
        found.append(Source(path, other if known is None else known, known is not None))
    return found


def _files(paths: Sequence[pathlib.Path]) -> list[pathlib.Path]:
    files: dict[pathlib.Path, pathlib.Path] = {}
    for path in paths:
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if readers.is_report(p) and p.is_file())
            if len(found) == 0:
                raise ReportError(f"{path}: holds no report ({', '.join(readers.SUFFIXES)}); name a folder with texts")
        elif readers.exists(path):
            found = [path]
        else:
            raise ReportError(f"{path}: there is no such file or folder; check the path")
        files |= {inner.resolve(): inner for outer in found for inner in readers.inside(outer)}
    return [files[key] for key in sorted(files)]


def read_one(source: Source) -> Reading:
    """The reading of one source. Raises ReportError."""
    known = registry.load()
    row = source.row
    made = report.read_report(source.path, known, row, listed=source.listed)
    return extract.read(made, known)


def read_all(found: Sequence[Source], *, workers: int = 1) -> Iterator[Reading]:
    """The readings in the order of the sources, whatever the number of workers.

    A source that cannot be read stops none of the others: what is wrong with each is raised in one ReportError when the
    last one was read. Fewer than two sources, or one worker, run in this process.
    """
    refused = []
    with contextlib.ExitStack() as closing:
        if workers <= 1 or len(found) < 2:
            tried: Iterable[Reading | str] = map(_tried, found)
        else:
            context = multiprocessing.get_context("spawn")
            pool = concurrent.futures.ProcessPoolExecutor(min(workers, len(found)), mp_context=context)
            tried = closing.enter_context(pool).map(_tried, found, chunksize=max(1, len(found) // (workers * 8)))
        for result in tried:
            if isinstance(result, str):
                refused.append(result)
            else:
                yield result
    if len(refused) > 0:
        told = refused[:MOST_TOLD] + [f"and {len(refused) - MOST_TOLD} more"] * (len(refused) > MOST_TOLD)
        raise ReportError("\n".join(told))


def _tried(source: Source) -> Reading | str:
    """The reading of one source, or what is wrong with it."""
    try:
        return read_one(source)
    except InputError as error:
        return str(error)


def usable_workers() -> int:
    """How many processes this machine can run side by side."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
