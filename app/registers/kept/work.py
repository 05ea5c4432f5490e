"""Work on the system (1(3), 6-1(2)①②): who ordered what, who did it, what came of it; checked by a second person."""

from app.access.roles import SECRETARIAT, Role
from app.registers.declaration import EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Form


class WorkForm(Form):
    """One piece of work."""

    work = fields.lines("行う作業と理由", most=2000)
    planned_on = fields.day("行う日")
    ordered_by = fields.text("指示した人と、指示した日", most=200, required=False)
    workers = fields.text("作業する人（委託先の人も）", most=200)
    result = fields.lines("結果と、作業のあとに確かめた安全", most=2000, required=False)


WORK = Register(
    key="work",
    title="作業の記録",
    clause="6-1(2)①",
    form=WorkForm,
    states=(
        EntryState("planned", "予定", leads_to=("done", "dropped"), waits_for=SECRETARIAT),
        EntryState(
            "done",
            "確認待ち",
            "作業の終わりを記録する",
            tone="warn",
            leads_to=("checked",),
            needs=(Need("ordered_by"), Need("result")),
            waits_for=SECRETARIAT,
        ),
        EntryState(
            "checked",
            "確認済み",
            "2 人目として確認する",
            tone="ok",
            needs=(Need("ordered_by"), Need("result")),
            by_another=True,
        ),
        EntryState("dropped", "取りやめ", "取りやめにする"),
    ),
    readers=SECRETARIAT | {Role.CHAIR},
    writers=SECRETARIAT,
    reporters=frozenset({Role.CONTRACTOR}),
    columns=("work", "planned_on", "workers"),
    due="planned_on",
    purpose=(
        "サーバー、機器、設定の作業は、だれの指示で何をするかをここに書いてから行います。"
        "終わったら、書いた人とは別の人が確かめます。"
    ),
)
