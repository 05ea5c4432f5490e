"""Opens the store and the vault that settings name, for the service, the worker and the tools alike."""

from app.materials.vault import Vault
from app.settings import Settings
from storage.keyring import Keyring
from storage.local import LocalStore
from storage.s3 import S3Settings, S3Store
from storage.store import Store


def open_store(settings: Settings) -> Store:
    """The object store. Raises StoreFailure."""
    chosen = settings.store
    if chosen.kind == "local":
        return LocalStore(settings.store_folder)
    return S3Store(
        S3Settings(
            endpoint=chosen.endpoint,
            bucket=chosen.bucket,
            region=chosen.region,
            access_key=chosen.access_key,
            secret_key=chosen.secret_key,
        )
    )


def open_vault(settings: Settings) -> Vault:
    """The vault over that store and the installation's keys. Raises StoreFailure, KeyFailure."""
    return Vault(open_store(settings), Keyring.load(settings.keys_folder), cache_bytes=settings.master_cache_bytes)
