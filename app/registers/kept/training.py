"""Training and drills (5(2)–(4)): planned, held, attended."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app import days
from app.access.roles import SECRETARIAT, Role
from app.members.queries import everybody
from app.registers.declaration import EntryState, Need, Register, TickList
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


class Called(StrEnum):
    """Who is to be there."""

    ALL = "all"
    MEMBERS = "members"
    EXECUTIVES = "executives"
    SECRETARIAT = "secretariat"

    @property
    def words(self) -> str:
        """As screens name it."""
        return {
            Called.ALL: "全員",
            Called.MEMBERS: "議員",
            Called.EXECUTIVES: "執行部",
            Called.SECRETARIAT: "議会事務局",
        }[self]


_ROLES = {
    Called.ALL: frozenset(Role),
    Called.MEMBERS: frozenset({Role.MEMBER, Role.CHAIR, Role.DEPUTY}),
    Called.EXECUTIVES: frozenset({Role.EXECUTIVE}),
    Called.SECRETARIAT: SECRETARIAT,
}


class TrainingPlan(Form):
    """One training or drill as it is planned."""

    lesson = fields.choice("種類", Lesson)
    subject = fields.text("題目", most=120)
    held_on = fields.day("行う日")
    called = fields.choice("対象の人", Called)
    until = fields.day("全員が受け終える日")

    def check(self) -> None:
        """Those who cannot come make it up until then."""
        if self.has("held_on", "until") and self.until < self.held_on:
            self.blame("until", "受け終える日は、行う日か、それより後にしてください。")


class TrainingForm(TrainingPlan):
    """The same with who was there. Whoever was called is taken from the service when the roll is opened.

    `attended`, `absent`: of people who are on no list, and of entries that are older than the list.
    """

    listed = fields.ticks("出欠の一覧")
    present = fields.ticks("出席した人")
    excused = fields.lines("届け出て欠席した人（一行に、ID とわけ）", most=4000, required=False)
    made_up = fields.lines("あとで受けた人（一行に、ID と受けた日）", most=4000, required=False)
    attended = fields.lines("一覧にない参加者", most=4000, required=False)
    absent = fields.lines("欠けた人について、そのほか", most=4000, required=False)
    result = fields.lines("結果と、次に直すこと", most=2000, required=False)

    def check(self) -> None:
        """Each line of those who made it up has a day."""
        super().check()
        for login, day in notes_in((self.made_up,) if self.has("made_up") else ()).items():
            try:
                days.read_day(day)
            except days.NoDay:
                self.blame("made_up", f"「{login}」の行に、受けた日を書いてください。例：{login} 2027-05-01")


def login_in(line: str) -> str:
    """The ID at the head of a line."""
    return (line.split() or [""])[0].lower()


def notes_in(texts: Sequence[str]) -> dict[str, str]:
    """What stands behind each ID, line by line."""
    lines = [line.split(maxsplit=1) for text in texts for line in text.splitlines() if line.strip()]
    return {words[0].lower(): "".join(words[1:]).strip() for words in lines}


def _draw(session: Session, typed: Mapping[str, Sequence[str]]) -> list[str]:
    """「member07　佐藤 花子 議員」, for everybody in office who is called."""
    wanted = {role.words for role in _ROLES[Called(typed["called"][0])]}
    active = [one for one in everybody(session) if one.person.state == "active" and wanted & set(one.roles)]
    return [f"{one.person.login}　{one.person.display_name}" for one in active]


TRAINING = Register(
    key="training",
    title="研修と訓練の記録",
    clause="5(2)",
    form=TrainingForm,
    first_form=TrainingPlan,
    states=(
        EntryState("planned", "予定", leads_to=("called", "dropped"), waits_for=frozenset({Role.ADMINISTRATOR})),
        EntryState(
            "called",
            "出欠を取っている",
            "出欠を取り始める",
            leads_to=("held", "dropped"),
            needs=(Need("called"),),
            waits_for=frozenset({Role.ADMINISTRATOR}),
        ),
        EntryState(
            "held", "実施済み", "2 人目として確かめて終える", tone="ok", needs=(Need("result"),), by_another=True
        ),
        EntryState("dropped", "取りやめ", "取りやめにする"),
    ),
    readers=SECRETARIAT | {Role.CHAIR, Role.DEPUTY},
    writers=SECRETARIAT,
    columns=("lesson", "subject", "held_on"),
    due="until",
    filled={"called": Called.ALL.value, "until": timedelta(days=30)},
    ticks=TickList(begins="called", listed="listed", ticked="present", of="called", draw=_draw),
    see=("人ごとの一覧と、まだの人", "/registers/training/people"),
    purpose=(
        "研修と訓練を予定し、だれが出席したかと結果を残します。「出欠を取り始める」を押すと、その時の対象の人が一覧になります。"
        "終えたあとで受けた人は、「訂正する」で書き足します。"
    ),
)
