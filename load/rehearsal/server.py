"""The rehearsed server: started, watched, killed without warning, started again. Linux only: it reads /proc."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.tied import tied

_START_SECONDS = 60.0
_EVERY_SECONDS = 1.0
_TICKS = os.sysconf("SC_CLK_TCK")


class NotServing(Exception):
    """The server did not come up; the message carries the end of its log."""


@dataclass(frozen=True)
class Sample:
    """One look: proportional memory in bytes (shared pages divided among their users), CPU seconds so far, load."""

    at: float
    server_bytes: int
    serving_bytes: int
    parts: dict[str, int]
    """Bytes by what the process is: serve, worker, the sandbox's processes."""
    server_cpu: float
    serving_cpu: float
    tablets_cpu: float
    machine_cpu: float
    load_average: float


class Server:
    """`gijo serve` on one home and port, in a session of its own."""

    def __init__(self, environment: Mapping[str, str], port: int, log: Path, workers: int = 1) -> None:
        self._environment = os.environ | environment | {"PORT": str(port), "HOST": "127.0.0.1"}
        self.port, self._log = port, log
        self._more = ["--workers", str(workers)] if workers > 1 else []
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The serving process; 0 when there is none."""
        return self._process.pid if self._process is not None and self._process.poll() is None else 0

    def start(self) -> None:
        """Return once it answers. Raises NotServing."""
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(
                tied([sys.executable, "-m", "app", "serve", *self._more], signal="TERM"),
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.stop()
        raise NotServing(self._log.read_text("utf-8", "replace")[-2000:])

    def kill(self) -> None:
        """SIGKILL to everything of it at once, as when the machine's memory runs out or the power goes."""
        for pid in reversed(family(self.pid)):
            _signal(pid, signal.SIGKILL)
        if self._process is not None:
            self._process.wait(20)

    def stop(self) -> None:
        """End it in order."""
        if self._process is None:
            return
        members = family(self.pid)
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(5)
        for pid in members[1:]:
            _signal(pid, signal.SIGKILL)


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


class Watch:
    """Looks at the server and the tablets once a second until stopped."""

    def __init__(self, server: Server, tablets_pid: int) -> None:
        self.samples: list[Sample] = []
        self._server, self._tablets_pid = server, tablets_pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> list[Sample]:
        """All samples."""
        self._stop.set()
        self._thread.join()
        return self.samples

    def _run(self) -> None:
        while not self._stop.wait(_EVERY_SECONDS):
            pids = family(self._server.pid)
            sizes, roles = {pid: pss_bytes(pid) for pid in pids}, {pid: role(pid) for pid in pids}
            parts: dict[str, int] = {}
            for pid, size in sizes.items():
                parts[roles[pid]] = parts.get(roles[pid], 0) + size
            self.samples.append(
                Sample(
                    at=time.monotonic(),
                    server_bytes=sum(sizes.values()),
                    serving_bytes=parts.get("serve", 0),
                    parts=parts,
                    server_cpu=sum(cpu_seconds(pid) for pid in pids),
                    serving_cpu=sum(cpu_seconds(pid) for pid in pids if roles[pid] == "serve"),
                    tablets_cpu=cpu_seconds(self._tablets_pid),
                    machine_cpu=_machine_cpu(),
                    load_average=os.getloadavg()[0],
                )
            )


def family(pid: int) -> list[int]:
    """A process and all below it, the process first; empty for 0 or one that is gone."""
    if not pid:
        return []
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = _stat(stat)
        if fields:
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def role(pid: int) -> str:
    """What a process of the service is: serve (the parent and its server processes), worker or sandbox."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return "gone"
    known = {"serve": "serve", "server-process": "serve", "worker": "worker"}
    return next((known[word] for word in words if word in known), "sandbox")


def pss_bytes(pid: int) -> int:
    """Proportional set size, 0 when the process is gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:")), 0)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and of its children that have ended."""
    fields = _stat(Path(f"/proc/{pid}/stat"))
    return sum(int(field) for field in fields[11:15]) / _TICKS if fields else 0.0


def _stat(file: Path) -> list[str]:
    """The fields after the name, which may hold spaces itself; the first is the state."""
    try:
        return file.read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _machine_cpu() -> float:
    """Seconds all processors have worked since the start of the machine."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    return (sum(fields[:8]) - fields[3] - fields[4]) / _TICKS
