"""The form by which a time is set."""

from app.proposals.acts import REASON_LIMIT
from app.standards.keeping import KeepingTime
from app.standards.values import UnfitValue
from app.web.forms.fields import parsed, text
from app.web.forms.form import Look
from app.web.forms.seen import SeenThingForm
from app.web.forms.text import Fault

_USUAL = {"", "標準"}


def _time(typed: str) -> str:
    if typed.strip() in _USUAL:
        return ""
    try:
        return KeepingTime().read(typed)
    except UnfitValue as fault:
        raise Fault(str(fault)) from fault


class OwnKeepingForm(SeenThingForm):
    """How long, and why. `made_from`: the mark of the time that the screen showed."""

    length = parsed("保存期間", _time, Look("保存期間", attrs={"maxlength": 10}))
    reason = text("理由", most=REASON_LIMIT)
