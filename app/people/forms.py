"""Forms about people: their registration, terms, groups and duties, and the list of all of them. Knows no screen."""

from datetime import date, datetime, time

from app import days
from app.access.duties import ChairDuty
from app.access.levels import Regime
from app.access.roles import BY_TWO, NAMED_BY_CHAIR, Role
from app.members import checks
from app.members.checks import REGISTERED_ROLES, Drawable
from app.members.models import Office, Person
from app.web.forms.fields import (
    checkbox,
    choice,
    choices,
    day,
    lines,
    maybe,
    one_id,
    parsed,
    text,
    time_of_day,
)
from app.web.forms.form import Field, Form, Look
from app.web.forms.merging import mark
from app.web.forms.seen import SeenWordsForm
from app.web.forms.text import Fault
from app.web.spreadsheets import SpreadsheetForm

REASON_LIMIT = 200
_ROLE_WRONG = (
    "役割を選んでください。議長、副責任者、議会事務局長、調査担当、書記は、"
    "登録した人の画面の「役職の申し出」から申し出ます。"
)
PLAIN_ROLES = tuple(role for role in REGISTERED_ROLES if role not in BY_TWO)
POWERS_TO_ASK = tuple(role for role in REGISTERED_ROLES if role in BY_TWO - NAMED_BY_CHAIR)


def printed(label: str, *, limit: int) -> Field[str]:
    """A field for a line that is printed and exported: no hidden characters, and no formula for Excel."""

    def parse(typed: str) -> str:
        line = checks.tidy(typed)
        if fault := checks.text_fault(label, line, limit=limit):
            raise Fault(fault)
        return line

    return parsed(label, parse, Look(label, is_required=True, attrs={"maxlength": limit}))


def _kana(typed: str) -> str:
    kana = checks.tidy_kana(typed)
    if fault := checks.kana_fault(kana):
        raise Fault(fault)
    return kana


def _seat(typed: str) -> int | None:
    seat, fault = checks.seat_of(typed)
    if fault:
        raise Fault(fault)
    return seat


class PersonWordsForm(Form):
    """A person's registration without the ID."""

    name = printed("氏名", limit=checks.COLUMN_LENGTHS["name"])
    kana = parsed("ふりがな", _kana, Look("ふりがな", attrs={"maxlength": checks.COLUMN_LENGTHS["kana"]}))
    title = printed("肩書", limit=checks.COLUMN_LENGTHS["title"])
    seat = parsed("議席番号", _seat, Look("議席番号", attrs={"inputmode": "numeric", "maxlength": 6}))
    has_accommodation = checkbox("読み上げの配慮がある")

    def check_drawable(self, drawable: Drawable) -> None:
        """Blame name or title when a mark cannot draw it: both are in the mark of every page."""
        if self.has("name", "title"):
            self.blame("name", drawable(f"{self.name} {self.title}"))


class PersonForm(SeenWordsForm, PersonWordsForm):
    """The correction of a person's registration. `made_from`: the mark of the registration that was shown."""

    @classmethod
    def of(cls, person: Person) -> "PersonForm":
        """The form filled with the present registration."""
        words = {
            "name": person.name,
            "kana": person.kana,
            "title": person.title,
            "seat": str(person.seat_number or ""),
            "has_accommodation": "1" if person.has_accommodation else "",
        }
        return PersonForm(made_from=mark(*words.values()), **words)

    @property
    def typed_words(self) -> str:
        """What was typed, in one line, to be shown when the registration has changed meanwhile."""
        return "　".join("".join(self.typed[name]) for name in ("name", "kana", "title", "seat")).strip()


def minute(label: str) -> Field[time | None]:
    """A field for a minute of the day, for terms that begin or end during a sitting; empty for whole days."""
    return maybe(time_of_day(label, wrong="時刻を入力してください。例：10:40"))


def ends_at_of(last_day: date | None, last_time: time | None) -> datetime | None:
    """The moment after a last day, or that minute of it; None without a day."""
    return None if last_day is None else days.ends(last_day, last_time)


TIME_ALONE = "終わりの時刻だけでは決まりません。終わりの日も入れてください。"


class TermForm(Form):
    """A role without power and its term: whole days, or to the minute."""

    role = choice("役割", PLAIN_ROLES, wrong=_ROLE_WRONG)
    first_day = day("任期の始まり")
    first_time = minute("始まりの時刻（会議の途中のとき）")
    last_day = maybe(day("任期の終わり（最後の日）"))
    last_time = minute("終わりの時刻（会議の途中のとき）")

    @property
    def starts_at(self) -> datetime:
        """When the term begins."""
        return days.begins(self.first_day, self.first_time)

    @property
    def ends_at(self) -> datetime | None:
        """When it ends; None for a term without an end."""
        return ends_at_of(self.last_day, self.last_time)

    def check(self) -> None:
        if not self.has("first_day", "first_time", "last_day", "last_time"):
            return
        ends_at = self.ends_at
        if self.last_time and not ends_at:
            self.blame("last_day", TIME_ALONE)
        if ends_at and ends_at <= self.starts_at:
            self.blame("last_day", "任期の終わりが、始まりより前です。")


class RegistrationForm(PersonWordsForm):
    """A new person, with the ID, which never changes, and optionally a first office without power."""

    role = maybe(choice("役割", PLAIN_ROLES, wrong=_ROLE_WRONG))
    first_day = maybe(day("任期の始まり"))
    last_day = maybe(day("任期の終わり（最後の日）"))

    login = parsed("ID", checks.normal_login, Look("ID", is_required=True, attrs={"maxlength": 32}))

    def check(self) -> None:
        if not self.has("role", "first_day", "last_day"):
            return
        if self.role is not None and self.first_day is None:
            self.blame("first_day", "任期の始まりを入れてください。")
        elif self.first_day and self.last_day and self.last_day < self.first_day:
            self.blame("last_day", "任期の終わりが、始まりより前です。")

    def check_login(self, *, is_demo: bool) -> None:
        """Blame an ID that is not acceptable. The demo council also accepts those that an attacker would try first."""
        if self.has("login"):
            self.blame("login", checks.login_fault(self.login, is_demo=is_demo))


class OfficeEndForm(SeenWordsForm):
    """A new end for a term: a last day, or a minute of it; empty for a term without an end.

    `made_from`: the mark of its end.
    """

    office = one_id("役職")
    last_day = maybe(day("最後の日"))
    last_time = minute("終わりの時刻")

    @classmethod
    def of(cls, office: Office) -> "OfficeEndForm":
        """The form filled with the present end."""
        last_day, _blank, last_time = (days.end_text(office.ends_at) or "").partition(" ")
        return OfficeEndForm(made_from=mark(last_day, last_time), last_day=last_day, last_time=last_time)

    def check_seen(self, office: Office) -> None:
        """Blame the form when the office's end has been changed since the form was drawn."""
        if self.is_stale(OfficeEndForm.of(office)["made_from"].value):
            now = days.end_words(office.ends_at) or "定めなし"
            self.blame(
                "last_day", f"ほかの人がこの任期の終わりを「{now}」に変えました。確かめて、もう一度入れてください。"
            )

    @property
    def ends_at(self) -> datetime | None:
        """The end; None for a term without one."""
        return ends_at_of(self.last_day, self.last_time)

    def check(self) -> None:
        if self.has("last_day", "last_time") and self.last_time and self.last_day is None:
            self.blame("last_day", TIME_ALONE)


class RetirementForm(Form):
    """A person's last day in office, or the minute of that day."""

    last_day = day("最後の日")
    last_time = minute("終わりの時刻（会議の途中のとき）")

    @property
    def ends_at(self) -> datetime:
        """The end of all offices."""
        return days.ends(self.last_day, self.last_time)


class ReturnForm(Form):
    """The device that was handed in."""

    device = one_id("端末")


class ReasonForm(Form):
    """The reason of an act, which is recorded and must not be empty."""

    reason = printed("理由", limit=REASON_LIMIT)


class PowerForm(TermForm, ReasonForm):
    """An office of power for somebody, for a second person to confirm. One for a matter has a form of its own."""

    role = choice("役職", POWERS_TO_ASK, wrong="役職を選んでください。")

    def check(self) -> None:
        super().check()
        if not self.has("role", "last_day"):
            return
        if self.role is Role.ACTING_CHAIR and self.last_day is None:
            self.blame("last_day", f"{self.role.words}の任期の終わりを入れてください。")


class PowerEndForm(OfficeEndForm, ReasonForm):
    """A proposal to change the end of an office of power."""


class PowerRetirementForm(RetirementForm, ReasonForm):
    """A proposal that a person with an office of power leaves."""


class DelegationForm(ReasonForm):
    """A delegation: the person, the duties of the chair, and their time."""

    person = one_id("相手", blank="委任する相手を選んでください。")
    duty = choices("職務", ChairDuty, blank="委任する職務を選んでください。")
    first_day = day("始まりの日")
    first_time = minute("始まりの時刻（途中からのとき）")
    last_day = day("終わりの日")
    last_time = minute("終わりの時刻（途中までのとき）")

    @property
    def starts_at(self) -> datetime:
        """The first moment of the delegation."""
        return days.begins(self.first_day, self.first_time)

    @property
    def ends_at(self) -> datetime:
        """The end of the delegation."""
        return days.ends(self.last_day, self.last_time)

    def check(self) -> None:
        if self.has("first_day", "first_time", "last_day", "last_time") and self.ends_at <= self.starts_at:
            self.blame("last_day", "終わりの日が、始まりの日より前です。")


class PeopleForm(Form):
    """The search in the list of people. Values in the address that make no sense are ignored."""

    q = parsed("氏名、ふりがな、ID、会派・委員会", lambda typed: typed.strip()[:REASON_LIMIT])
    unready = checkbox("準備ができていない人だけ")
    regime = maybe(choice("よる規程", Regime))


class ReplacedForm(Form):
    """The id of the letter that is replaced by a new one."""

    replaces = one_id("前の用紙")


class CancelledForm(Form):
    """The id of the letter to be cancelled."""

    letter = one_id("登録用紙")


class ResetForm(Form):
    """A request to reset factors: what the person lost, and how they were recognised."""

    reason = lines(
        "何を失い、どう本人と確かめたか",
        most=REASON_LIMIT,
        blank="何を失ったか、どう本人と確かめたかを書いてください。",
    )


class RosterForm(SpreadsheetForm):
    """The list of people to import, and what the dry run has shown of it."""

    digest = text("一覧", most=64, required=False)
    shown = text("確かめた結果", most=64, required=False)
    meant = text("重なり", most=64, required=False)
