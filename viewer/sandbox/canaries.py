"""Forbidden acts, each tried by a locked child that must be killed for it: proves the locks on this machine."""

import ctypes
import mmap
import os
import resource
import signal
import socket
from collections.abc import Callable

from viewer.sandbox import kernel


def _open() -> None:
    os.open("/dev/null", os.O_RDONLY)


def _socket() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def _execve() -> None:
    os.execve("/bin/true", ["true"], {})  # noqa: S606 - the act that must fail


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _kill() -> None:
    os.kill(os.getppid(), 0)


def _writable_code() -> None:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)


def _code_from_data() -> None:
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE)
    start = ctypes.addressof(ctypes.c_char.from_buffer(page))
    machine = kernel.this_machine()
    if machine is not None:
        kernel.call(machine.mprotect, start, 4096, mmap.PROT_READ | mmap.PROT_EXEC)


def _landlock_open() -> None:
    """Try to open a folder, without seccomp, so that only Landlock can refuse it. Refused, the child kills itself."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8))
    try:
        os.open("/", os.O_RDONLY)
    except PermissionError:
        os.kill(os.getpid(), signal.SIGSYS)


def _nothing() -> None:
    """Do nothing forbidden. A locked child must survive that, or the others' deaths would not prove the locks."""


# Which lock is left out, so that the other one is seen alone.
WITHOUT: dict[str, frozenset[str]] = {"landlock_open": frozenset({"seccomp"})}

_ACTS: dict[str, Callable[[], None]] = {
    "open": _open,
    "socket": _socket,
    "execve": _execve,
    "fork": _fork,
    "kill": _kill,
    "writable_code": _writable_code,
    "code_from_data": _code_from_data,
    "landlock_open": _landlock_open,
    "harmless": _nothing,
}


def attempt(name: str) -> None:
    """Do the forbidden act. Returning means it was not stopped (right only for `harmless`)."""
    _ACTS[name]()
