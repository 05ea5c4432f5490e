"""The values in force now, read by one small statement in each unit of work, and parsed only when they are new.

All code gets them by `in_force(session)`, in the unit that decides. So a decision holds from its commit on, in every
process, without a message between processes. When a row does not fit its seal, an alarm is raised, and of each value
the strictest one that any source names is in force.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, days
from app.driver.prepared import Prepared
from app.seals import fits, tell_missing
from app.settings import Settings
from app.standards.catalogue import STANDARDS, Standard
from app.standards.effective import Origin, Standards, ValueInForce, origin_of_file, put_together
from app.standards.models import ONLY, StandardDecision, StandardsInForce
from app.standards.values import NOWHERE

_INSTALLED, _ASKED = "gijo.standards", "gijo.standards.asked"

_ROW = Prepared(
    select(
        select(func.count()).select_from(StandardDecision).scalar_subquery(),
        *(
            select(column).where(StandardsInForce.id == ONLY).scalar_subquery()
            for column in (StandardsInForce.number, StandardsInForce.body, StandardsInForce.seal)
        ),
    )
)
# Every request runs this statement. It always returns one row.

Row = tuple[int, int | None, str | None, str | None]
"""The number of decisions in their table; number, body and seal of the row in force (None without a row)."""


@dataclass
class StandardsReader:
    """Reads the values in force of one database. Keeps the last ones it has parsed, with the row they came from."""

    settings: Settings
    _kept: tuple[Row, Standards] | None = None

    def install(self, unit_info: dict[str, object]) -> None:
        """Make `in_force` work in every unit of a database, whose sessions get `unit_info`."""
        unit_info[_INSTALLED] = self

    def read(self, session: Session) -> Standards:
        """The values in force, as this unit of work sees the database."""
        ((count, number, body, seal),) = _ROW.rows(session.connection())
        row, moment = (count, number, body, seal), clock.now()
        kept = self._kept
        if kept is not None and kept[0] == row and kept[1].holds_at(moment):
            return kept[1]
        standards = self._worked_out(session, row, moment)
        self._kept = None if standards.is_altered else (row, standards)
        return standards

    def _worked_out(self, session: Session, row: Row, moment: datetime) -> Standards:
        kept = _whole_body(session, row)
        if kept is None or not _are_all_there(session, row):
            strictest = _strictest(session, self.settings, kept or {})
            return put_together(self.settings, strictest, is_altered=True, since=moment, until=None)
        values = {
            key: _value(standard, standard.of_file(self.settings), kept.get(key), clock.jst(moment).date())
            for key, standard in STANDARDS.items()
        }
        ends = [days.ends(date.fromisoformat(found.until)) for found in values.values() if found.until]
        return put_together(self.settings, values, is_altered=False, since=moment, until=min(ends) if ends else None)


def in_force(session: Session) -> Standards:
    """The values in force. They are read once in each unit of work."""
    found = session.info.get(_ASKED)
    if not isinstance(found, Standards):
        found = session.info[_ASKED] = _reader(session).read(session)
    return found


def read_anew(session: Session) -> Standards:
    """The values in force, read again: after this unit has changed them, or has waited for a lock."""
    session.info.pop(_ASKED, None)
    return in_force(session)


def settings_of(session: Session) -> Settings:
    """The settings of the file, without the council's decisions."""
    return _reader(session).settings


def _reader(session: Session) -> StandardsReader:
    reader = session.info.get(_INSTALLED)
    if not isinstance(reader, StandardsReader):
        raise TypeError("this database was opened without its settings, and nothing is decided in it")
    return reader


@dataclass(frozen=True)
class Kept:
    """A standard's entry in the body of the row in force; see StandardsInForce."""

    value: str
    until: str
    plain: str


def read_body(body: str) -> dict[str, Kept]:
    """The body's entries by key, including standards that this edition does not know."""
    return {key: Kept(found["value"], found["until"], found["plain"]) for key, found in json.loads(body).items()}


def write_body(kept: Mapping[str, Kept]) -> str:
    """The entries as `read_body` reads them."""
    return json.dumps({key: vars(found) for key, found in kept.items()}, ensure_ascii=False, separators=(",", ":"))


def _whole_body(session: Session, row: Row) -> dict[str, Kept] | None:
    """The entries of the row in force; None, and an alarm, when it is missing or does not fit its seal."""
    count, number, body, seal = row
    if number is None or body is None or seal is None:
        if count:
            tell_missing(session, StandardsInForce, (ONLY,))
        return None if count else {}
    return read_body(body) if fits(session, StandardsInForce, (ONLY,), (number, body), seal) else None


def _are_all_there(session: Session, row: Row) -> bool:
    """Whether there are as many decisions as the row in force says; if not, an alarm is raised."""
    count, number = row[0], row[1] or 0
    if number != count:
        tell_missing(session, StandardDecision, (f"{count}/{number}",))
    return number == count


def _value(standard: Standard, of_file: str, kept: Kept | None, today: date) -> ValueInForce:
    """A standard's value today. After an exception has ended, the value decided before it counts again."""
    if kept is None:
        return ValueInForce(of_file, origin_of_file(standard.key))
    if not kept.until and standard.is_weak(kept.value):  # No act writes such an entry.
        return ValueInForce(standard.strictest(kept.value, of_file), Origin.STRICTER)
    if not kept.until:
        return ValueInForce(kept.value, Origin.DECIDED)
    if str(today) <= kept.until:
        return ValueInForce(kept.value, Origin.EXCEPTION, kept.until, standard.strictest(kept.plain or of_file))
    if kept.plain:
        return ValueInForce(standard.strictest(kept.plain), Origin.DECIDED)
    return ValueInForce(standard.strictest(of_file), origin_of_file(standard.key))


def decisions(session: Session) -> Sequence[StandardDecision]:
    """Every decision, the newest first. For altered ones, `is_intact` is False."""
    newest = StandardDecision.decided_at.desc(), StandardDecision.id.desc()
    return session.scalars(select(StandardDecision).order_by(*newest)).all()


def _strictest(session: Session, settings: Settings, whole: Mapping[str, Kept]) -> dict[str, ValueInForce]:
    """Of each standard, a value that allows nothing that the file, the clause, the row in force or a decision refuses.

    `whole`: the entries of the row in force, if it fits its seal: then it is the decisions that were altered. Decisions
    that do not fit their seals are used as well, since they can only make a value stricter. No network is trusted,
    because no source for them can be relied on.
    """
    said: dict[str, list[str]] = {}
    for row in decisions(session):
        said.setdefault(row.key, []).append(row.value)
    for key, kept in whole.items():
        said.setdefault(key, []).extend((kept.value, kept.plain))
    found = {
        key: standard.strictest(standard.of_file(settings), *filter(standard.kind.is_one, said.get(key, ())))
        for key, standard in STANDARDS.items()
    } | {"trusted_zones": NOWHERE}
    return {key: ValueInForce(value, Origin.STRICTER) for key, value in found.items()}


def rebuilt(session: Session) -> Iterator[tuple[str, Kept]]:
    """The entries for a row in force that was altered or is gone, from the decisions that fit their seals."""
    whole = [row for row in decisions(session) if row.is_intact]
    for key in STANDARDS:
        kept = _kept_by([row for row in whole if row.key == key])
        if kept is not None:
            yield key, kept


def _kept_by(own: Sequence[StandardDecision]) -> Kept | None:
    """The entry that the decisions about one standard, the newest first, have led to; None without any."""
    plain = next((row.value for row in own if not row.until), "")
    return Kept(own[0].value, own[0].until, plain) if own else None


def value_at(session: Session, key: str, moment: datetime) -> str:
    """A standard's value at a past moment, by the decisions that fit their seals; before the first one, the file's."""
    standard = STANDARDS[key]
    own = [row for row in decisions(session) if row.is_intact and row.key == key and row.decided_at <= moment]
    of_file = standard.of_file(settings_of(session))
    return _value(standard, of_file, _kept_by(own), clock.jst(moment).date()).value


def no_looser(standard: Standard, of_file: str, one: Kept | None, other: Kept) -> Kept:
    """An entry that allows no more than either of two, today and after any exception.

    `one`: None for the file's value.
    """
    if one == other:
        return other
    one = one or Kept(standard.strictest(of_file), "", "")
    stricter = standard.kind.stricter
    value = stricter(one.value, other.value)
    after = stricter(
        *(each.plain or standard.strictest(of_file) if each.until else each.value for each in (one, other))
    )
    ends = [each.until for each in (one, other) if each.until]
    if ends and standard.is_weak(value):
        return Kept(value, min(ends), after)
    value = standard.strictest(value, after)
    return Kept(value, "", value)
