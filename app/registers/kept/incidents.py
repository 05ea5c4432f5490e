"""Incidents (5(5)①②, 7-3, 6-5(2)(3)): reported by anybody in a minute, followed until nothing is left to be done."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app import days
from app.access.roles import READERS, SECRETARIAT, Role
from app.auth.alarms.raising import AlarmKind
from app.registers.concern.persons import persons
from app.registers.declaration import Concern, EntryState, Lack, Need, Register, TickList
from app.rulebook.queries import plan_in_force
from app.rulebook.words import PARTS, PLAN_PARTS, RuleKind
from app.web.forms import fields
from app.web.forms.form import Form


class Mishap(StrEnum):
    """What kind of incident it is."""

    LOST = "lost"
    MISSENT = "missent"
    INTRUSION = "intrusion"
    MALWARE = "malware"
    ATTACK = "attack"
    PERSONAL = "personal"
    OTHER = "other"

    @property
    def words(self) -> str:
        """The kind as screens name it."""
        return _WORDS[self]


_WORDS = {
    Mishap.LOST: "端末や紙をなくした、盗まれた",
    Mishap.MISSENT: "間違えて送った、見せた",
    Mishap.INTRUSION: "不正な接続やなりすましの疑い",
    Mishap.MALWARE: "ウイルスに感染した、その疑い",
    Mishap.ATTACK: "攻撃を受けた、書き換えられた、そのおそれ",
    Mishap.PERSONAL: "個人情報が漏れた、そのおそれ",
    Mishap.OTHER: "そのほか",
}


class IncidentReport(Form):
    """What somebody reports."""

    mishap = fields.choice("何が起きましたか", Mishap)
    happened = fields.lines("くわしく", most=2000)
    noticed_on = fields.day("気づいた日")
    heard_from = fields.text("住民などから聞いたときは、だれから", most=120, required=False)
    concerned = persons("だれの端末・ID・操作で起きたか（分かれば。その人は対応を終えられません）")

    def check(self) -> None:
        """Nothing was noticed on a day to come."""
        if self.has("noticed_on") and self.noticed_on > days.today():
            self.blame("noticed_on", "気づいた日は、今日か、過ぎた日にしてください。")


class IncidentForm(IncidentReport):
    """The report with all that is done about it."""

    chair_told_on = fields.maybe(fields.day("議長に報告した日"))
    contained = fields.lines("被害を止めた方法と日時", most=2000, required=False)
    recovered = fields.lines("元に戻した方法と日時", most=2000, required=False)
    cause = fields.lines("原因", most=2000, required=False)
    prevention = fields.lines("くり返さないための対策", most=2000, required=False)
    committee_told_on = fields.maybe(fields.day("議会運営委員会に報告した日"))
    town_told_on = fields.maybe(fields.day("町（市）の責任者に報告した日"))
    window = fields.text("問い合わせの窓口と、公表した日", most=200, required=False)
    authorities = fields.lines(
        "総務省・県への連絡（日と相手。攻撃のとき。しないと決めたときは、決めた人と理由）", most=500, required=False
    )
    police = fields.text("警察への相談（日と相手）", most=200, required=False)
    plan = fields.ticks("対応を始めたときに生きていた計画")
    followed = fields.ticks("計画のどこまで行ったか")

    def check(self) -> None:
        """Nobody was told on a day to come: what is written ahead would end the reminder that the chair is not told."""
        super().check()
        for name in ("chair_told_on", "committee_told_on", "town_told_on"):
            day = self.value_of(name) if self.has(name) else None
            if isinstance(day, date) and day > days.today():
                self.blame(name, "報告した日は、今日か、過ぎた日にしてください。")


def plan_parts(session: Session, _typed: Mapping[str, Sequence[str]]) -> list[str]:
    """The four parts of the plan that is in force when the handling begins (7-3(1)), each with the plan's version.

    Without its title, since whoever reported the incident may not know of it. Empty when there is no plan.
    """
    plan = plan_in_force(session)
    if plan is None:
        return []
    number = "（版を確かめられません）" if plan.number is None else f"第{plan.number}版"
    return [f"{RuleKind.PLAN.words} {number}　{PARTS[part]}" for part in PLAN_PARTS]


def _untold(_session: Session, contents: Sequence[Mapping[str, Sequence[str]]]) -> list[Lack]:
    """Incidents that were noticed on a day before today, and of which the chair has not been told (1(2)⑥)."""
    untold = [typed["noticed_on"][0] for typed in contents if not any(typed.get("chair_told_on", ()))]
    late = sorted(day for day in untold if days.read_day(day) < days.today())
    return [
        Lack(f"{days.day_words(days.read_day(day))}に気づいた事故に、議長に報告した日のないものがあります。")
        for day in dict.fromkeys(late)
    ]


_OF_PERSONAL_DATA = tuple(
    Need(name, ("mishap", Mishap.PERSONAL.value)) for name in ("committee_told_on", "town_told_on", "window")
)
_OF_ATTACK = tuple(Need("authorities", ("mishap", each.value)) for each in (Mishap.ATTACK, Mishap.INTRUSION))
"""Whoever runs the systems of municipalities is told of an attack, or it is written down why not (6-5(2))."""

INCIDENTS = Register(
    key="incidents",
    title="事故の記録",
    clause="5(5)①",
    form=IncidentForm,
    first_form=IncidentReport,
    states=(
        EntryState(
            "reported", "報告あり", tone="stop", leads_to=("handled",), waits_for=frozenset({Role.ADMINISTRATOR})
        ),
        EntryState(
            "handled",
            "対応中",
            "議長に報告し、対応を始める",
            tone="warn",
            leads_to=("recovered",),
            needs=(Need("chair_told_on"),),
            waits_for=frozenset({Role.ADMINISTRATOR}),
        ),
        EntryState(
            "recovered",
            "復旧済み",
            "復旧を記録する",
            leads_to=("handled", "closed"),
            needs=(Need("chair_told_on"), Need("contained"), Need("recovered")),
            waits_for=frozenset({Role.ADMINISTRATOR}),
        ),
        EntryState(
            "closed",
            "完了",
            "完了にする",
            tone="ok",
            needs=(
                *(Need(name) for name in ("chair_told_on", "contained", "recovered", "cause", "prevention")),
                Need("followed", all_of="plan"),
                *_OF_PERSONAL_DATA,
                *_OF_ATTACK,
            ),
        ),
    ),
    readers=SECRETARIAT | {Role.CHAIR},
    writers=frozenset({Role.ADMINISTRATOR, Role.CHAIR}),
    reporters=READERS | SECRETARIAT | {Role.CONTRACTOR},
    filled={"noticed_on": timedelta()},
    brought=("happened",),
    at_home="事故を知らせる",
    answer_within=14,
    columns=("mishap", "noticed_on"),
    purpose=(
        "端末をなくした、間違えて見せた、ウイルスや不正な接続の疑いがあるときは、すぐに記録してください。"
        "議会事務局長と議長に知らせます。記録は、だれにも消せません。"
    ),
    alarm=AlarmKind.INCIDENT,
    lacks=_untold,
    see=("保全の記録（資料を消させない）", "/registers/holds"),
    concern=Concern("concerned"),
    ticks=TickList(begins="handled", listed="plan", ticked="followed", of="", draw=plan_parts),
)
