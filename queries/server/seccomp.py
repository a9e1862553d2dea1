"""seccomp: a filter on system calls that takes from a process the network, other programs, and the opening of files.

The filter is classic BPF over the call's number (see seccomp(2)); it holds for every thread of the process, those that
run already too (SECCOMP_FILTER_FLAG_TSYNC), and nothing gives back what it took.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys

# Numbers of the calls by machine, from the kernel's tables asm/unistd_64.h and asm-generic/unistd.h.
_NETWORK = {
    "x86_64": (41, 42, 43, 44, 46, 48, 49, 50, 53, 288, 307, 425),
    "aarch64": (198, 199, 200, 201, 202, 203, 206, 210, 211, 242, 269, 425),
}
_PROGRAMS = {
    "x86_64": (59, 322, 101, 310, 311, 165, 166, 272, 308, 321, 298),
    "aarch64": (221, 281, 117, 270, 271, 40, 39, 97, 268, 280, 241),
}
# open, creat, openat, openat2, open_by_handle_at; truncate, link, symlink, rename, unlink, mkdir and their kin.
_FILES = {
    "x86_64": (2, 85, 257, 437, 304, 76, 86, 88, 82, 87, 83, 84, 264, 316, 263, 265, 266, 258, 133, 259),
    "aarch64": (56, 437, 265, 45, 37, 36, 38, 276, 35, 34, 33),
}
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_X32 = 0x40000000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
_NO_NEW_PRIVILEGES, _FILTER, _EVERY_THREAD = 38, 1, 1


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def is_known() -> bool:
    """Whether this machine's system calls are in the tables."""
    return sys.platform == "linux" and platform.machine() in _AUDIT


def refuse(*, files: bool) -> bool:
    """Take network and programs from this process, and with `files` the opening of files; False where it cannot be."""
    if not is_known():
        return False
    machine = platform.machine()
    numbers = [*_NETWORK[machine], *_PROGRAMS[machine], *(_FILES[machine] if files else ())]
    code = _filter(machine, numbers)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    program = _Program(len(code) // 8, code)
    return bool(libc.syscall(_SECCOMP[machine], _FILTER, _EVERY_THREAD, ctypes.byref(program)) == 0)


def _filter(machine: str, numbers: list[int]) -> bytes:
    """Refuse these calls with EPERM, and every call of another architecture, which has other numbers."""
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, _AUDIT[machine]), (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, 0)]
    if machine == "x86_64":
        steps += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _REFUSE)]
    for number in sorted(set(numbers)):
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    steps.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
