"""The words of what records hold: reasons, actions, factors, endings, alarms. Tables only; `words` makes sentences."""

from collections.abc import Mapping

from app.access.reasons import Reason
from app.auth.factors import strength

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
    Reason.RENEWAL: "端末の確認の期限が過ぎている",
    Reason.UNREGISTERED: "登録されていない端末",
    Reason.SITTING: "会議での使用が認められていない個人の端末",
    Reason.OWN_DEVICE: "自分の端末",
    Reason.NEEDS_PASSKEY: "パスキーでの本人確認がない",
    Reason.OWN_FACTORS: "自分の登録用紙かリセット",
    Reason.SAME_PERSON: "申し出た本人による確認",
    Reason.NOT_DELEGATED: "議長の委任がない",
    Reason.ONESELF: "自分自身についての決定",
    Reason.CHAIR_THEMSELVES: "議長の利用の停止",
}
"""In a few words."""

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
    "device.sitting": "会議で使う個人の端末の決定",
    "device.": "端末の操作",
    "session.": "接続の操作",
    "connections.": "会議中の接続の画面",
    "alarm.": "警報の確認",
    "live.": "知らせを受けとる接続",
    "factor.reset": "サインインの方法のリセット",
    "factor.": "サインインの方法の変更",
    "letter.": "登録用紙の発行",
    "people.suspend": "利用の停止と解除",
    "people.delegate": "議長の職務の委任",
    "people.": "利用者の登録の操作",
    "sign_again": "もう一度の本人確認",
    "sign_out": "サインアウト",
    "home.": "最初の画面",
    "account.": "自分の端末の画面",
    "register.": "台帳",
}
"""By how an action's name begins; the first that fits counts."""

FACTORS: Mapping[str, str] = {
    strength.PASSWORD_TOTP: "パスワードと確認コード",
    strength.PASSWORD_KEY: "パスワードとパスキー",
    strength.PASSKEY: "パスキー",
    strength.ENROLMENT: "登録と認証アプリ",
    strength.ENROLMENT_KEY: "登録とパスキー",
}
"""What a sign-in was made with."""
SIGN_IN_REFUSALS: Mapping[str, str] = {
    "wrong_code": "確認コードの間違い",
    "replayed_code": "使用済みの確認コード",
    "suspended": "停止中の利用者",
    "not_in_office": "任期の外",
    "no_authenticator": "認証アプリの登録がない人",
    "role_needs_passkey": "パスキーが必要な役職",
    "too late": "時間切れ",
    "completed elsewhere": "別の画面で終わったサインイン",
}
ENDINGS: Mapping[str, str] = {
    "ended_by_owner": "本人が自分の端末の画面で終了",
    "ended_by_office": "議会事務局が終了",
    "replaced": "新しいサインインに交代",
    "not_mine": "本人が「自分ではありません」と回答",
    "factor_changed": "サインインの方法の変更による",
    "cloned": "端末を確かめられない",
}
"""Why a session ended, where a record of its own says so."""
DECISIONS = {
    "granted": "許可",
    "refused": "不許可",
    "confirmed": "確定",
    "revoked": "取り消し",
    "withdrawn": "取り下げ",
    "stale": "対象が変わったため終了",
    "expired": "期限切れ",
}
ALARMS: Mapping[str, str] = {
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
CHANGES = {
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
