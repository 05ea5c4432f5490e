"""`gijo ledger accept-restore`, and the check before serving that this is the newest ledger."""

import argparse
import sys

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import days
from app.access.commands import Command
from app.access.roles import SECRETARIAT, Role
from app.audit import checkpoints, restores, sealing
from app.audit.append import append_pending
from app.audit.continuity import Continuity, SetBack
from app.audit.notes import COMMAND_LINE, By
from app.audit.restores import RestoreOrder
from app.auth.alarms.telling import tell
from app.db import Database
from app.members.models import Person
from app.members.people import offices_now
from app.registers.acts import enter
from app.registers.kept.work import WORK, WorkForm
from app.settings import Settings
from app.vault.opening import open_store
from storage.ledger import Signer
from storage.store import StoreFailure

_REASON_CHARACTERS = 200
_MAY_ORDER = frozenset({Role.CHAIR, Role.ADMINISTRATOR})
_MAY_CONFIRM = _MAY_ORDER | SECRETARIAT | {Role.DEPUTY}


def found_set_back(settings: Settings) -> SetBack | None:
    """What is wrong with the ledger's end, None when it leads on from what was signed. Raises StoreFailure."""
    database = Database(settings.database_url)
    try:
        signer = Signer.load(settings.ledger_key_folder)
        return Continuity(database, open_store(settings), signer.public_pem()).look()
    finally:
        database.close()


def may_serve(settings: Settings) -> bool:
    """True when the ledger was not set back; otherwise False, with the reason on standard error."""
    try:
        set_back = found_set_back(settings)
    except StoreFailure as failure:
        print(f"台帳の終わりを保管庫の検証点と比べられないため、開きません。{failure.sentence}", file=sys.stderr)
        return False
    if set_back is not None:
        print(set_back.sentence, file=sys.stderr, flush=True)
    return set_back is None


def accept(settings: Settings, arguments: argparse.Namespace) -> int:
    """Record an intended restore. Exit code 0 when the service may open, 1 when it may not yet."""
    reason = str(arguments.reason).strip()
    if not 0 < len(reason) <= _REASON_CHARACTERS:
        print(f"--reason に、復元したわけを {_REASON_CHARACTERS} 文字までで書いてください。", file=sys.stderr)
        return 2
    database, signer = Database(settings.database_url), Signer.load(settings.ledger_key_folder)
    database.before_commit.append(append_pending)
    sealing.install(database, settings)
    try:
        store = open_store(settings)
        continuity = Continuity(database, store, signer.public_pem())
        with database.write() as session:
            order = _order_of(session, reason, arguments)
            if isinstance(order, str):
                print(order, file=sys.stderr)
                return 2
            restore = restores.accept(session, signer, continuity, order)
            if restore is not None:
                _write_down(session, order, f"{restore.in_short}。{reason}")
        if restore is None:
            print("台帳は、保管庫の検証点まで揃っています。記録することはありません。")
            return 0
        checkpoints.sign(database, signer, store, lock_days=settings.store.lock_days)
        if continuity.look() is not None:
            print("検証点を保管庫に置けませんでした。保管庫を確かめ、もう一度実行してください。", file=sys.stderr)
            return 1
    finally:
        database.close()
    print(restore.sentence)
    print("議長に報告し、この結果を控えと一緒に保管してください。gijo serve で開けます。")
    return 0


def _order_of(session: Session, reason: str, arguments: argparse.Namespace) -> RestoreOrder | str:
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


def _write_down(session: Session, order: RestoreOrder, what: str) -> None:
    """Begin an entry in the register of work, which the secretariat completes and another person checks, and tell."""
    both = [session.get_one(Person, each).display_name for each in (order.ordered_by, order.confirmed_by)]
    work = f"{what}（命じた人 {both[0]}、確認した人 {both[1]}）"
    written = {"work": [work], "planned_on": [str(days.today())], "workers": ["サーバーの運用者"]}
    enter(session, By.person(order.ordered_by), WORK, WorkForm.of_service(written))
    tell(session, COMMAND_LINE, Command.ACCEPT_RESTORE, f"{work[:150]}。戻したことの承認")
