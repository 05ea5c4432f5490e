"""Acts on volumes: ask for one, hand it out, note that it was received, void it. The worker binds it elsewhere."""

import json
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.audit.append import record
from app.audit.codes import is_borne
from app.audit.notes import By, Detail, event
from app.audit.vocabulary import Event, EventKind
from app.jobs.acts import enqueue
from app.materials.pages.marks import issue_code
from app.permits.booklets.acts import MOST_FETCHES, burn
from app.permits.errors import CopyGoneOut, FetchedTooOften, VolumeEmpty, VolumeNotReady, VolumeOutdated, VolumeWithheld
from app.permits.models import Permit
from app.permits.queries import is_usable
from app.permits.reserves.models import PaperCopy
from app.permits.reserves.queries import copy_of, is_at_hand, permits_of
from app.permits.reserves.volumes.jobs import VOLUME, VolumeJob
from app.permits.reserves.volumes.models import Volume
from app.permits.reserves.volumes.wording import VolumeWording, volume_wording
from app.permits.subjects import about_permit
from app.seals import change_all

_OPEN = ("asked", "ready", "leaving")


def open_volumes(session: Session, copy_id: str) -> Sequence[Volume]:
    """The copy's volumes that may still be handed out, the newest first; an altered one may not."""
    query = select(Volume).where(Volume.copy_id == copy_id, Volume.state.in_(_OPEN))
    return [each for each in session.scalars(query.order_by(Volume.asked_at.desc(), Volume.id)) if each.is_intact]


def is_volume_for(volume: Volume, session_id: str) -> bool:
    """True when this session may fetch it: once its bytes have begun to leave, only the same session may."""
    return volume.state != "leaving" or volume.session_id == session_id


def to_fetch(session: Session, copy_id: str, session_id: str) -> Volume | None:
    """The volume that this session has begun to fetch and not received whole, else one that is bound."""
    found = [each for each in open_volumes(session, copy_id) if is_volume_for(each, session_id)]
    leaving = (each for each in found if each.state == "leaving")
    return next(leaving, next((each for each in found if each.state == "ready"), None))


def want_volume(session: Session, copy: PaperCopy, session_id: str) -> Volume:
    """The volume for this session to fetch: an open one, or a new one with a job that binds it.

    One that was bound with another wording is voided. The caller has locked papers, permits and copy. Raises
    VolumeEmpty when nothing can be bound, CopyGoneOut.
    """
    for volume in open_volumes(session, copy.id):
        is_outdated = volume.state != "asked" and wording_of(session, copy, volume).digest != volume.made_for
        if is_outdated or _is_code_gone(session, volume):
            end_volume(volume)
        elif is_volume_for(volume, session_id):
            return volume
    moment = clock.now()
    permits = permits_of(session, copy)
    if not any(map(is_usable, permits)):
        raise VolumeEmpty
    if not is_at_hand(copy):
        raise CopyGoneOut
    codes = {permit.id: issue_code() for permit in permits}
    made = Volume(copy_id=copy.id, codes=json.dumps(codes), asked_at=moment)
    session.add(made)
    session.flush()
    enqueue(session, VOLUME, VolumeJob(made.id))
    return made


def wording_of(session: Session, copy: PaperCopy, volume: Volume) -> VolumeWording:
    """The wording that this volume must have now."""
    return volume_wording(session, copy, volume, asked_at=volume.asked_at)


def keep(volume: Volume, said: VolumeWording, sealed_key: str, *, size_bytes: int, digest: str) -> None:
    """Make a bound volume ready. `digest`: SHA-256 in hex of the PDF. From now on it names only what is in it."""
    codes = volume.code_of
    volume.codes = json.dumps({part.permit_id: codes[part.permit_id] for part in said.parts})
    volume.state, volume.made_for, volume.sealed_key = "ready", said.digest, sealed_key
    volume.size_bytes, volume.sha256 = size_bytes, digest


def hand_out_volume(
    session: Session, by: By, copy: PaperCopy, volume_id: str, allowed: Sequence[Permit]
) -> tuple[Event, ...]:
    """Allow a volume's bytes to be sent: write a record for each paper, and the first time count a use of each permit.

    `allowed`: the permits that the gate has decided about in this unit. The caller has locked them, and sends nothing
    before the commit. Raises VolumeNotReady, VolumeOutdated, VolumeWithheld, CopyGoneOut,
    PermitUsedUp, FetchedTooOften.
    """
    volume = session.get(Volume, volume_id, with_for_update=True, populate_existing=True)
    session_id = by.session_id or ""
    is_whole = volume is not None and volume.is_intact and volume.state in {"ready", "leaving"}
    if volume is None or not is_whole or volume.copy_id != copy.id or not is_volume_for(volume, session_id):
        raise VolumeNotReady
    said, may = wording_of(session, copy, volume), {permit.id: permit for permit in allowed}
    if said.digest != volume.made_for or _is_code_gone(session, volume):
        raise VolumeOutdated
    if not may.keys() >= volume.code_of.keys():
        raise VolumeWithheld
    is_again = volume.state == "leaving"
    if not is_again and not is_at_hand(copy):
        raise CopyGoneOut
    volume.fetches += 1
    if is_again and volume.fetches > MOST_FETCHES:
        raise FetchedTooOften
    volume.state, volume.session_id = "leaving", session_id
    issued = []
    for part in said.parts:
        if not is_again:
            burn(session, part.permit_id)
        issued.append(_issued(by, may[part.permit_id], volume, copy.number, part.said.level, is_again=is_again))
    for each in issued:
        record(session, each)
    return tuple(issued)


def _is_code_gone(session: Session, volume: Volume) -> bool:
    """Whether another record bears a code of a volume that nobody has been handed yet: it needs others."""
    return volume.state == "ready" and is_borne(session, volume.code_of.values())


def _issued(by: By, permit: Permit, volume: Volume, copy: int, level: str, *, is_again: bool) -> Event:
    """The record about one paper of a volume. `sha256` is of the whole PDF, and so the same for all of them."""
    code = volume.code_of[permit.id]
    if is_again:
        again: Detail = {"code": code, "sha256": volume.sha256, "fetch": volume.fetches, "copy": copy}
        return event(by, EventKind.PERMIT_SENT_AGAIN, about_permit(permit), level=level, **again)
    first: Detail = {"sha256": volume.sha256, "copy": copy}
    return event(by, EventKind.PERMIT_ISSUED, about_permit(permit, code), level=level, **first)


def note_volume_taken(session: Session, volume_id: str) -> None:
    """Note that the last byte was sent: nobody gets this issue again, and its key is destroyed."""
    leaving = select(Volume).where(Volume.id == volume_id, Volume.state == "leaving")
    change_all(session, leaving, state="taken", sealed_key=None)


def end_volume(volume: Volume) -> None:
    """Void a volume: nobody gets it any more, and its key is destroyed, so that its bytes cannot be decrypted."""
    volume.state, volume.sealed_key = "over", None


def end_volumes_with(session: Session, permit: Permit) -> None:
    """Void all volumes that a revoked permit is in, whichever have a key. An altered one is left as evidence."""
    copy = copy_of(session, permit)
    may_open = or_(Volume.state.in_(_OPEN), Volume.sealed_key.is_not(None))
    for volume in session.scalars(select(Volume).where(Volume.copy_id == copy.id, may_open)).all() if copy else ():
        if volume.is_intact:
            end_volume(volume)
