"""What the ledger says of itself, of refusals and of acts of two persons."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import LedgerCheckpoint
from app.audit.vocabulary import EventKind
from app.web.evidence.tallies import Evidence, Tally, recorded


def _checkpoints(session: Session) -> Tally:
    query = select(func.count(), func.max(LedgerCheckpoint.at)).select_from(LedgerCheckpoint)
    return Tally(*session.execute(query).one())


CHECKPOINTS = Evidence("checkpoints", "署名した検証点", _checkpoints)
REFUSALS = recorded("refusals", "断って記録した操作", EventKind.REFUSED)
STARTS = recorded("starts", "版と設定を記録した開始", EventKind.STARTED)
CHECKS = recorded("checks", "設定と備えを点検した記録", EventKind.SETUP_CHECKED)
LOOKS = recorded("looks", "記録の検索（検索したことの記録）", EventKind.LEDGER_SEARCHED)
EXPORTS = recorded("exports", "検証できる記録の書き出し", EventKind.LEDGER_EXPORTED)
RESTORES = recorded("restores", "控えからの復元", EventKind.LEDGER_RESTORED)
BY_TWO = recorded(
    "by-two",
    "もう一人が決めた操作",
    EventKind.LABEL_CHANGE_DECIDED,
    EventKind.RELEASE_DECIDED,
    EventKind.OFFICE_DECIDED,
    EventKind.RESET_DECIDED,
)
