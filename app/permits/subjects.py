"""How a ledger record names the permit that an act was about."""

from app.audit.notes import RecordSubject
from app.permits.models import Permit


def about_permit(permit: Permit, issue_code: str | None = None) -> RecordSubject:
    """The subject of a record about a permit or its use: its number, its paper and version, the issue's code."""
    detail = {"permit": permit.number}
    return RecordSubject(permit.material_id, permit.version_id, issue_code=issue_code, detail=detail)
