"""`gijo rounds`: one round over all objects at once; and the lines of `gijo doctor` about the last ones."""

import argparse
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.levels import Availability, Integrity
from app.audit import sealing
from app.audit.findings import Findings
from app.db import Database
from app.materials.models import Material
from app.rounds.going import Patrol, begin, go_on
from app.rounds.letting_go import tell_found
from app.rounds.models import ObjectRound
from app.settings import Settings
from app.vault.opening import open_vault


@dataclass(frozen=True)
class LastRound:
    """The last full round in words, and whether it found nothing."""

    is_well: bool | None
    words: str


def command(settings: Settings, arguments: argparse.Namespace) -> int:
    """Read every object without a pause, and say which are missing or altered; 1 when there are any.

    What is found is recorded and told as in a round of the worker. With `--marked` only those of papers of 完全性2 or
    可用性2; after a restore that shows whether all of them are there again.
    """
    is_marked: bool = arguments.marked
    with sealing.own_database(settings) as database:
        findings = Findings()
        findings.tell = partial(tell_found, database)
        found: list[str] = []

        def on_found(name: str) -> None:
            found.append(name)
            findings.note("object", name)
            print(f"{name}\t失われたか、システムの外から書き換えられた疑いがあります。")

        with database.write() as session:
            round_id = begin(session, is_marked=is_marked)
        go_on(Patrol(database, open_vault(settings), settings.rounds, on_found), round_id, lambda _seconds: None)
        findings.close()
        with database.read() as session:
            went = session.get_one(ObjectRound, round_id)
            looked, papers = went.looked, marked_papers(session)
            seconds = ((went.finished_at or clock.now()) - went.started_at).total_seconds()
    if is_marked:
        print(f"完全性2 か可用性2 の資料 {papers} 件を、{seconds:.0f} 秒で確かめました。")
    print(
        f"{looked} 個のうち {len(found)} 個に異常があります。"
        if found
        else f"{looked} 個のデータは、すべて読めて、封印も合っています。"
    )
    return 1 if found else 0


def marked_papers(session: Session) -> int:
    """How many papers are of 完全性2 or 可用性2."""
    is_marked = or_(Material.integrity == Integrity.I2.value, Material.availability == Availability.A2.value)
    return session.scalar(select(func.count(Material.id)).where(is_marked)) or 0


def last_round(settings: Settings) -> LastRound:
    """What the last full round found, for `gijo doctor`."""
    with _reading(settings) as session:
        last = _last(session, is_marked=False)
    if last is None or last.finished_at is None:
        return LastRound(None, "保管しているデータの見回りは、まだ一巡していません。すぐに行うには gijo rounds です。")
    return _found_by(last, last.finished_at, "保管しているデータ")


def last_marked_round(settings: Settings) -> LastRound | None:
    """The same of the papers of 完全性2 or 可用性2; None where there are none."""
    with _reading(settings) as session:
        last, papers = _last(session, is_marked=True), marked_papers(session)
    if papers == 0:
        return None
    if last is None or last.finished_at is None:
        words = f"完全性2 か可用性2 の資料 {papers} 件をまだ見回っていません。すぐには gijo rounds --marked です。"
        return LastRound(None, words)
    return _found_by(last, last.finished_at, f"完全性2 か可用性2 の資料 {papers} 件のデータ")


@contextlib.contextmanager
def _reading(settings: Settings) -> Iterator[Session]:
    with contextlib.closing(Database(settings.database_url)) as database, database.read() as session:
        yield session


def _last(session: Session, *, is_marked: bool) -> ObjectRound | None:
    query = select(ObjectRound).where(ObjectRound.finished_at.is_not(None), ObjectRound.is_marked == is_marked)
    return session.scalars(query.order_by(ObjectRound.finished_at.desc()).limit(1)).first()


def _found_by(last: ObjectRound, finished_at: datetime, what: str) -> LastRound:
    when = f"{clock.moment_text(finished_at)} に終わった見回り（{last.looked} 個）"
    if last.found:
        words = "で、失われたか書き換えられた疑いのあるデータが"
        return LastRound(
            False,
            f"{when}{words} {last.found} 個見つかりました。台帳の「改変」の記録で名前を確かめ、控えから戻してから、"
            "gijo rounds でもう一度確かめてください。",
        )
    return LastRound(True, f"{when}では、{what}はすべて読めて、封印も合っていました。")
