"""What a person may write into a permit's forms, checked field by field; every mistake has its own sentence."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app import clock
from app.web.forms.fields import choice, day, lines, maybe, number
from app.web.forms.form import Form


class Purpose(StrEnum):
    """What a permit is for."""

    PRINT = "print"
    SAVE = "save"


PURPOSE_WORDS: dict[str, str] = {Purpose.PRINT: "1 部印刷する", Purpose.SAVE: "PDF を保存する"}


class Until(StrEnum):
    """Which last moment somebody chose."""

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
_CLOSING_TIME = time(17, 0)


def purpose_words(purpose: str) -> str:
    """「PDF を保存する」."""
    return PURPOSE_WORDS.get(purpose, purpose)


def at_closing(day: date) -> datetime:
    """午後5時 of a day in Japan."""
    return datetime.combine(day, _CLOSING_TIME, clock.JST)


@dataclass(frozen=True)
class Deadline:
    """A choice of a last moment."""

    until: Until
    label: str
    moment: datetime


def deadlines() -> list[Deadline]:
    """The last moments one can ask for without a calendar: tonight, in three days, in a week."""
    today = clock.jst(clock.now()).date()
    tonight = datetime.combine(today, time(23, 59), clock.JST)
    chosen = [Deadline(Until.TODAY, "今日いっぱい", tonight)]
    for until, days in ((Until.THREE_DAYS, 3), (Until.WEEK, 7)):
        moment = at_closing(today + timedelta(days=days))
        chosen.append(Deadline(until, f"{clock.day_text(moment)}午後5時まで", moment))
    return chosen


def _moment_of(until: Until | None) -> datetime | None:
    return next((each.moment for each in deadlines() if each.until is until), None)


class AskForm(Form):
    """A request: what for, why, and until when."""

    purpose = choice("したいこと", Purpose, wrong="したいことを選んでください。")
    reason = lines(
        "目的",
        most=_REASON_LIMIT,
        least=5,
        blank="いつ、どこで、何に使うかを、議長に分かるように書いてください。",
        long=_TOO_LONG,
    )
    until = maybe(choice("いつまで", (Until.TODAY, Until.THREE_DAYS, Until.WEEK, Until.THAT_DAY)))
    until_date = maybe(day("ほかの日をえらぶとき", wrong="日付を選んでください。"))

    def check(self) -> None:
        """The day counts only when it is that day that was chosen."""
        if self.has("until") and _moment_of(self.until) is not None:
            self.errors.pop("until_date", None)
        elif self.has("until_date"):
            self.blame("until_date", _day_fault(self.until_date))

    @property
    def deadline(self) -> datetime:
        """The asked moment."""
        if (moment := _moment_of(self.until)) is not None:
            return moment
        day = self.until_date or clock.jst(clock.now()).date()
        is_later = day > clock.jst(clock.now()).date()
        return at_closing(day) if is_later else datetime.combine(day, time(23, 59), clock.JST)


def _day_fault(day: date | None) -> str:
    today = clock.jst(clock.now()).date()
    last = today + timedelta(days=MOST_DAYS)
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


class DecideForm(Form):
    """A decision, with what a permit that is granted is good for."""

    decision = choice("決定", PermitDecision, wrong="許可するか、しないかを選んでください。")
    until = maybe(
        choice("期限", (Until.AS_WANTED, Until.TODAY, Until.THREE_DAYS, Until.WEEK), wrong="期限を選んでください。")
    )
    uses = maybe(
        number("受け取れる回数", least=1, most=MOST_USES, wrong=f"回数は 1 から {MOST_USES} の間で選んでください。")
    )
    reason = lines("理由・伝えること", most=_REASON_LIMIT, required=False, long=_TOO_LONG)

    def check(self) -> None:
        """Whoever is told no is told why; a last moment is for a permit that is granted."""
        if self.is_decided(PermitDecision.GRANT):
            return
        self.errors.pop("until", None)
        if self.has("reason") and not self.reason:
            act = "取り消す" if self.is_decided(PermitDecision.REVOKE) else "許可しない"
            self.blame("reason", f"{act}理由を書いてください。申請した人に伝わります。")

    def is_decided(self, decision: PermitDecision) -> bool:
        """True when it is this that was decided."""
        return self.has("decision") and self.decision is decision

    def deadline(self, wanted: datetime) -> datetime | None:
        """The last moment the chair chose for a permit that is granted; None leaves its sentence in `errors`."""
        if not self.has("until"):
            return None
        if self.until is not Until.AS_WANTED:
            moment = _moment_of(self.until)
            self.blame("until", "" if moment else "期限を選んでください。")
            return moment
        self.blame("until", "" if wanted > clock.now() else _PAST)
        return wanted if wanted > clock.now() else None
