"""A person's own sign-in factors: which there are, adding and removing them, and what follows from every change.

Every change is recorded, raises an alarm, and ends the person's other sessions (`note_change`).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.audit.notes import By, Told, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import tell
from app.auth.factors import provision as enrol
from app.auth.factors import recovery_codes as recovery
from app.auth.factors import totp
from app.auth.factors.errors import CodesNotTwo, LastFactor
from app.auth.factors.models import Password, SecurityKey, TotpKey
from app.auth.factors.passkeys import keys as security_keys
from app.auth.factors.passkeys.keys import needs_passkey
from app.auth.factors.passwords import PasswordRefused
from app.auth.sessions import begun, ending
from app.auth.sessions.models import KnownBrowser, SessionRow
from app.db import new_id
from app.errors import NotFound
from app.members.people import lock_person
from app.seals import change
from app.services import Services

TOTPS_AT_MOST = 5


@dataclass(frozen=True)
class Factors:
    """What a person can sign in with."""

    password_changed_at: datetime | None
    totps: list[TotpKey]
    keys: list[SecurityKey]
    recovery_left: int

    @property
    def is_enrolled(self) -> bool:
        """True when there is a password and something beside it."""
        return self.password_changed_at is not None and bool(self.totps or self.keys)


def of(session: Session, person_id: str) -> Factors:
    """What a person can sign in with now: confirmed authenticators, usable keys, unused recovery codes."""
    totps = session.scalars(
        select(TotpKey).where(TotpKey.person_id == person_id, TotpKey.confirmed_at.is_not(None)).order_by(TotpKey.id)
    )
    changed_at = session.scalar(select(Password.changed_at).where(Password.person_id == person_id))
    keys = security_keys.usable(session, person_id)
    return Factors(changed_at, list(totps), keys, recovery.left(session, person_id))


def start_totp(session: Session, services: Services, person_id: str) -> TotpKey:
    """A new authenticator of a person, with a fresh sealed secret. It signs nobody in until `confirm_totp`.

    One that was started before and never confirmed is deleted: a person sets up one at a time.
    """
    session.execute(delete(TotpKey).where(TotpKey.person_id == person_id, TotpKey.confirmed_at.is_(None)))
    row_id = new_id()
    sealed = services.keyring.wrap(totp.new_secret().encode(), enrol.sealing_context(row_id))
    row = TotpKey(id=row_id, person_id=person_id, sealed_secret=sealed, last_step=0, created_at=clock.now())
    session.add(row)
    session.flush()
    return row


def waiting_totp(session: Session, person_id: str, totp_id: str) -> TotpKey:
    """The person's authenticator that is being set up. Raises NotFound for a confirmed one and for anybody else's."""
    row = session.get(TotpKey, totp_id)
    if row is None or row.person_id != person_id or row.confirmed_at is not None:
        raise NotFound(cause="no authenticator being set up")
    return row


def secret_of(services: Services, row: TotpKey) -> str:
    """The secret in base32, to be shown while the authenticator is set up."""
    return services.keyring.unwrap(row.sealed_secret, enrol.sealing_context(row.id)).decode()


def take_two_codes(session: Session, services: Services, row: TotpKey, first: str, second: str) -> None:
    """Check two codes as typed (`totp.two_steps`); neither signs in afterwards. The drift of the clock is kept.

    Raises CodesNotTwo with one sentence for each field that is wrong; its `cause` is set only for codes that are six
    digits each and do not fit, since only those can be guesses.
    """
    codes = [totp.typed_code(first), totp.typed_code(second)]
    malformed = "6 けたの数字を入力してください。"
    fields = {name: malformed for name, code in zip(("first", "second"), codes, strict=True) if code is None}
    if fields or codes[0] is None or codes[1] is None:
        raise CodesNotTwo(fields=fields)
    if codes[0] == codes[1]:
        raise CodesNotTwo(fields={"second": "1 回目と同じ数字です。次の数字に変わってから入力してください。"})
    moment = clock.unix_seconds()
    session.refresh(row, with_for_update={"key_share": True})  # its secret may just be moved to another master key
    step = totp.two_steps(secret_of(services, row), codes[0], codes[1], moment)
    if step is None:
        sentence = (
            "数字が合いません。1 回目から、続けて出る 2 つの数字を順に入力し直してください。同じことが続くときは、"
            "スマートフォンの時計が合っていません。「設定」で日付と時刻を自動にしてください。"
        )
        raise CodesNotTwo(fields={"first": sentence}, cause="wrong_codes")
    # With the later code's step kept as used, neither of the two codes signs in afterwards (RFC 6238 §5.2).
    row.last_step, row.drift_steps = step, totp.learned(step, moment)


def confirm_totp(session: Session, services: Services, row: TotpKey, codes: tuple[str, str], name: str) -> None:
    """Let the authenticator sign its person in from now on. `codes`: two as typed, the earlier one first.

    Raises CodesNotTwo for wrong codes, and when the person has TOTPS_AT_MOST authenticators already.
    """
    take_two_codes(session, services, row, *codes)
    if len(of(session, row.person_id).totps) >= TOTPS_AT_MOST:
        raise CodesNotTwo("登録できる認証アプリは 5 つまでです。使わないものを削除してください。")
    row.name, row.confirmed_at = name.strip()[:60] or "認証アプリ", clock.now()
    session.flush()


def _held(session: Session, person_id: str) -> Factors:
    """The person's factors, read after locking the person's row.

    Without the lock two requests that each remove one of the last two factors would both find another one left.
    """
    lock_person(session, person_id)
    return of(session, person_id)


def remove_totp(session: Session, person_id: str, totp_id: str) -> str:
    """Forget an authenticator and its secret; returns its name. Raises NotFound, LastFactor."""
    held = _held(session, person_id)
    row = next((each for each in held.totps if each.id == totp_id), None)
    if row is None:
        raise NotFound(cause="authenticator of somebody else")
    if len(held.totps) + len(held.keys) <= 1:
        raise LastFactor
    session.execute(delete(TotpKey).where(TotpKey.id == totp_id))
    return row.name


def remove_key(session: Session, person_id: str, key_id: str) -> str:
    """Disable a passkey or security key for good; returns its name. Raises NotFound, LastFactor.

    Refused as well where the person's office signs in with passkeys only and this is the last one.
    """
    held = _held(session, person_id)
    row = next((each for each in held.keys if each.id == key_id), None)
    if row is None:
        raise NotFound(cause="key of somebody else")
    is_last_key = len(held.keys) <= 1
    if is_last_key and (not held.totps or needs_passkey(session, person_id)):
        raise LastFactor
    change(session, select(SecurityKey).where(SecurityKey.id == key_id), disabled_at=clock.now())
    return row.name


def check_typed_twice(password: str, again: str) -> None:
    """Raises PasswordRefused when the two passwords differ."""
    if password != again:
        raise PasswordRefused("2 回の入力が違います。同じパスワードを 2 回入力してください。")


def note_change(session: Session, by: By, kind: EventKind, **detail: Told) -> None:
    """What follows from every change that a person makes to their own factors, in the caller's unit.

    `kind` and `detail` are recorded in the ledger; the person's other sessions end, and what is under way, because a
    thief may hold one; an alarm tells the person and the secretariat. A new password also makes every browser unknown.
    `detail["purpose"] == "first"`: a first enrolment, which raises no alarm.
    """
    person_id = by.person_id
    note(session, by, kind, **detail)
    others = session.scalars(
        select(SessionRow.id).where(SessionRow.person_id == person_id, SessionRow.ended_at.is_(None))
    ).all()
    for session_id in others:
        if session_id != by.session_id:
            ending.end(session, by, session_id, "factor_changed")
    begun.end(session, person_id)
    if kind is EventKind.PASSWORD_CHANGED:
        session.execute(delete(KnownBrowser).where(KnownBrowser.person_id == person_id))
    if detail.get("purpose") == "first":
        return  # nothing was there before that somebody could have changed
    tell(session, by, Action.FACTOR_CHANGE, "サインインの方法の変更", about=person_id, code=kind.value)
