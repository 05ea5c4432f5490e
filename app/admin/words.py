"""A record in plain words: what was done, to which paper, with what outcome. Knows no query and no screen."""

from collections.abc import Callable, Mapping
from typing import Any

from app.access.reasons import TELLINGS, Reason
from app.admin.lookups import Names
from app.admin.plain import plain
from app.audit.search import Found
from app.audit.vocabulary import Kind
from app.materials.models import Version

REFUSED_BECAUSE: Mapping[Reason, str] = {
    Reason.NO_RULE: "許可されていない操作",
    Reason.NOT_SIGNED_IN: "サインインしていない",
    Reason.ROLE: "役職ではできない操作",
    Reason.NOT_IN_AUDIENCE: "読める人に入っていない",
    Reason.NOT_NAMED: "名あて人ではない",
    Reason.NOT_PUBLISHED: "まだ公開されていない",
    Reason.WITHDRAWN: "取り下げられた資料",
    Reason.DEVICE: "支給・承認された端末ではない",
    Reason.ZONE: "決められたネットワークの外",
    Reason.STALE: "本人確認から時間がたっている",
    Reason.ACCOMMODATION: "読み上げの配慮の記録がない",
    Reason.NEEDS_PERMIT: "議長の許可がない",
    Reason.NOT_RELEASED: "公開されている資料ではない",
    Reason.OWN_REQUEST: "自分の申請",
    Reason.DECIDED_ALREADY: "決裁済み",
    Reason.NOT_ATTENDEE: "出席する会議ではない",
    Reason.NEEDS_ADMINISTRATOR: "事務局長だけの操作",
}
"""In a few words; a reason without its own is told by the first sentence of what the person was told."""

ASKED_FOR: Mapping[str, str] = {
    "page.": "ページの表示",
    "thumbnail.": "縮小画像の表示",
    "region.": "拡大の表示",
    "text.": "本文の読み上げ",
    "material.read": "資料をひらくこと",
    "contents.": "資料をひらくこと",
    "original.": "もとの PDF の保存",
    "permit.download": "許可による PDF の保存",
    "permit.ask": "許可の申請",
    "permit.list": "許可の一覧",
    "permit.": "許可の決裁",
    "ledger.": "記録の閲覧",
    "meeting.read": "会議の閲覧",
    "meeting.": "会議の準備",
    "material.label": "区分の指定",
    "material.": "資料の準備",
    "device.": "端末の操作",
    "session.": "接続の操作",
    "home.": "最初の画面",
    "account.": "自分の端末の画面",
}
"""By how an action's name begins; the first that fits counts."""

_REASONS = {reason.value: reason for reason in Reason}
_FACTORS = {"password+totp": "パスワードと確認コード"}
_SIGN_IN_REFUSALS = {
    "wrong_code": "確認コードの間違い",
    "replayed_code": "使用済みの確認コード",
    "suspended": "停止中の利用者",
    "not_in_office": "任期の外",
}
_ENDINGS = {"ended_by_owner": "本人が自分の端末の画面で終了", "replaced": "新しいサインインに交代"}
_DECISIONS = {"granted": "許可", "refused": "不許可", "confirmed": "確定", "revoked": "取り消し"}
_ALARMS = {
    "second_place": "ほかの場所でも使用中",
    "cookie_replayed": "古い接続の情報が使われた",
    "renewal_forged": "端末の確認の偽り",
    "key_counter": "セキュリティキーの写しの疑い",
    "revoked_device": "止めた端末からのサインイン",
    "former_member": "任期の外の人のサインイン",
    "factor_changed": "サインインの方法の変更",
    "many_failures": "サインインの失敗が続いた",
    "letter_used": "登録用紙の使用",
}
_CHANGES = {
    "title": "題名を変更",
    "readers": "読める人を変更",
    "withdrawn": "取り下げをやめる",
    "published": "会議で公開",
    "removed": "資料を取り除く",
    "failed version removed": "使えない版を取り除く",
    "item_added": "日程を追加",
    "item_changed": "日程を変更",
    "item_removed": "日程を取り除く",
    "item_moved": "日程を移動",
    "paper_moved": "資料の場所を移動",
    "meeting": "会議の名前や日時を変更",
}


def sentence(record: Found, names: Names) -> str:
    """「議案第12号 議案書　12 ページを表示」: one line, free of anything that could turn or hide words."""
    kind = record.known_kind
    if kind is None:
        return f"この版では読めない種類の記録（{plain(record.kind_text)}）"
    told = _TOLD.get(kind, _default)(record, names)
    acting_for = _detail(record, "acting_for")
    return f"{told}（{names.who(acting_for)}の職務の委任による）" if acting_for else told


def paper_and_page(record: Found, version: Version | None, title: str) -> str:
    """「議案第12号 議案書　12 ページ（第1版）」."""
    page = f"　{record.page}\u00a0ページ" if record.page is not None else ""
    return f"{title}{page}（第{version.number}版）" if version is not None else f"{title}{page}"


def factor_words(record: Found) -> str:
    """What a sign-in was made with: 「パスワードと確認コード」."""
    factors = _detail(record, "factors")
    return _FACTORS.get(factors, plain(factors) or "サインイン")


def _default(record: Found, names: Names) -> str:
    person = _detail(record, "person") or _detail(record, "holder")
    about = names.who(person) if person and person != record.actor_id else ""
    device = plain(_detail(record, "name")) if record.kind_text.startswith("device.") else ""
    return _join(names.paper(record), about, device, record.kind.words)


def _join(*parts: str) -> str:
    return "　".join(part for part in parts if part)


def _page(words: str) -> Callable[[Found, Names], str]:
    def told(record: Found, names: Names) -> str:
        return _join(names.paper(record), f"{record.page}\u00a0ページ{words}" if record.page is not None else words)

    return told


def _refused(record: Found, names: Names) -> str:
    action = _detail(record, "action")
    asked = next((words for start, words in ASKED_FOR.items() if action.startswith(start)), "操作")
    return _join(names.paper(record), f"{asked}を拒否（{_because(_detail(record, 'reason'))}）")


def _because(text: str) -> str:
    reason = _REASONS.get(text)
    if reason is None:
        return plain(text) or "理由の記録がありません"
    if words := REFUSED_BECAUSE.get(reason):
        return words
    return TELLINGS[reason].sentence.partition("。")[0] if reason in TELLINGS else plain(text)


def _signed_in(record: Found, names: Names) -> str:
    del names
    factors = _FACTORS.get(_detail(record, "factors"), "")
    other = "（ほかの端末でも使用中）" if record.detail.get("open_elsewhere") else ""
    return _join("サインイン", factors) + other


def _signin_refused(record: Found, names: Names) -> str:
    del names
    cause = _detail(record, "cause")
    return f"サインインを拒否（{_SIGN_IN_REFUSALS.get(cause, 'ID かパスワードの間違い、または続けての失敗')}）"


def _ended(record: Found, names: Names) -> str:
    del names
    return _join("接続を終了", _ENDINGS.get(_detail(record, "because"), ""))


def _changed(record: Found, names: Names) -> str:
    what = _detail(record, "what") or _detail(record, "change")
    about = names.paper(record) if record.material_id else _meeting(record, names)
    return _join(about, _CHANGES.get(what, record.kind.words))


def _meeting(record: Found, names: Names) -> str:
    meeting = names.meetings.get(_detail(record, "meeting"))
    return plain(meeting.title) if meeting else ""


def _meeting_act(record: Found, names: Names) -> str:
    return _join(_meeting(record, names) or plain(_detail(record, "title")), record.kind.words)


def _labelled(record: Found, names: Names) -> str:
    former, now = _level(record.detail.get("from")), _level(record.detail.get("to"))
    decision = _DECISIONS.get(_detail(record, "decision"), "")
    return _join(names.paper(record), record.kind.words, f"{former} → {now}", decision)


def _level(value: Any) -> str:
    return f"機密性{plain(value)}" if value else "区分なし"


def _permit(record: Found, names: Names) -> str:
    decision = _DECISIONS.get(_detail(record, "decision"), "")
    return _join(names.paper(record), record.kind.words, decision, plain(_detail(record, "permit")))


def _searched(record: Found, names: Names) -> str:
    del names
    return _join(record.kind.words, plain(_detail(record, "code")))


def _alarm(record: Found, names: Names) -> str:
    del names
    return _join(record.kind.words, _ALARMS.get(_detail(record, "alarm"), ""))


def _detail(record: Found, name: str) -> str:
    value = record.detail.get(name)
    return value if isinstance(value, str) else ""


_TOLD: dict[Kind, Callable[[Found, Names], str]] = {
    Kind.PAGE_ISSUED: _page("を表示"),
    Kind.THUMBNAIL_ISSUED: _page("の縮小画像を表示"),
    Kind.REGION_ISSUED: _page("を拡大して表示"),
    Kind.TEXT_ISSUED: _page("の本文を読み上げ用に表示"),
    Kind.REFUSED: _refused,
    Kind.SIGN_IN: _signed_in,
    Kind.SIGN_IN_REFUSED: _signin_refused,
    Kind.SESSION_ENDED: _ended,
    Kind.MEETING_CREATED: _meeting_act,
    Kind.MEETING_CHANGED: _changed,
    Kind.MEETING_PUBLISHED: _meeting_act,
    Kind.MATERIAL_CHANGED: _changed,
    Kind.MATERIAL_LABELLED: _labelled,
    Kind.LABEL_CHANGE_ASKED: _labelled,
    Kind.LABEL_CHANGE_DECIDED: _labelled,
    Kind.PERMIT_ASKED: _permit,
    Kind.PERMIT_DECIDED: _permit,
    Kind.PERMIT_ISSUED: _permit,
    Kind.LEDGER_SEARCHED: _searched,
    Kind.ALARM: _alarm,
}
