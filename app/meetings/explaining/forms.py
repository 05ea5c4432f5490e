"""The form that names the explainers of an item. Knows no screen."""

from app.web.forms.fields import ids
from app.web.forms.seen import SeenListForm


class ExplainersForm(SeenListForm):
    """Who of the executive explains the item; nobody ticked: all of it."""

    person = ids("説明員")
