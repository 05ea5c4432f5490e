"""What each folder of tests costs, summed over the processes of a run and printed at its end. A pytest plugin.

Two measures: seconds on the wall, and seconds of processor (the test's own process, and the programs that ended with
it). A machine with other work beside the tests spoils the first and hardly the second. Collecting, and databases and
object stores that outlive the tests, are in neither.
"""

import os
from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass, field

import pytest

_ATTRIBUTE = "processor_seconds"  # a report's attributes travel from the processes of pytest-xdist as they are


@dataclass
class Cost:
    """Of one folder."""

    tests: set[str] = field(default_factory=set)
    wall_seconds: float = 0
    processor_seconds: float = 0


@dataclass(eq=False)  # pluggy keeps plugins in sets
class Costs:
    """Gathers in the process that reports, measures in the process that tests; without pytest-xdist they are one."""

    folders: dict[str, Cost] = field(default_factory=lambda: defaultdict(Cost))
    _spent_before: float = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        self._spent_before = _spent()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        spent = _spent()
        setattr(report, _ATTRIBUTE, spent - self._spent_before)
        self._spent_before = spent
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        cost = self.folders[report.nodeid.partition("::")[0].rpartition("/")[0]]
        cost.tests.add(report.nodeid)
        cost.wall_seconds += report.duration
        cost.processor_seconds += getattr(report, _ATTRIBUTE, 0.0)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.folders:
            terminalreporter.section("what each folder costs")
            terminalreporter.write("\n".join(table(self.folders)) + "\n")


def _spent() -> float:
    """Processor seconds of this process so far, and of the children it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def table(folders: dict[str, Cost]) -> list[str]:
    """One line a folder, dearest first, and the sum; of as many columns as docs/performance.md has."""
    whole = Cost()
    for cost in folders.values():
        whole.tests |= cost.tests
        whole.wall_seconds += cost.wall_seconds
        whole.processor_seconds += cost.processor_seconds
    order = sorted(folders.items(), key=lambda named: -named[1].processor_seconds)
    return ["| folder | tests | seconds | of a processor |", "| --- | --- | --- | --- |"] + [
        f"| {name} | {len(cost.tests)} | {cost.wall_seconds:.1f} | {cost.processor_seconds:.1f} |"
        for name, cost in [*order, ("all", whole)]
    ]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Costs(), "costs")
