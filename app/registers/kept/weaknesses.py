"""Vulnerabilities (6-3(6), 6-6): what was learned of, by when it has to be dealt with, and what was done."""

from enum import StrEnum

from app.access.roles import SECRETARIAT, Role
from app.registers.declaration import EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Form


class Urgency(StrEnum):
    """How soon something has to be done."""

    NOW = "now"
    SOON = "soon"
    LATER = "later"

    @property
    def words(self) -> str:
        """As screens name it."""
        return {
            Urgency.NOW: "緊急（悪用されている、または最も重い）",
            Urgency.SOON: "重要",
            Urgency.LATER: "次の更新で",
        }[self]


class WeaknessForm(Form):
    """One vulnerability."""

    subject = fields.text("どの製品の、どのような弱点か", most=200)
    source = fields.text("知った日と、どこから", most=200)
    urgency = fields.choice("急ぎ方", Urgency)
    due_on = fields.day("いつまでに対応するか")
    known_as = fields.text("識別番号（CVE など。空白で区切る）", most=400, required=False)
    part = fields.text("部品の名前（このシステムの部品のとき）", most=100, required=False)
    result = fields.lines("対応とその結果", most=2000, required=False)


WEAKNESSES = Register(
    key="weaknesses",
    title="脆弱性の記録",
    clause="6-3(6)",
    form=WeaknessForm,
    states=(
        EntryState("open", "未対応", tone="warn", leads_to=("closed",), waits_for=frozenset({Role.ADMINISTRATOR})),
        EntryState("closed", "対応済み", "対応の終わりを記録する", tone="ok", needs=(Need("result"),)),
    ),
    readers=SECRETARIAT | {Role.CHAIR},
    writers=SECRETARIAT,
    columns=("subject", "urgency", "due_on"),
    due="due_on",
    see=("部品の弱点を照らし合わせる", "/registers/weaknesses/advisories"),
    purpose="使っている機器やソフトウェアの弱点を知ったら、期限を決めて記録します。",
)
