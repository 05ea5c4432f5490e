"""A person as the ledger's records speak of one."""

from app.audit.notes import RecordSubject


def about_person(person_id: str) -> RecordSubject:
    """An act on somebody; "" for one on the whole register."""
    return RecordSubject(detail={"person": person_id})
