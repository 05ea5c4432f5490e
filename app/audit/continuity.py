"""Checks that the ledger in the database still holds the record of the newest checkpoint.

When the database was replaced by an older copy, the ledger would give numbers again that were given before. So nothing
is appended to it then; and because no page leaves without a record, no page leaves. The database itself cannot show
that it is old. The newest checkpoint in the store shows it, and the one that this process remembers.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.models import LedgerCheckpoint, LedgerHead, LedgerRecord
from app.db import Database
from app.errors import LedgerSetBack
from storage.ledger import Checkpoint, CheckpointBroken, TrustedKey
from storage.store import Store

log = logging.getLogger("gijo.ledger")

KEPT = "ledger/checkpoints/"
"""Prefix of the checkpoints' names in the store; the number of the signed record follows."""

EVERY_SECONDS = 60.0
"""How often the ledger's end is compared, and signed if it has grown."""

_WATCH = "gijo.continuity"


@dataclass(frozen=True)
class SetBack:
    """The ledger ends at record `seq`, and does not hold what was signed for record `signed_seq`."""

    seq: int
    signed_seq: int

    @property
    def in_short(self) -> str:
        """One line, for lists and logs."""
        return f"台帳は {self.seq} 番で終わり、{self.signed_seq} 番までの検証点と合いません。資料も操作も閉じています"

    @property
    def sentence(self) -> str:
        """The sentence that tells the administrator what is wrong and what to do."""
        if self.seq == 0:
            return (
                f"データベースに記録が 1 件もありませんが、保管庫の検証点は {self.signed_seq} 番まであります。"
                "データベースが失われたか、別の場所を見ています。このため、開きません。"
                "GIJO_HOME と database.url の場所を確かめ、失われたときは控えから戻してください。"
            )
        what = (
            f"記録の台帳は {self.seq} 番で終わっていますが、保管庫の検証点は {self.signed_seq} 番まであります。"
            "データベースが、以前の状態に戻されています。"
            if self.seq < self.signed_seq
            else f"記録の台帳の {self.signed_seq} 番が、保管庫の検証点と合いません。"
            "データベースが、別のものに入れ替えられたか、書き換えられています。"
        )
        return (
            f"{what}このため、資料の表示と操作を止めています。わけがわからないときは、開かずに証拠として保管し、"
            "新しい控えを探してください。控えからわざと復元したときは、議長に報告し、"
            "gijo ledger accept-restore --reason わけ --ordered-by 命じた人の ID --confirmed-by 確認した人の ID で、"
            "失われた範囲を台帳に記録すると、開けるようになります。"
        )


class Continuity:
    """Compares the ledger with the newest checkpoint that this process knows. Thread-safe.

    `set_back`: what was found wrong at the last look, None if nothing. `on_set_back`: called once, with a line of text,
    when something is found. The store is asked at the first look, so that commands that never look need no store.
    """

    def __init__(self, database: Database, store: Store, public_key: str) -> None:
        self._database, self._store = database, store
        self._key = TrustedKey.from_pem(public_key)
        self._newest: Checkpoint | None = None
        self._has_asked_store = False
        self.set_back: SetBack | None = None
        self.on_set_back: Callable[[str], None] | None = None
        self.on_wrong_clock: Callable[[str], None] | None = None
        self._is_told = self._is_clock_told = False
        database.unit_info[_WATCH] = self

    def check(self, seq: int) -> None:
        """Raises LedgerSetBack when a ledger whose last record is `seq` must not be appended to."""
        newest = self._newest
        if self.set_back is not None or (newest is not None and seq < newest.seq):
            signed_seq = newest.seq if newest is not None else 0
            raise LedgerSetBack(cause=f"the ledger ends at {seq}, and {signed_seq} was signed")

    def advance(self, signed: Checkpoint) -> None:
        """Take note of a checkpoint that was just signed: from now on the ledger must hold its record."""
        self._newest = _newer(self._newest, signed)

    def look(self) -> SetBack | None:
        """Compare now; what is wrong, or None. It stays in `set_back` until a later look finds nothing.

        Raises StoreFailure at the first look, and when something is wrong.
        """
        if not self._has_asked_store:
            self._newest = _newer(self._newest, self.newest_kept())
            self._has_asked_store = True
        found = self._compare()
        if found is not None:
            self._newest = _newer(self._newest, self.newest_kept())  # Accepting a restore signs a newer one.
            found = self._compare()
        if found is not None and self.set_back is None:
            log.critical("%s", found.sentence)
        self.set_back, self._is_told = found, self._is_told and found is not None
        self._tell_clock()
        if found is not None and self.on_set_back is not None and not self._is_told:
            self.on_set_back(found.in_short)
            self._is_told = True
        return found

    def _tell_clock(self) -> None:
        """Warn of records from the future: the clock ran ahead when they were made, or runs behind now."""
        with self._database.read() as session:
            words = words_of_wrong_clock(session)
        if words and self.on_wrong_clock is not None and not self._is_clock_told:
            self.on_wrong_clock(words)
        self._is_clock_told = bool(words) and self.on_wrong_clock is not None

    def newest_kept(self) -> Checkpoint | None:
        """The newest checkpoint that the store keeps and our key has signed. Raises StoreFailure."""
        for name, note in self._store.kept(KEPT):
            try:
                checkpoint = Checkpoint.parse(note.decode("utf-8", "replace"))
                self._key.check(checkpoint)
            except CheckpointBroken:
                log.error("%s in the store is no checkpoint of this ledger's key", name)  # noqa: TRY400 - no traceback is of use
                continue
            return checkpoint
        return None

    def _compare(self) -> SetBack | None:
        with self._database.read() as session:
            if self._newest is not None and not _holds(session, self._newest):
                return SetBack(_end(session), self._newest.seq)
            note = session.scalars(select(LedgerCheckpoint.note).order_by(LedgerCheckpoint.seq.desc())).first()
        if note is not None:
            self._newest = _newer(self._newest, self._own(note))
        return None

    def _own(self, note: str) -> Checkpoint | None:
        """A checkpoint from the database, which another process may have signed; None when it cannot be read.

        A broken one is no reason to close here; `gijo ledger verify` reports it.
        """
        try:
            checkpoint = Checkpoint.parse(note)
            self._key.check(checkpoint)
        except CheckpointBroken:
            return None
        return checkpoint


def watch(session: Session, seq: int) -> None:
    """Raises LedgerSetBack when the ledger, whose last record is `seq`, ends before a record known to be signed."""
    continuity = session.info.get(_WATCH)
    if isinstance(continuity, Continuity):
        continuity.check(seq)


def unwatched(session: Session) -> None:
    """Let this unit append although the ledger was set back, because it records the restore."""
    session.info.pop(_WATCH, None)


def look_until(continuity: Continuity, stop: threading.Event) -> None:
    """For processes that do not sign: compare every minute until `stop` is set."""
    while True:
        try:
            continuity.look()
        except Exception:
            log.exception("the ledger's end could not be compared with the checkpoints")
        if stop.wait(EVERY_SECONDS):
            return


def _newer(one: Checkpoint | None, other: Checkpoint | None) -> Checkpoint | None:
    return max((each for each in (one, other) if each is not None), key=lambda each: each.seq, default=None)


def _holds(session: Session, checkpoint: Checkpoint) -> bool:
    found = session.scalar(select(LedgerRecord.hash).where(LedgerRecord.seq == checkpoint.seq))
    return found == checkpoint.hash and _end(session) >= checkpoint.seq


def _end(session: Session) -> int:
    return session.scalar(select(LedgerHead.seq).where(LedgerHead.id == 1)) or 0


def words_of_wrong_clock(session: Session) -> str:
    """Says that the last record is from the future, without a full stop; "" when it is not."""
    last = session.scalars(select(LedgerRecord.at).order_by(LedgerRecord.seq.desc()).limit(1)).first()
    if last is None or not clock.is_ahead(last):
        return ""
    return f"台帳の最後の記録は {clock.stamp_text(last)} で、今の時計より先です"
