"""Compares what should be in a store with what is. Knows names, lengths and digests; opens no seal, needs no key."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from storage.store import Broken, Missing, Store, StoreFinding

MISSING, CHANGED, UNREADABLE, UNKNOWN = "missing", "changed", "unreadable", "unknown"
_SENTENCES = {
    MISSING: "あるはずのデータが保管庫にありません。バックアップから戻してください。",
    CHANGED: "データが書き込んだときと違います。使用をやめ、バックアップから戻してください。",
    UNREADABLE: "データを読み取れません。保管庫の装置を点検し、バックアップから戻してください。",
    UNKNOWN: "台帳にないデータが保管庫にあります。中断した取り込みの残りであれば削除してください。",
}


class Expected(NamedTuple):
    """What `Store.put` reported when the object was written: the sealed length and the SHA-256 of the sealed bytes."""

    name: str
    size_bytes: int
    sha256: str


def compare(
    store: Store, expected: Iterable[Expected], *, prefix: str = "", reads_content: bool = True
) -> Iterator[StoreFinding]:
    """Yield what is not as it should be: missing, changed, unreadable (one each), and at the end the unknown.

    `expected` is all that should be there under `prefix`. `reads_content=False` only looks whether names exist.
    The names are listed before `expected` is asked for, so an object written during the run is not called unknown;
    one put before, whose row was not yet committed, is: delete nothing that is young. Memory: the names.
    Raises what the store raises when it does not answer; an outage must not look like a loss.
    """
    unknown = set(store.names(prefix))
    for one in expected:
        unknown.discard(one.name)
        kind = _look_at(store, one, reads_content=reads_content)
        if kind:
            yield StoreFinding(kind, one.name, _SENTENCES[kind])
    for name in sorted(unknown):
        yield StoreFinding(UNKNOWN, name, _SENTENCES[UNKNOWN])


def _look_at(store: Store, one: Expected, *, reads_content: bool) -> str:
    try:
        if not reads_content:
            return "" if store.exists(one.name) else MISSING
        digest, size_bytes = hashlib.sha256(), 0
        for piece in store.stream(one.name):
            digest.update(piece)
            size_bytes += len(piece)
    except Missing:
        return MISSING
    except Broken:
        return UNREADABLE
    return "" if (size_bytes, digest.hexdigest()) == (one.size_bytes, one.sha256) else CHANGED
