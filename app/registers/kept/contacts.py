"""The contact plan for emergencies (1(2)⑤, 6-4(4), 6-5(1)③): in the order of calling, two ways each, tried yearly."""

from enum import StrEnum

from app.access.roles import READERS, SECRETARIAT, Role
from app.registers.declaration import EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Form


class ContactPost(StrEnum):
    """What somebody in the plan is called for."""

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
    purpose="緊急のとき、順番に連絡します。期限までに二つの連絡先を試し、日を書き直します。通信が止まったときのために印刷しておきます。",
)
