"""The forms of stopping a device as infected, and of clearing it."""

from app.web.forms.fields import lines, one_id
from app.web.forms.form import Form


class InfectionForm(Form):
    """What was noticed. May be empty, so that stopping needs no typing."""

    noticed = lines("気づいたこと（あれば）", most=500, required=False)


class ClearingForm(Form):
    """What was examined before the device is cleared for use. `shown`: the mark of the stop on the screen."""

    examined = lines("調べたことと、その結果", most=500)
    shown = one_id("ひらいたときの停止")
