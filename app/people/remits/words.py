"""A remit in words, for the second person who confirms it and for its holder."""

from sqlalchemy.orm import Session

from app import days
from app.access.remits.remit import Remit
from app.members.queries import people_by_id


def remit_words(session: Session, remit: Remit) -> str:
    """「対象の人：佐藤 花子 議員。対象の期間：2026年11月1日から2026年11月30日まで。見られる台帳：事故の記録」."""
    parts = []
    if remit.people:
        people = people_by_id(session, set(remit.people))
        parts.append("対象の人：" + "、".join(sorted(person.display_name for person in people.values())))
    if remit.since is not None or remit.until is not None:
        since = f"{days.begin_words(remit.since)}から" if remit.since else ""
        until = f"{days.end_words(remit.until)}まで" if remit.until else ""
        parts.append(f"対象の期間：{since}{until}")
    if remit.contract is not None:
        parts.append(remit.contract.words)
    if remit.registers:
        parts.append("見られる台帳：" + "、".join(sorted(each.title for each in remit.registers)))
    return "。".join(parts)
