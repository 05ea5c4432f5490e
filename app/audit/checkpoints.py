"""Signed checkpoints of the ledger's chain: made once a minute, kept in the database and in the object store."""

import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.continuity import EVERY_SECONDS, KEPT, Continuity
from app.audit.models import LedgerCheckpoint, LedgerHead
from app.db import Database, microseconds
from storage.ledger import NO_CHECKPOINT, Checkpoint, Signer
from storage.store import NameTaken, Store, StoreFailure

log = logging.getLogger("gijo.ledger")

_PUBLIC = "ledger-public.pem"
ORIGIN = "gijo/ledger"


def create_key(folder: Path) -> Signer:
    """Create the signing key of a new council; its public key is written beside it, for those who verify."""
    signer = Signer.create(folder)
    (folder / _PUBLIC).write_text(signer.public_pem(), "ascii")
    return signer


def public_key(folder: Path) -> str:
    """The public key beside the signing key, as PEM, for processes that only verify. Raises OSError."""
    return (folder / _PUBLIC).read_text("ascii")


def last_checkpoint(session: Session) -> Checkpoint | None:
    """The newest checkpoint in the database."""
    note = session.scalars(select(LedgerCheckpoint.note).order_by(LedgerCheckpoint.seq.desc())).first()
    return None if note is None else Checkpoint.parse(note)


def sign(database: Database, signer: Signer, store: Store, *, lock_days: int = 0) -> Checkpoint | None:
    """Sign the chain's end if it has grown, and put a copy into the store; None when it has not grown.

    The copy is locked for `lock_days` where the store can do that, so that not even the bucket's owner can delete it.
    """
    checkpoint = _sign(database, signer)
    if checkpoint is not None:
        send(store, checkpoint, lock_days=lock_days)
    return checkpoint


def _sign(database: Database, signer: Signer) -> Checkpoint | None:
    with database.write() as session:
        head = session.scalars(select(LedgerHead).where(LedgerHead.id == 1).with_for_update()).one()
        former = last_checkpoint(session)
        if head.seq == 0 or (former is not None and former.seq >= head.seq):
            return None
        moment = clock.now()
        previous = former.digest() if former else NO_CHECKPOINT
        checkpoint = signer.sign(ORIGIN, head.seq, head.hash, microseconds(moment), previous=previous)
        session.add(LedgerCheckpoint(seq=head.seq, at=moment, note=checkpoint.text()))
    return checkpoint


def send(store: Store, checkpoint: Checkpoint, *, lock_days: int = 0) -> bool:
    """Put a checkpoint's copy into the store; False when the store did not take it and it must be sent again."""
    name, note = f"{KEPT}{checkpoint.seq:016}", checkpoint.text().encode()
    try:
        if lock_days:
            store.keep(name, note, clock.now() + timedelta(days=lock_days))
        else:
            store.put(name, [note])
    except NameTaken:
        log.warning("a checkpoint for record %d is in the store already", checkpoint.seq)
    except StoreFailure as failure:
        log.warning("the store did not take the checkpoint; the database has it: %s", failure)
        return False
    return True


def retained(store: Store) -> Iterator[str]:
    """The texts of the checkpoints in the store."""
    for _name, note in store.kept(KEPT):
        yield note.decode("utf-8", "replace")


class Checkpointer:
    """Signs once a minute while the chain grows, and at the end; a copy that the store did not take is sent later.

    Before it signs, it looks whether the chain still leads on from what was signed; it signs nothing that does not.
    """

    def __init__(
        self, database: Database, signer: Signer, store: Store, continuity: Continuity, *, lock_days: int = 0
    ) -> None:
        self._database, self._signer, self._store = database, signer, store
        self._continuity = continuity
        self._lock_days = lock_days
        self._owed: Checkpoint | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Sign the chain's end once more, then stop the thread."""
        self._stop.set()
        self._thread.join()

    def step(self) -> None:
        """The work of each minute: compare with what was signed, sign, send the copy."""
        if self._continuity.look() is not None:
            return
        if (signed := _sign(self._database, self._signer)) is not None:
            self._continuity.advance(signed)
            self._owed = signed
        if self._owed is not None and send(self._store, self._owed, lock_days=self._lock_days):
            self._owed = None

    def _run(self) -> None:
        self._look_once()
        while True:
            is_last = self._stop.wait(EVERY_SECONDS)
            try:
                self.step()
            except Exception:
                log.exception("a checkpoint could not be made")
            if is_last:
                return

    def _look_once(self) -> None:
        """At the start, so that nothing is served for a minute from a ledger that was set back."""
        try:
            self._continuity.look()
        except Exception:
            log.exception("the ledger's end could not be compared with the checkpoints")
