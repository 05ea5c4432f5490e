"""The errors of writing into a register."""

from collections.abc import Iterable
from typing import Self

from app.errors import AppError
from app.members.models import Person


class ChangedMeanwhile(AppError):
    """Another person has changed the entry since the screen was opened."""

    status, code = 409, "G409"
    sentence = (
        "この記録は、画面をひらいたあとに、ほかの人が変更しました。入力は残っています。"
        "いまの内容を見て、もう一度記録してください。"
    )


class NeedsMore(AppError):
    """Fields must be filled before the entry can be put into that state. `labels`: the fields' labels."""

    status, code = 409, "G411"

    def __init__(self, labels: Iterable[str]) -> None:
        names = "".join(f"「{label}」" for label in labels)
        super().__init__(sentence=f"先に{names}を書いてください。「訂正する」を押すと書けます。")


class NeedsAnother(AppError):
    """A person who has written in the entry, or asked for this step, cannot be the second person."""

    status, code = 403, "G403"
    sentence = (
        "この記録を書いた人と、いまの状態にした人は、確認できません。"
        "ほかの人に、この画面をひらいて確認してもらってください。"
    )

    def told_of(self, able: Iterable[Person]) -> Self:
        """The error with the names of those who can, or with who must be named where nobody can."""
        names = "、".join(person.display_name for person in able)
        missing = "いまはだれもいないので、書記か議会事務局長か議長を、「役職の申し出」で決めてください。"
        said = f"確認できる人：{names}。" if names else missing
        return type(self)(sentence=f"{type(self).sentence}{said}", cause=self.cause)


class NotCorrected(AppError):
    """The entry cannot be corrected: it is a notice, or a closed matter."""

    status, code = 409, "G412"
    sentence = (
        "この記録は訂正できません。届は届け出た人が書いたとおりに、終わった記録は終えたときのとおりに残ります。"
        "違うところがあるときは、新しい記録を作ってください。"
    )


class StillHeld(AppError):
    """Something outside of the entry keeps it from that state. The sentence says what."""

    status, code = 409, "G413"


class NotNext(AppError):
    """The entry's present state does not lead to that state."""

    status, code = 409, "G410"
    sentence = "この記録は、いまの状態からその状態にはできません。画面を読み込み直して、いまの状態を確かめてください。"
