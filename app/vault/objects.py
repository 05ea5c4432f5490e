"""Encrypts papers' bytes into the object store under a data key of each version, and decrypts them again.

Pages' masters that were used last stay in memory. Names of objects tell nothing of a paper but its version's id. When a
version's `sealed_key` is destroyed, none of its objects can ever be decrypted (crypto-shredding).
"""

import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from app.errors import PaperDamaged, StorageFull, StorageUnavailable
from app.vault.cache import Name, Recent
from app.vault.gathered import pages_of
from app.vault.memory import Memory, issued_as
from storage import envelope
from storage.envelope import SealBroken
from storage.keyring import KeyFailure, Keyring
from storage.store import Full, Missing, NameTaken, Store, Stored, StoreFailure
from viewer import master
from viewer.alignment.identity import PageIdentity, identities_in
from viewer.alignment.versions import Alignment, align
from viewer.master import Master
from viewer.stamp import Issued, ready


def original_name(version_id: str) -> str:
    """Name of the object with the file as uploaded."""
    return f"v/{version_id}/original"


def public_name(version_id: str, sha256: str) -> str:
    """Name of the object with the file that residents may save, by its hash."""
    return f"v/{version_id}/public/{sha256}"


def _made(version_id: str, making: int) -> str:
    """The prefix of the names of a making's pages: making 0 beside the file, each later one under its own prefix."""
    return f"{version_id}/m{making}" if making else version_id


def page_name(version_id: str, number: int, making: int = 0) -> str:
    """Name of the object with a page's master image at reading scale. Pages count from 1, makings from 0."""
    return f"v/{_made(version_id, making)}/p/{number}/m"


def cell_name(version_id: str, number: int, scale: int, column: int, row: int, making: int = 0) -> str:
    """Name of the object with one cell of a page at 2× or 4×.

    A page has scale × scale cells, each with as many pixels as the page at 1×.
    """
    return f"v/{_made(version_id, making)}/p/{number}/z{scale}/{row}-{column}"


def thumbnail_name(version_id: str, number: int, making: int = 0) -> str:
    """Name of the object with a page's small master image."""
    return f"v/{_made(version_id, making)}/p/{number}/t"


def text_name(version_id: str, number: int, making: int = 0) -> str:
    """Name of the object with a page's words and links."""
    return f"v/{_made(version_id, making)}/p/{number}/w"


def outline_name(version_id: str, making: int = 0) -> str:
    """Name of the object with a document's contents list."""
    return f"v/{_made(version_id, making)}/outline"


def words_name(version_id: str, making: int = 0) -> str:
    """Name of the object with all words of a version, folded for searching."""
    return f"v/{_made(version_id, making)}/words"


def identities_name(version_id: str, making: int = 0) -> str:
    """Name of the object with what each page of a version is known by."""
    return f"v/{_made(version_id, making)}/identities"


def recognised_name(version_id: str, making: int, turn: int) -> str:
    """Name of the object with all words of a version that a machine recognised the `turn`th time, folded."""
    return f"v/{_made(version_id, making)}/recognised/{turn}"


def recognised_page_name(version_id: str, number: int, making: int = 0) -> str:
    """Name of the object with the words that a machine recognised on a page."""
    return f"v/{_made(version_id, making)}/p/{number}/r"


def booklet_name(booklet_id: str) -> str:
    """Name of the only object of a permit's PDF, which has an id and a data key of its own."""
    return f"v/{booklet_id}/booklet"


class SealedVersion(NamedTuple):
    """A version whose pages are known: its id, its wrapped data key, and which making of its pages is meant."""

    id: str
    sealed_key: str
    making: int


Opened = TypeVar("Opened")

# Whoever has waited so long for another thread's fetch asks the store itself: that fetch may hang.
_PATIENCE_SECONDS = 0.2


class Vault:
    """Encrypts and decrypts objects of papers. Thread-safe.

    What was used last stays in `memory`, which is given `cache_bytes`.
    `on_damaged` hears the name of what is missing or was altered; it only notes.
    """

    def __init__(
        self,
        store: Store,
        keyring: Keyring,
        *,
        cache_bytes: int,
        on_damaged: Callable[[str], None] = lambda _name: None,
    ) -> None:
        self._on_damaged = on_damaged
        self._store = store
        self._keyring = keyring
        self.memory = Memory(cache_bytes)
        self._lock = self.memory.lock
        self._fetching: dict[Name, threading.Lock] = {}

    def new_key(self, version_id: str) -> str:
        """A new data key for a version, encrypted by the key ring ("sealed key") and bound to the version's id."""
        return self._keyring.wrap(envelope.new_data_key(), key_context(version_id))

    def put(self, sealed_key: str, version_id: str, name: str, chunks: Iterable[bytes]) -> Stored:
        """Encrypt a stream of bytes into the store, whole or not at all. `Stored` describes the encrypted bytes.

        Raises NameTaken, StorageFull, StorageUnavailable.
        """
        key = self._key(sealed_key, version_id)
        with _translated(name):
            return self._store.put(name, envelope.seal(key, name, chunks))

    def put_once(self, sealed_key: str, version_id: str, name: str, data: bytes) -> None:
        """Encrypt something small into the store; the object may be there already, from a worker that died.

        The store keeps no half objects. One that decrypts to the same bytes is left as it is, so that no reader who is
        opening it loses it; any other one is replaced.
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
        """The decrypted bytes in chunks. Raises PaperDamaged at a forged or missing part, before any false byte."""
        key = self._key(sealed_key, version_id)
        with self._told(name):
            yield from envelope.unseal(key, name, self._store.stream(name))

    def read(self, sealed_key: str, version_id: str, name: str) -> bytes:
        """The decrypted bytes of something small. The store asks again when an answer is cut off on its way."""
        key = self._key(sealed_key, version_id)
        with self._told(name):
            return envelope.unseal_bytes(key, name, self._store.read(name))

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """As `_translated`; what is damaged is noted."""
        try:
            with _translated(name):
                yield
        except PaperDamaged:
            self._on_damaged(name)
            raise

    def sweep(self) -> int:
        """Delete what dead writers left half written in the store; how many. Raises StorageUnavailable."""
        with _translated(""):
            return self._store.sweep()

    def master(self, sealed_key: str, version_id: str, name: str) -> Master:
        """A page's master image, ready to be marked, from memory or the store. Raises PaperDamaged, StorageUnavailable.

        A coloured one is in the order of its shades, which is the same for every reader.
        """
        if held := self.held(sealed_key, name):
            return held
        with self._fetching_alone((name, sealed_key)):
            if held := self.held(sealed_key, name):
                return held
            try:
                opened = ready(master.load(self.read(sealed_key, version_id, name)))
            except ValueError as error:
                self._on_damaged(name)
                raise PaperDamaged(cause=f"{name}: {error}") from error
            with self._lock:
                self.memory.masters.put((name, sealed_key), opened)
        return opened

    @contextmanager
    def _fetching_alone(self, held_as: Name) -> Iterator[None]:
        """Let one thread fetch a master while others wait for it, when a whole council turns to the same page.

        A thread that has waited `_PATIENCE_SECONDS` goes on and fetches it, too.
        """
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
        """A master that is in memory, else None. Found by its sealed key, too: without the key it is not found."""
        with self._lock:
            return self.memory.masters.get((name, sealed_key))

    def issued(self, sealed_key: str, name: str, session_id: str, whose: str) -> Issued | None:
        """The image of a master that was made for a session and `whose` mark less than ten minutes ago, if still held.

        Who asks has decided that it may be sent, and records it. Found by the sealed key, too.
        """
        with self._lock:
            return self.memory.issued.get(issued_as(name, sealed_key, session_id, whose))

    def keep_issued(self, sealed_key: str, name: str, session_id: str, whose: str, image: Issued) -> None:
        """Keep an image in memory for a while. `whose`: all that tells it from other images of the session's."""
        with self._lock:
            self.memory.issued.put(issued_as(name, sealed_key, session_id, whose), image)

    def outline(self, sealed_key: str, version_id: str, making: int = 0) -> bytes:
        """A document's contents list as JSON bytes, from memory or the store; found by its sealed key, too."""
        return self._remembered(self.memory.outlines, sealed_key, version_id, outline_name(version_id, making), bytes)

    def words(self, sealed_key: str, version_id: str, making: int = 0) -> tuple[str, ...]:
        """A version's folded words, a text a page, from memory or the store; found by its sealed key, too."""
        return self._remembered(self.memory.words, sealed_key, version_id, words_name(version_id, making), pages_of)

    def recognised(self, sealed_key: str, version_id: str, making: int, turn: int) -> tuple[str, ...]:
        """Likewise the words that a machine recognised."""
        name = recognised_name(version_id, making, turn)
        return self._remembered(self.memory.words, sealed_key, version_id, name, pages_of)

    def alignment(self, former: SealedVersion, later: SealedVersion) -> Alignment:
        """Which page of the one version is which of the other, reckoned once for all who ask. Found by both keys, too.

        Raises PaperDamaged, StorageUnavailable.
        """
        held_as = (f"v/{later.id}/{later.making}/v/{former.id}/{former.making}", later.sealed_key + former.sealed_key)
        with self._fetching_alone(held_as):
            with self._lock:
                if (held := self.memory.alignments.get(held_as)) is not None:
                    return held
            found = align(self.identities(former), self.identities(later))
            with self._lock:
                self.memory.alignments.put(held_as, found)
        return found

    def identities(self, version: SealedVersion) -> tuple[PageIdentity, ...]:
        """What each page is known by. Raises PaperDamaged, StorageUnavailable."""
        name = identities_name(version.id, version.making)
        try:
            return identities_in(self.read(version.sealed_key, version.id, name))
        except ValueError as error:
            self._on_damaged(name)
            raise PaperDamaged(cause=f"{name}: {error}") from error

    def _remembered(
        self, kept: Recent[Opened], sealed_key: str, version_id: str, name: str, opened: Callable[[bytes], Opened]
    ) -> Opened:
        """Something small of a version, from its cache, or read, `opened` and put there. Found by its key, too."""
        held_as = (name, sealed_key)
        with self._lock:
            if (held := kept.get(held_as)) is not None:
                return held
        thing = opened(self.read(sealed_key, version_id, name))
        with self._lock:
            kept.put(held_as, thing)
        return thing

    def delete(self, version_id: str) -> None:
        """Remove all of a version's objects (an upload that failed). Raises StorageUnavailable."""
        self._delete(version_id, f"v/{version_id}/")

    def delete_pages(self, version_id: str, making: int = 0) -> None:
        """Remove the pages of one making and what was gathered of them, not the file. Raises StorageUnavailable."""
        self._delete(version_id, f"v/{_made(version_id, making)}/p/")
        self._delete(version_id, outline_name(version_id, making))
        self._delete(version_id, words_name(version_id, making))
        self._delete(version_id, identities_name(version_id, making))
        self.delete_recognised(version_id, making)

    def delete_recognised(self, version_id: str, making: int, *, before: int | None = None) -> None:
        """Remove the gathered recognised words of one making; only those of turns `before` one, where it is given.

        Raises StorageUnavailable.
        """
        prefix = f"v/{_made(version_id, making)}/recognised/"
        with _translated(prefix):
            for name in list(self._store.names(prefix)):
                if before is None or int(name.removeprefix(prefix)) < before:
                    self._store.delete(name)

    def delete_recognised_page(self, version_id: str, number: int, making: int) -> None:
        """Remove the words that a machine recognised on a page. Raises StorageUnavailable."""
        name = recognised_page_name(version_id, number, making)
        with _translated(name):
            self._store.delete(name)

    def _delete(self, version_id: str, prefix: str) -> None:
        self.memory.forget(version_id)
        with _translated(prefix):
            for name in list(self._store.names(prefix)):
                self._store.delete(name)

    def _key(self, sealed_key: str, version_id: str) -> bytes:
        """The decrypted data key. The cache finds it by the sealed key: once that is destroyed it is found no more."""
        held_as = (version_id, sealed_key)
        with self._lock:
            if held := self.memory.keys.get(held_as):
                return held
        try:
            key = self._keyring.unwrap(sealed_key, key_context(version_id))
        except KeyFailure as failure:
            self._on_damaged(f"v/{version_id}/key")
            raise PaperDamaged(cause=f"the key of {version_id}: {failure!r}") from failure
        with self._lock:
            self.memory.keys.put(held_as, key)
        return key


def key_context(version_id: str) -> str:
    """The text bound into the sealed key of a version or a permit's PDF: copied into another row it does not open."""
    return f"version:{version_id}"


@contextmanager
def _translated(name: str) -> Iterator[None]:
    """Turn exceptions of the store and of decryption into the service's errors."""
    try:
        yield
    except (SealBroken, Missing) as failure:
        raise PaperDamaged(cause=f"{name}: {failure!r}") from failure
    except Full as failure:
        raise StorageFull(cause=str(failure)) from failure
    except StoreFailure as failure:
        raise StorageUnavailable(cause=str(failure)) from failure
