"""The words for a person on screens where a second person decides, and in alarms: with ID and offices.

One administrator alone can change a name and title, but not an ID or an office. So they must not be all that a second
person, or a reader of an alarm, sees.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import LedgerRecord
from app.audit.vocabulary import EventKind
from app.members.models import Person
from app.members.people import offices_now

FORMER = "former_"
"""Prefix of a column's name for its old value, in the detail of a record of a changed registration."""


def identified(session: Session, person: Person) -> str:
    """「小林 健 書記［ID chair、議長］」; 「役職なし」 instead of the offices for a person without any."""
    roles = "・".join(role.words for role in sorted(offices_now(session, person.id))) or "役職なし"
    return f"{person.display_name}［ID {person.login}、{roles}］"


def identified_since(session: Session, person: Person, moment: datetime) -> str:
    """The same, with the name that the person had at a moment when it has been changed since."""
    former = _name_at(session, person, moment)
    words = identified(session, person)
    return words if former == person.display_name else f"{words}（申し出のときの名前　{former}）"


def _name_at(session: Session, person: Person, moment: datetime) -> str:
    """Name and title at a moment, from the records of each change since then."""
    found: dict[str, Any] = {}
    query = select(LedgerRecord).where(
        LedgerRecord.kind == EventKind.PERSON_CHANGED.value,
        LedgerRecord.at >= moment,
        LedgerRecord.body.contains(person.id, autoescape=True),
    )
    for record in session.scalars(query.order_by(LedgerRecord.seq)):
        detail = json.loads(record.body).get("detail", {})
        if detail.get("person") == person.id:
            found = {key: value for key, value in detail.items() if key.startswith(FORMER)} | found
    name, title = found.get(f"{FORMER}name", person.name), found.get(f"{FORMER}title", person.title)
    return f"{name} {title}".strip()
