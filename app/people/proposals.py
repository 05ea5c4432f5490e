"""The proposals to give an office, to change its end, or that its holder leaves, which take two persons (6-1(2)②).

Each step is told at once to the person concerned, the chair and every administrator.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app import clock, days
from app.access.actions import Action
from app.access.commands import Command
from app.access.duties import ActingGround
from app.access.facts import Actor, OfficeFacts
from app.access.remits.remit import BoundContract, Remit
from app.access.roles import BY_TWO, NAMED_BY_CHAIR, POWERS, Role
from app.audit.notes import COMMAND_LINE, By, Detail, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import act_of_step, tell
from app.auth.enrolment import vouchers
from app.halts.queries import must_not_be_frozen
from app.members import acting, offices
from app.members.errors import OfficeChangeDecided, OfficeChangeOpen, OfficeChangeStale
from app.members.identity import identified_since
from app.members.models import Office, Person
from app.members.people import lock_person, offices_now
from app.members.subjects import about_person
from app.people import acts as people_acts
from app.people.remits.words import remit_words
from app.proposals.acts import refuse_by_act
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
from app.proposals.queries import open_rows
from app.standards.queries import read_anew

_ASKERS = frozenset({Role.ADMINISTRATOR, Role.CHAIR})
_OF_THE_CHAIR = frozenset({Role.CHAIR, Role.DEPUTY, Role.ACTING_CHAIR})
_STEPS = {**STEP_WORDS, ProposalState.WITHDRAWN: "の取り下げ"}


_OF_ANY_SECOND = frozenset({Role.CLERK, Role.ACTING_CHAIR})
"""What chair, deputy or another administrator confirms: clerks have no power over anybody's office, and somebody acts
for the chair because the chair cannot decide."""


class OfficeStep(StrEnum):
    """The kinds of change. The values are kept in payloads."""

    GIVE = "give"
    END = "end"
    RETIRE = "retire"


@dataclass(frozen=True)
class OfficeChange:
    """A proposed change. Days are ISO dates, the last one included, or minutes of them (`days.begin_text`, `end_text`).

    `last_day`: None for a term without an end.

    `office`, `former_last_day`: the term that gets another end, as it stood. `remit`: what the office reaches.
    """

    step: str
    role: str | None = None
    office: str | None = None
    first_day: str | None = None
    last_day: str | None = None
    former_last_day: str | None = None
    scope: str = ""
    remit: str = ""
    former_fields = ("administrators",)  # kept until their number was asked at the moment of effect

    @property
    def ends_at(self) -> datetime | None:
        """The new end; None for a term without one."""
        return days.read_end(self.last_day)

    @property
    def starts_at(self) -> datetime:
        """The beginning of an office that is given."""
        return days.read_begin(self.first_day or "")

    @property
    def words(self) -> str:
        """「議長を2026年12月1日から2027年4月30日まで」, 「議長の任期の終わり：定めなし → 2026年12月1日」."""
        last = days.end_words(self.ends_at)
        role = Role(self.role).words if self.role else ""
        if self.step == OfficeStep.GIVE:
            scope = f"（調査の対象：{self.scope}）" if self.scope else ""
            return f"{role}を{days.begin_words(self.starts_at)}から{f'{last}まで' if last else '期限なしで'}{scope}"
        if self.step == OfficeStep.END:
            former = days.end_words(days.read_end(self.former_last_day))
            return f"{role}の任期の終わり：{former or '定めなし'} → {last or '定めなし'}"
        return f"退任（すべての役職が{last}で終わる）"


def facts_of_change(session: Session, actor: Actor, change: Proposed[OfficeChange]) -> OfficeFacts:
    """The facts by which the policy decides whether this person may confirm the change now."""
    # Both queries run for every change, so that the time of the answer does not reveal its kind.
    behind = vouchers.of(session, change.subject)
    barred = behind if _brings_power(session, change) else frozenset()
    chairs = offices.holders(session, Role.CHAIR)
    investigates = _investigates(session, change)
    if change.payload.role in NAMED_BY_CHAIR or investigates:
        is_for_chair = change.asked_by not in chairs
    elif change.payload.role in _OF_ANY_SECOND:
        is_for_chair = False
    else:
        awaited = chairs or offices.holders(session, Role.CHAIR, or_will=True)
        is_for_chair = bool(awaited - {change.asked_by, change.subject} - barred)
    is_asker = change.asked_by == actor.person_id
    is_about = change.subject == actor.person_id or _looks_into(change.payload, actor)
    return OfficeFacts(is_about, is_asker, is_for_chair, actor.person_id in barred)


def _looks_into(change: OfficeChange, actor: Actor) -> bool:
    """True for an investigation of the actor, who does not decide about it.

    Not of the chair, who has to be one of the two and without whom nobody could be named.
    """
    return actor.person_id in Remit.read(change.remit).people and not actor.holds(Role.CHAIR)


def _brings_power(session: Session, change: Proposed[OfficeChange]) -> bool:
    """Makes a holder of such an office of somebody who is none now, also by reviving a lapsed term."""
    holds = offices.holds_by_two if change.payload.role in BY_TWO - POWERS else offices.holds_power
    return not holds(session, change.subject) and change.payload.step != OfficeStep.RETIRE


def _investigates(session: Session, change: Proposed[OfficeChange]) -> bool:
    """True for a retirement that ends an investigation, of which the chair has to be one of the two persons."""
    return Role.INVESTIGATOR in offices_now(session, change.subject) and change.payload.step == OfficeStep.RETIRE


def _is_stale(session: Session, change: Proposed[OfficeChange]) -> bool:
    person = session.get(Person, change.subject)
    if person is None or person.state == "retired":
        return True
    if _has_passed(change):
        return True
    if change.payload.step == OfficeStep.GIVE:
        return person.state != "active" or not may_be_given(session, person.id, change.payload.role)
    if change.payload.step == OfficeStep.RETIRE:
        return False
    office = session.get(Office, change.payload.office, populate_existing=True)
    return office is None or days.end_text(office.ends_at) != change.payload.former_last_day


def may_be_given(session: Session, person_id: str, role: str | None) -> bool:
    """True unless the role is to act for the chair and the person does not belong to the assembly."""
    return role != Role.ACTING_CHAIR or not offices_now(session, person_id).isdisjoint(acting.MAY_BE_NAMED)


def _has_passed(change: Proposed[OfficeChange]) -> bool:
    """True when the proposed end lay in the future and has passed: confirming would end the office in hindsight."""
    ends_at = change.payload.ends_at
    return ends_at is not None and change.asked_at < ends_at <= clock.now()


def _may_still_ask(session: Session, person_id: str) -> bool:
    person = session.get(Person, person_id)
    return person is not None and person.is_active and not offices_now(session, person_id).isdisjoint(_ASKERS)


def _shown(session: Session, change: Proposed[OfficeChange]) -> ShownProposal:
    person = session.get_one(Person, change.subject)
    words = change.payload.words
    if change.payload.remit:
        words += f"。{remit_words(session, Remit.read(change.payload.remit))}"
    if change.payload.step != OfficeStep.RETIRE:
        words += f"。{vouchers.words(session, person.id)}。この人が本人か、会って確かめてください"
    return ShownProposal(identified_since(session, person, change.asked_at), words)


def _rests_on(session: Session, change: Proposed[OfficeChange]) -> list[str]:
    """The offices that the person holds or will hold, the end of each, and what becomes of the chair's duties now."""
    held = offices.offices_of(session, change.subject)
    terms = sorted(f"{one.id} {one.role} {one.starts_at} {one.ends_at}" for one in held)
    return [*terms, acting.standing(session).words]


def _told(_session: Session, change: Proposed[OfficeChange], step: ProposalStep) -> ProposalNote:
    asked = change.payload
    detail: Detail = {"change": asked.step, "role": asked.role, "last_day": asked.last_day}
    if step.state is ProposalState.ASKED:
        detail |= {"first_day": asked.first_day, "scope": asked.scope, "reason": step.reason}
        detail |= {"remit": asked.remit} if asked.remit else {}
        return ProposalNote(EventKind.OFFICE_ASKED, about_person(change.subject), detail)
    detail |= {"decision": step.state.value, "asked_by": change.asked_by, "reason": step.reason}
    return ProposalNote(EventKind.OFFICE_DECIDED, about_person(change.subject), detail)


def _tell(session: Session, by: By, change: Proposed[OfficeChange], step: ProposalStep) -> None:
    act = act_of_step(by, step, Action.OFFICE_ASK, Action.OFFICE_CONFIRM)
    tell(session, by, act, f"{change.payload.words[:60]}{_STEPS[step.state]}", about=change.subject)
    if step.state in {ProposalState.ASKED, ProposalState.CONFIRMED} and _brings_power(session, change):
        tell(session, by, act, vouchers.words(session, change.subject), about=change.subject)


def _effect(session: Session, by: By, change: Proposed[OfficeChange], _reason: str) -> None:
    asked, brings_power = change.payload, _brings_power(session, change)
    if asked.step == OfficeStep.GIVE:
        _give(session, by, change)
    elif asked.step == OfficeStep.END:
        office = session.get_one(Office, asked.office)
        people_acts.end_office(session, by, office, ends_at=asked.ends_at, administrators=_administrators(session))
    else:
        person, ends_at = session.get_one(Person, change.subject), asked.ends_at
        if ends_at is None:
            raise ValueError("a retirement has an end")
        people_acts.leave(session, by, person, ends_at=ends_at, opened_by=change.asked_by)
    if brings_power and offices.holds_by_two(session, change.subject):
        vouchers.cut_off(session, by, change.subject)
    _tell_who_acts(session, by, change)


def _tell_who_acts(session: Session, by: By, change: Proposed[OfficeChange]) -> None:
    """Tell the offices, and the person who gets them, who carries the chair's duties once the change has effect."""
    asked = change.payload
    roles = {one.role for one in offices.offices_of(session, change.subject)} if asked.role is None else {asked.role}
    if roles.isdisjoint(_OF_THE_CHAIR):
        return
    begins = asked.starts_at if asked.step == OfficeStep.GIVE else asked.ends_at
    found = acting.standing_at(session, max(begins or clock.now(), clock.now()))
    if found.ground is None and not found.is_missing:
        return
    act = Command.CONFIRM if by == COMMAND_LINE else Action.OFFICE_CONFIRM
    ground = found.ground.value if found.ground else ActingGround.VACANT.value
    since = days.begin_text(begins or clock.now())
    for person in found.acting:
        tell(session, by, act, found.words, about=person.id)
        note(session, by, EventKind.CHAIR_ACTED_FOR, about_person(person.id), ground=ground, since=since)
    if not found.acting:
        tell(session, by, act, found.words)
        note(session, by, EventKind.CHAIR_ACTED_FOR, ground=ground, since=since)


def _administrators(session: Session) -> int:
    """How many administrators there may be now, when the change takes effect."""
    return read_anew(session).administrators_at_most


def _give(session: Session, by: By, change: Proposed[OfficeChange]) -> None:
    must_not_be_frozen(session, by)
    asked, person_id = change.payload, change.subject
    role, begins, many = Role(asked.role or ""), asked.starts_at, _administrators(session)
    what = {"scope": asked.scope, "remit": asked.remit}
    offices.give(session, person_id, role, begins, asked.ends_at, administrators=many, **what)
    detail: Detail = {"role": role.value, "first_day": asked.first_day, "last_day": asked.last_day}
    detail |= {name: text for name, text in what.items() if text}
    note(session, by, EventKind.OFFICE_CHANGED, about_person(person_id), **detail)


OFFICE_CHANGE = ProposalKind(
    "office_change",
    OfficeChange,
    confirms=Action.OFFICE_CONFIRM,
    facts=facts_of_change,
    lock=lock_person,
    is_stale=_is_stale,
    shown=_shown,
    rests_on=_rests_on,
    told=_told,
    effect=_effect,
    errors=ProposalErrors(open=OfficeChangeOpen, decided=OfficeChangeDecided, stale=OfficeChangeStale),
    asker_may_still=_may_still_ask,
    tell=_tell,
    life=USUAL_LIFE,
)

KINDS: tuple[AnyProposalKind, ...] = (OFFICE_CHANGE,)


def refuse_namings(session: Session, by: By) -> int:
    """The chair is back: refuse all waiting proposals that name a person to act for the chair. Returns how many."""
    return _refuse(session, by, _names_an_acting_chair, "議長が職務に戻ったため")


def refuse_bound(session: Session, by: By, entry_id: str, now: BoundContract | None) -> int:
    """A contract has changed: refuse all waiting proposals to let somebody in by what it was. Returns how many.

    `now`: what it is; None when it is over.
    """

    def is_bound(change: OfficeChange) -> bool:
        contract = Remit.read(change.remit).contract
        return contract is not None and contract.entry == entry_id and contract != now

    return _refuse(session, by, is_bound, "委託契約の内容が変わったため")


def _refuse(session: Session, by: By, which: Callable[[OfficeChange], bool], because: str) -> int:
    waiting = [row for row in open_rows(session, OFFICE_CHANGE) if row.is_intact]
    chosen = [row for row in waiting if which(OFFICE_CHANGE.read(row).payload)]
    for row in chosen:
        lock_person(session, row.subject)
        refuse_by_act(session, by, OFFICE_CHANGE, row, because)
    return len(chosen)


def _names_an_acting_chair(change: OfficeChange) -> bool:
    return change.step == OfficeStep.GIVE and change.role == Role.ACTING_CHAIR
