"""Forms about factors: a passkey's answer, two codes, a password, a recovery code. Knows no screen."""

from app.errors import BadInput
from app.web.forms.fields import checkbox, secret, text
from app.web.forms.form import Form

NAME_LIMIT = 60


class KeyAnswerForm(Form):
    """What the browser's script sends back of a ceremony with a passkey."""

    ceremony = secret("パスキー")
    credential = secret("パスキー")


class NewKeyForm(Form):
    """What its owner calls a passkey; "" for a name of ours."""

    name = text("名前（あとで見分けるため）", most=NAME_LIMIT, required=False)


class TwoCodesForm(Form):
    """Two codes of an authenticator that follow each other, and what its owner calls it."""

    first = text("1 回目の数字", most=16, required=False)
    second = secret("2 回目の数字")
    name = text("名前", most=NAME_LIMIT, required=False)

    def take(self, error: BadInput) -> None:
        """Note what is wrong. A first code that did not fit is not shown again: both are typed anew."""
        super().take(error)
        if error.cause:
            self._typed["first"] = ()


class NewPasswordForm(Form):
    """A password to be, typed twice."""

    password = secret("パスワード")
    again = secret("もう一度、同じパスワード")


class RecoveryCodeForm(Form):
    """One recovery code."""

    code = secret("回復コード")


class KeptCodesForm(Form):
    """The person's confirmation that they keep the list of codes on the screen."""

    kept = checkbox("10 個とも控えました")

    def check(self) -> None:
        """Blame the form when the box is not ticked."""
        if self.has("kept") and not self.kept:
            self.blame("kept", "紙に控えてから、「10 個とも控えました」に印を付けてください。")
