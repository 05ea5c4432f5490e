"""Who vouched for an account: the person who printed the letter of its enrolment, and those who approved its devices.

Each of them could have kept a way into the account. So when the account is to get an office of power, the second person
reads their names and cannot be one of them, and everything that they could have kept ends when the office is given.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.decisions import Denied, deny
from app.access.reasons import Reason
from app.audit.notes import By
from app.audit.rows.missed import is_any_missing
from app.auth.devices.models import IN_HAND, Device
from app.auth.enrolment import resets
from app.auth.factors import under_way
from app.auth.sessions import acts as sessions
from app.members.models import Person
from app.seals import altered_rows


def of(session: Session, person_id: str) -> frozenset[str]:
    """Ids of the people who vouched for this account."""
    return _issuer(session, person_id) | _approvers(session, person_id)


def _issuer(session: Session, person_id: str) -> frozenset[str]:
    person = session.get(Person, person_id, populate_existing=True)
    if person is not None and not person.is_intact:
        raise Denied(deny(Reason.ALTERED, "6-5(1)②"))
    return frozenset({person.enrolled_by} if person is not None and person.enrolled_by else ())


def _approvers(session: Session, person_id: str) -> frozenset[str]:
    in_hand = Device.state.in_(IN_HAND)
    found = session.scalars(select(Device).where(Device.person_id == person_id, in_hand)).all()
    if list(altered_rows(session, (Device,))) or is_any_missing(session, (Device,)):  # It may meet no condition.
        raise Denied(deny(Reason.ALTERED, "6-5(1)②"))
    return frozenset(device.approved_by for device in found if device.approved_by is not None)


def words(session: Session, person_id: str) -> str:
    """「登録用紙の発行：田中 誠 事務局長（ID admin）　端末の承認：なし」. Names can be changed, IDs cannot."""
    issued, approved = _issuer(session, person_id), _approvers(session, person_id)
    return f"登録用紙の発行：{_named(session, issued)}　端末の承認：{_named(session, approved)}"


def _named(session: Session, ids: frozenset[str]) -> str:
    people = session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.login))
    return "、".join(f"{one.display_name[:24]}（ID {one.login}）" for one in people) or "なし"


def cut_off(session: Session, by: By, person_id: str) -> None:
    """End all that was handed out while the account had no power: letters, resets, sign-ins under way, sessions."""
    under_way.cancel_letters(session, person_id)
    resets.end(session, by, person_id)
    sessions.end_all_sessions(session, person_id, "power_given")
