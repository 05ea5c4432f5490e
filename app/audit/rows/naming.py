"""Names in the ledger the rows that stood before their table's rows were named there, once in a table's life."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.append import record
from app.audit.models import LedgerRecord
from app.audit.notes import SYSTEM, event
from app.audit.search import detail_of
from app.audit.vocabulary import EventKind
from app.seals import Sealed, key_texts

_AT_ONCE = 500
"""The most rows in one record, so that it stays far below the longest that a record may be."""


def name_older(session: Session, models: Sequence[type[Sealed]]) -> None:
    """Name every row of those tables whose rows are missed when they are gone, and were not named so far."""
    bodies = session.scalars(select(LedgerRecord.body).where(LedgerRecord.kind == EventKind.NAMED.value))
    named = {table for body in bodies for table in str(detail_of(body).get("tables", "")).split()}
    due = [model for model in models if model.is_missed and model.__tablename__ not in named]
    if not due:
        return
    rows = [f"{model.__tablename__}/{key}" for model in due for key in key_texts(session, model)]
    said = event(SYSTEM, EventKind.NAMED, tables=" ".join(model.__tablename__ for model in due))
    for start in range(0, max(1, len(rows)), _AT_ONCE):
        record(session, replace(said, rows=" ".join(rows[start : start + _AT_ONCE])))
