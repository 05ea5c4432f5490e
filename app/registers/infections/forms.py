"""What is said when a device is stopped as infected, and when it is cleared."""

from app.web.forms.fields import lines, way
from app.web.forms.form import Form


class InfectionForm(Form):
    """What was noticed; nobody has to write anything before the device is stopped."""

    noticed = lines("気づいたこと（あれば）", most=500, required=False)


class ClearingForm(Form):
    """What was examined, before the device is used again."""

    examined = lines("調べたことと、その結果", most=500)
    next = way()
