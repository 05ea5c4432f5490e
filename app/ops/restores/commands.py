"""`gijo ledger accept-restore`, and the check before serving that this is the newest ledger."""

import argparse
import sys
from contextlib import closing

from app.access.commands import Command
from app.audit import checkpoints, restores, sealing
from app.audit.continuity import Continuity, SetBack, words_of_wrong_clock
from app.db import Database
from app.ops.orders import order_of, write_down
from app.ops.restores.losses import lost_store
from app.settings import Settings
from app.vault.opening import open_store
from storage.ledger import Signer
from storage.store import StoreFailure


def found_set_back(settings: Settings) -> SetBack | None:
    """What is wrong with the ledger's end, None when it leads on from what was signed. Raises StoreFailure."""
    with closing(Database(settings.database_url)) as database:
        signer = Signer.load(settings.ledger_key_folder)
        return Continuity(database, open_store(settings), signer.public_pem()).look()


def words_of_wrong_clock_now(settings: Settings) -> str:
    """Says that records are from the future by this machine's clock, and what to do; "" when they are not."""
    with closing(Database(settings.database_url)) as database, database.read() as session:
        words = words_of_wrong_clock(session)
    return f"{words}。時計合わせ（NTP）を確かめて時計を直し、始め直してください。" if words else ""


def may_serve(settings: Settings) -> bool:
    """True when neither ledger nor store is of another day; otherwise False, with the reason on standard error."""
    try:
        set_back, lost = found_set_back(settings), lost_store(settings)
    except StoreFailure as failure:
        print(f"台帳の終わりを保管庫の検証点と比べられないため、開きません。{failure.sentence}", file=sys.stderr)
        return False
    if set_back is not None or lost:
        print(lost if set_back is None else set_back.sentence, file=sys.stderr, flush=True)
    return set_back is None and not lost


def accept(settings: Settings, arguments: argparse.Namespace) -> int:
    """Record an intended restore. Exit code 0 when the service may open, 1 when it may not yet."""
    signer = Signer.load(settings.ledger_key_folder)
    with sealing.own_database(settings) as database:
        store = open_store(settings)
        continuity = Continuity(database, store, signer.public_pem())
        with database.write() as session:
            order = order_of(session, arguments, "復元")
            if isinstance(order, str):
                print(order, file=sys.stderr)
                return 2
            restore = restores.accept(session, signer, continuity, order)
            if restore is not None:
                what = f"{restore.in_short}。{order.reason}"
                write_down(session, order, Command.ACCEPT_RESTORE, what, "戻したことの承認")
        if restore is None:
            print("台帳は、保管庫の検証点まで揃っています。記録することはありません。")
            return 0
        checkpoints.sign(database, signer, store, lock_days=settings.store.lock_days)
        if continuity.look() is not None:
            print("検証点を保管庫に置けませんでした。保管庫を確かめ、もう一度実行してください。", file=sys.stderr)
            return 1
    print(restore.sentence)
    print("議長に報告し、この結果を控えと一緒に保管してください。gijo serve で開けます。")
    return 0
