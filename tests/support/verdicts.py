"""What a run of `pytest -m clause` says of each clause: passed or failed, and by which tests. A pytest plugin."""

from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass, field

import pytest

from tests.support.marks import CLAUSE

_ATTRIBUTE = "proves_clauses"  # a report's attributes travel from the processes of pytest-xdist as they are


@dataclass
class Verdict:
    """Of one clause: its tests that were run, and those of them that did not pass."""

    tests: set[str] = field(default_factory=set)
    not_passed: set[str] = field(default_factory=set)


@dataclass(eq=False)  # pluggy keeps plugins in sets
class Verdicts:
    """Gathers in the process that reports. What was skipped has proven nothing, and counts as not passed."""

    clauses: dict[str, Verdict] = field(default_factory=lambda: defaultdict(Verdict))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        setattr(report, _ATTRIBUTE, [number for mark in item.iter_markers(CLAUSE) for number in mark.args])
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for number in getattr(report, _ATTRIBUTE, ()):
            verdict = self.clauses[number]
            verdict.tests.add(report.nodeid)
            if not report.passed:
                verdict.not_passed.add(report.nodeid)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("what each clause's tests say")
        for number, verdict in sorted(self.clauses.items()):
            word = "NOT PASSED" if verdict.not_passed else "passed"
            line = " ".join([number, word, f"{len(verdict.tests)} tests", *sorted(verdict.not_passed)])
            terminalreporter.write(f"{line}\n")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("markexpr") == CLAUSE:
        config.pluginmanager.register(Verdicts(), "verdicts")
