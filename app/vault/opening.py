"""Opens the object store and the vault that the settings name; for the service, the worker and the commands."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.settings import Settings, SettingsError
from app.vault.objects import Vault
from storage.keyring import Keyring
from storage.local import LocalStore
from storage.store import Store

if TYPE_CHECKING:
    from storage.s3 import S3Store


def open_store(settings: Settings) -> Store:
    """The object store of the settings. Raises StoreFailure, and SettingsError for wrong settings of an S3 server."""
    if settings.store.kind == "local":
        return LocalStore(settings.store_folder)
    return open_bucket(settings)


def open_bucket(settings: Settings) -> "S3Store":
    """The S3 bucket of the settings, without asking the server yet. Raises SettingsError.

    At most all but one of the threads that make pages wait for the server at a time (`crowd`), so that pages in memory
    are shown even while it is silent.
    """
    from storage.s3 import S3Settings, S3Store  # noqa: PLC0415 - 6 MB in each process that needs no bucket

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


def open_vault(settings: Settings, on_damaged: Callable[[str], None] = lambda _name: None) -> Vault:
    """The vault for the worker, without a cache: it writes pages and reads none of them again.

    Raises StoreFailure, KeyFailure, SettingsError.
    """
    return Vault(open_store(settings), Keyring.load(settings.keys_folder), cache_bytes=0, on_damaged=on_damaged)
