"""Setting how long one paper or the papers of one meeting are kept: longer by one person, shorter by two (2(2)④-2)."""

from sqlalchemy.orm import Session

from app.audit.notes import By
from app.disposals.errors import KeepingAsBefore, KeepingOfSecret
from app.disposals.retention.models import OwnKeeping
from app.disposals.retention.proposals import SHORTENING, Shortening, put
from app.disposals.retention.things import KeptThing, may_ask_about
from app.proposals import acts as proposals
from app.proposals.kinds import Proposed
from app.proposals.queries import open_row
from app.standards.keeping import KeepingTime


def set_keeping(session: Session, by: By, thing: KeptThing, value: str, reason: str) -> Proposed[Shortening] | None:
    """Set a time ("" for the usual one), or propose it where it is shorter; None when it counts at once.

    The caller has locked the thing. A longer time closes a shortening that waits. Raises KeepingAsBefore, KeepingOpen,
    KeepingOfSecret for a clerk where a paper of the meeting is 3A.
    """
    if not may_ask_about(session, by.person_id, thing.id):
        raise KeepingOfSecret
    wanted = value or thing.inherited
    if value == thing.own and wanted == thing.value:
        raise KeepingAsBefore
    if KeepingTime().is_weaker(wanted, thing.value):
        return proposals.ask(session, by, SHORTENING, thing.id, Shortening(thing.own, value), reason=reason)
    waiting = open_row(session, SHORTENING, thing.id)
    if waiting is not None and not proposals.close_if_over(session, SHORTENING, waiting):
        proposals.refuse_by_act(session, by, SHORTENING, waiting, "保存期間が変わったため")
    put(session, by, thing, value, reason)
    return None


def let_go_keeping(session: Session, material_id: str) -> None:
    """Forget the time of a paper that is taken out; the records of it stay."""
    proposals.forget(session, SHORTENING, material_id)
    if (row := session.get(OwnKeeping, material_id)) is not None:
        session.delete(row)
