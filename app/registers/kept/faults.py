"""Faults of the system (6-1(4)): what members report does not work, and what came of it."""

from datetime import timedelta

from app.access.roles import READERS, SECRETARIAT, Role
from app.registers.declaration import EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Form


class FaultReport(Form):
    """What somebody reports."""

    trouble = fields.lines("どこで、何が起きましたか", most=2000)
    noticed_on = fields.day("気づいた日")
    code = fields.text("画面に出た番号（あれば）", most=40, required=False)


class FaultForm(FaultReport):
    """The report with what was done."""

    result = fields.lines("対応とその結果", most=2000, required=False)
    open_question = fields.lines("残っている問題", most=2000, required=False)


FAULTS = Register(
    key="faults",
    title="障害の記録",
    clause="6-1(4)",
    form=FaultForm,
    first_form=FaultReport,
    states=(
        EntryState("reported", "受付", tone="warn", leads_to=("handled", "closed"), waits_for=SECRETARIAT),
        EntryState("handled", "対応中", "対応を始める", leads_to=("closed",), waits_for=SECRETARIAT),
        EntryState("closed", "完了", "完了にする", tone="ok", needs=(Need("result"),)),
    ),
    readers=SECRETARIAT | {Role.CHAIR},
    writers=SECRETARIAT,
    reporters=READERS,
    filled={"noticed_on": timedelta()},
    answer_within=14,
    columns=("trouble", "noticed_on"),
    purpose="画面が開かない、おかしいと思ったときに記録してください。議会事務局が対応し、結果をここに書きます。",
)
