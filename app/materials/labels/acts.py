"""Sets the label of a paper: a clerk raises it at once, the administrator alone sets 3A, two persons lower it.

Labels are compared by the level that the paper is handled at: 3C while it has no label. Policy 2(1), 6-1(2)②.
Source, 完全性 and 可用性 are the paper's marks. More protection takes effect at once. Less takes two persons once the
paper was published or shown to another person, and always when it would no longer count as the executive's.
"""

from sqlalchemy.orm import Session

from app.access.levels import Confidentiality, Marks, Source
from app.access.roles import Role
from app.audit.notes import By
from app.materials.errors import LabelAwaitsSending, LabelChangeOpen, MarksChangeOpen
from app.materials.labels.label import apply_label, apply_marks, keep_clerks_out, keep_named_readers
from app.materials.labels.proposals import LABEL_CHANGE, MARKS_CHANGE, LabelChange, MarksChange
from app.materials.labels.shown import was_shown_to_others
from app.materials.models import Material
from app.materials.replacements.queries import Succession, succession_of
from app.proposals import acts as proposals
from app.proposals import queries as proposed
from app.proposals.kinds import Proposed
from app.web.forms.merging import mark


def label_mark(material: Material, versions: Succession) -> str:
    """The mark of the present label and of the file that the screen showed, by which a label is chosen."""
    return mark(material.confidentiality or "", versions.at_stake or "")


def set_label(
    session: Session, by: By, material: Material, label: Confidentiality, *, reason: str = ""
) -> Proposed[LabelChange] | None:
    """Set the label, or propose it to a second person. Returns the proposal; None when the label took effect at once.

    A raise takes effect at once, and closes a lowering that waits. A 3A that a clerk proposes is in force while the
    proposal waits. The caller has locked the paper. Raises LabelChangeOpen, and LabelAwaitsSending for a lowering while
    a replacement waits: it would be judged by the one file, and open the other.
    """
    if label is material.label:
        return None
    versions = succession_of(session, material)
    is_lowering = label.rank < material.level.rank
    if is_lowering and versions.prepared is not None:
        raise LabelAwaitsSending
    _make_room(session, by, material, is_raise=not is_lowering)
    change = LabelChange(material.confidentiality, label.value, versions.at_stake, material.current_version_id)
    if label is Confidentiality.C3A and not by.actor.holds(Role.ADMINISTRATOR):
        asked = proposals.ask(session, by, LABEL_CHANGE, material.id, change, reason=reason)
        apply_label(session, by, material, label, reason)
        keep_clerks_out(session, by, material)
        return asked
    if is_lowering and needs_second_to_lower(session, by, material):
        return proposals.ask(session, by, LABEL_CHANGE, material.id, change, reason=reason)
    apply_label(session, by, material, label, reason)
    if label is Confidentiality.C3A:
        keep_named_readers(session, by, material)
    return None


def needs_second_to_lower(session: Session, by: By, material: Material) -> bool:
    """True when a lower label than the present one takes two persons.

    From level 3, and of a label that the executive has given (2(2)②): always. From level 2 or 1, and for a first label
    (the paper is handled as 3C until then): once it was published, by its sealed row, or somebody else was sent a part
    of it, by the ledger, whose columns are not sealed.
    """
    if material.was_published:
        return True
    if material.label is not None and (material.label.is_level_3 or material.marks.source is Source.EXECUTIVE):
        return True
    return was_shown_to_others(session, by, material)


def set_marks(
    session: Session, by: By, material: Material, marks: Marks, *, reason: str = ""
) -> Proposed[MarksChange] | None:
    """Set source, 完全性 and 可用性, or propose them to a second person; None when they took effect at once.

    More protection takes effect at once, and closes a change that waits; for less see `_needs_second_for_less`. The
    caller has locked the paper. Raises MarksChangeOpen.
    """
    former = material.marks
    if marks == former:
        return None
    is_less = marks.is_less_than(former)
    waiting = proposed.open_row(session, MARKS_CHANGE, material.id)
    if waiting is not None and not proposals.close_if_over(session, MARKS_CHANGE, waiting):
        if is_less:
            raise MarksChangeOpen
        proposals.refuse_by_act(session, by, MARKS_CHANGE, waiting, "扱いが変わったため")
    if is_less and _needs_second_for_less(session, by, material, marks):
        change = MarksChange(former.text, marks.text)
        return proposals.ask(session, by, MARKS_CHANGE, material.id, change, reason=reason)
    apply_marks(session, by, material, marks, reason)
    return None


def _needs_second_for_less(session: Session, by: By, material: Material, marks: Marks) -> bool:
    """True when less than the present marks takes two persons.

    Of a label that the executive has given: always, since lowering it takes two persons for its source alone. Else
    once the paper was published, or somebody else was sent a part of it.
    """
    is_executives = material.label is not None and material.marks.source is Source.EXECUTIVE
    if is_executives and marks.source is not Source.EXECUTIVE:
        return True
    return material.was_published or was_shown_to_others(session, by, material)


def _make_room(session: Session, by: By, material: Material, *, is_raise: bool) -> None:
    """Close the change that waits, when the label is raised. Raises LabelChangeOpen otherwise, and for a waiting 3A."""
    waiting = proposed.open_row(session, LABEL_CHANGE, material.id)
    if waiting is None or proposals.close_if_over(session, LABEL_CHANGE, waiting):
        return
    if not is_raise or LABEL_CHANGE.read(waiting).payload.names_3a:
        raise LabelChangeOpen
    proposals.refuse_by_act(session, by, LABEL_CHANGE, waiting, "区分が引き上げられたため")
