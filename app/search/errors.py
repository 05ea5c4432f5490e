"""Why papers cannot be searched."""

from app.errors import AppError


class WordsNotGathered(AppError):
    """The worker gathers the words of a version soon after its pages, and reads those of an older converter anew."""

    status, code = 409, "R204"
    sentence = "この資料の検索は、いま準備しています。ページは、そのまま読めます。少し待って、もう一度お試しください。"


class PapersChanged(AppError):
    """Those looked through are not any more the first ones that this person may search, or not as they were."""

    status, code = 409, "R205"
    sentence = "検索の間に、読める資料が変わりました。もう一度「検索」を押してください。"
