"""The changes of a paper's classification that need a second person: setting 3A, or a lowering (2(1), 6-1(2)②).

A proposed 3A is in force at once, and ends when the second person refuses it. A lowering is in force only when the
second person has confirmed it.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actions import Action
from app.access.facts import Actor, LabelChangeFacts
from app.access.levels import Confidentiality, Marks
from app.access.roles import SECRETARIAT
from app.audit.models import LedgerRecord
from app.audit.notes import By, Detail, RecordSubject
from app.audit.vocabulary import OF_PAPERS, EventKind
from app.jobs.payloads import Payload
from app.materials.errors import (
    LabelChangeDecided,
    LabelChangeOpen,
    LabelChangeStale,
    LabelReliedOn,
    MarksChangeOpen,
)
from app.materials.labels.label import apply_label, apply_marks, keep_named_readers, undo_label
from app.materials.models import UNDER_WAY, Material
from app.materials.queries import lock_material, versions_of
from app.materials.readers import named_words, readers_of
from app.materials.replacements.queries import succession_of
from app.materials.subjects import about_paper
from app.members.people import as_if_present
from app.proposals.kinds import (
    USUAL_LIFE,
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
    """From which label to which; `from_label` None for a paper that has none yet.

    `version_id`: the file at stake when the change was asked for. A lowering can be confirmed for that file only.
    `current_id`: the file that readers got then. A proposed 3A is undone for these two only.
    """

    from_label: str | None
    to_label: str
    version_id: str | None = None
    current_id: str | None = None

    @property
    def former(self) -> Confidentiality | None:
        """The label before the change."""
        return None if self.from_label is None else Confidentiality(self.from_label)

    @property
    def wanted(self) -> Confidentiality:
        """The label after the change."""
        return Confidentiality(self.to_label)

    @property
    def words(self) -> str:
        """From which label to which, as screens say it; nothing of the paper."""
        former = f"機密性{self.from_label}" if self.from_label else "区分なし（機密性3C として扱い）"
        return f"{former} → 機密性{self.to_label}"

    @property
    def names_3a(self) -> bool:
        """True for a proposed 3A, which the administrator confirms."""
        return self.wanted is Confidentiality.C3A

    @property
    def seen(self) -> frozenset[str]:
        """Ids of the files that were there when the change was asked for, and are looked at for it."""
        return frozenset(filter(None, (self.version_id, self.current_id)))

    @property
    def concerns_3a(self) -> bool:
        """True when the label before or after the change is 3A: of the office, only the administrator may see it."""
        return self.names_3a or self.former is Confidentiality.C3A


@dataclass(frozen=True)
class MarksChange:
    """From which source, 完全性 and 可用性 to which, as `Marks.text` writes them."""

    from_marks: str
    to_marks: str


def _facts(_session: Session, actor: Actor, change: Proposed[LabelChange]) -> LabelChangeFacts:
    return LabelChangeFacts(is_own=change.asked_by == actor.person_id, is_3a=change.payload.concerns_3a)


def _is_stale(session: Session, change: Proposed[LabelChange]) -> bool:
    material, asked = session.get(Material, change.subject), change.payload
    if material is None or asked.names_3a:
        return material is None or material.label is not asked.wanted
    return material.label is not asked.former or asked.version_id != succession_of(session, material).at_stake


def _shown(session: Session, change: Proposed[LabelChange]) -> ShownProposal:
    asked, material = change.payload, session.get_one(Material, change.subject)
    words = asked.words
    if asked.names_3a:
        words += f"。名前を挙げられている読む人　{named_words(session, material.id)}"
    return ShownProposal(material.title, words)


def rests_on(session: Session, change: Proposed[Payload]) -> list[str]:
    """The paper as the second person reads it: files, label, marks, its readers, and whether they can open it."""
    material = session.get_one(Material, change.subject)
    groups, people = readers_of(session, material.id)
    versions = [version.id for version in versions_of(session, material.id) if version.state not in UNDER_WAY]
    is_open = material.published_at is not None and material.withdrawn_at is None
    stands = [material.confidentiality or "", material.marks.text, material.current_version_id or "", str(is_open)]
    return [*stands, *sorted(versions), *sorted(group.id for group in groups), *sorted(person.id for person in people)]


def _told(session: Session, change: Proposed[LabelChange], step: ProposalStep) -> ProposalNote:
    return _note_of(session, change, step, change.payload.from_label, change.payload.to_label)


def _note_of(
    session: Session, change: Proposed[Payload], step: ProposalStep, former: str | None, wanted: str
) -> ProposalNote:
    """The record of a step of either kind."""
    material = session.get(Material, change.subject)
    about = RecordSubject(change.subject) if material is None else about_paper(material)
    detail: Detail = {"from": former, "to": wanted, "reason": step.reason}
    if step.state is ProposalState.ASKED:
        return ProposalNote(EventKind.LABEL_CHANGE_ASKED, about, detail)
    detail |= {"decision": step.state.value, "asked_by": change.asked_by}
    return ProposalNote(EventKind.LABEL_CHANGE_DECIDED, about, detail)


def may_still_ask(session: Session, person_id: str) -> bool:
    """Whether somebody who has asked about a paper is of the secretariat still."""
    return as_if_present(session, person_id).holds(*SECRETARIAT)


def _confirm(session: Session, by: By, change: Proposed[LabelChange], reason: str) -> None:
    material = session.get_one(Material, change.subject)
    if change.payload.names_3a:
        keep_named_readers(session, by, material)
    else:
        apply_label(session, by, material, change.payload.wanted, reason)


def _refuse(session: Session, by: By, change: Proposed[LabelChange], reason: str) -> None:
    if change.payload.names_3a:
        material = session.get_one(Material, change.subject)
        undo_label(session, by, material, change.payload.former, change.payload.seen, reason=reason)


def _withdraw(session: Session, by: By, change: Proposed[LabelChange]) -> None:
    """Back to the former label, while nobody but the asker has touched the paper. Raises LabelReliedOn.

    Clerks who were removed from the readers are not put back.
    """
    if not change.payload.names_3a:
        return
    material = session.get_one(Material, change.subject)
    by_others = select(LedgerRecord.seq).where(
        LedgerRecord.material_id == material.id,
        LedgerRecord.kind.in_([kind.value for kind in OF_PAPERS]),
        LedgerRecord.at >= change.asked_at,
        LedgerRecord.actor_id.is_not(None),
        LedgerRecord.actor_id != change.asked_by,
    )
    is_touched = session.execute(by_others.limit(1)).first() is not None
    if material.label is not change.payload.wanted or is_touched or _others_bring(session, material, change):
        raise LabelReliedOn
    undo_label(session, by, material, change.payload.former, change.payload.seen)


def _others_bring(session: Session, material: Material, change: Proposed[LabelChange]) -> bool:
    """True while another person's file may be on its way. Before it has arrived there is no ledger record of it.

    A file that was registered before the proposal counts as well, since its bytes may arrive after it.
    """
    return any(
        version.state in UNDER_WAY and version.id not in change.payload.seen and version.created_by != change.asked_by
        for version in versions_of(session, material.id)
    )


LABEL_CHANGE = ProposalKind(
    "label_change",
    LabelChange,
    confirms=Action.MATERIAL_LABEL_CONFIRM,
    facts=_facts,
    lock=lock_material,
    is_stale=_is_stale,
    shown=_shown,
    rests_on=rests_on,
    told=_told,
    effect=_confirm,
    on_refusal=_refuse,
    on_withdrawal=_withdraw,
    errors=ProposalErrors(open=LabelChangeOpen, decided=LabelChangeDecided, stale=LabelChangeStale),
    asker_may_still=may_still_ask,
    life=USUAL_LIFE,
    holds=lambda change: change.names_3a,
)


def facts_of_asked(session: Session, actor: Actor, change: Proposed[Payload]) -> LabelChangeFacts:
    """The facts of what is asked for about a paper, by the level that the paper has now."""
    material = session.get(Material, change.subject)
    is_3a = material is not None and material.level is Confidentiality.C3A
    return LabelChangeFacts(is_own=change.asked_by == actor.person_id, is_3a=is_3a)


def _marks_shown(session: Session, change: Proposed[MarksChange]) -> ShownProposal:
    former, wanted = Marks.read(change.payload.from_marks), Marks.read(change.payload.to_marks)
    return ShownProposal(session.get_one(Material, change.subject).title, f"{former.words} → {wanted.words}")


def _marks_stale(session: Session, change: Proposed[MarksChange]) -> bool:
    material = session.get(Material, change.subject)
    return material is None or material.marks.text != change.payload.from_marks


def _marks_told(session: Session, change: Proposed[MarksChange], step: ProposalStep) -> ProposalNote:
    return _note_of(session, change, step, change.payload.from_marks, change.payload.to_marks)


def _confirm_marks(session: Session, by: By, change: Proposed[MarksChange], reason: str) -> None:
    material = session.get_one(Material, change.subject)
    apply_marks(session, by, material, Marks.read(change.payload.to_marks), reason)


MARKS_CHANGE = ProposalKind(
    "marks_change",
    MarksChange,
    confirms=Action.MATERIAL_LABEL_CONFIRM,
    facts=facts_of_asked,
    lock=lock_material,
    is_stale=_marks_stale,
    shown=_marks_shown,
    rests_on=rests_on,
    told=_marks_told,
    effect=_confirm_marks,
    errors=ProposalErrors(open=MarksChangeOpen, decided=LabelChangeDecided, stale=LabelChangeStale),
    asker_may_still=may_still_ask,
    life=USUAL_LIFE,
)

CLASSIFYING = (LABEL_CHANGE, MARKS_CHANGE)
"""The kinds that a paper's panel of its classification asks for, in the order in which it shows them."""
