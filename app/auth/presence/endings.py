"""The sentences shown to a person when an open screen is closed, one for each cause."""

from app.access.reasons import TELLINGS, Reason
from app.access.stops.halting import HaltDepth
from app.errors import AppError, NextStep

_UNUSABLE = "この ID は、いま使えません。議会事務局に連絡してください。"
_STOPPED = "この端末は使用を止められています。議会事務局に連絡してください。"
_AGAIN = "続けるには、もう一度サインインしてください。"

TERM_IS_OVER = f"任期が終わったか、まだ始まっていないため、{_UNUSABLE}"
SUSPENDED = _UNUSABLE
DEVICE_STOPPED = _STOPPED
SPARE_IS_BACK = "予備機を使える時間が終わりました。端末を議会事務局に返してください。"
DEVICE_PERIOD_IS_OVER = (
    "この端末を使える期間が終わりました。続けて使うには、議会事務局に申し出て、もう一度承認を受けてください。"
)
TOO_LONG = f"しばらく操作がなかったか、サインインしてから長くたったため、接続を終了しました。{_AGAIN}"

ENDED: dict[str | None, str] = {
    "signed_out": f"サインアウトしました。{_AGAIN}",
    "ended_by_owner": f"この接続は、あなたの別の画面から終了されました。{_AGAIN}",
    "ended_by_office": "この接続は、議会事務局が終了しました。覚えがないときは、議会事務局に連絡してください。",
    "not_mine": "この接続は、本人のものではないと知らされたため終了しました。議会事務局に連絡してください。",
    "suspended": _UNUSABLE,
    "retired": _UNUSABLE,
    "out_of_office": TERM_IS_OVER,
    "device_lost": _STOPPED,
    "device_stopped": _STOPPED,
    "spare_returned": SPARE_IS_BACK,
    "replaced": f"このブラウザーで、新しくサインインしました。{_AGAIN}",
}
"""By `SessionRow.ended_because`; other causes are told as `OTHERWISE`."""
OTHERWISE = f"この接続は終了しました。{_AGAIN}"


_TO_SIGN_IN = NextStep("/signin", "サインインする")


class SessionOver(AppError):
    """The screen has to remove what it shows, as a rule because nobody is signed in here any more.

    Its code is another than that of a request whose cookie opens no session: that cookie may just have been replaced by
    a renewal in another tab, and the page's script then tries again before it clears the screen.
    """

    status, code = 401, "A413"
    sentence = OTHERWISE

    def __init__(self, sentence: str, cause: str, next_step: NextStep = _TO_SIGN_IN) -> None:
        super().__init__(sentence=sentence, next_step=next_step, cause=cause)


class CookieIsOld(AppError):
    """The socket was opened with a cookie that was replaced since; the tab has the new one and opens another socket."""

    status, code = 409, "A409"
    sentence = "接続をつなぎ直しています。"


class ProofIsDue(AppError):
    """The device has to sign with its key before anything more is sent to this tab."""

    def __init__(self) -> None:
        telling = TELLINGS[Reason.RENEWAL]
        super().__init__(sentence=telling.sentence, cause=Reason.RENEWAL.value)
        self.status, self.code = telling.status, telling.code


def device_period_over() -> SessionOver:
    """The ending for a device whose period of approval is over. The person stays signed in, on an unknown device."""
    return SessionOver(DEVICE_PERIOD_IS_OVER, "device_period_over", NextStep("/", "はじめの画面へ"))


def of_cause(because: str | None) -> SessionOver:
    """The ending for a session with this `SessionRow.ended_because`."""
    return SessionOver(ENDED.get(because or "", OTHERWISE), because or "")


def all_stopped() -> SessionOver:
    """The ending for every screen while all is stopped, whoever looks: those in charge act on the stop's own screen."""
    return SessionOver(HaltDepth.ALL.sentence, "all_stopped", NextStep("/halt", "停止のお知らせを見る"))
