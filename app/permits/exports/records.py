"""The exceptions as lines of text: permits of all kinds, and values of the policy that are weaker than it asks for."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from app import clock, days
from app.access.facts import Actor
from app.access.remits.remit import EXCEPTIONS
from app.access.roles import SECRETARIAT, Role
from app.materials.visible import shown_titles
from app.members.queries import people_by_id
from app.permits.queries import ListedPermit, is_living, listed_where
from app.standards.catalogue import STANDARDS
from app.standards.models import StandardDecision

Record = dict[str, str]
"""One exception: the column's heading → what stands there, "" for nothing."""

COLUMNS = (
    "番号",
    "種類",
    "だれに",
    "申請した人",
    "資料",
    "区分",
    "理由",
    "条件",
    "申請した日時",
    "始まり",
    "期限",
    "結果",
    "決めた人",
    "決めた日時",
    "決めた理由",
    "使った回数",
)
_IN_DOUBT = "書き換えの疑い"


def records(session: Session, actor: Actor) -> list[Record]:
    """All that this person may take out: permits, then decided values, each in the order of their time.

    An auditor gets what waited or was in force within the time of the audit. Of a row that was altered only its number
    is told; of papers only titles that the person may know.
    """
    is_all = actor.holds(Role.CHAIR, *SECRETARIAT)
    listed = sorted(listed_where(session, true()), key=lambda one: one.permit.asked_at)
    found = [one for one in listed if is_all or _is_within(actor, one)]
    decided = session.scalars(select(StandardDecision).where(StandardDecision.until != "").order_by("decided_at", "id"))
    values = [one for one in decided if is_all or actor.lends(EXCEPTIONS.key, one.decided_at, _end_of(one))]
    return [*_of_permits(session, actor, found), *_of_values(session, values)]


def _is_within(actor: Actor, listed: ListedPermit) -> bool:
    permit = listed.permit
    ends = None if is_living(permit) or permit.state == "asked" else _last_of(listed)
    return actor.lends(EXCEPTIONS.key, permit.asked_at, ends)


def _last_of(listed: ListedPermit) -> datetime:
    """The last moment at which something was done or could be done with a permit that is over."""
    permit = listed.permit
    moments = [
        permit.asked_at,
        permit.decided_at,
        permit.lapses_at if permit.state in {"granted", "emergency"} else None,
    ]
    return max(moment for moment in moments if moment is not None)


def _of_permits(session: Session, actor: Actor, found: Sequence[ListedPermit]) -> list[Record]:
    titles = shown_titles(session, actor, [one.material for one in found])
    askers = people_by_id(session, {one.permit.asker_id for one in found})
    return [_of_permit(one, titles[one.material.id], askers[one.permit.asker_id].display_name) for one in found]


def _of_permit(listed: ListedPermit, title: str, asker: str) -> Record:
    permit = listed.permit
    if not permit.is_intact:
        return {"番号": permit.number, "結果": _IN_DOUBT}
    lapses = permit.lapses_at or permit.wanted_until
    return {
        "番号": permit.number,
        "種類": permit.kind.words,
        "だれに": listed.asker.display_name,
        "申請した人": asker,
        "資料": title,
        "区分": listed.level.words,
        "理由": permit.reason,
        "条件": permit.conditions,
        "申請した日時": _moment(permit.asked_at),
        "始まり": _moment(permit.starts_at),
        "期限": _moment(lapses),
        "結果": listed.state_words,
        "決めた人": listed.decider.display_name if listed.decider else "",
        "決めた日時": _moment(permit.decided_at),
        "決めた理由": permit.decision_reason,
        "使った回数": f"{permit.uses} / {permit.max_uses}",
    }


def _of_values(session: Session, values: Sequence[StandardDecision]) -> list[Record]:
    people = people_by_id(session, {one for each in values for one in (each.asked_by, each.decided_by)})
    return [
        {
            "種類": "規程の値",
            "だれに": "議会",
            "申請した人": people[each.asked_by].display_name,
            "理由": f"{_name(each)}：{each.grounds}（{each.clause}）",
            "始まり": _moment(each.decided_at),
            "期限": days.written_words(each.until),
            "結果": "許可" if clock.now() < _end_of(each) else "期限切れ",
            "決めた人": people[each.decided_by].display_name,
            "決めた日時": _moment(each.decided_at),
        }
        if each.is_intact
        else {"種類": "規程の値", "結果": _IN_DOUBT}
        for each in values
    ]


def _name(decision: StandardDecision) -> str:
    standard = STANDARDS.get(decision.key)
    return standard.label if standard is not None else decision.key


def _end_of(decision: StandardDecision) -> datetime:
    return days.ends(date.fromisoformat(decision.until))


def _moment(moment: datetime | None) -> str:
    return clock.stamp_text(moment) if moment is not None else ""
