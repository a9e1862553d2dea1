"""A program of the system, run on a file in a folder of its own, for a limited time."""

from __future__ import annotations

import os
import pathlib
import signal
import subprocess
import sys
from collections.abc import Sequence

OUTPUT = "output"  # what the program prints goes into this file of its folder


def run(arguments: Sequence[str], folder: pathlib.Path, *, seconds: float) -> int | None:
    """The status with which a program ends; None for one that is cut off, with all that it started."""
    environment = os.environ | {"HOME": str(folder), "LC_ALL": "C.UTF-8"}
    with (folder / OUTPUT).open("wb") as output:
        process = subprocess.Popen(
            list(arguments),
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process with its group; one that has ended is only waited for."""
    if process.poll() is None:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
