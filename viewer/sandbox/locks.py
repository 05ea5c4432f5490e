"""The locks a child puts on itself before it reads the first byte of a document. Knows no document.

Two independent layers: Landlock (no file, no TCP port, no signal to others) and a seccomp list of calls that
kills the process at anything else. Resource limits bound what is left.
"""

import contextlib
import ctypes
import errno
import os
import resource
import signal
import struct

from viewer.limits import Limits
from viewer.sandbox import kernel
from viewer.wire import LOCKED, FrameKind, frame

NOBODY = 65534
DATA_FD = 3


def landlock_abi() -> int | None:
    """The kernel's Landlock version, or None when it has none."""
    try:
        version = kernel.LANDLOCK_CREATE_RULESET_VERSION
        return kernel.call(kernel.LANDLOCK_CREATE_RULESET, None, 0, version)
    except OSError as error:
        if error.errno in {errno.ENOSYS, errno.EOPNOTSUPP}:
            return None
        raise


def forbid_files_and_network() -> int | None:
    """Take every right away that this kernel's Landlock knows. Returns its version, None when there is no Landlock."""
    abi = landlock_abi()
    if abi is None:
        return None
    file_rights = {1: 13, 2: 14, 3: 15, 4: 15}.get(abi, 16)
    fields = [(1 << file_rights) - 1]
    if abi >= 4:
        fields.append(0b11)  # bind and connect TCP
    if abi >= 6:
        fields.append(0b11)  # abstract sockets and signals outside
    rules = struct.pack(f"<{len(fields)}Q", *fields)
    ruleset = kernel.call(kernel.LANDLOCK_CREATE_RULESET, rules, len(rules), 0)
    kernel.call(kernel.LANDLOCK_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    return abi


def filter_program(machine: kernel.Machine) -> bytes:
    """The seccomp filter (classic BPF): known architecture, then the list, and no executable memory."""
    load, equal, at_least, bits, give = 0x20, 0x15, 0x35, 0x45, 0x06
    kill, allow = kernel.RET_KILL_PROCESS, kernel.RET_ALLOW
    lines = [
        (load, 0, 0, 4),  # seccomp_data.arch
        (equal, 1, 0, machine.audit_arch),
        (give, 0, 0, kill),
        (load, 0, 0, 0),  # seccomp_data.nr
        (at_least, 0, 1, 0x40000000),  # the x32 calls of x86-64 share its architecture word
        (give, 0, 0, kill),
    ]
    for number in sorted(machine.allowed):
        lines += [(equal, 0, 1, number), (give, 0, 0, allow)]
    for number in (machine.mmap, machine.mprotect):
        lines += [
            (equal, 0, 4, number),
            (load, 0, 0, 32),  # low word of the third argument: protection
            (bits, 0, 1, 4),  # PROT_EXEC
            (give, 0, 0, kill),
            (give, 0, 0, allow),
        ]
    lines.append((give, 0, 0, kill))
    return b"".join(struct.pack("<HBBI", *line) for line in lines)


def forbid_system_calls() -> bool:
    """Allow only the listed system calls from here on. False when there is no list for this machine."""
    machine = kernel.this_machine()
    if machine is None:
        return False
    program = ctypes.create_string_buffer(filter_program(machine))
    length = (len(program) - 1) // 8
    head = struct.pack("<H6xQ", length, ctypes.addressof(program))
    try:
        kernel.call(machine.seccomp, kernel.SECCOMP_SET_MODE_FILTER, 0, head)
    except OSError as error:
        if error.errno in {errno.ENOSYS, errno.EINVAL}:
            return False
        raise
    return True


def keep_only(data_fd: int, messages_fd: int) -> None:
    """Close all descriptors but standard error and the data socket, which becomes DATA_FD."""
    os.dup2(messages_fd, 2)
    if data_fd != DATA_FD:
        os.dup2(data_fd, DATA_FD)
    os.closerange(0, 2)
    os.closerange(DATA_FD + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def bound_resources(limits: Limits) -> None:
    """Set the kernel's hard limits on memory, time, files and processes, which this process cannot raise again."""
    # At the soft limit comes SIGXCPU, which names the cause; at the hard one the plain end.
    cpu = int(limits.document_seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 2))
    for kind, value in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(kind, (value, value))
    # Only the Landlock canary, which runs without seccomp, makes use of the hard limit.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 8))


def die_with(parent_pid: int) -> None:
    """End with the fork server, run as nobody, and let no other process attach to this one or read its memory."""
    if os.geteuid() == 0:
        # A container may have taken even root's right to change users; the locks below hold all the same.
        with contextlib.suppress(PermissionError):
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    # The parent may have died before the signal was asked for; then it would never come.
    if os.getppid() != parent_pid:
        os._exit(0)


def lock(limits: Limits, without: frozenset[str]) -> tuple[int | None, bool]:
    """Apply every lock but those in `without` (tests only); returns Landlock's version and seccomp's state."""
    # The kernel demands this before it takes a filter or a Landlock ruleset from an unprivileged process.
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    abi = None if "landlock" in without else forbid_files_and_network()
    bound_resources(limits)
    return abi, "seccomp" not in without and forbid_system_calls()


def tell_locks(abi: int | None, *, seccomp: bool) -> None:
    """Report the locks in force. It is the last frame to be believed: after it a hostile document may control us."""
    os.write(DATA_FD, frame(FrameKind.LOCKED, LOCKED.pack(abi or 0, seccomp, True)))
