"""What tests start ends with them, also when pytest is killed without a word; the next run removes their folders."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers.running import children_of, wait_until
from tests.support import backends, chromium, stores
from tests.support.postgres import Cluster

pytestmark = pytest.mark.server("whatever tests start")

ROOT = Path(__file__).parents[2]
_POSTGRESQL = """
from tests.support.postgres import Cluster
kept = Cluster()
print(kept.folder, flush=True)
"""
_S3 = """
from tests.storage.rgw import Gateway
kept = Gateway()
kept.__enter__()
print(kept._home, flush=True)
"""
_CHROMIUM = """
from playwright.sync_api import sync_playwright
from tests.support.chromium import ARGUMENTS, CHROMIUM
kept = sync_playwright().start().chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
print("", flush=True)
"""
_SERVICE = """
import sys
from tests.support.tied import tied
import subprocess
kept = subprocess.Popen(tied([sys.executable, "-c", "import time; time.sleep(300)"], signal="TERM"))
print("", flush=True)
"""


KINDS: dict[str, tuple[str, Callable[[], None]]] = {
    "postgresql": (_POSTGRESQL, backends.skip_without_postgresql),
    "s3": (_S3, stores.skip_without_s3),
    "chromium": (_CHROMIUM, chromium.skip_without_chromium),
    "a service": (_SERVICE, lambda: None),
}


def _below(pid: int) -> Iterator[int]:
    for child in children_of(pid):
        yield child
        yield from _below(child)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_stays_behind_a_test_run_that_was_killed(kind: str) -> None:
    script, skip = KINDS[kind]
    skip()
    command = [sys.executable, "-c", script + "\nimport time\ntime.sleep(300)\n"]
    run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    told = run.stdout.readline().strip()
    started = list(_below(run.pid))

    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    run.stdout.close()

    assert started
    wait_until(lambda: not any(_lives(pid) for pid in started), 20)
    if kind == "postgresql":
        Cluster().remove()
        assert not Path(told).exists()
