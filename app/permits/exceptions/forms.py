"""The forms of exceptions: the administrator's application, and the one that begins an exception in an emergency."""

from datetime import datetime, time, timedelta

from app import clock, days
from app.permits.forms import MOST_DAYS, MOST_USES, Until, day_fault, moment_until
from app.permits.kinds import PermitKind
from app.web.forms.fields import choice, day, ids, lines, maybe, number, one_id
from app.web.forms.seen import SeenThingForm

OF_READING = tuple(kind for kind in PermitKind if kind.is_of_reading)
KINDS = (*OF_READING, PermitKind.RESERVE)
_STANDING_DAYS = 190
"""A reserve set stands ready for half a year of sittings."""
_REASON_LIMIT = 1000
_NO_PAPER = "資料を 1 件以上選んでください。"
_NO_PERSON = "人を 1 人以上選んでください。"
_NO_DEVICE = "端末を 1 台以上選んでください。"


class ApplyForm(SeenThingForm):
    """An application (7-4(1)). `made_from`: the mark of the papers that were shown, and of the day."""

    kind = choice("例外の種類", KINDS, wrong="例外の種類を選んでください。")
    papers = ids("資料", blank=_NO_PAPER)
    people = ids("だれに")
    devices = ids("どの端末で")
    word_of = maybe(one_id("議員の申し出によるとき、その人"))
    reason = lines("目的", most=_REASON_LIMIT, least=5, blank="なぜ例外が要るかを、議長に分かるように書いてください。")
    conditions = lines("条件", most=_REASON_LIMIT, required=False)
    starts_on = maybe(day("いつから（空のときは、許可されてすぐ）", wrong="日付を選んでください。"))
    until = choice(
        "いつまで", (Until.TODAY, Until.THREE_DAYS, Until.WEEK, Until.THAT_DAY), wrong="期限を選んでください。"
    )
    until_date = maybe(day("ほかの日をえらぶとき", wrong="日付を選んでください。"))
    uses = number("使える回数", least=1, most=MOST_USES, wrong=f"回数は 1 から {MOST_USES} の間で選んでください。")

    def check(self) -> None:
        """A personal device is named; what is read elsewhere is for people."""
        if self.has("kind", "devices") and self.kind is PermitKind.DEVICE and not self.devices:
            self.blame("devices", _NO_DEVICE)
        if self.has("kind", "people") and self.kind is not PermitKind.DEVICE and not self.people:
            self.blame("people", _NO_PERSON)
        if not self.has("until") or self.until is not Until.THAT_DAY:
            self.errors.pop("until_date", None)
        elif self.has("until_date"):
            is_standing = self.has("kind") and self.kind is PermitKind.RESERVE
            self.blame("until_date", day_fault(self.until_date, _STANDING_DAYS if is_standing else MOST_DAYS))
        self._check_start()

    def _check_start(self) -> None:
        if not self.has("starts_on", "until", "until_date") or self.starts_on is None:
            return
        if self.starts_on < days.today():
            self.blame("starts_on", "過ぎた日は選べません。")
        elif self.begins_at is not None and self.begins_at >= self.deadline:
            self.blame("starts_on", "始まりが、期限より後になっています。")

    @property
    def deadline(self) -> datetime:
        """The last moment."""
        return moment_until(self.until, self.until_date)

    @property
    def begins_at(self) -> datetime | None:
        """The first moment; None for at once."""
        if self.starts_on is None or self.starts_on <= days.today():
            return None
        return datetime.combine(self.starts_on, time(0, 0), clock.JST)


class EmergencyForm(SeenThingForm):
    """An emergency, begun before the chair has decided (7-4(2)): one person or device, hours, and a reason."""

    kind = choice("例外の種類", OF_READING, wrong="例外の種類を選んでください。")
    papers = ids("資料", blank=_NO_PAPER)
    person = maybe(one_id("だれに"))
    device = maybe(one_id("どの端末で"))
    reason = lines("理由", most=_REASON_LIMIT, least=5, blank="なぜ議長の許可を待てないかを書いてください。")
    hours = number("何時間", least=1, most=24)

    def check(self) -> None:
        """A personal device is named; what is read elsewhere is for a person."""
        if self.has("kind", "device") and self.kind is PermitKind.DEVICE and not self.device:
            self.blame("device", "端末を選んでください。")
        if self.has("kind", "person") and self.kind is PermitKind.ZONE and not self.person:
            self.blame("person", "人を選んでください。")

    @property
    def deadline(self) -> datetime:
        """The last moment, so many hours from now."""
        return clock.now() + timedelta(hours=self.hours)

    def check_hours(self, most: int) -> None:
        """Blame a time that is longer than the setting allows."""
        if self.has("hours") and self.hours > most:
            self.blame("hours", f"緊急の例外は {most} 時間までです。")
