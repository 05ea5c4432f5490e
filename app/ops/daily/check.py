"""The look at the set-up once a day (7-2(1)③): what `gijo doctor` finds is recorded; what is newly wrong, an alarm."""

import json
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.models import LedgerRecord
from app.audit.notes import SYSTEM, note
from app.audit.search import detail_of
from app.audit.vocabulary import EventKind
from app.auth.alarms.raising import AlarmKind, raise_alarm
from app.db import Database
from app.jobs.kinds import AnyJobKind
from app.ops.doctor import Result, examine
from app.settings import Settings

_EVERY = timedelta(hours=23)
"""A little less than a day, so that looks do not wander through the day."""
_MOST_CHARACTERS = 300


def check_daily(database: Database, settings: Settings, kinds: Sequence[AnyJobKind]) -> None:
    """Look at everything and record the result, unless it was done within the last day.

    What is wrong and was not at the last look raises an alarm. `kinds`: every kind of job that this version knows.
    """
    with database.read() as session:
        last = _last(session)
    if last is not None and timedelta() <= clock.now() - last.at < _EVERY:  # one to come is of a clock that ran ahead
        return
    results = list(examine(settings, kinds))
    with database.write() as session:
        if (now := _last(session)) is not None and (last is None or now.seq != last.seq):
            return  # another worker has looked meanwhile
        _keep(session, results, _wrong_before(last))


def _keep(session: Session, results: Sequence[Result], before: frozenset[str]) -> None:
    wrong = [each for each in results if each.is_well is False]
    well, told = (sum(each.is_well is sort for each in results) for sort in (True, None))
    found = json.dumps([_short(each.words) for each in wrong], ensure_ascii=False)
    about = json.dumps(sorted({name for each in wrong for name in each.about}), ensure_ascii=False)
    note(session, SYSTEM, EventKind.SETUP_CHECKED, wrong=len(wrong), found=found, about=about, well=well, told=told)
    for each in wrong:
        if not before.issuperset(each.about):
            raise_alarm(session, AlarmKind.CHECK, person_id=None, address="", detail=_short(each.words))


def _short(words: str) -> str:
    return words if len(words) <= _MOST_CHARACTERS else f"{words[: _MOST_CHARACTERS - 1]}…"


def _last(session: Session) -> LedgerRecord | None:
    """The last look's record."""
    query = select(LedgerRecord).where(LedgerRecord.kind == EventKind.SETUP_CHECKED.value)
    return session.scalars(query.order_by(LedgerRecord.seq.desc()).limit(1)).first()


def _wrong_before(last: LedgerRecord | None) -> frozenset[str]:
    """What was wrong at the last look, by the names of `Result.about`; its words change with every number in them.

    Empty when its record has another form, so that everything is told again.
    """
    if last is None:
        return frozenset()
    try:
        about = json.loads(str(detail_of(last.body).get("about", "")))
    except ValueError:
        return frozenset()
    return frozenset(map(str, about)) if isinstance(about, list) else frozenset()
