"""What tests of the service share: a clock that is set, an empty home, an empty database."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app import clock
from tests.app.homes import use
from tests.support import backends
from tests.support.council import Council
from tests.support.record_forms import strange_records
from tests.support.silent_units import watched

SetClock = Callable[[str], None]

KEEPS_FORMS = frozenset(
    {
        "auth",
        "board",
        "marks",
        "materials",
        "meetings",
        "people",
        "permits",
        "reading",
        "registers",
        "rulebook",
        "search",
    }
)
"""Folders whose tests let the service make its own records; elsewhere tests put some there by hand."""


@pytest.fixture(autouse=True)
def _records_keep_their_form(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test has led the service to do, each record of it has the form that readers of exports know."""
    folder = request.path.relative_to(Path(__file__).parent).parts[0]
    council = request.getfixturevalue("council") if "council" in request.fixturenames else None
    yield
    if isinstance(council, Council) and folder in KEEPS_FORMS:
        with council.services.database.read() as unit:
            assert [*strange_records(unit)] == []


@pytest.fixture(autouse=True)
def _units_are_recorded() -> Iterator[None]:
    """Whatever jobs, tidying and commands a test has run, none wrote a decision without a record of it."""
    units = watched()
    units.take()
    yield
    assert units.take() == {}


@pytest.fixture
def at(council: Council) -> SetClock:
    """Set the clock to a moment in Japan, written as 2027-04-30 23:59:59."""

    def set_to(text: str) -> None:
        moment = datetime.fromisoformat(text).replace(tzinfo=clock.JST).timestamp()
        clock.use(lambda: moment)

    return set_to


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty $GIJO_HOME."""
    folder = tmp_path / "gijo"
    use(folder, monkeypatch)
    return folder


@pytest.fixture
def empty_url(each_database: str, tmp_path: Path) -> Iterator[str]:
    """A database without a table."""
    with backends.empty_for(tmp_path) as url:
        yield url
