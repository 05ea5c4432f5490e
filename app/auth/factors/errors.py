"""Why a factor was not taken, added or removed, as the person may hear it; the cause goes to the ledger."""

from app.auth.attempts.errors import SignInStopped, wait_words
from app.errors import AppError, BadInput

_AGAIN = "パスキーを確かめられませんでした。もう一度ためすか、ほかの方法でサインインしてください。"
_SENTENCES = {
    "challenge_expired": "時間がたったため、確かめられませんでした。ボタンをもう一度押してください。",
    "challenge_unknown": "確認は 1 回ごとに行います。ボタンをもう一度押してください。",
    "no_verification": "顔・指紋・暗証番号での確認が必要です。確認できるパスキーで、もう一度ためしてください。",
    "unknown_credential": "このパスキーは登録されていません。ほかのパスキーか、ID とパスワードを使ってください。",
    "disabled_credential": "このパスキーは使えなくなっています。ほかの方法でサインインしてください。",
    "backup_eligibility": "このパスキーは、登録したあとで性質が変わったため使えません。ほかの方法でサインインし、"
    "「自分の端末」の「サインインの方法」で削除してから、追加し直してください。",
    "duplicate": "このパスキーは、もう登録されています。別の端末かキーで登録してください。",
    "algorithm": "このキーの方式には対応していません。別のキーか、認証アプリを登録してください。",
    "too_many_keys": "登録できるパスキーは 10 個までです。使わないものを削除してから登録してください。",
}


class KeyRefused(SignInStopped):
    """A passkey or security key was not accepted. `cause` names the one check that failed.

    Causes that the person can do something about have a sentence of their own; all others share one, so that an
    attacker does not learn which check failed. What is found after the signature tells an attacker nothing.
    `person_id`: the owner of the key that was named, None when unknown.
    """

    status, code = 422, "A130"
    sentence = _AGAIN

    def __init__(self, cause: str, person_id: str | None = None) -> None:
        super().__init__(cause=cause, sentence=_SENTENCES.get(cause))
        self.person_id = person_id


class RecoveryCodeWrong(SignInStopped):
    """No unused code of this person."""

    status, code = 422, "A131"
    sentence = "回復コードが違うか、使用済みです。まだ使っていないコードを入力してください。"

    def __init__(self, *, cause: str, wait_seconds: int = 0) -> None:
        super().__init__(cause=cause)
        self.hint = wait_words(wait_seconds)


class CodesNotShown(BadInput):
    """There is no list of recovery codes to confirm: it was shown too long ago, or another one was made since."""

    code = "A141"
    sentence = "画面の回復コードは、使えなくなりました。新しい一覧を表示し、控え直してください。"


class LetterRefused(SignInStopped):
    """The letter's code is unknown, used, withdrawn or too old. One sentence for all: a thief must not learn which."""

    status, code = 422, "A132"
    sentence = "コードが違うか、使えなくなっています。用紙を確かめ、使えないときは議会事務局に連絡してください。"


class LetterHeld(SignInStopped):
    """The code is right, but another browser typed it, at most `minutes` ago."""

    status, code = 409, "A133"

    def __init__(self, *, minutes: int) -> None:
        super().__init__(
            cause="held",
            sentence="このコードは、別の端末か別のブラウザーで手続き中です。はじめた画面で続けるか、"
            f"{minutes} 分待ってからやり直してください。心当たりがないときは、すぐに議会事務局に連絡してください。",
        )


class EnrolmentLapsed(SignInStopped):
    """Nothing is in progress in this browser (any more)."""

    status, code = 403, "A134"
    sentence = "時間がたったため、登録をはじめからやり直してください。"


class CodesNotTwo(BadInput):
    """An authenticator is confirmed by two codes that follow each other in time."""

    code = "A135"


class LastFactor(BadInput):
    """Removing it would leave less than a password and one authenticator or passkey."""

    code = "A136"
    sentence = "サインインの方法がなくなるため、削除できません。先に、ほかの認証アプリかパスキーを追加してください。"


class LetterNotDue(BadInput):
    """A first letter is only for a person who cannot sign in yet; all others need a reset agreed by two persons."""

    code = "A137"
    sentence = "この人には、もうサインインの方法があります。失ったときは、リセットを申し出てください。"


class PersonRetired(LetterNotDue):
    """Whoever has retired signs in no more: no letter, no reset."""

    code = "A139"
    sentence = (
        "この人は退任の手続きが済んでいるので、登録用紙もリセットも使えません。"
        "もう一度務めるときは、別の ID で、新しい人として登録してください。"
    )


class LetterOver(AppError):
    """The letter that was to be cancelled is used, cancelled or too old by now."""

    status, code = 409, "A143"
    sentence = "この登録用紙は、もう使われたか、使えなくなっています。いまの状態を、登録用紙の画面で確かめてください。"


class LetterOut(AppError):
    """A letter is on its way to the person; another would void it."""

    status, code = 409, "A142"
    sentence = (
        "この人の登録用紙は、もう発行してあります。前の用紙を無効にして発行し直すときは、"
        "この人の登録用紙の画面の「発行し直す」から行ってください。"
    )


class ResetStale(BadInput):
    """Whoever asked may not ask any more, or the person has retired: what waited is over."""

    code = "A140"
    sentence = (
        "申し出た人が担当を外れたか、本人の退任の手続きが済んだため、このリセットは終わりました。"
        "必要なときは、もう一度申し出てください。"
    )


class ResetNotOpen(BadInput):
    """The reset was decided before, or there is one open already."""

    code = "A138"
    sentence = "このリセットは、もう決まっています。画面を読み込み直して確かめてください。"
