"""A council that the command line finds: its home in the environment, its database at the newest revision."""

from pathlib import Path

import pytest

from tests.app.homes import stamp, use
from tests.support.council import Council


@pytest.fixture
def found_home(council: Council, monkeypatch: pytest.MonkeyPatch) -> Path:
    """$GIJO_HOME."""
    use(council.settings.home, monkeypatch)
    monkeypatch.setenv("GIJO_DATABASE_URL", council.settings.database_url)
    stamp(council)
    return council.settings.home
