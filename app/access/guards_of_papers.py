"""The guarded acts about exceptions and about the end of a paper, a part of the table in `guards`."""

from collections.abc import Mapping
from types import MappingProxyType

from app.access.actions import Action
from app.access.commands import GuardedAct
from app.access.guard import Guard, Party, Telling, When

_BOTH_OFFICES = (Telling(frozenset({Party.CHAIR, Party.ADMINISTRATORS})),)

OF_PAPERS: Mapping[GuardedAct, Guard] = MappingProxyType(
    {
        Action.PERMIT_DECIDE: Guard(
            "例外許可を決める",
            "議長、または委任を受けた人。自分の申請はできない",
            "7-4(1)",
            shown="資料、申請した人、理由、回数と期限",
            undone="期限の前でも取り消す",
        ),
        Action.PERMIT_EMERGENCY: Guard(
            "緊急の例外を始める（議長の許可の前に、1 人 1 台、決められた時間だけ）",
            "議会事務局長。自分についてはできない",
            "7-4(2)",
            told=_BOTH_OFFICES,
            shown="だれに、どの資料を、何時間まで許すか。議長がいつまでに確認しなければ終わるか",
            undone="議長が認めなければ、すぐに終わる。始めた人も終えられる。確認されないまま時間が過ぎても終わる",
        ),
        Action.MATERIAL_DISPOSE: Guard(
            "資料を廃棄することを申し出る",
            "事務局（機密性3A の資料は議会事務局長）",
            "2(1) 取扱制限5",
            second=Action.MATERIAL_DISPOSE_CONFIRM,
            fresh_seconds=None,
            told=_BOTH_OFFICES,
            shown="資料の題名、区分、すべての版、読める人、許可で渡したもの、保存期間",
            undone="確認されるまでは、効力がなく、申し出た人が取り下げる",
        ),
        Action.MATERIAL_DISPOSE_CONFIRM: Guard(
            "資料の廃棄か、資料や会議の保存期間を短くすることを確認する",
            "申し出た人ではない、議長か議会事務局長（議長の職務を法律により行う人も）。機密性3 の資料は議長",
            "2(1) 取扱制限5",
            passkey=When.ALWAYS,
            told=_BOTH_OFFICES,
            shown="資料の題名、区分、すべての版、読める人、許可で渡したもの、保存期間。だれが、なぜ申し出たか",
            undone="廃棄は戻せない。すべての版の鍵を捨てるため、控えの保管庫からも読めない。期間はまた長くできる",
        ),
    }
)
"""Act → row."""
