"""Raw system calls the standard library does not offer. Knows numbers and structures, no policy."""

import ctypes
import os
import platform
from typing import NamedTuple

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
SECCOMP_SET_MODE_FILTER = 1
RET_KILL_PROCESS, RET_ALLOW = 0x80000000, 0x7FFF0000
LANDLOCK_CREATE_RULESET, LANDLOCK_RESTRICT_SELF = 444, 446  # the same on every architecture
LANDLOCK_CREATE_RULESET_VERSION = 1

_libc = ctypes.CDLL(None, use_errno=True)


class Machine(NamedTuple):
    """One architecture: its audit word, the seccomp call's number, and the calls a locked parser may make."""

    audit_arch: int
    seccomp: int
    allowed: tuple[int, ...]
    mmap: int
    mprotect: int


# Each call's number on x86-64 and on aarch64. mmap and mprotect are allowed besides, without PROT_EXEC.
ALLOWED = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "times": (100, 153),
    "futex": (202, 98),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
}
_X86_64, _AARCH64 = zip(*ALLOWED.values(), strict=True)

MACHINES = {
    "x86_64": Machine(0xC000003E, 317, _X86_64, mmap=9, mprotect=10),
    "aarch64": Machine(0xC00000B7, 277, _AARCH64, mmap=222, mprotect=226),
}


def this_machine() -> Machine | None:
    """None when no table exists for this architecture: then nothing can be locked."""
    return MACHINES.get(platform.machine())


def call(number: int, *arguments: object) -> int:
    """A system call by number; raises OSError."""
    plain = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _checked(int(_libc.syscall(ctypes.c_long(number), *plain)), f"syscall {number}")


def prctl(option: int, value: int) -> None:
    """One setting of this process; raises OSError."""
    zero = ctypes.c_ulong(0)
    _checked(int(_libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero)), f"prctl {option}")


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result
