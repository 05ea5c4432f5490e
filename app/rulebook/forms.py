"""The forms of rules, versions and notices."""

from app import days
from app.rulebook.acts import RuleWording
from app.rulebook.words import TEXT, Concerned, RuleKind, parts_of
from app.web.forms import fields
from app.web.forms.form import Form

_ONE_TEXT, _ONE_PART = 20_000, 4_000


class ShownForm(Form):
    """The number of the version on the sender's screen, and the path to go on to."""

    seen = fields.number("版", least=0, most=99_999)
    next = fields.way()


class AskedVersionForm(Form):
    """Which version to show; the one in force when none is named."""

    version = fields.maybe(fields.number("版", least=1, most=99_999))


class AskedKindForm(Form):
    """What is to be written."""

    kind = fields.choice("種類", RuleKind)


class NextForm(Form):
    """The path to go on to."""

    next = fields.way()


class EndForm(Form):
    """Why it ends."""

    reason = fields.text("理由", most=200)


class PartsForm(Form):
    """The texts of a version. Which of them are needed depends on the kind of the rule (`words.parts_of`)."""

    text = fields.lines("本文", most=_ONE_TEXT, required=False)
    contacts = fields.lines("連絡先（だれに、どの順に）", most=_ONE_PART, required=False)
    reporting = fields.lines("報告する事項", most=_ONE_PART, required=False)
    measures = fields.lines("とる措置（証拠を残す、被害を止める、元に戻す）", most=_ONE_PART, required=False)
    prevention = fields.lines("再発を防ぐ対策", most=_ONE_PART, required=False)

    def blame_blank(self, kind: RuleKind) -> None:
        """Note an error for each part that this kind needs and that is empty (7-3(2))."""
        for name in parts_of(kind):
            if self.has(name) and not self.value_of(name):
                self.blame(name, f"{self.fields[name].look.label}を入力してください。")

    def parts(self, kind: RuleKind) -> dict[str, str]:
        """The parts of this kind. Only for a form without errors."""
        return {name: str(self.value_of(name)) for name in parts_of(kind)}


class VersionForm(PartsForm):
    """A further version of a rule."""

    decided_by = fields.text("決めた人と方法", most=120)
    in_force_on = fields.day("施行する日")
    review_on = fields.maybe(fields.day("見直す期限"))
    is_asked = fields.checkbox("次のサインインで、読んだことの確認を求める")

    def wording(self, kind: RuleKind) -> RuleWording:
        """What the version is to say. Only for a form without errors."""
        return RuleWording(self.parts(kind), self.decided_by, self.in_force_on, self.is_asked, self.review_on)


class FurtherForm(VersionForm):
    """A further version, the newest number that its writer saw, and the number of the version it was made from."""

    seen = fields.number("版", least=1, most=99_999)
    base = fields.number("もとの版", least=1, most=99_999)


class VersionNumberForm(Form):
    """A version that is to be withdrawn."""

    number = fields.number("版", least=1, most=99_999)


class RuleForm(VersionForm):
    """A new rule with its first version."""

    kind = fields.choice("種類", RuleKind)
    title = fields.text("題名", most=120)
    concerned = fields.choice("だれに関わるか", Concerned)

    def check(self) -> None:
        """A rule for personal devices is for those who use one."""
        if self.has("kind"):
            self.blame_blank(self.kind)
        if (
            self.has("kind", "concerned")
            and self.kind is RuleKind.PERSONAL
            and self.concerned is not Concerned.PERSONAL
        ):
            self.blame("concerned", f"個人の端末の規程は「{Concerned.PERSONAL.words}」にしてください。")


class NoticeForm(Form):
    """A new notice."""

    title = fields.text("題名", most=120)
    concerned = fields.choice("だれに知らせるか", Concerned)
    text = fields.lines("本文", most=_ONE_PART)

    def wording(self, writer: str) -> RuleWording:
        """The notice as its first version. Only for a form without errors."""
        return RuleWording({TEXT: self.text}, writer, days.today(), is_asked=True)
