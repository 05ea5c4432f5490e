"""The errors of writing, acknowledging and withdrawing rules and notices."""

from app.errors import AppError


class NewerVersion(AppError):
    """Another version came into force, or the rule ended, after the screen was shown."""

    status, code = 409, "R409"
    sentence = (
        "読んでいる間に、新しい版が始まったか、取り下げられました。確認は記録していません。"
        "いまの内容を読んでから、もう一度押してください。"
    )


class NumberTaken(AppError):
    """Another person has written a version since the form was opened."""

    status, code = 409, "R410"
    sentence = (
        "この規程には、画面をひらいたあとに、ほかの人が新しい版を登録しました。入力は残っています。"
        "いまの内容を見て、もう一度登録してください。"
    )


class HasEnded(AppError):
    """The rule was abolished, or the notice withdrawn, before."""

    status, code = 409, "R411"
    sentence = "この規程・お知らせは、もう取り下げられています。画面を読み込み直してください。"


class CorrectsAnother(AppError):
    """The correction would begin on a day on which another version counts than the one that it was made from."""

    status, code = 409, "R412"
    sentence = (
        "その日には、ほかの版が施行されています。その版の文を直すときは、版の一覧からその版をひらいて、"
        "「この版から新しい版を書く」を押してください。内容を改めるときは、読んだことの確認を求めてください。"
    )


class HasBegun(AppError):
    """A version that has begun cannot be withdrawn: people may have read and acknowledged it."""

    status, code = 409, "R413"
    sentence = "この版は、もう施行されているか、取りやめられています。改めるときは、新しい版を登録してください。"
