"""Who explains an item, which papers follow from it, and who did before."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.decisions import Denied, deny
from app.access.levels import Confidentiality
from app.access.reasons import Reason
from app.access.roles import Role
from app.audit.models import LedgerRecord
from app.audit.rows.missed import is_any_missing
from app.audit.vocabulary import EventKind
from app.materials.models import Material, Reader
from app.meetings.models import AgendaItem, Attachment, ExplainedReader, Explainer
from app.members import offices
from app.members.belonging import EXECUTIVES
from app.members.models import Group, Person
from app.members.queries import people_by_id

CHANGE = "explainers"
"""What the ledger's record of a changed meeting calls it."""


@dataclass(frozen=True)
class ExplainersThen:
    """The explainers of an item from a moment on: names of them, and of who named them."""

    at: datetime
    who: str
    names: str


def explainer_ids(session: Session, item_id: str | None) -> frozenset[str]:
    """The ids of those who explain an item; empty where nobody is named. Raises Denied when a row was altered."""
    if item_id is None:
        return frozenset()
    rows = session.scalars(select(Explainer).where(Explainer.item_id == item_id)).all()
    if not all(row.is_intact for row in rows):
        raise Denied(deny(Reason.ALTERED, "6-5(1)②"))
    return frozenset(row.person_id for row in rows)


def former_readers(session: Session, material_id: str) -> dict[str, ExplainedReader]:
    """Those whom a paper has as explainers, by their ids. Raises Denied when a row was altered, or is missing."""
    rows = session.scalars(select(ExplainedReader).where(ExplainedReader.material_id == material_id)).all()
    if not all(row.is_intact for row in rows) or is_any_missing(session, (ExplainedReader,)):
        raise Denied(deny(Reason.ALTERED, "6-5(1)②"))
    return {row.person_id: row for row in rows}


def papers_of_former(session: Session) -> list[str]:
    """The ids of papers that have an explainer who is of the executive no more; none while an office is in doubt."""
    with suppress(Denied):
        able = offices.holders(session, Role.EXECUTIVE)
        left = (ExplainedReader.was_named.is_(False), ExplainedReader.person_id.not_in(able))
        query = select(ExplainedReader.material_id).join(
            Reader,
            (Reader.material_id == ExplainedReader.material_id) & (Reader.person_id == ExplainedReader.person_id),
        )
        return sorted(set(session.scalars(query.where(*left))))
    return []


def papers_under(session: Session, item: AgendaItem) -> list[str]:
    """The ids of the papers of an item, in order. Raises Denied while the place of any paper is altered or missing: it
    could be of this item, and would go on being read by those who explained it before.
    """
    places = session.scalars(select(Attachment).order_by(Attachment.material_id)).all()
    if not all(place.is_intact for place in places) or is_any_missing(session, (Attachment,)):
        raise Denied(deny(Reason.ALTERED, "6-5(1)②"))
    return [place.material_id for place in places if place.agenda_item_id == item.id]


def must_be_unaltered(session: Session, material: Material) -> None:
    """Raise Denied when a paper, or one of its readers, was altered: nobody has looked at whom it names now."""
    readers = session.scalars(select(Reader).where(Reader.material_id == material.id)).all()
    if not material.is_intact or not all(row.is_intact for row in readers):
        raise Denied(deny(Reason.ALTERED, "6-5(1)②"))


def names_by_item(session: Session, meeting_id: str) -> dict[str, str]:
    """「髙橋 実、林 恵」 by the item's id, of the items of a meeting for which anybody is named."""
    query = select(Explainer.item_id, Person.name).join(AgendaItem, AgendaItem.id == Explainer.item_id)
    query = query.join(Person, Person.id == Explainer.person_id).where(AgendaItem.meeting_id == meeting_id)
    found: dict[str, list[str]] = {}
    for item_id, name in session.execute(query.order_by(Person.kana, Person.name)):
        found.setdefault(item_id, []).append(name)
    return {item_id: "、".join(names) for item_id, names in found.items()}


def executives(session: Session, also: frozenset[str]) -> list[Person]:
    """Who can be named: those of the executive in office, and `also` those who are named already."""
    ids = offices.holders(session, Role.EXECUTIVE) | also
    return sorted(people_by_id(session, ids).values(), key=lambda person: (person.kana, person.name, person.id))


def executive_group(session: Session) -> Group | None:
    """The group of the executive; None in a council without it."""
    return session.scalars(select(Group).where(Group.key == EXECUTIVES)).one_or_none()


def follows(material: Material) -> bool:
    """Whether a paper's readers follow its item's explainers; those of 3A are named one by one by the administrator."""
    return material.label is not Confidentiality.C3A


def explained_before(session: Session, item_id: str) -> Sequence[ExplainersThen]:
    """Every change of an item's explainers, the newest first, from the ledger."""
    query = select(LedgerRecord).where(
        LedgerRecord.kind == EventKind.MEETING_CHANGED.value, LedgerRecord.body.contains(item_id, autoescape=True)
    )
    told = [(record, json.loads(record.body)["detail"]) for record in session.scalars(query.order_by(LedgerRecord.seq))]
    mine = [(record, detail) for record, detail in told if detail.get("change") == CHANGE and detail["item"] == item_id]
    ids = {each for record, detail in mine for each in (record.actor_id, *detail["person_ids"].split()) if each}
    people = people_by_id(session, ids)

    def name(person_id: str | None) -> str:
        return people[person_id].display_name if person_id in people else "（記録の人）"

    return [
        ExplainersThen(record.at, name(record.actor_id), "、".join(name(each) for each in detail["person_ids"].split()))
        for record, detail in reversed(mine)
    ]
