"""How screens speak of devices. Text only."""

from datetime import datetime, timedelta
from enum import StrEnum

from app import clock
from app.access.facts import DeviceKind
from app.auth.devices.models import IN_HAND, SPARE, Device, DeviceState

KINDS = {DeviceKind.ISSUED.value: "支給された端末", DeviceKind.PERSONAL.value: "個人の端末", SPARE: "予備機"}


class Period(StrEnum):
    """For how long a device is approved."""

    QUARTER = "90"
    HALF_YEAR = "180"
    YEAR = "365"
    OPEN = "open"


PERIOD_WORDS = {
    Period.QUARTER: "90 日間",
    Period.HALF_YEAR: "半年",
    Period.YEAR: "1 年",
    Period.OPEN: "返却まで（支給端末）",
}
_PERIOD_DAYS = {Period.QUARTER: 90, Period.HALF_YEAR: 183, Period.YEAR: 365}


def state_of(device: Device) -> tuple[str, str]:
    """The tone ("ok", "warn", "stop", "run") and the words for a device's state at this moment."""
    moment = clock.now()
    if device.doubt:
        return "stop", device.doubt
    if device.state == DeviceState.APPROVED and device.expires_at is not None and moment >= device.expires_at:
        return "warn", "期間が終わりました"
    if device.state == DeviceState.APPROVED and device.kind == SPARE:
        return ("run", "事務局にあります") if device.person_id is None else ("ok", "貸し出し中")
    if device.state == DeviceState.REVOKED and device.ended_because == "lost":
        return "stop", "紛失のため停止"
    if device.state == DeviceState.REVOKED and device.ended_because == "replaced":
        return "stop", "登録し直しました"
    return {
        DeviceState.SEEN: ("warn", "未登録"),
        DeviceState.REQUESTED: ("run", "承認待ち"),
        DeviceState.APPROVED: ("ok", "使えます"),
        DeviceState.SUSPENDED: ("stop", "一時停止中"),
        DeviceState.INFECTED: ("stop", "感染の疑いで停止中"),
        DeviceState.REVOKED: ("stop", "登録を取り消しました"),
    }[DeviceState(device.state)]


def kind_words(device: Device) -> str:
    """Whose it is and how it came; "–" for a device whose row was altered."""
    return KINDS[device.kind] if device.is_intact else "–"


def period_words(device: Device) -> str:
    """「12月8日（火）まで」, 「返却まで」 without an end, "–" for a device that is not approved, or was altered."""
    if not device.is_intact or device.state not in IN_HAND or (device.kind == SPARE and device.expires_at is None):
        return "–"
    return "返却まで" if device.expires_at is None else f"{clock.day_text(device.expires_at)}まで"


def end_of_period(period: Period) -> datetime | None:
    """Midnight JST after the chosen number of days; None for an open end."""
    days = _PERIOD_DAYS.get(period)
    if days is None:
        return None
    last = clock.jst(clock.now()) + timedelta(days=days + 1)
    return last.replace(hour=0, minute=0, second=0, microsecond=0)
