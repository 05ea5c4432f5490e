"""What the ledger says of signing in."""

from app.audit.vocabulary import EventKind
from app.web.evidence.tallies import recorded

SIGN_INS = recorded("sign-ins", "二つの方法によるサインイン", EventKind.SIGN_IN, EventKind.SIGN_IN_AGAIN)
SIGN_INS_REFUSED = recorded("sign-ins-refused", "断ったサインイン", EventKind.SIGN_IN_REFUSED)
