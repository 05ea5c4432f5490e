"""What was found not to be kept to (7-2(1)): put before the chair, decided by a day, and seen to its end."""

from datetime import timedelta

from app.access.roles import SECRETARIAT, Role
from app.registers.declaration import EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Form

_DAYS_TO_DECIDE = 3


class FindingReport(Form):
    """What somebody who looks after the rules has found."""

    found = fields.lines("守られていないこと、直す必要のあること", most=2000)
    rule = fields.text("条項", most=60)
    found_on = fields.day("見つけた日")
    due_on = fields.day("期限（議長が決めるまでは決定の、決めたあとは対処の期限）")


class FindingForm(FindingReport):
    """The report with what the chair decided, and what came of it."""

    decision = fields.lines("議長の決定（だれが、何をするか）", most=2000, required=False)
    result = fields.lines("対処の結果", most=2000, required=False)


_DECIDED = Need("decision")

FINDINGS = Register(
    key="findings",
    title="指摘と対処の記録",
    clause="7-2(1)",
    form=FindingForm,
    first_form=FindingReport,
    states=(
        EntryState("reported", "議長の決定待ち", tone="stop", leads_to=("decided",), waits_for=frozenset({Role.CHAIR})),
        EntryState("decided", "対処中", "対処を決める", tone="warn", leads_to=("done",), needs=(_DECIDED,)),
        EntryState(
            "done",
            "議長の確認待ち",
            "対処を終えたと知らせる",
            leads_to=("decided", "closed"),
            needs=(_DECIDED,),
            waits_for=frozenset({Role.CHAIR}),
            by_maker=True,
        ),
        EntryState("closed", "完了", "結果を確かめて完了にする", tone="ok", needs=(_DECIDED, Need("result"))),
    ),
    readers=frozenset({Role.ADMINISTRATOR, Role.CHAIR}),
    writers=frozenset({Role.CHAIR}),
    reporters=SECRETARIAT,
    columns=("rule", "found", "found_on", "due_on"),
    filled={"found_on": timedelta(), "due_on": timedelta(days=_DAYS_TO_DECIDE)},
    due="due_on",
    purpose=(
        "規程が守られているかを確かめて見つけたことを、事務局が記録し、議長の「対応待ち」に上げます。議長は期限までに、"
        "だれが何をするかと、対処の期限を書いて決めます。終えたら事務局が知らせ、議長が結果を書いて完了にします。"
    ),
)
