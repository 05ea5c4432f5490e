"""The factors of one person: what there is, what may go, and what every change brings with it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, Told, note
from app.audit.vocabulary import EventKind
from app.auth.alarms import raising as alarms
from app.auth.factors import provision as enrol
from app.auth.factors import recovery_codes as recovery
from app.auth.factors import totp
from app.auth.factors.errors import CodesNotTwo, LastFactor
from app.auth.factors.models import Password, SecurityKey, TotpKey
from app.auth.factors.passkeys import keys as security_keys
from app.auth.factors.passkeys.keys import needs_passkey
from app.auth.factors.passwords import PasswordRefused
from app.auth.sessions import acts as sessions
from app.auth.sessions.models import KnownBrowser, PendingSignIn, SessionRow
from app.auth.sessions.subjects import about_session
from app.db import new_id
from app.errors import NotFound
from app.members.people import lock_person
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
    """All that counts."""
    totps = session.scalars(
        select(TotpKey).where(TotpKey.person_id == person_id, TotpKey.confirmed_at.is_not(None)).order_by(TotpKey.id)
    )
    changed_at = session.scalar(select(Password.changed_at).where(Password.person_id == person_id))
    keys = security_keys.usable(session, person_id)
    return Factors(changed_at, list(totps), keys, recovery.left(session, person_id))


def start_totp(session: Session, services: Services, person_id: str) -> TotpKey:
    """An authenticator that counts for nothing until two codes were given; a former such one is dropped."""
    session.execute(delete(TotpKey).where(TotpKey.person_id == person_id, TotpKey.confirmed_at.is_(None)))
    row_id = new_id()
    sealed = services.keyring.wrap(totp.new_secret().encode(), enrol.sealing_context(row_id))
    row = TotpKey(id=row_id, person_id=person_id, sealed_secret=sealed, last_step=0, created_at=clock.now())
    session.add(row)
    session.flush()
    return row


def waiting_totp(session: Session, person_id: str, totp_id: str) -> TotpKey:
    """One's own authenticator that is being set up. Raises NotFound."""
    row = session.get(TotpKey, totp_id)
    if row is None or row.person_id != person_id or row.confirmed_at is not None:
        raise NotFound(cause="no authenticator being set up")
    return row


def secret_of(services: Services, row: TotpKey) -> str:
    """The secret in base32, to be shown while the authenticator is set up."""
    return services.keyring.unwrap(row.sealed_secret, enrol.sealing_context(row.id)).decode()


def check_two_codes(services: Services, row: TotpKey, first: str, second: str) -> int:
    """The newest step that was used. Raises CodesNotTwo with a sentence a field."""
    codes = [totp.typed_code(first), totp.typed_code(second)]
    malformed = "6 けたの数字を入力してください。"
    fields = {name: malformed for name, code in zip(("first", "second"), codes, strict=True) if code is None}
    if fields or codes[0] is None or codes[1] is None:
        raise CodesNotTwo(fields=fields)
    if codes[0] == codes[1]:
        raise CodesNotTwo(fields={"second": "1 回目と同じ数字です。次の数字に変わってから入力してください。"})
    step = totp.two_steps(secret_of(services, row), codes[0], codes[1], clock.unix_seconds())
    if step is None:
        sentence = "数字が合いません。端末の時刻を確かめ、続けて出る 2 つの数字を順に入力してください。"
        raise CodesNotTwo(fields={"second": sentence}, cause="wrong_codes")
    return step


def confirm_totp(session: Session, services: Services, row: TotpKey, codes: tuple[str, str], name: str) -> None:
    """The authenticator counts from now on. Raises CodesNotTwo."""
    step = check_two_codes(services, row, *codes)
    if len(of(session, row.person_id).totps) >= TOTPS_AT_MOST:
        raise CodesNotTwo("登録できる認証アプリは 5 つまでです。使わないものを削除してください。")
    row.last_step, row.name, row.confirmed_at = step, name.strip()[:60] or "認証アプリ", clock.now()
    session.flush()


def _held(session: Session, person_id: str) -> Factors:
    """What counts, with the person's row locked: of two that remove at once, the second sees what the first left."""
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


def remove_key(session: Session, services: Services, person_id: str, key_id: str) -> str:
    """A passkey or security key opens nothing any more; returns its name. Raises NotFound, LastFactor."""
    held = _held(session, person_id)
    row = next((each for each in held.keys if each.id == key_id), None)
    if row is None:
        raise NotFound(cause="key of somebody else")
    is_last_key = len(held.keys) <= 1
    if is_last_key and (not held.totps or needs_passkey(session, services.settings, person_id)):
        raise LastFactor
    session.execute(update(SecurityKey).where(SecurityKey.id == key_id).values(disabled_at=clock.now()))
    return row.name


def check_typed_twice(password: str, again: str) -> None:
    """Raise PasswordRefused when the second typing was another."""
    if password != again:
        raise PasswordRefused("2 回の入力が違います。同じパスワードを 2 回入力してください。")


def note_change(session: Session, by: By, kind: EventKind, **detail: Told) -> None:
    """What every change of one's own brings: a record, an alarm, the end of one's other sessions and sign-ins."""
    person_id = by.person_id
    note(session, by, kind, **detail)
    others = session.scalars(
        select(SessionRow.id).where(SessionRow.person_id == person_id, SessionRow.ended_at.is_(None))
    ).all()
    for session_id in others:
        if session_id != by.session_id and sessions.end_session(session, session_id, "factor_changed"):
            note(session, by, EventKind.SESSION_ENDED, about_session(session_id), because="factor_changed")
    session.execute(delete(PendingSignIn).where(PendingSignIn.person_id == person_id))
    if kind is EventKind.PASSWORD_CHANGED:
        session.execute(delete(KnownBrowser).where(KnownBrowser.person_id == person_id))
    if detail.get("purpose") == "first":
        return  # nothing was there before that somebody could have changed
    alarms.raise_alarm(
        session,
        "factor_changed",
        person_id=person_id,
        session_id=by.session_id,
        address=by.address or "",
        detail=kind.value,
    )
