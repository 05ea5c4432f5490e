"""Rules and notices that the person has still to acknowledge, as lines of the home screen."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.access.facts import Actor
from app.meetings.home.queries import HomeNews
from app.rulebook.queries import owed


def rule_news(session: Session, actor: Actor) -> Sequence[HomeNews]:
    """One line for each. After a sign-in, rules are shown before the home screen; notices only stand here."""
    return [
        HomeNews(
            tag="お知らせ" if each.rule.sort.is_notice else "規程",
            tone="warn",
            title=each.rule.title,
            text="読んで「確認しました」を押してください",
            href=f"/rules/{each.rule.id}",
            at=each.version.in_force_at,
            asks=True,
        )
        for each in owed(session, actor).rules
        if each.version is not None
    ]
