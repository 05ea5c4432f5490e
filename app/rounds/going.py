"""Going round: read each object, open its seal, compare it with what the database says, and note how far it came.

One object after another, with pauses that keep to a pace, so that no reader waits for a store that is read through.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.db import Database, new_id
from app.errors import PaperDamaged
from app.jobs.acts import enqueue
from app.jobs.errors import Interrupted
from app.jobs.kinds import JobKind
from app.jobs.models import Job
from app.jobs.queries import is_due
from app.jobs.runs import AnyHandler, Handler, JobRun
from app.limits.of_worker import Rounds
from app.rounds.expected import ExpectedObject, objects_of, owners
from app.rounds.jobs import MARKED_ROUND, ROUND, RoundJob
from app.rounds.models import ObjectRound
from app.vault.objects import Vault

_NOTED_EVERY_SECONDS = 5.0
_LONGEST_PAUSE_SECONDS = 1.0


@dataclass(frozen=True)
class Patrol:
    """What a round works with. `vault` tells nobody itself: what is removed while it is read is no loss.

    `on_found` hears the name of each object that is missing or altered.
    """

    database: Database
    vault: Vault
    pace: Rounds
    on_found: Callable[[str], None]


def handlers(patrol: Patrol) -> tuple[AnyHandler, ...]:
    """The handlers of this folder's kinds of job."""
    return tuple(Handler(kind, partial(_work, patrol, kind)) for kind in (ROUND, MARKED_ROUND))


def want(patrol: Patrol) -> None:
    """Have the next rounds made, once the last ones began long enough ago. One that was given up is gone on with.

    One goes over everything, and one, more often, over the papers of 完全性2 or 可用性2.
    """
    _want(patrol, MARKED_ROUND, patrol.pace.marked_every_hours, is_marked=True)
    _want(patrol, ROUND, patrol.pace.every_hours, is_marked=False)


def _want(patrol: Patrol, kind: JobKind[RoundJob], every_hours: int, *, is_marked: bool) -> None:
    with patrol.database.read() as session:
        under_way = select(Job.id).where(Job.kind == kind.name, Job.state.in_(("queued", "leased")))
        if session.scalars(under_way.limit(1)).first() is not None:
            return
        of_kind = select(ObjectRound).where(ObjectRound.is_marked == is_marked)
        last = session.scalars(of_kind.order_by(ObjectRound.started_at.desc()).limit(1)).first()
        if is_marked and not owners(session, is_marked=True):
            return
    is_open = last is not None and last.finished_at is None
    due = timedelta(hours=every_hours)
    if last is not None and not is_open and timedelta(0) <= clock.now() - last.started_at < due:
        return
    with patrol.database.write() as session:
        round_id = last.id if last is not None and is_open else begin(session, is_marked=is_marked)
        enqueue(session, kind, RoundJob(round_id))


def begin(session: Session, *, is_marked: bool = False) -> str:
    """The id of a new round, over everything or over the papers of 完全性2 or 可用性2."""
    made = ObjectRound(id=new_id(), started_at=clock.now(), is_marked=is_marked)
    session.add(made)
    return made.id


def _work(patrol: Patrol, kind: JobKind[RoundJob], job: RoundJob, run: JobRun) -> None:
    """Go on with the round; put back when something else needs the worker first, to be continued where it was."""

    def pause(seconds: float) -> None:
        until = time.monotonic() + seconds
        run.check()
        run.make_way()
        if kind is ROUND:
            with patrol.database.read() as session:
                if is_due(session, (MARKED_ROUND,)):
                    raise Interrupted
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _LONGEST_PAUSE_SECONDS))
            run.check()

    go_on(patrol, job.round_id, pause, lambda session, looked: run.got_on(session, done=looked))


@dataclass
class _Progress:
    """What was looked at since it was last noted."""

    round_id: str
    after: str
    looked: int = 0
    looked_bytes: int = 0
    found: int = 0
    last_bytes: int = 0
    noted_at: float = field(default_factory=time.monotonic)


def go_on(
    patrol: Patrol,
    round_id: str,
    pause: Callable[[float], None],
    got_on: Callable[[Session, int], None] = lambda _session, _looked: None,
) -> None:
    """Go on with a round to its end. `pause` is called before each object, with the seconds that the pace asks for.

    `got_on` is called in each unit that notes how far the round came, with the number of objects. Raises
    StorageUnavailable: a store that does not answer has lost nothing; and what `pause` and `got_on` raise, after what
    was done has been noted.
    """
    with patrol.database.read() as session:
        kept = session.get(ObjectRound, round_id)
        if kept is None or kept.finished_at is not None:
            return
        progress = _Progress(round_id, kept.after)
        todo = [owner for owner in owners(session, is_marked=kept.is_marked) if owner >= _owner_of(kept.after)]
    try:
        for owner in todo:
            with patrol.database.read() as session:
                expected = objects_of(session, owner)
            for one in expected:
                if one.name > progress.after:
                    _look(patrol, one, progress, pause)
                    if time.monotonic() - progress.noted_at > _NOTED_EVERY_SECONDS:
                        _note(patrol, progress, got_on)
    except BaseException:
        _note(patrol, progress, lambda _session, _looked: None)
        raise
    _note(patrol, progress, got_on, is_over=True)


def _owner_of(name: str) -> str:
    """The id in an object's name, "" at the beginning of a round."""
    return name.split("/")[1] if name else ""


def _look(patrol: Patrol, one: ExpectedObject, progress: _Progress, pause: Callable[[float], None]) -> None:
    pause(patrol.pace.seconds_for(progress.last_bytes))
    size = _read(patrol.vault, one)
    if size is None and (again := _still_expected(patrol, one)) is not None:
        size = _read(patrol.vault, again)
        if size is None and _still_expected(patrol, again) == again:  # else it was let go while it was read
            progress.found += 1
            patrol.on_found(one.name)
    progress.after, progress.last_bytes = one.name, size or 0
    progress.looked += 1
    progress.looked_bytes += size or 0


def _read(vault: Vault, one: ExpectedObject) -> int | None:
    """The number of plain bytes when the object is what it should be, else None. Raises StorageUnavailable."""
    digest, size = hashlib.sha256(), 0
    try:
        for piece in vault.stream(one.sealed_key, one.owner_id, one.name):
            digest.update(piece)
            size += len(piece)
    except PaperDamaged:
        return None
    is_same = not one.sha256 or (size, digest.hexdigest()) == (one.size_bytes, one.sha256)
    return size if is_same else None


def _still_expected(patrol: Patrol, one: ExpectedObject) -> ExpectedObject | None:
    """What the database says of the object now: papers are replaced and removed while a round goes on."""
    with patrol.database.read() as session:
        return next((now for now in objects_of(session, one.owner_id) if now.name == one.name), None)


def _note(
    patrol: Patrol, progress: _Progress, got_on: Callable[[Session, int], None], *, is_over: bool = False
) -> None:
    with patrol.database.write() as session:
        values: dict[str, object] = {
            "after": progress.after,
            "looked": ObjectRound.looked + progress.looked,
            "looked_bytes": ObjectRound.looked_bytes + progress.looked_bytes,
            "found": ObjectRound.found + progress.found,
        }
        if is_over:
            values["finished_at"] = clock.now()
        session.execute(update(ObjectRound).where(ObjectRound.id == progress.round_id).values(**values))
        got_on(session, session.scalar(select(ObjectRound.looked).where(ObjectRound.id == progress.round_id)) or 0)
    progress.looked = progress.looked_bytes = progress.found = 0
    progress.noted_at = time.monotonic()
