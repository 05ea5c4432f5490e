"""The label of a paper: raised at once by the clerk, 3A by the administrator, lowered from level 3 by two persons.

Policy 2(1), 6-1(2)②. A paper's label stands in one place, so everything derived from it follows in the same commit.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.levels import Confidentiality
from app.access.roles import Role
from app.audit.notes import By, Detail, note
from app.audit.vocabulary import EventKind
from app.materials.errors import LabelChangeDecided, LabelChangeOpen, LabelChangeStale
from app.materials.models import LabelChange, Material, Reader
from app.materials.subjects import about_paper

REASON_LIMIT = 200


def set_label(
    session: Session, by: By, material: Material, label: Confidentiality, *, reason: str = ""
) -> LabelChange | None:
    """Set the label, or ask a second person to; the answer is what was asked, None when it took effect at once.

    Raising takes effect at once, and ends a lowering that was waiting. A clerk's 3A is kept to from the proposal on.
    Raises LabelChangeOpen.
    """
    former = material.label
    if label is former:
        return None
    is_raise = former is None or label.rank > former.rank
    waiting = open_change(session, material.id)
    if waiting is not None:
        if not is_raise or waiting.names_3a:
            raise LabelChangeOpen
        _close(session, by, material, waiting, "refused", "区分が引き上げられたため")
    if label is Confidentiality.C3A and not by.actor.holds(Role.ADMINISTRATOR):
        change = _ask(session, by, material, label, reason)
        _apply(session, by, material, label, reason)
        return change
    if not is_raise and former is not None and former.is_level_3:
        return _ask(session, by, material, label, reason)
    _apply(session, by, material, label, reason)
    if label is Confidentiality.C3A:
        _keep_named_readers(session, by, material)
    return None


def decide_label_change(
    session: Session, by: By, change: LabelChange, material: Material, *, is_confirmed: bool, reason: str = ""
) -> None:
    """The second person's word. A refused 3A takes the paper back to its former label.

    That it is a second person, and the administrator for 3A, is the policy's to see to. Raises LabelChangeDecided,
    LabelChangeStale.
    """
    session.refresh(change, with_for_update=True)  # it was read before the paper was locked: another may have decided
    if change.state != "asked":
        raise LabelChangeDecided
    former = None if change.from_label is None else Confidentiality(change.from_label)
    wanted = Confidentiality(change.to_label)
    if material.label is not (wanted if change.names_3a else former):
        raise LabelChangeStale
    _close(session, by, material, change, "confirmed" if is_confirmed else "refused", reason)
    if change.names_3a and is_confirmed:
        _keep_named_readers(session, by, material)
    elif change.names_3a:
        _apply(session, by, material, former, reason)
    elif is_confirmed:
        _apply(session, by, material, wanted, reason)


def open_change(session: Session, material_id: str) -> LabelChange | None:
    """The change of a paper's label that waits for a second person."""
    query = select(LabelChange).where(LabelChange.material_id == material_id, LabelChange.state == "asked")
    return session.scalars(query).first()


def _ask(session: Session, by: By, material: Material, label: Confidentiality, reason: str) -> LabelChange:
    change = LabelChange(
        material_id=material.id,
        from_label=material.confidentiality,
        to_label=label.value,
        reason=_short(reason),
        state="asked",
        asked_by=by.person_id,
        asked_at=clock.now(),
        names_3a=label is Confidentiality.C3A,
    )
    session.add(change)
    detail: Detail = {"from": material.confidentiality, "to": label.value, "reason": change.reason}
    note(session, by, EventKind.LABEL_CHANGE_ASKED, about_paper(material), **detail)
    return change


def _close(session: Session, by: By, material: Material, change: LabelChange, state: str, reason: str) -> None:
    change.state, change.decided_by, change.decided_at = state, by.person_id, clock.now()
    detail: Detail = {"from": change.from_label, "to": change.to_label, "decision": state}
    detail |= {"asked_by": change.asked_by, "reason": _short(reason)}
    note(session, by, EventKind.LABEL_CHANGE_DECIDED, about_paper(material), **detail)


def _apply(session: Session, by: By, material: Material, label: Confidentiality | None, reason: str) -> None:
    """The label takes effect, and with it the end of a release to residents that it does not allow."""
    former = material.confidentiality
    material.confidentiality = None if label is None else label.value
    ends_release = material.is_released and label is not Confidentiality.C1
    if ends_release:
        material.released_at = material.released_by = None
    detail: Detail = {"from": former, "to": material.confidentiality, "reason": _short(reason)}
    note(session, by, EventKind.MATERIAL_LABELLED, about_paper(material), **detail, release_ended=ends_release)


def _keep_named_readers(session: Session, by: By, material: Material) -> None:
    """3A is for named persons: groups that were readers are readers no more, also after a later lowering."""
    groups = session.scalars(
        select(Reader).where(Reader.material_id == material.id, Reader.group_id.is_not(None))
    ).all()
    for reader in groups:
        session.delete(reader)
    if groups:
        about = about_paper(material)
        note(session, by, EventKind.MATERIAL_CHANGED, about, what="readers", removed_groups=len(groups), because="3A")


def _short(reason: str) -> str:
    return reason.strip()[:REASON_LIMIT]
