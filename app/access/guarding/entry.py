"""Guarded acts about how somebody signs in: factors, letters, devices, connections."""

from app.access.actions import Action
from app.access.commands import GuardedAct
from app.access.guard import TOLD_OF_POWER, TOLD_OF_TRUST, TOLD_TO_ALL, Guard, Informed, Party, When

_OF_FACTORS = Informed(frozenset({Party.ADMINISTRATORS, Party.SUBJECT}))

OF_ENTRY: dict[GuardedAct, Guard] = {
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
        told=TOLD_OF_POWER,
        shown="だれの認証手段か",
        undone="確認されるまでは、効力がなく、取り下げられる",
    ),
    Action.FACTOR_RESET_CONFIRM: Guard(
        "認証手段の再設定を確認する",
        "求めた人でも本人でもない、事務局、議長、副責任者（議長、副責任者、局長、調査担当の分は書記を除く）",
        "6-2",
        passkey=When.POWER,
        told=(_OF_FACTORS, *TOLD_OF_POWER),
        shown="だれの分を、だれが、なぜ求めたか。無効になる認証手段",
        undone="本人が登録用紙で登録し直す",
    ),
    Action.LETTER_ISSUE: Guard(
        "登録用紙を発行する",
        "議会事務局長（議長、副責任者、局長、調査担当の分は、再設定を求めた人を除く議会事務局長、議長、副責任者）。"
        "自分の分はできない",
        "6-2",
        passkey=When.POWER,
        told=TOLD_OF_TRUST,
        shown="だれの用紙か",
        undone="使われるまでは、無効にするか、発行し直す",
    ),
    Action.DEVICE_APPROVE: Guard(
        "端末を承認する、止めた端末を再開する",
        "議会事務局長（議長、副責任者、局長、調査担当の端末は、議長と副責任者も）。"
        "自分の端末と、この四つの役職の人で自分が登録用紙を発行した人の端末はできない",
        "6-1(14)②",
        passkey=When.POWER,
        told=TOLD_OF_TRUST,
        shown="端末の画面にある番号と、持ち主",
        undone="端末を止める",
    ),
    Action.DEVICE_CLEAR: Guard(
        "感染か疑いで止めた端末を、調べた結果を書いて、また使えるようにする",
        "議会事務局長、議長、副責任者。止めた人と、持ち主はできない",
        "6-4(3)⑤",
        passkey=When.POWER,
        told=TOLD_OF_TRUST,
        shown="端末、持ち主、だれがいつ止めたか",
        undone="端末をもう一度止める",
    ),
    Action.DEVICE_REBIND: Guard(
        "鍵の消えた端末を、番号なしで登録し直す",
        "議会事務局長（議長、副責任者、局長、調査担当の端末は、議長と副責任者も）。本人がパスキーで確かめて申し込んだ端末だけ。"
        "自分の端末と、この四つの役職の人で自分が登録用紙を発行した人の端末はできない",
        "6-1(14)②",
        passkey=When.POWER,
        told=TOLD_TO_ALL,
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
    Action.DEVICE_STOP: Guard(
        "端末を止める、登録を取り消す",
        "議会事務局長か議長",
        "6-2(2)",
        fresh_seconds=None,
        told=TOLD_OF_POWER,
        shown="端末と持ち主",
        undone="一時停止は再開できる。取り消した端末は二度と使えず、別の端末を登録する",
    ),
    Action.CONNECTIONS_END: Guard(
        "接続を終了する",
        "議会事務局長",
        "6-2",
        fresh_seconds=None,
        told=TOLD_OF_POWER,
        shown="だれが、どこから、どの端末で使っているか",
        undone="本人がもう一度サインインする",
    ),
}
