"""Which papers a person's lists may name. Asks the policy; adds no rule of its own."""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy.orm import Session

from app.access.actions import Action
from app.access.facts import Actor
from app.access.policy import decide
from app.access.reasons import Reason
from app.materials.queries import Paper, papers


class Visibility(StrEnum):
    """OPEN: listed. WITHHELD: 3A for others, counted into 「ほかに n 件」 without its title. HIDDEN: not there."""

    OPEN = "open"
    WITHHELD = "withheld"
    HIDDEN = "hidden"


_KNOWN_TO_EXIST = frozenset({Reason.ALLOWED, Reason.DEVICE, Reason.ZONE, Reason.STALE})
"""A reader on the wrong tablet, or signed in too long ago, sees the paper named; opening it says what to do."""


def visibility(actor: Actor, paper: Paper) -> Visibility:
    """How a paper appears to an actor."""
    facts = paper.facts(actor)
    reason = decide(actor, Action.MATERIAL_READ, facts).reason
    if reason in _KNOWN_TO_EXIST:
        return Visibility.OPEN
    is_withheld = reason is Reason.NOT_NAMED and facts.is_published and not facts.is_withdrawn
    return Visibility.WITHHELD if is_withheld else Visibility.HIDDEN


def visible_to(session: Session, actor: Actor, material_ids: Iterable[str]) -> dict[str, Visibility]:
    """The visibility of each paper, in one query; a paper that does not exist is hidden."""
    wanted = list(material_ids)
    found = papers(session, actor, wanted)
    hidden = dict.fromkeys(wanted, Visibility.HIDDEN)
    return hidden | {material_id: visibility(actor, paper) for material_id, paper in found.items()}
