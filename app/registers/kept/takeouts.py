"""Notices of take-out (5(1)③): a tablet or papers leave the council's rooms, where to, for how long, and are back.

Papers, which no key closes, say how they are carried (2(2)⑥).
"""

from datetime import timedelta
from enum import StrEnum

from app import days
from app.access.roles import READERS, SECRETARIAT, Role
from app.registers.declaration import EntryState, Register
from app.web.forms import fields
from app.web.forms.form import Form

LONGEST = timedelta(days=31)
"""How long one notice lasts at most, and how long before its first day it is given."""


class TakenOut(StrEnum):
    """What is taken out."""

    TABLET = "tablet"
    PAPERS = "papers"
    BOTH = "both"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As screens name it."""
        return _THINGS[self]


class CarriedBy(StrEnum):
    """How papers are kept from others on their way."""

    LOCKED = "locked"
    SEALED = "sealed"
    PERSON = "person"

    @property
    def words(self) -> str:
        """As screens name it."""
        return _WAYS[self]


class TakenTo(StrEnum):
    """Where it is taken."""

    HOME = "home"
    OFFICE = "office"
    VISIT = "visit"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As screens name it."""
        return _PLACES[self]


_THINGS = {
    TakenOut.TABLET: "支給端末",
    TakenOut.PAPERS: "紙の資料",
    TakenOut.BOTH: "支給端末と紙の資料",
    TakenOut.OTHER: "そのほか",
}
_WAYS = {
    CarriedBy.LOCKED: "鍵のかかる入れ物に入れる",
    CarriedBy.SEALED: "封をした袋や封筒に入れる",
    CarriedBy.PERSON: "中の見えないかばんに入れ、手から離さない",
}
_PLACES = {
    TakenTo.HOME: "自宅",
    TakenTo.OFFICE: "自分の事務所",
    TakenTo.VISIT: "視察・出張先",
    TakenTo.OTHER: "そのほか",
}


class TakeoutForm(Form):
    """One notice. It opens level 3 outside, so that it begins today or soon, and ends within LONGEST."""

    place = fields.choice("持ち出す先", TakenTo, control="cards")
    until = fields.day("戻す日")
    since = fields.day("持ち出す日")
    thing = fields.choice("持ち出すもの", TakenOut)
    purpose = fields.text("目的", most=120)
    carried = fields.maybe(fields.choice("紙の資料の運び方", CarriedBy))
    detail = fields.text("端末の番号、資料の名、くわしい行き先", most=200, required=False)

    def check(self) -> None:
        """The period, and what has to be said of a place or thing that is in no list."""
        if self.has("since", "until") and self.until < self.since:
            self.blame("until", "戻す日は、持ち出す日より後にしてください。")
        elif self.has("since", "until") and self.until > self.since + LONGEST:
            self.blame(
                "until", f"戻す日は、持ち出す日から {LONGEST.days} 日以内にしてください。続くときは、また届け出ます。"
            )
        if self.has("since") and self.since < days.today():
            self.blame("since", "持ち出す日は、今日か、これからの日にしてください。")
        elif self.has("since") and self.since > days.today() + LONGEST:
            self.blame("since", f"持ち出す日の {LONGEST.days} 日前から届け出られます。近くなってから届け出てください。")
        has_papers = self.has("thing", "carried") and self.thing in {TakenOut.PAPERS, TakenOut.BOTH}
        if has_papers and self.carried is None:
            self.blame("carried", "紙には鍵がかかりません。途中で人に見られない運び方を選んでください。")
        is_other = self.has("place") and self.place is TakenTo.OTHER
        is_other = is_other or (self.has("thing") and self.thing is TakenOut.OTHER)
        if is_other and self.has("detail") and not self.detail:
            self.blame("detail", "「そのほか」のときは、何をどこに持ち出すかを書いてください。")


TAKEOUTS = Register(
    key="takeouts",
    title="持ち出しの届",
    clause="5(1)③",
    form=TakeoutForm,
    states=(
        EntryState("out", "持ち出し中", leads_to=("back",)),
        EntryState("back", "戻した", "戻したことを記録する", tone="ok", by_maker=True),
    ),
    readers=SECRETARIAT | {Role.CHAIR},
    writers=SECRETARIAT,
    reporters=READERS | SECRETARIAT,
    columns=("place", "thing", "since", "until"),
    filled={
        "until": timedelta(days=7),
        "since": timedelta(),
        "thing": TakenOut.TABLET.value,
        "purpose": "会議の準備",
    },
    due="until",
    since="since",
    maker_first=1,
    at_home="持ち出しを届け出る",
    purpose=(
        "端末や紙の資料を議会の外に持ち出す前に届け出ます。議長と議会事務局が見られます。"
        "一つの届は 31 日までで、あとから訂正できません。変わったときは、戻したことを記録して、届け出直します。"
        "戻したら、この届をひらいて「戻したことを記録する」を押します。"
    ),
)
