"""Information systems (2(2)①-1, 6-1(9)②): what each is, its security requirements, licence, and who allowed it."""

from datetime import timedelta

from app.access.roles import SECRETARIAT, Role
from app.registers.declaration import EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Form


class SystemForm(Form):
    """One system, device type or piece of software."""

    name = fields.text("名前と版", most=120)
    role = fields.lines("何に使うか、置いてある所", most=1000)
    keeper = fields.text("管理する人と、保守する事業者", most=200)
    levels = fields.text("扱う情報の区分（上限）", most=60)
    demands = fields.lines("求める安全の条件", most=2000)
    licence = fields.text("使用許諾の種類、数、期限", most=200)
    allowed = fields.text("導入を許可した人と日", most=120)
    check_on = fields.day("次に確かめる日")
    checked = fields.lines("確かめた日と結果", most=4000, required=False)
    ended = fields.lines("やめた日と、データを消したことの確認", most=1000, required=False)


SYSTEMS = Register(
    key="systems",
    title="情報システム台帳",
    clause="2(2)①",
    form=SystemForm,
    states=(
        EntryState("used", "使用中", leads_to=("ended",)),
        EntryState("ended", "終了", "使用をやめる", tone="ok", needs=(Need("ended"),), by_another=True),
    ),
    readers=SECRETARIAT | {Role.CHAIR},
    writers=SECRETARIAT,
    columns=("name", "levels", "keeper", "check_on"),
    filled={"check_on": timedelta(days=365)},
    due="check_on",
    see=("このシステムの部品表", "/about/bom.cdx.json"),
    purpose="議会で使うシステムとソフトウェアを、求める安全の条件と使用許諾とともに記録します。このシステムの部品は、部品表で受け取れます。",
)
