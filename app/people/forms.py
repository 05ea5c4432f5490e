"""Forms about people: what was typed, what is wrong with it, and what it means. Knows no screen."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from app import days
from app.access.roles import Role
from app.errors import BadInput
from app.members import checks
from app.members.checks import REGISTERED_ROLES, Drawable
from app.web.call import Call
from viewer.failures import MarkNotDrawable
from viewer.stamp import Stamper


def drawable_with(stamper: Stamper) -> Drawable:
    """The check of letters that the marks of this service can draw."""

    def fault(text: str) -> str:
        try:
            stamper.check_drawable(text)
        except MarkNotDrawable as error:
            return f"「{error.characters}」は透かしに描けません。画面とページに出せる字で登録してください。"
        return ""

    return fault


@dataclass
class PersonForm:
    """A person's registration as it was typed."""

    login: str = ""
    name: str = ""
    kana: str = ""
    title: str = ""
    seat: str = ""
    has_accommodation: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def sent(cls, call: Call) -> "PersonForm":
        """What came with the request."""
        return cls(
            login=checks.normal_login(call.field("login")),
            name=checks.tidy(call.field("name")),
            kana=checks.tidy(call.field("kana")),
            title=checks.tidy(call.field("title")),
            seat=call.field("seat"),
            has_accommodation=call.field("has_accommodation") == "1",
        )

    def check(self, drawable: Drawable, *, is_demo: bool, with_login: bool) -> int | None:
        """Fills `errors`; returns the seat."""
        seat, seat_fault = checks.seat_of(self.seat)
        found = {
            "login": checks.login_fault(self.login, is_demo=is_demo) if with_login else "",
            "name": checks.text_fault("氏名", self.name, limit=64),
            "title": checks.text_fault("肩書", self.title, limit=64),
            "kana": checks.kana_fault(self.kana),
            "seat": seat_fault,
        }
        if not found["name"] and not found["title"]:
            found["name"] = drawable(f"{self.name} {self.title}")
        self.errors |= {name: fault for name, fault in found.items() if fault}
        return seat


@dataclass(frozen=True)
class Term:
    """A role and the days between which it is held."""

    role: Role
    first: date
    last: date | None


def term_of(call: Call) -> Term:
    """The term a form holds. Raises BadInput with the fields' sentences."""
    faults: dict[str, str] = {}
    role = next((one for one in REGISTERED_ROLES if one.value == call.field("role")), None)
    if role is None:
        faults["role"] = "役割を選んでください。"
    first = _day(call, "first_day", faults, required=True)
    last = _day(call, "last_day", faults, required=False)
    if first and last and last < first:
        faults["last_day"] = "任期の終わりが、始まりより前です。"
    if faults or role is None or first is None:
        raise BadInput("任期を確かめてください。", fields=faults)
    return Term(role, first, last)


def last_day_of(call: Call, *, required: bool) -> date | None:
    """The field `last_day`. Raises BadInput."""
    faults: dict[str, str] = {}
    day = _day(call, "last_day", faults, required=required)
    if faults:
        raise BadInput(faults["last_day"], fields=faults)
    return day


def reason_of(call: Call) -> str:
    """The field `reason`: why; never empty, because somebody will ask. Raises BadInput."""
    reason = checks.tidy(call.field("reason"))
    fault = checks.text_fault("理由", reason, limit=200)
    if fault:
        raise BadInput(fault, fields={"reason": fault})
    return reason


def _day(call: Call, name: str, faults: dict[str, str], *, required: bool) -> date | None:
    typed = call.field(name).strip()
    if not typed:
        if required:
            faults[name] = "日を入力してください。"
        return None
    try:
        return days.read_day(typed)
    except days.NoDay as error:
        faults[name] = str(error)
        return None


def told(errors: dict[str, str]) -> dict[str, str]:
    """Errors as templates ask for them: "" for a field with nothing wrong."""
    return defaultdict(str, errors)
