"""A permit as the ledger's records speak of one."""

from app.audit.notes import RecordSubject
from app.permits.models import Permit


def about_permit(permit: Permit, issue_code: str | None = None) -> RecordSubject:
    """An act on a permit, or with it: its number, and the version that it is for."""
    detail = {"permit": permit.number}
    return RecordSubject(permit.material_id, permit.version_id, issue_code=issue_code, detail=detail)
