"""The form by which copies are counted, one number after the other."""

from app.permits.reserves.states import CopyState
from app.web.forms.fields import choice, number, one_id
from app.web.forms.form import Form

MOST_COPIES = 400
WAYS = {CopyState.OUT: "渡す", CopyState.BACK: "戻す"}


class CountForm(Form):
    """A copy that is counted. `to`: the way, which stays chosen for the next number."""

    to = choice("どちらに数えるか", tuple(WAYS), wrong="「渡す」か「戻す」を選んでください。")
    number = number("部の番号", least=1, most=MOST_COPIES)


class CopyForm(Form):
    """Where one copy goes. `seen`: where it was on the screen."""

    to = choice("どうしたか", (CopyState.OUT, CopyState.BACK, CopyState.LOST, CopyState.GONE))
    seen = one_id("ひらいたときの状態")
