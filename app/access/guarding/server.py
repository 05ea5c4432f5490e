"""Guarded acts by commands on the server. `guards` joins them to the acts of people."""

from app.access.commands import Command, GuardedAct
from app.access.guard import TOLD_TO_ALL, TOLD_TO_OFFICES, Guard, Informed, Party

ON_SERVER: dict[GuardedAct, Guard] = {
    Command.LIFT: Guard(
        "利用の停止を、サーバーで解除する",
        "サーバーの運用者。画面で解除できる議長がいないときだけ",
        "7-6③",
        told=TOLD_TO_ALL,
        shown="だれの停止か",
        undone="議長がもう一度停止する",
    ),
    Command.CONFIRM: Guard(
        "役職の申し出とリセットを、サーバーで確認する",
        "サーバーの運用者。画面で確認できる人がいないときだけ",
        "6-1(2)②",
        told=TOLD_TO_ALL,
        shown="だれの分を、だれが、なぜ求めたか（gijo offices list。そこに出た印がなければ確認しない）",
        undone="もう一度 2 人で戻す",
    ),
    Command.HALT: Guard(
        "緊急停止を、サーバーで始める",
        "サーバーの運用者",
        "6-5(2)",
        told=TOLD_TO_OFFICES,
        shown="いま止めているもの（gijo halt show）",
        undone="議長と議会事務局長が 2 人で解除する",
    ),
    Command.HALT_LIFT: Guard(
        "緊急停止を、サーバーで解除する",
        "サーバーの運用者。画面で解除できる人が 2 人いないときだけ",
        "6-1(2)②",
        told=TOLD_TO_OFFICES,
        shown="だれが、いつ、なぜ、どこまで止めたか（gijo halt show。そこに出た印がなければ解除しない）",
        undone="もう一度止める",
    ),
    Command.STANDARDS_REBUILD: Guard(
        "書き換えられた規程の値を、記録から作り直す",
        "サーバーの運用者。書き換えが見つかったときだけ。閲覧を止めている間は、緩くなるなら断る",
        "6-5(1)②",
        told=TOLD_TO_OFFICES,
        shown="いま効いている値と、その元（gijo standards）",
        undone="値は、画面で 2 人で変える",
    ),
    Command.DEVICE_APPROVE: Guard(
        "端末を、サーバーで承認する",
        "サーバーの運用者。最初の議会事務局長の端末のために",
        "6-1(14)②",
        told=TOLD_TO_ALL,
        shown="端末の画面にある番号",
        undone="端末を止める",
    ),
    Command.ACCEPT_RESTORE: Guard(
        "控えから戻した台帳を認める",
        "サーバーの運用者。議長か議会事務局長が命じ、別の人（議長、副責任者、議会事務局長、書記）が確認したものを書く",
        "6-5(1)②",
        told=TOLD_TO_OFFICES,
        shown="失われた記録の範囲（gijo serve が示す）",
        undone="元に戻せない。失われた範囲は、署名とともに台帳に残る",
    ),
    Command.ACCEPT_SEAL: Guard(
        "封印と合わない行を、今の内容のまま認める",
        "サーバーの運用者",
        "6-5(1)②",
        told=TOLD_TO_OFFICES,
        shown="合わない行の一覧（gijo seals。そこに出た印がなければ認めない）",
        undone="元に戻せない。認めたことと理由は、台帳に残る",
    ),
    Command.TRACE: Guard(
        "漏れた画像を、見せた控えと比べる",
        "サーバーの運用者。議長が命じたときだけ",
        "7-2(2)",
        told=(Informed(frozenset({Party.CHAIR})),),
        shown="どの資料を、なぜ調べるか。名前は、偶然で合う確率が百万分の 1 以下のときだけ出す",
        undone="元に戻せない。調べたことと結果は、台帳に残る",
    ),
    Command.KEYS_NEW: Guard(
        "封印に使う鍵を新しくする",
        "サーバーの運用者。議長か議会事務局長が命じ、別の人（議長、副責任者、議会事務局長、書記）が確認したものを書く",
        "6-1(2)②",
        told=TOLD_TO_OFFICES,
        shown="いまの鍵と、開くものの数（gijo keys list）。鍵の控えに先に書く",
        undone="もう一度新しくする。前の鍵も、捨てるまで残る",
    ),
    Command.KEYS_REMOVE: Guard(
        "前の鍵を捨てる",
        "サーバーの運用者。議長か議会事務局長が命じ、別の人（議長、副責任者、議会事務局長、書記）が確認したものを書く。"
        "開くものが 1 件でも残るうちと、新しい鍵にしてから 1 日の間は断る",
        "6-1(2)②",
        told=TOLD_TO_OFFICES,
        shown="その鍵で開くものの数（gijo keys list）",
        undone="鍵の控えから戻す。控えも捨てたあとは、元に戻せない",
    ),
}
"""In the order in which they are printed."""
