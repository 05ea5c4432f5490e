"""Why something about people could not be done."""

from app.errors import AppError


class OwnOffice(AppError):
    status, code = 403, "A602"
    sentence = "自分の役職、任期、退任を、自分で決めることはできません。ほかの事務局長に頼んでください。"


class NotInForce(AppError):
    status, code = 409, "A603"
    sentence = "ほかの人が先に変更しました。画面を読み込み直して、いまの状態を確かめてください。"


class NotAllBack(AppError):
    status, code = 409, "A604"
    sentence = "返却されていない端末があるため、退任の手続きを閉じられません。返却を記録してから閉じてください。"


class SecrecyMissing(AppError):
    status, code = 409, "A605"
    sentence = "守秘の確認が記録されていないため、退任の手続きを閉じられません。確認を記録してから閉じてください。"


class StillInOffice(AppError):
    status, code = 409, "A606"
    sentence = "まだ任期の中なので、退任の手続きを閉じられません。任期が終わってから閉じてください。"
