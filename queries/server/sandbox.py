"""The sandbox of a worker: what a process that answers strangers may still touch, and by which mechanism.

Two steps: `enter` before any engine is loaded, so that the engine's own threads are bound too, and `close` once its
data are. After `close` no call can reach the network, start a program, or open a file outside the data folder; with
`no_files`, any file at all.
"""

from __future__ import annotations

import ctypes
import os
import pathlib
import sys
from collections.abc import Sequence

from queries.server import landlock, seccomp

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_DIE_WITH_PARENT, _SIGKILL = 1, 9
_CODE = pathlib.Path(__file__).resolve().parent.parent.parent
_SYSTEM = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/null", "/dev/urandom", "/proc/self", "/sys/fs/cgroup",
           "/sys/devices/system/cpu", "/proc/meminfo", "/proc/cpuinfo")


def mechanisms() -> list[str]:
    """What this platform has, by name; `doctor` prints it. Empty: workers keep network and files."""
    found = []
    if seccomp.is_known():
        found.append("seccomp (no sockets, no programs; no opening of files for Cypher)")
    if landlock.version() > 0:
        found.append(f"landlock {landlock.version()} (files below the data folder only)")
    if sys.platform == "linux":
        found.append("network namespace, where the kernel grants one")
    if sys.platform != "win32":
        found.append("RLIMIT_AS, RLIMIT_CORE, RLIMIT_FSIZE; RLIMIT_NOFILE 0 for Cypher")
    return found


def confines() -> bool:
    """Whether network and files can be taken from a worker here."""
    return seccomp.is_known()


def enter(data: Sequence[pathlib.Path], *, writing: Sequence[pathlib.Path] = ()) -> list[str]:
    """The first step; the mechanisms that took hold. `writing`: folders to write in while it loads."""
    if sys.platform == "win32":
        return []
    import resource

    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    held = ["rlimit"]
    if len(writing) == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform != "linux":
        return held
    die_with_parent()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_NET) == 0 or libc.unshare(_NEW_USER | _NEW_NET) == 0:
        held.append("network namespace")
    if landlock.only([*code(), *data], writing):
        held.append("landlock")
    return held


def die_with_parent() -> None:
    """Have the system end this process where the one that started it ends; a process that is split off asks anew."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_DIE_WITH_PARENT, _SIGKILL, 0, 0, 0)


def close(
    data: Sequence[pathlib.Path], *, no_files: bool, memory_mb: int, taken: int | None = None, writable: bool = False
) -> list[str]:
    """The second step, once everything is loaded; the mechanisms that took hold.

    `taken`: the bytes of address space that the data take, where this process may not look any more; `writable`: SQLite
    keeps the index of its log beside its file.
    """
    if sys.platform == "win32":
        return []
    import resource

    held = []
    if not writable:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":
        limit = (address_space() if taken is None else taken) + memory_mb * 1_048_576
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        if landlock.only(() if no_files else data, data if writable else ()):
            held.append("landlock on the data folder")
    if seccomp.refuse(files=no_files):
        held.append("seccomp")
    if no_files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
        held.append("no file descriptor left")
    return held


def code() -> list[pathlib.Path]:
    """Where the program itself and its libraries stand."""
    return [*(pathlib.Path(each) for each in (*_SYSTEM, sys.prefix, sys.base_prefix)), _CODE]


def address_space() -> int:
    """Bytes of address space that this process takes."""
    pages = int(pathlib.Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")
