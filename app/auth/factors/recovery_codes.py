"""Recovery codes: a list of ten; each is accepted once, after the password, and only to set up new factors.

With 50 random bits they are look-up secrets that NIST SP 800-63B-4 §3.1.2.2 wants salted, hashed slowly and limited
in tries. Hashing takes as long as for a password, and is done while no unit is open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from app import clock
from app.auth.factors import hashing, printed_codes
from app.auth.factors.errors import CodesNotShown, RecoveryCodeWrong
from app.auth.factors.models import RecoveryCode
from app.auth.factors.printed_codes import LONG_RECOVERY, RECOVERY
from app.db import new_id
from app.members.people import lock_person
from app.seals import change
from storage.keyring import Keyring

A_LIST = 10
_KEY = "recovery codes"
_SHOWN_FOR = timedelta(minutes=30)


@dataclass(frozen=True)
class ShownCode:
    """A code of a list that its owner still has to keep. `id`: of its row."""

    id: str
    code: str

    @property
    def printed(self) -> str:
        """As it stands on paper."""
        return RECOVERY.grouped(self.code)


@dataclass(frozen=True)
class TypedCode:
    """A code as somebody typed it, and the row it could be: `row_id` None for none, `argon2` that row's hash.

    `is_long`: a code of a list of before, whose keyed hash has been found.
    """

    code: str
    row_id: str | None = None
    argon2: str | None = None
    is_long: bool = False


def make(session: Session, keyring: Keyring, person_id: str, shown_in: str) -> None:
    """A new list of A_LIST codes, which `shown` gives until it is confirmed. `shown_in`: the enrolment or session.

    The former list stays valid until `confirm`: somebody may close the page before writing the new one down. A list
    that was shown before and not confirmed is void.
    """
    lock_person(session, person_id)
    session.execute(
        delete(RecoveryCode).where(RecoveryCode.person_id == person_id, RecoveryCode.confirmed_at.is_(None))
    )
    for code in RECOVERY.new_ones(A_LIST):
        row_id = new_id()
        sealed = keyring.wrap(code.encode(), code_context(row_id))
        session.add(
            RecoveryCode(
                id=row_id,
                person_id=person_id,
                sign=code[0],
                sealed_code=sealed,
                shown_in=shown_in,
                created_at=clock.now(),
            )
        )
    session.flush()


def shown(session: Session, keyring: Keyring, person_id: str, shown_in: str) -> list[ShownCode]:
    """The list that waits to be confirmed in this enrolment or session, by first signs; empty when there is none.

    It is shown for half an hour, however often the page is opened.
    """
    moment = clock.now()
    rows = session.execute(
        select(RecoveryCode.id, RecoveryCode.sealed_code)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.shown_in == shown_in,
            RecoveryCode.confirmed_at.is_(None),
            RecoveryCode.created_at.between(moment - _SHOWN_FOR, moment + clock.TOLERANCE),
        )
        .order_by(RecoveryCode.sign)
    ).all()
    return [ShownCode(row_id, keyring.unwrap(sealed, code_context(row_id)).decode()) for row_id, sealed in rows]


def hashed(keyring: Keyring, codes: Sequence[ShownCode]) -> dict[str, str]:
    """The argon2id hash of each code, by its row's id. Takes ten times as long as a password. Raises HashingBusy."""
    pepper = keyring.derive(_KEY)
    return {each.id: hashing.hash_password(pepper, each.code) for each in codes}


def confirm(session: Session, person_id: str, hashes: Mapping[str, str]) -> None:
    """Put the list into force after its owner said that it is kept; the former one is deleted. `hashes`: of `hashed`.

    From here on nobody can read the codes. Raises CodesNotShown when another list was made meanwhile.
    """
    lock_person(session, person_id)
    confirmed = 0
    for row_id, argon2 in hashes.items():
        waiting = select(RecoveryCode).where(
            RecoveryCode.id == row_id, RecoveryCode.person_id == person_id, RecoveryCode.confirmed_at.is_(None)
        )
        in_force = {"argon2": argon2, "sealed_code": "", "shown_in": "", "confirmed_at": clock.now()}
        confirmed += change(session, waiting, **in_force)
    if confirmed != A_LIST:
        raise CodesNotShown(cause="another list was made")
    session.execute(
        delete(RecoveryCode).where(RecoveryCode.person_id == person_id, RecoveryCode.id.not_in(list(hashes)))
    )


def look_up(session: Session, keyring: Keyring, person_id: str, untrusted_code: str) -> TypedCode:
    """What was typed, with the one unused code of the list in force that it could be."""
    of_list = select(RecoveryCode).where(
        RecoveryCode.person_id == person_id, RecoveryCode.confirmed_at.is_not(None), RecoveryCode.burned_at.is_(None)
    )
    if (code := LONG_RECOVERY.typed(untrusted_code)) is not None:
        hashed_long = printed_codes.hash_of(keyring.derive(_KEY), code)
        found = _intact(session, of_list.where(RecoveryCode.code_hash == hashed_long))
        return TypedCode(code, found.id if found else None, is_long=found is not None)
    code = RECOVERY.typed(untrusted_code)
    if code is None:
        return TypedCode("")
    found = _intact(session, of_list.where(RecoveryCode.sign == code[0]))
    return TypedCode(code, found.id, found.argon2) if found else TypedCode(code)


def _intact(session: Session, query: Select[RecoveryCode]) -> RecoveryCode | None:
    """The row; None as well for one that was altered, or put there by SQL beside the person's own."""
    found = [row for row in session.scalars(query) if row.is_intact]
    return found[0] if len(found) == 1 else None


def is_right(keyring: Keyring, typed: TypedCode) -> bool:
    """True when the code is the one of its row. Takes as long for one that cannot be any. Raises HashingBusy."""
    return hashing.matches(keyring.derive(_KEY), typed.argon2, typed.code) or typed.is_long


def burn(session: Session, typed: TypedCode) -> None:
    """Use up a code that `is_right`. Raises RecoveryCodeWrong when it was used, or its list replaced, meanwhile.

    Of several callers with the same code one succeeds: the row is locked while it is looked at and marked.
    """
    unused = select(RecoveryCode).where(RecoveryCode.id == typed.row_id, RecoveryCode.burned_at.is_(None))
    if not change(session, unused, burned_at=clock.now()):
        raise RecoveryCodeWrong(cause="wrong_recovery_code")


def left(session: Session, person_id: str) -> int:
    """How many codes of the person's list in force are unused."""
    count = session.scalar(
        select(func.count())
        .select_from(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.confirmed_at.is_not(None),
            RecoveryCode.burned_at.is_(None),
        )
    )
    return count or 0


def code_context(row_id: str) -> str:
    """The text bound into a sealed code: copied into another row it does not open."""
    return f"recovery code:{row_id}"
