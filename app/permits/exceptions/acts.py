"""Acts on exceptions from the handling table: applying, beginning one in an emergency, beginning a use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.access.decisions import Denied
from app.access.facts import PersonFacts
from app.access.policy import decide
from app.audit.notes import By, Detail, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import tell
from app.db import new_id
from app.limits.of_exceptions import ExceptionLimits
from app.materials.queries import Paper
from app.permits import queries
from app.permits.acts import next_number
from app.permits.booklets.acts import burn
from app.permits.errors import NothingToGrant, RefusedBefore
from app.permits.exceptions.lifting import has_begun_here
from app.permits.grounds import hindrance
from app.permits.kinds import PermitKind
from app.permits.models import Permit, PermitOpening
from app.permits.reserves.acts import number_copies
from app.permits.subjects import about_permit


@dataclass(frozen=True)
class Whom:
    """The person whom an exception is for, and the device; None for any device."""

    person_id: str
    device_id: str | None = None


@dataclass(frozen=True)
class Application:
    """One application: an exception for each of its people and papers. `until`: their last moment."""

    kind: PermitKind
    papers: Sequence[Paper]
    whom: Sequence[Whom]
    reason: str
    until: datetime
    uses: int = 1
    conditions: str = ""
    starts_at: datetime | None = None
    word_of: str | None = None


def apply(session: Session, by: By, asked: Application) -> list[Permit]:
    """Apply for exceptions for others. Raises AskedAlready; NothingToGrant when a person could not read the paper."""
    made = _made(session, by, asked)
    session.add_all(made)
    if asked.kind is PermitKind.RESERVE:
        number_copies(session, made)
    session.flush()
    for permit in made:
        note(session, by, EventKind.PERMIT_ASKED, about_permit(permit), **_told(permit), application=permit.application)
    return made


def begin_emergency(session: Session, by: By, asked: Application, limits: ExceptionLimits) -> list[Permit]:
    """Begin an exception before the chair has decided (7-4(2)). The chair is told at once; it lapses unless confirmed.

    One for a person and paper of which another waits for the chair's word lapses with that one, whatever version, kind
    or device it is for.
    Raises Denied for the actor's own person; AskedAlready while the same emergency waits for a decision, or one for the
    same person and paper has waited too long; RefusedBefore when the chair's last decision on it was a refusal;
    NothingToGrant.
    """
    for whom in asked.whom:
        facts = PersonFacts(is_own=whom.person_id == by.person_id)
        decision = decide(by.actor, Action.PERMIT_EMERGENCY, facts)
        if not decision.is_allowed:
            raise Denied(decision)
    made = _made(session, by, asked, is_before_the_word=True)
    moment = clock.now()
    latest = moment + timedelta(hours=limits.confirm_hours)
    due = [queries.first_confirm_by(session, each.person_id, each.material_id) or latest for each in made]
    for permit in made:
        permit.state, permit.decided_at, permit.decided_by = "emergency", moment, by.person_id
        permit.expires_at = permit.wanted_until
        permit.confirm_by = min(latest, *due)
    session.add_all(made)
    session.flush()
    for permit in made:
        until = clock.stamp_text(permit.lapses_at or moment)
        note(session, by, EventKind.PERMIT_EMERGENCY, about_permit(permit), **_told(permit), until=until)
    tell(session, by, Action.PERMIT_EMERGENCY, f"緊急の例外（{made[0].number}）の開始")
    return made


def _made(session: Session, by: By, asked: Application, *, is_before_the_word: bool = False) -> list[Permit]:
    """The new permits, with numbers. Nothing was written when it raises.

    `is_before_the_word`: they begin before the chair has decided.
    """
    moment, application = clock.now(), new_id()
    made = [
        Permit(
            person_id=whom.person_id,
            device_id=whom.device_id,
            material_id=paper.material_id,
            version_id=paper.version_id or "",
            purpose=asked.kind.value,
            state="asked",
            reason=asked.reason,
            conditions=asked.conditions,
            wanted_until=asked.until,
            starts_at=asked.starts_at,
            max_uses=asked.uses,
            asked_at=moment,
            applied_by=by.person_id,
            word_of=asked.word_of,
            application=application,
        )
        for whom in asked.whom
        for paper in asked.papers
    ]
    for permit in made:
        if (found := hindrance(session, permit)) is not None:
            raise NothingToGrant(found.heading, found.advice)
    number = next_number(session, partial(_is_asked_already, session, made, is_before_the_word=is_before_the_word))
    for place, permit in enumerate(made, 1):
        permit.number = number if len(made) == 1 else f"{number}の{place}"
    return made


def _is_asked_already(session: Session, made: Sequence[Permit], *, is_before_the_word: bool) -> bool:
    """Whether one of them waits already. Raises RefusedBefore for an emergency that the chair has refused."""
    if any(queries.asked_already(session, each.person_id, each.version_id, PermitKind(each.purpose)) for each in made):
        return True
    # In this order, so that if the chair refuses in between, either the waiting request or the refusal is found.
    if is_before_the_word and any(queries.is_refused(session, each.person_id, each.material_id) for each in made):
        raise RefusedBefore
    return is_before_the_word and any(_has_waited_too_long(session, each) for each in made)


def _has_waited_too_long(session: Session, permit: Permit) -> bool:
    due = queries.first_confirm_by(session, permit.person_id, permit.material_id)
    return due is not None and due <= clock.now()


def _told(permit: Permit) -> Detail:
    told: Detail = {"purpose": permit.purpose, "reason": permit.reason, "person": permit.person_id}
    return told | ({"device": permit.device_id} if permit.device_id else {})


def open_here(session: Session, by: By, permit: Permit) -> None:
    """Begin a use of an exception for this session, and count it; nothing happens when it was begun here before.

    The caller has decided in this unit and locked the permit. Raises PermitUsedUp.
    """
    session_id = by.session_id or ""
    if has_begun_here(session, permit, session_id):
        return
    burn(session, permit.id)
    session.add(PermitOpening(permit_id=permit.id, session_id=session_id, opened_at=clock.now()))
    note(session, by, EventKind.PERMIT_OPENED, about_permit(permit), purpose=permit.purpose, use=permit.uses)
