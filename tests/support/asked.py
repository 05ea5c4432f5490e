"""Collects the SQL statements of tests, to prove that the tests left out on PostgreSQL run no others.

A test that is marked `alike` is left out there. `pytest --whole` (all tests, on SQLite) fails when such a test asks
anything that no test asks which runs there. A pytest plugin.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, event

from tests.support import choosing, marks

_SENT = "asked"
# A list in a question: of values, of rows of values, and an empty one, as SQLAlchemy writes it for SQLite.
_LIST = re.compile(
    r"\((?:\?, )*\?\)|\(VALUES (?:\([?, ]*\)(?:, )?)+\)|\(SELECT 1(?:, 1)* FROM \(SELECT 1(?:, 1)*\) WHERE 1!=1\)"
)
_INSERT = re.compile(r"INSERT INTO (\w+) \(([^)]*)\) VALUES (?:\([^()]*\)(?:, )?)+ ?(.*)", re.DOTALL)
_UPDATE = re.compile(r"UPDATE (\w+) SET (.*?) WHERE (.*)", re.DOTALL)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--whole", action="store_true", help="prove that tests marked alike ask nothing new")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--whole"):
        config.pluginmanager.register(Asked(config), "asked")


def parts(statement: str) -> Iterator[str]:
    """A statement without the parts that vary from call to call: lengths of lists, columns written together."""
    if found := _INSERT.fullmatch(statement):
        yield from (f"INSERT {found[1]}.{column}" for column in found[2].split(", "))
        yield " ".join(("INSERT", found[1], found[3]))
    elif found := _UPDATE.fullmatch(statement):
        yield from (" ".join(("UPDATE", found[1], "SET", change)) for change in found[2].split(", "))
        yield " ".join(("UPDATE", found[1], "WHERE", _LIST.sub("(?)", found[3])))
    else:
        yield _LIST.sub("(?)", statement)


def _nothing(_statement: str) -> None:
    """Of a test that nothing is asked of."""


class Asked:
    """Collects in the testing processes, compares in the reporting one; without pytest-xdist they are the same."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._there: set[str] = set()
        self._alike: dict[str, str] = {}
        self.only_alike: dict[str, str] = {}
        self._heard_of: tuple[pytest.Item | None, Callable[[str], object]] = (None, _nothing)
        event.listen(Engine, "before_cursor_execute", self._hear)

    def _hear(self, _connection: object, _cursor: object, statement: str, *_more: object) -> None:
        heard_of, keep = self._heard_of
        if (item := marks.running()) is not heard_of:  # to look at a test's marks takes as long as a small question
            keep = self._keeping(item)
            self._heard_of = item, keep
        keep(statement)

    def _keeping(self, item: pytest.Item | None) -> Callable[[str], object]:
        """What to do with the statements of this test."""
        if item is not None and choosing.runs_on_postgresql(item):
            return self._there.add
        if item is not None and marks.is_alike(item):
            return lambda statement: self._alike.setdefault(statement, item.nodeid)
        return _nothing

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        there = {part for statement in self._there for part in parts(statement)}
        alike = {part: name for statement, name in self._alike.items() for part in parts(statement)}
        output = getattr(self._config, "workeroutput", None)
        if output is not None:
            output[_SENT] = {"there": sorted(there), "alike": alike}
            return
        self.only_alike = {part: name for part, name in alike.items() if part not in there}
        if self.only_alike and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        sent = getattr(node, "workeroutput", {}).get(_SENT, {"there": [], "alike": {}})
        self._there |= set(sent["there"])
        self._alike |= sent["alike"]

    @pytest.hookimpl(trylast=True)  # below the table of costs: why a run failed is looked for at its end
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.only_alike:
            terminalreporter.section("left out on PostgreSQL, and asked by nobody there")
            terminalreporter.write("".join(f"{name}\n    {part}\n" for part, name in sorted(self.only_alike.items())))
