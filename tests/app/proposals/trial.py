"""A kind of its own to try acts of two persons on: another name for a group, which the secretariat confirms."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actions import Action
from app.access.facts import Actor, DeviceKind, Facts, LabelChangeFacts
from app.access.roles import Role
from app.audit.notes import By, RecordSubject, note
from app.audit.vocabulary import EventKind
from app.errors import AppError
from app.members.models import Group
from app.members.people import offices_now
from app.proposals import acts
from app.proposals.kinds import ProposalErrors, ProposalKind, ProposalNote, ProposalStep, Proposed, ShownProposal
from app.proposals.models import Proposal
from tests.support.council import PEOPLE, Council


class Waits(AppError):
    status, code = 409, "T101"


class Decided(AppError):
    status, code = 409, "T102"


class Changed(AppError):
    status, code = 409, "T103"


@dataclass(frozen=True)
class NewName:
    """From what to what."""

    former: str
    name: str


def group_of(session: Session, subject: str) -> Group | None:
    return session.get(Group, subject)


def facts(_session: Session, actor: Actor, asked: Proposed[NewName]) -> Facts:
    return LabelChangeFacts(is_own=asked.asked_by == actor.person_id, is_3a=False)


def lock(session: Session, subject: str) -> None:
    query = select(Group).where(Group.id == subject).with_for_update().execution_options(populate_existing=True)
    session.scalars(query).first()


def is_stale(session: Session, asked: Proposed[NewName]) -> bool:
    group = group_of(session, asked.subject)
    return group is None or group.name != asked.payload.former


def shown(session: Session, asked: Proposed[NewName]) -> ShownProposal:
    return ShownProposal(session.get_one(Group, asked.subject).name, f"「{asked.payload.name}」に変える")


def told(_session: Session, asked: Proposed[NewName], step: ProposalStep) -> ProposalNote:
    detail = {"group": asked.subject, "change": step.state.value, "name": asked.payload.name, "reason": step.reason}
    return ProposalNote(EventKind.GROUP_CHANGED, RecordSubject(), dict(detail))


def rename(session: Session, by: By, asked: Proposed[NewName], reason: str) -> None:
    session.get_one(Group, asked.subject).name = asked.payload.name
    note(session, by, EventKind.GROUP_CHANGED, group=asked.subject, change="renamed", reason=reason)


RENAME = ProposalKind(
    "rename_group",
    NewName,
    confirms=Action.MATERIAL_LABEL_CONFIRM,
    facts=facts,
    lock=lock,
    is_stale=is_stale,
    shown=shown,
    rests_on=lambda _session, _asked: (),
    told=told,
    effect=rename,
    errors=ProposalErrors(open=Waits, decided=Decided, stale=Changed),
)
FOR_A_DAY = replace(RENAME, name="rename_for_a_day", life=timedelta(days=1))
WHILE_IN_OFFICE = replace(
    RENAME, name="rename_while_in_office", asker_may_still=lambda unit, who: bool(offices_now(unit, who))
)
HOLDS_AT_ONCE = replace(RENAME, name="rename_at_once", on_refusal=lambda *_: None)
WITH_A_LAX_RULE = replace(
    RENAME, name="rename_lax", facts=lambda _session, _actor, _asked: LabelChangeFacts(is_own=False, is_3a=False)
)

ROLES = {login: frozenset(roles) for login, _, _, roles, _ in PEOPLE}


@dataclass
class Office:
    """The council, and who acts on it outside any request."""

    council: Council

    @property
    def group(self) -> Group:
        """The group as it is now."""
        with self.council.services.database.read() as unit:
            return unit.get_one(Group, self.council.groups["members"].id)

    def by(self, login: str, roles: frozenset[Role] | None = None) -> By:
        """A signed-in person on an issued tablet."""
        actor = Actor(
            self.council.people[login].id,
            ROLES[login] if roles is None else roles,
            DeviceKind.ISSUED,
            strong_age_seconds=0,
        )
        return By(actor, "session", "192.0.2.1")

    def ask(
        self, login: str = "clerk1", name: str = "議員会", *, kind: ProposalKind[NewName] = RENAME, reason: str = "改称"
    ) -> str:
        """Ask for another name; the proposal's id."""
        with self.council.services.database.write() as unit:
            subject = self.council.groups["members"].id
            former = unit.get_one(Group, subject).name
            return acts.ask(unit, self.by(login), kind, subject, NewName(former, name), reason=reason).id

    def decide(
        self,
        proposal_id: str,
        login: str = "clerk2",
        *,
        is_confirmed: bool = True,
        kind: ProposalKind[NewName] = RENAME,
        roles: frozenset[Role] | None = None,
        shown: str | None = None,
    ) -> None:
        """The second person's word, on what stands now; `shown`: the mark of something else."""
        with self.council.services.database.write() as unit:
            by, table = self.by(login, roles), self.council.handling
            if shown is None:
                row = unit.get(Proposal, proposal_id)
                shown = kind.mark(unit, row) if row is not None and row.is_intact else ""
            acts.decide(unit, by, table, kind, proposal_id, is_confirmed=is_confirmed, shown=shown, reason="よい")

    def state(self, proposal_id: str) -> str:
        """Where a proposal stands."""
        with self.council.services.database.read() as unit:
            return unit.get_one(Proposal, proposal_id).state

    def change(self, act: Callable[[Group], None]) -> None:
        """Something else happens to the group."""
        with self.council.services.database.write() as unit:
            act(unit.get_one(Group, self.council.groups["members"].id))

    def told(self) -> list[tuple[str | None, str]]:
        """Who did what to the group, as the ledger has it."""
        return [(one.get("actor"), one["detail"]["change"]) for one in self.council.ledger("people.group_changed")]
