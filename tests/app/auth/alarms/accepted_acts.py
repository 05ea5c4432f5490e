"""Guarded acts of the server by which evidence is accepted as it is."""

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from PIL import Image
from sqlalchemy import delete, select, update

from app.audit.models import LedgerHead, LedgerRecord
from app.materials.models import Reader
from app.ops.keys import commands as key_commands
from app.ops.restores import commands as restoring
from app.traces import commands as trace_commands
from tests.app.reading.shelf import lay
from tests.app.test_seals import sql
from tests.support.copied_keys import copied_keys
from tests.support.council import Council
from tests.support.examined import accept

Send = Callable[[], Any]


def accepts_restore(council: Council, something: Callable[[Council], Send]) -> Send:
    """The ledger's last record is gone, though a checkpoint was signed over it. `something`: an act of people."""
    something(council)()
    council.services.checkpointer.step()
    with council.services.database.write() as unit:
        last = unit.scalars(select(LedgerRecord).order_by(LedgerRecord.seq.desc())).first()
        assert last is not None
        unit.execute(update(LedgerHead).values(seq=last.seq - 1, hash=last.prev_hash))
        unit.execute(delete(LedgerRecord).where(LedgerRecord.seq == last.seq))
    told = Namespace(reason="控えから復元した", ordered_by="admin", confirmed_by="chair")
    return lambda: restoring.accept(council.settings, told)


def accepts_seal(council: Council) -> Send:
    """A row that was altered, as it is listed."""
    laid = lay(council)
    with council.services.database.read() as unit:
        reader = unit.scalars(select(Reader.id).where(Reader.material_id == laid.material)).one()
    sql(council, "UPDATE material_reader SET added_at = NULL")
    return lambda: accept(council.settings, f"material_reader/{reader}")


def exchanges_key(council: Council) -> Send:
    """A new key is in a copy of the ring before it seals."""
    copy = copied_keys(council.settings)
    told = Namespace(copy=[str(copy)], reason="年に一度", ordered_by="admin", confirmed_by="chair")
    return lambda: key_commands.new(council.settings, told)


def removes_key(council: Council) -> Send:
    """A key that nothing needs any more; nobody remembers since when it has been a former one."""
    former, ring = council.services.keyring.current_id, council.services.keyring
    ring.use(ring.add())
    told = Namespace(key=former, reason="年に一度", ordered_by="admin", confirmed_by="chair")
    return lambda: key_commands.remove(council.settings, told)


def traces(council: Council) -> Send:
    """A picture of nothing: that somebody wants to trace one is told all the same."""
    laid, blank = lay(council), council.settings.home / "blank.png"
    Image.new("L", (64, 64), 255).save(blank)
    asked = {"files": [str(blank)], "paper": laid.material, "page": 1, "since": "", "until": ""}
    return lambda: trace_commands.command(council.settings, Namespace(reason="議長の命による", **asked))
