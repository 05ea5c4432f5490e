"""Forms about permits: the request and the decision. Each mistake in a field has a sentence of its own."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app import clock, days
from app.web.forms.fields import checkbox, choice, day, lines, maybe, number
from app.web.forms.form import Form
from app.web.forms.merging import mark
from app.web.forms.seen import SeenProposalForm, SeenThingForm

SAVE = "save"
"""The only purpose of a request: one PDF, whether its holder saves or prints it."""


class Until(StrEnum):
    """The choices of a deadline."""

    TODAY = "today"
    THREE_DAYS = "three"
    WEEK = "week"
    THAT_DAY = "date"
    AS_WANTED = "wanted"


MOST_DAYS = 30
MOST_USES = 3
_REASON_LIMIT = 1000
_PAST = "申請された期限は過ぎています。ほかの期限を選んでください。"
_TOO_LONG = f"長すぎます。{_REASON_LIMIT:,} 字までで書いてください。"
_SHOWN_OTHERWISE = "画面をひらいたあとで、資料か日付が変わりました。期限を確かめて、もう一度押してください。"
_CLOSING_TIME = time(17, 0)
_NAMED_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:月|/)(\d{1,2})(?!\d)")
_EARLY = "期限を選び直すか、このままでよければ下に印を付けて、もう一度押してください。"


def at_closing(day: date) -> datetime:
    """午後5時 of a day in Japan."""
    return datetime.combine(day, _CLOSING_TIME, clock.JST)


@dataclass(frozen=True)
class Deadline:
    """A deadline that can be chosen, with its words and its moment."""

    until: Until
    label: str
    moment: datetime


def deadlines() -> list[Deadline]:
    """The deadlines that can be chosen without a calendar: tonight, in three days, in a week."""
    today = days.today()
    tonight = datetime.combine(today, time(23, 59), clock.JST)
    chosen = [Deadline(Until.TODAY, "今日いっぱい", tonight)]
    for until, later in ((Until.THREE_DAYS, 3), (Until.WEEK, 7)):
        moment = at_closing(today + timedelta(days=later))
        chosen.append(Deadline(until, f"{clock.day_text(moment)}午後5時まで", moment))
    return chosen


def _moment_of(until: Until | None) -> datetime | None:
    return next((each.moment for each in deadlines() if each.until is until), None)


def moment_until(until: Until | None, day: date | None) -> datetime:
    """The moment of a choice; of another day five o'clock, or the end of the day if it is today."""
    if (moment := _moment_of(until)) is not None:
        return moment
    day = day or days.today()
    is_later = day > days.today()
    return at_closing(day) if is_later else datetime.combine(day, time(23, 59), clock.JST)


class BookletForm(Form):
    """Asking for the PDF of a permit. `with_notes`: the holder's own notes are drawn over the pages."""

    with_notes = checkbox("自分のメモを入れる")


class AskForm(SeenThingForm):
    """A request: why, and until when. `is_early_meant`: the permit may end before the paper is used.

    `made_from`: the mark of the version that is asked for, and of the day that the deadlines were reckoned from.
    """

    reason = lines(
        "目的",
        most=_REASON_LIMIT,
        least=5,
        blank="いつ、どこで、何に使うかを、議長に分かるように書いてください。",
        long=_TOO_LONG,
    )
    until = maybe(choice("いつまで", (Until.TODAY, Until.THREE_DAYS, Until.WEEK, Until.THAT_DAY)))
    until_date = maybe(day("ほかの日をえらぶとき", wrong="日付を選んでください。"))
    is_early_meant = checkbox("期限のあとに使うことはないので、この期限のままにする")

    @staticmethod
    def mark_of(version_id: str | None) -> str:
        """The mark that the form carries now."""
        return mark(version_id or "", str(days.today()))

    def check_shown(self, version_id: str | None) -> None:
        """Blame the form when it was made from another version or on another day."""
        if self.is_stale(self.mark_of(version_id)):
            self.blame("form", _SHOWN_OTHERWISE)

    @classmethod
    def for_use_on(cls, used: date) -> "AskForm":
        """An empty form with the first deadline that is not before the day of use."""
        fits = next((each for each in deadlines() if clock.jst(each.moment).date() >= used), None)
        if fits is not None and fits.until is not Until.TODAY:
            return AskForm(until=fits.until)
        return AskForm(until=Until.THREE_DAYS) if fits else AskForm(until=Until.THAT_DAY, until_date=str(used))

    def check(self) -> None:
        """Check the field with a day only when "another day" was chosen; else ignore its errors."""
        if self.has("until") and _moment_of(self.until) is not None:
            self.errors.pop("until_date", None)
        elif self.has("until_date"):
            self.blame("until_date", day_fault(self.until_date))

    def check_use(self, meeting_day: date | None) -> None:
        """Warn, once, of a deadline before the day of use: the last one named in the reason, else the meeting's."""
        if not self.has("reason", "until", "until_date", "is_early_meant") or self.is_early_meant:
            return
        used = day_of_use(self.reason, meeting_day)
        if used is not None and clock.jst(self.deadline).date() < used:
            where = "目的に書かれた日" if day_of_use(self.reason, None) else "会議の日"
            self.blame("until", f"期限が、{where}（{used.month}月{used.day}日）より前に終わります。{_EARLY}")

    @property
    def deadline(self) -> datetime:
        """The moment until which the permit is asked for: five o'clock, or the end of the day if it is today."""
        return moment_until(self.until, self.until_date)


def day_of_use(reason: str, meeting_day: date | None) -> date | None:
    """The last day that a reason names, as 12月8日 or 12/8, this year or next; else the day of the meeting.

    None for one that no permit lasts until.
    """
    today = days.today()
    named = []
    for month, day_of_month in _NAMED_DAY.findall(unicodedata.normalize("NFKC", reason)):
        with suppress(ValueError):
            this_year = date(today.year, int(month), int(day_of_month))
            named.append(this_year if this_year >= today else this_year.replace(year=today.year + 1))
    last = today + timedelta(days=MOST_DAYS)
    soon = [each for each in named if each <= last]
    if meeting_day is not None and not soon and meeting_day <= last:
        soon.append(meeting_day)
    return max(soon, default=None)


def day_fault(day: date | None, most_days: int = MOST_DAYS) -> str:
    """Why a permit cannot last until this day, "" when it can."""
    today = days.today()
    last = today + timedelta(days=most_days)
    if day is None:
        return "日付を選んでください。"
    if day < today:
        return "過ぎた日は選べません。今日か、それより後の日を選んでください。"
    return f"期限が長すぎます。{last.month}月{last.day}日までの日を選んでください。" if day > last else ""


class PermitDecision(StrEnum):
    """What the chair decides."""

    GRANT = "grant"
    REFUSE = "refuse"
    REVOKE = "revoke"


class DecideForm(SeenProposalForm):
    """A decision on a permit; deadline and number of uses are for granting.

    A grant rests on what was shown, and so does every decision on an emergency.
    """

    decision = choice("決定", PermitDecision, wrong="許可するか、しないかを選んでください。")
    until = maybe(
        choice("期限", (Until.AS_WANTED, Until.TODAY, Until.THREE_DAYS, Until.WEEK), wrong="期限を選んでください。")
    )
    uses = maybe(
        number("受け取れる回数", least=1, most=MOST_USES, wrong=f"回数は 1 から {MOST_USES} の間で選んでください。")
    )
    reason = lines("理由・伝えること", most=_REASON_LIMIT, required=False, long=_TOO_LONG)

    def check(self) -> None:
        """Demand a reason for refusing and revoking; ignore the deadline's errors unless the permit is granted."""
        if self.is_decided(PermitDecision.GRANT):
            return
        self.errors.pop("until", None)
        if self.has("reason") and not self.reason:
            act = "取り消す" if self.is_decided(PermitDecision.REVOKE) else "許可しない"
            self.blame("reason", f"{act}理由を書いてください。申請した人に伝わります。")

    def is_decided(self, decision: PermitDecision) -> bool:
        """True when the form holds this decision."""
        return self.has("decision") and self.decision is decision

    def deadline(self, wanted: datetime) -> datetime | None:
        """The deadline that the chair chose, `wanted` being the one asked for; None with a sentence in `errors`."""
        if not self.has("until"):
            return None
        if self.until is not Until.AS_WANTED:
            moment = _moment_of(self.until)
            self.blame("until", "" if moment else "期限を選んでください。")
            return moment
        self.blame("until", "" if wanted > clock.now() else _PAST)
        return wanted if wanted > clock.now() else None
