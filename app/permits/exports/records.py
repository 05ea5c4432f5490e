"""The exceptions as lines of text: permits of all kinds, and values of the policy that are weaker than it asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from app import clock, days
from app.access.facts import Actor
from app.access.levels import Confidentiality, highest
from app.access.remits.remit import EXCEPTIONS
from app.access.roles import SECRETARIAT, Role
from app.audit.models import LedgerRecord
from app.audit.search import opened
from app.audit.vocabulary import EventKind
from app.materials.visible import shown_titles, withheld_titles
from app.members.queries import people_by_id
from app.permits.models import Permit
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


@dataclass(frozen=True)
class TakenRegister:
    """The permits that this person may take out, and the highest level of the versions that they tell of, by which the
    whole register is handled (2(2)③-2).
    """

    permits: Sequence[ListedPermit]
    level: Confidentiality


def register_for(session: Session, actor: Actor) -> TakenRegister:
    """The permits in the order in which they were asked for."""
    is_all = actor.holds(Role.CHAIR, *SECRETARIAT)
    listed = sorted(listed_where(session, true()), key=lambda one: one.permit.asked_at)
    taken_back = {} if is_all else _taken_back(session)
    found = [one for one in listed if is_all or _is_within(actor, one, taken_back)]
    withheld = withheld_titles(session, actor, [one.material for one in found])
    return TakenRegister(found, highest(one.level for one in found if one.material.id not in withheld))


def records(session: Session, actor: Actor, permits: Sequence[ListedPermit]) -> list[Record]:
    """All that this person may take out: these permits, then decided values, each in the order of their time.

    An auditor gets what waited or was in force within the time of the audit. Of a row that was altered only its number
    is told; of papers only titles that the person may know.
    """
    is_all = actor.holds(Role.CHAIR, *SECRETARIAT)
    values = [
        one
        for one in _decided_values(session)
        if is_all or actor.lends(EXCEPTIONS.key, one.decision.decided_at, one.ends_at)
    ]
    return [*_of_permits(session, actor, permits), *_of_values(session, values)]


def _is_within(actor: Actor, listed: ListedPermit, taken_back: Mapping[str, datetime]) -> bool:
    permit = listed.permit
    ends = None if is_living(permit) or permit.state == "asked" else _last_of(permit, taken_back.get(permit.number))
    return actor.lends(EXCEPTIONS.key, permit.asked_at, ends)


def _taken_back(session: Session) -> dict[str, datetime]:
    """When a request was taken back, or an emergency ended, by the permit's number: only the ledger keeps it."""
    kept = session.scalars(select(LedgerRecord).where(LedgerRecord.kind == EventKind.PERMIT_WITHDRAWN.value))
    return {str(found.detail.get("permit")): found.at for found in opened(kept)}


def _last_of(permit: Permit, taken_back_at: datetime | None) -> datetime:
    """The last moment at which something was done or could be done with a permit that is over."""
    moments = [
        permit.asked_at,
        permit.decided_at,
        taken_back_at,
        permit.lapses_at if permit.state in {"granted", "emergency"} else None,
    ]
    return max(moment for moment in moments if moment is not None)


def _of_permits(session: Session, actor: Actor, found: Sequence[ListedPermit]) -> list[Record]:
    titles = shown_titles(session, actor, [one.material for one in found])
    askers = people_by_id(session, {one.permit.asker_id for one in found})
    return [_of_permit(one, titles[one.material.id], askers[one.permit.asker_id].display_name) for one in found]


def _of_permit(listed: ListedPermit, title: str, asker: str) -> Record:
    permit = listed.permit
    if permit.doubt:
        return {"番号": permit.number, "結果": permit.doubt}
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


@dataclass(frozen=True)
class _DecidedValue:
    """A value that is weaker than the policy asks for. `ends_at`: when it ends or ended; None where a row is altered.

    `is_replaced`: another decision about the same value came before its last day.
    """

    decision: StandardDecision
    ends_at: datetime | None
    is_replaced: bool
    doubt: str = ""

    @property
    def state_words(self) -> str:
        """What became of it, as a permit would say it."""
        if self.is_replaced:
            return "別の決定で終了"
        return "許可" if self.ends_at is not None and clock.now() < self.ends_at else "期限切れ"


def _decided_values(session: Session) -> list[_DecidedValue]:
    """The weaker values, in the order of their decisions. Each holds until its last day or the next decision."""
    decided = session.scalars(select(StandardDecision).order_by(StandardDecision.decided_at, StandardDecision.id)).all()
    return [
        _value_of(one, next((later for later in decided[place:] if later.key == one.key), None))
        for place, one in enumerate(decided, 1)
        if one.until
    ]


def _value_of(decision: StandardDecision, later: StandardDecision | None) -> _DecidedValue:
    if doubt := decision.doubt or (later.doubt if later is not None else ""):
        return _DecidedValue(decision, None, is_replaced=False, doubt=doubt)
    last = days.ends(date.fromisoformat(decision.until))
    is_replaced = later is not None and later.decided_at < last
    return _DecidedValue(decision, later.decided_at if later is not None and is_replaced else last, is_replaced)


def _of_values(session: Session, values: Sequence[_DecidedValue]) -> list[Record]:
    people = people_by_id(session, {by for one in values for by in (one.decision.asked_by, one.decision.decided_by)})
    return [
        {
            "種類": "規程の値",
            "だれに": "議会",
            "申請した人": people[one.decision.asked_by].display_name,
            "理由": f"{_name(one.decision)}：{one.decision.grounds}（{one.decision.clause}）",
            "始まり": _moment(one.decision.decided_at),
            "期限": days.written_words(one.decision.until),
            "結果": one.state_words,
            "決めた人": people[one.decision.decided_by].display_name,
            "決めた日時": _moment(one.decision.decided_at),
        }
        if one.ends_at is not None
        else {"種類": "規程の値", "結果": one.doubt}
        for one in values
    ]


def _name(decision: StandardDecision) -> str:
    standard = STANDARDS.get(decision.key)
    return standard.label if standard is not None else decision.key


def _moment(moment: datetime | None) -> str:
    return clock.stamp_text(moment) if moment is not None else ""
