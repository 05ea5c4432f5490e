"""Who deals with an alarm about somebody who looks after alarms: never that person, if need be another office."""

from contextlib import suppress

from sqlalchemy.orm import Session

from app.access.actions import Action
from app.access.decisions import Denied
from app.access.facts import Actor
from app.access.roles import Role
from app.auth.alarms.raising import OFFICES_WITH_ALARMS
from app.members import acting, offices
from app.members.acting import NAME_ANOTHER


def offices_of(actor: Actor) -> frozenset[Role]:
    """The offices whose alarms a person deals with: those they hold, and the chair's for whom the law has them act."""
    return actor.roles | ({Role.CHAIR} if Action.ALARM_HANDLE in actor.delegated_duties else set())


def is_alone_in(session: Session, role: Role, person_id: str | None) -> bool:
    """Whether this person holds the office and nobody else does; False while a row of an office was altered."""
    with suppress(Denied):
        return offices.holders(session, role) == {person_id}
    return False


def own_words(session: Session, person_id: str) -> str:
    """Who deals with the alarms about this person, or who must be named so that somebody can."""
    others = {person.id: person for role in sorted(OFFICES_WITH_ALARMS) for person in offices.in_office(session, role)}
    others |= {person.id: person for person in acting.standing(session).acting}
    others.pop(person_id, None)
    names = "、".join(person.display_name for person in others.values())
    able = f"記録できる人：{names}。" if names else f"いまはだれもいないので、{NAME_ANOTHER}"
    return f"ご自分についての警報への対応は、ほかの人が記録します。{able}"
