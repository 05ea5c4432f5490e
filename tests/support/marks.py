"""The marks by which tests are chosen, and the test that runs now. Knows no database and no server."""

import contextlib
from collections.abc import Iterator

import pytest

from tests.support import kinds

BROWSER, SERVER, SLOW, RARE, SAMPLED = "browser", "server", "slow", "rare", "sampled"
OWN_DATABASE, ALIKE, BOTH = "own_database", "alike", "both"
CLAUSE = "clause"
MARKS = {
    BROWSER: "drives a browser: Chromium, or WebKit",
    f"{SERVER}(which)": "starts programs that serve beside it: PostgreSQL, an S3 server, the service, its worker",
    f"{SLOW}(why)": "takes more than five seconds of a processor",
    f"{RARE}(why)": "guards what a day's work hardly breaks: a quick run leaves it out",
    f"{SAMPLED}(why)": "has many cases of one kind, of which a quick run takes every fourth",
    f"{OWN_DATABASE}(why)": "brings a database of its own, and runs once",
    f"{ALIKE}(why)": "asks the database nothing that others do not ask on PostgreSQL, and nothing at once",
    f"{BOTH}(why)": "runs on PostgreSQL too, in a file whose other tests are marked alike",
    f"{CLAUSE}(numbers)": "proves what the table of clauses says of these",
    "corpus": "reads real documents that are not part of the project",
}
ONLY_A_DATABASE = "PostgreSQL"
"""What a test marked `server` names when nothing beside it reads a clock."""
EVERY = 4
NOT_QUICK = (BROWSER, SERVER, SLOW, RARE)
_WITH_A_REASON = (SERVER, SLOW, RARE, SAMPLED, OWN_DATABASE, ALIKE, BOTH)
_running: list[pytest.Item] = []
_quick_runs: list[pytest.Config] = []


def run_quickly(config: pytest.Config) -> None:
    """Say, before tests are read, that this run is quick."""
    _quick_runs.append(config)


def examples(whole: int) -> int:
    """How many examples a property is tried with, for the `max_examples` of Hypothesis: in a quick run a fourth."""
    return max(whole // EVERY, 1) if _quick_runs else whole


def check(item: pytest.Item) -> None:
    """UsageError for a mark that does not say why."""
    for mark in item.iter_markers():
        if mark.name in _WITH_A_REASON and not (len(mark.args) == 1 and isinstance(mark.args[0], str) and mark.args[0]):
            raise pytest.UsageError(f"{item.nodeid}: the mark {mark.name} wants one sentence that says why")


def is_alike(item: pytest.Item) -> bool:
    """True for a test that is left out on PostgreSQL: marked `alike`, by itself or with its file, and not `both`."""
    return item.get_closest_marker(ALIKE) is not None and item.get_closest_marker(BOTH) is None


@contextlib.contextmanager
def is_running(item: pytest.Item) -> Iterator[None]:
    """Within: this is the test that runs."""
    _running[:] = [item]
    try:
        yield
    finally:
        _running.clear()


def running() -> pytest.Item | None:
    """The test that runs in this process, from its setup to its teardown."""
    return _running[0] if _running else None


def needs(mark: str, what: str) -> None:
    """Fail the running test unless it has the mark: `what` is about to be started for it.

    On PostgreSQL every test has a server; there nothing is asked.
    """
    item = running()
    if item is None or item.get_closest_marker(mark) or kinds.chosen() == kinds.POSTGRESQL:
        return
    pytest.fail(f"this test starts {what}: mark it {mark}, so that quick runs leave it out", pytrace=False)
