"""Records each start and stop of the service, with the version and what changed since the last start: settings, files.

The ledger holds a short digest of each setting's value, under a key of this installation. A digest shows that a value
has changed but not what it is, so that passwords and keys among the settings stay secret.
"""

import hmac
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import fields, is_dataclass
from importlib.metadata import PackageNotFoundError, version

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import days
from app.audit import checkpoints, sealing
from app.audit.models import LedgerRecord
from app.audit.notes import COMMAND_LINE, note
from app.audit.search import detail_of
from app.audit.vocabulary import EventKind
from app.auth.alarms.raising import AlarmKind, raise_alarm, tell_setup_fault
from app.db import Database
from app.ops.daily import program
from app.settings import Settings
from app.setup.database import clocks_apart, is_open_to_listeners
from app.setup.faults import SetupFault, of_settings
from app.standards.catalogue import STANDARDS
from app.standards.queries import StandardsReader, decisions, in_force, settings_of
from app.vault.opening import open_store
from storage.keyring import Keyring
from storage.ledger import Signer

log = logging.getLogger("gijo.serve")

_DIGEST_CHARACTERS = 8


def note_start(settings: Settings, *, workers: int) -> list[str]:
    """Record that the service starts. Returns the names of the settings that changed since the last start.

    `was_stopped` in the record: the last run of the service was stopped, not killed. Changed settings raise an alarm.
    Raises KeyFailure.
    """
    key = Keyring.load(settings.keys_folder).derive("settings digest")
    with sealing.own_database(settings) as database:
        StandardsReader(settings).install(database.unit_info)
        with database.write() as session:
            return _note_start(session, settings, key, workers)


def _note_start(session: Session, settings: Settings, key: bytes, workers: int) -> list[str]:
    former, digests = _last(session, EventKind.STARTED), _digests(_flat(settings), key)
    standards = _digests(_standards(session), key)
    changed = _changed(_read(former, "settings"), digests)
    decided = [name for name in _changed(_read(former, "standards"), standards) if _file_name(name) not in changed]
    unexplained = changed + [name for name in decided if not _is_explained(session, name)]
    is_other_version = former is not None and detail_of(former.body).get("version") != _version()
    files = program.digests()
    other_files = program.rewritten(_read(former, "files"), files) if not is_other_version else []
    unexplained += [f"files.{part}" for part in other_files]
    note(
        session,
        COMMAND_LINE,
        EventKind.STARTED,
        version=_version(),
        workers=workers,
        settings=_text(digests),
        standards=_text(standards),
        files=_text(files),
        over_file=" ".join(_over_file(session)),
        changed=" ".join(changed + decided),
        undecided=" ".join([*unexplained, *(["version"] if is_other_version else [])]),
        was_stopped=former is None or former.seq < _seq(_last(session, EventKind.STOPPED)),
    )
    if unexplained:
        names = "、".join(unexplained)
        detail = f"変わったものは {names if len(names) < 70 else f'{len(unexplained)} 件'} です"
        raise_alarm(session, AlarmKind.SETTINGS_CHANGED, person_id=None, address="", detail=detail)
    return changed + decided


def _text(digests: Mapping[str, str]) -> str:
    return json.dumps(digests, separators=(",", ":"), sort_keys=True)


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The names whose digests differ; empty when the last start recorded none."""
    return sorted(name for name in now.keys() | before.keys() if before.get(name) != now.get(name)) if before else []


def _file_name(name: str) -> str:
    """The name among the settings of a standard's value in the file, "" without one."""
    standard = STANDARDS.get(name.removeprefix("standards."))
    return "" if standard is None else standard.setting.removeprefix("network.").removeprefix("auth.")


def files_rewritten(settings: Settings) -> list[str]:
    """The program's parts that differ from what the last start recorded, by the names of `program.WORDS`."""
    with closing(Database(settings.database_url)) as database, database.read() as session:
        return program.rewritten(_read(_last(session, EventKind.STARTED), "files"), program.digests())


def _standards(session: Session) -> Iterator[tuple[str, str]]:
    """Names like `standards.idle_seconds`, with the value in force of each."""
    for key, found in in_force(session).values.items():
        yield f"standards.{key}", found.value


def _over_file(session: Session) -> Iterator[str]:
    """The keys of the values in force that differ from the file's."""
    file = settings_of(session)
    for key, found in in_force(session).values.items():
        if found.value != STANDARDS[key].of_file(file):
            yield key


def _is_explained(session: Session, name: str) -> bool:
    """Whether a changed value comes from a decision of the council, or an exception's end; then no alarm is needed."""
    key = name.removeprefix("standards.")
    last = next((row for row in decisions(session) if row.key == key and row.is_intact), None)
    now = in_force(session).values.get(key)
    return last is not None and now is not None and (now.value == last.value or "" < last.until < str(days.today()))


def tell_of_setup(settings: Settings) -> None:
    """Report faults of the set-up that can be seen before the first request, to the log and the board."""
    with sealing.own_database(settings) as database:
        faults = dict.fromkeys(of_settings(settings), "")
        if seconds := clocks_apart(database):
            faults[SetupFault.CLOCKS_DIFFER] = f"{seconds:+.0f} 秒"
        if is_open_to_listeners(database):
            faults[SetupFault.DATABASE_OPEN] = ""
        for fault, seen in faults.items():
            log.warning("%s", fault.sentence(seen))
            tell_setup_fault(database, fault, seen)


def note_stop(settings: Settings) -> None:
    """Record that the service stops, and sign the ledger's end. If recording fails, it is logged."""
    try:
        with sealing.own_database(settings) as database:
            with database.write() as session:
                note(session, COMMAND_LINE, EventKind.STOPPED, version=_version())
            signer = Signer.load(settings.ledger_key_folder)
            checkpoints.sign(database, signer, open_store(settings), lock_days=settings.store.lock_days)
    except Exception:
        log.exception("the stop could not be recorded")


def _digests(named: Iterable[tuple[str, str]], key: bytes) -> dict[str, str]:
    return {
        name: hmac.digest(key, f"{name}={value}".encode(), "sha256").hex()[:_DIGEST_CHARACTERS] for name, value in named
    }


def _flat(section: object, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Names like `sessions.idle_seconds`, with values as text."""
    if not is_dataclass(section):
        return
    for each in fields(section):
        value, name = getattr(section, each.name), f"{prefix}{each.name}"
        if is_dataclass(value):
            yield from _flat(value, f"{name}.")
        else:
            plain = sorted(map(str, value)) if isinstance(value, frozenset | tuple) else value
            yield name, str(plain)


def _last(session: Session, kind: EventKind) -> LedgerRecord | None:
    """The last record of a kind, by its body: the column for the kind is not protected by the chain.

    Reads without an index, backwards from the end, where the record is soon found. Once for each start.
    """
    of_kind = LedgerRecord.body.contains(f'"kind":"{kind.value}"', autoescape=True)
    query = select(LedgerRecord).where(of_kind).order_by(LedgerRecord.seq.desc())
    return session.scalars(query.limit(1)).first()


def _seq(record: LedgerRecord | None) -> int:
    return 0 if record is None else record.seq


def _read(record: LedgerRecord | None, name: str) -> Mapping[str, str]:
    """The digests in the last start's record; empty when there is no such record, or it has another form."""
    told = {} if record is None else detail_of(record.body)
    try:
        found = json.loads(str(told.get(name, "")))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _version() -> str:
    try:
        return version("gijo")
    except PackageNotFoundError:
        return "source"
