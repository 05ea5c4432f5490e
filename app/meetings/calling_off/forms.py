"""Forms of calling a meeting off: why, and when it is held instead."""

from datetime import datetime

from app import clock
from app.meetings.models import CalledOff
from app.web.forms.fields import choice, day, text, time_of_day
from app.web.forms.form import Form

_REASON_LIMIT = 200


class CancelForm(Form):
    """Why a meeting is cancelled; members read it."""

    reason = text("理由", most=_REASON_LIMIT, blank="中止の理由を入力してください。議員の画面に表示されます。")


class PutOffForm(Form):
    """How, to when and why a meeting is put off; members read it."""

    how = choice("種類", CalledOff, wrong="延会か流会を選んでください。")
    day = day("新しい日", wrong="新しい日を選んでください。")
    time = time_of_day("始まる時刻", wrong="始まる時刻を入力してください。例：10:00")
    put_off_reason = text("理由", most=_REASON_LIMIT, blank="延会や流会の理由を入力してください。")

    def check(self) -> None:
        """A cancelled meeting has no new day."""
        if self.has("how") and self.how is CalledOff.CANCELLED:
            self.blame("how", "延会か流会を選んでください。")

    @property
    def starts_at(self) -> datetime:
        """The chosen day and time, in Japan's time zone."""
        return datetime.combine(self.day, self.time, clock.JST)
