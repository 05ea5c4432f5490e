"""The forms of the screens of values."""

from app.standards.browsers import OldestBrowsers
from app.standards.catalogue import Standard
from app.standards.keeping import KeepingTime
from app.standards.values import Networks, OneOf, SomeOf, UnfitValue
from app.web.forms.fields import day, ids, lines, maybe, one_id, text
from app.web.forms.form import Form

_REASON_LIMIT = 200


class ChangeForm(Form):
    """A new value and why. `shown`: the mark of the difference on the screen; "" while none has been shown."""

    written = lines("新しい値", most=2000, required=False)
    chosen = ids("新しい値")
    reason = text("変える理由", most=_REASON_LIMIT)
    until = maybe(day("例外の最後の日"))
    shown = one_id("ひらいたときの内容")

    def value_for(self, standard: Standard) -> str:
        """The value as the catalogue keeps it; "" for an unfit one, which is noted as the field's error."""
        is_choice = isinstance(standard.kind, OneOf | SomeOf)
        try:
            return standard.kind.read(" ".join(self.chosen) if is_choice else self.written)
        except UnfitValue as error:
            self.blame("chosen" if is_choice else "written", str(error))
        return ""

    @property
    def last_day(self) -> str:
        """The exception's last day (ISO), "" for none."""
        return str(self.until) if self.has("until") and self.until is not None else ""


def look_of(standard: Standard) -> str:
    """The control of the value's field: radio, checkboxes, lines or text."""
    if isinstance(standard.kind, OneOf):
        return "radio"
    if isinstance(standard.kind, SomeOf):
        return "checkboxes"
    return "lines" if isinstance(standard.kind, Networks | OldestBrowsers) else "text"


def help_of(standard: Standard) -> str:
    """What to write into the field, for a value that is typed."""
    if isinstance(standard.kind, Networks):
        return "1 行に一つ、10.1.0.0/16 のように書きます。何も書かないと、場所では制限しません。"
    if isinstance(standard.kind, OldestBrowsers):
        return (
            "1 行に一つ、「Safari 17 2027-04-01」のように、ブラウザーの名前、版の数字、使えなくする日を書きます。"
            "名前は Safari、Chrome、Edge、Firefox です。何も書かないと、版では制限しません。"
        )
    if isinstance(standard.kind, KeepingTime):
        return "「永年」か、「10 年」のように書きます。数えはじめは、会議の年度が終わる 3 月 31 日の次の日です。"
    return "いまの値のように、数に続けて、秒、分、時間、人のどれかを書きます。"


def options_of(standard: Standard) -> list[tuple[str, str]]:
    """The values to choose from, with their words."""
    kind = standard.kind
    if isinstance(kind, OneOf):
        return list(kind.options)
    return list(kind.options.items()) if isinstance(kind, SomeOf) else []


def filled(standard: Standard, value: str) -> ChangeForm:
    """The form as the screen first shows it: filled with a value, the one in force."""
    if isinstance(standard.kind, OneOf | SomeOf):
        return ChangeForm(chosen=tuple(value.split()))
    if isinstance(standard.kind, OldestBrowsers):
        return ChangeForm(written="\n".join(standard.kind.lines(value)))
    return ChangeForm(written="\n".join(value.split()) if look_of(standard) == "lines" else standard.kind.words(value))
