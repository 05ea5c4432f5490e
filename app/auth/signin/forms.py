"""Forms of signing in, and of proving again who one is. Knows no screen."""

from app.web.forms.fields import secret, text, way
from app.web.forms.form import Form


class SignInForm(Form):
    """ID and password."""

    login = text("ID", most=64, blank="ID を入力してください。")
    password = secret("パスワード", blank="パスワードを入力してください。")
    next = way()


class CodeForm(Form):
    """The second factor."""

    code = secret("確認コード")


class PasskeyForm(Form):
    """Where to go after signing in with a passkey."""

    next = way()


class AgainForm(Form):
    """Where to go after proving oneself again, and the sealed form that was interrupted by it ("" for none)."""

    next = way()
    held = secret("入力していた内容")


class AgainByCodeForm(AgainForm):
    """The same with password and code."""

    password = secret("パスワード")
    code = secret("確認コード")
