"""How a ledger record names the person that an act was about."""

from app.audit.notes import RecordSubject


def about_person(person_id: str) -> RecordSubject:
    """The subject of a record about this person; "" for one about the whole register."""
    return RecordSubject(detail={"person": person_id})
