"""Raises alarms, which the person concerned and the offices in charge see at once. Knows nothing of their causes."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.roles import Role
from app.audit.findings import FoundRow
from app.audit.notes import SYSTEM, By, Detail, Told, note
from app.audit.rows.missed import known_rows, row_named
from app.audit.vocabulary import EventKind
from app.auth.alarms.models import DETAIL_LIMIT, Alarm, AlarmAnswer, AlarmWatch
from app.auth.sessions.models import SessionRow
from app.db import Database
from app.members.people import offices_now
from app.push.publications import publish
from app.setup.faults import SetupFault
from app.web.addresses import network_of


class AlarmKind(StrEnum):
    """The kinds of events that raise an alarm. The values are kept in the table and in the ledger."""

    SECOND_PLACE = "second_place"
    COOKIE_REPLAYED = "cookie_replayed"
    RENEWAL_FORGED = "renewal_forged"
    KEY_COUNTER = "key_counter"
    REVOKED_DEVICE = "revoked_device"
    FORMER_MEMBER = "former_member"
    LEDGER_TAKEN = "ledger_taken"
    FACTOR_CHANGED = "factor_changed"
    MANY_FAILURES = "many_failures"
    LETTER_USED = "letter_used"
    OFFICE_OF_POWER = "office_of_power"
    LEDGER_SET_BACK = "ledger_set_back"
    HARVEST = "harvest"
    MANY_REFUSALS = "many_refusals"
    ALTERED = "altered"
    SETTINGS_CHANGED = "settings_changed"
    OFFICE_GROUPS = "office_groups"
    CLOCK = "clock"
    RELEASE = "release"
    SETUP = "setup"
    INCIDENT = "incident"
    OVERDUE = "overdue"
    HALT = "halt"
    BULK_READING = "bulk_reading"
    UNUSUAL_HOURS = "unusual_hours"
    NEW_ZONE = "new_zone"
    STANDARDS = "standards"
    EMERGENCY = "emergency"
    OLD_BROWSER = "old_browser"
    DISPOSAL = "disposal"
    TRACE = "trace"
    CHECK = "check"
    MARKS = "marks"
    KEYS = "keys"

    @property
    def looked_after_by(self) -> frozenset[Role]:
        """The offices whose board shows an alarm of this kind, each until that office itself has dealt with it."""
        return _LOOKED_AFTER_BY.get(self, _ADMINISTRATORS)


_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
_EVIDENCE = frozenset({AlarmKind.LEDGER_SET_BACK, AlarmKind.ALTERED, AlarmKind.SETTINGS_CHANGED})
_OF_OFFICES = frozenset({AlarmKind.OFFICE_OF_POWER, AlarmKind.OFFICE_GROUPS})
_HURRY = frozenset({AlarmKind.HARVEST, AlarmKind.MANY_REFUSALS})
HABITS = frozenset({AlarmKind.BULK_READING, AlarmKind.UNUSUAL_HOURS, AlarmKind.NEW_ZONE})
"""Kinds that tell of a use that is unusual, by what the ledger says of it (`app/auth/alarms/habits/`)."""
_BOTH = frozenset(
    {
        AlarmKind.RELEASE,
        AlarmKind.INCIDENT,
        AlarmKind.OVERDUE,
        AlarmKind.HALT,
        AlarmKind.STANDARDS,
        AlarmKind.EMERGENCY,
        AlarmKind.DISPOSAL,
        AlarmKind.KEYS,
    }
)
_LOOKED_AFTER_BY = dict.fromkeys(_BOTH | _OF_OFFICES | _EVIDENCE | _HURRY | HABITS, _ADMINISTRATORS | {Role.CHAIR}) | {
    AlarmKind.LEDGER_TAKEN: frozenset({Role.CHAIR}),
    AlarmKind.TRACE: frozenset({Role.CHAIR}),
}
"""Kinds that more offices than the administrator's look after: the chair sees what an administrator might do wrong."""

OFFICES_WITH_ALARMS = _ADMINISTRATORS.union(*_LOOKED_AFTER_BY.values())
"""The offices that look after some kind of alarm."""

TOPIC = "alarms"
"""The topic of open screens; its keys are persons' ids and the roles of the offices that look after alarms."""

COPIES = frozenset({AlarmKind.COOKIE_REPLAYED, AlarmKind.RENEWAL_FORGED})
"""The kinds that a copied cookie can raise, depending on what the copy tries first. It opens no session of its own."""

_ONE_EVENT = timedelta(hours=12)
"""The longest life of a session. Within it, the same happening from the same place is one event."""
_ONCE_A = timedelta(seconds=60)
_EACH = frozenset(
    {
        AlarmKind.FACTOR_CHANGED,
        AlarmKind.OFFICE_OF_POWER,
        AlarmKind.OFFICE_GROUPS,
        AlarmKind.RELEASE,
        AlarmKind.LEDGER_SET_BACK,
        AlarmKind.ALTERED,
        AlarmKind.SETTINGS_CHANGED,
        AlarmKind.SETUP,
        AlarmKind.INCIDENT,
        AlarmKind.OVERDUE,
        AlarmKind.HALT,
        AlarmKind.STANDARDS,
        AlarmKind.EMERGENCY,
        AlarmKind.OLD_BROWSER,
        AlarmKind.DISPOSAL,
        AlarmKind.CHECK,
        AlarmKind.MARKS,
        AlarmKind.KEYS,
    }
)
"""Kinds that are raised every time, however soon after the last: each one is an act or a finding of its own."""

_LASTING = dict.fromkeys({AlarmKind.MANY_FAILURES} | _HURRY, timedelta(minutes=15)) | {
    AlarmKind.MANY_REFUSALS: timedelta(hours=1),  # counted by the minute and by the hour
    AlarmKind.CLOCK: _ONCE_A,
}
"""Kinds about something that goes on → how long one alarm about a person stands for it, whatever its counts and places.

Every other kind is raised again at once, unless the same happened from the same place within the last minute, in the
same session and to the same person.
"""


@dataclass(frozen=True)
class AlarmSource:
    """Where an alarm came from, besides the address: the User-Agent (`browser`), and for a second sign-in the session
    that was there before.
    """

    browser: str = ""
    other_session_id: str | None = None


NO_SOURCE = AlarmSource()


def raise_alarm(
    session: Session,
    kind: str,
    *,
    person_id: str | None,
    session_id: str | None = None,
    address: str,
    detail: str = "",
    offices: frozenset[Role] | None = None,
    source: AlarmSource = NO_SOURCE,
) -> None:
    """Raise an alarm about a person, in the caller's unit, with its ledger record.

    Does nothing when it was raised a moment ago (`_was_just_raised`), or waits already (`_counted`). `kind`: a value of
    AlarmKind. `session_id`: the session it is about; None when none was opened. `detail`: shown to the offices, kept in
    the ledger, and shown to the person for kinds that ask no question. `offices`: which of the kind's offices are
    informed; None: all of them, and the chair of what is about an administrator. Raises ValueError for an unknown kind,
    or an office that does not look after it.
    """
    known = AlarmKind(kind)
    roles = _told_offices(session, known, offices, person_id)
    alarm = Alarm(
        kind=known.value,
        person_id=person_id,
        session_id=session_id,
        address=address[:64],
        at=clock.now(),
        detail=detail[:DETAIL_LIMIT],
        browser=source.browser[:200],
        other_session_id=source.other_session_id,
    )
    if _was_just_raised(session, alarm) or (further := _counted(session, alarm)) is None:
        return
    if not further:
        _put_up(session, alarm, roles)
        further = _row_of(alarm, roles)
    _note(session, alarm, about=detail, **further)


def _note(session: Session, alarm: Alarm, **detail: Told) -> None:
    by = By.person(alarm.person_id, alarm.session_id, alarm.address)
    note(session, by, EventKind.ALARM, alarm=alarm.kind, **detail)


def _row_of(alarm: Alarm, roles: frozenset[Role]) -> Detail:
    """What the ledger keeps of the rows of a new alarm, so that a deleted one is missed (`gone`)."""
    return {"row": alarm.id, "offices": " ".join(sorted(role.value for role in roles))}


def _told_offices(
    session: Session, kind: AlarmKind, offices: frozenset[Role] | None, person_id: str | None
) -> frozenset[Role]:
    """The offices that are informed, as `raise_alarm` says."""
    roles = kind.looked_after_by if offices is None else offices
    if not roles <= kind.looked_after_by:
        raise ValueError(f"{kind} is not looked after by {sorted(roles - kind.looked_after_by)}")
    if offices is None and person_id is not None and Role.ADMINISTRATOR in offices_now(session, person_id):
        roles |= {Role.CHAIR}  # nobody, and no thief of their ID, is the only one to close what is told of them
    return roles


def _counted(session: Session, alarm: Alarm) -> Detail | None:
    """What to add to the alarm's ledger record: nothing for a new event, which gets an alarm of its own.

    For a further device of an event that waits already, that alarm's count is raised, and the count is returned. None
    when the same event waits and no device is new: then nothing is recorded.
    """
    waiting = _waiting_about_it(session, alarm)
    if waiting is None:
        return {}
    if not _is_further_device(session, waiting, alarm):
        return None
    waiting.further += 1
    return {"further": waiting.further, "row": waiting.id}


def _was_just_raised(session: Session, alarm: Alarm) -> bool:
    kind = AlarmKind(alarm.kind)
    if kind in _EACH:
        return False
    recent = select(Alarm).where(
        Alarm.kind == kind.value,
        Alarm.person_id == alarm.person_id,
        Alarm.session_id == alarm.session_id,
        Alarm.at > alarm.at - _LASTING.get(kind, _ONCE_A),
        Alarm.at <= alarm.at,  # A later one was raised before the clock was set back, and must not hide this one.
    )
    told = [each for each in session.scalars(recent) if each.is_intact]  # one that was put there silences nothing
    return any(kind in _LASTING or _content(each) == _content(alarm) for each in told)


def _content(alarm: Alarm) -> tuple[str, str, str]:
    return (alarm.detail, network_of(alarm.address), alarm.browser)


def _waiting_about_it(session: Session, alarm: Alarm) -> Alarm | None:
    """An alarm about the same event that waits for its offices and that nobody has answered.

    Two alarms are about the same event when a copy of the same cookie is used again from the same place, or when a
    second sign-in has the same two places as the alarm that waits. A place that no alarm has named makes a new event.
    """
    kind = AlarmKind(alarm.kind)
    if kind not in COPIES | {AlarmKind.SECOND_PLACE}:
        return None
    kinds = COPIES if kind in COPIES else {kind}
    query = select(Alarm).where(
        Alarm.kind.in_([each.value for each in kinds]),
        Alarm.person_id == alarm.person_id,
        Alarm.at.between(alarm.at - _ONE_EVENT, alarm.at),
        ~exists().where(AlarmAnswer.alarm_id == Alarm.id),
    )
    if kind in COPIES:
        query = query.where(Alarm.session_id == alarm.session_id)
    waiting = _waiting(session, query)
    return next((each for each in waiting if _places(session, alarm) <= _places(session, each)), None)


def _waiting(session: Session, alarms: Select[Alarm]) -> list[Alarm]:
    """Those of the alarms that wait for an office, by rows that fit their seals: one put there silences no other."""
    query = alarms.join(AlarmWatch, AlarmWatch.alarm_id == Alarm.id).where(AlarmWatch.handled_at.is_(None))
    rows = session.execute(query.add_columns(AlarmWatch).order_by(Alarm.at, Alarm.id))
    return list(dict.fromkeys(alarm for alarm, watch in rows if alarm.is_intact and watch.is_intact))


def _is_further_device(session: Session, waiting: Alarm, alarm: Alarm) -> bool:
    """True for a second sign-in with a device key that the waiting alarm neither names nor counts yet.

    A whole hall has one address, and all its tablets send the same User-Agent: only the key tells them apart. Browsers
    without a key count as one device.
    """
    about = session.get(SessionRow, alarm.session_id) if alarm.session_id is not None else None
    if AlarmKind(alarm.kind) is not AlarmKind.SECOND_PLACE or about is None:
        return False
    ends = (waiting.session_id, waiting.other_session_id)
    known = select(SessionRow.id).where(
        SessionRow.person_id == about.person_id,
        SessionRow.id != about.id,
        SessionRow.device_id.is_not_distinct_from(about.device_id),
        or_(SessionRow.id.in_([each for each in ends if each is not None]), SessionRow.created_at >= waiting.at),
    )
    return session.scalars(known.limit(1)).first() is None


def _places(session: Session, alarm: Alarm) -> frozenset[tuple[str, str]]:
    """Network and browser of what raised an alarm, and of the session that was there before a second sign-in."""
    own = (network_of(alarm.address), alarm.browser)
    other = session.get(SessionRow, alarm.other_session_id) if alarm.other_session_id is not None else None
    return frozenset({own} if other is None else {own, (network_of(other.address), other.browser)})


def _put_up(session: Session, alarm: Alarm, roles: frozenset[Role]) -> None:
    session.add(alarm)
    session.flush()
    session.add_all(AlarmWatch(alarm_id=alarm.id, role=role.value) for role in sorted(roles))
    session.flush()


def tell_wrong_clock(database: Database, what: str) -> None:
    """Tell the administrator that stamps lie in the future. The alarm itself is stamped by the present clock."""
    with database.write() as session:
        raise_alarm(session, AlarmKind.CLOCK, person_id=None, address="", detail=what)


def tell_set_back(database: Database, what: str) -> None:
    """Tell the offices that the ledger was set back. Called once the restore has been accepted."""
    kind = AlarmKind.LEDGER_SET_BACK
    with database.write() as session:
        if _waiting(session, select(Alarm).where(Alarm.kind == kind.value)):
            return
        _put_up(session, Alarm(kind=kind.value, at=clock.now(), detail=what), kind.looked_after_by)
        for role in kind.looked_after_by:
            publish(session, TOPIC, role.value)


_ALTERED_WORDS = {
    "row": "決定の記録",
    "right": "決定の記録がもとに戻された",
    "gone": "決定の記録の消失",
    "back": "消えた決定の記録が戻された",
    "object": "資料のデータ",
}


def tell_altered(database: Database, found: FoundRow) -> None:
    """Record what was found altered, and tell the offices. Does nothing when another process has done so."""
    detail = f"{_ALTERED_WORDS[found.what]}（{found.name}）"[:DETAIL_LIMIT]
    with database.write() as session:
        if _is_told(session, found, detail):
            return
        note(session, SYSTEM, EventKind.ALTERED, what=found.what, name=found.name)
        if found.what != "right":
            raise_alarm(session, AlarmKind.ALTERED, person_id=None, address="", detail=detail)


def _is_told(session: Session, found: FoundRow, detail: str) -> bool:
    """Whether it stands in the ledger as found, or an alarm about it waits. A missing row closes things by its record,
    so one that has gone again is recorded although the alarm about the first time may wait.

    So is one that is altered again after it was put right or accepted.
    """
    known, row = known_rows(session), row_named(found.name)
    if found.what in {"gone", "back"}:
        return (row in known.gone) if found.what == "gone" else row not in known.gone | known.accepted
    if found.what == "right":  # recorded by another process, or somebody has accepted what it is
        return row not in known.altered
    alarms = select(Alarm).where(Alarm.kind == AlarmKind.ALTERED.value, Alarm.detail == detail)
    return (found.what == "object" or row in known.altered) and bool(_waiting(session, alarms))


def tell_setup_fault(database: Database, fault: SetupFault, seen: str) -> None:
    """`note_setup_fault`, in a unit of its own."""
    with database.write() as session:
        note_setup_fault(session, fault, seen)


def note_setup_fault(session: Session, fault: SetupFault, seen: str) -> None:
    """Tell the administrator of a fault of the set-up, unless the same one waits for them. `seen`: what showed it."""
    same = select(Alarm).where(Alarm.kind == AlarmKind.SETUP.value, Alarm.detail.startswith(fault.code))
    if not _waiting(session, same):
        raise_alarm(session, AlarmKind.SETUP, person_id=None, address="", detail=fault.sentence(seen))


def setup_faults_waiting(session: Session) -> list[str]:
    """The sentences of the faults that the administrator has not dealt with yet, the newest last."""
    query = select(Alarm.detail).join(AlarmWatch, AlarmWatch.alarm_id == Alarm.id)
    query = query.where(Alarm.kind == AlarmKind.SETUP.value, AlarmWatch.handled_at.is_(None))
    return list(session.scalars(query.order_by(Alarm.at, Alarm.id)))
