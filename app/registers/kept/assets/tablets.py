"""Tablets (4①, 6-1(10), 6-4(2)): where each is kept, and what was found when it was looked at; once a year again."""

from app.access.roles import SECRETARIAT, Role
from app.registers.declaration import EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Form


class TabletForm(Form):
    """Which tablet is looked at, where it is kept, and by when."""

    tablet = fields.text("管理番号と端末の名前", most=120)
    holder = fields.text("使う人（予備は「予備」）", most=80)
    place = fields.text("保管する場所（施錠できる所）", most=120)
    due_on = fields.day("いつまでに点検するか")


class TabletCheckForm(TabletForm):
    """The same, with what was found."""

    checked_on = fields.maybe(fields.day("点検した日"))
    found = fields.lines("見たもの（かぎ、改造、きず、画面ロック、OS の更新）と、その結果", most=1000, required=False)


TABLETS = Register(
    key="tablets",
    title="端末の保管と点検",
    clause="4①",
    form=TabletCheckForm,
    first_form=TabletForm,
    states=(
        EntryState("planned", "点検待ち", leads_to=("checked",)),
        EntryState(
            "checked", "点検済み", "点検を終える", tone="ok", needs=(Need("checked_on"), Need("found"), Need("place"))
        ),
    ),
    readers=SECRETARIAT | {Role.CHAIR},
    writers=SECRETARIAT,
    columns=("tablet", "holder", "place", "due_on"),
    due="due_on",
    every_months=12,
    see=("端末の承認", "/admin/devices"),
    purpose=(
        "端末ごとに、保管する場所と、点検の期限を書きます。点検した人の名前は、ひとりでに残ります。"
        "終えると、1 年後の予定が自動でできます。期限を過ぎると、議長と議会事務局長に知らせます。"
    ),
)
