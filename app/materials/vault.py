"""Papers' bytes: sealed into the store under a version's own data key, opened again with a bounded cache of masters.

Names of objects say nothing about a paper. Destroying a version's `sealed_key` makes all its objects noise.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator

from app.errors import PaperDamaged, StorageUnavailable
from storage import envelope
from storage.envelope import SealBroken
from storage.keyring import Keyring
from storage.store import Missing, Store, Stored, StoreFailure
from viewer import master
from viewer.master import Master


def original_name(version_id: str) -> str:
    """The object of the file as uploaded."""
    return f"v/{version_id}/original"


def page_name(version_id: str, number: int, zoom: int = 1) -> str:
    """The object of a page's master at 1×, 2× or 4×."""
    return f"v/{version_id}/p/{number}/m{zoom}"


def thumbnail_name(version_id: str, number: int) -> str:
    """The object of a page's small master."""
    return f"v/{version_id}/p/{number}/t"


def text_name(version_id: str, number: int) -> str:
    """The object of a page's words and links."""
    return f"v/{version_id}/p/{number}/w"


def outline_name(version_id: str) -> str:
    """The object of a document's contents list."""
    return f"v/{version_id}/outline"


class Vault:
    """Seals and opens. Thread-safe; the cache holds opened masters, least recently used out first."""

    def __init__(self, store: Store, keyring: Keyring, *, cache_bytes: int) -> None:
        self._store = store
        self._keyring = keyring
        self._limit_bytes = cache_bytes
        self._held_bytes = 0
        self._masters: OrderedDict[str, Master] = OrderedDict()
        self._keys: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def new_key(self, version_id: str) -> str:
        """A fresh data key for a version, wrapped; the wrapping is bound to the version's id."""
        return self._keyring.wrap(envelope.new_data_key(), f"version:{version_id}")

    def put(self, sealed_key: str, version_id: str, name: str, chunks: Iterable[bytes]) -> Stored:
        """Seal a stream into the store, whole or not at all; `Stored` speaks of the sealed bytes."""
        key = self._key(sealed_key, version_id)
        try:
            return self._store.put(name, envelope.seal(key, name, chunks))
        except StoreFailure as failure:
            raise StorageUnavailable(cause=str(failure)) from failure

    def put_bytes(self, sealed_key: str, version_id: str, name: str, data: bytes) -> Stored:
        """The same for something small."""
        return self.put(sealed_key, version_id, name, [data])

    def stream(self, sealed_key: str, version_id: str, name: str) -> Iterator[bytes]:
        """The opened bytes in chunks. Raises PaperDamaged when a seal is broken, before a false byte is given."""
        key = self._key(sealed_key, version_id)
        try:
            yield from envelope.unseal(key, name, self._store.stream(name))
        except (SealBroken, Missing) as failure:
            raise PaperDamaged(cause=f"{name}: {failure}") from failure
        except StoreFailure as failure:
            raise StorageUnavailable(cause=str(failure)) from failure

    def read(self, sealed_key: str, version_id: str, name: str) -> bytes:
        """The opened bytes of something small."""
        return b"".join(self.stream(sealed_key, version_id, name))

    def master(self, sealed_key: str, version_id: str, name: str) -> Master:
        """A page's master, from the cache or the store."""
        with self._lock:
            if held := self._masters.get(name):
                self._masters.move_to_end(name)
                return held
        try:
            opened = master.load(self.read(sealed_key, version_id, name))
        except ValueError as error:
            raise PaperDamaged(cause=f"{name}: {error}") from error
        self._hold(name, opened)
        return opened

    def forget(self, version_id: str) -> None:
        """Drop a version's masters and key from memory (withdrawn, shredded)."""
        with self._lock:
            for name in [name for name in self._masters if name.startswith(f"v/{version_id}/")]:
                self._held_bytes -= self._masters.pop(name).rows.nbytes
            for token in [token for token in self._keys if token.startswith(f"{version_id} ")]:
                del self._keys[token]

    def delete(self, version_id: str) -> None:
        """Remove a version's objects (an upload that failed)."""
        self.forget(version_id)
        for name in list(self._store.names(f"v/{version_id}/")):
            self._store.delete(name)

    def _hold(self, name: str, opened: Master) -> None:
        with self._lock:
            if name in self._masters:
                return
            self._masters[name] = opened
            self._held_bytes += opened.rows.nbytes
            while self._held_bytes > self._limit_bytes and len(self._masters) > 1:
                _, dropped = self._masters.popitem(last=False)
                self._held_bytes -= dropped.rows.nbytes

    def _key(self, sealed_key: str, version_id: str) -> bytes:
        """The opened data key. Cached by the wrapped key itself: a destroyed key is not found again by its version."""
        token = f"{version_id} {sealed_key}"
        with self._lock:
            if key := self._keys.get(token):
                return key
        key = self._keyring.unwrap(sealed_key, f"version:{version_id}")
        with self._lock:
            self._keys[token] = key
            while len(self._keys) > 256:
                self._keys.popitem(last=False)
        return key
