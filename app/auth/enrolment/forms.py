"""The form with which an enrolment begins. Knows no screen."""

from app.web.forms.fields import parsed
from app.web.forms.form import Form, Look


class LetterForm(Form):
    """The code of a letter, which its reader may have misread: it is shown again. Any junk is answered like a code."""

    code = parsed("コード", str, Look("コード", attrs={"maxlength": 40}))
