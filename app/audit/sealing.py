"""Seals tables that were added before their seals, and records in the ledger which table is sealed by which rule.

Without that record, an attacker could edit rows and have them sealed again. The columns by which records are found are
not signed, so an attacker could also hide the record. Therefore, before anything is sealed for lack of a record, the
whole ledger is verified, in which a hidden record leaves a fault. This happens at most once for each new rule.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.audit.append import append_pending
from app.audit.models import LedgerRecord
from app.audit.notes import COMMAND_LINE, SYSTEM, note
from app.audit.search import detail_of
from app.audit.vocabulary import EventKind
from app.db import Database
from app.seals import SEAL_KEY, Sealed, Seals, rule_of, seal_by_new_rule, seal_unsealed
from app.settings import Settings
from storage.keyring import Keyring

_KIND_TEXT = f'"kind":"{EventKind.SEALED.value}"'


def install(database: Database, settings: Settings) -> None:
    """Let a command's units write sealed rows; what is altered the service tells. Raises KeyFailure, UnsafeFile."""
    seals = Seals(Keyring.load(settings.keys_folder).derive(SEAL_KEY), lambda _found: None)
    seals.install(database.unit_info)


@contextmanager
def own_database(settings: Settings) -> Iterator[Database]:
    """The database of a command, closed at its end: its units seal what they write, and commit with their records.

    A command that only looks, without keys, needs no more than `closing(Database(...))`. Raises KeyFailure, UnsafeFile.
    """
    database = Database(settings.database_url)
    try:
        database.before_commit.append(append_pending)
        install(database, settings)
        yield database
    finally:
        database.close()


class NotLaid(Exception):
    """Rows are older than the present rules, and the ledger, which should prove them, is not whole. `fault`: why.

    Nothing was sealed, so these rows fit no seal.
    """

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault

    @property
    def sentence(self) -> str:
        """The sentence that tells the operator what is wrong and what to do."""
        return (
            f"記録の台帳が確かめられないため、開きません。{self.fault}"
            "決定の記録（区分、読む人、許可、役職など）の封印がまだ新しい決まりになっていませんが、"
            "台帳なしには、書き換えられていないと言えないからです。控えと比べ、議長に報告してください。"
            "gijo seals で合わない行を見て確かめたあと、gijo seals --lay --reason わけ で封印すると、"
            "開けるようになります。"
        )


def lay(session: Session, models: Sequence[type[Sealed]], fault_of_ledger: Callable[[], str]) -> None:
    """Seal the rows that are older than their table's present rule, once for each rule, and record the tables' names.

    Rows from before all seals are sealed as they are; rows that fit the former rule are sealed by the present one.
    `fault_of_ledger`: verifies the whole ledger; called only when there is something to seal. Raises NotLaid.
    """
    if not _due(session, models, LedgerRecord.kind == EventKind.SEALED.value):
        return
    due = _due(session, models, LedgerRecord.body.contains(_KIND_TEXT, autoescape=True))
    if not due:
        return
    if fault := fault_of_ledger():
        raise NotLaid(fault)
    note(session, SYSTEM, EventKind.SEALED, tables=" ".join(map(_name, due)), rows=_seal_all(session, due))


def lay_examined(session: Session, models: Sequence[type[Sealed]], reason: str) -> int | None:
    """As `lay`, once a person has examined a ledger that is not whole. Returns how many rows; None if none is due."""
    due = _due(session, models, LedgerRecord.body.contains(_KIND_TEXT, autoescape=True))
    if not due:
        return None
    rows = _seal_all(session, due)
    note(session, COMMAND_LINE, EventKind.SEALED, tables=" ".join(map(_name, due)), rows=rows, reason=reason)
    return rows


def waiting(session: Session, models: Sequence[type[Sealed]]) -> list[str]:
    """The tables with rows from before their present rule, which `lay` seals before the next serving."""
    return [
        model.__tablename__
        for model, _former in _due(session, models, LedgerRecord.body.contains(_KIND_TEXT, autoescape=True))
    ]


Due = Sequence[tuple[type[Sealed], int]]
"""Tables that are older than their present rule, each with the number of its last one; 0 for none."""


def _due(session: Session, models: Sequence[type[Sealed]], which: ColumnElement[bool]) -> Due:
    """The tables that are older than their present rule, according to the records that `which` finds."""
    laid: dict[str, int] = {}
    for body in session.scalars(select(LedgerRecord.body).where(which)):
        for name in str(detail_of(body).get("tables", "")).split():
            table, _, rule = name.partition(":")
            laid[table] = max(laid.get(table, 0), int(rule or 1))
    former = [(model, laid.get(model.__tablename__, 0)) for model in models]
    return [(model, number) for model, number in former if number < rule_of(model)]


def _seal_all(session: Session, due: Due) -> int:
    return sum(_seal(session, model, former) for model, former in due)


def _seal(session: Session, model: type[Sealed], former: int) -> int:
    return seal_by_new_rule(session, model, former) if former else seal_unsealed(session, model)


def _name(table: tuple[type[Sealed], int]) -> str:
    """The name in the record: the table, and the rule's number unless it is the first, such as "office:2"."""
    model, _former = table
    rule = rule_of(model)
    return model.__tablename__ if rule == 1 else f"{model.__tablename__}:{rule}"
