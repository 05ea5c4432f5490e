"""Enrolment letters: issued for one person, handed over on paper, opened once, burned at the end of the enrolment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, event, note
from app.audit.vocabulary import EventKind
from app.auth.alarms import raising as alarms
from app.auth.attempts import junk as strangers
from app.auth.enrolment.resets import letter_is_due
from app.auth.factors import acts as factors
from app.auth.factors import printed_codes
from app.auth.factors.errors import LetterHeld, LetterNotDue, LetterRefused
from app.auth.factors.models import EnrolmentLetter
from app.auth.factors.printed_codes import LETTER_CHARACTERS
from app.db import rows_changed
from app.members.models import Person
from app.services import Services
from storage.keyring import Keyring

LIFE = timedelta(days=7)
HELD_FOR = timedelta(minutes=30)
FIRST, RESET = "first", "reset"
_KEY = "enrolment letters"


@dataclass(frozen=True)
class Letter:
    """A letter about to be printed. `code` is grouped, and nowhere else once the paper is out."""

    code: str
    person: Person
    purpose: str
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Claim:
    """A letter that one browser holds from now on."""

    letter_id: str
    person_id: str
    purpose: str


def due(session: Session, person_id: str) -> tuple[str, str | None]:
    """Which letter may be issued to a person now, and on which reset it rests. Raises LetterNotDue."""
    reset = letter_is_due(session, person_id)
    if reset is not None:
        return RESET, reset.id
    if factors.of(session, person_id).is_enrolled:
        raise LetterNotDue
    return FIRST, None


def issue(session: Session, by: By, keyring: Keyring, person_id: str) -> Letter:
    """A new letter; former ones of the person are void. Raises LetterNotDue."""
    purpose, reset_id = due(session, person_id)
    person = session.scalars(select(Person).where(Person.id == person_id)).one()
    moment = clock.now()
    session.execute(
        update(EnrolmentLetter)
        .where(
            EnrolmentLetter.person_id == person_id,
            EnrolmentLetter.burned_at.is_(None),
            EnrolmentLetter.cancelled_at.is_(None),
        )
        .values(cancelled_at=moment)
    )
    code = printed_codes.new_code(LETTER_CHARACTERS)
    row = EnrolmentLetter(
        person_id=person_id,
        code_hash=_hash(keyring, code),
        purpose=purpose,
        reset_id=reset_id,
        issued_by=by.person_id,
        issued_at=moment,
        expires_at=moment + LIFE,
    )
    session.add(row)
    session.flush()
    note(session, by, EventKind.LETTER_ISSUED, letter=row.id, purpose=purpose, **{"for": person_id})
    return Letter(printed_codes.grouped(code), person, purpose, moment, row.expires_at)


def open_letters(session: Session, person_id: str) -> list[EnrolmentLetter]:
    """Letters of a person that could still be used."""
    rows = session.scalars(
        select(EnrolmentLetter).where(
            EnrolmentLetter.person_id == person_id,
            EnrolmentLetter.burned_at.is_(None),
            EnrolmentLetter.cancelled_at.is_(None),
            EnrolmentLetter.expires_at > clock.now(),
        )
    )
    return list(rows)


def claim(session: Session, keyring: Keyring, untrusted_code: str, address: str) -> Claim | str:
    """Hold the letter of a code for half an hour: of any number of browsers, one. Else the cause of the refusal.

    A code that is used, or used by two, is an alarm about its person.
    """
    code = printed_codes.typed(untrusted_code, LETTER_CHARACTERS)
    row = None
    if code is not None:
        hashed = _hash(keyring, code)
        row = session.scalars(select(EnrolmentLetter).where(EnrolmentLetter.code_hash == hashed)).one_or_none()
    if row is None:
        return "unknown_code"
    cause = _why_not(session, row)
    if not cause and not _hold(session, row.id):
        cause = "held"
    if cause:
        if cause in {"burned", "held"}:
            alarms.raise_alarm(session, "letter_used", person_id=row.person_id, address=address, detail=cause)
        return cause
    by = By.person(row.person_id, address=address)
    note(session, by, EventKind.LETTER_OPENED, letter=row.id, purpose=row.purpose)
    return Claim(row.id, row.person_id, row.purpose)


def refuse(services: Services, cause: str, address: str) -> LetterRefused | LetterHeld:
    """Record a code that was not taken; the sentence for it. Raises TooManyAttempts for a flood of them."""
    refusal = event(By(address=address), EventKind.LETTER_REFUSED, cause=cause)
    strangers.record_refusal(services, "letter", refusal)
    return LetterHeld(cause=cause) if cause == "held" else LetterRefused(cause=cause)


def burn(session: Session, letter_id: str) -> bool:
    """Honour the letter, and the reset it rests on, at the end of its enrolment; False when it was void before."""
    burning = (
        update(EnrolmentLetter)
        .where(
            EnrolmentLetter.id == letter_id,
            EnrolmentLetter.burned_at.is_(None),
            EnrolmentLetter.cancelled_at.is_(None),
        )
        .values(burned_at=clock.now())
    )
    return rows_changed(session, burning) > 0


def _why_not(session: Session, row: EnrolmentLetter) -> str:
    moment = clock.now()
    state = session.scalars(select(Person.state).where(Person.id == row.person_id)).one()
    causes = (
        ("burned", row.burned_at is not None),
        ("cancelled", row.cancelled_at is not None),
        ("expired", not row.issued_at - timedelta(minutes=1) <= moment < row.expires_at),
        ("person_not_active", state != "active"),
    )
    return next((cause for cause, is_so in causes if is_so), "")


def _hold(session: Session, letter_id: str) -> bool:
    moment = clock.now()
    changed = rows_changed(
        session,
        update(EnrolmentLetter)
        .where(
            EnrolmentLetter.id == letter_id,
            EnrolmentLetter.burned_at.is_(None),
            EnrolmentLetter.cancelled_at.is_(None),
            or_(EnrolmentLetter.held_until.is_(None), EnrolmentLetter.held_until <= moment),
        )
        .values(held_until=moment + HELD_FOR),
    )
    return changed > 0


def _hash(keyring: Keyring, code: str) -> str:
    return printed_codes.hash_of(keyring.derive(_KEY), code)
