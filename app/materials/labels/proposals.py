"""The change of a label that needs a second person: setting 3A, or lowering level 3 (2(1), 6-1(2)②).

A proposed 3A holds from the proposal on, and is taken back by the second person's no. A lowering waits for the yes.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actions import Action
from app.access.facts import Actor, LabelChangeFacts
from app.access.levels import Confidentiality
from app.audit.notes import By, Detail, RecordSubject
from app.audit.vocabulary import EventKind
from app.materials.errors import LabelChangeDecided, LabelChangeOpen, LabelChangeStale
from app.materials.labels.label import apply_label, keep_named_readers
from app.materials.models import Material
from app.materials.subjects import about_paper
from app.proposals.kinds import (
    AnyProposalKind,
    ProposalErrors,
    ProposalKind,
    ProposalNote,
    ProposalState,
    ProposalStep,
    Proposed,
    ShownProposal,
)


@dataclass(frozen=True)
class LabelChange:
    """From which label to which; `from_label` None for a paper that has none yet."""

    from_label: str | None
    to_label: str

    @property
    def former(self) -> Confidentiality | None:
        """The label before."""
        return None if self.from_label is None else Confidentiality(self.from_label)

    @property
    def wanted(self) -> Confidentiality:
        """The label to be."""
        return Confidentiality(self.to_label)

    @property
    def names_3a(self) -> bool:
        """True for a proposed 3A, which the administrator confirms."""
        return self.wanted is Confidentiality.C3A


def _facts(_session: Session, actor: Actor, change: Proposed[LabelChange]) -> LabelChangeFacts:
    return LabelChangeFacts(is_own=change.asked_by == actor.person_id, is_3a=change.payload.names_3a)


def _lock(session: Session, material_id: str) -> None:
    query = select(Material).where(Material.id == material_id).with_for_update()
    session.scalars(query.execution_options(populate_existing=True)).first()


def _is_stale(session: Session, change: Proposed[LabelChange]) -> bool:
    material, asked = session.get(Material, change.subject), change.payload
    return material is None or material.label is not (asked.wanted if asked.names_3a else asked.former)


def _shown(session: Session, change: Proposed[LabelChange]) -> ShownProposal:
    asked, material = change.payload, session.get_one(Material, change.subject)
    former = f"機密性{asked.from_label}" if asked.from_label else "区分なし"
    return ShownProposal(material.title, f"{former} → 機密性{asked.to_label}")


def _told(session: Session, change: Proposed[LabelChange], step: ProposalStep) -> ProposalNote:
    material = session.get(Material, change.subject)
    about = RecordSubject(change.subject) if material is None else about_paper(material)
    detail: Detail = {"from": change.payload.from_label, "to": change.payload.to_label, "reason": step.reason}
    if step.state is ProposalState.ASKED:
        return ProposalNote(EventKind.LABEL_CHANGE_ASKED, about, detail)
    detail |= {"decision": step.state.value, "asked_by": change.asked_by}
    return ProposalNote(EventKind.LABEL_CHANGE_DECIDED, about, detail)


def _confirm(session: Session, by: By, change: Proposed[LabelChange], reason: str) -> None:
    material = session.get_one(Material, change.subject)
    if change.payload.names_3a:
        keep_named_readers(session, by, material)
    else:
        apply_label(session, by, material, change.payload.wanted, reason)


def _refuse(session: Session, by: By, change: Proposed[LabelChange], reason: str) -> None:
    if change.payload.names_3a:
        apply_label(session, by, session.get_one(Material, change.subject), change.payload.former, reason)


LABEL_CHANGE = ProposalKind(
    "label_change",
    LabelChange,
    confirms=Action.MATERIAL_LABEL_CONFIRM,
    facts=_facts,
    lock=_lock,
    is_stale=_is_stale,
    shown=_shown,
    told=_told,
    effect=_confirm,
    on_refusal=_refuse,
    errors=ProposalErrors(open=LabelChangeOpen, decided=LabelChangeDecided, stale=LabelChangeStale),
)

KINDS: tuple[AnyProposalKind, ...] = (LABEL_CHANGE,)
