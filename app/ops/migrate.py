"""Bringing a database to the present revision, and telling which one it has."""

import argparse
from contextlib import closing, suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from app.audit.models import lay_head
from app.db import Database
from app.settings import Settings

if TYPE_CHECKING:
    from alembic.config import Config


class LaterVersion(Exception):
    """The database was migrated by a later version of the program, to the revision given. This one would lose data."""

    sentence = (
        "データベースは、このプログラムより新しい版のものです。新しい版のプログラムで動かすか、"
        "新しい版にする前に取った控えを戻してください。"
    )


def migrate_all(settings: Settings) -> None:
    """Run the revisions and put the ledger's head in place. Safe to repeat. Raises LaterVersion."""
    with closing(Database(settings.database_url)) as database:
        upgrade(database.engine)
        with suppress(IntegrityError), database.write() as session:  # a server that starts beside us may be first
            lay_head(session)


def migrate_command(settings: Settings, arguments: argparse.Namespace) -> int:
    """`gijo migrate`: bring the database to the present revision."""
    del arguments
    migrate_all(settings)
    return 0


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the revisions up to `revision`. Raises LaterVersion, and what Alembic or the database raises; nothing is half
    done.
    """
    from alembic import command  # noqa: PLC0415 - 11 MB that workers do not need
    from alembic.script.revision import ResolutionError  # noqa: PLC0415 - as above
    from alembic.util import CommandError  # noqa: PLC0415 - as above

    try:
        command.upgrade(_config(engine), revision)
    except CommandError as error:  # it has read all revisions, once
        if isinstance(error.__cause__, ResolutionError):
            raise LaterVersion(str(error)) from error
        raise


def downgrade(engine: Engine, revision: str) -> None:
    """Run the revisions down to `revision` ("base" for none)."""
    from alembic import command  # noqa: PLC0415 - as above

    command.downgrade(_config(engine), revision)


def current(engine: Engine) -> str | None:
    """The revision the database has, None for an empty one."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - as above

    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_of_later_version(revision: str) -> bool:
    """Whether none of our revisions has this number."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    return all(each.revision != revision for each in ScriptDirectory(str(_folder())).walk_revisions())


def head() -> str | None:
    """The newest revision there is."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    return ScriptDirectory(str(_folder())).get_current_head()


def _config(engine: Engine) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(_folder()))
    config.attributes["engine"] = engine
    return config


def _folder() -> Path:
    return Path(str(files("migrations")))
