"""Enrolment letters: issued for one person and handed over on paper. A code opens one enrolment, which uses it up."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.audit.notes import By, event, note
from app.audit.vocabulary import EventKind
from app.auth.alarms import raising as alarms
from app.auth.alarms.telling import tell
from app.auth.attempts import junk as strangers
from app.auth.enrolment.proposals import has_retired
from app.auth.enrolment.resets import letter_is_due
from app.auth.factors import acts as factors
from app.auth.factors import printed_codes, under_way
from app.auth.factors.errors import LetterHeld, LetterNotDue, LetterOut, LetterOver, LetterRefused, PersonRetired
from app.auth.factors.models import EnrolmentLetter
from app.auth.factors.printed_codes import LETTER
from app.db import rows_changed
from app.members.models import Person
from app.members.people import lock_person, must_be_intact, standing_of
from app.seals import change
from app.services import Services
from storage.keyring import Keyring

LIFE = timedelta(days=7)
HELD_FOR = timedelta(minutes=30)
FIRST, RESET = "first", "reset"
_KEY = "enrolment letters"
_UNUSED = (EnrolmentLetter.burned_at.is_(None), EnrolmentLetter.cancelled_at.is_(None))


@dataclass(frozen=True)
class Letter:
    """A letter about to be printed. `code`: in groups of four; it is kept nowhere but on the paper."""

    code: str
    person: Person
    purpose: str
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Claim:
    """A letter that is reserved for one browser from now on, for HELD_FOR."""

    letter_id: str
    person_id: str
    purpose: str


def due(session: Session, person_id: str) -> tuple[str, str | None]:
    """The purpose of the letter that may be issued to a person now (FIRST or RESET), and the id of its reset.

    Raises LetterNotDue for a person who can sign in and has no confirmed reset; PersonRetired.
    """
    if has_retired(session, person_id):
        raise PersonRetired
    reset = letter_is_due(session, person_id)
    if reset is not None:
        return RESET, reset.id
    if factors.of(session, person_id).is_enrolled:
        raise LetterNotDue
    return FIRST, None


def issue(session: Session, by: By, keyring: Keyring, person_id: str, *, replaces: str = "") -> Letter:
    """Issue a new letter, with its record. `replaces`: the id of the one that is out, which is cancelled.

    Raises LetterNotDue, and LetterOut when the person has a usable letter other than `replaces`: a button pressed twice
    would otherwise void the letter that is just being printed.
    """
    lock_person(session, person_id)
    must_be_intact(session, person_id)
    purpose, reset_id = due(session, person_id)
    if {letter.id for letter in open_letters(session, person_id)} - {replaces}:
        raise LetterOut
    person = session.scalars(select(Person).where(Person.id == person_id)).one()
    moment = clock.now()
    under_way.cancel_letters(session, person_id)
    code = LETTER.new()
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
    tell(session, by, Action.LETTER_ISSUE, "登録用紙の発行", about=person_id)
    note(session, by, EventKind.LETTER_ISSUED, letter=row.id, purpose=purpose, **{"for": person_id})
    return Letter(LETTER.grouped(code), person, purpose, moment, row.expires_at)


def open_letters(session: Session, person_id: str) -> list[EnrolmentLetter]:
    """The person's letters that are not used, cancelled or too old, the newest first."""
    rows = session.scalars(
        select(EnrolmentLetter)
        .where(EnrolmentLetter.person_id == person_id, *_UNUSED, EnrolmentLetter.expires_at > clock.now())
        .order_by(EnrolmentLetter.issued_at.desc(), EnrolmentLetter.id)
    )
    return [row for row in rows if row.is_intact]


def cancel(session: Session, by: By, person_id: str, letter_id: str) -> None:
    """Void the person's letter that is out, with what was begun with it, and record it. Raises LetterOver."""
    lock_person(session, person_id)
    if letter_id not in {letter.id for letter in open_letters(session, person_id)}:
        raise LetterOver
    under_way.cancel_letters(session, person_id)
    note(session, by, EventKind.LETTER_CANCELLED, letter=letter_id, **{"for": person_id})


def last_letter(session: Session, person_id: str) -> EnrolmentLetter | None:
    """The person's newest letter in any state; None when there is none, or its row was altered."""
    query = select(EnrolmentLetter).where(EnrolmentLetter.person_id == person_id)
    row = session.scalars(query.order_by(EnrolmentLetter.issued_at.desc(), EnrolmentLetter.id).limit(1)).one_or_none()
    return row if row is not None and row.is_intact else None


def claim(session: Session, keyring: Keyring, untrusted_code: str, address: str) -> Claim | str:
    """Reserve the letter with this code for one browser, for HELD_FOR; or the cause why it cannot be, as a word.

    Raises an alarm about the letter's person when the code was used before or another browser holds it: somebody else
    may have the letter. The cause is returned, not raised, so that the alarm is committed.
    """
    code = LETTER.typed(untrusted_code)
    row = None
    if code is not None:
        hashed = _hash(keyring, code)
        row = session.scalars(select(EnrolmentLetter).where(EnrolmentLetter.code_hash == hashed)).one_or_none()
    if row is None or not row.is_intact:
        return "unknown_code"
    lock_person(session, row.person_id)  # A reset or new letter comes before, or ends what begins here.
    session.refresh(row)
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


def is_code_of(session: Session, keyring: Keyring, letter_id: str, untrusted_code: str) -> bool:
    """True when the code is this letter's, and the letter can still be used."""
    code = LETTER.typed(untrusted_code)
    row = session.get(EnrolmentLetter, letter_id)
    if code is None or row is None or not row.is_intact or not hmac.compare_digest(row.code_hash, _hash(keyring, code)):
        return False
    return not _why_not(session, row)


def refuse(services: Services, cause: str, address: str) -> LetterRefused | LetterHeld:
    """Record a refused code in a unit of its own; the error for the caller to raise. Raises TooManyAttempts."""
    refusal = event(By(address=address), EventKind.LETTER_REFUSED, cause=cause)
    strangers.record_refusal(services, "letter", refusal)
    return LetterHeld(minutes=int(HELD_FOR.total_seconds()) // 60) if cause == "held" else LetterRefused(cause=cause)


def burn(session: Session, letter_id: str) -> bool:
    """Use the letter and its reset up at the end of the enrolment. False when it was used or cancelled before."""
    unused = select(EnrolmentLetter).where(EnrolmentLetter.id == letter_id, *_UNUSED)
    if not change(session, unused, burned_at=clock.now()):
        return False
    letter = session.get_one(EnrolmentLetter, letter_id)
    change(session, select(Person).where(Person.id == letter.person_id), enrolled_by=letter.issued_by)
    return True


def _why_not(session: Session, row: EnrolmentLetter) -> str:
    moment = clock.now()
    state = standing_of(session, row.person_id)
    causes = (
        ("burned", row.burned_at is not None),
        ("cancelled", row.cancelled_at is not None),
        # A minute for corrections of the clock; a letter from further in the future was made before it was set back.
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
            *_UNUSED,
            or_(EnrolmentLetter.held_until.is_(None), EnrolmentLetter.held_until <= moment),
        )
        .values(held_until=moment + HELD_FOR),
    )
    return changed > 0


def _hash(keyring: Keyring, code: str) -> str:
    return printed_codes.hash_of(keyring.derive(_KEY), code)
