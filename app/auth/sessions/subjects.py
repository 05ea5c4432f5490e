"""A session as the ledger's records speak of one."""

from app.audit.notes import RecordSubject


def about_session(session_id: str) -> RecordSubject:
    """What became of a session, whichever session it was done in."""
    return RecordSubject(session_id=session_id)
