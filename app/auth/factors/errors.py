"""Why a factor was not taken, added or removed, as the person may hear it; the cause goes to the ledger."""

from app.auth.attempts.errors import SignInStopped
from app.errors import BadInput

_AGAIN = "パスキーを確かめられませんでした。もう一度ためすか、ほかの方法でサインインしてください。"
_SENTENCES = {
    "challenge_expired": "時間がたったため、確かめられませんでした。ボタンをもう一度押してください。",
    "challenge_unknown": "確認は 1 回ごとに行います。ボタンをもう一度押してください。",
    "no_verification": "顔・指紋・暗証番号での確認が必要です。確認できるパスキーで、もう一度ためしてください。",
    "unknown_credential": "このパスキーは登録されていません。ほかのパスキーか、ID とパスワードを使ってください。",
    "disabled_credential": "このパスキーは使えなくなっています。ほかの方法でサインインしてください。",
    "duplicate": "このパスキーは、もう登録されています。別の端末かキーで登録してください。",
    "algorithm": "このキーの方式には対応していません。別のキーか、認証アプリを登録してください。",
    "too_many_keys": "登録できるパスキーは 10 個までです。使わないものを削除してから登録してください。",
    "too_many_challenges": "ただいま混み合っています。10 秒ほど待って、もう一度ボタンを押してください。",
}


class KeyRefused(SignInStopped):
    """A passkey or security key was not accepted. `cause` names the one check that failed.

    What a person can do better next time is said; everything else gets one sentence. `person_id`: whose key it was
    said to be, when it is somebody's.
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


class LetterRefused(SignInStopped):
    """The letter's code is none, used, withdrawn or too old: one sentence, or a thief would learn which."""

    status, code = 422, "A132"
    sentence = "コードが違うか、使えなくなっています。用紙を確かめ、使えないときは議会事務局に連絡してください。"


class LetterHeld(SignInStopped):
    """The code is right, but another browser typed it a moment ago."""

    status, code = 409, "A133"
    sentence = "このコードは、別の端末で手続き中です。心当たりがないときは、すぐに議会事務局に連絡してください。"


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
    """A first letter is for who has no way of signing in; all others need a reset that two persons agreed on."""

    code = "A137"
    sentence = "この人には、もうサインインの方法があります。失ったときは、リセットを申し出てください。"


class ResetNotOpen(BadInput):
    """The reset was decided before, or there is one open already."""

    code = "A138"
    sentence = "このリセットは、もう決まっています。画面を読み込み直して確かめてください。"
