"""`make bench AGAINST=COMMIT`: what a page costs the serving process, beside a former commit of this repository.

A page that a session asks for the first time in a while, and one that it has just had (`again`). Both serve a council
of their own at the same time and are loaded in turn, so that what else the machine does meets both. Prints medians, and
the ratios of the pairs; writes load/results/former.json.
"""

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from load.application import BenchError, fetch, free_port, script_of, wait_for

HERE = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results" / "former.json"
PAIRS = 12
SECONDS = 2
AGAIN_PAIRS = 6
CONNECTIONS = 10
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Served:
    """A serving process: the address of its pages and the scripts by which wrk asks for them: all, and few of them."""

    process: "subprocess.Popen[bytes]"
    url: str
    script: Path
    again: Path

    def page_ms(self, script: Path, seconds: int = SECONDS) -> float:
        """Load it for so long; the processor time of the process for each page, in ms. Raises BenchError."""
        before = self._used_seconds()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "-s", str(script)]
        done = subprocess.run([*command, self.url], capture_output=True, text=True, check=True)
        pages = re.search(r"(\d+) requests in", done.stdout)
        if pages is None or pages[1] == "0" or "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
            raise BenchError(done.stdout)
        return (self._used_seconds() - before) * 1000 / int(pages[1])

    def _used_seconds(self) -> float:
        """Processor time of all threads so far, in user and kernel mode (proc(5), fields 14 and 15 of `stat`)."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


@contextmanager
def served(tree: Path, home: Path) -> Iterator[Served]:
    """Found a council under `home` by the code in `tree`, and serve it until the block ends. Raises BenchError."""
    environment = os.environ | {"PYTHONPATH": str(tree), "GIJO_HOME": str(home), "HOST": "127.0.0.1"}
    founded = subprocess.run(
        [sys.executable, str(HERE / "load" / "founding.py"), str(home)],
        cwd=tree,
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    council = json.loads(founded.stdout.splitlines()[-1])
    script = home / "pages.lua"
    script.write_text(script_of(council["cookies"], council["paths"]))
    again = home / "again.lua"
    again.write_text(script_of(council["cookies"], council["paths"][:1]))
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--no-worker"],
        cwd=tree,
        env=environment | {"PORT": str(port)},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        fetch(port, council["paths"][0], council["cookies"][0])  # it listens before it can serve
        yield Served(process, f"http://127.0.0.1:{port}/", script, again)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """The files of a commit, in a git worktree that is removed after the block."""
    git = ["git", "-C", str(HERE), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", str(folder), commit], check=True)
    try:
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], check=True)


def compare(commit: str) -> dict[str, object]:
    """The costs of a page now and at a commit: medians in ms, and median and quartiles of the pairs' ratios.

    All within the six minutes in which the sessions of a founded council need no proof of a key. Raises BenchError.
    """
    with tempfile.TemporaryDirectory(prefix="gijo-former-") as name, ExitStack() as stack:
        folder = Path(name)
        former_tree = stack.enter_context(checked_out(commit, folder / "tree"))
        former = stack.enter_context(served(former_tree, folder / "former"))
        present = stack.enter_context(served(HERE, folder / "present"))
        for each in (present, former):
            each.page_ms(each.script, 2 * SECONDS)  # fills what it keeps in memory
        pages = _pairs(PAIRS, lambda one: one.page_ms(one.script), present, former)
        again = _pairs(AGAIN_PAIRS, lambda one: one.page_ms(one.again, 1), present, former)
    low, middle, high = statistics.quantiles((now / then for now, then in pages), n=4)
    return {
        "against": commit,
        "pairs": PAIRS,
        "page_ms": statistics.median(now for now, _ in pages),
        "former_page_ms": statistics.median(then for _, then in pages),
        "ratio": middle,
        "ratio_quartiles": [low, high],
        "again_ms": statistics.median(now for now, _ in again),
        "again_ratio": statistics.median(now / then for now, then in again),
    }


def _pairs(count: int, cost: Callable[[Served], float], present: Served, former: Served) -> list[tuple[float, float]]:
    """The costs of both, loaded in turn, the one first and then the other."""
    pairs = []
    for number in range(count):
        first, second = (present, former) if number % 2 else (former, present)
        costs = {first: cost(first), second: cost(second)}
        pairs.append((costs[present], costs[former]))
    return pairs


def main(commit: str) -> int:
    """Compare, print and write the results."""
    results = compare(commit)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    sys.stdout.write(json.dumps(results, indent=1) + "\n")
    return 0
