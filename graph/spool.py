"""Readings on their way to the store: kept in a temporary file, since a corpus of them does not fit in memory."""

from __future__ import annotations

import contextlib
import pickle
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from ontology.errors import StoreError
from ontology.report import Reading


class Spool:
    """Readings in the order in which they came, to be gone through any number of times; a context manager.

    All are read before the store is touched: a report that cannot be read leaves it alone, and nobody waits for a lock
    meanwhile. The file has no name, so whoever is killed leaves none.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="zhengmai-")  # noqa: SIM115  # closed by __exit__
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):  # what a full disk refused is told by append
            self._file.close()

    def __len__(self) -> int:
        return self._count

    def append(self, reading: Reading) -> None:
        """Put a reading behind those before it. Raises StoreError where the disk is full."""
        try:
            pickle.dump(reading, self._file, pickle.HIGHEST_PROTOCOL)
            self._file.flush()
        except OSError as error:
            raise StoreError(
                f"{tempfile.gettempdir()}: the readings cannot be kept there: {error.strerror}: free the disk, or name "
                "another folder in TMPDIR"
            ) from error
        self._count += 1

    def __iter__(self) -> Iterator[Reading]:
        self._file.seek(0)
        for _ in range(self._count):
            yield pickle.load(self._file)  # noqa: S301  # what this process wrote
