"""The contact plan for emergencies (1(2)⑤, 6-4(4), 6-5(1)③): in the order of calling, two ways each, tried yearly."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from app import days
from app.access.decisions import Denied
from app.access.roles import READERS, SECRETARIAT, Role
from app.errors import BadInput
from app.members import offices
from app.registers.declaration import EntryState, Lack, Need, Register, WallSheet
from app.web.forms import fields
from app.web.forms.form import Form

_MONTHS = 12
"""How long a contact that was tried counts as one that answers."""


class ContactPost(StrEnum):
    """What somebody in the plan is called for."""

    WINDOW = "window"
    CHAIR = "chair"
    DEPUTY = "deputy"
    ADMINISTRATOR = "administrator"
    CLERK = "clerk"
    EXPERT = "expert"
    CONTRACTOR = "contractor"
    AUTHORITY = "authority"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As screens name it."""
        return _WORDS[self]


_WORDS = {
    ContactPost.WINDOW: "情報セキュリティの窓口（一つだけ）",
    ContactPost.CHAIR: "最高責任者（議長）",
    ContactPost.DEPUTY: "副責任者",
    ContactPost.ADMINISTRATOR: "管理者（議会事務局長）",
    ContactPost.CLERK: "担当者（書記）",
    ContactPost.EXPERT: "専門家、相談先",
    ContactPost.CONTRACTOR: "委託事業者",
    ContactPost.AUTHORITY: "県、国、警察",
    ContactPost.OTHER: "そのほか",
}


class ContactForm(Form):
    """One place of the plan."""

    place = fields.number("連絡する順番", least=1, most=99)
    post = fields.choice("役割", ContactPost)
    who = fields.text("氏名または機関", most=80)
    first_way = fields.text("一つ目の連絡先（電話など）", most=80)
    second_way = fields.text("二つ目の連絡先（一つ目が通じないとき）", most=80)
    tried_on = fields.maybe(fields.day("つながるかを試した日"))
    try_by = fields.day("次に試す期限（1 年以内）")

    def check(self) -> None:
        """A year from the last trying at most, and nothing was tried on a day to come."""
        tried = self.tried_on if self.has("tried_on") else None
        if tried is not None and tried > days.today():
            self.blame("tried_on", "試した日は、今日か、過ぎた日にしてください。")
        last = days.months_later(tried or days.today(), _MONTHS)
        if self.has("try_by") and self.try_by > last:
            self.blame("try_by", f"試した日（まだなら今日）から 1 年以内、{days.day_words(last)}までにしてください。")


_NEEDED = {
    ContactPost.CHAIR: Role.CHAIR,
    ContactPost.DEPUTY: Role.DEPUTY,
    ContactPost.ADMINISTRATOR: Role.ADMINISTRATOR,
    ContactPost.CLERK: Role.CLERK,
}
_ALWAYS = frozenset({ContactPost.CHAIR, ContactPost.ADMINISTRATOR, ContactPost.CLERK})
"""Those whom the clause asks for. A council need not have a 副責任者 (1(1)③), who is asked for while there is one."""


def _lacks(session: Session, contents: Sequence[Mapping[str, Sequence[str]]]) -> list[Lack]:
    """The offices that nobody in the plan is called for; and the one window to which everybody turns (6-5(1)③)."""
    called = [text for typed in contents for text in typed.get("post", ())]
    needed = [post for post, role in _NEEDED.items() if post in _ALWAYS or _is_held(session, role)]
    absent = [
        Lack("の連絡先がありません。", post.words) for post in (ContactPost.WINDOW, *needed) if post not in called
    ]
    is_twice = called.count(ContactPost.WINDOW) > 1
    return [*absent, Lack("情報セキュリティの窓口が二つ以上あります。一つにしてください。")] if is_twice else absent


def _is_held(session: Session, role: Role) -> bool:
    """Whether somebody holds the office; also where an altered row could hide them."""
    try:
        return bool(offices.holders(session, role))
    except Denied:
        return True


def _moves_on_by_trying(_session: Session, form: Form, former: Mapping[str, Sequence[str]]) -> None:
    """Raise BadInput when the day of the next trying is put off although nobody has tried since."""
    until, before = form.value_of("try_by"), former.get("try_by", [""])[0]
    tried, tried_before = (max(typed.get("tried_on", ()), default="") for typed in (form.typed, former))
    if not before or tried > tried_before:  # days as 2027-04-01
        return
    if isinstance(until, date) and until > days.read_day(before):
        raise BadInput(fields={"try_by": "試してから、試した日を書き直して、次の期限にしてください。"})


CONTACTS = Register(
    key="contacts",
    title="緊急連絡網",
    clause="1(2)⑤",
    form=ContactForm,
    states=(
        EntryState("untried", "まだ試していない", "試し直すことにする", tone="warn", leads_to=("tried", "gone")),
        EntryState(
            "tried",
            "試した",
            "つながることを確かめた",
            tone="ok",
            leads_to=("untried", "gone"),
            needs=(Need("tried_on"),),
        ),
        EntryState("gone", "外した", "連絡網から外す", tone="stop"),
    ),
    readers=SECRETARIAT | READERS,
    writers=SECRETARIAT | {Role.CHAIR},
    columns=("place", "post", "who", "first_way", "second_way", "tried_on", "try_by"),
    due="try_by",
    order="place",
    must_hold=_moves_on_by_trying,
    lacks=_lacks,
    wall=WallSheet(
        heading=("place", "post", "who"),
        lines=("first_way", "second_way"),
        says="上から順に連絡します。一つ目の連絡先が通じないときは、二つ目の連絡先にかけます。",
    ),
    purpose=(
        "緊急のとき、順番に連絡します。期限までに二つの連絡先を試し、日を書き直します。"
        "通信が止まったときのために「壁に貼る紙（PDF）」を印刷しておきます。"
    ),
)
