"""What tests of the service share: a clock that is set, an empty home, an empty database."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app import clock
from tests.app.homes import use
from tests.support import backends
from tests.support.council import Council

SetClock = Callable[[str], None]


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
