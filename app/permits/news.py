"""News about permits for the home screen: decisions of the last seven days, and requests that wait for the chair."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from app import clock
from app.access.facts import Actor
from app.access.roles import Role
from app.materials.visible import shown_titles
from app.meetings.home.queries import HomeNews
from app.permits import queries
from app.permits.facts import is_own
from app.permits.queries import ListedPermit

_SHOWN_FOR = timedelta(days=7)


def news(session: Session, actor: Actor) -> Sequence[HomeNews]:
    """The person's granted, refused and revoked requests; for chair and deputy also those that wait."""
    if actor.person_id is None:
        return []
    since = clock.now() - _SHOWN_FOR
    own = queries.decided(session, person_id=actor.person_id)
    others: list[ListedPermit] = []
    if actor.holds(Role.CHAIR, Role.DEPUTY):
        waiting = queries.first_of_each(queries.waiting(session))
        others = [listed for listed in waiting if not is_own(listed.permit, actor)]
    titles = shown_titles(session, actor, [listed.material for listed in (*own, *others)])
    lines = [line for listed in own if (line := _decided(listed, titles[listed.material.id])).at > since]
    return [*lines, *(_waiting(listed, titles[listed.material.id]) for listed in others)]


def _decided(listed: ListedPermit, paper: str) -> HomeNews:
    permit = listed.permit
    at = permit.decided_at or permit.asked_at
    if not permit.is_intact:
        return HomeNews(
            "許可", "stop", "許可の記録を使えません", f"{permit.number}　{listed.state_words}", "/permits", at
        )
    if permit.state != "granted":
        tag, words = (
            ("不許可", "許可されませんでした") if permit.state == "refused" else ("取り消し", "許可が取り消されました")
        )
        return HomeNews(tag, "stop", words, paper, "/permits", at)
    until = f"{clock.day_text(permit.expires_at)}まで" if permit.expires_at else ""
    what = f"{paper}（{permit.kind.words}）" if permit.kind.is_of_reading else f"{paper}の PDF"
    when = until if listed.is_living else listed.state_words
    return HomeNews("許可", "ok", "議長の許可が出ました", what, "/permits", at, when=when)


def _waiting(listed: ListedPermit, paper: str) -> HomeNews:
    title = f"{listed.asker.display_name}の申請があります"
    if listed.permit.state == "emergency":
        title = f"{listed.asker.display_name}に、緊急の例外が始められました"
    return HomeNews("決裁", "warn", title, paper, "/permits/decide", listed.permit.asked_at)
