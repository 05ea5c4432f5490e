"""Papers' bytes: sealed into the store under a version's own data key, opened again with a bounded cache of masters.

Names of objects say nothing about a paper. Destroying a version's `sealed_key` makes all its objects noise.
"""

import threading
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager

from app.errors import PaperDamaged, StorageFull, StorageUnavailable
from app.vault.cache import Name, Recent
from storage import envelope
from storage.envelope import SealBroken
from storage.keyring import Keyring
from storage.store import Full, Missing, NameTaken, Store, Stored, StoreFailure
from viewer import master
from viewer.master import Master


def original_name(version_id: str) -> str:
    """The object of the file as uploaded."""
    return f"v/{version_id}/original"


def page_name(version_id: str, number: int) -> str:
    """The object of a page's master at reading scale."""
    return f"v/{version_id}/p/{number}/m"


def cell_name(version_id: str, number: int, scale: int, column: int, row: int) -> str:
    """The object of one cell of a page at 2× or 4×; a page has scale × scale cells, each as large as the page at 1×."""
    return f"v/{version_id}/p/{number}/z{scale}/{row}-{column}"


def thumbnail_name(version_id: str, number: int) -> str:
    """The object of a page's small master."""
    return f"v/{version_id}/p/{number}/t"


def text_name(version_id: str, number: int) -> str:
    """The object of a page's words and links."""
    return f"v/{version_id}/p/{number}/w"


def outline_name(version_id: str) -> str:
    """The object of a document's contents list."""
    return f"v/{version_id}/outline"


_PATIENCE_SECONDS = 0.2
_OUTLINES_SHARE = 32
_KEYS_BYTES = 256 * 32


class Vault:
    """Seals and opens. Thread-safe; what was opened last stays in memory: masters, and contents lists apart from them.

    A contents list is asked for once by each reader, and would be pushed out by the pages that are turned after it.
    """

    def __init__(self, store: Store, keyring: Keyring, *, cache_bytes: int) -> None:
        self._store = store
        self._keyring = keyring
        self._masters: Recent[Master] = Recent(cache_bytes, lambda opened: opened.rows.nbytes)
        self._outlines: Recent[bytes] = Recent(cache_bytes // _OUTLINES_SHARE, len)
        self._keys: Recent[bytes] = Recent(_KEYS_BYTES, len)
        self._lock = threading.Lock()
        self._fetching: dict[Name, threading.Lock] = {}

    def new_key(self, version_id: str) -> str:
        """A fresh data key for a version, wrapped; the wrapping is bound to the version's id."""
        return self._keyring.wrap(envelope.new_data_key(), f"version:{version_id}")

    def put(self, sealed_key: str, version_id: str, name: str, chunks: Iterable[bytes]) -> Stored:
        """Seal a stream into the store, whole or not at all; `Stored` speaks of the sealed bytes."""
        key = self._key(sealed_key, version_id)
        with _translated(name):
            return self._store.put(name, envelope.seal(key, name, chunks))

    def put_once(self, sealed_key: str, version_id: str, name: str, data: bytes) -> None:
        """Seal something small, also when a worker that died had sealed it before.

        What is there is whole (the store keeps halves of nothing); if it opens to the same bytes it stays, so that
        nothing a reader may be opening is ever taken away. Else it is put anew.
        """
        key = self._key(sealed_key, version_id)
        with _translated(name):
            try:
                self._store.put(name, [envelope.seal_bytes(key, name, data)])
            except NameTaken:
                if not self._holds(key, name, data):
                    self._store.delete(name)
                    self._store.put(name, [envelope.seal_bytes(key, name, data)])

    def _holds(self, key: bytes, name: str, data: bytes) -> bool:
        try:
            return b"".join(envelope.unseal(key, name, self._store.stream(name))) == data
        except SealBroken:
            return False

    def stream(self, sealed_key: str, version_id: str, name: str) -> Generator[bytes, None, None]:
        """The opened bytes in chunks. Raises PaperDamaged when a seal is broken, before a false byte is given."""
        key = self._key(sealed_key, version_id)
        with _translated(name):
            yield from envelope.unseal(key, name, self._store.stream(name))

    def read(self, sealed_key: str, version_id: str, name: str) -> bytes:
        """The opened bytes of something small; an answer cut off on the way is asked for again."""
        key = self._key(sealed_key, version_id)
        with _translated(name):
            return envelope.unseal_bytes(key, name, self._store.read(name))

    def sweep(self) -> int:
        """Throw away what writers that died left half done. Raises StorageUnavailable."""
        with _translated(""):
            return self._store.sweep()

    def master(self, sealed_key: str, version_id: str, name: str) -> Master:
        """A page's master, from the cache or the store."""
        if held := self.held(sealed_key, name):
            return held
        with self._fetching_alone((name, sealed_key)):
            if held := self.held(sealed_key, name):
                return held
            try:
                opened = master.load(self.read(sealed_key, version_id, name))
            except ValueError as error:
                raise PaperDamaged(cause=f"{name}: {error}") from error
            with self._lock:
                self._masters.put((name, sealed_key), opened)
        return opened

    @contextmanager
    def _fetching_alone(self, held_as: Name) -> Iterator[None]:
        """When a council turns to one page, one fetches it for all; who has waited long goes and asks for itself."""
        with self._lock:
            fetching = self._fetching.setdefault(held_as, threading.Lock())
        is_alone = fetching.acquire(timeout=_PATIENCE_SECONDS)
        try:
            yield
        finally:
            if is_alone:
                fetching.release()
            with self._lock:
                self._fetching.pop(held_as, None)

    def held(self, sealed_key: str, name: str) -> Master | None:
        """A master that is in memory. The sealed key is asked for too: what was shredded is gone."""
        with self._lock:
            return self._masters.get((name, sealed_key))

    def outline(self, sealed_key: str, version_id: str) -> bytes:
        """A document's contents list as it was dumped, from memory or the store; shredded is gone, as with masters."""
        held_as = (outline_name(version_id), sealed_key)
        with self._lock:
            if held := self._outlines.get(held_as):
                return held
        opened = self.read(sealed_key, version_id, held_as[0])
        with self._lock:
            self._outlines.put(held_as, opened)
        return opened

    def forget(self, version_id: str) -> None:
        """Drop a version's masters, contents list and key from memory (removed, shredded)."""
        with self._lock:
            self._masters.forget(f"v/{version_id}/")
            self._outlines.forget(f"v/{version_id}/")
            self._keys.forget(version_id)

    def delete(self, version_id: str) -> None:
        """Remove all of a version's objects (an upload that failed). Raises StorageUnavailable."""
        self._delete(version_id, f"v/{version_id}/")

    def delete_pages(self, version_id: str) -> None:
        """Remove what was made of a version's file, and keep the file. Raises StorageUnavailable."""
        self._delete(version_id, f"v/{version_id}/p/")
        self._delete(version_id, outline_name(version_id))

    def _delete(self, version_id: str, prefix: str) -> None:
        self.forget(version_id)
        with _translated(prefix):
            for name in list(self._store.names(prefix)):
                self._store.delete(name)

    def _key(self, sealed_key: str, version_id: str) -> bytes:
        """The opened data key. Cached by the wrapped key itself: a destroyed key is not found again by its version."""
        held_as = (version_id, sealed_key)
        with self._lock:
            if held := self._keys.get(held_as):
                return held
        key = self._keyring.unwrap(sealed_key, f"version:{version_id}")
        with self._lock:
            self._keys.put(held_as, key)
        return key


@contextmanager
def _translated(name: str) -> Iterator[None]:
    """What the store and the seals say, in the service's words."""
    try:
        yield
    except (SealBroken, Missing) as failure:
        raise PaperDamaged(cause=f"{name}: {failure!r}") from failure
    except Full as failure:
        raise StorageFull(cause=str(failure)) from failure
    except StoreFailure as failure:
        raise StorageUnavailable(cause=str(failure)) from failure
