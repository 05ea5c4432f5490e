"""Why something about a device was not done, as the person hears it."""

from app.errors import AppError


class WrongMatchNumber(AppError):
    """Not the number on the tablet's screen. It has changed since: a second guess starts from nothing."""

    status, code = 422, "A121"
    sentence = "端末の画面の番号と違います。番号を新しくしました。端末の画面を見て、もう一度入力してください。"


class NotWaiting(AppError):
    """Decided before, withdrawn, or never asked for."""

    status, code = 409, "A122"
    sentence = "この端末の申請は、もう決まっているか、取り下げられています。一覧で確かめてください。"


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
