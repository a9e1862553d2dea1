"""Landlock: a kernel's rule that a process reads below certain folders and touches no other file (landlock(7))."""

from __future__ import annotations

import ctypes
import os
import pathlib
import struct
import sys
from collections.abc import Iterable

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same on every machine
_VERSION, _PATH_BENEATH, _NO_NEW_PRIVILEGES = 1, 1, 38
# Access rights to files by the version that brought them: 13 at first, then refer, truncate, ioctl.
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_EXECUTE, _READ, _LIST = 1, 4, 8
_WRITE = 2 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 14  # write, remove a file, make a folder or a file, truncate
_FILE_ONLY = _EXECUTE | _READ | 2 | 1 << 14
_BIND_AND_CONNECT = 3  # from version 4 on


def version() -> int:
    """The version of the kernel's Landlock, 0 where there is none."""
    if sys.platform != "linux":
        return 0
    return max(0, int(ctypes.CDLL(None, use_errno=True).syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION)))


def only(reading: Iterable[pathlib.Path], writing: Iterable[pathlib.Path] = ()) -> bool:
    """Leave this thread, and those it starts, these folders alone, and no TCP; False where the kernel cannot."""
    known = version()
    if known == 0:
        return False
    rights = _RIGHTS[min(known, 5)]
    libc = ctypes.CDLL(None, use_errno=True)
    attributes = struct.pack("=QQ", rights, _BIND_AND_CONNECT) if known >= 4 else struct.pack("=Q", rights)
    rules = libc.syscall(_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
    if rules < 0:
        return False
    try:
        for paths, allowed in ((reading, _EXECUTE | _READ | _LIST), (writing, _READ | _LIST | _WRITE)):
            for path in paths:
                if path.exists():
                    _add(libc, rules, path, allowed & rights)
        return bool(
            libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and libc.syscall(_RESTRICT, rules, 0) == 0
        )
    finally:
        os.close(rules)


def _add(libc: ctypes.CDLL, rules: int, path: pathlib.Path, allowed: int) -> None:
    file = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", allowed if path.is_dir() else allowed & _FILE_ONLY, file)
        libc.syscall(_ADD, rules, _PATH_BENEATH, rule, 0)
    finally:
        os.close(file)
