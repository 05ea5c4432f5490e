"""Measures what each folder of tests and the dearest files cost, summed over a run's processes and printed at its end,
and how long the last process worked alone. A pytest plugin.

Two measures: seconds on the wall, and seconds of processor (the test's own process, and every program that it or one
before it has started, while the test ran). A machine with other work beside the tests spoils the first and hardly the
second. Collecting is in neither.
"""

import contextlib
import os
from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

_TICKS = os.sysconf("SC_CLK_TCK")
_TIMES = slice(11, 15)  # of proc_pid_stat(5), after the name: user and system time, and those of children waited for
_DEAREST = 12  # files: those beyond have little that could be saved
_ATTRIBUTE = "processor_seconds"  # a report's attributes travel from the processes of pytest-xdist as they are
_unwaited_seconds: list[float] = []
"""What programs have spent that nobody waited for when they ended, so that the kernel no longer tells of it."""


@dataclass
class Cost:
    """The cost of one file, or of many."""

    tests: set[str] = field(default_factory=set)
    wall_seconds: float = 0
    processor_seconds: float = 0

    def add(self, other: "Cost") -> None:
        self.tests |= other.tests
        self.wall_seconds += other.wall_seconds
        self.processor_seconds += other.processor_seconds


@dataclass(eq=False)  # pluggy keeps plugins in sets
class Costs:
    """Measures in the testing processes, sums in the reporting one; without pytest-xdist they are the same."""

    files: dict[str, Cost] = field(default_factory=lambda: defaultdict(Cost))
    last: dict[str, tuple[float, str]] = field(default_factory=dict)  # of each process: when and where it was last seen
    _spent_before: float | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        if self._spent_before is None:
            self._spent_before = _spent()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.when == "teardown":  # the last report of each test has the seconds of all three
            spent = _spent()
            setattr(report, _ATTRIBUTE, spent - (self._spent_before or spent))
            self._spent_before = spent
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        file = report.nodeid.partition("::")[0]
        self.last[getattr(report, "worker_id", "")] = (report.stop, file)
        cost = self.files[file]
        cost.tests.add(report.nodeid)
        cost.wall_seconds += report.duration
        cost.processor_seconds += getattr(report, _ATTRIBUTE, 0.0)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.files:
            terminalreporter.section("what each folder costs")
            terminalreporter.write("\n".join(table("folder", by_folder(self.files))) + "\n")
            terminalreporter.section("the dearest files")
            terminalreporter.write("\n".join(table("file", self.files)[: _DEAREST + 2]) + "\n" + tail(self.last))


def _spent() -> float:
    """Processor seconds of this process so far, of the children it has waited for, and of those that still run.

    A child that serves many tests, such as the sandbox, is waited for after the last of them only.
    """
    times = os.times()
    own = times.user + times.system + times.children_user + times.children_system
    return own + sum(map(_spent_by, _children("self"))) + sum(_unwaited_seconds)


def keep_what_is_spent_by(words: bytes) -> None:
    """Count from now on what the programs below this process with these words in their command have spent until now.

    To be said just before they are ended by somebody who does not wait for them.
    """
    _unwaited_seconds.extend(_spent_by(pid) for pid in _below("self") if words in _command(pid))


def _spent_by(pid: str) -> float:
    """The same of a running process and of all that it has started; 0 when it has just ended."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 - after each test, and Path takes three times as long
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[_TIMES])) / _TICKS + sum(map(_spent_by, _children(pid)))


def _below(pid: str) -> list[str]:
    """The processes that this one has started, and theirs."""
    return [each for child in _children(pid) for each in (child, *_below(child))]


def _command(pid: str) -> bytes:
    """The command line; empty of a process that has just ended."""
    with contextlib.suppress(OSError):
        return Path("/proc", pid, "cmdline").read_bytes()
    return b""


def _children(pid: str) -> list[str]:
    """The processes that this one has started and not waited for; none where the kernel does not list them."""
    found: list[str] = []
    with contextlib.suppress(OSError):  # of a process or a thread that has just ended
        for thread in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - as above
            with open(f"/proc/{pid}/task/{thread}/children") as file:  # noqa: PTH123 - as above
                found += file.read().split()
    return found


def by_folder(files: dict[str, Cost]) -> dict[str, Cost]:
    """The costs of all files of each folder together."""
    folders: dict[str, Cost] = defaultdict(Cost)
    for file, cost in files.items():
        folders[file.rpartition("/")[0]].add(cost)
    return folders


def tail(last: dict[str, tuple[float, str]]) -> str:
    """How long the process that ended last had worked alone, and at which file; "" for a run of one process."""
    if len(last) < 2:
        return ""
    *_, (before, _file), (end, file) = sorted(last.values())
    return f"The last process worked alone for {end - before:.1f} s, at last at {file}.\n"


def table(what: str, costs: dict[str, Cost]) -> list[str]:
    """One line a folder or file, dearest first, and the sum; of as many columns as docs/performance.md has."""
    whole = Cost()
    for cost in costs.values():
        whole.add(cost)
    order = sorted(costs.items(), key=lambda named: -named[1].processor_seconds)
    return [f"| {what} | tests | seconds | of a processor |", "| --- | --- | --- | --- |"] + [
        f"| {name} | {len(cost.tests)} | {cost.wall_seconds:.1f} | {cost.processor_seconds:.1f} |"
        for name, cost in [*order, ("all", whole)]
    ]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Costs(), "costs")
