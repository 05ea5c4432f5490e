"""Places of storage and cloud services (2(1) 取扱制限3, 2(2)④-1, N 6(8)): which level may lie where."""

from datetime import timedelta
from enum import StrEnum

from app.access.roles import READERS, SECRETARIAT, Role
from app.registers.declaration import EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Form


class PlaceKind(StrEnum):
    """What kind of place it is."""

    STORE = "store"
    CLOUD = "cloud"
    SHARE = "share"
    CABINET = "cabinet"

    @property
    def words(self) -> str:
        """As screens name it."""
        return _KINDS[self]


class HighestLevel(StrEnum):
    """Up to which level information may lie there."""

    C1 = "1"
    C2 = "2"
    C3 = "3"

    @property
    def words(self) -> str:
        """As screens name it."""
        return {HighestLevel.C1: "機密性1 まで", HighestLevel.C2: "機密性2 まで", HighestLevel.C3: "機密性3 まで"}[self]


_KINDS = {
    PlaceKind.STORE: "このシステムの保管庫",
    PlaceKind.CLOUD: "クラウドなど外部のサービス",
    PlaceKind.SHARE: "庁内の共有フォルダー",
    PlaceKind.CABINET: "鍵のかかる棚や部屋",
}


class StoragePlaceForm(Form):
    """One place."""

    kind = fields.choice("種類", PlaceKind)
    name = fields.text("名前と事業者", most=120)
    region = fields.text("データのある国や場所", most=120)
    highest = fields.choice("置いてよい区分", HighestLevel)
    rules = fields.lines("使い方、暗号化、消し方の決まり", most=2000)
    contract = fields.text("契約の番号（委託契約の台帳）", most=60, required=False)
    grounds = fields.lines("機密性3 を外部に置くことを議長が認めた日と理由", most=1000, required=False)
    review_on = fields.day("見直す日")
    ended = fields.lines("やめた日と、置いたものを消したことの確認", most=1000, required=False)

    def check(self) -> None:
        """An outside service holds level 3 only where the chair has decided it (7-4)."""
        is_outside = self.has("kind", "highest") and self.kind is PlaceKind.CLOUD and self.highest is HighestLevel.C3
        if is_outside and self.has("grounds") and not self.grounds:
            self.blame("grounds", "外部のサービスに機密性3 を置くときは、議長が認めた日と理由を書いてください。")


PLACES = Register(
    key="places",
    title="保管場所とクラウドの台帳",
    clause="2(1)",
    form=StoragePlaceForm,
    states=(
        EntryState("used", "使用中", leads_to=("ended",)),
        EntryState("ended", "終了", "使用をやめる", tone="ok", needs=(Need("ended"),), by_another=True),
    ),
    readers=SECRETARIAT | READERS,
    writers=SECRETARIAT | {Role.CHAIR},
    columns=("kind", "name", "highest", "review_on"),
    filled={"review_on": timedelta(days=365)},
    due="review_on",
    purpose=(
        "どの区分の情報を、どこに置いてよいかを決めて記録します。ここにない場所に、議会の情報を置きません。"
        "やめたことは 2 人で確かめます。"
    ),
)
