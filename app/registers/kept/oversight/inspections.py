"""Self-inspections (9(1)(2), 1章7): questions, what the system says that day, findings, improvement, report."""

from datetime import timedelta
from enum import StrEnum

from app.access.roles import Role
from app.registers.concern.persons import persons
from app.registers.declaration import Concern, EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Field, Form


class PointState(StrEnum):
    """How a question is answered."""

    WELL = "well"
    PARTLY = "partly"
    NOT = "not"

    @property
    def words(self) -> str:
        """As screens name it."""
        return {PointState.WELL: "できている", PointState.PARTLY: "一部できていない", PointState.NOT: "できていない"}[
            self
        ]


def _question(words: str, clause: str) -> Field[PointState]:
    return fields.choice(f"{words}（{clause}）", PointState, control="radio")


class InspectionPlan(Form):
    """What is inspected, and by when."""

    subject = fields.text("対象と期間（例：令和8年度 上期）", most=120)
    inspector = fields.text("点検する人", most=120)
    due_on = fields.day("終える日")


class InspectionForm(InspectionPlan):
    """The inspection with its answers."""

    offices = fields.maybe(_question("役職と任期は、いまの体制と合っている", "1(2)"))
    levels = fields.maybe(_question("資料に区分が付き、読む人が必要な人だけになっている", "2(2)②③"))
    devices = fields.maybe(_question("端末は台帳と合い、なくしたものは止めてある", "4①"))
    takeouts = fields.maybe(_question("持ち出しに届があり、戻っている", "5(1)③"))
    lessons = fields.maybe(_question("研修と訓練を行い、欠けた人を補っている", "5(2)〜(4)"))
    factors = fields.maybe(_question("パスワードと回復コードを、人に教えたり書き置いたりしていない", "6-2(4)"))
    incidents = fields.maybe(_question("事故と障害を記録し、対応を終えている", "5(5)"))
    backups = fields.maybe(_question("控えを取り、戻せることを試している", "6-1(3)"))
    contracts = fields.maybe(_question("委託先と外部のサービスが、求めた条件を守っている", "2(1)"))
    findings = fields.lines("見つかったこと", most=4000, required=False)
    concerned = persons("見つかったことに関わる人（その人は、この点検を終えられません）")
    improvement = fields.lines("改善策と、いつまでにだれが行うか", most=4000, required=False)
    reported = fields.text("議長に報告した日と、議会への報告", most=200, required=False)
    evidence = fields.lines("システムから取った件数（この記録を作った時）", most=20_000, required=False)


_QUESTIONS = ("offices", "levels", "devices", "takeouts", "lessons", "factors", "incidents", "backups", "contracts")

INSPECTIONS = Register(
    key="inspections",
    title="自己点検の記録",
    clause="9(1)",
    form=InspectionForm,
    first_form=InspectionPlan,
    states=(
        EntryState("begun", "点検中", leads_to=("answered",), waits_for=frozenset({Role.ADMINISTRATOR})),
        EntryState(
            "answered",
            "改善中",
            "点検の結果を記録する",
            tone="warn",
            leads_to=("reported",),
            needs=(*(Need(name) for name in _QUESTIONS), Need("findings")),
            waits_for=frozenset({Role.ADMINISTRATOR}),
        ),
        EntryState(
            "reported",
            "報告済み",
            "議長への報告を記録する",
            tone="ok",
            needs=(Need("findings"), Need("improvement"), Need("reported")),
        ),
    ),
    readers=frozenset({Role.ADMINISTRATOR, Role.CHAIR}),
    writers=frozenset({Role.ADMINISTRATOR, Role.CHAIR}),
    columns=("subject", "inspector", "due_on"),
    filled={"due_on": timedelta(days=30)},
    due="due_on",
    evidence="evidence",
    concern=Concern("concerned"),
    see=("条項の表", "/clauses"),
    purpose="問いに答え、見つかったことと改善策を書き、議長に報告します。作った時の件数（サインイン、許可、台帳など）が、一緒に残ります。",
)
