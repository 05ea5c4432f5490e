"""How a ledger record names the session that an act was about."""

from app.audit.notes import RecordSubject


def about_session(session_id: str) -> RecordSubject:
    """The subject of a record about this session, which may be another one than the session that acts."""
    return RecordSubject(session_id=session_id)
