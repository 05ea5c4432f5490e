"""Why an open screen goes dark: one sentence a cause, told to whoever sits before it."""

from app.access.reasons import TELLINGS, Reason
from app.errors import AppError, NextStep

_UNUSABLE = "この ID は、いま使えません。議会事務局に連絡してください。"
_STOPPED = "この端末は使用を止められています。議会事務局に連絡してください。"
_AGAIN = "続けるには、もう一度サインインしてください。"

TERM_IS_OVER = f"任期が終わったか、まだ始まっていないため、{_UNUSABLE}"
SUSPENDED = _UNUSABLE
DEVICE_STOPPED = _STOPPED
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
    "replaced": f"このブラウザーで、新しくサインインしました。{_AGAIN}",
}
"""By `SessionRow.ended_because`; other causes are told as `OTHERWISE`."""
OTHERWISE = f"この接続は終了しました。{_AGAIN}"


_TO_SIGN_IN = NextStep("/signin", "サインインする")


class SessionOver(AppError):
    """What the screen shows has to go: as a rule nobody is signed in here any more.

    Not the code of a cookie that opens nothing: that may be one that two renewals at once have left behind.
    """

    status, code = 401, "A413"
    sentence = OTHERWISE

    def __init__(self, sentence: str, cause: str, next_step: NextStep = _TO_SIGN_IN) -> None:
        super().__init__(sentence=sentence, next_step=next_step, cause=cause)


class CookieIsOld(AppError):
    """The session goes on with a newer cookie: the tab has it already and opens its socket again."""

    status, code = 409, "A409"
    sentence = "接続をつなぎ直しています。"


class ProofIsDue(AppError):
    """The device has to prove itself before anything more is told."""

    def __init__(self) -> None:
        telling = TELLINGS[Reason.RENEWAL]
        super().__init__(sentence=telling.sentence, cause=Reason.RENEWAL.value)
        self.status, self.code = telling.status, telling.code


def device_period_over() -> SessionOver:
    """The device no longer counts as what it was when the screen opened; the person is still signed in."""
    return SessionOver(DEVICE_PERIOD_IS_OVER, "device_period_over", NextStep("/", "はじめの画面へ"))


def of_cause(because: str | None) -> SessionOver:
    """A session that was ended, told by its cause."""
    return SessionOver(ENDED.get(because or "", OTHERWISE), because or "")
