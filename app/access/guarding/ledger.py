"""The guarded acts of offices that are given for a matter, a part of the table in `app.access.guards`."""

from collections.abc import Mapping
from types import MappingProxyType

from app.access.actions import Action
from app.access.commands import GuardedAct
from app.access.guard import Guard, Informed, Party

OF_REMITS: Mapping[GuardedAct, Guard] = MappingProxyType(
    {
        Action.LEDGER_EXTRACT: Guard(
            "役職の範囲の記録や台帳を書き出す",
            "調査担当か監査担当。決められた人、期間、台帳だけ",
            "7-2(2)",
            told=(Informed(frozenset({Party.CHAIR})),),
            shown="対象の人と期間",
            undone="書き出したものは取り戻せない。書き出したことは記録に残る",
        ),
    }
)
"""Act → row."""
