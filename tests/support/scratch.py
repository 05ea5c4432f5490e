"""Where the tests put what they write: into memory, where the machine has room. A pytest plugin.

Every council is durable: each act of a test waits for the disk several times, 6 ms each time on some, and more when
many tests do. Nothing that a test looks at differs in memory, where a machine that loses power loses everything.
"""

import os
import tempfile
from pathlib import Path

IN_MEMORY = Path("/dev/shm")
NEEDED_BYTES = 4 << 30
"""Of memory that is free: enough for what runs now and for what failed. Folders of tests that passed go at once."""


def has_room(folder: Path, needed_bytes: int, meminfo: str) -> bool:
    """True for a folder in memory which may hold programs and has that much room, as the machine's memory has.

    `meminfo`: as the kernel tells it in /proc/meminfo.
    """
    try:
        there = os.statvfs(folder)
    except OSError:
        return False
    available = [line.split()[1] for line in meminfo.splitlines() if line.startswith("MemAvailable:")]
    has_memory = any(int(kib) * 1024 >= needed_bytes for kib in available)
    runs_programs = not there.f_flag & os.ST_NOEXEC
    return has_memory and runs_programs and there.f_bavail * there.f_frsize >= needed_bytes


def pytest_configure() -> None:
    """Before anything asks where temporary files go; programs that the tests start follow."""
    if "TMPDIR" not in os.environ and has_room(IN_MEMORY, NEEDED_BYTES, _meminfo()):
        os.environ["TMPDIR"] = tempfile.tempdir = str(IN_MEMORY)


def pytest_report_header() -> str:
    return f"temporary files go to {tempfile.gettempdir()}"


def _meminfo() -> str:
    try:
        return Path("/proc/meminfo").read_text("ascii")
    except OSError:
        return ""
