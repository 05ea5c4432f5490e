"""Media (2(1) 取扱制限8, 4(2)②): each with its class, its lockable place, and the day of the next check."""

from app.access.roles import SECRETARIAT, Role
from app.registers.declaration import EntryState, Need, Register
from app.registers.kept.assets.held import held_from
from app.web.forms import fields
from app.web.forms.form import Form


class MediumForm(Form):
    """One medium."""

    label = fields.text("媒体の番号と種類", most=120)
    content = fields.text("入っているもの", most=200)
    level = fields.text("区分", most=20)
    place = fields.text("保管する場所（施錠できる所）", most=120)
    check_on = fields.day("次に確かめる日")
    disposal = fields.text("廃棄の方法、日、立ち会った人", most=200, required=False)


MEDIA = Register(
    key="media",
    title="媒体の台帳",
    clause="2(1)",
    form=MediumForm,
    states=(
        EntryState("kept", "保管中", leads_to=("gone",)),
        EntryState("gone", "廃棄済み", "廃棄を確認する", tone="ok", needs=(Need("disposal"),), by_another=True),
    ),
    readers=SECRETARIAT | {Role.CHAIR},
    writers=SECRETARIAT,
    columns=("label", "level", "place", "check_on"),
    due="check_on",
    bar=held_from("gone"),
    purpose=(
        "控えや持ち運びに使う媒体を記録します。期限までに確かめ、次に確かめる日を書き直します。"
        "廃棄は 2 人で確かめます。「保全の記録」が挙げたものは、解除されるまで廃棄できません。"
    ),
)
