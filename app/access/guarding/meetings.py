"""Guarded acts about meetings."""

from app.access.actions import Action
from app.access.commands import GuardedAct
from app.access.guard import Guard

OF_MEETINGS: dict[GuardedAct, Guard] = {
    Action.MEETING_PUBLISH: Guard(
        "会議を、その資料とともに公開する",
        "事務局（機密性3A の資料は、議会事務局長が公開したときだけ）",
        "1(3)",
        fresh_seconds=None,
        shown="公開前の確認：区分ごとに、だれが何をできるようになるか。そのあとで変わったものがあれば、公開せずに確認に戻る",
        undone="だれも読まないうちは、未公開に戻す。そのあとは、資料を取り下げるか、会議を中止にする",
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
}
