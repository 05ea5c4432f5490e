"""Runs a browser test that fails once more, in a new browser. A test that passes only then is flaky: it is printed with
its first failure at the end of the run. A run with more than two flaky tests fails. A pytest plugin.

Not pytest-rerunfailures: it keeps what a module shares, so that the second attempt would meet the browser that may have
been what failed; it does not print why; and it fails a run for any flaky test or for none.
"""

import contextlib

import pytest
from _pytest.runner import runtestprotocol  # every plugin that runs a test twice goes by this door; there is no other

ALLOWED = 2
_WHY = "failed_first"  # a report's attributes travel from the processes of pytest-xdist as they are


class SecondAttempt:
    """Runs in the process that tests, counts in the process that reports; without pytest-xdist they are one."""

    def __init__(self) -> None:
        self.flaky: dict[str, str] = {}

    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        if item.get_closest_marker("browser") is None:
            return None
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        if why := _failure(reports):
            _end_what_is_shared(item)
            reports = runtestprotocol(item, log=False, nextitem=nextitem)
            _note(reports, why)
        for report in reports:
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        if report.when == "call" and hasattr(report, _WHY):
            return "flaky", "f", "FLAKY"
        return None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and (why := getattr(report, _WHY, "")):
            self.flaky[report.nodeid] = why

    @pytest.hookimpl(trylast=True)  # below the table of costs: why a run failed is looked for at its end
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for name, why in self.flaky.items():
            terminalreporter.section(f"flaky, passed only in a second browser: {name}")
            terminalreporter.write(why + "\n")
        if self.flaky:
            verdict = "" if len(self.flaky) <= ALLOWED else f": more than {ALLOWED}, so the run fails"
            terminalreporter.write_sep("=", f"{len(self.flaky)} flaky{verdict}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if len(self.flaky) > ALLOWED and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _failure(reports: list[pytest.TestReport]) -> str:
    """The failure in setup, call or teardown; "" for none."""
    return "\n".join(report.longreprtext for report in reports if report.failed)


def _end_what_is_shared(item: pytest.Item) -> None:
    """End all fixtures that outlive a test, such as the module's browser; they are made anew when needed."""
    with contextlib.suppress(Exception):  # a browser that died cannot be closed; the first failure is the one to tell
        item.session._setupstate.teardown_exact(None)


def _note(reports: list[pytest.TestReport], why: str) -> None:
    """Add the first attempt's failure to the second attempt's reports, whether that passed or failed."""
    has_passed = all(report.passed for report in reports)
    for report in reports:
        if has_passed:
            setattr(report, _WHY, why)
        else:
            report.sections.append(("the first attempt, in another browser", why))


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(SecondAttempt(), "second_attempt")
