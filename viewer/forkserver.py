"""Starts the sandbox's fork server and talks to its children. Trusted side: knows sockets, deadlines and how a
child ended; knows no page.
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
from pathlib import Path
from typing import NamedTuple

from viewer import wire
from viewer.limits import Limits

START_SECONDS = 60.0
END_SECONDS = 10.0
ENVIRONMENT = {"PYMUPDF_MESSAGE": "fd:2", "PYMUPDF_LOG": "fd:2"}
_ROOT = str(Path(__file__).resolve().parent.parent)
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv.pop(1));"
    " from runpy import run_module; run_module('viewer.sandbox', run_name='__main__', alter_sys=False)"
)
_SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
SEALED = _SEALS | fcntl.F_SEAL_WRITE


class ServerGone(Exception):
    """The fork server does not run, or did not start. Says why as far as it is known."""


class OverTime(Exception):
    """No frame came before the deadline."""


class Ending(NamedTuple):
    """How a child ended: its exit code or the signal that killed it, and its peak memory."""

    exit_code: int | None
    signal: int | None
    peak_bytes: int


class SandboxRun:
    """One child: frames from it, a word to go on, and its certain end. Used by one thread at a time."""

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

    def next_frame(self, seconds: float) -> tuple[int, bytes] | None:
        """Kind and payload, both untrusted; None when the child has hung up. Raises OverTime, BrokenProtocol."""
        deadline = time.monotonic() + seconds
        while (found := self._take_frame()) is None:
            if not self._is_data_open:
                return None
            if not self._listen(deadline - time.monotonic()):
                raise OverTime
        return found

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

    def _listen(self, seconds: float) -> bool:
        """Wait for something and take it in; False when the time was over."""
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
        return bool(ready)

    def _hear(self) -> bool:
        """Take messages in, keep the first of them, drop the rest: a child may chatter without end."""
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
        """Give the child that long to end by itself, kill it, wait until it is gone, free everything.

        None when the server is gone too, or when this was called before.
        """
        if self._status.fileno() < 0:
            return None
        report = self._wait_for_report(patience_seconds)
        if not report:
            with contextlib.suppress(OSError):
                self._status.shutdown(socket.SHUT_WR)
            report = self._wait_for_report(END_SECONDS)
        while self._hear():
            pass
        for end in (self._data, self._status, self._messages):
            end.close()
        if len(report) != wire.ENDING.size:
            return None
        status, peak_bytes = wire.ENDING.unpack(report)
        if os.WIFSIGNALED(status):
            return Ending(None, os.WTERMSIG(status), peak_bytes)
        return Ending(os.WEXITSTATUS(status), None, peak_bytes)

    def _wait_for_report(self, seconds: float) -> bytes:
        """What the fork server says about the child's end; it alone holds the other side of this socket."""
        self._status.settimeout(max(seconds, 0.001))
        try:
            return self._status.recv(wire.ENDING.size)
        except OSError:
            return b""

    @property
    def messages(self) -> str:
        """What the child said on standard error: one clean, bounded line for the log."""
        return " ".join(wire.clean_text(self._heard.decode("utf-8", "replace").replace("\n", " | ")).split())


class ForkServer:
    """The fork server's process. Starts when first needed and again when it has died; thread-safe."""

    def __init__(self, limits: Limits, without: frozenset[str] = frozenset()) -> None:
        self._limits = limits
        self._without = without
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
        command = [sys.executable, "-I", "-B", "-c", _BOOT, _ROOT, str(other.fileno()), settings]
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
        """Ends the server and with it every child. It starts again when next needed."""
        with self._lock:
            self._stop()


def shared_memfd(size: int) -> int:
    """A memory file of fixed size that a child writes to; it cannot be cut off under the reader's feet."""
    fd = os.memfd_create("page", os.MFD_ALLOW_SEALING)
    os.ftruncate(fd, size)
    fcntl.fcntl(fd, fcntl.F_ADD_SEALS, _SEALS)
    return fd
