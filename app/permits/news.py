"""What is new about permits on a person's home: decisions of the last days, and requests that wait for the chair."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from app import clock
from app.access.facts import Actor
from app.access.roles import Role
from app.meetings.home.queries import HomeNews
from app.permits import queries
from app.permits.queries import ListedPermit

_SHOWN_FOR = timedelta(days=7)


def news(session: Session, actor: Actor) -> Sequence[HomeNews]:
    """The person's granted, refused and revoked requests; for chair and deputy also those that wait."""
    if actor.person_id is None:
        return []
    since = clock.now() - _SHOWN_FOR
    own = [_decided(listed) for listed in queries.decided(session, person_id=actor.person_id)]
    lines = [line for line in own if line.at > since]
    if actor.holds(Role.CHAIR, Role.DEPUTY):
        lines.extend(_waiting(listed) for listed in queries.waiting(session) if listed.asker.id != actor.person_id)
    return lines


def _decided(listed: ListedPermit) -> HomeNews:
    permit = listed.permit
    at = permit.decided_at or permit.asked_at
    if permit.state != "granted":
        words = "許可されませんでした" if permit.state == "refused" else "許可が取り消されました"
        return HomeNews("不許可", "stop", words, f"{listed.material.title}　{listed.state_words}", "/permits", at)
    until = f"{clock.day_text(permit.expires_at)}まで" if permit.expires_at else ""
    text = f"{listed.material.title}の PDF　{until if listed.is_usable else listed.state_words}"
    return HomeNews("許可", "ok", "議長の許可が出ました", text, "/permits", at)


def _waiting(listed: ListedPermit) -> HomeNews:
    title = f"{listed.asker.display_name}の申請があります"
    return HomeNews("決裁", "warn", title, listed.material.title, "/permits/decide", listed.permit.asked_at)
