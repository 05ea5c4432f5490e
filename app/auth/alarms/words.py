"""How an alarm is told: to the person whose ID it is about, and to the secretariat. Text only."""

from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.auth.alarms.raising import AlarmKind


@dataclass(frozen=True)
class Words:
    """`member`, `text`: to the person, what happened and what it means. `office`: to the secretariat, with the name."""

    member: str
    text: str
    office: str


_ANSWER = "覚えがあるかどうかを答えてください。"

WORDS: dict[AlarmKind, Words] = {
    AlarmKind.SECOND_PLACE: Words(
        "あなたの ID が、2\u00a0台の端末で同時に使われています。",
        "別の端末からサインインがありました。" + _ANSWER,
        "{who}の ID が、2\u00a0台の端末で同時に使われています。",
    ),
    AlarmKind.COOKIE_REPLAYED: Words(
        "あなたの接続の写しが、別のブラウザーで使われました。",
        "写しでは何も表示していません。この端末では続けて使えます。" + _ANSWER,
        "{who}の接続の写しが、別のブラウザーから送られました。",
    ),
    AlarmKind.RENEWAL_FORGED: Words(
        "あなたの端末になりすました更新がありました。",
        "更新は断りました。この端末では続けて使えます。" + _ANSWER,
        "{who}の端末になりすました更新を断りました。",
    ),
    AlarmKind.KEY_COUNTER: Words(
        "あなたのパスキーが複製された疑いがあります。",
        "そのパスキーでのサインインは断りました。" + _ANSWER,
        "{who}のパスキーが複製された疑いがあります。",
    ),
    AlarmKind.REVOKED_DEVICE: Words(
        "使用を止めた端末から、あなたの ID でサインインがありました。",
        "サインインは断りました。" + _ANSWER,
        "使用を止めた端末から、{who}の ID でサインインがありました。",
    ),
    AlarmKind.FORMER_MEMBER: Words(
        "任期の外か停止中の ID で、サインインがありました。",
        "サインインは断りました。" + _ANSWER,
        "任期が終わったか停止中の{who}の ID で、正しいパスワードが入力されました。",
    ),
    AlarmKind.FACTOR_CHANGED: Words(
        "あなたのパスワードか本人確認の方法が変えられました。",
        _ANSWER,
        "{who}のパスワードか本人確認の方法が変えられました。",
    ),
    AlarmKind.MANY_FAILURES: Words(
        "あなたの ID で、サインインの間違いが続いています。",
        "サインインはさせていません。" + _ANSWER,
        "{who}の ID で、サインインの間違いが続いています。",
    ),
    AlarmKind.LETTER_USED: Words(
        "あなたの登録用紙が使われました。",
        _ANSWER,
        "{who}の登録用紙が使われました。",
    ),
}
_REFUSED = frozenset(
    {
        AlarmKind.COOKIE_REPLAYED,
        AlarmKind.RENEWAL_FORGED,
        AlarmKind.KEY_COUNTER,
        AlarmKind.REVOKED_DEVICE,
        AlarmKind.FORMER_MEMBER,
        AlarmKind.MANY_FAILURES,
    }
)


def office_text(kind: AlarmKind, at: datetime, place: str, device: str, *, is_registered: bool) -> str:
    """「12月8日（火）10:29、未登録の iPhone の Safari（議会の外　203.0.113.9）から。資料は表示していません。…」"""
    name = device if is_registered or not device else f"未登録の {device}"
    source = f"{name}（{place}）から。" if device else f"{place} から。"
    is_harmless = kind in _REFUSED or not is_registered
    outcome = "資料は表示していません。" if is_harmless else ""
    return f"{clock.moment_text(at)}、{source}{outcome}本人に確かめてください。"


ANSWERS = {"own": "本人は「自分です」と答えました", "foreign": "本人は「自分ではありません」と答えました"}
