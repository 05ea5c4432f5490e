"""What a serving process does with memory that nothing uses any more. Each in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.ops import allocator

pytestmark = [
    pytest.mark.rare("memory of a whole process; only what it imports and its allocator move it"),
    pytest.mark.alike("no database is asked"),
]
ROOT = Path(__file__).parents[3]

RUSH = """
import threading, time
from pathlib import Path
from app.ops import allocator

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

kept = []
all_hash, all_lie_behind = threading.Barrier(4), threading.Barrier(4)

def hash_as_passwords_are():
    work = bytearray(b"x") * (19 << 20)
    all_hash.wait()
    kept.append([bytearray(3000) for _ in range(100)])  # more than fits before them, so it lies behind them all
    all_lie_behind.wait()
    del work

allocator.tune()
before = held()
threads = [threading.Thread(target=hash_as_passwords_are) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
after = held()
allocator.keep_little()
until = time.monotonic() + 20
while held() - before > allocator.KEPT_FREE_BYTES and time.monotonic() < until:
    time.sleep(0.1)
print(after - before, held() - before)
"""


def test_what_a_rush_of_sign_ins_used_is_given_back() -> None:
    """Where the C library says what it holds; elsewhere it does without."""
    assert allocator.free_bytes() is not None

    after, later = map(int, _run(RUSH).split())

    assert after > allocator.KEPT_FREE_BYTES
    assert later < allocator.KEPT_FREE_BYTES


def test_worker_loads_neither_revisions_nor_a_bucket_that_it_does_not_use() -> None:
    loaded = _run("import sys, app.worker; print(*{name.partition('.')[0] for name in sys.modules})").split()

    assert "app" in loaded
    assert {"alembic", "mako", "minio"}.isdisjoint(loaded)


def _run(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout
