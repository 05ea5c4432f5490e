"""A council that the command line finds: its home in the environment, its database at the newest revision."""

from pathlib import Path

import pytest
from sqlalchemy import text

from app.ops import migrate
from tests.app.homes import use
from tests.support.council import Council


@pytest.fixture
def found_home(council: Council, monkeypatch: pytest.MonkeyPatch) -> Path:
    """$GIJO_HOME."""
    use(council.settings.home, monkeypatch)
    monkeypatch.setenv("GIJO_DATABASE_URL", council.settings.database_url)
    with council.services.database.write() as unit:
        unit.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
        unit.execute(text("DELETE FROM alembic_version"))
        unit.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": migrate.head()})
    return council.settings.home
