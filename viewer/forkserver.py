"""Starts a fork server of the sandbox, talks to its children, and proves their locks. Trusted side: knows sockets,
deadlines and how a child ended; knows no page.
"""

import contextlib
import dataclasses
import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from viewer import wire
from viewer.limits import Limits

START_SECONDS = 300.0
END_SECONDS = 10.0
CANARY_SECONDS = 20.0  # of processor time
CANARY_WAIT_SECONDS = 120.0
# The array library and OpenMP would else start a thread for every core, and a server that forks must have one.
ENVIRONMENT = {
    "PYMUPDF_MESSAGE": "fd:2",
    "PYMUPDF_LOG": "fd:2",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
}
_ROOT = str(Path(__file__).resolve().parent.parent)
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv.pop(1));"
    " from runpy import run_module; run_module(sys.argv.pop(1), run_name='__main__', alter_sys=False)"
)
_SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
SEALED = _SEALS | fcntl.F_SEAL_WRITE


class ServerGone(Exception):
    """The fork server does not run, or did not start. The message says why, if that is known."""


class OverTime(Exception):
    """No frame came in time."""


class OverWork(OverTime):
    """No frame came, and the child has used the processor time that it was given for one."""


class Bounds(NamedTuple):
    """How long to wait for a frame.

    `processor_seconds`: used by the child since its beginning, for what its work may cost. `wait_seconds`: from now,
    for a child that makes no progress: stopped, asleep, or on an overloaded machine.
    """

    processor_seconds: float
    wait_seconds: float


class Ending(NamedTuple):
    """How a child ended: its exit code or the signal that killed it, its peak memory and its processor time.

    `was_ended` when it had to be killed from here.
    """

    exit_code: int | None
    signal: int | None
    peak_bytes: int
    processor_seconds: float
    was_ended: bool


def _clock_of(pid: int) -> int:
    """The kernel's clock of a process's processor time, all its threads together: see clock_getcpuclockid(3)."""
    return ~pid << 3 | 2


class SandboxRun:
    """One child of the fork server: receives its frames, tells it to go on, and ends it. For one thread at a time."""

    def __init__(self, data: socket.socket, status: socket.socket, messages: socket.socket, limits: Limits) -> None:
        self._data = data
        self._status = status
        self._messages = messages
        self._limits = limits
        self._frame_bytes_max = wire.frame_bytes_max(limits)
        self._buffer = bytearray()
        self._heard = bytearray()
        self._is_data_open = True
        self._are_messages_open = True
        self._pid: int | None = None
        self._report = b""

    def next_frame(self, bounds: Bounds) -> tuple[int, bytes] | None:
        """Kind and payload, both untrusted; None when the child has hung up. Raises OverTime, BrokenProtocol.

        A child that sends pieces of a frame, or messages, is waited for no longer than one that is silent.
        """
        deadline = time.monotonic() + bounds.wait_seconds
        self._listen(0.0)  # Frames that have arrived before this call are not late.
        while (found := self._take_frame()) is None:
            if not self._is_data_open:
                return None
            work_left, left = bounds.processor_seconds - self.processor_seconds(), deadline - time.monotonic()
            if work_left <= 0:
                raise OverWork
            if left <= 0:
                raise OverTime
            # One thread is all that a child has, so its work cannot be over before that time has passed.
            self._listen(min(work_left, left))
        return found

    def processor_seconds(self) -> float:
        """What the child has used so far, by the kernel's clock of its process; 0 before its start and after its end.

        Nothing that it does stops or sets back this clock, and it can start no process that has one of its own.
        """
        if self._pid is None:
            self._hear_server(0.0)
        if self._pid is None:
            return 0.0
        try:
            return time.clock_gettime(_clock_of(self._pid))
        except OSError:
            return 0.0

    def _take_frame(self) -> tuple[int, bytes] | None:
        if len(self._buffer) < wire.HEAD.size:
            return None
        kind, size = wire.HEAD.unpack_from(self._buffer)
        if size > self._frame_bytes_max:
            raise wire.BrokenProtocol("frame longer than any honest one")
        end = wire.HEAD.size + size
        if len(self._buffer) < end:
            return None
        payload = bytes(self._buffer[wire.HEAD.size : end])
        del self._buffer[:end]
        return kind, payload

    def _listen(self, seconds: float) -> None:
        """Wait at most so long for the child's next bytes, and keep them."""
        poll = select.poll()
        poll.register(self._data, select.POLLIN)
        if self._are_messages_open:  # a closed one would wake this up without end
            poll.register(self._messages, select.POLLIN)
        ready = dict(poll.poll(max(0.0, seconds) * 1000))
        if self._messages.fileno() in ready:
            self._are_messages_open = self._hear()
        if self._data.fileno() in ready:
            piece = b""
            with contextlib.suppress(ConnectionError):
                piece = self._data.recv(1 << 18)
            self._buffer += piece
            self._is_data_open = bool(piece)

    def _hear(self) -> bool:
        """Read the child's messages, keep the first of them and drop the rest: a hostile child may send without end."""
        try:
            piece = self._messages.recv(1 << 16, socket.MSG_DONTWAIT)
        except OSError:
            return False
        self._heard += piece[: self._limits.messages_bytes - len(self._heard)]
        return bool(piece)

    def go_on(self) -> None:
        # A child that died meanwhile is noticed when its next frame does not come.
        with contextlib.suppress(OSError):
            self._data.send(wire.GO_ON)

    def end(self, patience_seconds: float = 0.0) -> Ending | None:
        """Wait for the child to end by itself, kill it after that time, wait until it is gone, and free everything.

        None when the server is gone too, or when this was called before.
        """
        if self._status.fileno() < 0:
            return None
        report = self._wait_for_report(patience_seconds)
        was_ended = not report
        if not report:
            with contextlib.suppress(OSError):
                self._status.shutdown(socket.SHUT_WR)
            report = self._wait_for_report(END_SECONDS)
        while len(self._heard) < self._limits.messages_bytes and self._hear():
            pass
        for end in (self._data, self._status, self._messages):
            end.close()
        if len(report) != wire.ENDING.size:
            return None
        status, peak_bytes, seconds = wire.ENDING.unpack(report)
        is_killed = os.WIFSIGNALED(status)
        exit_code, number = (None, os.WTERMSIG(status)) if is_killed else (os.WEXITSTATUS(status), None)
        return Ending(exit_code, number, peak_bytes, seconds, was_ended)

    def _wait_for_report(self, seconds: float) -> bytes:
        """The fork server's report of the child's end. It is believed: no child holds the other end of this socket."""
        deadline = time.monotonic() + seconds
        while not self._report and self._hear_server(deadline - time.monotonic()):
            pass
        return self._report

    def _hear_server(self, seconds: float) -> bool:
        """Keep the fork server's next report, waiting at most so long; False when there is none."""
        try:
            self._status.settimeout(max(seconds, 0.0))
            report = self._status.recv(wire.ENDING.size)
        except OSError:
            return False
        if len(report) == wire.STARTED.size:
            (self._pid,) = wire.STARTED.unpack(report)
        else:
            self._report = report
        return bool(report)

    @property
    def messages(self) -> str:
        """What the child said on standard error: one clean, bounded line for the log."""
        return " ".join(wire.clean_text(self._heard.decode("utf-8", "replace").replace("\n", " | ")).split())


class ForkServer:
    """A fork server's process. Starts when first needed and again when it has died; thread-safe.

    `program`: the package of the sandbox whose children it forks.
    """

    def __init__(
        self, limits: Limits, without: frozenset[str] = frozenset(), *, program: str = "viewer.sandbox"
    ) -> None:
        self._limits = limits
        self._without = without
        self._program = program
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def submit(self, request: wire.Request, source_fd: int, output_fd: int) -> SandboxRun:
        """Fork one child for this request. Raises ServerGone when there is no server to be had."""
        ours: list[socket.socket] = []
        theirs: list[socket.socket] = []
        for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET, socket.SOCK_STREAM):
            mine, other = socket.socketpair(socket.AF_UNIX, kind)
            ours.append(mine)
            theirs.append(other)
        fds = [source_fd, output_fd, *(end.fileno() for end in theirs)]
        try:
            self._send(wire.REQUEST.pack(*request), fds)
        except BaseException:
            for end in ours:
                end.close()
            raise
        finally:
            for end in theirs:
                end.close()
        ours[2].shutdown(socket.SHUT_WR)
        return SandboxRun(ours[0], ours[1], ours[2], self._limits)

    def _send(self, message: bytes, fds: list[int]) -> None:
        with self._lock:
            for _ in range(2):  # a server that has died is noticed by the first try
                control = self._running()
                try:
                    socket.send_fds(control, [message], fds)
                except OSError:
                    self._stop()
                else:
                    return
        raise ServerGone("the fork server does not stay alive")

    def _running(self) -> socket.socket:
        if self._process and self._process.poll() is not None:
            self._stop()
        if self._control is None:
            self._control = self._start()
        return self._control

    def _start(self) -> socket.socket:
        control, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        words = os.memfd_create("sandbox-start")
        settings = json.dumps(dataclasses.asdict(self._limits))
        command = [sys.executable, "-I", "-B", "-c", _BOOT, _ROOT, self._program, str(other.fileno()), settings]
        try:
            self._process = subprocess.Popen(
                [*command, " ".join(sorted(self._without))],
                env=ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=words,
                pass_fds=[other.fileno()],
            )
            other.close()
            control.settimeout(START_SECONDS)
            is_ready = control.recv(len(wire.READY)) == wire.READY
            control.settimeout(None)
            complaint = os.pread(words, self._limits.messages_bytes, 0).decode("utf-8", "replace")
        except OSError as error:
            is_ready, complaint = False, str(error)
        finally:
            other.close()
            os.close(words)
        if not is_ready:
            control.close()
            self._stop()
            raise ServerGone(" ".join(wire.clean_text(complaint.replace("\n", " ")).split()))
        return control

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGKILL)
                self._process.wait()
            self._process = None

    def close(self) -> None:
        """End the fork server and all its children. It starts again when it is needed."""
        with self._lock:
            self._stop()


def shared_memfd(size: int) -> int:
    """A memory file of fixed size that a child writes to; it cannot be cut off under the reader's feet."""
    fd = os.memfd_create("page", os.MFD_ALLOW_SEALING)
    os.ftruncate(fd, size)
    fcntl.fcntl(fd, fcntl.F_ADD_SEALS, _SEALS)
    return fd


@dataclass(frozen=True)
class LockReport:
    """The locks that a parsing process is under. `canaries` maps each forbidden act to whether it was stopped
    (`harmless`: whether a child that does nothing forbidden lives). `reason`: what is wrong, empty when nothing is.
    """

    landlock_abi: int | None
    seccomp: bool
    no_new_privs: bool
    canaries: Mapping[str, bool]
    is_locked: bool
    reason: str


def prove_locks(server: ForkServer) -> LockReport:
    """Have a child of the server try each forbidden act, of which it must die."""
    abi, seccomp, no_new_privs, stopped = 0, False, False, dict[str, bool]()
    try:
        for place, name in enumerate(wire.CANARIES):
            locks, is_stopped = _send_canary(server, place)
            stopped[name] = is_stopped
            if name == "harmless" and locks:
                abi, seccomp, no_new_privs = locks
    except ServerGone as error:
        return LockReport(None, False, False, stopped, False, f"the sandbox does not start: {error}")
    lacks = {
        "the kernel has no Landlock": not abi,
        "the kernel has no seccomp filters, or this processor is not known": not seccomp,
        "a child could gain privileges by what it runs": not no_new_privs,
    }
    lacks |= {f"canary not stopped: {name}": not is_stopped for name, is_stopped in stopped.items()}
    reason = "; ".join(words for words, is_lacking in lacks.items() if is_lacking)
    return LockReport(abi or None, seccomp, no_new_privs, stopped, not reason, reason)


def _send_canary(server: ForkServer, place: int) -> tuple[tuple[int, bool, bool] | None, bool]:
    request = wire.Request(wire.Task.CANARY, place, False, False, 1, 1, 1, 1)
    source, output = shared_memfd(1), shared_memfd(1)
    try:
        job = server.submit(request, source, output)
    finally:
        os.close(source)
        os.close(output)
    locks = None
    with contextlib.suppress(OverTime):
        found = job.next_frame(Bounds(CANARY_SECONDS, CANARY_WAIT_SECONDS))
        if found and found[0] == wire.FrameKind.LOCKED:
            abi, seccomp, no_new_privs = wire.LOCKED.unpack(found[1])
            locks = (int(abi), bool(seccomp), bool(no_new_privs))
    ending = job.end(CANARY_WAIT_SECONDS)
    if ending is None or ending.was_ended:
        raise ServerGone(f"canary without an end: {wire.CANARIES[place]}")
    if wire.CANARIES[place] == "harmless":
        return locks, ending.exit_code == 0
    return locks, ending.signal == signal.SIGSYS
