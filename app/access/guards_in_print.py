"""The table of guarded acts as `gijo guards` prints it and `docs/ja/guards.md` holds it. Text only."""

from collections.abc import Iterator

from app.access.commands import Command, GuardedAct
from app.access.guard import Guard, Informed, Party, When
from app.access.guards import GUARDS

_HEAD = (
    "# 特に守られている操作",
    "",
    "元に戻せない操作、権限を動かす操作、人や端末を通す操作は、ほかより強く守られています。",
    "次の表は、システムが実際に使っている表です。",
    "「2 人目」とあるものは、求めた人とは別の人が確認するまで効力がありません",
    "（機密性3A の指定は、求めた時から守られます）。",
    "2 人目の確認は、その人の画面に出ていたものにだけ効きます。",
    "ひらいたあとで変わったときは、何も変えずに、いまの内容を出します（E410）。",
    "「四つの役職」は、議長、副責任者、議会事務局長、調査担当です。議長職務代行者も、その間は同じに扱います。",
    "",
)
"""What stands above the table."""


def in_print() -> Iterator[str]:
    """The page as lines of Markdown: its heading, and the table in the order of `GUARDS`."""
    yield from _HEAD
    yield "| 操作 | 条項 | だれが | 2 人目 | 本人確認 | 知らせる相手 | 先に見るもの | 元に戻すには |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for act, guard in GUARDS.items():
        second = GUARDS[guard.second].who if guard.second is not None else "いらない"
        sign_in, told = _sign_in_words(act, guard), "。".join(map(_told_words, guard.told)) or "なし"
        cells = (_act_words(act, guard), guard.clause, guard.who, second, sign_in, told, guard.shown, guard.undone)
        yield f"| {' | '.join(cells)} |"


def _act_words(act: GuardedAct, guard: Guard) -> str:
    return f"{guard.act}（`{act.value}`）" if isinstance(act, Command) else guard.act


def _told_words(telling: Informed) -> str:
    who = "、".join(party.value for party in Party if party in telling.to)
    return f"{who}（{telling.when.value}）" if telling.when is not When.ALWAYS else who


def _sign_in_words(act: GuardedAct, guard: Guard) -> str:
    if isinstance(act, Command):
        return "サーバーに入れること"
    if guard.fresh_seconds is None:
        return "サインインだけ"
    fresh = f"{guard.fresh_seconds // 60} 分以内に"
    if guard.passkey is None:
        return fresh
    return f"{fresh}パスキーで" if guard.passkey is When.ALWAYS else f"{fresh}（{guard.passkey.value}は、パスキーで）"
