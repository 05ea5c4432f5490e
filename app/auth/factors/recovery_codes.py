"""Recovery codes: ten on a list, each good once, and only for setting up new factors after the password."""

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.auth.factors import printed_codes
from app.auth.factors.errors import RecoveryCodeWrong
from app.auth.factors.models import RecoveryCode
from app.auth.factors.printed_codes import RECOVERY_CHARACTERS
from app.db import rows_changed
from storage.keyring import Keyring

A_LIST = 10
_KEY = "recovery codes"


def make(session: Session, keyring: Keyring, person_id: str) -> list[str]:
    """A new list, as it is shown this once. The list in force stays so until the new one is proven to be kept."""
    session.execute(
        delete(RecoveryCode).where(RecoveryCode.person_id == person_id, RecoveryCode.confirmed_at.is_(None))
    )
    codes = [printed_codes.new_code(RECOVERY_CHARACTERS) for _ in range(A_LIST)]
    session.add_all(
        RecoveryCode(person_id=person_id, code_hash=_hash(keyring, code), created_at=clock.now()) for code in codes
    )
    session.flush()
    return [printed_codes.grouped(code) for code in codes]


def prove_kept(session: Session, keyring: Keyring, person_id: str, untrusted_code: str) -> None:
    """One code of the new list is typed back: it is burned, the list counts, the former list is gone.

    Raises RecoveryCodeWrong.
    """
    burned = _burn(session, keyring, person_id, untrusted_code, is_confirmed=False)
    if not burned:
        raise RecoveryCodeWrong(cause="not_of_this_list")
    session.execute(
        delete(RecoveryCode).where(RecoveryCode.person_id == person_id, RecoveryCode.confirmed_at.is_not(None))
    )
    session.execute(update(RecoveryCode).where(RecoveryCode.person_id == person_id).values(confirmed_at=clock.now()))


def burn(session: Session, keyring: Keyring, person_id: str, untrusted_code: str) -> None:
    """Use one up: of any number of callers, one finds it unburned. Raises RecoveryCodeWrong."""
    if not _burn(session, keyring, person_id, untrusted_code, is_confirmed=True):
        raise RecoveryCodeWrong(cause="wrong_recovery_code")


def left(session: Session, person_id: str) -> int:
    """How many are still good."""
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


def _burn(session: Session, keyring: Keyring, person_id: str, untrusted_code: str, *, is_confirmed: bool) -> bool:
    code = printed_codes.typed(untrusted_code, RECOVERY_CHARACTERS)
    if code is None:
        return False
    proof = RecoveryCode.confirmed_at.is_not(None) if is_confirmed else RecoveryCode.confirmed_at.is_(None)
    changed = rows_changed(
        session,
        update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash == _hash(keyring, code),
            RecoveryCode.burned_at.is_(None),
            proof,
        )
        .values(burned_at=clock.now()),
    )
    return changed > 0


def _hash(keyring: Keyring, code: str) -> str:
    return printed_codes.hash_of(keyring.derive(_KEY), code)
