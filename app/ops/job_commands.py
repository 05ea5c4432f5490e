"""`gijo jobs`: lists the workers' open jobs, and withdraws unwanted ones. Knows no kind of job."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing

from sqlalchemy.orm import Session

from app import clock
from app.audit.append import append_pending
from app.audit.notes import COMMAND_LINE, note
from app.audit.vocabulary import EventKind
from app.db import Database
from app.jobs import acts, queries
from app.jobs.errors import PayloadUnreadable
from app.jobs.kinds import AnyJobKind
from app.jobs.models import Job
from app.settings import Settings


def command(settings: Settings, arguments: argparse.Namespace, kinds: Sequence[AnyJobKind]) -> int:
    """List the open jobs, or withdraw one (`--withdraw JOB`). Exit code 1 when there is no such job."""
    with closing(Database(settings.database_url)) as database:
        database.before_commit.append(append_pending)
        if arguments.withdraw:
            return _withdraw(database, arguments.withdraw, kinds)
        with database.read() as session:
            for line in _lines(session, kinds):
                print(line)
    return 0


def strange_jobs(session: Session, kinds: Sequence[AnyJobKind]) -> list[Job]:
    """Open jobs that no worker of this version can do, since another version, probably a newer one, added them."""
    known = {kind.name: kind for kind in kinds}
    return [job for job in queries.open_jobs(session) if not _is_understood(job, known.get(job.kind))]


def _is_understood(job: Job, kind: AnyJobKind | None) -> bool:
    if kind is None:
        return False
    try:
        kind.check(job.payload)
    except PayloadUnreadable:
        return False
    return True


def _lines(session: Session, kinds: Sequence[AnyJobKind]) -> Iterator[str]:
    jobs = queries.open_jobs(session)
    if not jobs:
        yield "待っている処理はありません。"
    strange = {job.id for job in strange_jobs(session, kinds)}
    for job in jobs:
        progress = f"{job.steps_done}/{job.steps}" if job.steps is not None else "-"
        state = "この版では扱えません" if job.id in strange else _state_words(job)
        asked_at = f"{clock.jst(job.created_at):%Y-%m-%d %H:%M}"
        yield "  ".join([job.id, asked_at, job.kind, job.subject, state, progress, job.last_error or ""]).rstrip()


def _state_words(job: Job) -> str:
    if job.withdrawn_at is not None:
        return "取りやめ中"
    return "処理中" if job.state == "leased" else "待ち"


def _withdraw(database: Database, job_id: str, kinds: Sequence[AnyJobKind]) -> int:
    with database.write() as session:
        is_open = acts.withdraw(session, job_id, {kind.name for kind in kinds})
        if is_open:  # a round that looks for lost papers is such work, too
            job = session.get_one(Job, job_id)
            note(session, COMMAND_LINE, EventKind.WORK_WITHDRAWN, job=job_id, name=f"{job.kind} {job.subject}")
    if is_open:
        print("取りやめました。処理中のものは、次の区切りで止まります。")
        return 0
    print("その番号の処理は、待っていません。gijo jobs で番号を確かめてください。", file=sys.stderr)
    return 1
