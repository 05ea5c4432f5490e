"""Bringing back a withdrawn paper that others could read, as an act of two persons (6-1(2)②).

It was closed for a reason that its readers were told. Whoever withdrew it alone, or somebody in their place, does not
open it to them again alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.audit.models import LedgerRecord
from app.audit.notes import By, Detail, RecordSubject
from app.audit.search import detail_of
from app.audit.vocabulary import EventKind
from app.halts.queries import must_not_be_frozen
from app.materials.acts import restore
from app.materials.disposed import disposed_paper
from app.materials.errors import LabelChangeDecided, NotWithdrawn
from app.materials.labels.errors import ReturnOpen, ReturnStale
from app.materials.labels.proposals import CLASSIFYING, facts_of_asked, may_still_ask, rests_on
from app.materials.labels.shown import was_sent_out
from app.materials.models import Material
from app.materials.queries import lock_material
from app.materials.readers import readers_words
from app.materials.subjects import about_paper
from app.members.identity import identified_since
from app.members.models import Person
from app.proposals import acts as proposals
from app.proposals.kinds import (
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

ASKED_RETURN = "取り下げをやめて、もとに戻す"


@dataclass(frozen=True)
class Return:
    """The content of the proposal: which withdrawal is to end, by its moment. The proposal's subject is the paper."""

    withdrawn_at: str


def bring_back(session: Session, by: By, material: Material, reason: str = "") -> Proposed[Return] | None:
    """Open a withdrawn paper again, or propose it where others could read it; None when it is open at once.

    The caller has locked the paper. Raises NotWithdrawn, ReturnOpen, and what a freeze refuses.
    """
    if material.withdrawn_at is None:
        raise NotWithdrawn
    if not takes_two(session, material):
        restore(session, by, material)
        return None
    must_not_be_frozen(session, by)
    wanted = Return(material.withdrawn_at.isoformat())
    return proposals.ask(session, by, RETURN, material.id, wanted, reason=reason)


def takes_two(session: Session, material: Material) -> bool:
    """Whether a second person has to confirm that it comes back: it was published, or something of it was sent out."""
    return material.was_published or was_sent_out(session, [material])


def came_back(session: Session, since: Mapping[str, datetime]) -> dict[str, datetime]:
    """Papers that were brought back after these moments, by their ids; and when it was."""
    if not since:
        return {}
    query = select(LedgerRecord.material_id, LedgerRecord.at, LedgerRecord.body).where(
        LedgerRecord.material_id.in_(list(since)),
        LedgerRecord.kind == EventKind.MATERIAL_CHANGED.value,
        LedgerRecord.at >= min(since.values()),
    )
    found: dict[str, datetime] = {}
    for material_id, at, body in session.execute(query.order_by(LedgerRecord.seq)):
        detail = detail_of(body)
        if material_id and (detail.get("what"), detail.get("to")) == ("withdrawn", "no") and at >= since[material_id]:
            found[material_id] = at
    return found


def _is_stale(session: Session, asked: Proposed[Return]) -> bool:
    material = session.get(Material, asked.subject)
    if material is None or material.withdrawn_at is None or disposed_paper(session, material.id) is not None:
        return True
    return material.withdrawn_at.isoformat() != asked.payload.withdrawn_at


def _shown(session: Session, asked: Proposed[Return]) -> ShownProposal:
    material = session.get_one(Material, asked.subject)
    seen_by = readers_words(session, material.id)
    if material.published_at is None:
        seen_by = f"いまは事務局だけ。会議を公開すると、{seen_by}"
    label = f"機密性{material.level.value}" if material.label else "区分なし、機密性3C として扱う"
    words = f"{ASKED_RETURN}（{label}）。{_withdrawal(session, material)}。もとに戻すと読める人：{seen_by}"
    return ShownProposal(material.title, words)


def _withdrawal(session: Session, material: Material) -> str:
    """When, by whom and why it was withdrawn, by the ledger: the reason in the paper's row is under no seal."""
    about = LedgerRecord.material_id == material.id, LedgerRecord.kind == EventKind.MATERIAL_WITHDRAWN.value
    record = session.scalar(select(LedgerRecord).where(*about).order_by(LedgerRecord.seq.desc()).limit(1))
    if record is None or material.withdrawn_at is None:
        return f"取り下げた理由：{material.withdrawn_reason}".rstrip("。")
    person = session.get(Person, record.actor_id) if record.actor_id else None
    who = identified_since(session, person, record.at) if person is not None else "サーバーの運用者"
    reason = str(detail_of(record.body).get("reason", "")).rstrip("。")
    return f"{clock.moment_text(record.at)} に {who} が取り下げました。理由：{reason}"


def _told(session: Session, asked: Proposed[Return], step: ProposalStep) -> ProposalNote:
    material = session.get(Material, asked.subject)
    about = RecordSubject(asked.subject) if material is None else about_paper(material)
    detail: Detail = {"what": "return", "decision": step.state.value, "reason": step.reason}
    if step.state is not ProposalState.ASKED:
        detail |= {"asked_by": asked.asked_by}
    return ProposalNote(EventKind.MATERIAL_CHANGED, about, detail)


def _open(session: Session, by: By, asked: Proposed[Return], _reason: str) -> None:
    restore(session, by, session.get_one(Material, asked.subject))


RETURN = ProposalKind(
    "return",
    Return,
    confirms=Action.MATERIAL_LABEL_CONFIRM,
    facts=facts_of_asked,
    lock=lock_material,
    is_stale=_is_stale,
    shown=_shown,
    rests_on=rests_on,
    told=_told,
    effect=_open,
    errors=ProposalErrors(open=ReturnOpen, decided=LabelChangeDecided, stale=ReturnStale),
    asker_may_still=may_still_ask,
    life=USUAL_LIFE,
)

KINDS: tuple[AnyProposalKind, ...] = (*CLASSIFYING, RETURN)
"""The kinds that the secretariat asks for on a paper's screen, besides its release."""
