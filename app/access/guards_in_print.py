"""The table of guarded acts as `gijo guards` prints it and `docs/ja/guards.md` holds it. Text only."""

from collections.abc import Iterator

from app.access.commands import Command, GuardedAct
from app.access.guard import Guard, Party, Telling, When
from app.access.guards import GUARDS


def in_print() -> Iterator[str]:
    """The table as lines of Markdown, in the order of `GUARDS`."""
    yield "| 操作 | 条項 | だれが | 2 人目 | 本人確認 | 知らせる相手 | 先に見るもの | 元に戻すには |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for act, guard in GUARDS.items():
        second = GUARDS[guard.second].who if guard.second is not None else "いらない"
        sign_in, told = _sign_in_words(act, guard), "。".join(map(_told_words, guard.told)) or "なし"
        cells = (_act_words(act, guard), guard.clause, guard.who, second, sign_in, told, guard.shown, guard.undone)
        yield f"| {' | '.join(cells)} |"


def _act_words(act: GuardedAct, guard: Guard) -> str:
    return f"{guard.act}（`{act.value}`）" if isinstance(act, Command) else guard.act


def _told_words(telling: Telling) -> str:
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
