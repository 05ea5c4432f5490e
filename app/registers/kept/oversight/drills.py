"""Drills for emergencies, carried out here (5(3)) as an incident is, apart from all incidents, and with a report.

No alarm is raised, and no reminder or figure of incidents counts what stands here.
"""

from datetime import timedelta

from app.access.roles import READERS, SECRETARIAT, Role
from app.registers.declaration import EntryState, Need, Register, TickList
from app.registers.kept.incidents import Mishap, plan_parts
from app.web.forms import fields
from app.web.forms.form import Form


class DrillReport(Form):
    """What whoever takes part reports, as if it had happened."""

    mishap = fields.choice("【訓練】何が起きたことにしますか", Mishap)
    happened = fields.lines("【訓練】くわしく", most=2000)
    begun_on = fields.day("訓練をする日")
    taking_part = fields.lines("訓練に加わる人（ほかの人には知らせません）", most=2000)


class DrillForm(DrillReport):
    """The report with all that was done, and what was learnt."""

    chair_told_on = fields.maybe(fields.day("【訓練】議長に報告した日"))
    contained = fields.lines("【訓練】被害を止めた方法と時刻", most=2000, required=False)
    recovered = fields.lines("【訓練】元に戻した方法と時刻", most=2000, required=False)
    plan = fields.ticks("訓練を始めたときに生きていた計画")
    followed = fields.ticks("計画のどこまで行ったか")
    learnt = fields.lines("うまくいったこと、いかなかったこと", most=2000, required=False)
    mended = fields.lines("計画と手順で次に直すこと", most=2000, required=False)
    reported_on = fields.maybe(fields.day("結果を議長に報告した日"))


_BY_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

DRILLS = Register(
    key="drills",
    title="事故の訓練",
    clause="5(3)",
    form=DrillForm,
    first_form=DrillReport,
    states=(
        EntryState("begun", "訓練：報告あり", leads_to=("handled", "dropped"), waits_for=_BY_ADMINISTRATOR),
        EntryState(
            "handled",
            "訓練：対応中",
            "【訓練】議長に報告し、対応を始める",
            leads_to=("recovered", "dropped"),
            needs=(Need("chair_told_on"),),
            waits_for=_BY_ADMINISTRATOR,
        ),
        EntryState(
            "recovered",
            "訓練：復旧済み",
            "【訓練】復旧を記録する",
            leads_to=("reported",),
            needs=(Need("contained"), Need("recovered")),
            waits_for=_BY_ADMINISTRATOR,
        ),
        EntryState(
            "reported",
            "訓練を終えて報告済み",
            "2 人目として結果を確かめて終える",
            tone="ok",
            needs=(Need("learnt"), Need("mended"), Need("reported_on"), Need("followed", all_of="plan")),
            by_another=True,
        ),
        EntryState("dropped", "取りやめ", "訓練を取りやめる"),
    ),
    readers=SECRETARIAT | {Role.CHAIR},
    writers=frozenset({Role.ADMINISTRATOR, Role.CHAIR}),
    reporters=READERS | SECRETARIAT,
    columns=("mishap", "begun_on"),
    filled={"begun_on": timedelta()},
    purpose=(
        "事故が起きたことにして、報告、対応、復旧を「事故の記録」と同じ順に行い、計画のとおりにできたかを確かめます。"
        "本当の事故は「事故の記録」に書いてください。ここに書いても、警報は出ず、事故の件数にも入りません。"
    ),
    see=("事故の記録（本当の事故はこちら）", "/registers/incidents"),
    ticks=TickList(begins="handled", listed="plan", ticked="followed", of="", draw=plan_parts),
)
