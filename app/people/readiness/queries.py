"""What each person has of what a sitting needs: letter, factors, device, sign-ins."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app import clock
from app.auth.devices.models import Device, DeviceState
from app.auth.factors.models import EnrolmentLetter, Password, SecurityKey, TotpKey
from app.auth.sessions.models import SessionRow
from app.members.queries import ListedPerson


@dataclass(frozen=True)
class Readiness:
    """What a person has. `letter`: the newest one in words, "" for none. `device_waits`: a device waits for approval.

    `was_enrolled`: the person has a password, which stays when a reset removes the other factors.
    """

    is_enrolled: bool = False
    was_enrolled: bool = False
    passkeys: int = 0
    letter: str = ""
    has_open_letter: bool = False
    devices: int = 0
    device_waits: bool = False
    signed_in_at: datetime | None = None

    @property
    def missing(self) -> list[str]:
        """What the person lacks, in the order in which it is done; [] for a person who is ready."""
        if not self.is_enrolled:
            return [self.letter or "登録用紙がまだです"]
        found = [] if self.passkeys else ["パスキーがありません"]
        if not self.devices:
            found.append("端末の承認を待っています" if self.device_waits else "端末がありません")
        return found

    @property
    def factors(self) -> str:
        """「パスキー 2 件」, 「パスワードと認証アプリ」 or 「まだ」."""
        if not self.is_enrolled:
            return "まだ"
        return f"パスキー {self.passkeys}\u00a0件" if self.passkeys else "パスワードと認証アプリ"


@dataclass
class ReadyPerson:
    """A person of the list, with how ready they are."""

    listed: ListedPerson
    readiness: Readiness = field(default_factory=Readiness)

    @property
    def is_expected(self) -> bool:
        """True for an active person who is in office, or will be. Other people need not be ready."""
        return self.listed.state in {"active", "coming"}

    @property
    def missing(self) -> list[str]:
        """What an expected person lacks. Being in no group is shown beside it."""
        return self.readiness.missing if self.is_expected else []

    @property
    def is_ready(self) -> bool:
        return not self.is_expected or not (self.missing or self.listed.is_nowhere)

    @property
    def is_new(self) -> bool:
        """True for an expected person who never enrolled and has no letter that could still be used."""
        return self.is_expected and not self.readiness.was_enrolled and not self.readiness.has_open_letter


def readiness_of(session: Session, listed: Collection[ListedPerson]) -> list[ReadyPerson]:
    """The people given, in their order, with what they have. Six queries for all of them."""
    moment = clock.now()
    passwords = set(session.scalars(select(Password.person_id)))
    totps = _count(session, TotpKey.person_id, TotpKey.confirmed_at.is_not(None))
    is_usable = (SecurityKey.confirmed_at.is_not(None), SecurityKey.disabled_at.is_(None))
    keys = _count(session, SecurityKey.person_id, *is_usable)
    lasts = or_(Device.expires_at.is_(None), Device.expires_at > moment)
    approved = _count(session, Device.person_id, Device.state == DeviceState.APPROVED, lasts)
    asked = _count(session, Device.person_id, Device.state == DeviceState.REQUESTED)
    newest = func.max(SessionRow.created_at)
    rows = session.execute(select(SessionRow.person_id, newest).group_by(SessionRow.person_id))
    seen = {person_id: moment for person_id, moment in rows}  # noqa: C416 - a Row is no pair to dict()
    letters = _newest_letters(session)
    ready = []
    for one in listed:
        person_id = one.person.id
        letter = letters.get(person_id)
        ready.append(
            ReadyPerson(
                one,
                Readiness(
                    is_enrolled=person_id in passwords and person_id in {*totps, *keys},
                    was_enrolled=person_id in passwords,
                    passkeys=keys.get(person_id, 0),
                    letter=_words(letter) if letter else "",
                    has_open_letter=letter is not None and _is_open(letter),
                    devices=approved.get(person_id, 0),
                    device_waits=person_id in asked,
                    signed_in_at=seen.get(person_id),
                ),
            )
        )
    return ready


PersonId = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]


def _count(session: Session, person_id: PersonId, *conditions: ColumnElement[bool]) -> dict[str, int]:
    rows = session.execute(select(person_id, func.count()).where(*conditions).group_by(person_id))
    return {each: number for each, number in rows if each is not None}


def _newest_letters(session: Session) -> dict[str, EnrolmentLetter]:
    """Each person's letter that was issued last."""
    query = select(EnrolmentLetter).order_by(EnrolmentLetter.issued_at, EnrolmentLetter.id)
    return {row.person_id: row for row in session.scalars(query)}


def _is_open(letter: EnrolmentLetter) -> bool:
    return letter.burned_at is None and letter.cancelled_at is None and letter.expires_at > clock.now()


def _words(letter: EnrolmentLetter) -> str:
    day = clock.day_text(letter.issued_at)
    if _is_open(letter):
        return f"登録用紙をまだ使っていません（{day}発行）"
    return f"登録用紙が期限切れです（{day}発行）" if letter.burned_at is None else f"登録用紙を使いました（{day}発行）"
