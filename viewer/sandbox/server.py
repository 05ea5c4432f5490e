"""The fork server: waits for requests, forks one child for each, and says how each child ended.

Single-threaded, reads no document, and lives only as long as the service holds the other end of its socket.
"""

import contextlib
import gc
import mmap
import os
import select
import signal
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from viewer import wire
from viewer.limits import Limits
from viewer.sandbox import canaries, locks

OUT_OF_ORDER = 40


@dataclass(frozen=True)
class SandboxChild:
    """A running child: its process, and the socket on which its end is reported."""

    pid: int
    pidfd: int
    status_fd: int


class Server:
    """`parse(request, untrusted_input, output)` runs in the locked child; it is the only part that parses."""

    def __init__(
        self,
        control: socket.socket,
        limits: Limits,
        without: frozenset[str],
        parse: Callable[[wire.Request, memoryview, memoryview], None],
    ) -> None:
        self._control = control
        self._limits = limits
        self._without = without
        self._parse = parse
        self._poll = select.poll()
        self._by_pidfd: dict[int, SandboxChild] = {}
        self._by_status: dict[int, SandboxChild] = {}

    def run(self) -> None:
        """Serve until the service closes its end of the socket; when this returns, all children are dead."""
        gc.collect()
        gc.freeze()
        self._poll.register(self._control, select.POLLIN)
        self._control.send(wire.READY)
        while True:
            for fd, _ in self._poll.poll():
                if fd == self._control.fileno():
                    if not self._accept():
                        self._kill_all()
                        return
                elif fd in self._by_pidfd:
                    self._reap(self._by_pidfd[fd])
                elif fd in self._by_status:
                    self._kill(self._by_status[fd])

    def _accept(self) -> bool:
        message, fds, _, _ = socket.recv_fds(self._control, wire.REQUEST.size, wire.REQUEST_FDS)
        if not message:
            return False
        *used_by_child, status_fd = fds[0], fds[1], fds[2], fds[4], fds[3]
        own_pid = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._be_child(wire.Request(*wire.REQUEST.unpack(message)), used_by_child, own_pid)
        for fd in used_by_child:
            os.close(fd)
        child = SandboxChild(pid, os.pidfd_open(pid), status_fd)
        self._by_pidfd[child.pidfd] = child
        self._by_status[status_fd] = child
        self._poll.register(child.pidfd, select.POLLIN)
        self._poll.register(status_fd, select.POLLIN)
        _tell(status_fd, wire.STARTED.pack(pid))
        return True

    def _kill(self, child: SandboxChild) -> None:
        """Kill a child because the service has closed its end of the child's status socket."""
        self._poll.unregister(child.status_fd)
        del self._by_status[child.status_fd]
        os.kill(child.pid, signal.SIGKILL)

    def _reap(self, child: SandboxChild) -> None:
        _, status, usage = os.wait4(child.pid, 0)
        self._poll.unregister(child.pidfd)
        del self._by_pidfd[child.pidfd]
        os.close(child.pidfd)
        if self._by_status.pop(child.status_fd, None):
            self._poll.unregister(child.status_fd)
        seconds = usage.ru_utime + usage.ru_stime
        _tell(child.status_fd, wire.ENDING.pack(status, usage.ru_maxrss * 1024, seconds))
        os.close(child.status_fd)

    def _kill_all(self) -> None:
        for child in list(self._by_pidfd.values()):
            os.kill(child.pid, signal.SIGKILL)
            self._reap(child)

    def _be_child(self, request: wire.Request, fds: Sequence[int], parent_pid: int) -> None:
        """Never returns. Everything that needs a descriptor or a right happens before the lock."""
        code = OUT_OF_ORDER
        try:
            code = self._locked_work(request, fds, parent_pid)
        except MemoryError:
            os.write(locks.DATA_FD, wire.pack_failed(wire.Cause.OUT_OF_MEMORY))
        except BaseException as error:  # noqa: BLE001 - a child must never fall back into the server's loop
            os.write(2, f"{type(error).__name__}: {error}"[:500].encode("utf-8", "replace"))
        finally:
            os._exit(code)

    def _locked_work(self, request: wire.Request, fds: Sequence[int], parent_pid: int) -> int:
        input_fd, output_fd, data_fd, messages_fd = fds
        without = self._without
        if request.task == wire.Task.CANARY:
            without |= canaries.WITHOUT.get(wire.CANARIES[request.canary], frozenset())
        untrusted_input = _mapped(input_fd, writable=False)
        output = _mapped(output_fd, writable=True)
        locks.die_with(parent_pid)
        locks.keep_only(data_fd, messages_fd)
        abi, seccomp = locks.lock(self._limits, without)
        if request.must_lock and (abi is None or not seccomp):
            return wire.EXIT_UNLOCKED
        locks.tell_locks(abi, seccomp=seccomp)
        if request.task == wire.Task.CANARY:
            canaries.attempt(wire.CANARIES[request.canary])
        else:
            self._parse(request, untrusted_input, output)
        return 0


def _tell(status_fd: int, report: bytes) -> None:
    """Send a report to the service. It never waits, as two short reports do not fill the socket.

    An error is ignored: the service has closed its end, and needs no report.
    """
    with contextlib.suppress(OSError):
        os.write(status_fd, report)


def _mapped(fd: int, *, writable: bool) -> memoryview:
    access = mmap.ACCESS_WRITE if writable else mmap.ACCESS_READ
    return memoryview(mmap.mmap(fd, 0, access=access))
