"""Why papers cannot be searched."""

from app.errors import AppError


class WordsNotGathered(AppError):
    """The worker gathers the words of a version soon after its pages, and reads those of an older converter anew."""

    status, code = 409, "R204"
    sentence = "この資料の検索は、いま準備しています。ページは、そのまま読めます。少し待って、もう一度お試しください。"
