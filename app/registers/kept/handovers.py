"""Handing over (6-3(3)②): what comes with a system, device or piece of software, and that it was looked through."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from app import days
from app.access.roles import SECRETARIAT, Role
from app.registers.declaration import Barred, EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Form


class HandoverPlan(Form):
    """What is to be handed over, by whom, and when."""

    subject = fields.text("何を引き渡すか（名前と版）", most=200)
    giver = fields.text("引き渡す事業者または人", most=200)
    handed_on = fields.day("引き渡しの日")


class HandoverForm(HandoverPlan):
    """The plan with what was handed over, item by item."""

    documents = fields.lines("仕様書、構成図、手順書（名前と版、置き場所）", most=2000, required=False)
    settings = fields.lines("安全に関わる設定の一覧（初めの値から変えたところ）", most=2000, required=False)
    custody = fields.lines("鍵と管理者の ID（だれが預かるか。パスワードは書かない）", most=2000, required=False)
    backups = fields.lines("控えの場所、取り方、戻し方", most=2000, required=False)
    weaknesses = fields.lines("残っている弱点と、その手当て", most=2000, required=False)
    upkeep = fields.lines("保守の連絡先と、支援の終わる日", most=1000, required=False)
    rights_ended = fields.lines("引き渡した側の ID と権限をなくした日", most=1000, required=False)
    checked = fields.lines("受け取った側が確かめたこと（動作、控えから戻すこと、設定）", most=2000, required=False)


_ITEMS = ("documents", "settings", "custody", "backups", "weaknesses", "upkeep", "rights_ended")


def _before_its_day(session: Session, typed: Mapping[str, Sequence[str]], *, is_locked: bool) -> Barred:
    """Nothing is handed over, and nothing of it looked through, before the day that the entry names."""
    del session, is_locked  # the day alone decides
    day = days.read_day(typed["handed_on"][0])
    if day <= days.today():
        return Barred()
    told = f"{days.day_words(day)}から記録できます。早く済んだときは、日を直してください。"
    return Barred((told,), frozenset({"handed", "checked"}), "引き渡しの日が、まだ来ていません。")


HANDOVERS = Register(
    key="handovers",
    title="引き渡しの記録",
    clause="6-3(3)②",
    form=HandoverForm,
    first_form=HandoverPlan,
    states=(
        EntryState("planned", "引き渡し前", leads_to=("handed",)),
        EntryState(
            "handed",
            "引き渡し済み",
            "引き渡しを記録する",
            tone="warn",
            leads_to=("checked",),
            needs=tuple(Need(name) for name in _ITEMS),
            waits_for=frozenset({Role.ADMINISTRATOR}),
        ),
        EntryState("checked", "確認済み", "確認を終える", tone="ok", needs=(Need("checked"),), by_another=True),
    ),
    readers=SECRETARIAT | {Role.CHAIR},
    writers=SECRETARIAT,
    columns=("subject", "giver", "handed_on"),
    due="handed_on",
    bar=_before_its_day,
    see=("このシステムの鍵と控え（サーバーの運用）", "/guides/operations"),
    purpose=(
        "システムや機器の引き渡しを受けるときに、仕様書、設定、鍵、控え、弱点、保守、権限の七つの項目を書きます。"
        "別の人が確かめて終えます。"
    ),
)
