"""Short ways to stop a council and to lift that, over HTTP."""

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.access.actions import Action
from app.access.commands import Command, GuardedAct
from app.access.stops.halting import HaltDepth
from app.audit.notes import By
from app.auth.factors.strength import PASSKEY
from app.board.halting import acts, commands
from app.halts.models import Halt
from app.halts.queries import in_force
from app.proposals.models import Proposal
from app.web.forms.merging import mark
from tests.support.council import Council
from tests.support.shown import mark_on, second_word

READING, ALL = "reading", "all"


def stop(council: Council, depth: str = READING, login: str = "chair") -> Any:
    """The form of the screen, sent from a session of its own."""
    return council.browser(login).post("/halt/begin", {"depth": depth, "reason": "漏えいの疑い"})


def stop_beside(council: Council, depth: str = READING) -> None:
    """The same without a request, in the middle of another one."""
    with council.services.database.write() as unit:
        acts.begin(unit, By.person(council.people["chair"].id, address="127.0.0.1"), HaltDepth(depth), "漏えいの疑い")


def halts(council: Council) -> list[Halt]:
    """All stops, the oldest first."""
    with council.services.database.read() as unit:
        return list(unit.scalars(select(Halt).order_by(Halt.began_at, Halt.id)))


def ask(council: Council, login: str, *, whole: bool = True, strong_with: str = PASSKEY, **changes: str) -> Any:
    """The lifting of what is stopped, asked for as the screen shows it now."""
    halt = halts(council)[-1]
    fields = {"shown": mark(halt.id, halt.depth, halt.reason), "is_whole": "all" if whole else "rest"}
    browser = council.browser(login, strong_with=strong_with)
    return browser.post(f"/halt/{halt.id}/lift", fields | {"reason": "原因を取り除いた"} | changes)


def ask_by_screen(council: Council, login: str) -> Any:
    """The lifting, asked for with what the screen itself says, as where no row does."""
    browser = council.browser(login, strong_with=PASSKEY)
    page = browser.get("/halt").text
    address = page.split('action="/halt/')[1].split('"')[0]
    fields = {"shown": mark_on(page, f"/halt/{address}"), "is_whole": "all", "reason": "原因を取り除いた"}
    return browser.post(f"/halt/{address}", fields)


def waiting(council: Council) -> str:
    """The proposal that waits."""
    with council.services.database.read() as unit:
        return unit.scalars(select(Proposal.id).where(Proposal.state == "asked")).one()


def decide(council: Council, login: str, lift: str, word: str = "confirm", *, strong_with: str = PASSKEY) -> Any:
    """The second person's word."""
    here = f"/halt/lifts/{lift}/decide"
    return council.browser(login, strong_with=strong_with).post(here, second_word(council, here, word))


def lifted(council: Council, asks: str = "chair", confirms: str = "admin") -> None:
    """Both words."""
    assert ask(council, asks).status_code == 303
    assert decide(council, confirms, waiting(council)).status_code == 303


def stops(council: Council) -> Callable[[], Any]:
    """As a guarded act is tried: the chair freezes reading."""
    return lambda: stop(council)


def asks(council: Council) -> Callable[[], Any]:
    """The chair asks for the lifting of what the administrator stopped."""
    stop(council, login="admin")
    return lambda: ask(council, "chair")


def confirms(council: Council) -> Callable[[], Any]:
    """The administrator confirms that."""
    asks(council)()
    lift = waiting(council)
    return lambda: decide(council, "admin", lift)


def stops_on_server(council: Council) -> Callable[[], Any]:
    """`gijo halt begin`."""
    return lambda: commands.begin(council.settings, Namespace(depth=READING, reason="漏えいの疑い"))


def lifts_on_server(council: Council) -> Callable[[], Any]:
    """`gijo halt lift`, where nobody has a passkey."""
    stop(council)
    return lambda: lift_on_server(council)


def lift_on_server(council: Council, shown: str | None = None) -> int:
    """`gijo halt lift` with the mark of what stands now, or of what was shown."""
    if shown is None:
        with council.services.database.read() as unit:
            standing = in_force(unit)
            shown = acts.mark_of(standing) if standing is not None else ""
    return commands.lift(council.settings, Namespace(reason="原因を取り除いた", shown=shown))


ACTS: tuple[tuple[GuardedAct, Callable[[Council], Callable[[], Any]]], ...] = (
    (Action.HALT_BEGIN, stops),
    (Action.HALT_LIFT, asks),
    (Action.HALT_LIFT_CONFIRM, confirms),
    (Command.HALT, stops_on_server),
    (Command.HALT_LIFT, lifts_on_server),
)
"""Each guarded act: all that comes before, and how it is sent."""
