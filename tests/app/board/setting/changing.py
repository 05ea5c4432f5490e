"""Short ways to change a value of the policy's by two, over HTTP."""

import re
from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select, text

from app import days
from app.access.actions import Action
from app.access.commands import Command, GuardedAct
from app.auth.factors.strength import PASSKEY
from app.board.setting import commands
from app.proposals.models import Proposal
from app.standards.queries import in_force
from tests.support.council import Council

PERSONAL: dict[str, Any] = {"chosen": ["personal"], "reason": "タブレットの入れ替えのあいだ"}


def in_a_month() -> str:
    """The last day of an exception."""
    return str(days.today() + timedelta(days=30))


def look(council: Council, login: str, key: str, *, strong_with: str = PASSKEY, **fields: Any) -> tuple[Any, Any, str]:
    """The form sent once: the browser, the answer, and the mark of the difference that it shows ("" for none)."""
    browser = council.browser(login, strong_with=strong_with)
    answer = browser.post(f"/standards/{key}", {"reason": "点検の結果"} | fields)
    found = re.search(r'name="shown" value="(\w{16})"', answer.text)
    return browser, answer, found[1] if found else ""


def ask(council: Council, login: str, key: str, **fields: Any) -> Any:
    """Looked at, then asked for as it was shown."""
    browser, _answer, shown = look(council, login, key, **fields)
    return browser.post(f"/standards/{key}", {"reason": "点検の結果"} | fields | {"shown": shown})


def waiting(council: Council) -> str:
    """The proposal that waits."""
    with council.services.database.read() as unit:
        return unit.scalars(select(Proposal.id).where(Proposal.state == "asked")).one()


def decide(
    council: Council, login: str, wanted: str, word: str = "confirm", *, shown: str | None = None, **options: Any
) -> Any:
    """The second person's word, about what the screen shows of it now; `shown`: another mark."""
    browser = council.browser(login, strong_with=options.get("strong_with", PASSKEY))
    if shown is None:
        page = browser.get("/standards").text
        found = re.search(rf'changes/{wanted}/decide.*?name="shown" value="(\w+)"', page, re.DOTALL)
        shown = found[1] if found else "x" * 16
    return browser.post(f"/standards/changes/{wanted}/decide", {"decision": word, "shown": shown})


def changed(council: Council, key: str, asks: str = "admin", confirms: str = "chair", **fields: Any) -> None:
    """Both words."""
    assert ask(council, asks, key, **fields).status_code == 303
    assert decide(council, confirms, waiting(council)).status_code == 303


def value(council: Council, key: str) -> str:
    """What is in force now."""
    with council.services.database.read() as unit:
        return in_force(unit).values[key].value


def alter(council: Council, statement: str) -> None:
    """An edit beside the service."""
    with council.services.database.write() as unit:
        unit.execute(text(statement))


def asks(council: Council) -> Callable[[], Any]:
    """The administrator asks that reading on a personal device be an exception for level 3B."""
    return lambda: ask(council, "admin", "devices_3B", until=in_a_month(), **PERSONAL)


def _confirms(council: Council) -> Callable[[], Any]:
    asks(council)()
    wanted = waiting(council)
    return lambda: decide(council, "chair", wanted)


def tightens(council: Council) -> Callable[[], Any]:
    """The chair confirms a shorter time, which lets nobody read more."""
    assert ask(council, "admin", "idle_seconds", written="30 分").status_code == 303
    wanted = waiting(council)
    return lambda: decide(council, "chair", wanted)


def _rebuilds(council: Council) -> Callable[[], Any]:
    changed(council, "idle_seconds", written="30 分")
    alter(council, "UPDATE standards_in_force SET body = '{}'")
    return lambda: commands.rebuild(council.settings, Namespace(reason="調べた"))


ACTS: tuple[tuple[GuardedAct, Callable[[Council], Callable[[], Any]]], ...] = (
    (Action.STANDARD_ASK, asks),
    (Action.STANDARD_CONFIRM, _confirms),
    (Command.STANDARDS_REBUILD, _rebuilds),
)
