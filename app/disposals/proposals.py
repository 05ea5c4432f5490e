"""Destroying a paper for good, as an act of two persons (2(1) 取扱制限5, 2(2)⑧).

Nobody can bring it back, whatever copies of the store are kept. So one of the secretariat asks, and the chair or an
administrator confirms what both have seen; of class 3 the chair. Whatever stands in the way is looked at once more at
that moment.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.access.actions import Action
from app.access.facts import Actor, DisposalFacts
from app.audit.notes import By, Detail, RecordSubject
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import act_of_step, tell
from app.disposals.certificate import named
from app.disposals.destroying import destroy
from app.disposals.errors import DisposalDecided, DisposalOpen, DisposalStale
from app.disposals.keeping import keeping_of
from app.disposals.queries import highest_level, may_ask_for, may_still_ask, whole_paper
from app.disposals.retention.proposals import SHORTENING
from app.materials.disposed import disposed_paper
from app.materials.models import Material
from app.materials.queries import lock_material, versions_of
from app.materials.subjects import about_paper
from app.proposals.kinds import (
    STEP_WORDS,
    USUAL_LIFE,
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
class Disposal:
    """The content of the proposal. Its subject is the paper's id. `is_due`: the paper's time was over when asked."""

    is_due: bool


def _facts(session: Session, actor: Actor, disposal: Proposed[Disposal]) -> DisposalFacts:
    is_own, material = disposal.asked_by == actor.person_id, session.get(Material, disposal.subject)
    if material is None:
        return DisposalFacts(is_own)
    left = disposed_paper(session, material.id)
    level = highest_level(material, versions_of(session, material.id))
    return DisposalFacts(is_own, level if left is None else left.handled_at)


def _is_stale(session: Session, disposal: Proposed[Disposal]) -> bool:
    material = session.get(Material, disposal.subject)
    if material is None or disposed_paper(session, material.id) is not None:
        return True
    if not may_ask_for(session, disposal.asked_by, material):
        return True
    return disposal.payload.is_due and not keeping_of(session, material).is_over


def _shown(session: Session, disposal: Proposed[Disposal]) -> ShownProposal:
    material = session.get_one(Material, disposal.subject)
    ground = "保存期間が終わった" if disposal.payload.is_due else "保存期間の前の"
    return ShownProposal(material.title, f"{ground}資料の廃棄（戻せません）")


def _rests_on(session: Session, disposal: Proposed[Disposal]) -> list[str]:
    return whole_paper(session, session.get_one(Material, disposal.subject)).words


def _told(session: Session, disposal: Proposed[Disposal], step: ProposalStep) -> ProposalNote:
    material = session.get(Material, disposal.subject)
    about = RecordSubject(disposal.subject) if material is None else about_paper(material)
    detail: Detail = {"disposal": disposal.id, "reason": step.reason, "due": disposal.payload.is_due}
    if step.state is ProposalState.ASKED:
        return ProposalNote(EventKind.DISPOSAL_ASKED, about, detail)
    detail |= {"decision": step.state.value, "asked_by": disposal.asked_by}
    return ProposalNote(EventKind.DISPOSAL_DECIDED, about, detail)


def _tell(session: Session, by: By, disposal: Proposed[Disposal], step: ProposalStep) -> None:
    """Chair and administrators hear of each step by a person."""
    if by.actor.person_id is None:
        return
    material = session.get_one(Material, disposal.subject)
    act = act_of_step(by, step, Action.MATERIAL_DISPOSE, Action.MATERIAL_DISPOSE_CONFIRM)
    tell(session, by, act, f"{named(material)}の廃棄{STEP_WORDS[step.state]}")


def _destroy(session: Session, by: By, disposal: Proposed[Disposal], _reason: str) -> None:
    paper = whole_paper(session, session.get_one(Material, disposal.subject))
    destroy(session, by, paper, asked_by=disposal.asked_by, reason=disposal.reason)


DISPOSAL = ProposalKind(
    "disposal",
    Disposal,
    confirms=Action.MATERIAL_DISPOSE_CONFIRM,
    facts=_facts,
    lock=lock_material,
    is_stale=_is_stale,
    shown=_shown,
    rests_on=_rests_on,
    told=_told,
    effect=_destroy,
    errors=ProposalErrors(open=DisposalOpen, decided=DisposalDecided, stale=DisposalStale),
    asker_may_still=may_still_ask,
    tell=_tell,
    life=USUAL_LIFE,
)

KINDS: tuple[AnyProposalKind, ...] = (DISPOSAL, SHORTENING)
"""The kinds of proposals of this folder."""
