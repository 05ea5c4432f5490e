"""Forms of the desk of spares. Knows no screen."""

from datetime import datetime

from app import clock, days
from app.auth.devices.forms import match_number
from app.web.forms.fields import maybe, parsed, text, time_of_day
from app.web.forms.form import Form, Look


class KeepForm(Form):
    """The office's number on the tablet that is kept ready."""

    serial = text("管理番号", most=40)


class LendForm(Form):
    """The number on the spare's screen, and the time of today at which it comes back, if before the day's end."""

    number = parsed("端末の画面の番号", match_number, Look("端末の画面の番号", is_echoed=False))
    back_at = maybe(time_of_day("戻す時刻（空なら、きょうの終わり）", wrong="時刻を入力してください。例：17:00"))

    def check(self) -> None:
        if self.has("back_at") and self.until <= clock.now():
            self.blame("back_at", "戻す時刻が、もう過ぎています。")

    @property
    def until(self) -> datetime:
        """The moment at which it comes back."""
        return days.ends(days.today(), self.back_at)
