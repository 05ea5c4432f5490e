"""Designations (6-1(13)①, 6-1(14)①, 8): what the chair has designated for papers and messages, until when."""

from datetime import timedelta
from enum import StrEnum

from app.access.roles import READERS, SECRETARIAT, Role
from app.registers.declaration import EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Form


class Designated(StrEnum):
    """What is designated."""

    PAPERS = "papers"
    MESSAGES = "messages"
    APP = "app"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As screens name it."""
        return _KINDS[self]


_KINDS = {
    Designated.PAPERS: "会議の資料を見るシステム",
    Designated.MESSAGES: "議員に連絡や資料を送る手段（SNS など）",
    Designated.APP: "使ってよいアプリやサービス",
    Designated.OTHER: "そのほか",
}


class DesignationForm(Form):
    """One designation."""

    kind = fields.choice("何を指定するか", Designated)
    name = fields.text("指定するものの名前", most=120)
    limits = fields.lines("送ってよい情報の区分と、守ること", most=2000)
    keeper = fields.text("アカウントの責任者と、乗っ取られたときの連絡先", most=200, required=False)
    decided_on = fields.day("指定した日")
    review_on = fields.day("見直す日")
    ended = fields.text("やめた日と理由", most=200, required=False)


DESIGNATIONS = Register(
    key="designations",
    title="指定の記録",
    clause="6-1(14)①",
    form=DesignationForm,
    states=(
        EntryState("held", "指定中", tone="ok", leads_to=("ended",)),
        EntryState("ended", "終了", "指定をやめる", needs=(Need("ended"),)),
    ),
    readers=SECRETARIAT | READERS,
    writers=frozenset({Role.CHAIR}),
    columns=("kind", "name", "decided_on", "review_on"),
    filled={"decided_on": timedelta(), "review_on": timedelta(days=365)},
    due="review_on",
    purpose="会議の資料を見るシステムや、議員への連絡に使う手段は、議長が指定したものだけを使います。指定は議長が記録し、だれでも読めます。",
)
