"""Help: which section of which manual belongs to a screen. The one list of it."""

from dataclasses import dataclass
from urllib.parse import quote

from app.access.facts import Actor
from app.access.roles import Role
from app.guides.markdown import anchor_of

_MEMBER, _CHAIR, _CLERK, _OFFICE = "member", "chair", "clerk", "office"


@dataclass(frozen=True)
class Section:
    """A heading of a manual, or the bold words at the head of a paragraph; "" for the manual's beginning."""

    guide: str
    words: str = ""

    @property
    def anchor(self) -> str:
        return anchor_of(self.words)

    @property
    def fragment(self) -> str:
        return f"#{quote(self.anchor)}" if self.words else ""


_READ = Section(_MEMBER, "資料を読む")
_FIRST = Section(_MEMBER, "はじめての登録")
_SIGN_IN = Section(_MEMBER, "サインインする")
_CANNOT = Section(_MEMBER, "読めないとき")
_PAPER = Section(_MEMBER, "紙や PDF がほしいとき")
_OWN = Section(_MEMBER, "自分の端末と、サインインの方法")
_LOST = Section(_MEMBER, "なくしたとき")
_LABELS = Section(_CLERK, "区分を決める")
_FILES = Section(_CLERK, "資料を入れる")
_MEETING = Section(_CLERK, "会議を作る")
_CODES = Section(_CHAIR, "発行コードを調べる")
_LOST_KEYS = Section(_CHAIR, "パスキーをなくした人を助ける")
_SUSPENSION = Section(_CHAIR, "利用を止める")
_GROUPS = Section(_OFFICE, "会派・委員会")
_ALARMS = (Section(_OFFICE, "会議の間"), Section(_CHAIR, "議長が確かめる警報"))

_REGISTERS = (
    Section(_MEMBER, "事故や障害に気づいたら"),
    Section(_CHAIR, "台帳の対応待ち"),
    Section(_CLERK, "議員を助ける"),
    Section(_OFFICE, "台帳"),
)

_ENDS = (
    Section(_CHAIR, "資料の廃棄を確認する"),
    Section(_OFFICE, "資料の保存期間と廃棄"),
    Section(_CLERK, "資料を廃棄する"),
)
_REPORTS = (Section(_CHAIR, "運用報告"), Section(_OFFICE, "運用報告"))
_RULES = (
    Section(_MEMBER, "規程とお知らせ"),
    Section(_CHAIR, "規程とお知らせを登録する"),
    Section(_OFFICE, "規程とお知らせを登録する"),
)

SCREENS: dict[str, tuple[Section, ...]] = {
    "error.html": (_CANNOT,),
    "admin/about.html": (Section(_MEMBER),),
    "admin/code.html": (_CODES,),
    "admin/connections.html": _ALARMS,
    "admin/connections_handled.html": _ALARMS,
    "admin/standard.html": (Section(_OFFICE, "規程の値"), Section(_CHAIR, "規程の値")),
    "admin/standards.html": (Section(_OFFICE, "規程の値"), Section(_CHAIR, "規程の値")),
    "admin/halt.html": (Section(_OFFICE, "緊急停止"), Section(_CHAIR, "緊急停止"), _CANNOT),
    "admin/ledger.html": (_CODES, Section(_OFFICE, "ふだん見るもの")),
    "admin/ledger_own.html": (Section(_MEMBER, "読んだことの記録"),),
    "admin/lookup_result.html": (_CODES,),
    "admin/offices.html": (
        Section(_CHAIR, "役職の申し出を確認する"),
        Section(_OFFICE, "議長、副責任者、議会事務局長、調査担当の役職"),
    ),
    "admin/contractors.html": (Section(_OFFICE, "委託事業者の担当者"),),
    "admin/people_contract.html": (
        Section(_OFFICE, "委託事業者の担当者"),
        Section(_CHAIR, "役職の申し出を確認する"),
    ),
    "admin/people.html": (Section(_OFFICE, "準備ができていない人"), Section(_CHAIR, "待っているもの")),
    "admin/people_delegations.html": (Section(_CHAIR, "職務をまかせる（委任）"),),
    "admin/people_group.html": (_GROUPS,),
    "admin/people_groups.html": (_GROUPS,),
    "admin/people_import.html": (Section(_OFFICE, "名簿から"),),
    "registers/infected.html": (_LOST,),
    "auth/signin_browser.html": (_SIGN_IN,),
    "auth/devices_fleet.html": (Section(_OFFICE, "端末を承認し、止める"),),
    "auth/devices_spares.html": (Section(_OFFICE, "予備機を貸す"),),
    "admin/people_new.html": (Section(_OFFICE, "一人ずつ"),),
    "admin/people_remit.html": (
        Section(_OFFICE, "調査担当、監査担当、アドバイザー"),
        Section(_CHAIR, "役職の申し出を確認する"),
    ),
    "admin/people_person.html": (Section(_OFFICE, "登録を直す"), _SUSPENSION),
    "auth/account.html": (_OWN,),
    "auth/again.html": (_CANNOT,),
    "auth/again_send.html": (_CANNOT,),
    "auth/code.html": (_SIGN_IN,),
    "auth/devices_desk.html": (Section(_OFFICE, "端末を承認し、止める"), Section(_CHAIR, "はじめに決めること")),
    "auth/devices_renewal.html": (_CANNOT,),
    "auth/devices_request.html": (Section(_MEMBER, "端末を登録する"),),
    "auth/devices_sitting.html": (Section(_CHAIR, "会議で使う個人の端末"),),
    "auth/enrol.html": (_FIRST,),
    "auth/enrol_codes.html": (_FIRST,),
    "auth/enrol_done.html": (_FIRST,),
    "auth/enrol_factor.html": (_FIRST,),
    "auth/enrol_password.html": (_FIRST,),
    "auth/enrol_totp.html": (_FIRST,),
    "auth/factors.html": (_OWN,),
    "auth/network.html": (Section(_MEMBER, "端末や紙の資料を持ち出すとき"),),
    "auth/factors_recovery.html": (_OWN,),
    "auth/factors_totp.html": (_OWN,),
    "auth/recovery.html": (_LOST,),
    "auth/recovery_person.html": (Section(_OFFICE, "登録用紙"), _LOST_KEYS),
    "auth/recovery_resets.html": (
        Section(_OFFICE, "サインインの方法をなくした人"),
        Section(_CLERK, "議員を助ける"),
        _LOST_KEYS,
    ),
    "auth/signin.html": (_SIGN_IN,),
    "auth/signin_asked.html": (_SIGN_IN,),
    "clauses/show.html": (Section(_OFFICE, "条項の表"), Section(_CHAIR, "条項の表")),
    "meetings/home.html": (_READ,),
    "meetings/meeting.html": (_READ,),
    "permits/apply.html": (Section(_OFFICE, "例外許可と緊急の例外"),),
    "notes/all.html": (Section(_MEMBER, "資料にメモを書く"),),
    "notes/shares.html": (Section(_MEMBER, "メモを共有する"),),
    "notes/sharing.html": (Section(_MEMBER, "メモを共有する"),),
    "permits/ask.html": (_PAPER,),
    "permits/decide.html": (Section(_CHAIR, "許可を決める"),),
    "permits/emergency.html": (Section(_OFFICE, "例外許可と緊急の例外"),),
    "permits/reserves.html": (Section(_OFFICE, "紙の予備一式"), Section(_CLERK, "議員を助ける")),
    "permits/reserve.html": (Section(_OFFICE, "紙の予備一式"), Section(_CLERK, "議員を助ける")),
    "permits/volume.html": (Section(_OFFICE, "紙の予備一式"),),
    "permits/review.html": (Section(_OFFICE, "例外許可と緊急の例外"), Section(_CHAIR, "許可を決める")),
    "permits/reviews.html": (Section(_OFFICE, "例外許可と緊急の例外"), Section(_CHAIR, "許可を決める")),
    "permits/list.html": (_PAPER, Section(_CLERK, "議員を助ける")),
    "permits/pdf.html": (_PAPER,),
    "prepare/bygone.html": (_LABELS,),
    "prepare/calling_off.html": (Section(_CLERK, "中止・延会など"),),
    "prepare/check.html": (Section(_CLERK, "公開する"),),
    "prepare/disposal.html": _ENDS,
    "prepare/disposal_ask.html": _ENDS,
    "prepare/disposals.html": _ENDS,
    "prepare/disposals_several.html": _ENDS,
    "prepare/keeping.html": _ENDS,
    "prepare/explainers.html": (Section(_CLERK, "説明員を決める"),),
    "prepare/material.html": (_LABELS,),
    "prepare/materials.html": (_FILES,),
    "prepare/meeting.html": (_FILES,),
    "prepare/meeting_form.html": (_MEETING,),
    "prepare/meetings.html": (_MEETING,),
    "prepare/recognised.html": (Section(_CLERK, "スキャンしたページの文字"),),
    "prepare/release.html": (Section(_CLERK, "住民に公開する"),),
    "prepare/replacement.html": (Section(_CLERK, "差し替える、取り下げる"),),
    "prepare/waiting.html": (_LABELS,),
    "reading/reader.html": (_READ,),
    "search/search.html": (_READ,),
    "registers/advisories.html": (Section(_OFFICE, "部品の弱点を照らし合わせる"),),
    "registers/attendance.html": _REGISTERS,
    "registers/entry.html": _REGISTERS,
    "registers/form.html": _REGISTERS,
    "registers/index.html": _REGISTERS,
    "registers/list.html": _REGISTERS,
    "registers/waiting.html": _REGISTERS,
    "reports/index.html": _REPORTS,
    "reports/report.html": _REPORTS,
    "rulebook/form.html": _RULES,
    "rulebook/index.html": _RULES,
    "rulebook/kinds.html": _RULES,
    "rulebook/matrix.html": _RULES,
    "rulebook/notice.html": _RULES,
    "rulebook/owed.html": _RULES,
    "rulebook/rule.html": _RULES,
}
"""Template of a screen → its sections. (The template is the same when a form comes back with errors.) When several
manuals describe a screen, `section_for` chooses the person's own one. A manual itself needs no help."""


def guides_of(actor: Actor) -> tuple[str, ...]:
    """The manuals of a person, the own one first."""
    if actor.holds(Role.ADMINISTRATOR):
        return (_OFFICE, _CLERK, _MEMBER, _CHAIR, "operations", "guards", "clauses")
    if actor.holds(Role.CLERK):
        return (_CLERK, _MEMBER, _OFFICE)
    if actor.holds(Role.CHAIR, Role.DEPUTY, Role.INVESTIGATOR, Role.AUDITOR):
        return (_CHAIR, _MEMBER, _OFFICE, _CLERK)
    return (_MEMBER,)


def section_for(actor: Actor, screen: str) -> Section | None:
    """The section that tells this person of a screen; None for a manual itself."""
    sections = SCREENS.get(screen, ())
    order = guides_of(actor)
    return min(sections, key=lambda each: order.index(each.guide) if each.guide in order else len(order), default=None)


def help_for(actor: Actor, screen: str, back: str) -> str:
    """The address of the section for a screen, with the address `back` to return to; "" when there is no section."""
    section = section_for(actor, screen)
    if section is None:
        return ""
    return f"/guides/{section.guide}" + (f"?back={quote(back)}" if back else "") + section.fragment
