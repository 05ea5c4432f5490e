"""What the papers about a device say. Text only."""

from dataclasses import dataclass
from enum import StrEnum

from app import clock
from app.auth.devices import words as devices_words
from app.auth.devices.models import Device
from app.auth.sessions.words import browser_words
from app.members.models import Person

_DAY = "　　　　　年　　　月　　　日"
_HAND = "　　　　　　　　　　　　　　　　　（署名）"
_BLANK = "　"


class DeviceSlip(StrEnum):
    """The kinds of papers."""

    RECEIPT = "receipt"
    RETURN = "return"
    LOSS = "loss"

    @property
    def words(self) -> str:
        """The paper's title."""
        return {
            DeviceSlip.RECEIPT: "端末受領書",
            DeviceSlip.RETURN: "端末返却書",
            DeviceSlip.LOSS: "端末紛失届",
        }[self]


@dataclass(frozen=True)
class SlipPart:
    """A heading, and below it pairs of label and words; what is filled in by hand is left blank."""

    heading: str
    said: tuple[tuple[str, str], ...]


def parts_of(slip: DeviceSlip, device: Device, holder: Person | None, council: str) -> list[SlipPart]:
    """The paper's parts, in order."""
    return [
        SlipPart(f"{council}議長　様", ((_DATES[slip], _DAY),)),
        SlipPart("端末", _known(device, holder)),
        SlipPart(_HEADINGS[slip], _ASKED[slip]),
        SlipPart("確かめた人", (("本人", _HAND), ("議会事務局", _HAND))),
    ]


def _known(device: Device, holder: Person | None) -> tuple[tuple[str, str], ...]:
    approved = clock.day_text(device.approved_at) if device.approved_at else _DAY
    used = clock.stamp_text(device.last_seen_at) if device.last_seen_at else "記録なし"
    return (
        ("使う人", holder.display_name if holder else _BLANK),
        ("端末の名前", device.name or _BLANK),
        ("管理番号", device.serial or _BLANK),
        ("種類", devices_words.kind_words(device)),
        ("ブラウザー", browser_words(device.browser)),
        ("承認した日", approved),
        ("使える期間", devices_words.period_words(device)),
        ("いま", devices_words.state_of(device)[1]),
        ("端末の鍵を最後に確かめた時", used),
    )


_DATES = {
    DeviceSlip.RECEIPT: "受け取った日",
    DeviceSlip.RETURN: "返した日",
    DeviceSlip.LOSS: "届け出た日",
}
_HEADINGS = {
    DeviceSlip.RECEIPT: "上の端末を受け取りました。次のことを守ります。",
    DeviceSlip.RETURN: "上の端末を返します。",
    DeviceSlip.LOSS: "上の端末をなくしました。分かることを書きます。",
}
_ASKED: dict[DeviceSlip, tuple[tuple[str, str], ...]] = {
    DeviceSlip.RECEIPT: (
        ("使い方", "会議の資料を見るためだけに使い、ほかの人に貸しません。改造せず、設定を変えません。"),
        ("保管", "使わないときは、かぎのかかる所に置きます。外に持ち出すときは、前もって届け出ます。"),
        ("なくしたとき、感染したとき", "すぐに使うのをやめ、議会事務局に知らせます。"),
        ("いっしょに受け取ったもの", _BLANK),
    ),
    DeviceSlip.RETURN: (
        ("返す理由", _BLANK),
        ("いっしょに返すもの", _BLANK),
        ("きず、故障", _BLANK),
        ("中に残した資料や写真がないこと", "□ 本人が確かめた　　□ 事務局が確かめた"),
    ),
    DeviceSlip.LOSS: (
        ("気づいた日時", f"{_DAY}　　　時　　　分ごろ"),
        ("最後に見た日時と場所", _BLANK),
        ("なくしたときのようす", _BLANK),
        ("画面ロック", "□ かけていた　　□ かけていない　　□ 分からない"),
        ("警察への届け（日、署、受理番号）", _BLANK),
        ("端末を止めた日時（事務局が書く）", f"{_DAY}　　　時　　　分"),
    ),
}
