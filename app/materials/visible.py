"""Decides by the policy alone which papers a person's lists may name."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actions import Action
from app.access.facts import Actor
from app.access.levels import Confidentiality
from app.access.policy import decide
from app.access.reasons import Reason
from app.access.roles import Role
from app.materials.models import Material, Reader, Version
from app.materials.queries import Paper, level_of, papers


class Visibility(StrEnum):
    """OPEN: listed. WITHHELD: only counted in 「ほかに n 件」, as others' 3A is. HIDDEN: neither listed nor counted."""

    OPEN = "open"
    WITHHELD = "withheld"
    HIDDEN = "hidden"


_KNOWN_TO_EXIST = frozenset({Reason.ALLOWED, Reason.DEVICE, Reason.ZONE, Reason.STALE})
"""Reasons with which a paper is listed. The refusals among them ask only for another tablet or network, or a new
sign-in, which the person learns when they open the paper.
"""


def visibility(actor: Actor, paper: Paper) -> Visibility:
    """How a paper is listed for an actor."""
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


WITHHELD_TITLE = "機密性3A の資料（題名は出しません）"
"""Shown in lists instead of a title that the person may not see."""


def withheld_titles(session: Session, actor: Actor, materials: Iterable[Material]) -> frozenset[str]:
    """Ids of the papers whose titles this person may not see.

    A 3A paper's title is for the administrator, who prepares it, and for the readers named as persons.
    """
    secret = {material.id for material in materials if material.level is Confidentiality.C3A}
    return frozenset(secret - _known_secrets(session, actor, secret))


def withheld_versions(
    session: Session, actor: Actor, versions: Iterable[Version], materials: Mapping[str, Material]
) -> frozenset[str]:
    """Ids of the versions whose file names this person may not see: those that have kept 3A.

    `materials`: their papers by id.
    """
    secret = {
        version.id: version.material_id
        for version in versions
        if level_of(version, materials[version.material_id]) is Confidentiality.C3A
    }
    known = _known_secrets(session, actor, set(secret.values()))
    return frozenset(version_id for version_id, material_id in secret.items() if material_id not in known)


def _known_secrets(session: Session, actor: Actor, material_ids: set[str]) -> set[str]:
    """Those among these 3A papers that the actor may know of."""
    if not material_ids or actor.holds(Role.ADMINISTRATOR):
        return material_ids
    query = select(Reader).where(Reader.material_id.in_(material_ids), Reader.person_id == actor.person_id)
    return {reader.material_id for reader in session.scalars(query) if reader.is_intact}


def shown_titles(session: Session, actor: Actor, materials: Iterable[Material]) -> dict[str, str]:
    """Each paper's title as this person may see it, by its id."""
    known = list(materials)
    withheld = withheld_titles(session, actor, known)
    return {material.id: WITHHELD_TITLE if material.id in withheld else material.title for material in known}
