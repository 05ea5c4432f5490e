"""Contracts with contractors and cloud services (N 6(8), 2(1)): what was asked of them, until when, checked when."""

from app.access.levels import Confidentiality
from app.access.roles import SECRETARIAT, Role
from app.registers.contracts.acts import follow_contract
from app.registers.declaration import EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Form


class ContractForm(Form):
    """One contract."""

    partner = fields.text("委託先・サービスの名", most=120)
    work = fields.lines("まかせる仕事", most=2000)
    demands = fields.lines("求めている安全の条件", most=2000)
    levels = fields.choice("扱わせる情報の区分（上限）", Confidentiality)
    ends_on = fields.day("契約の終わる日")
    checked = fields.lines("守られているかを確かめた日と結果", most=4000, required=False)
    returned = fields.lines("終わったあとの返却・消去の確認", most=2000, required=False)


CONTRACTS = Register(
    key="contracts",
    title="委託契約の台帳",
    clause="6(8)",
    form=ContractForm,
    states=(
        EntryState("running", "契約中", leads_to=("ended",)),
        EntryState("ended", "終了", "終了を記録する", tone="ok", needs=(Need("checked"), Need("returned"))),
    ),
    readers=SECRETARIAT | {Role.CHAIR},
    writers=frozenset({Role.ADMINISTRATOR}),
    columns=("partner", "levels", "ends_on"),
    due="ends_on",
    follow=follow_contract,
    purpose=(
        "業務の委託と、外部のサービスの利用を記録します。終わるときは、預けたものの返却か消去を確かめます。"
        "ここで終える、終わる日を早める、区分を下げると、その契約の担当者の ID も、すぐに同じになります。"
    ),
)
