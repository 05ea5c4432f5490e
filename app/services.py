"""The services for views, commands and workers: database, store, keys, ledger, opened once from the settings.

Knows no domain and no request. Functions of domains are passed in where the service is assembled.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from app.audit.append import GroupCommitter, append_pending
from app.audit.checkpoints import Checkpointer
from app.audit.continuity import Continuity
from app.audit.findings import Findings
from app.audit.vocabulary import Event
from app.db import Database
from app.push.exchange import Exchange
from app.push.forgetting import Forgetting
from app.seals import SEAL_KEY, Seals
from app.settings import Settings
from app.standards.queries import StandardsReader
from app.vault.objects import Vault
from app.vault.opening import open_store
from storage.keyring import Keyring
from storage.ledger import Signer
from storage.store import Store
from viewer.stamp import Stamper

PAGE_MARK, PERMIT_PASSWORD = "page mark", "permit password"
"""The purposes of keys that both the service and the worker derive from the key ring."""


@dataclass
class Services:
    """The services, opened once and kept as long as the process. Keys are derived, never stored in the database."""

    settings: Settings
    database: Database
    store: Store
    keyring: Keyring
    vault: Vault
    stamper: Stamper
    ledger: GroupCommitter
    exchange: Exchange
    session_key: bytes
    csrf_key: bytes
    permit_key: bytes
    signer: Signer
    continuity: Continuity
    checkpointer: Checkpointer
    findings: Findings
    note_stranger: Callable[[Event], None]
    """Records the refusal of a stranger, or only counts it when there are many. Set by the module that does so."""
    endings: list[Callable[[], None]] = field(default_factory=list)
    """Functions that `close` calls first: each ends a thread or timer that uses the services."""

    def close(self) -> None:
        """Commit the records that wait, and close everything."""
        for end in self.endings:
            end()
        self.findings.close()
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
    findings = Findings()
    Seals(keyring.derive(SEAL_KEY), findings.note_row).install(database.unit_info)
    StandardsReader(settings).install(database.unit_info)
    continuity = Continuity(database, store, signer.public_pem())
    ledger = GroupCommitter(database, wait_ms=settings.ledger_wait_ms)
    noted = partial(findings.note, "object")
    vault = Vault(store, keyring, cache_bytes=settings.master_cache_bytes, on_damaged=noted)
    exchange = Exchange(database)
    exchange.register(Forgetting(vault))
    return Services(
        settings=settings,
        database=database,
        store=store,
        keyring=keyring,
        vault=vault,
        stamper=Stamper(keyring.derive(PAGE_MARK)),
        exchange=exchange,
        ledger=ledger,
        note_stranger=ledger.commit_now,
        session_key=keyring.derive("session token"),
        csrf_key=keyring.derive("csrf token"),
        permit_key=keyring.derive(PERMIT_PASSWORD),
        signer=signer,
        continuity=continuity,
        findings=findings,
        checkpointer=Checkpointer(database, signer, store, continuity, lock_days=settings.store.lock_days),
    )
