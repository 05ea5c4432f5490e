"""The table of acts that need more than permission: those that cannot be undone, give power, or admit somebody.

One row for each act: who does it, whether a second person must confirm, how recent and strong the sign-in must be, who
is told, what is shown before, and how it is undone. `policy.decide` looks at a row once the act's own rule has allowed
it, `auth.alarms.telling` tells whom it names, and `guards_in_print` prints the table into `docs/ja/guards.md`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.access.actions import Action
from app.access.commands import GuardedAct
from app.access.decisions import Decision, deny
from app.access.facts import Actor, DeviceFacts, EnrolmentFacts, Facts, PersonFacts
from app.access.guard import Guard, Party, Telling, When
from app.access.guards_of_papers import OF_PAPERS
from app.access.guards_on_server import ON_SERVER
from app.access.reasons import Reason
from app.access.remits.guards import OF_REMITS

_OFFICES = frozenset({Party.CHAIR, Party.ADMINISTRATORS})
_CONCERNED = _OFFICES | {Party.SUBJECT}

_OF_POWER = (Telling(_CONCERNED, When.POWER),)
"""Of acts that could unseat or imitate somebody with an office of power."""

_OF_TRUST = (Telling(_CONCERNED, When.BY_TWO),)
"""Of acts that let somebody in, also about clerks: they are the second person of many acts."""

_ALL = (Telling(_CONCERNED),)
_BOTH_OFFICES = (Telling(_OFFICES),)
_OF_FACTORS = Telling(frozenset({Party.ADMINISTRATORS, Party.SUBJECT}))

_TABLE: dict[GuardedAct, Guard] = {
    Action.FACTOR_CHANGE: Guard(
        "自分の認証手段を加える、外す",
        "本人",
        "3",
        told=(_OF_FACTORS,),
        shown="いまの認証手段の一覧",
        undone="本人がもう一度登録する",
    ),
    Action.FACTOR_RESET: Guard(
        "認証手段の再設定を求める（議長、副責任者、局長、調査担当の、はじめての登録用紙も）",
        "議会事務局長（議長、副責任者、局長、調査担当の分は議長も）",
        "6-2",
        second=Action.FACTOR_RESET_CONFIRM,
        passkey=When.POWER,
        told=_OF_POWER,
        shown="だれの認証手段か",
        undone="確認されるまでは、効力がなく、取り下げられる",
    ),
    Action.FACTOR_RESET_CONFIRM: Guard(
        "認証手段の再設定を確認する",
        "求めた人でも本人でもない、事務局、議長、副責任者（議長、副責任者、局長、調査担当の分は書記を除く）",
        "6-2",
        passkey=When.POWER,
        told=(_OF_FACTORS, *_OF_POWER),
        shown="だれの分を、だれが、なぜ求めたか。無効になる認証手段",
        undone="本人が登録用紙で登録し直す",
    ),
    Action.LETTER_ISSUE: Guard(
        "登録用紙を発行する",
        "議会事務局長（議長、副責任者、局長、調査担当の分は、再設定を求めた人を除く議会事務局長、議長、副責任者）。"
        "自分の分はできない",
        "6-2",
        passkey=When.POWER,
        told=_OF_TRUST,
        shown="だれの用紙か",
        undone="使われるまでは、無効にするか、発行し直す",
    ),
    Action.DEVICE_APPROVE: Guard(
        "端末を承認する、止めた端末を再開する",
        "議会事務局長（議長、副責任者、局長、調査担当の端末は、議長と副責任者も）。"
        "自分の端末と、この四つの役職の人で自分が登録用紙を発行した人の端末はできない",
        "6-1(14)②",
        passkey=When.POWER,
        told=_OF_TRUST,
        shown="端末の画面にある番号と、持ち主",
        undone="端末を止める",
    ),
    Action.DEVICE_CLEAR: Guard(
        "感染か疑いで止めた端末を、調べた結果を書いて、また使えるようにする",
        "議会事務局長、議長、副責任者。止めた人と、持ち主はできない",
        "6-4(3)⑤",
        passkey=When.POWER,
        told=_OF_TRUST,
        shown="端末、持ち主、だれがいつ止めたか",
        undone="端末をもう一度止める",
    ),
    Action.DEVICE_REBIND: Guard(
        "鍵の消えた端末を、番号なしで登録し直す",
        "議会事務局長（議長、副責任者、局長、調査担当の端末は、議長と副責任者も）。本人がパスキーで確かめて申し込んだ端末だけ。"
        "自分の端末と、この四つの役職の人で自分が登録用紙を発行した人の端末はできない",
        "6-1(14)②",
        passkey=When.POWER,
        told=_ALL,
        shown="前の端末と、それが最後に使われた時、持ち主",
        undone="端末を止める",
    ),
    Action.DEVICE_SITTING_APPROVE: Guard(
        "会議中の個人の端末を承認する",
        "議長、または委任を受けた人",
        "5(1)④",
        shown="端末と持ち主",
        undone="承認を取り消す",
    ),
    Action.MATERIAL_LABEL: Guard(
        "区分を下げる、機密性3A とする",
        "事務局（機密性3A の資料は議会事務局長）",
        "6-1(2)②",
        second=Action.MATERIAL_LABEL_CONFIRM,
        fresh_seconds=None,
        shown="いまの区分と、新しい区分でできるようになること",
        undone="区分はいつでも、1 人で上げられる",
    ),
    Action.MATERIAL_LABEL_CONFIRM: Guard(
        "区分の変更か、取り下げた資料をもとに戻すことを確認する",
        "求めた人ではない事務局の人（機密性3A は議会事務局長）",
        "6-1(2)②",
        shown="資料とその版、読める人、前と後の区分、求めた人、理由",
        undone="区分はいつでも、1 人で上げられる。資料はいつでも、1 人で取り下げられる",
    ),
    Action.MATERIAL_RELEASE: Guard(
        "住民に公開することを求める",
        "事務局",
        "2(2)⑦",
        second=Action.MATERIAL_RELEASE_CONFIRM,
        fresh_seconds=None,
        told=_BOTH_OFFICES,
        shown="公開される版の内容と、ファイルの点検で見つかったこと",
        undone="確認されるまでは、求めた人が取り消す",
    ),
    Action.MATERIAL_RELEASE_CONFIRM: Guard(
        "住民への公開を確認する",
        "求めた人ではない事務局の人。2 人のうち 1 人は議会事務局長",
        "2(2)⑦",
        told=_BOTH_OFFICES,
        shown="公開される版の内容、公開用の PDF、ファイルの点検で見つかったこと、求めた人、理由",
        undone="公開は 1 人でやめられる。それまでに保存されたものは、取り戻せない",
    ),
    Action.MATERIAL_RELEASE_END: Guard(
        "住民への公開をやめる",
        "事務局",
        "2(2)⑦",
        fresh_seconds=None,
        shown="公開している版",
        undone="もう一度、2 人で公開する",
    ),
    Action.MEETING_PUBLISH: Guard(
        "会議を、その資料とともに公開する",
        "事務局（機密性3A の資料は、議会事務局長が公開したときだけ）",
        "1(3)",
        fresh_seconds=None,
        shown="公開前の確認：区分ごとに、だれが何をできるようになるか。そのあとで変わったものがあれば、公開せずに確認に戻る",
        undone="だれも読まないうちは、未公開に戻す。そのあとは、資料を取り下げるか、会議を中止にする",
    ),
    Action.OFFICE_ASK: Guard(
        "議長、副責任者、議会事務局長、調査担当、議長職務代行者の役職を与える、終える、期間を変える。その人を退任させる。"
        "書記、監査担当、アドバイザー、委託事業者の役職を与える、延ばす",
        "議会事務局長か議長。自分の役職はできない",
        "6-1(2)②",
        second=Action.OFFICE_CONFIRM,
        passkey=When.ALWAYS,
        told=_ALL,
        shown="だれの、どの役職を、いつからいつまで",
        undone="確認されるまでは、効力がなく、取り下げられる",
    ),
    Action.OFFICE_CONFIRM: Guard(
        "役職の申し出を確認する",
        "議長（議長が申し出たか、議長についてか、議長がいないときと、書記と議長職務代行者については、副責任者かほかの議会事務局長も。"
        "調査担当、監査担当、アドバイザー、委託事業者は、2 人のうち 1 人が議長）。"
        "求めた人でも本人でもない人。力のない人に与えるときは、その人の登録用紙を発行した人と端末を承認した人もできない",
        "6-1(2)②",
        passkey=When.ALWAYS,
        told=_ALL,
        shown="だれが、なぜ求めたか。その人の登録用紙を発行した人と、端末を承認した人",
        undone="もう一度 2 人で戻す",
    ),
    Action.OFFICE_RETURN: Guard(
        "議長の職務に戻る（議長職務代行者の役職を終える）",
        "議長",
        "1(1)",
        fresh_seconds=None,
        told=_ALL,
        shown="だれが、なぜ代行しているか",
        undone="もう一度 2 人で、議長職務代行者を決める",
    ),
    Action.HALT_BEGIN: Guard(
        "緊急停止を始める（閲覧凍結、全停止）、閲覧凍結を全停止に広げる",
        "議長か議会事務局長（議長の職務を法律により行う人も）。1 人で、すぐに",
        "6-5(2)",
        fresh_seconds=None,
        told=_BOTH_OFFICES,
        shown="いま止めているものと、止めると何ができなくなるか",
        undone="2 人で解除する",
    ),
    Action.HALT_LIFT: Guard(
        "緊急停止の解除か、全停止を閲覧凍結に緩めることを申し出る",
        "議長か議会事務局長（議長の職務を法律により行う人も）",
        "6-1(2)②",
        second=Action.HALT_LIFT_CONFIRM,
        passkey=When.ALWAYS,
        told=_BOTH_OFFICES,
        shown="だれが、いつ、なぜ、どこまで止めたか。そのあとで変わったものがあれば、申し出にならない",
        undone="確認されるまでは、効力がなく、取り下げられる",
    ),
    Action.HALT_LIFT_CONFIRM: Guard(
        "緊急停止の解除の申し出を確認する",
        "申し出た人ではない、議長か議会事務局長（議長の職務を法律により行う人も）",
        "6-1(2)②",
        passkey=When.ALWAYS,
        told=_BOTH_OFFICES,
        shown="だれが、いつ、なぜ、どこまで止めたか。だれが、なぜ、解除を申し出たか",
        undone="もう一度止める（1 人でできる）",
    ),
    Action.STANDARD_ASK: Guard(
        "規程の値（取扱いの表、区域、時間など）を変えることを申し出る",
        "議長か議会事務局長（議長の職務を法律により行う人も）",
        "6-1(2)②",
        second=Action.STANDARD_CONFIRM,
        passkey=When.ALWAYS,
        told=_BOTH_OFFICES,
        shown="いまの値と新しい値、だれが何をできるようになり、何をできなくなるか。見たものと変わっていれば、申し出にならない",
        undone="確認されるまでは、効力がなく、取り下げられる",
    ),
    Action.STANDARD_CONFIRM: Guard(
        "規程の値を変える申し出を確認する",
        "申し出た人ではない、議長か議会事務局長（議長の職務を法律により行う人も）。緩める変更と例外は、1 人が議長",
        "6-1(2)②",
        passkey=When.ALWAYS,
        told=_BOTH_OFFICES,
        shown="いまの値と、新しい値。だれが何をできるようになり、何をできなくなるか。だれが、なぜ申し出たか",
        undone="もう一度 2 人で戻す",
    ),
    Action.PERSON_CORRECT: Guard(
        "氏名、肩書、読み上げの配慮など、登録の内容を直す",
        "議会事務局長。自分の登録はできない",
        "1(2)",
        told=_OF_POWER,
        shown="いまの登録の内容",
        undone="もう一度直す。前と後の内容は、記録に残る",
    ),
    Action.GROUP_CHANGE: Guard(
        "会派・委員会の名前と、そこに属する人と期間を変える",
        "議会事務局長。自分を入れることはできない",
        "1(2)",
        told=_OF_POWER,
        shown="いまの名前と、属する人と、その期間",
        undone="もう一度変える。だれを入れ、だれを外し、期間をどう変えたかは、一人ずつ記録に残る",
    ),
    Action.OFFICE_CHANGE: Guard(
        "議員、執行部の役職を与える、期間を変える。書記、監査担当、アドバイザー、委託事業者の役職を早く終える",
        "議会事務局長。自分の役職はできない",
        "1(2)",
        told=_OF_POWER,
        shown="いまの役職と期間",
        undone="もう一度変える。前と後の期間は、記録に残る",
    ),
    Action.DELEGATE: Guard(
        "議長の職務を委任する、委任を終える",
        "議長",
        "1(1)④",
        told=_ALL,
        shown="だれに、どの職務を、いつまで",
        undone="いつでも、1 人で終えられる",
    ),
    Action.DEVICE_STOP: Guard(
        "端末を止める、登録を取り消す",
        "議会事務局長か議長",
        "6-2(2)",
        fresh_seconds=None,
        told=_OF_POWER,
        shown="端末と持ち主",
        undone="一時停止は再開できる。取り消した端末は二度と使えず、別の端末を登録する",
    ),
    Action.MATERIAL_PUBLISH: Guard(
        "資料を 1 件、読む人に公開する",
        "事務局（機密性3A の資料は議会事務局長）",
        "1(3)",
        fresh_seconds=None,
        shown="資料の画面：区分、読める人、できること。そのあとで変わったものがあれば、公開しない",
        undone="資料を取り下げる。それまでに読まれたことは、取り消せない",
    ),
    Action.MATERIAL_REMOVE: Guard(
        "まちがえて入れた資料を、読まれる前に取り除く",
        "事務局（機密性3A の資料は議会事務局長）",
        "1(3)",
        fresh_seconds=None,
        shown="資料の画面：まだだれも読んでいないこと",
        undone="戻せない。もう一度入れる（読まれた資料は取り除けず、取り下げるだけ）",
    ),
    Action.MEETING_CALL_OFF: Guard(
        "公開した会議を中止、延会、流会にする",
        "事務局",
        "1(3)",
        fresh_seconds=None,
        shown="会議の名前と日時、いつまで取り消せるか",
        undone="始まる時刻か、もとの会議の日の終わりまでは取り消せる。会議の日が過ぎたものは、中止にも延会にもできない。"
        "始まった会議を中止や延会にしても、その日の会議中の制限は解けない",
    ),
    Action.MEETING_DELETE: Guard(
        "未公開の会議を削除する",
        "事務局",
        "1(3)",
        fresh_seconds=None,
        shown="会議の名前、日時、日程の数",
        undone="戻せない。もう一度作る（資料のある会議と、公開している会議は削除できない）",
    ),
    Action.MATERIAL_REPLACE: Guard(
        "差し替えた版を公開する、前の版に戻す",
        "事務局（機密性3A の資料は議会事務局長）。完全性2 の資料は、出す版を入れた人を除く",
        "1(3)",
        fresh_seconds=None,
        told=(Telling(_OFFICES, When.RELEASED),),
        shown="前の版と新しい版のページ、ファイルの名前、ページ数、ちがうページ",
        undone="前の版に戻す（次の差し替えを公開するまで）。読まれたことは取り消せない。住民への公開は、2 人でし直す",
    ),
    **OF_PAPERS,
    **OF_REMITS,
    Action.PERSON_SUSPEND: Guard(
        "利用を停止する",
        "議長、または委任を受けた人（四つの役職の人は議長だけ）。自分と議長は停止できない",
        "7-6③",
        fresh_seconds=None,
        told=_OF_POWER,
        shown="その人の登録、役職、端末",
        undone="停止を解除する",
    ),
    Action.PERSON_LIFT: Guard(
        "利用の停止を解除する",
        "議長、または委任を受けた人（四つの役職の人は議長だけ）",
        "7-6③",
        told=_OF_POWER,
        shown="いつ、だれが、なぜ停止したか",
        undone="もう一度停止する",
    ),
    Action.RETIREMENT_CLOSE: Guard(
        "退任の手続きを終える",
        "議会事務局長。役職がすべて終わり、端末が戻り、守秘の確認が済んだ人だけ",
        "5(1)⑥",
        shown="返却と守秘の確認の一覧",
        undone="元に戻せない。もう一度就任する人は、新しい ID で登録する",
    ),
    Action.PEOPLE_IMPORT: Guard(
        "名簿を取り込む",
        "議会事務局長。この四つの役職と書記の役職、自分の登録は、変えられない",
        "1(2)",
        told=_OF_POWER,
        shown="行ごとに、何が変わるか。重なりの疑い",
        undone="もう一度直す。前と後の内容は、記録に残る",
    ),
    Action.CONNECTIONS_END: Guard(
        "接続を終了する",
        "議会事務局長",
        "6-2",
        fresh_seconds=None,
        told=_OF_POWER,
        shown="だれが、どこから、どの端末で使っているか",
        undone="本人がもう一度サインインする",
    ),
    Action.MATERIAL_READERS: Guard(
        "資料を読む人を変える",
        "事務局（機密性3A の資料は議会事務局長）",
        "2(1)",
        fresh_seconds=None,
        shown="いま読める人",
        undone="もう一度変える。それまでに読まれたことは、取り消せない",
    ),
    **ON_SERVER,
}

GUARDS: Mapping[GuardedAct, Guard] = MappingProxyType(_TABLE)
"""Act → row. An act that is not here is decided by its rule alone."""


def guarded(actor: Actor, action: Action, facts: Facts, decision: Decision) -> Decision:
    """The rule's decision, or a refusal when the act's row demands a more recent or stronger sign-in.

    Checked after the rule, so that nobody is asked to sign in again for something that they may not do anyway.
    """
    guard = GUARDS.get(action)
    if guard is None or not decision.is_allowed:
        return decision
    age = actor.strong_age_seconds
    if guard.fresh_seconds is not None and (age is None or age > guard.fresh_seconds):
        return deny(Reason.STALE, decision.clause)
    if _needs_passkey(guard, facts) and not actor.is_phishing_resistant:
        return deny(Reason.NEEDS_PASSKEY, decision.clause)
    return decision


def _needs_passkey(guard: Guard, facts: Facts) -> bool:
    """Whether the row demands a passkey. Also when the facts do not say whether a person with power is concerned."""
    if guard.passkey is not When.POWER:
        return guard.passkey is not None
    if isinstance(facts, EnrolmentFacts | PersonFacts):
        return facts.has_power
    return not isinstance(facts, DeviceFacts) or facts.holder_has_power
