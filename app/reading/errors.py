"""The errors that a reader may see instead of a page."""

from app.errors import AppError


class PageNotReady(AppError):
    status, code = 409, "R201"
    sentence = "この資料は準備中です。しばらくしてから、もう一度ひらいてください。"


class WordsNotReady(AppError):
    """An older converter read the words, which may hold text that no page shows. The worker makes them anew."""

    status, code = 409, "R203"
    sentence = (
        "この資料の文字は、作り直しています。ページは、そのまま読めます。"
        "検索と読み上げは、しばらくしてから、もう一度お試しください。"
    )


class PublicFileNotReady(AppError):
    """The file for the public is not made yet, or was made by an older rule."""

    status, code = 503, "R202"
    sentence = "この資料の PDF は準備中です。しばらくしてから、もう一度ひらいてください。"


class ZoomNotReady(AppError):
    status, code = 409, "zoom_not_ready"
    sentence = "拡大用の画像を準備しています。少し待ってください。"


class ZoomNotPossible(AppError):
    status, code = 409, "zoom_not_possible"
    sentence = "このページは、これより細かく表示できません。"


class PageRefused(AppError):
    """The mark could not be made (V207), and no page is sent without one."""

    status, code = 503, "V207"
    sentence = "このページは表示できません。氏名の透かしを作れませんでした。議会事務局に連絡してください。"


class NoSuchPage(AppError):
    status, code = 404, "R404"
    sentence = "このページはありません。ページ番号を確かめてください。"


class PapersChanged(AppError):
    """Those looked through are not any more the first ones that this person may search, or not as they were."""

    status, code = 409, "R205"
    sentence = "検索の間に、読める資料が変わりました。もう一度「検索」を押してください。"
