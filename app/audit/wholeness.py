"""Verifies the ledger in the database: chain, signatures and columns, against the checkpoints in the store."""

from collections.abc import Iterable
from contextlib import nullcontext

from sqlalchemy.orm import Session

from app.audit import export
from storage.ledger import NEXT_STEP, Signer, Verdict, verify


def judge(session: Session, signer: Signer, kept: Iterable[str]) -> tuple[Verdict, str]:
    """Read the whole ledger. Returns the verdict about its chain, and what is wrong with the ledger ("" for nothing).

    `kept`: the texts of the checkpoints in the store. It takes about as long as an export.
    """
    lines = export.lines(lambda: nullcontext(session), signer, "")
    verdict = verify(lines, [signer.public_pem()], kept, is_live=True)
    return verdict, _fault_beside(session) if verdict.ok else verdict.sentence


def _fault_beside(session: Session) -> str:
    """The fault that the chain itself cannot show, "" for none."""
    if export.head_mismatch(session):
        return f"末尾の記録が切り取られているか、末尾の控えが書き換えられています。{NEXT_STEP}"
    if (seq := export.column_mismatch(session)) is not None:
        return f"{seq} 番の記録の見出しが、記録の中身と違います。{NEXT_STEP}"
    return ""
