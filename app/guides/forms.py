"""The query of a manual's address. Knows no screen."""

from app.web.forms.fields import way
from app.web.forms.form import Form


class BackForm(Form):
    """The screen from which the person came for help."""

    back = way("")
