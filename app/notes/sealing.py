"""Seals a person's notes under a key of their own, and opens them again. Who may ask for it, the gate has decided."""

import hashlib
import hmac
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from app import clock
from app.db import upsert
from app.notes.errors import NoteDamaged
from app.notes.marks import PageOfNotes, dump, load
from app.notes.models import NotedPage, NoteKey
from storage import envelope
from storage.envelope import SealBroken
from storage.keyring import KeyFailure, Keyring

_ON_TABLETS = "notes on tablets"
"""The purpose for which the key ring derives the keys of what waits on tablets."""


def own_key(session: Session, keyring: Keyring, person_id: str) -> bytes:
    """The person's data key; None of its bytes are kept. Raises NoteDamaged when it is missing or was altered."""
    row = session.get(NoteKey, person_id)
    if row is None:
        raise NoteDamaged(cause=f"no key of notes of {person_id}")
    return _unwrapped(row, keyring)


def own_key_locked(session: Session, keyring: Keyring, person_id: str) -> bytes:
    """As `own_key`, made if it is not there. Locked until the unit ends, so that writings come one after the other."""
    fresh = NoteKey(
        person_id=person_id,
        sealed_key=keyring.wrap(envelope.new_data_key(), notes_context(person_id)),
        made_at=clock.now(),
    )
    upsert(session, fresh, changed=("person_id",))  # of a row that is there this changes nothing, and locks it
    return _unwrapped(session.get_one(NoteKey, person_id, populate_existing=True), keyring)


def _unwrapped(row: NoteKey, keyring: Keyring) -> bytes:
    try:
        return keyring.unwrap(row.sealed_key, notes_context(row.person_id))
    except KeyFailure as failure:
        raise NoteDamaged(cause=f"the key of notes of {row.person_id}: {failure!r}") from failure


def key_on_tablets(keyring: Keyring, person_id: str, version_id: str) -> bytes:
    """The key under which a tablet keeps what this person wrote and could not send yet. It is on no tablet: each asks
    for it, and whoever may not note on this version now is not given it.
    """
    return hmac.digest(keyring.derive(_ON_TABLETS), f"{person_id}\0{version_id}".encode(), hashlib.sha256)


def opened(row: NotedPage, key: bytes) -> PageOfNotes:
    """The notes of a row. Raises NoteDamaged when it was altered, or put in another place."""
    try:
        return load(
            zlib.decompress(envelope.unseal_bytes(key, _name(row.person_id, row.version_id, row.page), row.sealed))
        )
    except SealBroken as failure:
        raise NoteDamaged(cause=f"notes of {row.person_id} on {row.version_id}/{row.page}") from failure


def opened_pages(rows: Iterable[NotedPage], key: bytes) -> Iterator[tuple[NotedPage, PageOfNotes]]:
    """The rows with their notes, without those that were altered: one keeps nobody from the others."""
    for row in rows:
        with suppress(NoteDamaged):
            yield row, opened(row, key)


def sealed(row: NotedPage, key: bytes, page: PageOfNotes, at: datetime) -> None:
    """Put these notes into the row, bound to its person, version and page."""
    plain = dump(page)
    row.size_bytes = len(plain)
    row.sealed = envelope.seal_bytes(key, _name(row.person_id, row.version_id, row.page), zlib.compress(plain))
    row.updated_at = at


def notes_context(person_id: str) -> str:
    """The text bound into a person's wrapped key: copied into another person's row it does not open."""
    return f"note_key.sealed_key:{person_id}"


def _name(person_id: str, version_id: str, page: int) -> str:
    return f"notes/{person_id}/{version_id}/{page}"
