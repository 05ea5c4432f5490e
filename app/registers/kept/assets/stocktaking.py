"""Stocktaking (6-2(2), 1(2)⑦): every half year each account, device and audience is looked at, one by one."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.access.roles import Role
from app.audit.models import LedgerRecord
from app.audit.vocabulary import EventKind
from app.auth.devices import queries as devices
from app.auth.devices.models import DeviceState
from app.auth.devices.words import state_of
from app.auth.sessions.models import SessionRow
from app.members import queries as people
from app.registers.declaration import EntryState, Need, Register, TickList
from app.web.forms import fields
from app.web.forms.form import Form

_LONG_UNUSED = timedelta(days=90)


class Stock(StrEnum):
    """What is looked through."""

    ACCOUNTS = "accounts"
    DEVICES = "devices"
    AUDIENCES = "audiences"

    @property
    def words(self) -> str:
        """As screens name it."""
        return {
            Stock.ACCOUNTS: "利用者の ID",
            Stock.DEVICES: "端末",
            Stock.AUDIENCES: "資料が届く会派・委員会",
        }[self]


class StockForm(Form):
    """What a stocktaking is planned as."""

    stock = fields.choice("何を確かめるか", Stock)
    due_on = fields.day("いつまでに確かめるか")


class StocktakingForm(StockForm):
    """One stocktaking. The list is taken from the service when it begins."""

    listed = fields.ticks("始めたときの一覧")
    ticked = fields.ticks("確かめたもの")
    found = fields.lines("見つかったこと（なければ「なし」）と、直したこと", most=2000, required=False)


def _draw(session: Session, typed: Mapping[str, Sequence[str]]) -> list[str]:
    stock = Stock(typed["stock"][0])
    lines = {Stock.ACCOUNTS: _accounts, Stock.DEVICES: _devices, Stock.AUDIENCES: _audiences}[stock](session)
    return [f"{number}　{line}" for number, line in enumerate(lines, 1)]


def _accounts(session: Session) -> list[str]:
    """「member07　佐藤 花子 議員（議員）　最後のサインイン 12月8日（火）」, in the order of the list of people."""
    of_people = LedgerRecord.kind == EventKind.SIGN_IN.value
    query = select(LedgerRecord.actor_id, func.max(LedgerRecord.at)).where(of_people).group_by(LedgerRecord.actor_id)
    last = {row[0]: row[1] for row in session.execute(query)}
    lines = []
    for one in people.everybody(session):
        if one.person.state == "retired":
            continue
        used = _used("最後のサインイン", last.get(one.person.id))
        stopped = "、停止中" if one.person.state == "suspended" else ""
        roles = "、".join([*one.roles, *(f"{role}（これから）" for role in one.coming)]) or "任期の外"
        lines.append(f"{one.person.login}　{one.person.display_name}（{roles}{stopped}）　{used}")
    return lines


def _used(what: str, at: datetime | None) -> str:
    """「最後のサインイン 2026-12-08 10:24」, with a remark when that is long ago."""
    if at is None:
        return f"{what} なし"
    remark = "（90 日以上使われていません）" if clock.now() - at > _LONG_UNUSED else ""
    return f"{what} {clock.stamp_text(at)}{remark}"


def _devices(session: Session) -> list[str]:
    """「タブレット 12　佐藤 花子 議員（使えます）　最後の使用 …」: whatever was approved and is not over."""
    query = select(SessionRow.device_id, func.max(SessionRow.seen_at)).group_by(SessionRow.device_id)
    last = {row[0]: row[1] for row in session.execute(query)}
    kept = [one for one in devices.decided(session) if one.device.state != DeviceState.REVOKED]
    return [
        f"{one.device.name}　{one.holder_words}（{state_of(one.device)[1]}）　"
        f"{_used('最後の使用', last.get(one.device.id))}"
        for one in kept
    ]


def _audiences(session: Session) -> list[str]:
    """「総務委員会　佐藤 花子 議員、…」."""
    return [
        f"{group.name}　{'、'.join(person.display_name for person in members) or 'だれもいません'}"
        for group, members in people.groups_with_people(session)
    ]


STOCKTAKING = Register(
    key="stocktaking",
    title="棚卸しの記録",
    clause="6-2(2)",
    form=StocktakingForm,
    first_form=StockForm,
    states=(
        EntryState("planned", "予定", leads_to=("begun",)),
        EntryState(
            "begun",
            "確かめている",
            "いまの一覧を取って始める",
            tone="warn",
            leads_to=("done",),
            waits_for=frozenset({Role.ADMINISTRATOR}),
        ),
        EntryState("done", "済み", "棚卸しを終える", tone="ok", needs=(Need("ticked", all_of="listed"), Need("found"))),
    ),
    readers=frozenset({Role.ADMINISTRATOR, Role.CHAIR}),
    writers=frozenset({Role.ADMINISTRATOR}),
    columns=("stock", "due_on", "found"),
    due="due_on",
    ticks=TickList("begun", "listed", "ticked", "stock", _draw),
    every_months=6,
    purpose=(
        "半年に一度、使われていない ID、なくなった端末、替わった委員が残っていないかを、一つずつ確かめます。"
        "終えると、半年後の予定が自動でできます。"
    ),
)
