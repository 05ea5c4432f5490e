"""The year's plan of training and drills (5(2)): drawn up by the office, decided by the chair, closed at its end."""

from datetime import timedelta

from app.access.roles import SECRETARIAT, Role
from app.registers.declaration import EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Form


class YearPlan(Form):
    """What is to be held in one year."""

    year = fields.text("年度", most=20)
    aim = fields.lines("ねらい（前の年の結果、事故、点検で分かったこと）", most=2000)
    lessons = fields.lines("研修（一行に、時期、対象の人、題目）", most=4000)
    drills = fields.lines("緊急時の訓練（一行に、時期、加わる人、想定）", most=4000)
    ends_on = fields.day("計画の終わりの日")


class YearForm(YearPlan):
    """The plan with the chair's word and what came of it."""

    decision = fields.lines("議長の決定（直すところがあれば、それも）", most=2000, required=False)
    result = fields.lines("行ったこと、行えなかったこととわけ、次の年に直すこと", most=4000, required=False)


YEARS = Register(
    key="years",
    title="研修と訓練の年間の計画",
    clause="5(2)",
    form=YearForm,
    first_form=YearPlan,
    states=(
        EntryState("drafted", "議長の決定待ち", leads_to=("decided",), waits_for=frozenset({Role.CHAIR})),
        EntryState("decided", "実施中", "計画を決める", leads_to=("closed",), needs=(Need("decision"),)),
        EntryState("closed", "年度の終わり", "結果を書いて終える", tone="ok", needs=(Need("decision"), Need("result"))),
    ),
    readers=SECRETARIAT | {Role.CHAIR, Role.DEPUTY},
    writers=frozenset({Role.CHAIR}),
    reporters=SECRETARIAT,
    columns=("year", "ends_on"),
    filled={"ends_on": timedelta(days=365)},
    due="ends_on",
    every_months=12,
    see=("研修と訓練の記録", "/registers/training"),
    purpose=(
        "年度ごとに、だれに何の研修と訓練を、いつ行うかを事務局が書き、議長が決めます。行ったことは「研修と訓練の記録」と"
        "「事故の訓練」に残ります。終わりの日までに結果を書いて終えると、次の年の計画が同じ内容でできます。過ぎると警報になります。"
    ),
)
