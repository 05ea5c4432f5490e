"""What a reader may be told instead of a page."""

from app.errors import AppError


class PageNotReady(AppError):
    status, code = 409, "R201"
    sentence = "この資料は準備中です。しばらくしてから、もう一度ひらいてください。"


class ZoomNotReady(AppError):
    status, code = 409, "zoom_not_ready"
    sentence = "拡大用の画像を準備しています。"


class PageRefused(AppError):
    """The mark could not be made (V207): an unmarked page never leaves."""

    status, code = 503, "V207"
    sentence = "このページは表示できません。氏名の透かしを作れませんでした。議会事務局に連絡してください。"


class NoSuchPage(AppError):
    status, code = 404, "R404"
    sentence = "このページはありません。ページ番号を確かめてください。"
