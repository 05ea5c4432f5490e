"""How screens speak of devices. Text only."""

from datetime import datetime, timedelta

from app import clock
from app.access.facts import DeviceKind
from app.auth.devices import standing as devices
from app.auth.devices.models import Device

KINDS = {DeviceKind.ISSUED.value: "支給された端末", DeviceKind.PERSONAL.value: "個人の端末"}

PERIODS: tuple[tuple[str, str, int | None], ...] = (
    ("90", "90 日間", 90),
    ("180", "半年", 183),
    ("365", "1 年", 365),
    ("open", "返却まで（支給端末）", None),
)


def state_of(device: Device) -> tuple[str, str]:
    """Tone and words of where a device stands now."""
    moment = clock.now()
    if device.state == devices.APPROVED and device.expires_at is not None and moment >= device.expires_at:
        return "warn", "期間が終わりました"
    if device.state == devices.REVOKED and device.ended_because == "lost":
        return "stop", "紛失のため停止"
    return {
        devices.SEEN: ("warn", "未登録"),
        devices.REQUESTED: ("run", "承認待ち"),
        devices.APPROVED: ("ok", "使えます"),
        devices.SUSPENDED: ("stop", "一時停止中"),
        devices.REVOKED: ("stop", "登録を取り消しました"),
    }[device.state]


def period_words(device: Device) -> str:
    """「12月8日（火）まで」."""
    if device.state not in {devices.APPROVED, devices.SUSPENDED}:
        return "–"
    return "返却まで" if device.expires_at is None else f"{clock.day_text(device.expires_at)}まで"


def end_of_period(choice: str) -> datetime | None:
    """Midnight JST after the chosen number of days; None for an open end. Raises KeyError for no choice of ours."""
    days = {value: days for value, _, days in PERIODS}[choice]
    if days is None:
        return None
    last = clock.jst(clock.now()) + timedelta(days=days + 1)
    return last.replace(hour=0, minute=0, second=0, microsecond=0)
