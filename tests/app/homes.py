"""$GIJO_HOME as tests of commands lay it out."""

import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from app.ops import migrate
from tests.support.council import Council


def use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIJO_") or name in {"PORT", "HOST"}]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIJO_HOME", str(folder))


def write(home: Path, toml: str) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / "gijo.toml").write_text(toml, "utf-8")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def stamp(council: Council) -> None:
    """Say in its database that it is at the newest revision, as it is."""
    with council.services.database.write() as unit:
        unit.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
        unit.execute(text("DELETE FROM alembic_version"))
        unit.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": migrate.head()})
