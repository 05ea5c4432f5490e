"""Ends a session by a person's act, with its record."""

from sqlalchemy.orm import Session

from app.audit.notes import By, Told, note
from app.audit.vocabulary import EventKind
from app.auth.sessions import acts
from app.auth.sessions.subjects import about_session


def end(session: Session, by: By, session_id: str, because: str, **detail: Told) -> bool:
    """End one session, as `acts.end_session`, and record it with further `detail`. False when nothing was to end."""
    if not acts.end_session(session, session_id, because):
        return False
    note(session, by, EventKind.SESSION_ENDED, about_session(session_id), because=because, **detail)
    return True


def sign_out(session: Session, by: By, session_id: str) -> None:
    """End the person's own session at their wish; recorded unless it was over."""
    if acts.end_session(session, session_id, "signed_out"):
        note(session, by, EventKind.SIGN_OUT)
