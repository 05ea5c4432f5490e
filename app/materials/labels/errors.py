"""Errors about bringing a withdrawn paper back."""

from app.errors import AppError


class ReturnOpen(AppError):
    """That a paper is brought back waits for a second person already."""

    status, code = 409, "M177"
    sentence = "この資料をもとに戻す申し出は、もう 1 人の確認を待っています。「資料の確認」を見てください。"


class ReturnStale(AppError):
    """The withdrawal that was to end is not there any more."""

    status, code = 409, "M178"
    sentence = "申し出のあとで、この資料の取り下げが変わりました。資料の画面を見て、もう一度申し出てください。"
