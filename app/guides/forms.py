"""What the address of a manual may say besides. Knows no screen."""

from app.web.forms.fields import way
from app.web.forms.form import Form


class BackForm(Form):
    """The screen from which somebody came for help."""

    back = way("")
