"""The two ends of an alarm about one sign-in in two places: which connection is new, and which was there before."""

from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.access.facts import DeviceKind
from app.auth.alarms.models import Alarm
from app.auth.alarms.raising import COPIES, AlarmKind
from app.auth.sessions.models import SessionRow
from app.auth.sessions.words import browser_words


@dataclass(frozen=True)
class AlarmEnd:
    """One of the two places. `label`: new or former. `since`: when it signed in, or when the copied cookie was used.

    `session_id`: a session that is still open; "" when there is none to end, as for a copied cookie.
    `is_registered`: the device is an approved one.
    """

    label: str
    browser: str
    address: str
    since: datetime
    session_id: str = ""
    is_registered: bool = False

    @property
    def device_words(self) -> str:
        """「未登録の Windows の Edge」."""
        name = browser_words(self.browser)
        return name if self.is_registered else f"未登録の {name}"

    def words(self, here: str = "", place: str = "") -> str:
        """「新しい接続：未登録の Windows の Edge（203.0.113.9）、10:24 から。」 `here`: id of the reader's own session.

        `place`: the address as the reader's screen words it.
        """
        mark = "、この端末" if here and here == self.session_id else ""
        source = f"{self.device_words}（{place or self.address}）"
        return f"{self.label}：{source}、{clock.moment_text(self.since)} から{mark}。"


def ends_of(alarm: Alarm, about: SessionRow | None, other: SessionRow | None) -> tuple[AlarmEnd, ...]:
    """Both ends, the new one first; empty for alarms about one place. `about`, `other`: the alarm's two sessions."""
    kind = AlarmKind(alarm.kind)
    if about is None:
        return ()
    if kind in COPIES:
        copy = AlarmEnd("写しを使った所", alarm.browser, alarm.address, alarm.at)
        return copy, _end("もとの接続", about)
    if kind is AlarmKind.SECOND_PLACE and other is not None:
        return _end("新しい接続", about), _end("前からの接続", other)
    return ()


def further_words(alarm: Alarm) -> str:
    """「このあと、同じ所の別の端末 2 台からも、サインインがありました。」, "" when there was none."""
    return f"このあと、同じ所の別の端末 {alarm.further} 台からも、サインインがありました。" if alarm.further else ""


def _end(label: str, row: SessionRow) -> AlarmEnd:
    is_registered = row.device != DeviceKind.UNKNOWN.value
    open_id = row.id if row.ended_at is None else ""
    return AlarmEnd(label, row.browser, row.address, row.created_at, open_id, is_registered)
