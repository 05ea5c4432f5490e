"""Forms about people: their registration, terms, groups and duties, and the list of all of them. Knows no screen."""

import base64
import binascii

from app.access.duties import ChairDuty
from app.members import checks
from app.members.checks import REGISTERED_ROLES, Drawable
from app.members.models import Person
from app.web.forms.fields import (
    checkbox,
    choice,
    choices,
    day,
    either,
    file,
    ids,
    lines,
    maybe,
    one_id,
    parsed,
    text,
)
from app.web.forms.form import Field, Form, Look
from app.web.forms.text import Fault
from viewer.failures import MarkNotDrawable
from viewer.stamp import Stamper

ROSTER_LIMIT_BYTES = 256 * 1024
_GROUP_NAME_LIMIT = 64
_REASON_LIMIT = 200


def drawable_with(stamper: Stamper) -> Drawable:
    """The check of letters that the marks of this service can draw."""

    def fault(text: str) -> str:
        try:
            stamper.check_drawable(text)
        except MarkNotDrawable as error:
            return f"「{error.characters}」は透かしに描けません。画面とページに出せる字で登録してください。"
        return ""

    return fault


def _printed(label: str, *, limit: int) -> Field[str]:
    """A line that is printed and exported: nothing hidden in it, and no formula for Excel."""

    def parse(typed: str) -> str:
        line = checks.tidy(typed)
        if fault := checks.text_fault(label, line, limit=limit):
            raise Fault(fault)
        return line

    return parsed(label, parse, Look(label, is_required=True, attrs={"maxlength": limit}))


def _kana(typed: str) -> str:
    kana = checks.tidy(typed)
    if fault := checks.kana_fault(kana):
        raise Fault(fault)
    return kana


def _seat(typed: str) -> int | None:
    seat, fault = checks.seat_of(typed)
    if fault:
        raise Fault(fault)
    return seat


class PersonForm(Form):
    """Who a person is, as it is registered."""

    name = _printed("氏名", limit=checks.COLUMN_LENGTHS["name"])
    kana = parsed("ふりがな", _kana, Look("ふりがな", attrs={"maxlength": checks.COLUMN_LENGTHS["kana"]}))
    title = _printed("肩書", limit=checks.COLUMN_LENGTHS["title"])
    seat = parsed("議席番号", _seat, Look("議席番号", attrs={"inputmode": "numeric", "maxlength": 6}))
    has_accommodation = checkbox("読み上げの配慮がある")

    @classmethod
    def of(cls, person: Person) -> "PersonForm":
        """What is registered now."""
        return PersonForm(
            name=person.name,
            kana=person.kana,
            title=person.title,
            seat=str(person.seat_number or ""),
            has_accommodation="1" if person.has_accommodation else "",
        )

    def check_drawable(self, drawable: Drawable) -> None:
        """Both stand in the mark of every page."""
        if self.has("name", "title"):
            self.blame("name", drawable(f"{self.name} {self.title}"))


class TermForm(Form):
    """A role and the days between which it is held."""

    role = choice("役割", REGISTERED_ROLES, wrong="役割を選んでください。")
    first_day = day("任期の始まり")
    last_day = maybe(day("任期の終わり（最後の日）"))

    def check(self) -> None:
        if self.has("first_day", "last_day") and self.last_day and self.last_day < self.first_day:
            self.blame("last_day", "任期の終わりが、始まりより前です。")


class RegistrationForm(PersonForm, TermForm):
    """A new person with the ID for ever and the first office."""

    login = parsed("ID", checks.normal_login, Look("ID", is_required=True, attrs={"maxlength": 32}))

    def check_login(self, *, is_demo: bool) -> None:
        """The demo council takes names that everybody would try first."""
        if self.has("login"):
            self.blame("login", checks.login_fault(self.login, is_demo=is_demo))


class OfficeEndForm(Form):
    """Another last day for an office that is held; none for one without an end."""

    office = one_id("役職")
    last_day = maybe(day("最後の日"))


class RetirementForm(Form):
    """The day after which somebody is no longer here."""

    last_day = day("最後の日")


class ReturnForm(Form):
    """The device that was handed in."""

    device = one_id("端末")


class ReasonForm(Form):
    """Why; never empty, because somebody will ask."""

    reason = _printed("理由", limit=_REASON_LIMIT)


class DelegationForm(ReasonForm):
    """Which duties of the chair somebody carries, and from when until when."""

    person = one_id("相手", blank="委任する相手を選んでください。")
    duty = choices("職務", ChairDuty, blank="委任する職務を選んでください。")
    first_day = day("始まりの日")
    last_day = day("終わりの日")

    def check(self) -> None:
        if self.has("first_day", "last_day") and self.last_day < self.first_day:
            self.blame("last_day", "終わりの日が、始まりの日より前です。")


class GroupForm(Form):
    """A group's name."""

    name = _printed("名前", limit=_GROUP_NAME_LIMIT)


class GroupPeopleForm(GroupForm):
    """The same with everybody who belongs to it."""

    person = ids("この集まりの人")


class ResetForm(Form):
    """What somebody lost, and how they were recognised."""

    reason = lines(
        "何を失い、どう本人と確かめたか",
        most=_REASON_LIMIT,
        blank="何を失ったか、どう本人と確かめたかを書いてください。",
    )


class ResetDecisionForm(Form):
    """The second person's word about a reset: whether it is confirmed."""

    decision = either("決定", yes="confirm", no="refuse")


def _decoded(typed: str) -> bytes:
    try:
        return base64.b64decode(typed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Fault("ファイルを読めませんでした。もう一度選んでください。") from error


class RosterForm(Form):
    """The list of people: a file, or what was pasted, or the file that the page has read before (base64)."""

    file = maybe(file("CSV ファイル", most_bytes=ROSTER_LIMIT_BYTES, blank="ファイルを選んでください。"))
    file_base64 = parsed("CSV ファイル", _decoded, Look(control="hidden"))
    pasted = lines("または、CSV の内容を貼りつける", most=ROSTER_LIMIT_BYTES, required=False)
    digest = text("一覧", most=64, required=False)

    @property
    def untrusted(self) -> bytes:
        """The bytes of whichever there is, b"" for none of them."""
        chosen = self.file.untrusted if self.file else b""
        return chosen or self.file_base64 or self.pasted.encode()
