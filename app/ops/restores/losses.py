"""What a council that was founded has lost: keys, database or store. Told before anything is made anew in its place."""

from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.audit.models import LedgerRecord
from app.db import Database
from app.materials.models import Version
from app.settings import Settings
from app.vault.opening import open_store

_OF_PAPERS = "v/"
"""Prefix of the names of everything that is kept of papers."""


def lost_keys(settings: Settings) -> str:
    """Which folder of keys is gone though there is a council, and what to do; "" when both are there, or no council."""
    gone = [str(folder) for folder in (settings.keys_folder, settings.ledger_key_folder) if not folder.exists()]
    if not gone or not _is_founded(settings):
        return ""
    return (
        f"鍵がありません（{'、'.join(gone)}）。議会のデータはあるので、gijo found は行わず、"
        "鍵の控えから、フォルダーごと戻してください。新しい鍵では、いままでの資料を読めません。"
    )


def _is_founded(settings: Settings) -> bool:
    """Whether the database has a record; False when it does not answer. SQLite makes no file of this question."""
    with closing(Database(settings.database_url)) as database, suppress(SQLAlchemyError):
        file = database.engine.url.database
        if database.is_embedded and not (file and Path(file).exists()):
            return False
        with database.read() as session:
            return session.scalar(select(LedgerRecord.seq).limit(1)) is not None
    return False


def lost_store(settings: Settings) -> str:
    """Says that the store is empty though papers were taken in, and what to do; "" otherwise. Raises StoreFailure."""
    with closing(Database(settings.database_url)) as database, database.read() as session:
        is_kept = Version.state == "ready", Version.sealed_key.is_not(None)
        has_papers = session.scalar(select(Version.id).where(*is_kept).limit(1))
    if has_papers is None or next(open_store(settings).names(_OF_PAPERS), None) is not None:
        return ""
    return (
        "データベースには資料がありますが、保管庫には 1 件もありません。保管庫のディスクがつながっていないか、"
        "別の場所を見ています。つないで直し、失われたときは控えから戻してください。"
    )
