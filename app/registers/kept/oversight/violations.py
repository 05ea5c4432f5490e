"""Violations and measures (7-6, 7-2(3), 6-5(5)): reported, guided, and taken to the committee if nothing improves."""

from datetime import timedelta

from app.access.roles import READERS, SECRETARIAT, Role
from app.registers.concern.persons import persons
from app.registers.declaration import Concern, EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Form


class ViolationReport(Form):
    """What somebody reports."""

    what = fields.lines("どの規程に、どのように反していますか", most=2000)
    concerned = persons("だれのことか（その人には見えず、その人は扱いません）", blank="だれのことかを選んでください。")
    who = fields.text("名簿にない人のとき、だれのことか（分かれば）", most=120, required=False)
    found_on = fields.day("気づいた日")


class ViolationForm(ViolationReport):
    """The report with the steps of 7-6."""

    told = fields.text("議長と議会事務局長の間で知らせた日と、知らせた人", most=200, required=False)
    guided = fields.lines("注意・指導の内容、日、行った人", most=2000, required=False)
    improved = fields.lines("改善の様子と、確かめた日", most=2000, required=False)
    stopped = fields.text("使用を止めた日、範囲、決めた人", most=200, required=False)
    committee_told_on = fields.maybe(fields.day("議会運営委員会に報告した日"))
    committee_said = fields.lines("議会運営委員会での扱い", most=2000, required=False)


_OFFICES = frozenset({Role.ADMINISTRATOR, Role.CHAIR})

VIOLATIONS = Register(
    key="violations",
    title="違反と措置の記録",
    clause="7-6",
    form=ViolationForm,
    first_form=ViolationReport,
    states=(
        EntryState("reported", "報告あり", tone="stop", leads_to=("guided", "none"), waits_for=_OFFICES),
        EntryState(
            "guided",
            "注意・指導中",
            "注意・指導を記録する",
            tone="warn",
            leads_to=("improved", "stopped"),
            needs=(Need("told"), Need("guided")),
            waits_for=_OFFICES,
        ),
        EntryState("improved", "改善済み", "改善を記録する", tone="ok", needs=(Need("improved"),)),
        EntryState(
            "stopped",
            "使用停止中",
            "使用を止めたことを記録する",
            tone="stop",
            leads_to=("taken",),
            needs=(Need("guided"), Need("stopped")),
            waits_for=_OFFICES,
        ),
        EntryState(
            "taken",
            "議会運営委員会に報告済み",
            "議会運営委員会への報告を記録する",
            tone="ok",
            needs=(Need("stopped"), Need("committee_told_on")),
        ),
        EntryState("none", "違反ではない", "違反ではないと記録する", needs=(Need("told"),)),
    ),
    readers=_OFFICES,
    writers=_OFFICES,
    reporters=READERS | SECRETARIAT,
    filled={"found_on": timedelta()},
    answer_within=14,
    columns=("what", "concerned", "found_on"),
    concern=Concern("concerned", told=("who",), is_kept=True),
    purpose=(
        "規程に反することに気づいたら、すぐに記録してください。議長と議会事務局長だけが読み、ほかの人には見えません。"
        "議長か議会事務局長のことなら、その人は読めず、もう一方が扱います。"
        "使用を止めるのは、人の画面の「利用を停止する」で行います。"
    ),
)
