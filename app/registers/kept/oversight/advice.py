"""The adviser's advice (1(1)②): each question with its advice, which the chair sees and notes the result of."""

from app.access.roles import Role
from app.registers.declaration import EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Form


class AdviceForm(Form):
    """What the adviser writes down."""

    held_on = fields.day("相談を受けた日")
    asked_by = fields.text("だれから", most=120)
    question = fields.lines("相談の内容", most=2000)
    advice = fields.lines("助言", most=4000)


class SeenAdvice(AdviceForm):
    """The advice with what came of it."""

    outcome = fields.lines("議長が決めたこと", most=2000, required=False)


ADVICE = Register(
    key="advice",
    title="助言の記録",
    clause="1(1)②",
    form=SeenAdvice,
    first_form=AdviceForm,
    states=(
        EntryState("given", "議長の確認待ち", tone="warn", leads_to=("seen",), waits_for=frozenset({Role.CHAIR})),
        EntryState("seen", "確認済み", "議長が確認したことを記録する", tone="ok", needs=(Need("outcome"),)),
    ),
    readers=frozenset({Role.CHAIR, Role.ADMINISTRATOR}),
    writers=frozenset({Role.CHAIR}),
    reporters=frozenset({Role.ADVISER}),
    columns=("held_on", "asked_by", "question"),
    purpose="情報セキュリティアドバイザーが、受けた相談と助言を記録します。議長と議会事務局長に見えます。",
)
