"""What the ledger says of permits."""

from app.audit.vocabulary import EventKind
from app.web.evidence.tallies import recorded

PERMITS_DECIDED = recorded("permits-decided", "許可の決裁", EventKind.PERMIT_DECIDED)
EMERGENCIES = recorded("emergencies", "緊急の例外", EventKind.PERMIT_EMERGENCY)
PERMITS_USED = recorded("permits-used", "許可による PDF の保存", EventKind.PERMIT_ISSUED)
