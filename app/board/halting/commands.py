"""`gijo halt`: says whether the council is stopped, stops it, and lifts a stop when no two persons can on a screen.

Who may run this holds the keys and the database anyway; the ledger names the command line, and the offices are told.
"""

import argparse
import sys
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.stops.halting import HaltDepth
from app.audit.notes import COMMAND_LINE
from app.auth.factors import acts as factors
from app.board.halting import acts
from app.errors import AppError
from app.halts.models import Halt
from app.halts.queries import in_force, is_altered, may_stop
from app.members.identity import identified
from app.members.models import Person
from app.services import Services, open_services
from app.settings import Settings

_NOT_YET = "まだ解除していません。このとおりでよければ、「印」を付けて、もう一度行ってください。"
_NOT_AS_PRINTED = "印が、いま止めているものと合いません。何も変えていません。上の内容を確かめてください。"


def show(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Print what is stopped. Exit code 0 when nothing is, 3 while something is."""
    services = open_services(settings)
    try:
        with services.database.read() as session:
            if is_altered(session):
                print("止めた記録が、システムの外から書き換えられた疑いがあるため、すべてを止めています（全停止）。")
                print("    gijo seals で確かめ、gijo seals --accept で認めるまで、ほかの操作はできません。")
                return 3
            standing = in_force(session)
            if standing is None:
                print("何も止めていません。")
                return 0
            print(_printed(session, standing))
            return 3
    finally:
        services.close()


def _printed(session: Session, standing: Halt) -> str:
    """A stop, who could lift it, and the mark without which it is not lifted."""
    began = session.get(Person, standing.began_by) if standing.began_by is not None else None
    who = identified(session, began) if began is not None else "サーバーの運用者"
    able = "、".join(one.display_name for one in _able(session)) or "いません"
    return (
        f"{standing.stops.words}　{clock.moment_text(standing.began_at)} から　{who}（{standing.reason}）\n"
        f"    解除できる人 {able}\n"
        f"    印 {acts.mark_of(standing)}"
    )


def begin(settings: Settings, arguments: argparse.Namespace) -> int:
    """Stop the council to this depth. Exit code 1 when it is stopped to this depth already."""
    services = open_services(settings)
    try:
        with services.database.write() as session:
            acts.begin(session, COMMAND_LINE, HaltDepth(arguments.depth), arguments.reason)
        print(f"{HaltDepth(arguments.depth).words}を始めました。すべてのサーバーで、2 秒以内に効きます。")
    except AppError as error:
        print(error.sentence, file=sys.stderr)
        return 1
    else:
        return 0
    finally:
        services.close()


def lift(settings: Settings, arguments: argparse.Namespace) -> int:
    """Lift the stop as it was printed. Exit code 1 while two persons could do it on a screen, when nothing is stopped,
    and when something else is.
    """
    services = open_services(settings)
    try:
        return _lift(services, arguments.reason, arguments.shown)
    except AppError as error:
        print(error.sentence, file=sys.stderr)
        return 1
    finally:
        services.close()


def _lift(services: Services, reason: str, mark: str) -> int:
    with services.database.write() as session:
        standing = in_force(session)
        if standing is None:
            print("何も止めていません。", file=sys.stderr)
            return 1
        able = _able(session)
        if len(able) > 1:
            names = "、".join(one.display_name for one in able)
            print(f"画面で解除できる人が 2 人います（{names}）。その人たちに頼んでください。", file=sys.stderr)
            return 1
        if mark != acts.mark_of(standing):
            print(_printed(session, standing))
            print(_NOT_AS_PRINTED if mark else _NOT_YET, file=sys.stderr)
            return 1
        acts.lift(session, COMMAND_LINE, standing.id, rest=None, reason=reason, shown=mark)
    print("解除しました。")
    return 0


def _able(session: Session) -> Sequence[Person]:
    """The people who could ask for the lifting or confirm it on a screen: in office, active, with a passkey."""
    people = session.scalars(select(Person).where(Person.state == "active").order_by(Person.login))
    return [one for one in people if may_stop(session, one.id) and factors.of(session, one.id).keys]
