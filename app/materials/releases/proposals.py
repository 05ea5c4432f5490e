"""Opening one version of a level-1 paper to residents, as an act of two persons (6-1(14)③, 2(2)⑦).

A file that residents have saved cannot be taken back. So one person of the secretariat asks and another confirms, one
of the two an administrator. A proposal is about one file with its present label; if either changes it is stale.
"""

import unicodedata
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.access.facts import Actor, ReleaseFacts
from app.access.levels import Confidentiality
from app.access.roles import SECRETARIAT, Role
from app.audit.notes import By, Detail, RecordSubject, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import act_of_step, tell
from app.halts.queries import must_not_be_frozen
from app.materials.errors import ReleaseDecided, ReleaseNotReady, ReleaseOpen, ReleaseStale
from app.materials.models import Material, PublicFile, Version
from app.materials.progress import warning_words
from app.materials.queries import lock_material
from app.materials.replacements.queries import succession_of
from app.materials.subjects import about_paper
from app.members.people import as_if_present, offices_now
from app.proposals.kinds import (
    USUAL_LIFE,
    AnyProposalKind,
    ProposalErrors,
    ProposalKind,
    ProposalNote,
    ProposalState,
    ProposalStep,
    Proposed,
    ShownProposal,
)


@dataclass(frozen=True)
class Release:
    """The content of the proposal: which version is to be opened. The proposal's subject is the paper's id.

    `is_no_procedure`: whoever asked has made sure that it is no procedure, which is never opened (N 10).
    """

    version_id: str
    is_no_procedure: bool = False


def names_procedure(title: str) -> bool:
    """Whether a title calls its paper a procedure (実施手順), however it is spaced or which width its letters have."""
    return "実施手順" in "".join(unicodedata.normalize("NFKC", title).split())


def is_releasable(session: Session, material: Material, version_id: str | None) -> bool:
    """Level 1 by its own label, published, not withdrawn; this file is what readers get, and none is on its way."""
    is_open = material.published_at is not None and material.withdrawn_at is None
    is_the_file = material.current_version_id == version_id and succession_of(session, material).coming is None
    return version_id is not None and is_open and is_the_file and material.label is Confidentiality.C1


def _facts(session: Session, actor: Actor, release: Proposed[Release]) -> ReleaseFacts:
    asker, material = offices_now(session, release.asked_by), session.get(Material, release.subject)
    is_3a = material is not None and material.level is Confidentiality.C3A
    return ReleaseFacts(release.asked_by == actor.person_id, Role.ADMINISTRATOR in asker, is_3a)


def _asker_may_still(session: Session, person_id: str) -> bool:
    return as_if_present(session, person_id).holds(*SECRETARIAT)


def _is_stale(session: Session, release: Proposed[Release]) -> bool:
    material = session.get(Material, release.subject)
    if material is None or names_procedure(material.title):
        return True
    return not is_releasable(session, material, release.payload.version_id)


def _shown(session: Session, release: Proposed[Release]) -> ShownProposal:
    material, version = session.get_one(Material, release.subject), session.get(Version, release.payload.version_id)
    words = f"第{version.number if version else 0}版を住民に公開"
    if release.payload.is_no_procedure:
        words += "（求めた人は、実施手順ではないことを確かめた）"
    return ShownProposal(material.title, words)


def present_file(session: Session, version_id: str) -> PublicFile | None:
    """The file that would be handed out, or could not; one of an older rule is being made anew."""
    file = session.get(PublicFile, version_id)
    return file if file is not None and (not file.is_intact or file.is_of_present_rule) else None


def _rests_on(session: Session, release: Proposed[Release]) -> list[str]:
    """The file that would be handed out, and what was found in the one that it was made from."""
    version, file = session.get(Version, release.payload.version_id), present_file(session, release.payload.version_id)
    made = [] if file is None else [file.sha256 or "", file.removed, file.pictures, file.addresses, str(file.is_ready)]
    return [*made, *(warning_words(version) if version else [])]


def _told(session: Session, release: Proposed[Release], step: ProposalStep) -> ProposalNote:
    material, version = session.get(Material, release.subject), session.get(Version, release.payload.version_id)
    about = RecordSubject(release.subject) if material is None else about_paper(material, version)
    detail: Detail = {"release": release.id, "reason": step.reason}
    if step.state is ProposalState.ASKED:
        detail |= {"is_no_procedure": release.payload.is_no_procedure}
        return ProposalNote(EventKind.RELEASE_ASKED, about, detail)
    detail |= {"decision": step.state.value, "asked_by": release.asked_by}
    return ProposalNote(EventKind.RELEASE_DECIDED, about, detail)


def _open(session: Session, by: By, release: Proposed[Release], _reason: str) -> None:
    must_not_be_frozen(session, by)
    material, version = session.get_one(Material, release.subject), session.get_one(Version, release.payload.version_id)
    file = session.get(PublicFile, version.id)
    if file is None or not file.is_ready or not file.is_of_present_rule:
        raise ReleaseNotReady
    material.released_version_id = version.id
    material.released_at, material.released_by = clock.now(), by.person_id
    detail: Detail = {"asked_by": release.asked_by, "sha256": file.sha256}
    note(session, by, EventKind.MATERIAL_RELEASED, about_paper(material, version), **detail)


_STEPS = {ProposalState.ASKED: "申し出", ProposalState.CONFIRMED: "開始"}


def _tell(session: Session, by: By, release: Proposed[Release], step: ProposalStep) -> None:
    """Chair and administrators hear of the asking and of the effect: what was saved by then cannot be called back."""
    if (words := _STEPS.get(step.state)) is None:
        return
    material = session.get_one(Material, release.subject)
    act = act_of_step(by, step, Action.MATERIAL_RELEASE, Action.MATERIAL_RELEASE_CONFIRM)
    tell(session, by, act, f"「{material.title[:80]}」の住民への公開の{words}")


RELEASE = ProposalKind(
    "release",
    Release,
    confirms=Action.MATERIAL_RELEASE_CONFIRM,
    facts=_facts,
    lock=lock_material,
    is_stale=_is_stale,
    shown=_shown,
    rests_on=_rests_on,
    told=_told,
    effect=_open,
    errors=ProposalErrors(open=ReleaseOpen, decided=ReleaseDecided, stale=ReleaseStale),
    asker_may_still=_asker_may_still,
    tell=_tell,
    life=USUAL_LIFE,
)

KINDS: tuple[AnyProposalKind, ...] = (RELEASE,)
