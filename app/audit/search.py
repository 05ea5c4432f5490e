"""Looking things up in the ledger: whose copy is this, what happened around it, what one person or paper met."""

import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import LedgerRecord
from app.audit.vocabulary import Kind

_LIMIT = 100


@dataclass(frozen=True)
class Found:
    """A record, opened: the columns and the parts of its body that screens show."""

    seq: int
    at: datetime
    kind: Kind
    actor_id: str | None
    session_id: str | None
    address: str | None
    material_id: str | None
    version_id: str | None
    page: int | None
    code: str | None
    detail: dict[str, Any]
    hash: str


def _open(row: LedgerRecord) -> Found:
    body = json.loads(row.body)
    return Found(
        seq=row.seq,
        at=row.at,
        kind=Kind(row.kind),
        actor_id=row.actor_id,
        session_id=body.get("session"),
        address=body.get("address"),
        material_id=row.material_id,
        version_id=body.get("version"),
        page=body.get("page"),
        code=row.issue_code,
        detail=body.get("detail", {}),
        hash=row.hash,
    )


def normal_code(typed: str) -> str:
    """A code as it was read off a photograph: any case, full-width, with or without the hyphen."""
    letters = "".join(c for c in unicodedata.normalize("NFKC", typed[:40]).upper() if c.isascii() and c.isalnum())
    return f"{letters[:4]}-{letters[4:]}"


def by_code(session: Session, typed: str) -> Found | None:
    """The record of an issue code."""
    row = session.scalars(select(LedgerRecord).where(LedgerRecord.issue_code == normal_code(typed))).first()
    return None if row is None else _open(row)


def around(session: Session, record: Found, *, each_side: int = 3) -> list[Found]:
    """What the same person did just before and after."""
    mine = select(LedgerRecord).where(LedgerRecord.actor_id == record.actor_id)
    before = session.scalars(
        mine.where(LedgerRecord.seq <= record.seq).order_by(LedgerRecord.seq.desc()).limit(each_side + 1)
    ).all()
    after = session.scalars(mine.where(LedgerRecord.seq > record.seq).order_by(LedgerRecord.seq).limit(each_side)).all()
    return [_open(row) for row in [*reversed(before), *after]]


@dataclass(frozen=True)
class Filter:
    """What to list; empty parts do not narrow. `before_seq` pages backwards."""

    actor_id: str = ""
    material_id: str = ""
    kind: str = ""
    before_seq: int | None = None


def newest(session: Session, chosen: Filter) -> list[Found]:
    """Records that match, the newest first, at most 100."""
    query = select(LedgerRecord)
    if chosen.actor_id:
        query = query.where(LedgerRecord.actor_id == chosen.actor_id)
    if chosen.material_id:
        query = query.where(LedgerRecord.material_id == chosen.material_id)
    if chosen.kind:
        query = query.where(LedgerRecord.kind == chosen.kind)
    if chosen.before_seq is not None:
        query = query.where(LedgerRecord.seq < chosen.before_seq)
    rows = session.scalars(query.order_by(LedgerRecord.seq.desc()).limit(_LIMIT)).all()
    return [_open(row) for row in rows]
