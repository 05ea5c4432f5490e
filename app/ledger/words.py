"""A record in plain words: what was done, to which paper, with what outcome. Knows no query and no screen."""

import contextlib
import json
from collections.abc import Callable

from app.access.duties import ActingGround
from app.access.levels import Marks
from app.access.reasons import Reason
from app.audit.search import Found
from app.audit.vocabulary import EventKind
from app.ledger.lookups import Names
from app.ledger.plain import plain
from app.ledger.words_tables import (
    ALARMS,
    ASKED_FOR,
    CHANGES,
    DECISIONS,
    ENDINGS,
    FACTORS,
    REFUSED_BECAUSE,
    SIGN_IN_REFUSALS,
)
from app.materials.models import Version
from app.permits.reserves.states import CopyState

_REASONS = {reason.value: reason for reason in Reason}
_COPY_STATES = {state.value: state.words for state in CopyState}
_GROUNDS = {ground.value: ground.words for ground in ActingGround}


def sentence(record: Found, names: Names) -> str:
    """「議案第12号 議案書　12 ページを表示」: one line, free of anything that could turn or hide words."""
    kind = record.known_kind
    if kind is None:
        return f"この版では読めない種類の記録（{plain(record.kind_text)}）"
    told = TOLD.get(kind, _default)(record, names)
    acting_for = _detail(record, "acting_for")
    if because := _GROUNDS.get(_detail(record, "acting_because")):
        return f"{told}（{because}による職務の代行）"
    if contract := record.detail.get("under_contract"):
        return f"{told}（委託契約第{plain(str(contract))}号の担当者）"
    return f"{told}（{names.who(acting_for)}の職務の委任による）" if acting_for else told


def paper_and_page(record: Found, version: Version | None, title: str) -> str:
    """「議案第12号 議案書　12 ページ（第1版）」."""
    page = f"　{record.page}\u00a0ページ" if record.page is not None else ""
    return f"{title}{page}（第{version.number}版）" if version is not None else f"{title}{page}"


def factor_words(record: Found) -> str:
    """What a sign-in was made with: 「パスワードと確認コード」."""
    factors = _detail(record, "factors")
    return FACTORS.get(factors, plain(factors) or "サインイン")


def _default(record: Found, names: Names) -> str:
    person = _detail(record, "person") or _detail(record, "holder")
    whose = _detail(record, "holder") if record.kind is EventKind.NOTES_UNSHARED else ""
    about = [names.who(each) for each in dict.fromkeys((whose, person)) if each and each != record.actor_id]
    named = plain(_detail(record, "name")) if record.kind_text.startswith(("device.", "notes.")) else ""
    return _join(names.paper(record), *about, named, record.kind.words)


def _chair_acted_for(record: Found, names: Names) -> str:
    because = _GROUNDS.get(_detail(record, "ground"), "")
    return _join(_default(record, names), because, "" if _detail(record, "person") else "職務を行う人がいない")


def _join(*parts: str) -> str:
    return "　".join(part for part in parts if part)


def _page(words: str) -> Callable[[Found, Names], str]:
    def told(record: Found, names: Names) -> str:
        act = words.replace("表示", "先読み") if record.detail.get("ahead") else words
        act += "（差し替える前の版）" if record.detail.get("former") else ""
        return _join(names.paper(record), f"{record.page}\u00a0ページ{act}" if record.page is not None else act)

    return told


def _words_found(record: Found, names: Names) -> str:
    """「議案第12号 議案書　ことばを検索（3、12 ページにあったと表示）」; the number of all, if not each was told."""
    pages, number = _detail(record, "pages").replace(",", "、"), record.detail.get("found")
    found = f"{pages}\u00a0ページにあったと表示" if pages else "見つからなかった"
    if isinstance(number, int) and number > len(pages.split("、") if pages else ()):
        found = f"{found}、全部で {number} ページ" if pages else f"{number} ページにあったことを表示"
    return _join(names.paper(record), f"ことばを検索（{found}）")


def _papers_searched(record: Found, names: Names) -> str:
    """「資料を通して検索（12 件のうち 5 件目から 12 件目まで、3 件にあったと表示、検索できない 1 件を除く）」."""
    del names
    looked, of, found = (record.detail.get(name, "") for name in ("looked", "of", "found"))
    since, unready, lost = (record.detail.get(name) for name in ("since", "unready", "partly_lost"))
    begun = f"{since + 1} 件目から " if isinstance(since, int) else ""
    apart = f"、検索できない {unready} 件を除く" if isinstance(unready, int) else ""
    apart += f"、{lost} 件は機械で読み取った文字の一部を除く" if isinstance(lost, int) else ""
    return _join(record.kind.words, f"（{of} 件のうち {begun}{looked} 件目まで、{found} 件にあったと表示{apart}）")


def _notes_listed(record: Found, names: Names) -> str:
    """「自分のメモを通して表示（12 件のうち 5 件目から 12 件目まで、3 件のメモを表示）」."""
    del names
    looked, of, found = (record.detail.get(name, "") for name in ("looked", "of", "found"))
    since = record.detail.get("since")
    begun = f"{since + 1} 件目から " if isinstance(since, int) else ""
    return _join(record.kind.words, f"（{of} 件のうち {begun}{looked} 件目まで、{found} 件のメモを表示）")


def _refused(record: Found, names: Names) -> str:
    if isinstance(count := record.detail.get("count"), int):
        return _join(names.paper(record), f"続いた操作を拒否（このほかに {count} 回）")
    action = _detail(record, "action")
    asked = next((words for start, words in ASKED_FOR.items() if action.startswith(start)), "操作")
    return _join(names.paper(record), f"{asked}を拒否（{_because(_detail(record, 'reason'))}）")


def _because(text: str) -> str:
    reason = _REASONS.get(text)
    if reason is None:
        return plain(text) or "理由の記録がありません"
    return REFUSED_BECAUSE.get(reason, plain(text))


def _signed_in(record: Found, names: Names) -> str:
    del names
    other = "（ほかの端末でも使用中）" if record.detail.get("open_elsewhere") else ""
    place = "（議会のネットワークの外）" if record.detail.get("zone") == "outside" else ""
    return _join("サインイン", FACTORS.get(_detail(record, "factors"), "")) + other + place


def _signin_refused(record: Found, names: Names) -> str:
    del names
    cause = _detail(record, "cause")
    return f"サインインを拒否（{SIGN_IN_REFUSALS.get(cause, 'ID かパスワードの間違い、または続けての失敗')}）"


def _ended(record: Found, names: Names) -> str:
    del names
    return _join("接続を終了", ENDINGS.get(_detail(record, "because"), ""))


def _changed(record: Found, names: Names) -> str:
    what = _detail(record, "what") or _detail(record, "change")
    about = names.paper(record) if record.material_id else _meeting(record, names)
    if what == "deleted":  # The name exists nowhere else any more.
        about = plain(_detail(record, "title"))
    return _join(about, CHANGES.get(what, record.kind.words))


def _meeting(record: Found, names: Names) -> str:
    meeting = names.meetings.get(_detail(record, "meeting"))
    return plain(meeting.title) if meeting else ""


def _meeting_act(record: Found, names: Names) -> str:
    return _join(_meeting(record, names) or plain(_detail(record, "title")), record.kind.words)


def _labelled(record: Found, names: Names) -> str:
    former, now = _level(record.detail.get("from")), _level(record.detail.get("to"))
    decision = DECISIONS.get(_detail(record, "decision"), "")
    return _join(names.paper(record), record.kind.words, f"{former} → {now}", decision)


def _level(value: object) -> str:
    if isinstance(value, str) and "/" in value:  # source, 完全性 and 可用性
        with contextlib.suppress(ValueError):
            return Marks.read(value).words
    return f"機密性{plain(value)}" if value else "区分なし"


def _of_two(record: Found, names: Names) -> str:
    about, said = names.paper(record) or _meeting(record, names), plain(_detail(record, "to"))
    return _join(about, record.kind.words, said, DECISIONS.get(_detail(record, "decision"), ""))


def _permit(record: Found, names: Names) -> str:
    decision = DECISIONS.get(_detail(record, "decision"), "")
    return _join(names.paper(record), record.kind.words, decision, plain(_detail(record, "permit")))


def _copy(record: Found, names: Names) -> str:
    """「紙の予備の出し入れ　令和8年 第3号　第2部　渡している」."""
    del names
    number = record.detail.get("copy")
    copy = f"第{number}部" if isinstance(number, int) else ""
    return _join(
        record.kind.words, plain(_detail(record, "permit")), copy, _COPY_STATES.get(_detail(record, "now"), "")
    )


def _review(record: Found, names: Names) -> str:
    """「例外許可を見直し　第2回」."""
    del names
    number = record.detail.get("number")
    return _join(record.kind.words, f"第{number}回" if isinstance(number, int) else "")


def _rule(record: Found, names: Names) -> str:
    """「規程・お知らせを確認　基本方針（第2版）」."""
    number = record.detail.get("version")
    title = names.rule(record)
    return _join(record.kind.words, f"{title}（第{number}版）" if isinstance(number, int) else title)


def _register(record: Found, names: Names) -> str:
    """「台帳に記録　事故の記録簿 第3号」; a state, where one was changed."""
    del names
    number = record.detail.get("entry")
    entry = f"{plain(_detail(record, 'register'))}{f' 第{number}号' if isinstance(number, int) else ''}"
    former, now = plain(_detail(record, "former")), plain(_detail(record, "now"))
    return _join(record.kind.words, entry, f"{former}から{now}へ" if former and now else "")


def _compared(record: Found, names: Names) -> str:
    """「部品の弱点を照らし合わせた　脆弱性情報 214 件、新しい記録 2 件」."""
    del names
    read, entered = record.detail.get("advisories"), record.detail.get("entered")
    return _join(record.kind.words, f"脆弱性情報 {read} 件、新しい記録 {entered} 件")


def _searched(record: Found, names: Names) -> str:
    del names
    return _join(record.kind.words, plain(_detail(record, "code")))


def _restored(record: Found, names: Names) -> str:
    del names
    after, signed = record.detail.get("after"), record.detail.get("signed")
    lost = ""
    if isinstance(after, int) and isinstance(signed, int) and signed > after:
        lost = f"{after + 1} 番から {signed} 番までが失われた"
    return _join(record.kind.words, lost, plain(_detail(record, "reason")))


def _started(record: Found, names: Names) -> str:
    del names
    changed = f"設定の変更 {words}" if (words := plain(_detail(record, "changed"))) else ""
    killed = "前回は停止の記録なく終了" if record.detail.get("was_stopped") is False else ""
    return _join(record.kind.words, plain(_detail(record, "version")), killed, changed)


def _setup_checked(record: Found, names: Names) -> str:
    """「設定と備えを点検　要対応 1 件　…」, with what was wrong."""
    del names
    try:
        found = [str(each) for each in json.loads(_detail(record, "found") or "[]")]
    except ValueError:
        found = []
    return _join(record.kind.words, f"要対応 {len(found)} 件", *map(plain, found))


def _marks_checked(record: Found, names: Names) -> str:
    """「ページの印の点検　閉じた　…」, with why."""
    del names
    state = "ひらいた" if _detail(record, "state") == "found" else "閉じた"
    return _join(record.kind.words, f"機密性2 以上の資料のページを{state}", plain(_detail(record, "found")))


def _evidence(record: Found, names: Names) -> str:
    del names
    undone = {"back": "消えた記録が戻された", "right": "もとに戻された"}.get(_detail(record, "what"), "")
    return _join(record.kind.words, plain(_detail(record, "name")), undone, plain(_detail(record, "reason")))


def _key(record: Found, names: Names) -> str:
    """「新しい鍵に移した　a1b2c3d4　100 件」."""
    del names
    rows = record.detail.get("rows")
    count = f"{rows} 件" if isinstance(rows, int) else ""
    return _join(record.kind.words, plain(_detail(record, "key")), count, plain(_detail(record, "reason")))


def _alarm(record: Found, names: Names) -> str:
    return _join(_default(record, names), ALARMS.get(_detail(record, "alarm"), ""))


def _again(record: Found, names: Names) -> str:
    return _join(_default(record, names), FACTORS.get(_detail(record, "factors"), ""))


def _detail(record: Found, name: str) -> str:
    value = record.detail.get(name)
    return value if isinstance(value, str) else ""


TOLD: dict[EventKind, Callable[[Found, Names], str]] = {
    EventKind.PAGE_ISSUED: _page("を表示"),
    EventKind.THUMBNAIL_ISSUED: _page("の縮小画像を表示"),
    EventKind.REGION_ISSUED: _page("を拡大して表示"),
    EventKind.TEXT_ISSUED: _page("の本文を読み上げ用に表示"),
    EventKind.NOTES_ISSUED: _page("自分のメモを表示"),
    EventKind.NOTES_LISTED: _notes_listed,
    EventKind.PLACES_ISSUED: _words_found,
    EventKind.PAPERS_SEARCHED: _papers_searched,
    EventKind.REFUSED: _refused,
    EventKind.SIGN_IN: _signed_in,
    EventKind.SIGN_IN_REFUSED: _signin_refused,
    EventKind.SESSION_ENDED: _ended,
    EventKind.MEETING_CREATED: _meeting_act,
    EventKind.MEETING_CHANGED: _changed,
    EventKind.MEETING_PUBLISHED: _meeting_act,
    EventKind.MATERIAL_CHANGED: _changed,
    EventKind.MATERIAL_REPLACED: _changed,
    EventKind.MATERIAL_LABELLED: _labelled,
    EventKind.LABEL_CHANGE_ASKED: _labelled,
    EventKind.LABEL_CHANGE_DECIDED: _labelled,
    EventKind.PERMIT_ASKED: _permit,
    EventKind.PERMIT_DECIDED: _permit,
    EventKind.PERMIT_WITHDRAWN: _permit,
    EventKind.PERMIT_EMERGENCY: _permit,
    EventKind.PERMIT_OPENED: _permit,
    EventKind.PERMIT_COPY_MOVED: _copy,
    EventKind.PERMITS_REVIEWED: _review,
    EventKind.PERMIT_ISSUED: _permit,
    EventKind.PERMIT_SENT_AGAIN: _permit,
    EventKind.REGISTER_ENTERED: _register,
    EventKind.REGISTER_CORRECTED: _register,
    EventKind.REGISTER_MOVED: _register,
    EventKind.REGISTER_EXPORTED: _register,
    EventKind.ADVISORIES_COMPARED: _compared,
    EventKind.RULE_WRITTEN: _rule,
    EventKind.RULE_ACKNOWLEDGED: _rule,
    EventKind.RULE_ENDED: _rule,
    EventKind.RULE_VERSION_WITHDRAWN: _rule,
    EventKind.LEDGER_SEARCHED: _searched,
    EventKind.ALARM: _alarm,
    EventKind.STARTED: _started,
    EventKind.SETUP_CHECKED: _setup_checked,
    EventKind.MARKS_CHECKED: _marks_checked,
    EventKind.WORK_WITHDRAWN: _evidence,
    EventKind.SIGN_IN_AGAIN: _again,
    EventKind.ALARM_ANSWERED: _alarm,
    EventKind.ALARM_HANDLED: _alarm,
    EventKind.CHAIR_ACTED_FOR: _chair_acted_for,
    **dict.fromkeys((EventKind.RELEASE_ASKED, EventKind.RELEASE_DECIDED), _of_two),
    **dict.fromkeys((EventKind.DISPOSAL_ASKED, EventKind.DISPOSAL_DECIDED), _of_two),
    **dict.fromkeys((EventKind.KEEPING_ASKED, EventKind.KEEPING_DECIDED, EventKind.KEEPING_SET), _of_two),
    EventKind.LEDGER_RESTORED: _restored,
    EventKind.SEALED: _evidence,
    EventKind.NAMED: _evidence,
    EventKind.ALTERED: _evidence,
    EventKind.ALTERED_ACCEPTED: _evidence,
    **dict.fromkeys((EventKind.KEY_MADE, EventKind.KEYS_REWRAPPED, EventKind.KEY_REMOVED), _key),
}
"""Kind → the function that makes its sentence. Without one, the kind's own words stand after the record's subject."""
