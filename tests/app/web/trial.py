"""A form with one field of each kind, for the tests of reading and of drawing."""

from enum import StrEnum

from app.web.forms.fields import (
    checkbox,
    choice,
    choices,
    day,
    either,
    file,
    ids,
    lines,
    maybe,
    number,
    one_id,
    parsed,
    secret,
    text,
    time_of_day,
    way,
    when_sent,
)
from app.web.forms.form import Form


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class TrialForm(Form):
    """One field of each kind."""

    name = text("名前", most=10)
    note = text("備考", most=10, required=False)
    reason = lines("理由", most=20, least=3, blank="理由を 3 字以上で書いてください。")
    password = secret("パスワード", blank="パスワードを入力してください。")
    owner = one_id("持ち主", blank="持ち主を選んでください。")
    readers = ids("読む人")
    colour = choice("色", Colour)
    colours = choices("使う色", Colour, blank="色を選んでください。")
    is_open = checkbox("公開する")
    copies = number("部数", least=1, most=300)
    first_day = day("始まり")
    last_day = maybe(day("終わり"))
    opens_at = time_of_day("開始", wrong="時刻を入力してください。")
    decision = either("決定", yes="grant", no="refuse")
    seat = parsed("議席", lambda typed: typed.strip().removesuffix("番"))
    item = when_sent(one_id("日程"))
    next = way()

    def check(self) -> None:
        if self.has("first_day", "last_day") and self.last_day and self.last_day < self.first_day:
            self.blame("last_day", "終わりの日が、始まりの日より前です。")


class FileForm(Form):
    table = file("一覧", most_bytes=2048, blank="ファイルを選んでください。")
    title = text("題", most=10)
