"""Who ordered work at the console and who confirmed it: two persons in office, written down with the work."""

import argparse

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import days
from app.access.commands import Command
from app.access.roles import SECRETARIAT, Role
from app.audit.notes import COMMAND_LINE, By, ConsoleOrder
from app.auth.alarms.telling import tell
from app.members.models import Person
from app.members.people import offices_now, standing_of
from app.registers.acts import enter
from app.registers.kept.work import WORK, WorkForm

_MAY_ORDER = frozenset({Role.CHAIR, Role.ADMINISTRATOR})
_MAY_CONFIRM = _MAY_ORDER | SECRETARIAT | {Role.DEPUTY}
_REASON_CHARACTERS = 200


def order_of(session: Session, arguments: argparse.Namespace, work: str) -> ConsoleOrder | str:
    """Who ordered this work and who confirmed that, or the sentence that says what is wrong with them.

    Their offices are those of this database: after a restore the backup's. `work`: what is done, as 「復元」.
    """
    reason = str(arguments.reason).strip()
    if not 0 < len(reason) <= _REASON_CHARACTERS:
        return f"--reason に、{work}のわけを {_REASON_CHARACTERS} 文字までで書いてください。"
    ordered, confirmed = (
        session.scalars(select(Person).where(Person.login == login)).first()
        for login in (arguments.ordered_by, arguments.confirmed_by)
    )
    if ordered is None or confirmed is None:
        return "--ordered-by と --confirmed-by に、このデータベースに登録されている人の ID を書いてください。"
    if ordered.id == confirmed.id:
        return f"命じた人とは別の人が、{work}を確認します。--confirmed-by に、もう 1 人の ID を書いてください。"
    if _offices(session, ordered).isdisjoint(_MAY_ORDER):
        return (
            f"{work}を命じるのは、議長か議会事務局長です。--ordered-by に、利用停止でないその人の ID を書いてください。"
        )
    if _offices(session, confirmed).isdisjoint(_MAY_CONFIRM):
        return f"{work}を確認するのは、議長、副責任者、議会事務局長、書記のだれかです（利用停止の人を除きます）。"
    return ConsoleOrder(reason, ordered.id, confirmed.id)


def _offices(session: Session, person: Person) -> frozenset[Role]:
    """None for whoever is suspended or retired, or whose row was altered: they could order nothing on a screen."""
    return offices_now(session, person.id) if standing_of(session, person.id) == "active" else frozenset()


def write_down(session: Session, order: ConsoleOrder, command: Command, what: str, act: str) -> None:
    """Begin an entry in the register of work, which the secretariat completes and another person checks, and tell.

    `what`: what was done, in a sentence. `act`: the same as a noun, for the alarm.
    """
    both = [session.get_one(Person, each).display_name for each in (order.ordered_by, order.confirmed_by)]
    work = f"{what}（命じた人 {both[0]}、確認した人 {both[1]}）"
    today = days.today()
    orderer = {"orderers": [f"{order.ordered_by} {both[0]}"], "ordered_on": [str(today)]}
    written = {"work": [work], "planned_on": [str(today)], "workers": ["サーバーの運用者"], **orderer}
    enter(session, By.person(order.ordered_by), WORK, WorkForm.of_service(written))
    tell(session, COMMAND_LINE, command, f"{work[:150]}。{act}")
