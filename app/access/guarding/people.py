"""Guarded acts about people: offices, delegations, groups, suspensions, leaving."""

from app.access.actions import Action
from app.access.commands import GuardedAct
from app.access.guard import TOLD_OF_POWER, TOLD_TO_ALL, Guard, When

OF_PEOPLE: dict[GuardedAct, Guard] = {
    Action.OFFICE_ASK: Guard(
        "議長、副責任者、議会事務局長、調査担当、議長職務代行者の役職を与える、終える、期間を変える。その人を退任させる。"
        "書記、監査担当、アドバイザー、委託事業者の役職を与える、延ばす",
        "議会事務局長か議長。自分の役職はできない",
        "6-1(2)②",
        second=Action.OFFICE_CONFIRM,
        passkey=When.ALWAYS,
        told=TOLD_TO_ALL,
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
        told=TOLD_TO_ALL,
        shown="だれが、なぜ求めたか。その人の登録用紙を発行した人と、端末を承認した人",
        undone="もう一度 2 人で戻す",
    ),
    Action.OFFICE_RETURN: Guard(
        "議長の職務に戻る（議長職務代行者の役職を終える）",
        "議長",
        "1(1)",
        fresh_seconds=None,
        told=TOLD_TO_ALL,
        shown="だれが、なぜ代行しているか",
        undone="もう一度 2 人で、議長職務代行者を決める",
    ),
    Action.PERSON_CORRECT: Guard(
        "氏名、肩書、読み上げの配慮など、登録の内容を直す",
        "議会事務局長。自分の登録はできない",
        "1(2)",
        told=TOLD_OF_POWER,
        shown="いまの登録の内容",
        undone="もう一度直す。前と後の内容は、記録に残る",
    ),
    Action.GROUP_CHANGE: Guard(
        "会派・委員会の名前と、そこに属する人と期間を変える",
        "議会事務局長。自分を入れることはできない",
        "1(2)",
        told=TOLD_OF_POWER,
        shown="いまの名前と、属する人と、その期間",
        undone="もう一度変える。だれを入れ、だれを外し、期間をどう変えたかは、一人ずつ記録に残る",
    ),
    Action.OFFICE_CHANGE: Guard(
        "議員、執行部の役職を与える、期間を変える。書記、監査担当、アドバイザー、委託事業者の役職を早く終える",
        "議会事務局長。自分の役職はできない",
        "1(2)",
        told=TOLD_OF_POWER,
        shown="いまの役職と期間",
        undone="もう一度変える。前と後の期間は、記録に残る",
    ),
    Action.DELEGATE: Guard(
        "議長の職務を委任する、委任を終える",
        "議長",
        "1(1)④",
        told=TOLD_TO_ALL,
        shown="だれに、どの職務を、いつまで",
        undone="いつでも、1 人で終えられる",
    ),
    Action.PERSON_SUSPEND: Guard(
        "利用を停止する",
        "議長、または委任を受けた人（四つの役職の人は議長だけ）。自分と議長は停止できない",
        "7-6③",
        fresh_seconds=None,
        told=TOLD_OF_POWER,
        shown="その人の登録、役職、端末",
        undone="停止を解除する",
    ),
    Action.PERSON_LIFT: Guard(
        "利用の停止を解除する",
        "議長、または委任を受けた人（四つの役職の人は議長だけ）",
        "7-6③",
        told=TOLD_OF_POWER,
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
        told=TOLD_OF_POWER,
        shown="行ごとに、何が変わるか。重なりの疑い",
        undone="もう一度直す。前と後の内容は、記録に残る",
    ),
}
