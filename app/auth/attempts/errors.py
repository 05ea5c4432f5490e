"""Why signing in did not go on, as the person may hear it; the true cause goes to the ledger alone."""

from app.errors import AppError


class SignInStopped(AppError):
    """Base of the refusals that the sign-in screens show above the form. `hint`: a further sentence, "" for none."""

    hint = ""


class WrongCredentials(SignInStopped):
    """The ID is unknown, or the password is not its own. One sentence for both, or IDs could be found out."""

    status, code = 422, "A101"
    sentence = "ID かパスワードが違います。もう一度、両方を入力してください。"

    def __init__(self, *, wait_seconds: int = 0) -> None:
        super().__init__()
        self.hint = wait_words(wait_seconds)


class PendingLapsed(SignInStopped):
    """No sign-in is in progress any more; it starts again at the password. `next_path`: where to go on after it."""

    status, code = 403, "A102"
    sentence = "時間がたったため、サインインをはじめからやり直してください。"

    def __init__(self, *, next_path: str = "/", cause: str = "") -> None:
        super().__init__(cause=cause)
        self.next_path = next_path


class TooManyCodes(PendingLapsed):
    """Five codes were wrong; signing in starts again at the first step."""

    code = "A107"
    sentence = "確認コードの間違いが続きました。ID とパスワードから、もう一度入力してください。"


class WrongCode(SignInStopped):
    """Not the code of any time step that counts now.

    `seconds_off`: how far ahead of now it would be right, negative: how long ago it was; None: not near, or not told.
    """

    status, code = 422, "A103"
    sentence = "確認コードが違います。認証アプリに今出ている 6 けたの数字を入力してください。"

    def __init__(self, *, wait_seconds: int = 0, cause: str = "wrong_code", seconds_off: int | None = None) -> None:
        super().__init__(cause=cause, sentence=None if seconds_off is None else _clock_words(seconds_off))
        self.hint = wait_words(wait_seconds)
        self.seconds_off = seconds_off


class CodeAlreadyUsed(SignInStopped):
    """The code of a time step that was accepted before, or one older (RFC 6238 §5.2)."""

    status, code = 422, "A104"
    sentence = "この確認コードは使用済みです。次の数字に変わってから入力してください。"


class CodeMalformed(SignInStopped):
    """No six digits: a slip of the finger, not a guess, and not counted."""

    status, code = 422, "A108"
    sentence = "確認コードは 6 けたの数字です。認証アプリの数字を入力してください。"


class TooManyAttempts(SignInStopped):
    """Wait. `wait_seconds` goes into Retry-After as well."""

    status, code = 429, "A105"

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(
            sentence=f"間違いが続いたため、受け付けを休んでいます。{wait_seconds} 秒待って、もう一度入力してください。"
        )
        self.wait_seconds = wait_seconds


class AttemptsExhausted(SignInStopped):
    """Too many failures in a row: the secretariat has to look at it (NIST SP 800-63B-4 §3.2.2)."""

    status, code = 403, "A106"
    sentence = "間違いが長く続いたため、この ID では新しくサインインできません。議会事務局に連絡してください。"


class NotAdmitted(SignInStopped):
    """Both factors were right, but the person is suspended or holds no office. Told only after both were proven."""

    status, code = 403, "A109"
    sentence = "この ID は、いま使えません。議会事務局に連絡してください。"


class PasskeyNeeded(SignInStopped):
    """Both factors were right, but an office of the person signs in with passkeys only."""

    status, code = 403, "A112"
    sentence = "あなたの役職は、パスキーでサインインします。パスキーがないときは、議会事務局に連絡してください。"


class BrowserTooOld(SignInStopped):
    """Both factors were right, but the browser says that it is older than the council lets in (6-4(2))."""

    status, code = 403, "A114"
    sentence = (
        "このブラウザーは古い版のため、サインインできません。端末の OS とブラウザーを更新してから、"
        "もう一度サインインしてください。更新できないときは、議会事務局に連絡してください。"
    )


class AllStopped(SignInStopped):
    """Both factors were right, but all is stopped, and the person is neither chair nor administrator."""

    status, code = 403, "A113"
    sentence = (
        "全停止中のため、いまサインインできるのは議長と議会事務局長だけです。再開の知らせがあるまでお待ちください。"
    )


class DeviceStopped(SignInStopped):
    """Both factors were right, but the device is suspended or its approval was taken back."""

    status, code = 403, "A111"
    sentence = "この端末は使用を止められています。議会事務局に連絡してください。"


class HashingBusy(SignInStopped):
    """The line of passwords waiting to be hashed is full (`factors.hashing`)."""

    status, code = 503, "A503"
    sentence = "ただいま混み合っています。10 秒ほど待って、もう一度入力してください。"


def _clock_words(seconds_off: int) -> str:
    """What is told of a code that is right for another time; a slow hand looks like a slow clock."""
    minutes = -(-abs(seconds_off) // 60)
    set_it = "スマートフォンの「設定」で日付と時刻を自動にし、新しい数字を入力してください。"
    if seconds_off > 0:
        return f"この確認コードは、約 {minutes} 分あとのものです。スマートフォンの時計が進んでいます。{set_it}"
    return (
        f"この確認コードは、約 {minutes} 分前のものです。今出ている数字を入力してください。"
        f"同じことが続くときは、スマートフォンの時計が遅れています。{set_it}"
    )


def wait_words(wait_seconds: int) -> str:
    """「次の入力は、40 秒後からできます。」, "" when there is nothing to wait for."""
    return f"次の入力は、{wait_seconds} 秒後からできます。" if wait_seconds > 0 else ""
