"""Opens the store and the vault that settings name, for the service, the worker and the tools alike."""

from pathlib import Path

from app.settings import Settings, SettingsError
from app.vault.objects import Vault
from storage.keyring import Keyring
from storage.local import LocalStore
from storage.s3 import S3Settings, S3Store
from storage.store import Store


def open_store(settings: Settings) -> Store:
    """The object store. Raises StoreFailure, and SettingsError for an S3 server that cannot be used so."""
    if settings.store.kind == "local":
        return LocalStore(settings.store_folder)
    return open_bucket(settings)


def open_bucket(settings: Settings) -> S3Store:
    """The bucket that settings name; nothing is asked of the server yet. Raises SettingsError.

    One thread of those that make pages is never waiting for the server, so that a page that is in memory is shown
    also while the server is silent.
    """
    chosen = settings.store
    if chosen.ca_file and not Path(chosen.ca_file).is_file():
        raise SettingsError(f"[store] ca_file: {chosen.ca_file} is not there")
    try:
        return S3Store(
            S3Settings(
                endpoint=chosen.endpoint,
                bucket=chosen.bucket,
                access_key=chosen.access_key,
                secret_key=chosen.secret_key,
                region=chosen.region,
                prefix=chosen.prefix,
                ca_file=Path(chosen.ca_file) if chosen.ca_file else None,
                connect_seconds=chosen.connect_seconds,
                read_seconds=chosen.read_seconds,
                write_seconds=chosen.write_seconds,
                crowd=max(1, settings.page_threads - 1),
            )
        )
    except ValueError as error:
        raise SettingsError(f"[store] {error}") from error


def open_vault(settings: Settings) -> Vault:
    """The worker's vault over that store and the installation's keys: it writes pages once and keeps none of them.

    Raises StoreFailure, KeyFailure, SettingsError.
    """
    return Vault(open_store(settings), Keyring.load(settings.keys_folder), cache_bytes=0)
