"""A generation: the pools over one build of the workspace. A reload starts the next one beside it."""

from __future__ import annotations

import asyncio
import json
import pathlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from graph.triples import PREFIXES
from ontology.errors import StoreError
from queries.server.frames import Frame
from queries.server.pool import Pool
from queries.server.process import ROOT
from queries.server.settings import Settings

FOLDER = "projections"
KINDS = ("sparql", "cypher", "reader")


@dataclass(frozen=True, slots=True)
class Generation:
    """The pools by kind; `id` names the build, and with it every answer's ETag."""

    id: str
    folder: pathlib.Path
    pools: Mapping[str, Pool]

    @classmethod
    async def start(
        cls, folder: pathlib.Path, workspace: pathlib.Path | None, settings: Settings
    ) -> Generation:
        """Pools whose workers are up; without a workspace only those for SPARQL. Raises StoreError."""
        told = {"folder": str(folder), "workspace": str(workspace), "prefixes": PREFIXES}
        sizes = {kind: int(getattr(settings, f"{kind}_workers")) for kind in KINDS}
        kinds = KINDS if workspace is not None else KINDS[:1]
        pools = {kind: Pool(kind, sizes[kind], told, settings) for kind in kinds}
        made = cls(folder.name[:16], folder, pools)
        try:
            await asyncio.gather(*(pool.start() for pool in pools.values()))
        except StoreError:
            await made.close(0.0)
            raise
        return made

    async def ask(self, kind: str, header: Mapping[str, object], client: str) -> Frame:
        """The answer of a pool. Raises Problem."""
        return await self.pools[kind].ask(Frame(header), client)

    async def close(self, grace_s: float) -> None:
        """End the work of all pools."""
        await asyncio.gather(*(pool.close(grace_s) for pool in self.pools.values()))


async def prepared(workspace: pathlib.Path) -> pathlib.Path:
    """The folder of the projections of a workspace, made in a process of its own where they are not there.

    Raises StoreError.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "queries.server.prepare", str(workspace), cwd=ROOT,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    if process.returncode != 0:
        raise StoreError(err.decode("utf-8", "replace").strip().rpartition("\n")[2])
    return pathlib.Path(json.loads(out)["folder"])


def current(workspace: pathlib.Path) -> pathlib.Path | None:
    """The folder that `projections/current` names now, if it is there."""
    pointer = workspace / FOLDER / "current"
    try:
        folder = workspace / FOLDER / pointer.read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return folder if folder.is_dir() else None
