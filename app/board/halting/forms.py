"""The forms of the stop's screen."""

from app.access.stops.halting import HaltDepth
from app.web.forms.fields import choice, either, one_id, text
from app.web.forms.form import Form

_REASON_LIMIT = 200
USUAL_REASON = "攻撃または情報漏えいの疑い"
"""The reason that the field is filled with, so that a stop in a hurry needs no typing."""


class StopNowForm(Form):
    """How far the council is stopped, and why."""

    depth = choice("止める範囲", HaltDepth)
    reason = text("理由", most=_REASON_LIMIT)


class LiftForm(Form):
    """What a stop is lessened to, and why. `shown`: the mark of the stop that was on the screen."""

    shown = one_id("ひらいたときの状態", blank="画面を読み込み直し、いまの状態を確かめてから申し出てください。")
    is_whole = either("解除の範囲", yes="all", no="rest")
    reason = text("解除してよいと判断した理由", most=_REASON_LIMIT)
