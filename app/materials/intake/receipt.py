"""Receives a file: streams it into the vault and queues its conversion, or marks the version as failed.

The unencrypted file is never whole in memory and never on a disk.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app import clock
from app.access.levels import Availability
from app.audit.notes import SYSTEM, By, RecordSubject, note
from app.audit.vocabulary import EventKind
from app.db import Database, rows_changed
from app.errors import AppError, StorageUnavailable, TooLarge
from app.halts.queries import depth_now
from app.jobs.acts import enqueue
from app.materials import readers
from app.materials.errors import (
    FileOfAnother,
    UploadBroken,
    UploadFrozen,
    UploadOverruled,
    UploadRefused,
    VersionTaken,
)
from app.materials.intake.files import ACCEPTED
from app.materials.intake.incoming import START_BYTES, AcceptedFiles
from app.materials.intake.jobs import CONVERT, ConvertJob
from app.materials.intake.storing import must_be_storable
from app.materials.models import Material, Version
from app.materials.queries import lock_paper_of
from app.materials.subjects import about_paper
from app.vault.objects import Vault, original_name
from viewer.failures import FileTooLarge, ViewerFailure
from viewer.limits import DEFAULT

log = logging.getLogger("gijo.intake")

UNCLAIMED_FOR = timedelta(hours=24)
BROKEN_AFTER = timedelta(hours=6)


def receive(
    database: Database,
    vault: Vault,
    version_id: str,
    untrusted_chunks: Iterable[bytes],
    by: By,
    *,
    limit_bytes: int = DEFAULT.file_bytes,
    accepted: AcceptedFiles = ACCEPTED,
    decide_again: Callable[[Session], By] | None = None,
) -> None:
    """Stream a file into the vault and queue its conversion; opens its own short units of work around the stream.

    The first stage of a file's way in. It runs in the request of whoever sends the file, and the others in a worker.
    `decide_again`: called when the file is complete, with the paper locked, because sending takes minutes and the
    sender may have lost the right meanwhile.

    Raises VersionTaken, UploadFrozen, StoreHoldsLess, and FileOfAnother when the sender did not register the version:
    before and after the conversion, the file is judged by the rights of the person who did. Marks the version as failed
    and raises UploadBroken, UploadRefused, StorageUnavailable, or what `decide_again` raises.
    """
    sealed_key = _claim(database, vault, version_id, by)
    meter = _Meter(untrusted_chunks, limit_bytes, accepted)
    try:
        vault.put(sealed_key, version_id, original_name(version_id), meter)
    except Exception as error:
        told = _told(error)
        _fail(database, vault, version_id, by, told)
        if told is error:
            raise
        raise told from error
    try:
        _queue(database, vault, version_id, meter, decide_again or (lambda _session: by))
    except UploadBroken:
        raise
    except AppError as refused:
        _fail(database, vault, version_id, by, UploadOverruled(cause=refused.cause))
        raise


def _told(error: Exception) -> AppError:
    """The error that the clerk is told for an exception that ended the upload."""
    if isinstance(error, TooLarge):
        error = FileTooLarge()
    if isinstance(error, ViewerFailure):
        refused = UploadRefused(error.code, error.sentence)
        refused.status = TooLarge.status if isinstance(error, FileTooLarge) else refused.status
        return refused
    if isinstance(error, AppError):
        return error
    return UploadBroken(cause=f"{type(error).__name__}: {error}")


class _Meter:
    """Counts and hashes the chunks that pass, and refuses a file by its first bytes before any of it is kept."""

    def __init__(self, untrusted_chunks: Iterable[bytes], limit_bytes: int, accepted: AcceptedFiles) -> None:
        self._chunks = untrusted_chunks
        self._limit_bytes = limit_bytes
        self._accepted = accepted
        self._digest = sha256()
        self.size_bytes = 0

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        start = b""
        for chunk in self._chunks:
            if self._accepted.kind_of(start) is None:
                start += chunk[:START_BYTES]
                if not self._accepted.could_become(start):
                    raise self._accepted.refusal
            self.size_bytes += len(chunk)
            if self.size_bytes > self._limit_bytes:
                raise FileTooLarge
            self._digest.update(chunk)
            yield chunk
        if self._accepted.kind_of(start) is None:
            raise self._accepted.refusal


def _claim(database: Database, vault: Vault, version_id: str, by: By) -> str:
    """Reserve a version for this upload: one file is received for it, from the person who registered it.

    Raises VersionTaken, FileOfAnother, UploadFrozen or StoreHoldsLess.
    """
    sealed_key = vault.new_key(version_id)
    with database.write() as session:
        of_version = select(Version.material_id).where(Version.id == version_id).scalar_subquery()
        paper = session.scalar(select(Material).where(Material.id == of_version))
        if paper is not None and paper.awaits_first_file and depth_now(session) is not None:
            raise UploadFrozen
        if paper is not None:
            must_be_storable(session, paper)
        if session.scalar(select(Version.created_by).where(Version.id == version_id)) not in {None, by.person_id}:
            raise FileOfAnother
        changed = rows_changed(
            session,
            update(Version)
            .where(Version.id == version_id, Version.state == "receiving", Version.sealed_key.is_(None))
            .values(sealed_key=sealed_key),
        )
        if changed != 1:
            raise VersionTaken
    return sealed_key


def _queue(
    database: Database, vault: Vault, version_id: str, meter: _Meter, decide_again: Callable[[Session], By]
) -> None:
    with database.write() as session:
        lock_paper_of(session, version_id)
        version = session.get(Version, version_id, with_for_update=True, populate_existing=True)
        is_waiting = version is not None and version.state == "receiving"
        if version is not None and is_waiting:
            by, paper = decide_again(session), session.get_one(Material, version.material_id)
            must_be_storable(session, paper)
            version.state, version.size_bytes, version.sha256 = "queued", meter.size_bytes, meter.sha256
            is_first = paper.marks.availability is Availability.A2
            enqueue(session, CONVERT, ConvertJob(version_id), is_first=is_first)
            named = readers.named_in_record(*readers.readers_of(session, version.material_id))
            words = readers.readers_words(session, version.material_id)
            about = _about(session, version)
            size, digest = meter.size_bytes, meter.sha256
            note(session, by, EventKind.MATERIAL_UPLOADED, about, bytes=size, sha256=digest, readers=words, **named)
    if not is_waiting:
        vault.delete(version_id)
        raise UploadBroken(cause="given up meanwhile")


def _fail(database: Database, vault: Vault, version_id: str, by: By, error: AppError) -> None:
    with database.write() as session:
        version = session.get(Version, version_id, with_for_update=True)
        if version is not None and version.state == "receiving":
            version.state, version.sealed_key = "failed", None
            version.failure_code, version.failure_sentence = error.code, error.sentence
            about = _about(session, version)
            note(session, by, EventKind.MATERIAL_FAILED, about, failure=error.code, cause=error.cause[:200])
    try:
        vault.delete(version_id)
    except StorageUnavailable:  # a put that failed leaves nothing behind; this only makes sure
        log.warning("could not look for remains of version %s", version_id, exc_info=True)


def _about(session: Session, version: Version) -> RecordSubject:
    return about_paper(session.get_one(Material, version.material_id), version)


def give_up_stale(database: Database, vault: Vault) -> int:
    """Mark as failed each version whose file never came, or whose upload ended because the service stopped.

    Returns how many.
    """
    moment = clock.now()
    begun = Version.sealed_key.is_not(None) & (Version.created_at < moment - BROKEN_AFTER)
    with database.read() as session:
        stale = session.scalars(
            select(Version.id).where(
                Version.state == "receiving", or_(begun, Version.created_at < moment - UNCLAIMED_FOR)
            )
        ).all()
    for version_id in stale:
        _fail(database, vault, version_id, SYSTEM, UploadBroken())
    return len(stale)
