"""Puts a decided value into force, and mends the row in force after an alteration."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.commands import Command
from app.audit.models import LedgerRecord
from app.audit.notes import COMMAND_LINE, By, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import tell
from app.board.setting.change import StandardChange
from app.board.setting.errors import ChangeStale, RebuildFrozen, ValuesAltered
from app.halts.queries import depth_now, must_not_be_frozen
from app.proposals.kinds import Proposed
from app.standards.catalogue import STANDARDS
from app.standards.effective import Standards
from app.standards.models import ONLY, StandardDecision, StandardsInForce
from app.standards.queries import (
    Kept,
    decisions,
    no_looser,
    read_anew,
    read_body,
    rebuilt,
    settings_of,
    write_body,
)


def lock(session: Session) -> StandardsInForce | None:
    """Lock the row in force until the unit ends, and return it as it is then; None while nothing was decided."""
    query = select(StandardsInForce).where(StandardsInForce.id == ONLY).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).first()


def put_into_force(session: Session, by: By, change: Proposed[StandardChange]) -> None:
    """Keep the decision; the value is in force from this commit on. Raises ChangeStale, ValuesAltered."""
    row, wanted = lock(session), change.payload
    standing = read_anew(session)
    if standing.is_altered:
        raise ValuesAltered(cause="altered")
    if standing.values[wanted.key].value != wanted.former or by.person_id is None:
        raise ChangeStale(cause="another value is in force")
    if wanted.widens(standing.values[wanted.key]):
        must_not_be_frozen(session, by)
    session.add(
        StandardDecision(
            key=wanted.key,
            value=wanted.value,
            former=wanted.former,
            clause=wanted.clause,
            grounds=change.reason,
            until=wanted.until,
            asked_by=change.asked_by,
            decided_by=by.person_id,
            decided_at=clock.now(),
        )
    )
    kept = {} if row is None else read_body(row.body)
    former = kept.get(wanted.key)
    plain = wanted.value if not wanted.until else _plain_of(former)
    kept[wanted.key] = Kept(wanted.value, wanted.until, plain)
    _write(session, row, kept, 1 if row is None else row.number + 1)
    note(
        session,
        by,
        EventKind.STANDARD_CHANGED,
        standard=wanted.key,
        former=wanted.former,
        value=wanted.value,
        clause=wanted.clause,
        until=wanted.until,
    )


def _plain_of(former: Kept | None) -> str:
    """The value that counts once an exception is over: the last one decided without an exception, "" for none."""
    return "" if former is None else former.plain


def _write(session: Session, row: StandardsInForce | None, kept: dict[str, Kept], number: int) -> None:
    if row is None:
        session.add(StandardsInForce(id=ONLY, number=number, body=write_body(kept)))
    else:
        row.number, row.body = number, write_body(kept)
    session.flush()
    read_anew(session)


@dataclass(frozen=True)
class Rebuilt:
    """What `rebuild` found. `row`: "whole", "altered" or "gone". `number`: its count of decisions.

    `decisions`, `altered_decisions`: how many rows of decisions there are, and how many do not fit their seals.
    """

    row: str
    number: int | None
    decisions: int
    altered_decisions: int


def rebuild(session: Session, reason: str) -> Rebuilt:
    """Write the row in force anew: from itself when it fits its seal, else from the decisions that fit theirs.

    No value becomes looser than the last one that the ledger records for it. Raises RebuildFrozen.
    """
    row, before, every = lock(session), read_anew(session), decisions(session)
    kept = read_body(row.body) if row is not None and row.is_intact else dict(rebuilt(session))
    for key, said in _of_ledger(session):
        standard = STANDARDS[key]
        kept[key] = no_looser(standard, standard.of_file(settings_of(session)), kept.get(key), said)
    state = "gone" if row is None else "whole" if row.is_intact else "altered"
    found = Rebuilt(state, None if row is None else row.number, len(every), sum(not one.is_intact for one in every))
    if row is not None:
        session.delete(row)
        session.flush()
    _write(session, None, kept, found.decisions)
    after = read_anew(session)
    if depth_now(session) is not None and _is_looser(before, after):
        raise RebuildFrozen
    tell(session, COMMAND_LINE, Command.STANDARDS_REBUILD, f"規程の値を、記録から作り直すこと（{reason}）")
    note(
        session,
        COMMAND_LINE,
        EventKind.STANDARDS_REBUILT,
        number=found.decisions,
        found=_json(vars(found)),
        before=_json({key: value.value for key, value in before.values.items()}),
        values=_json({key: one.value for key, one in kept.items()}),
        reason=reason,
    )
    return found


def _of_ledger(session: Session) -> Iterator[tuple[str, Kept]]:
    """The last decision that the ledger records of each value.

    The chain is not verified here, so the caller may only use it to make a value stricter.
    """
    said: dict[str, Kept] = {}
    query = select(LedgerRecord.body).where(LedgerRecord.kind == EventKind.STANDARD_CHANGED)
    for body in session.scalars(query.order_by(LedgerRecord.seq)):
        detail = json.loads(body)["detail"]
        key, value, until = detail["standard"], detail["value"], detail["until"]
        if key in STANDARDS and STANDARDS[key].kind.is_one(value):
            said[key] = Kept(value, until, _plain_of(said.get(key)) if until else value)
    yield from said.items()


def _is_looser(before: Standards, after: Standards) -> bool:
    return any(
        standard.kind.is_weaker(after.values[key].value, before.values[key].value)
        for key, standard in STANDARDS.items()
    )


def _json(found: Mapping[str, object]) -> str:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
