"""The words of each kind of alarm, for the person whose ID it is about and for the offices in charge. Text only."""

from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.auth.alarms.raising import COPIES, AlarmKind


@dataclass(frozen=True)
class Words:
    """The words of one kind. `member` and `text`: for the person, what happened and what it means.

    `office`: for the offices in charge; {who} stands for the person's name. `told`: the offices' second sentence, shown
    after the alarm's `detail`; only for kinds that no sign-in caused. Of these the person is shown the detail too, and
    is asked only to confirm having read it, not whether it was them. `todo`: what the offices do about the other kinds.
    """

    member: str
    text: str
    office: str
    told: str = ""
    todo: str = "本人に確かめてください。"

    @property
    def is_question(self) -> bool:
        """True when the person is asked whether it was them."""
        return not self.told


_ANSWER = "覚えがあるかどうかを答えてください。"
_CALL = "本人に電話で確かめ、覚えがないと言われたら、この接続を終了し、その端末を止めてください。"

WORDS: dict[AlarmKind, Words] = {
    AlarmKind.SECOND_PLACE: Words(
        "あなたの ID が、2\u00a0台の端末で同時に使われています。",
        "別の端末からサインインがありました。" + _ANSWER,
        "{who}の ID が、2\u00a0台の端末で同時に使われています。",
    ),
    AlarmKind.COOKIE_REPLAYED: Words(
        "あなたの接続の写しが、別のブラウザーで使われました。",
        "写しからの接続は断りました。それまでに資料が見られたおそれがあります。この端末では続けて使えます。" + _ANSWER,
        "{who}の接続の写しが、別のブラウザーから送られました。",
    ),
    AlarmKind.RENEWAL_FORGED: Words(
        "あなたの端末になりすました更新がありました。",
        "更新は断りました。この端末では続けて使えます。" + _ANSWER,
        "{who}の端末になりすました更新を断りました。",
    ),
    AlarmKind.KEY_COUNTER: Words(
        "あなたのパスキーが複製された疑いがあります。",
        "そのパスキーでのサインインは断りました。" + _ANSWER,
        "{who}のパスキーが複製された疑いがあります。",
    ),
    AlarmKind.REVOKED_DEVICE: Words(
        "使用を止めた端末から、あなたの ID でサインインがありました。",
        "サインインは断りました。" + _ANSWER,
        "使用を止めた端末から、{who}の ID でサインインがありました。",
    ),
    AlarmKind.FORMER_MEMBER: Words(
        "任期の外か停止中の ID で、サインインがありました。",
        "サインインは断りました。" + _ANSWER,
        "任期が終わったか停止中の{who}の ID で、正しいパスワードが入力されました。",
    ),
    AlarmKind.FACTOR_CHANGED: Words(
        "あなたのパスワードか本人確認の方法が変えられました。",
        _ANSWER,
        "{who}のパスワードか本人確認の方法が変えられました。",
    ),
    AlarmKind.MANY_FAILURES: Words(
        "あなたの ID で、サインインの間違いが続いています。",
        "サインインはさせていません。" + _ANSWER,
        "{who}の ID で、サインインの間違いが続いています。",
    ),
    AlarmKind.LETTER_USED: Words(
        "あなたの登録用紙を、もう一度使おうとした人がいます。",
        _ANSWER,
        "{who}の登録用紙を、もう一度使おうとした人がいます。",
    ),
    AlarmKind.OFFICE_OF_POWER: Words(
        "あなたの役職か、それを左右する手続きがありました。",
        "思い当たらないときは、すぐに議長か議会事務局に知らせてください。",
        "{who}の役職か、それを左右する手続きがありました。",
        "思い当たらないときは、役職の申し出の画面で確かめ、関わった人に聞いてください。",
    ),
    AlarmKind.LEDGER_SET_BACK: Words(
        "",
        "",
        "記録の台帳が、以前の状態に戻されました。",
        "サーバーの運用者に、gijo doctor と gijo ledger verify の結果を確かめてもらってください。",
    ),
    AlarmKind.HARVEST: Words(
        "あなたの ID で、資料のページが読む速さを超えて次々にひらかれています。",
        "表示をゆっくりにしています。" + _ANSWER,
        "{who}の ID で、資料のページが読む速さを超えて次々にひらかれています。",
    ),
    AlarmKind.MANY_REFUSALS: Words(
        "あなたの ID で、断られる操作が短い時間に続いています。",
        "どれも行わせていません。" + _ANSWER,
        "{who}の ID で、断られる操作が短い時間に続いています。",
        todo=_CALL,
    ),
    AlarmKind.BULK_READING: Words(
        "あなたの ID で、短い間に多くの資料がひらかれています。",
        "資料をまとめて写し取ろうとすると、このようになります。" + _ANSWER,
        "{who}の ID で、短い間に多くの資料がひらかれています。",
        todo=_CALL,
    ),
    AlarmKind.UNUSUAL_HOURS: Words(
        "あなたの ID が、夜中に使われました。",
        _ANSWER,
        "{who}の ID が、夜中に使われました。",
        todo=_CALL,
    ),
    AlarmKind.NEW_ZONE: Words(
        "あなたの ID で、議会のネットワークの外から、はじめて資料がひらかれました。",
        _ANSWER,
        "{who}の ID で、議会のネットワークの外から、はじめて資料がひらかれました。",
        todo=_CALL,
    ),
    AlarmKind.CLOCK: Words(
        "",
        "",
        "サーバーの時計が、進んでいたか、遅れています。",
        "時計（NTP）を確かめてもらってください。進んでいた間のサインインは終わり、もう一度のサインインで使えます。",
    ),
    AlarmKind.RELEASE: Words(
        "",
        "",
        "資料を住民に公開する手続きがありました。",
        "思い当たらないときは、事務局に聞いてください。公開は、事務局の 1 人ですぐにやめられます。",
    ),
    AlarmKind.DISPOSAL: Words(
        "",
        "",
        "資料を廃棄する手続きがありました。",
        "思い当たらないときは、確認される前に、申し出た人に取り下げてもらうか、閲覧凍結を始めてください。",
    ),
    AlarmKind.SETTINGS_CHANGED: Words(
        "",
        "",
        "サーバーの設定かプログラムのファイルが、前の開始のときから変わりました。",
        "だれの指示で、だれとだれが変えたかを「作業の記録」に書きます。思い当たらないときは、サーバーの運用者に聞いてください。",
    ),
    AlarmKind.OFFICE_GROUPS: Words(
        "",
        "",
        "システムの更新で、「議員」と「執行部」に入る人が、その役職にある人になりました。",
        "届く会議と資料が変わった人がいます。「記録」の「会派・委員会を変更」で一人ずつ確かめ、違うときは役職を直してください。",
    ),
    AlarmKind.SETUP: Words(
        "",
        "",
        "サーバーか、その前に置いた機器の設定に誤りがあります。",
        "サーバーの運用者に直してもらい、確かめたことを記録してください。まだ続いていれば、もう一度知らせます。",
    ),
    AlarmKind.CHECK: Words(
        "",
        "",
        "毎日の点検で、足りない備えか、誤った設定が見つかりました。",
        "サーバーの運用者に直してもらい、確かめたことを記録してください。直ったあとでまた見つかれば、もう一度知らせます。",
    ),
    AlarmKind.MARKS: Words(
        "",
        "",
        "ページに付ける印が見つからないか、確かめられません。または、ふたたび確かめられました。",
        "閉じている間は、サーバーの運用者に gijo doctor の結果を見て直してもらってください。直ると自動でひらきます。",
    ),
    AlarmKind.INCIDENT: Words(
        "",
        "",
        "情報セキュリティの事故か、そのおそれが報告されました。",
        "台帳の「事故の記録」をひらいて、内容を確かめ、すぐに対応してください。",
    ),
    AlarmKind.OVERDUE: Words(
        "あなたの届の期限が過ぎました。",
        "「台帳」からその届をひらき、済んでいれば終わりを記録し、延びるときは新しい届を出してください。",
        "台帳の記録が、期限を過ぎても終わっていません。",
        "「台帳」の「対応待ち」からひらき、対応を書いて終えるか、わけを書いて期限を直してください。",
    ),
    AlarmKind.HALT: Words(
        "",
        "",
        "システムが緊急停止されたか、その解除の手続きがありました。",
        "「緊急停止」の画面で、だれがなぜ止めたかを確かめ、関わった人と連絡を取ってください。解除には 2 人が要ります。",
    ),
    AlarmKind.STANDARDS: Words(
        "",
        "",
        "規程の値（取扱いの表、区域、時間など）を変える手続きがありました。",
        "「規程の値」の画面で、だれが何を変えようとしているかを確かめてください。身に覚えがないときは、関わった人と連絡を取り、認めないでください。",
    ),
    AlarmKind.EMERGENCY: Words(
        "",
        "",
        "議長の許可の前に、緊急の例外が始められたか、その確認がされないまま終わりました。",
        "議長は「決裁」の画面で、認めるか、認めずに終わらせるかを決めてください。",
    ),
    AlarmKind.OLD_BROWSER: Words(
        "",
        "",
        "ブラウザーが古いため、サインインを断った人がいます。",
        "本人に連絡し、端末の OS とブラウザーを更新してもらうか、予備の端末を渡してください。",
    ),
    AlarmKind.LEDGER_TAKEN: Words(
        "",
        "",
        "調査担当か監査担当が、決められた範囲の記録や台帳を書き出しました。",
        "予定したことかを、その人に確かめてください。身に覚えがないときは、役職を終える申し出をしてください。",
    ),
    AlarmKind.TRACE: Words(
        "",
        "",
        "漏れた画像がだれの画面のものかを、サーバーで調べました。",
        "議長が命じたことかを確かめてください。身に覚えがないときは、サーバーの運用者に理由を聞いてください。",
    ),
    AlarmKind.KEYS: Words(
        "",
        "",
        "封印に使う鍵が新しくされたか、前の鍵が捨てられました。",
        "「作業の記録」で、だれが命じ、だれが確認したかを確かめてください。身に覚えがないときは、サーバーの運用者に理由を聞いてください。",
    ),
    AlarmKind.ALTERED: Words(
        "",
        "",
        "保管しているものが、システムの外から書き換えられた疑いがあります。",
        "その資料や役職は使えません。触らずに、サーバーの運用者に gijo doctor の結果を確かめてもらってください。",
    ),
}
_REFUSED = frozenset(
    {
        AlarmKind.RENEWAL_FORGED,
        AlarmKind.KEY_COUNTER,
        AlarmKind.REVOKED_DEVICE,
        AlarmKind.FORMER_MEMBER,
        AlarmKind.MANY_FAILURES,
        AlarmKind.MANY_REFUSALS,
    }
)


def told_text(kind: AlarmKind, at: datetime, detail: str) -> str:
    """For kinds that no sign-in caused: 「12月8日（火）10:29、…」 with what happened, and what to do."""
    return f"{clock.moment_text(at)}、{detail}。{WORDS[kind].told}"


def office_text(
    kind: AlarmKind, at: datetime, place: str, device: str, *, is_registered: bool, counted: str = ""
) -> str:
    """「12月8日（火）10:29、未登録の iPhone の Safari（議会の外　203.0.113.9）から。資料は表示していません。…」

    `counted`: the count, for the kinds of unusual use.
    """
    name = device if is_registered or not device else f"未登録の {device}"
    source = f"{name}（{place}）から。" if device else f"{place} から。"
    is_harmless = kind in _REFUSED or not is_registered
    outcome = "資料は表示していません。" if is_harmless else ""
    what = f"{counted}。" if counted else ""
    return f"{clock.moment_text(at)}、{source}{what}{outcome}{WORDS[kind].todo}"


def ends_text(kind: AlarmKind, at: datetime, ends: str) -> str:
    """The offices' text for an alarm about two places. `ends`: both of them in words."""
    outcome = "写しには資料を表示していません。" if kind in COPIES else ""
    return f"{clock.moment_text(at)}、{ends}{outcome}本人に、どちらが自分かを確かめてください。"


ANSWERS = {"own": "本人は「自分です」と答えました", "foreign": "本人は「自分ではありません」と答えました"}
