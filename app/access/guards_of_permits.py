"""The guarded acts about permits, a part of the table in `guards`."""

from collections.abc import Mapping
from types import MappingProxyType

from app.access.actions import Action
from app.access.commands import GuardedAct
from app.access.guard import Guard, Party, Telling

OF_PERMITS: Mapping[GuardedAct, Guard] = MappingProxyType(
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
            told=(Telling(frozenset({Party.CHAIR, Party.ADMINISTRATORS})),),
            shown="だれに、どの資料を、何時間まで許すか。議長がいつまでに確認しなければ終わるか",
            undone="議長が認めなければ、すぐに終わる。始めた人も終えられる。確認されないまま時間が過ぎても終わる",
        ),
    }
)
"""Act → row."""
