"""What signing in needs of the service."""

from typing import Protocol

from app.db import Database
from app.settings import Settings
from app.web.call import LedgerPort
from storage.keyring import Keyring


class SignInServices(Protocol):
    """What signing in needs of the service."""

    settings: Settings
    database: Database
    keyring: Keyring
    session_key: bytes

    @property
    def ledger(self) -> LedgerPort:
        """Where refusals are recorded before they are told."""
