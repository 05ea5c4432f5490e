"""Starts of the service with other settings or another version than before, of which no piece of work tells yet.

The settings' file and the program are changed beside the service, where no act can ask for a second person (6-1(2)①②).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.models import LedgerRecord
from app.audit.search import detail_of
from app.audit.vocabulary import EventKind
from app.registers.acts import typed_of
from app.registers.declaration import Lack
from app.registers.models import RegisterEntry

START = "start"
"""The field of a piece of work that names a start, by its number in the ledger."""

_MOST_STARTS = 100
_MOST_CHARACTERS = 70
_NOT_DONE = "dropped"


@dataclass(frozen=True)
class ChangedStart:
    """A start with what nobody had decided on a screen. `changed`: names of settings, and "version"."""

    seq: int
    at: datetime
    changed: tuple[str, ...]

    @property
    def words(self) -> str:
        """As registers and screens name it."""
        names = "、".join("版" if name == "version" else name for name in self.changed)
        what = names if len(names) <= _MOST_CHARACTERS else f"{len(self.changed)} 件の設定"
        return f"{clock.moment_text(self.at)}の開始（台帳の番号 {self.seq}、変わったもの {what}）"


def changed_starts(session: Session) -> list[ChangedStart]:
    """The last starts with changes that nobody had decided on a screen, the newest first."""
    query = select(LedgerRecord.seq, LedgerRecord.at, LedgerRecord.body)
    query = query.where(LedgerRecord.kind == EventKind.STARTED.value).order_by(LedgerRecord.seq.desc())
    # Only what was changed counts: a service that is started a hundred times anew makes nobody forget what it was.
    found = (
        ChangedStart(seq, at, tuple(str(detail_of(body).get("undecided", "")).split()))
        for seq, at, body in session.execute(query)
    )
    return list(islice((start for start in found if start.changed), _MOST_STARTS))


def untold_starts(session: Session, key: str) -> list[ChangedStart]:
    """Those of which no entry of the register `key` tells, by the number in its field `START`."""
    told = set(_told(session, key))
    return [start for start in changed_starts(session) if start.seq not in told]


def lacking_work(session: Session, key: str) -> Sequence[Lack]:
    """The same, as what the register lacks."""
    says = "の作業が、まだ書かれていません。だれの指示で、だれとだれが行ったかを書いてください。"
    return [Lack(f"{start.words}{says}") for start in untold_starts(session, key)]


def _told(session: Session, key: str) -> Iterator[int]:
    query = select(RegisterEntry).where(RegisterEntry.register == key, RegisterEntry.state != _NOT_DONE)
    for entry in session.scalars(query):
        number = number_of(typed_of(entry)) if entry.is_intact else None
        if number is not None:
            yield number


def number_of(typed: Mapping[str, Sequence[str]]) -> int | None:
    """The number of the start that an entry tells of; None for none."""
    text = "".join(typed.get(START, ())).strip()
    return int(text) if text.isdecimal() else None
