"""The label of a paper: raised at once by the clerk, 3A by the administrator, lowered from level 3 by two persons.

Policy 2(1), 6-1(2)②.
"""

from sqlalchemy.orm import Session

from app.access.levels import Confidentiality
from app.access.roles import Role
from app.audit.notes import By
from app.materials.errors import LabelChangeOpen
from app.materials.labels.label import apply_label, keep_named_readers
from app.materials.labels.proposals import LABEL_CHANGE, LabelChange
from app.materials.models import Material
from app.proposals import acts as proposals
from app.proposals import queries as proposed
from app.proposals.kinds import Proposed


def set_label(
    session: Session, by: By, material: Material, label: Confidentiality, *, reason: str = ""
) -> Proposed[LabelChange] | None:
    """Set the label, or ask a second person to; the answer is what was asked, None when it took effect at once.

    Raising takes effect at once, and ends a lowering that was waiting. A clerk's 3A is kept to from the proposal on.
    The caller has locked the paper. Raises LabelChangeOpen.
    """
    former = material.label
    if label is former:
        return None
    is_raise = former is None or label.rank > former.rank
    _make_room(session, by, material, is_raise=is_raise)
    change = LabelChange(material.confidentiality, label.value)
    if label is Confidentiality.C3A and not by.actor.holds(Role.ADMINISTRATOR):
        asked = proposals.ask(session, by, LABEL_CHANGE, material.id, change, reason=reason)
        apply_label(session, by, material, label, reason)
        return asked
    if not is_raise and former is not None and former.is_level_3:
        return proposals.ask(session, by, LABEL_CHANGE, material.id, change, reason=reason)
    apply_label(session, by, material, label, reason)
    if label is Confidentiality.C3A:
        keep_named_readers(session, by, material)
    return None


def _make_room(session: Session, by: By, material: Material, *, is_raise: bool) -> None:
    """What waits is ended by a raise, unless it is a 3A. Raises LabelChangeOpen."""
    waiting = proposed.open_row(session, LABEL_CHANGE, material.id)
    if waiting is None or proposals.close_if_over(session, LABEL_CHANGE, waiting):
        return
    if not is_raise or LABEL_CHANGE.read(waiting).payload.names_3a:
        raise LabelChangeOpen
    proposals.refuse_by_act(session, by, LABEL_CHANGE, waiting, "区分が引き上げられたため")
