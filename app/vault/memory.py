"""What a process keeps in memory of papers, so that it need not be fetched, opened or marked again."""

import threading
from itertools import pairwise
from typing import NamedTuple

from app.vault.cache import Name, Recent
from app.vault.gathered import memory_bytes
from viewer.alignment.versions import Alignment
from viewer.master import Master
from viewer.stamp import Issued

_ISSUED_SHARE = 8
_ISSUED_SECONDS = 600.0
_OUTLINES_SHARE = 32
_WORDS_SHARE = 3
_ALIGNMENTS_PAGES = 200_000  # of both versions: some 20 MB
_KEYS_BYTES = 256 * 32  # 256 keys of 32 bytes


_AnyRecent = Recent[Master] | Recent[Issued] | Recent[bytes] | Recent[tuple[str, ...]] | Recent[Alignment]


class Holding(NamedTuple):
    """Of whom something is held: the ids of versions and of permits' PDFs, and of the sessions that got images."""

    versions: frozenset[str]
    sessions: frozenset[str]


class Memory:
    """Masters, images that were issued, contents lists, gathered words, alignments and keys, those used last.

    `cache_bytes` of masters and images at most, and a share of that of each of the others. Those have caches of their
    own: each reader asks for them now and then, and the pages turned meanwhile would push them out.
    Who uses a cache holds `lock`; the methods take it themselves.
    """

    def __init__(self, cache_bytes: int) -> None:
        issued_bytes = cache_bytes // _ISSUED_SHARE
        self.lock = threading.Lock()
        self.masters: Recent[Master] = Recent(cache_bytes - issued_bytes, lambda opened: opened.rows.nbytes)
        self.issued: Recent[Issued] = Recent(issued_bytes, lambda image: len(image.body), idle_seconds=_ISSUED_SECONDS)
        self.outlines: Recent[bytes] = Recent(cache_bytes // _OUTLINES_SHARE, len)
        self.words: Recent[tuple[str, ...]] = Recent(cache_bytes // _WORDS_SHARE, memory_bytes)
        self.alignments: Recent[Alignment] = Recent(_ALIGNMENTS_PAGES, _pages_in)
        self.keys: Recent[bytes] = Recent(_KEYS_BYTES, len)

    @property
    def _all(self) -> tuple[_AnyRecent, ...]:
        return self.masters, self.issued, self.outlines, self.words, self.alignments, self.keys

    def holding(self) -> Holding:
        """Of whom something is held now. Images that nobody has asked for in their time are dropped first."""
        with self.lock:
            self.issued.drop_idle()
            versions = {one for each in self._all for name in each.names() for one in _versions_of(name)}
            sessions = {_session_of(name) for name in self.issued.names()}
        return Holding(frozenset(versions), frozenset(sessions - {""}))

    def forget(self, version_id: str) -> None:
        """Drop all that is held of a version, and its key."""
        with self.lock:
            for each in self._all:
                each.forget(lambda name: version_id in _versions_of(name))

    def forget_session(self, session_id: str) -> None:
        """Drop the images that a session got."""
        with self.lock:
            self.issued.forget(lambda name: _session_of(name) == session_id)

    def forget_all(self) -> None:
        """Drop everything."""
        with self.lock:
            for each in self._all:
                each.forget(lambda _name: True)


def issued_as(name: str, sealed_key: str, session_id: str, whose: str) -> Name:
    """By what an image is found that was made for a session ("" for what is the same for all) and bears this mark."""
    return name, f"{sealed_key}\0{session_id}\0{whose}"


def _session_of(name: Name) -> str:
    return name[1].split("\0")[1]


def _versions_of(name: Name) -> frozenset[str]:
    """The versions of which something is held under this name: the names of objects are `v/ID/…`, of a key the id."""
    parts = name[0].split("/")
    return frozenset(after for before, after in pairwise(parts) if before == "v") or frozenset(parts)


def _pages_in(alignment: Alignment) -> int:
    return len(alignment.later) + len(alignment.former)
