"""Who reviews exceptions (7-4(3)): chair, administrators and who acts for the chair, but nobody who holds one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.roles import Role
from app.members import acting, offices
from app.members.acting import NAME_ANOTHER
from app.permits.models import Permit
from app.permits.queries import is_open


def own_words(session: Session, person_id: str) -> str:
    """Why this person keeps no review now, with who can, or who must be named; "" when they may."""
    held = _held(session)
    if person_id not in held:
        return ""
    people = [*offices.in_office(session, Role.CHAIR), *acting.standing(session).acting]
    people += offices.in_office(session, Role.ADMINISTRATOR)
    others = {person.id: person.display_name for person in people if person.id not in held}
    able = f"記録できる人：{'、'.join(others.values())}。" if others else f"いまはだれもいないので、{NAME_ANOTHER}"
    return f"ご自分の例外（{held[person_id]}）が生きているので、見直しはほかの人が記録します。{able}"


def _held(session: Session) -> dict[str, str]:
    """The numbers of the exceptions that wait or are in force, by the id of whom they are for.

    One that was altered gives nobody anything, and keeps nobody from the review.
    """
    found = session.scalars(select(Permit).where(Permit.state.in_(("asked", "emergency", "granted"))))
    return {permit.person_id: permit.number for permit in found if permit.is_intact and is_open(permit)}
