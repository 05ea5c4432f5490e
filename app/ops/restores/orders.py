"""Who ordered that a backup be restored, and who confirmed that: two persons in office, written down with the work."""

import argparse

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import days
from app.access.commands import Command
from app.access.roles import SECRETARIAT, Role
from app.audit.notes import COMMAND_LINE, By
from app.audit.restores import RestoreOrder
from app.auth.alarms.telling import tell
from app.members.models import Person
from app.members.people import offices_now
from app.registers.acts import enter
from app.registers.kept.work import WORK, WorkForm

_MAY_ORDER = frozenset({Role.CHAIR, Role.ADMINISTRATOR})
_MAY_CONFIRM = _MAY_ORDER | SECRETARIAT | {Role.DEPUTY}


def order_of(session: Session, reason: str, arguments: argparse.Namespace) -> RestoreOrder | str:
    """Who ordered the restore and who confirmed that, or what is wrong with them. Their offices are the backup's."""
    ordered, confirmed = (
        session.scalars(select(Person).where(Person.login == login)).first()
        for login in (arguments.ordered_by, arguments.confirmed_by)
    )
    if ordered is None or confirmed is None:
        return "--ordered-by と --confirmed-by に、控えのときに登録されていた人の ID を書いてください。"
    if ordered.id == confirmed.id:
        return "命じた人とは別の人が、復元を確認します。--confirmed-by に、もう 1 人の ID を書いてください。"
    if offices_now(session, ordered.id).isdisjoint(_MAY_ORDER):
        return "復元を命じるのは、議長か議会事務局長です。--ordered-by に、その人の ID を書いてください。"
    if offices_now(session, confirmed.id).isdisjoint(_MAY_CONFIRM):
        return "復元を確認するのは、議長、副責任者、議会事務局長、書記のだれかです。"
    return RestoreOrder(reason, ordered.id, confirmed.id)


def write_down(session: Session, order: RestoreOrder, what: str) -> None:
    """Begin an entry in the register of work, which the secretariat completes and another person checks, and tell."""
    both = [session.get_one(Person, each).display_name for each in (order.ordered_by, order.confirmed_by)]
    work = f"{what}（命じた人 {both[0]}、確認した人 {both[1]}）"
    today = days.today()
    orderer = {"orderers": [f"{order.ordered_by} {both[0]}"], "ordered_on": [str(today)]}
    written = {"work": [work], "planned_on": [str(today)], "workers": ["サーバーの運用者"], **orderer}
    enter(session, By.person(order.ordered_by), WORK, WorkForm.of_service(written))
    tell(session, COMMAND_LINE, Command.ACCEPT_RESTORE, f"{work[:150]}。戻したことの承認")
