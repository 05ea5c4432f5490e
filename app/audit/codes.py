"""Which record a code belongs to. A page that a session is shown again keeps its code; the code has one record alone.

The first record of a code has it in its column, by which it is looked up. Each further one is a record of its own, and
names the code in its detail (`mark`).
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from app.audit.models import LedgerRecord
from app.audit.vocabulary import Event
from app.driver.prepared import Prepared

_AT_ONCE = 8
_NAMES = [f"code{number}" for number in range(_AT_ONCE)]
_RECORDS = LedgerRecord.metadata.tables[LedgerRecord.__tablename__]
_OF_CODES = Prepared(
    select(_RECORDS.c.issue_code, _RECORDS.c.body).where(_RECORDS.c.issue_code.in_(map(bindparam, _NAMES)))
)

Whose = tuple[object, ...]
"""Session, version and page: to whom a code was shown, and on what."""


class CodeTaken(Exception):
    """A code that another page's record has: one of some hundred thousand millions. Another is drawn then.

    `whose`: to whom it was refused. Whoever has it keeps it.
    """

    def __init__(self, code: str, whose: Whose) -> None:
        super().__init__(code)
        self.code, self.whose = code, whose


def is_borne(session: Session, codes: Collection[str]) -> bool:
    """Whether a record bears one of these codes already: then a PDF that carries it cannot be handed out first."""
    return session.scalar(select(LedgerRecord.seq).where(LedgerRecord.issue_code.in_(codes)).limit(1)) is not None


def with_codes_once(connection: Connection, events: Sequence[Event]) -> Sequence[Event]:
    """The events, of which only the first of a code bears it; to be called while the chain's head is locked.

    Raises CodeTaken for a code that another session, version or page has.
    """
    codes = sorted({event.issue_code for event in events if event.issue_code})
    if not codes:
        return events
    owners = _owners(connection, codes)
    settled: list[Event] = []
    for event in events:
        whose: Whose = (event.session_id, event.version_id, event.page)
        if event.issue_code is None:
            settled.append(event)
        elif event.issue_code not in owners:
            owners[event.issue_code] = whose
            settled.append(event)
        elif owners[event.issue_code] == whose and None not in whose:
            settled.append(replace(event, issue_code=None, detail={**event.detail, "mark": event.issue_code}))
        else:
            raise CodeTaken(event.issue_code, whose)
    return settled


def _owners(connection: Connection, codes: list[str]) -> dict[str, Whose]:
    owners: dict[str, Whose] = {}
    for at in range(0, len(codes), _AT_ONCE):
        some = codes[at : at + _AT_ONCE]
        asked = dict(zip(_NAMES, some + [some[0]] * (_AT_ONCE - len(some)), strict=True))
        for code, untrusted_body in _OF_CODES.rows(connection, asked):
            owners[code] = _whose(untrusted_body)
    return owners


def _whose(untrusted_body: str) -> Whose:
    """Of a record that nobody can read, nobody: its code is taken."""
    try:
        body = json.loads(untrusted_body)
        return body.get("session"), body.get("version"), body.get("page")
    except (ValueError, RecursionError, AttributeError):
        return ()
