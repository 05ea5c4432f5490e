"""A shorter time for one paper or one meeting, as an act of two persons: what is due earlier is destroyed earlier."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.access.facts import Actor, DisposalFacts
from app.audit.notes import By, Detail, RecordSubject, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import act_of_step, tell
from app.disposals.errors import KeepingDecided, KeepingOpen, KeepingStale
from app.disposals.queries import may_still_ask
from app.disposals.retention.models import OwnKeeping
from app.disposals.retention.things import KeptThing, lines_of, lock_thing, may_ask_about, thing_of
from app.proposals.kinds import (
    STEP_WORDS,
    USUAL_LIFE,
    ProposalErrors,
    ProposalKind,
    ProposalNote,
    ProposalState,
    ProposalStep,
    Proposed,
    ShownProposal,
)
from app.standards.keeping import KeepingTime


@dataclass(frozen=True)
class Shortening:
    """The content of the proposal, whose subject is a paper or a meeting. `former`, `value`: as `KeptThing.own`."""

    former: str
    value: str


def own_words(thing: KeptThing, value: str) -> str:
    """A time as screens and records say it; "" is the one that counts without a time of its own."""
    return KeepingTime().words(value) if value else f"標準のとおり（{KeepingTime().words(thing.inherited)}）"


def put(session: Session, by: By, thing: KeptThing, value: str, reason: str, asked_by: str | None = None) -> None:
    """Set the time and record it. `asked_by`: who has asked for what `by` confirms."""
    row = session.get(OwnKeeping, thing.id)
    if row is None:
        row = OwnKeeping(about_id=thing.id)
        session.add(row)
    row.value, row.reason, row.set_at = value, reason, clock.now()
    row.set_by = asked_by or by.person_id
    row.decided_by = by.person_id if asked_by else None
    session.flush()
    detail: Detail = {"from": own_words(thing, thing.own), "to": own_words(thing, value), "reason": reason}
    note(session, by, EventKind.KEEPING_SET, thing.about, **detail, asked_by=asked_by or "")


def _facts(session: Session, actor: Actor, shortening: Proposed[Shortening]) -> DisposalFacts:
    thing = thing_of(session, shortening.subject)
    is_own = shortening.asked_by == actor.person_id
    return DisposalFacts(is_own) if thing is None else DisposalFacts(is_own, thing.level)


def _is_stale(session: Session, shortening: Proposed[Shortening]) -> bool:
    thing = thing_of(session, shortening.subject)
    if thing is None or not may_ask_about(session, shortening.asked_by, thing.id):
        return True
    return thing.own != shortening.payload.former


def _shown(session: Session, shortening: Proposed[Shortening]) -> ShownProposal:
    thing = thing_of(session, shortening.subject)
    if thing is None:
        return ShownProposal("なくなった資料か会議", "保存期間を短くする")
    former, value = own_words(thing, thing.own), own_words(thing, shortening.payload.value)
    return ShownProposal(thing.named, f"保存期間を短くする　{former} → {value}")


def _rests_on(session: Session, shortening: Proposed[Shortening]) -> list[str]:
    return lines_of(session, shortening.subject)


def _told(session: Session, shortening: Proposed[Shortening], step: ProposalStep) -> ProposalNote:
    thing = thing_of(session, shortening.subject)
    about = RecordSubject(shortening.subject) if thing is None else thing.about
    detail: Detail = {"keeping": shortening.id, "to": _asked_words(thing, shortening), "reason": step.reason}
    if step.state is ProposalState.ASKED:
        return ProposalNote(EventKind.KEEPING_ASKED, about, detail)
    detail |= {"decision": step.state.value, "asked_by": shortening.asked_by}
    return ProposalNote(EventKind.KEEPING_DECIDED, about, detail)


def _asked_words(thing: KeptThing | None, shortening: Proposed[Shortening]) -> str:
    return shortening.payload.value if thing is None else own_words(thing, shortening.payload.value)


def _tell(session: Session, by: By, shortening: Proposed[Shortening], step: ProposalStep) -> None:
    """Chair and administrators hear of each step by a person."""
    if by.actor.person_id is None or (thing := thing_of(session, shortening.subject)) is None:
        return
    act = act_of_step(by, step, Action.MATERIAL_DISPOSE, Action.MATERIAL_DISPOSE_CONFIRM)
    tell(session, by, act, f"{thing.named}の保存期間の短縮{STEP_WORDS[step.state]}")


def _shorten(session: Session, by: By, shortening: Proposed[Shortening], _reason: str) -> None:
    if (thing := thing_of(session, shortening.subject)) is None:
        raise KeepingStale
    put(session, by, thing, shortening.payload.value, shortening.reason, shortening.asked_by)


SHORTENING = ProposalKind(
    "keeping",
    Shortening,
    confirms=Action.MATERIAL_DISPOSE_CONFIRM,
    facts=_facts,
    lock=lock_thing,
    is_stale=_is_stale,
    shown=_shown,
    rests_on=_rests_on,
    told=_told,
    effect=_shorten,
    errors=ProposalErrors(open=KeepingOpen, decided=KeepingDecided, stale=KeepingStale),
    asker_may_still=may_still_ask,
    tell=_tell,
    life=USUAL_LIFE,
)
