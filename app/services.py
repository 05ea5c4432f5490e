"""What views, commands and workers reach: database, store, keys, ledger, opened once from the settings.

Whatever stands here knows no domain and no request; what needs one is handed over where the service is assembled.
"""

from dataclasses import dataclass

from app.access.levels import Confidentiality
from app.access.table import HandlingTable, rows_with
from app.audit.append import GroupCommitter, append_pending
from app.audit.checkpoints import Checkpointer
from app.db import Database
from app.push.exchange import Exchange
from app.settings import Settings
from app.vault.objects import Vault
from app.vault.opening import open_store
from storage.keyring import Keyring
from storage.ledger import Signer
from storage.store import Store
from viewer.stamp import Stamper


@dataclass
class Services:
    """What is opened once and lives as long as the process. Keys are derived, never stored in the database."""

    settings: Settings
    database: Database
    store: Store
    keyring: Keyring
    vault: Vault
    stamper: Stamper
    ledger: GroupCommitter
    exchange: Exchange
    handling: HandlingTable
    session_key: bytes
    csrf_key: bytes
    permit_key: bytes
    signer: Signer
    checkpointer: Checkpointer

    def close(self) -> None:
        """Commit what waits and give everything back."""
        self.ledger.close()
        self.exchange.close()
        self.checkpointer.close()
        self.database.close()


def open_services(settings: Settings) -> Services:
    """Open database, store and keys; they must have been founded before. Raises what each of them raises."""
    database = Database(settings.database_url)
    database.before_commit.append(append_pending)
    keyring = Keyring.load(settings.keys_folder)
    signer = Signer.load(settings.ledger_key_folder)
    store = open_store(settings)
    return Services(
        settings=settings,
        database=database,
        store=store,
        keyring=keyring,
        vault=Vault(store, keyring, cache_bytes=settings.master_cache_bytes),
        stamper=Stamper(keyring.derive("page mark")),
        exchange=Exchange(database),
        ledger=GroupCommitter(database, wait_ms=settings.ledger_wait_ms),
        handling=HandlingTable(
            rows=rows_with(
                strong_seconds=settings.sessions.strong_seconds,
                strong_seconds_3a=settings.sessions.strong_seconds_3a,
            ),
            zones_are_configured=bool(settings.trusted_zones),
            passkey_levels=frozenset(Confidentiality(level) for level in settings.passkey_required_levels),
        ),
        session_key=keyring.derive("session token"),
        csrf_key=keyring.derive("csrf token"),
        permit_key=keyring.derive("permit password"),
        signer=signer,
        checkpointer=Checkpointer(database, signer, store, lock_days=settings.store.lock_days),
    )
