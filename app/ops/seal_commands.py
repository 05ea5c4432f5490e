"""`gijo seals`: checks every row that carries a decision against its seal, and seals an examined row anew."""

import argparse
import sys
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.commands import Command
from app.audit import checkpoints, sealing
from app.audit.notes import COMMAND_LINE, note
from app.audit.rows.naming import name_older
from app.audit.sealing import NotLaid
from app.audit.vocabulary import EventKind
from app.audit.wholeness import judge
from app.auth.alarms.habits.models import HabitCursor, HabitEvent, HabitPlace
from app.auth.alarms.models import Alarm, AlarmAnswer, AlarmWatch
from app.auth.alarms.telling import tell
from app.auth.devices.fleet.models import FleetTablet
from app.auth.devices.models import Device
from app.auth.factors.models import Enrolment, EnrolmentLetter, Password, RecoveryCode, SecurityKey, TotpKey
from app.auth.sessions.models import CheckedNetwork, PendingSignIn, SessionRow
from app.db import Base
from app.disposals.retention.models import OwnKeeping
from app.halts.models import Halt
from app.materials.models import DisposedPaper, Material, PublicFile, Reader, Replacement, Version
from app.meetings.models import Attachment, ExplainedReader, Explainer, Meeting, MeetingGroup
from app.members.models import Delegation, FormerMember, Group, GroupMember, Office, Person, Suspension
from app.notes.models import NoteShare
from app.permits.booklets.models import Booklet
from app.permits.models import Permit, PermitOpening
from app.permits.reserves.models import PaperCopy
from app.permits.reserves.volumes.models import Volume
from app.permits.reviews.models import PermitReview
from app.proposals.models import Proposal
from app.registers.models import RegisterChange, RegisterEntry
from app.rounds.gone import gone_rows
from app.rulebook.models import RuleReceipt, RuleVersion, WrittenRule
from app.seals import AlteredRow, Sealed, altered_rows, is_there, seal_anew
from app.settings import Settings
from app.standards.models import StandardDecision, StandardsInForce
from app.vault.opening import open_store
from app.web.forms.merging import mark
from storage.ledger import Signer
from storage.store import StoreFailure

SEALED: tuple[type[Sealed], ...] = (
    Material,
    Version,
    Reader,
    Replacement,
    PublicFile,
    DisposedPaper,
    OwnKeeping,
    Permit,
    PermitOpening,
    PermitReview,
    PaperCopy,
    Office,
    Group,
    GroupMember,
    FormerMember,
    Delegation,
    Suspension,
    Proposal,
    Person,
    Device,
    FleetTablet,
    SessionRow,
    CheckedNetwork,
    SecurityKey,
    Password,
    TotpKey,
    RecoveryCode,
    EnrolmentLetter,
    Enrolment,
    PendingSignIn,
    Meeting,
    MeetingGroup,
    Attachment,
    Explainer,
    ExplainedReader,
    NoteShare,
    Booklet,
    Volume,
    RegisterEntry,
    RegisterChange,
    WrittenRule,
    RuleVersion,
    RuleReceipt,
    Halt,
    StandardsInForce,
    StandardDecision,
    Alarm,
    AlarmWatch,
    AlarmAnswer,
    HabitCursor,
    HabitEvent,
    HabitPlace,
)
"""Every table whose rows carry decisions. A test compares the list with the models."""

_REASON_CHARACTERS = 200
_NOT_AS_LISTED = (
    "印がないか、一覧に出たあとで行が変わりました。何も変えていません。gijo seals で一覧を出し、"
    "行を確かめてから、--shown にその印を付けてください。"
)


def lay(settings: Settings) -> None:
    """Seal the rows that were written before their table had seals, and name those that are missed when they are gone.

    Called before serving.

    Raises KeyFailure, and NotLaid when the ledger cannot prove that they are due.
    """
    with sealing.own_database(settings) as database, database.write() as session:
        sealing.lay(session, SEALED, lambda: _fault_of_ledger(settings, session))
        name_older(session, SEALED)


def may_serve(settings: Settings) -> bool:
    """Lay the seals. False, with the reason on standard error, when that is not possible."""
    try:
        lay(settings)
    except NotLaid as error:
        print(error.sentence, file=sys.stderr, flush=True)
        return False
    except StoreFailure as failure:
        print(f"保管庫の検証点で台帳を確かめられないため、開きません。{failure.sentence}", file=sys.stderr)
        return False
    return True


def _fault_of_ledger(settings: Settings, session: Session) -> str:
    signer = Signer.load(settings.ledger_key_folder)
    return judge(session, signer, checkpoints.retained(open_store(settings)))[1]


def find(settings: Settings) -> list[AlteredRow]:
    """Every row that does not fit its seal, and each missing row that the ledger names. Raises KeyFailure."""
    with sealing.own_database(settings) as database, database.read() as session:
        return [*altered_rows(session, SEALED), *gone_rows(session, SEALED)]


def waiting_tables(settings: Settings) -> list[str]:
    """The tables that keep the seals of an earlier version until the next serving. Raises KeyFailure."""
    with sealing.own_database(settings) as database, database.read() as session:
        return sealing.waiting(session, SEALED)


def words_of_waiting(tables: list[str]) -> str:
    """Says that these tables keep the seals of an earlier version, and what lays them anew."""
    return (
        f"前の版の決まりで封印した行があります（{'、'.join(tables)}）。gijo serve を始めると、"
        "台帳の全体を確かめてから、新しい決まりで封印します。それまでは、封印と合わない行として数えられます。"
    )


def command(settings: Settings, arguments: argparse.Namespace) -> int:
    """List the rows that do not fit their seals (exit code 1 if any), or accept one, or lay seals, with a reason."""
    if arguments.lay or arguments.accept:
        reason = str(arguments.reason).strip()
        if not 0 < len(reason) <= _REASON_CHARACTERS:
            print(f"--reason に、確かめたことを {_REASON_CHARACTERS} 文字までで書いてください。", file=sys.stderr)
            return 2
        return _lay(settings, reason) if arguments.lay else _accept(settings, arguments.accept, reason, arguments.shown)
    found = find(settings)
    _print(settings, found)
    print(f"封印と合わない行は {len(found)} 件です。" if found else "決定の記録は、すべて封印と合っています。")
    if waiting := waiting_tables(settings):
        print(words_of_waiting(waiting))
    return 1 if found else 0


def _print(settings: Settings, found: Sequence[AlteredRow]) -> None:
    with sealing.own_database(settings) as database, database.read() as session:
        for row in found:
            told = "システムの外から書き換えられた疑いがあります。"
            print(f"{row.table}/{row.key}\t{told}\t印 {_mark(session, row.table, row.key)}")


def _mark(session: Session, name: str, key: str, *, is_locked: bool = False) -> str:
    """The mark of a row as it is stored now, or of its being gone: whoever has examined it accepts nothing else.

    `key`: as in AlteredRow. `is_locked`: until the unit ends; a unit that reads can lock nothing.
    """
    model = next(model for model in SEALED if model.__tablename__ == name)
    table = Base.metadata.tables[name]
    where = [
        column == column.type.python_type(part) for column, part in zip(table.primary_key, key.split(","), strict=True)
    ]
    columns = [table.c[each] for each in (*model.sealed_columns, *model.digested_columns, "seal")]
    query = select(*columns).where(*where)
    found = session.execute(query.with_for_update() if is_locked else query).first()
    return mark(name, key, repr(found))


def _lay(settings: Settings, reason: str) -> int:
    with sealing.own_database(settings) as database, database.write() as session:
        rows = sealing.lay_examined(session, SEALED, reason)
        if rows is not None:
            tell(session, COMMAND_LINE, Command.ACCEPT_SEAL, f"台帳が揃わないまま、{rows} 件の行を封印すること")
    if rows is None:
        print(
            "封印する行はありません。合わない行は gijo seals --accept 名前 --shown 印 --reason わけ で認めてください。"
        )
    else:
        print(f"{rows} 件の行を封印しました。台帳に記録しました。gijo serve で開けます。")
    return 0


def _accept(settings: Settings, name: str, reason: str, shown: str) -> int:
    table, _, key = name.partition("/")
    if table == StandardsInForce.__tablename__:  # two decide what it says, and it can be made anew
        print(f"{name} は、認められません。gijo standards rebuild で作り直してください。", file=sys.stderr)
        return 1
    with sealing.own_database(settings) as database, database.write() as session:
        refused, what = _accepted(session, AlteredRow(table, key), reason, shown)
    if refused:
        print(refused, file=sys.stderr)
        return 1
    done = "今の内容のまま封印し直しました" if what == "row" else "失われたまま、認めました"
    print(f"{name} を、{done}。台帳に記録しました。")
    return 0


def _accepted(session: Session, row: AlteredRow, reason: str, shown: str) -> tuple[str, str]:
    """Accept a row as it was listed: why not, "" once it is accepted, and whether it is there or gone."""
    name = f"{row.table}/{row.key}"
    model = next((model for model in SEALED if model.__tablename__ == row.table), None)
    has_row = model is not None and is_there(session, model, row.key)
    if model is None or not (has_row or row in gone_rows(session, SEALED)):
        return f"{name} という行はありません。gijo seals で確かめてください。", ""
    if model is Halt and not has_row:  # it lasts, until it is lifted as any other, which puts the row back
        return f"{name} の停止は続いています。画面か gijo halt lift で解除してください。", ""
    if shown != _mark(session, row.table, row.key, is_locked=True):
        return _NOT_AS_LISTED, ""
    what = "row" if has_row else "gone"
    if has_row:
        seal_anew(session, model, row.key)
    tell(session, COMMAND_LINE, Command.ACCEPT_SEAL, f"封印と合わない行（{name}）を認めること")
    note(session, COMMAND_LINE, EventKind.ALTERED_ACCEPTED, name=name, reason=reason, what=what)
    return "", what
