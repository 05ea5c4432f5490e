"""Training and drills (5(2)–(4)): planned, held, attended."""

from enum import StrEnum

from app.access.roles import SECRETARIAT, Role
from app.registers.declaration import EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Form


class Lesson(StrEnum):
    """What is held."""

    TRAINING = "training"
    DRILL = "drill"

    @property
    def words(self) -> str:
        """As screens name it."""
        return {Lesson.TRAINING: "研修", Lesson.DRILL: "緊急時の訓練"}[self]


class TrainingForm(Form):
    """One training or drill."""

    lesson = fields.choice("種類", Lesson)
    subject = fields.text("題目", most=120)
    held_on = fields.day("行う日")
    attended = fields.lines("参加した人", most=4000, required=False)
    absent = fields.lines("欠けた人と、その補い方", most=4000, required=False)
    result = fields.lines("結果と、次に直すこと", most=2000, required=False)


TRAINING = Register(
    key="training",
    title="研修と訓練の記録",
    clause="5(2)",
    form=TrainingForm,
    states=(
        EntryState("planned", "予定", leads_to=("held", "dropped"), waits_for=frozenset({Role.ADMINISTRATOR})),
        EntryState("held", "実施済み", "実施を記録する", tone="ok", needs=(Need("attended"), Need("result"))),
        EntryState("dropped", "取りやめ", "取りやめにする"),
    ),
    readers=SECRETARIAT | {Role.CHAIR, Role.DEPUTY},
    writers=SECRETARIAT,
    columns=("lesson", "subject", "held_on"),
    due="held_on",
    purpose="研修と訓練を予定し、参加した人と結果を残します。",
)
