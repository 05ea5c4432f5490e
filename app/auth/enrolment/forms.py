"""The form with which an enrolment begins. Knows no screen."""

from app.web.forms.fields import parsed
from app.web.forms.form import Form, Look


class LetterForm(Form):
    """The code of a letter. A wrong one is shown again, since the person may have misread one sign.

    Its shape is not checked here: any text is answered like a code that does not exist, and counted like one.
    """

    code = parsed("コード", str, Look("コード", attrs={"maxlength": 40}))
