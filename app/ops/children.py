"""Child processes that are kept alive: one that ends unasked is started again. Does not know what they do."""

import logging
import os
import subprocess
import threading
import time
from collections.abc import Sequence

log = logging.getLogger("gijo.serve")

_LONG_ENOUGH_SECONDS = 10.0
_LONGEST_PAUSE_SECONDS = 30.0
_STOP_SECONDS = 15.0


class KeptProcess:
    """One process and its successors. A process that dies young is started again after a pause that grows."""

    def __init__(self, name: str, command: Sequence[str], *, inherits: Sequence[int] = ()) -> None:
        self._name = name
        self._command = list(command)
        self._inherits = tuple(inherits)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process = self._start()
        self._thread = threading.Thread(target=self._watch, name=f"watch {name}", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        """The present process."""
        return self._process.pid

    def ask_to_stop(self) -> None:
        """Ask the process to end; it is not started again."""
        with self._lock:
            self._stopping.set()
            self._process.terminate()

    def stop(self) -> None:
        """End the process: ask it first, then kill it."""
        self.ask_to_stop()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("%s did not end when asked to", self._name)
            self._process.kill()
            self._process.wait()
        self._thread.join()

    def _start(self) -> "subprocess.Popen[bytes]":
        self._started_at = time.monotonic()
        # In a process group of its own: Ctrl-C in a terminal goes to the whole group, and could reach the child before
        # it handles signals. The parent gets it, and asks the child to end.
        return subprocess.Popen(self._command, pass_fds=self._inherits, process_group=0)

    def _watch(self) -> None:
        pause_seconds = 0.0
        while True:
            code = self._process.wait()
            if self._stopping.is_set():
                return
            lived_long = time.monotonic() - self._started_at > _LONG_ENOUGH_SECONDS
            pause_seconds = 0.0 if lived_long else min(_LONGEST_PAUSE_SECONDS, 2 * pause_seconds + 0.5)
            log.error("%s ended with %d; starting it again", self._name, code)
            if self._stopping.wait(pause_seconds):
                return
            with self._lock:
                if self._stopping.is_set():
                    return
                self._process = self._start()


def watch_parent(parent: int, stop: threading.Event) -> None:
    """Set `stop` when the process that started this one is gone; returns then."""
    while not stop.wait(1.0):
        if os.getppid() != parent:
            stop.set()
