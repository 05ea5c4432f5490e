"""The ledger's tables. A record's body is canonical JSON; the other columns repeat parts of it for searching."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, UtcDateTime
from storage.ledger import GENESIS_HASH


class LedgerRecord(Base):
    """One record of the chain; `hash` covers the former record's hash, the number and the body."""

    __tablename__ = "ledger_record"
    __table_args__ = (
        Index("ix_ledger_record_actor", "actor_id", "seq"),
        Index("ix_ledger_record_material", "material_id", "seq"),
        Index("ix_ledger_record_kind", "kind", "seq"),
        Index("ix_ledger_record_at", "at"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[str | None] = mapped_column(String(26))
    material_id: Mapped[str | None] = mapped_column(String(26))
    issue_code: Mapped[str | None] = mapped_column(String(16), unique=True)
    body: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class LedgerHead(Base):
    """The end of the chain, one row: number and hash of the last record. Locked while records are appended."""

    __tablename__ = "ledger_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


class LedgerCheckpoint(Base):
    """A signed statement that the chain had this hash at this number; also kept outside the database."""

    __tablename__ = "ledger_checkpoint"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text)


def lay_head(session: Session) -> None:
    """Add the head row of an empty chain, unless there is one."""
    if session.get(LedgerHead, 1) is None:
        session.add(LedgerHead(id=1, seq=0, hash=GENESIS_HASH))
