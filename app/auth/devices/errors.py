"""The errors of acts about devices."""

from app.errors import AppError


class WrongMatchNumber(AppError):
    """Not the number on the tablet's screen. The device has a new number now, so that further guesses are useless."""

    status, code = 422, "A121"
    sentence = "端末の画面の番号と違います。番号を新しくしました。端末の画面を見て、もう一度入力してください。"


class NotWaiting(AppError):
    """The request was decided before, withdrawn, or never made."""

    status, code = 409, "A122"
    sentence = "この端末の申請は、もう決まっているか、取り下げられています。一覧で確かめてください。"


class NotBoundAgain(AppError):
    """The key cannot take the former device's place: that one is stopped, over, shared, or another machine."""

    status, code = 409, "A125"
    sentence = (
        "前の端末として登録し直せません。前の端末が止められているか、期間が終わっているか、種類がちがいます。"
        "「登録を申し込む」から、はじめての端末として申し込んでください。"
    )


class NeedsPasskey(AppError):
    """Asking for a key to be bound again needs a sign-in with a passkey or security key just before."""

    status, code = 403, "A126"
    sentence = (
        "前の端末として登録し直すには、パスキーでサインインし直してから、もう一度押してください。"
        "パスキーがないときは、「登録を申し込む」から申し込んでください。"
    )


class FormerStillUsed(AppError):
    """The former device was used after the new key was first seen, so it still has its own key."""

    status, code = 409, "A127"
    sentence = (
        "前の端末は、この端末の鍵ができたあとも使われています。鍵は消えていないので、別の端末からの申し込みです。"
        "本人に確かめてください。別の端末なら、番号を聞いて承認します。"
    )


class FormerUsedLately(AppError):
    """The former device was used within the last hour: too recently to know that its key is lost."""

    status, code = 409, "A144"
    sentence = (
        "前の端末は、1 時間以内に使われています。別の端末からの申し込みかもしれません。本人に確かめてください。"
        "最後の使用から 1 時間たてば認められます。急ぐときは、番号を聞いて承認します。"
    )


class KeyNotLost(AppError):
    """The asking device is, or was, approved by the key that it has now, so it has lost none."""

    status, code = 409, "A145"
    sentence = (
        "この端末は、自分の鍵で登録されているか、前に登録されていました。鍵は消えていないので、ほかの端末としては登録し直せません。"
        "期間が終わったときは、「登録を申し込む」から申し込んでください。"
    )


class RequestChangedMeanwhile(AppError):
    """Holder, request, former device or its terms have changed since the desk was shown."""

    status, code = 409, "A146"
    sentence = (
        "画面をひらいたあとで、この申し込みか前の端末が変わりました。まだ登録し直していません。"
        "端末の一覧で、いまの申し込みを確かめてから、もう一度押してください。"
    )


class TabletInfected(AppError):
    """The number is that of a tablet that is stopped as infected: with a new key it is the same tablet."""

    status, code = 409, "A153"
    sentence = (
        "この管理番号の端末は、感染の疑いで止められています。まだ承認していません。"
        "「端末の感染を知らせる」で調べた結果を書いて解除するか、端末の一覧で前の登録を取り消してから、承認してください。"
    )


class StoppedAnew(AppError):
    """The device was cleared and stopped again since the screen was shown, so that nobody has examined it for that."""

    status, code = 409, "A150"
    sentence = (
        "画面をひらいたあとで、この端末は止め直されました。まだ解除していません。"
        "だれがいつ止めたかを確かめ、調べた結果を書き直してください。"
    )


class NoDeviceKey(AppError):
    """The browser keeps no key, so there is nothing to approve."""

    status, code = 409, "A123"
    sentence = (
        "このブラウザーでは端末を確かめられません。プライベートブラウズをやめて、もう一度サインインしてください。"
    )


class OfSomebodyElse(AppError):
    """The device is another person's; it cannot be asked for."""

    status, code = 409, "A124"
    sentence = "この端末は、ほかの人の端末として登録されています。議会事務局に連絡してください。"


class RulesUnread(AppError):
    """The holder has not acknowledged the rules for personal devices and for outside use (5(1)④)."""

    status, code = 409, "A147"
    sentence = (
        "この人は、個人の端末の規程か、外で情報を扱うときの規程を、まだ確認していません。承認していません。"
        "端末の登録の画面で読んで確認してもらってから、もう一度承認してください。"
    )


class BorrowerGone(AppError):
    """Whoever asked for a spare was suspended or has left office since: it would be theirs once that is over."""

    status, code = 409, "A154"
    sentence = (
        "借りたいと申し出た人は、いま利用を停止されているか、任期が終わっています。貸していません。"
        "「貸さない」を押して、予備機を戻してください。"
    )
