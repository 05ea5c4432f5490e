"""Guarded acts that change what holds for the whole council: stops, and values of the policy."""

from app.access.actions import Action
from app.access.commands import GuardedAct
from app.access.guard import TOLD_TO_OFFICES, Guard, When

OF_COUNCIL: dict[GuardedAct, Guard] = {
    Action.HALT_BEGIN: Guard(
        "緊急停止を始める（閲覧凍結、全停止）、閲覧凍結を全停止に広げる",
        "議長か議会事務局長（議長の職務を法律により行う人も）。1 人で、すぐに",
        "6-5(2)",
        fresh_seconds=None,
        told=TOLD_TO_OFFICES,
        shown="いま止めているものと、止めると何ができなくなるか",
        undone="2 人で解除する",
    ),
    Action.HALT_LIFT: Guard(
        "緊急停止の解除か、全停止を閲覧凍結に緩めることを申し出る",
        "議長か議会事務局長（議長の職務を法律により行う人も）",
        "6-1(2)②",
        second=Action.HALT_LIFT_CONFIRM,
        passkey=When.ALWAYS,
        told=TOLD_TO_OFFICES,
        shown="だれが、いつ、なぜ、どこまで止めたか。そのあとで変わったものがあれば、申し出にならない",
        undone="確認されるまでは、効力がなく、取り下げられる",
    ),
    Action.HALT_LIFT_CONFIRM: Guard(
        "緊急停止の解除の申し出を確認する",
        "申し出た人ではない、議長か議会事務局長（議長の職務を法律により行う人も）",
        "6-1(2)②",
        passkey=When.ALWAYS,
        told=TOLD_TO_OFFICES,
        shown="だれが、いつ、なぜ、どこまで止めたか。だれが、なぜ、解除を申し出たか",
        undone="もう一度止める（1 人でできる）",
    ),
    Action.STANDARD_ASK: Guard(
        "規程の値（取扱いの表、区域、時間など）を変えることを申し出る",
        "議長か議会事務局長（議長の職務を法律により行う人も）",
        "6-1(2)②",
        second=Action.STANDARD_CONFIRM,
        passkey=When.ALWAYS,
        told=TOLD_TO_OFFICES,
        shown="いまの値と新しい値、だれが何をできるようになり、何をできなくなるか。見たものと変わっていれば、申し出にならない",
        undone="確認されるまでは、効力がなく、取り下げられる",
    ),
    Action.STANDARD_CONFIRM: Guard(
        "規程の値を変える申し出を確認する",
        "申し出た人ではない、議長か議会事務局長（議長の職務を法律により行う人も）。緩める変更と例外は、1 人が議長",
        "6-1(2)②",
        passkey=When.ALWAYS,
        told=TOLD_TO_OFFICES,
        shown="いまの値と、新しい値。だれが何をできるようになり、何をできなくなるか。だれが、なぜ申し出たか",
        undone="もう一度 2 人で戻す",
    ),
}
