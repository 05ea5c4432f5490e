"""The kinds of records, and an event: a record before it has a number in the chain."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app import clock
from app.db import microseconds


class EventKind(StrEnum):
    """Every kind of record. Values are kept in the ledger and so never change; `words`: the name on screens."""

    FOUNDED = "system.founded"
    STARTED = "system.started"
    STOPPED = "system.stopped"
    SETUP_CHECKED = "system.setup_checked"
    MARKS_CHECKED = "system.marks_checked"
    WORK_WITHDRAWN = "system.work_withdrawn"

    SIGN_IN = "auth.sign_in"
    SIGN_IN_REFUSED = "auth.sign_in_refused"
    SIGN_OUT = "auth.sign_out"
    SESSION_ENDED = "auth.session_ended"
    NETWORK_CHECKED = "auth.network_checked"
    SIGN_IN_AGAIN = "auth.sign_in_again"
    RECOVERY_USED = "auth.recovery_used"

    FACTOR_ADDED = "factor.added"
    FACTOR_REMOVED = "factor.removed"
    FACTOR_REFUSED = "factor.refused"
    PASSWORD_CHANGED = "factor.password_changed"  # noqa: S105 - the name of an event
    RECOVERY_MADE = "factor.recovery_made"
    RESET_ASKED = "factor.reset_asked"
    RESET_DECIDED = "factor.reset_decided"
    LETTER_ISSUED = "letter.issued"
    LETTER_CANCELLED = "letter.cancelled"
    LETTER_OPENED = "letter.opened"
    LETTER_REFUSED = "letter.refused"
    ENROLLED = "letter.enrolled"

    DEVICE_REQUESTED = "device.requested"
    DEVICE_APPROVED = "device.approved"
    DEVICE_REFUSED = "device.refused"
    DEVICE_SUSPENDED = "device.suspended"
    DEVICE_RESUMED = "device.resumed"
    DEVICE_REVOKED = "device.revoked"
    DEVICE_SITTING = "device.sitting"
    DEVICE_UNPROVEN = "device.unproven"
    DEVICE_SLIP = "device.slip"
    DEVICE_FLEET = "device.fleet"
    DEVICE_SPARE = "device.spare"
    ALARM = "auth.alarm"
    ALARM_ANSWERED = "auth.alarm_answered"
    ALARM_HANDLED = "auth.alarm_handled"

    HALT_BEGAN = "halt.began"
    HALT_LIFT_ASKED = "halt.lift_asked"
    HALT_LIFT_DECIDED = "halt.lift_decided"
    HALT_LIFTED = "halt.lifted"

    STANDARD_ASKED = "standard.asked"
    STANDARD_DECIDED = "standard.decided"
    STANDARD_CHANGED = "standard.changed"
    STANDARDS_REBUILT = "standard.rebuilt"

    PERSON_ADDED = "people.added"
    PERSON_CHANGED = "people.changed"
    PERSON_SUSPENDED = "people.suspended"
    PERSON_RESUMED = "people.resumed"
    PERSON_RETIRED = "people.retired"
    OFFICE_CHANGED = "people.office_changed"
    OFFICE_ASKED = "people.office_asked"
    OFFICE_DECIDED = "people.office_decided"
    GROUP_CHANGED = "people.group_changed"
    PEOPLE_IMPORTED = "people.imported"
    PEOPLE_EXPORTED = "people.exported"
    DELEGATED = "people.delegated"
    DELEGATION_ENDED = "people.delegation_ended"
    CHAIR_ACTED_FOR = "people.chair_acted_for"

    REFUSED = "access.refused"

    CONTENTS_ISSUED = "contents.issued"
    PAGE_ISSUED = "page.issued"
    THUMBNAIL_ISSUED = "thumbnail.issued"
    REGION_ISSUED = "region.issued"
    TEXT_ISSUED = "text.issued"
    PLACES_ISSUED = "places.issued"
    NOTES_ISSUED = "notes.issued"
    NOTES_SHOWN = "shared_notes.issued"
    PAPERS_SEARCHED = "papers.searched"
    NOTES_LISTED = "notes.listed"
    ORIGINAL_ISSUED = "original.issued"
    PERMIT_ISSUED = "permit.issued"
    PERMIT_SENT_AGAIN = "permit.sent_again"

    MEETING_CREATED = "meeting.created"
    MEETING_CHANGED = "meeting.changed"
    MEETING_PUBLISHED = "meeting.published"

    MATERIAL_UPLOADED = "material.uploaded"
    MATERIAL_READY = "material.ready"
    MATERIAL_FAILED = "material.failed"
    MATERIAL_CHANGED = "material.changed"
    MATERIAL_LABELLED = "material.labelled"
    MATERIALS_LISTED = "material.listed"
    LABEL_CHANGE_ASKED = "material.label_change_asked"
    LABEL_CHANGE_DECIDED = "material.label_change_decided"
    RELEASE_ASKED = "material.release_asked"
    RELEASE_DECIDED = "material.release_decided"
    MATERIAL_RELEASED = "material.released"
    MATERIAL_REPLACED = "material.replaced"
    MATERIAL_WITHDRAWN = "material.withdrawn"
    NOTES_SHARED = "notes.shared"
    NOTES_UNSHARED = "notes.unshared"
    NOTES_DESTROYED = "notes.destroyed"
    DISPOSAL_ASKED = "material.disposal_asked"
    DISPOSAL_DECIDED = "material.disposal_decided"
    MATERIAL_DISPOSED = "material.disposed"
    KEEPING_ASKED = "keeping.asked"
    KEEPING_DECIDED = "keeping.decided"
    KEEPING_SET = "keeping.set"

    PERMIT_ASKED = "permit.asked"
    PERMIT_DECIDED = "permit.decided"
    PERMIT_WITHDRAWN = "permit.withdrawn"
    PERMIT_EMERGENCY = "permit.emergency"
    PERMIT_OPENED = "permit.opened"
    PERMITS_REVIEWED = "permit.reviewed"
    PERMIT_COPY_MOVED = "permit.copy_moved"

    REGISTER_ENTERED = "register.entered"
    REGISTER_CORRECTED = "register.corrected"
    REGISTER_MOVED = "register.moved"
    REGISTER_EXPORTED = "register.exported"
    ADVISORIES_COMPARED = "advisories.compared"

    RULE_WRITTEN = "rule.written"
    RULE_ACKNOWLEDGED = "rule.acknowledged"
    RULE_ENDED = "rule.ended"
    RULE_VERSION_WITHDRAWN = "rule.version_withdrawn"
    RULES_LISTED = "rule.listed"

    LEDGER_SEARCHED = "ledger.searched"
    LEDGER_EXPORTED = "ledger.exported"
    LEDGER_RESTORED = "ledger.restored"
    COPY_TRACED = "copy.traced"
    REPORT_CLOSED = "report.closed"
    REPORT_EXPORTED = "report.exported"
    SEALED = "evidence.sealed"
    NAMED = "evidence.named"
    ALTERED = "evidence.altered"
    ALTERED_ACCEPTED = "evidence.accepted"
    KEY_MADE = "keys.made"
    KEYS_REWRAPPED = "keys.rewrapped"
    KEY_REMOVED = "keys.removed"

    @property
    def words(self) -> str:
        """The name of the kind on screens."""
        return _WORDS[self]


PAPER_ISSUED = (
    EventKind.CONTENTS_ISSUED,
    EventKind.PAGE_ISSUED,
    EventKind.THUMBNAIL_ISSUED,
    EventKind.REGION_ISSUED,
    EventKind.TEXT_ISSUED,
    EventKind.PLACES_ISSUED,
    EventKind.NOTES_ISSUED,
    EventKind.NOTES_SHOWN,
    EventKind.ORIGINAL_ISSUED,
)
"""A part of a paper was sent to somebody. The gate commits these, apart from any unit; they are by far the most."""

_WORDS = {
    EventKind.FOUNDED: "システムを開設",
    EventKind.STARTED: "システムを開始",
    EventKind.STOPPED: "システムを停止",
    EventKind.SETUP_CHECKED: "設定と備えを点検",
    EventKind.MARKS_CHECKED: "ページの印の点検",
    EventKind.WORK_WITHDRAWN: "待っている処理を取りやめ",
    EventKind.SIGN_IN: "サインイン",
    EventKind.SIGN_IN_REFUSED: "サインインを拒否",
    EventKind.SIGN_OUT: "サインアウト",
    EventKind.SESSION_ENDED: "接続を終了",
    EventKind.NETWORK_CHECKED: "外のネットワークの安全を確かめた",
    EventKind.SIGN_IN_AGAIN: "もう一度の本人確認",
    EventKind.RECOVERY_USED: "回復コードを使用",
    EventKind.FACTOR_ADDED: "サインインの方法を追加",
    EventKind.FACTOR_REMOVED: "サインインの方法を削除",
    EventKind.FACTOR_REFUSED: "サインインの方法の変更を拒否",
    EventKind.PASSWORD_CHANGED: "パスワードを変更",
    EventKind.RECOVERY_MADE: "回復コードを作成",
    EventKind.RESET_ASKED: "サインインの方法のリセットを申し出",
    EventKind.RESET_DECIDED: "サインインの方法のリセットを決定",
    EventKind.LETTER_ISSUED: "登録用紙を発行",
    EventKind.LETTER_CANCELLED: "登録用紙を無効に変更",
    EventKind.LETTER_OPENED: "登録用紙のコードを入力",
    EventKind.LETTER_REFUSED: "登録用紙のコードを拒否",
    EventKind.ENROLLED: "サインインの方法を登録",
    EventKind.DEVICE_REQUESTED: "端末の登録を申請",
    EventKind.DEVICE_APPROVED: "端末を承認",
    EventKind.DEVICE_REFUSED: "端末の登録を却下",
    EventKind.DEVICE_SUSPENDED: "端末を一時停止",
    EventKind.DEVICE_RESUMED: "端末の停止を解除",
    EventKind.DEVICE_REVOKED: "端末の登録を取り消し",
    EventKind.DEVICE_SITTING: "会議での端末使用を決定",
    EventKind.DEVICE_UNPROVEN: "端末を確かめられず接続を停止",
    EventKind.DEVICE_SLIP: "端末の書類を作成",
    EventKind.DEVICE_FLEET: "端末の更新",
    EventKind.DEVICE_SPARE: "予備機の貸し出し",
    EventKind.ALARM: "警報",
    EventKind.ALARM_ANSWERED: "警報に本人が回答",
    EventKind.ALARM_HANDLED: "警報に対応",
    EventKind.HALT_BEGAN: "緊急停止を開始",
    EventKind.HALT_LIFT_ASKED: "緊急停止の解除を申し出",
    EventKind.HALT_LIFT_DECIDED: "緊急停止の解除の申し出を決定",
    EventKind.HALT_LIFTED: "緊急停止を解除",
    EventKind.STANDARD_ASKED: "規程の値の変更を申し出",
    EventKind.STANDARD_DECIDED: "規程の値の変更の申し出を決定",
    EventKind.STANDARD_CHANGED: "規程の値を変更",
    EventKind.STANDARDS_REBUILT: "規程の値を決定の記録から作り直し",
    EventKind.PERSON_ADDED: "利用者を登録",
    EventKind.PERSON_CHANGED: "利用者の登録を変更",
    EventKind.PERSON_SUSPENDED: "利用を停止",
    EventKind.PERSON_RESUMED: "利用の停止を解除",
    EventKind.PERSON_RETIRED: "退任の手続き",
    EventKind.OFFICE_CHANGED: "役職と任期を変更",
    EventKind.OFFICE_ASKED: "役職の変更を申し出",
    EventKind.OFFICE_DECIDED: "役職の申し出を決定",
    EventKind.GROUP_CHANGED: "会派・委員会を変更",
    EventKind.PEOPLE_IMPORTED: "名簿を取り込み",
    EventKind.PEOPLE_EXPORTED: "名簿を書き出し",
    EventKind.DELEGATED: "議長の職務を委任",
    EventKind.DELEGATION_ENDED: "委任を終了",
    EventKind.CHAIR_ACTED_FOR: "議長の職務の代行",
    EventKind.REFUSED: "操作を拒否",
    EventKind.CONTENTS_ISSUED: "資料をひらく",
    EventKind.PAGE_ISSUED: "ページを表示",
    EventKind.THUMBNAIL_ISSUED: "縮小画像を表示",
    EventKind.REGION_ISSUED: "拡大画像を表示",
    EventKind.TEXT_ISSUED: "本文を読み上げ用に表示",
    EventKind.PLACES_ISSUED: "資料の中を検索",
    EventKind.NOTES_ISSUED: "自分のメモを表示",
    EventKind.NOTES_SHOWN: "共有されたメモを表示",
    EventKind.PAPERS_SEARCHED: "資料を通して検索",
    EventKind.NOTES_LISTED: "自分のメモを通して表示",
    EventKind.ORIGINAL_ISSUED: "公開資料を保存",
    EventKind.PERMIT_ISSUED: "許可による PDF を保存",
    EventKind.PERMIT_SENT_AGAIN: "途切れた許可による PDF を再送",
    EventKind.MEETING_CREATED: "会議を作成",
    EventKind.MEETING_CHANGED: "会議を変更",
    EventKind.MEETING_PUBLISHED: "会議を公開",
    EventKind.MATERIAL_UPLOADED: "資料を登録",
    EventKind.MATERIAL_READY: "資料の変換を完了",
    EventKind.MATERIAL_FAILED: "資料の変換を中止",
    EventKind.MATERIAL_CHANGED: "資料を変更",
    EventKind.MATERIAL_LABELLED: "区分を指定",
    EventKind.MATERIALS_LISTED: "資料の一覧を書き出し",
    EventKind.LABEL_CHANGE_ASKED: "区分の変更を依頼",
    EventKind.LABEL_CHANGE_DECIDED: "区分の変更を決定",
    EventKind.RELEASE_ASKED: "住民への公開を依頼",
    EventKind.RELEASE_DECIDED: "住民への公開の依頼を決定",
    EventKind.MATERIAL_RELEASED: "住民に公開",
    EventKind.MATERIAL_REPLACED: "資料を差し替え",
    EventKind.MATERIAL_WITHDRAWN: "資料を取り下げ",
    EventKind.NOTES_SHARED: "自分のメモを共有",
    EventKind.NOTES_UNSHARED: "自分のメモの共有を終了",
    EventKind.NOTES_DESTROYED: "メモを読まずに廃棄",
    EventKind.DISPOSAL_ASKED: "資料の廃棄を申し出",
    EventKind.DISPOSAL_DECIDED: "資料の廃棄の申し出を決定",
    EventKind.MATERIAL_DISPOSED: "資料を廃棄",
    EventKind.KEEPING_ASKED: "保存期間の短縮を申し出",
    EventKind.KEEPING_DECIDED: "保存期間の短縮の申し出を決定",
    EventKind.KEEPING_SET: "保存期間を決定",
    EventKind.PERMIT_ASKED: "許可を申請",
    EventKind.PERMIT_DECIDED: "許可を決裁",
    EventKind.PERMIT_WITHDRAWN: "許可の申請を取り下げ",
    EventKind.PERMIT_EMERGENCY: "緊急の例外を開始",
    EventKind.PERMIT_OPENED: "例外許可を使用",
    EventKind.PERMITS_REVIEWED: "例外許可を見直し",
    EventKind.PERMIT_COPY_MOVED: "紙の予備の出し入れ",
    EventKind.REGISTER_ENTERED: "台帳に記録",
    EventKind.REGISTER_CORRECTED: "台帳の記録を訂正",
    EventKind.REGISTER_MOVED: "台帳の記録の状態を変更",
    EventKind.REGISTER_EXPORTED: "台帳を書き出し",
    EventKind.ADVISORIES_COMPARED: "部品の弱点を照らし合わせた",
    EventKind.RULE_WRITTEN: "規程・お知らせを登録",
    EventKind.RULE_ACKNOWLEDGED: "規程・お知らせを確認",
    EventKind.RULE_ENDED: "規程・お知らせを取り下げ",
    EventKind.RULE_VERSION_WITHDRAWN: "施行前の版を取りやめ",
    EventKind.RULES_LISTED: "確認した人の一覧を書き出し",
    EventKind.LEDGER_SEARCHED: "記録を検索",
    EventKind.LEDGER_EXPORTED: "記録を書き出し",
    EventKind.LEDGER_RESTORED: "控えから復元したことを記録",
    EventKind.COPY_TRACED: "漏れた画像を調査",
    EventKind.REPORT_CLOSED: "運用報告を確定",
    EventKind.REPORT_EXPORTED: "運用報告を書き出し",
    EventKind.SEALED: "決定の記録に封印",
    EventKind.NAMED: "決定の記録の名前を台帳に控え",
    EventKind.ALTERED: "システムの外からの書き換えを発見",
    EventKind.ALTERED_ACCEPTED: "書き換えを確かめ、封印し直し",
    EventKind.KEY_MADE: "封印に使う鍵を新しくした",
    EventKind.KEYS_REWRAPPED: "新しい鍵に移した",
    EventKind.KEY_REMOVED: "前の鍵を捨てた",
}
if _wordless := set(EventKind) - _WORDS.keys():
    raise TypeError(f"say in app/audit/vocabulary.py what {sorted(_wordless)} is called on screens")

OF_OFFICES = frozenset(
    {
        EventKind.OFFICE_CHANGED,
        EventKind.OFFICE_DECIDED,
        EventKind.PERSON_RETIRED,
        EventKind.PERSON_SUSPENDED,
        EventKind.PERSON_RESUMED,
        EventKind.DELEGATED,
        EventKind.DELEGATION_ENDED,
        EventKind.CHAIR_ACTED_FOR,
    }
)
"""Records after which somebody may do more or less than before; who acts for an absent chair, too."""

OF_PAPERS = frozenset(kind for kind in EventKind if kind.value.startswith("material."))
"""Records after which something about a paper may be another, its readers excepted."""


@dataclass(frozen=True)
class Event:
    """One thing that happened. `at` defaults to now; `detail` holds strings, integers, booleans and None only.

    `session_id` is the session's row, never its cookie. `rows`, `rows_gone`: the rows that the unit has inserted and
    deleted, of those that are missed when they are gone: tables and keys, parted by blanks (`audit.rows.missed`).
    """

    kind: EventKind
    actor_id: str | None = None
    session_id: str | None = None
    address: str | None = None
    material_id: str | None = None
    version_id: str | None = None
    page: int | None = None
    issue_code: str | None = None
    detail: dict[str, str | int | bool | None] = field(default_factory=dict)
    at: datetime = field(default_factory=clock.now)
    rows: str = ""
    rows_gone: str = ""

    def body(self) -> dict[str, object]:
        """The record's content as the ledger keeps it; absent parts are left out."""
        whole = {
            "at": microseconds(self.at),
            "kind": self.kind.value,
            "actor": self.actor_id,
            "session": self.session_id,
            "address": self.address,
            "material": self.material_id,
            "version": self.version_id,
            "page": self.page,
            "code": self.issue_code,
            "detail": self.detail or None,
            "rows": self.rows or None,
            "rows_gone": self.rows_gone or None,
        }
        return {key: value for key, value in whole.items() if value is not None}
