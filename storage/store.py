"""The interface of object stores, and their errors. Knows names and bytes, no page and no key."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

NAME_LIMIT_CHARACTERS = 400
SEGMENT_LIMIT_CHARACTERS = 120
STREAM_BYTES = 256 * 1024
_SEGMENT = re.compile(r"[a-z0-9_-][a-z0-9_.-]*", re.ASCII)


class StoreFailure(Exception):
    """Base of the store's errors. `detail`: for logs; `sentence`: for the administrator, in Japanese."""

    code = "S100"
    sentence = "保管庫の処理ができませんでした。議会事務局に連絡してください。"

    def __init__(self, name: str = "", detail: str = "") -> None:
        super().__init__(f"{self.code} {name} {detail}".strip())
        self.name = name
        self.detail = detail


class Missing(StoreFailure):
    """No object has this name."""

    code = "S101"
    sentence = "保管庫にデータが見つかりません。整合性の点検を行ってください。"


class NameTaken(StoreFailure):
    """An object of this name exists. Objects are never overwritten; use a new name."""

    code = "S102"
    sentence = "同じ名前のデータがすでにあります。もう一度はじめからやり直してください。"


class Full(StoreFailure):
    """No room is left, or a quota is reached. Nothing was kept."""

    code = "S103"
    sentence = "保管庫の空きがありません。容量を増やしてから、もう一度行ってください。"


class Forbidden(StoreFailure):
    """The store refuses us: rights, credentials, bucket name, read-only disk. Trying again is no use."""

    code = "S104"
    sentence = "保管庫に拒否されました。保管庫の権限と接続の設定を確かめてください。"


class Unavailable(StoreFailure):
    """The store does not answer, or only with passing faults, also after the bounded retries."""

    code = "S105"
    sentence = "保管庫につながりません。しばらく待ってから、もう一度行ってください。"


class Broken(StoreFailure):
    """The store answered, but with something that cannot be what was stored."""

    code = "S106"
    sentence = "保管庫のデータが壊れています。バックアップからの復元を検討してください。"


class BadName(StoreFailure, ValueError):
    """The caller built a name outside the alphabet; a fault in the program, never in the store."""

    code = "S107"
    sentence = "データの名前に使えない文字があります。議会事務局に連絡してください。"


class Stored(NamedTuple):
    """What was written: the count and the SHA-256 (hex) of exactly the bytes that were handed in."""

    size_bytes: int
    sha256: str


class Gravity(StrEnum):
    """How serious a finding is."""

    STOP = "stop"
    """Serving would lose papers or lay them open, or cannot work at all: nothing is opened on such a store."""

    MEND = "mend"
    """Something is wrong, and somebody has to act."""

    KNOW = "know"
    """Nothing is wrong; whoever is responsible should know what the store does not offer."""


@dataclass(frozen=True)
class StoreFinding:
    """One thing that is not as it should be. `kind` is stable: see `Store.check`."""

    kind: str
    name: str
    sentence: str
    gravity: Gravity = Gravity.MEND


UNREACHABLE = "unreachable"
"""The kind of the finding that the store does not answer at this moment."""


class Store(Protocol):
    """Objects under names, whole or not at all, never overwritten. Safe to share between threads.

    Every method raises `BadName` for a name `checked_name` refuses, else only subclasses of `StoreFailure`.
    """

    def put(self, name: str, chunks: Iterable[bytes]) -> Stored:
        """Store what `chunks` yields. If it raises, its own error passes through and nothing is kept.

        Raises NameTaken when the name is in use. Memory does not grow with the size of the object.
        """

    def read(self, name: str) -> bytes:
        """The whole object, for objects known to be small. Raises Missing."""

    def stream(self, name: str) -> Iterator[bytes]:
        """The object in pieces. Errors, Missing too, are raised by the first step of the iterator."""

    def exists(self, name: str) -> bool:
        """Whether a read would find it now."""

    def delete(self, name: str) -> bool:
        """Remove it with all its versions; False when there was nothing, so that it can be repeated."""

    def names(self, prefix: str = "") -> Iterator[str]:
        """Every name that starts with `prefix` (any text of the alphabet), in no promised order."""

    def keep(self, name: str, data: bytes, until: datetime) -> bool:
        """Store something small that nobody may change or remove before `until`, where the store can promise that.

        True when the store, asked afterwards, says that it will; False when it is kept like any other object.
        Raises NameTaken, also when what was kept under the name was deleted or overwritten.
        """

    def kept(self, prefix: str = "") -> Iterator[tuple[str, bytes]]:
        """Names and bytes of all that was kept under `prefix`: the first version of each name, even when it was deleted
        or overwritten since.

        The greatest name comes first. Bytes are fetched one by one, so a caller may stop after the first.
        """

    def sweep(self) -> int:
        """Remove what writers that died left unfinished; the number removed. Live writers are left alone."""

    def check(self) -> list[StoreFinding]:
        """Sweep, try a write, a read and a delete, look at rights; the empty list when there is nothing to say."""


def checked_name(name: str) -> str:
    """Return `name`, or raise BadName. Segments of `[a-z0-9_.-]` joined by single slashes, no leading dot.

    A segment cannot start with a dot, so neither `..` nor a hidden file can be named.
    """
    if not 0 < len(name) <= NAME_LIMIT_CHARACTERS:
        raise BadName(name[:40], "length")
    for segment in name.split("/"):
        if len(segment) > SEGMENT_LIMIT_CHARACTERS or not _SEGMENT.fullmatch(segment) or ".." in segment:
            raise BadName(name, "alphabet")
    return name


def checked_prefix(prefix: str) -> str:
    """Return `prefix`, or raise BadName: empty, or the beginning of some name."""
    if prefix:
        checked_name(prefix + "x" if prefix.endswith(("/", ".")) else prefix)
    return prefix
