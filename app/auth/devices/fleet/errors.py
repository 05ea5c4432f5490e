"""Why something about a fleet of tablets was not done, as the person hears it."""

from app.errors import AppError


class TabletNotOpen(AppError):
    """The tablet was approved, used or undone meanwhile."""

    status, code = 409, "A148"
    sentence = "この端末の更新は、もう進んでいるか、取り消されています。一覧で確かめてください。"


class FormerChanged(AppError):
    """The person uses another issued device than the one that the desk showed as the one that ends."""

    status, code = 409, "A152"
    sentence = (
        "画面をひらいたあとで、この人の前の端末が変わりました。まだ承認していません。"
        "上の「前の端末」を確かめ、もう一度入力してください。"
    )


class TabletStopped(AppError):
    """The new tablet is suspended, or stopped as infected: that comes first."""

    status, code = 409, "A151"
    sentence = (
        "新しい端末は、いま止められています。"
        "取り消すには、先に端末の一覧で、停止を解除するか、登録を取り消してください。"
    )


class TabletUsed(AppError):
    """The new tablet was used, or its day has come, so that the old one has ended: nothing brings its key back."""

    status, code = 409, "A149"
    sentence = (
        "新しい端末がもう使われたか、決めた日になり、前の端末は終わっています。取り消せません。"
        "新しい端末を使わないときは、端末の一覧で止めてください。"
    )
