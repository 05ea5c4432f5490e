"""What a person may write into a permit's forms, checked field by field; every mistake has its own sentence."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from app import clock

PURPOSES = (("print", "1 部印刷する"), ("save", "PDF を保存する"))
MOST_DAYS = 30
MOST_USES = 3
_REASON_LIMIT = 1000
_CLOSING_TIME = time(17, 0)


def purpose_words(purpose: str) -> str:
    """「PDF を保存する」."""
    return dict(PURPOSES).get(purpose, purpose)


def at_closing(day: date) -> datetime:
    """午後5時 of a day in Japan."""
    return datetime.combine(day, _CLOSING_TIME, clock.JST)


@dataclass(frozen=True)
class Deadline:
    """A choice of a last moment."""

    value: str
    label: str
    moment: datetime


def deadlines() -> list[Deadline]:
    """The last moments one can ask for without a calendar: tonight, in three days, in a week."""
    today = clock.jst(clock.now()).date()
    tonight = datetime.combine(today, time(23, 59), clock.JST)
    chosen = [Deadline("today", "今日いっぱい", tonight)]
    for value, days in (("three", 3), ("week", 7)):
        moment = at_closing(today + timedelta(days=days))
        chosen.append(Deadline(value, f"{clock.day_text(moment)}午後5時まで", moment))
    return chosen


@dataclass
class AskForm:
    """A request as it was typed, and what is wrong with it."""

    purpose: str = "save"
    reason: str = ""
    until: str = "three"
    until_date: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    def deadline(self) -> datetime | None:
        """The asked moment; None leaves its sentence in `errors`."""
        for choice in deadlines():
            if choice.value == self.until:
                return choice.moment
        try:
            day = date.fromisoformat(self.until_date.strip())
        except ValueError:
            self.errors["until_date"] = "日付を選んでください。"
            return None
        today = clock.jst(clock.now()).date()
        last = today + timedelta(days=MOST_DAYS)
        if day < today:
            self.errors["until_date"] = "過ぎた日は選べません。今日か、それより後の日を選んでください。"
        elif day > last:
            self.errors["until_date"] = f"期限が長すぎます。{last.month}月{last.day}日までの日を選んでください。"
        else:
            return at_closing(day) if day > today else datetime.combine(day, time(23, 59), clock.JST)
        return None

    def check(self) -> datetime | None:
        """Check all fields; the deadline when everything can be used, else None."""
        until = self.deadline()
        if self.purpose not in dict(PURPOSES):
            self.errors["purpose"] = "したいことを選んでください。"
        if len(self.reason.strip()) < 5:
            self.errors["reason"] = "いつ、どこで、何に使うかを、議長に分かるように書いてください。"
        elif len(self.reason) > _REASON_LIMIT:
            self.errors["reason"] = f"長すぎます。{_REASON_LIMIT:,} 字までで書いてください。"
        return None if self.errors else until


@dataclass
class DecideForm:
    """A decision as it was typed."""

    decision: str = ""
    until: str = "wanted"
    uses: str = "1"
    reason: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    def deadline(self, wanted: datetime) -> datetime | None:
        """The last moment the chair chose; None leaves its sentence."""
        if self.until == "wanted":
            if wanted <= clock.now():
                self.errors["until"] = "申請された期限は過ぎています。ほかの期限を選んでください。"
                return None
            return wanted
        chosen = next((choice.moment for choice in deadlines() if choice.value == self.until), None)
        if chosen is None:
            self.errors["until"] = "期限を選んでください。"
        return chosen

    def check(self, wanted: datetime) -> tuple[datetime | None, int]:
        """Check all fields of a decision; the deadline is None for a refusal or when something is wrong."""
        if self.decision not in {"grant", "refuse", "revoke"}:
            self.errors["decision"] = "許可するか、しないかを選んでください。"
        if self.decision != "grant" and not self.reason.strip():
            act = "取り消す" if self.decision == "revoke" else "許可しない"
            self.errors["reason"] = f"{act}理由を書いてください。申請した人に伝わります。"
        if len(self.reason) > _REASON_LIMIT:
            self.errors["reason"] = f"長すぎます。{_REASON_LIMIT:,} 字までで書いてください。"
        uses = int(self.uses) if self.uses.isdecimal() and len(self.uses) == 1 else 0
        if not 1 <= uses <= MOST_USES:
            self.errors["uses"] = f"回数は 1 から {MOST_USES} の間で選んでください。"
        return (self.deadline(wanted) if self.decision == "grant" else None), uses
