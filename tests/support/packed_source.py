"""The source that the service hands out is packed once, and not once in each process of each run. A pytest plugin.

Packing takes seven seconds of a processor, and many walks come by its address. What is packed lies beside the bytecode
of modules, where a run keeps that (`PYTHONPYCACHEPREFIX`), by the names, sizes and times of all its files.
"""

import fcntl
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from app.about import source

_pack: Callable[[Path], bytes] = source._pack


def pytest_configure() -> None:
    if sys.pycache_prefix is not None:
        source._pack = packed_once


def packed_once(project: Path) -> bytes:
    """As the service packs it. Another project than this one is packed each time."""
    if project != source.PROJECT:
        return _pack(project)
    folder = Path(str(sys.pycache_prefix), "source")
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{_state(project)}.tar.gz"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes while it is packed waits for it
        if not kept.exists():
            for former in folder.glob("*.tar.gz"):
                former.unlink()
            kept.write_bytes(_pack(project))
        return kept.read_bytes()


def _state(project: Path) -> str:
    """Of all files: another one when anything was written to one of them."""
    found = sha256()
    for file in source.files(project):
        stat = file.stat()
        found.update(f"{file} {stat.st_mode} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return found.hexdigest()[:16]
