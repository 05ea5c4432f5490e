"""The last stage: the version becomes the one that readers get, or waits until a clerk sends it out."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.access.policy import decide
from app.access.roles import Role
from app.audit.notes import SYSTEM, Detail, note
from app.audit.vocabulary import EventKind
from app.halts.queries import depth_now
from app.jobs.acts import enqueue
from app.materials.acts import bind
from app.materials.alignment.knowing import KNOWN
from app.materials.errors import PersonalNumberHeld, UploadFrozen, UploadHeld, UploadOverruled
from app.materials.intake.incoming import Incoming
from app.materials.models import Binding, Material, PageRow, Version
from app.materials.pages import zooming
from app.materials.pages.upright import is_upright
from app.materials.queries import level_of, load_material, paper_of_version
from app.materials.replacements.acts import take_place, throw_away
from app.materials.replacements.queries import earlier_prepared, succession_of
from app.materials.subjects import about_paper
from app.materials.words.jobs import GATHER_WORDS, GatherWordsJob
from app.members.people import as_if_present


def become_current(incoming: Incoming) -> None:
    """Make the version readable, and end the job, in one commit."""
    _make_ready(incoming, incoming.opened().info.pages)


def _make_ready(incoming: Incoming, pages: int) -> None:
    with incoming.shop.database.write() as session:
        incoming.run.finish(session)
        version = session.get_one(Version, incoming.version_id)
        rows = session.scalar(select(func.count()).where(PageRow.version_id == version.id))
        if rows != pages:
            raise RuntimeError(f"{rows} pages kept of {pages}")
        version.state, version.pages, version.pages_done = "ready", pages, pages
        version.ready_at, version.known = clock.now(), KNOWN
        incoming.note_findings(version)
        material = load_material(session, version.material_id, locked=True)
        _check_allowed(session, version)
        _check_numbers(session, version, incoming)
        if material.current_version_id is None and is_upright(incoming.directions.values()):
            bind(session, SYSTEM, material, Binding.RIGHT)  # until the office says otherwise
        replaced = _take_place(session, material, version, is_held=incoming.shop.holds(session, material.id))
        enqueue(session, GATHER_WORDS, GatherWordsJob(version.id))
        zooming.ask_all(session, version.id)
        detail: Detail = {"pages": pages, "warnings": version.warnings, "replaced": replaced}
        note(session, SYSTEM, EventKind.MATERIAL_READY, about_paper(material, version), **detail)


def _take_place(session: Session, material: Material, version: Version, *, is_held: bool) -> int | None:
    """Give readers the version, unless the paper was published and has a file: then it waits to be sent out.

    Returns the number of the version that was replaced, None when none was. Raises UploadHeld where one would have to
    be discarded that is held.
    """
    session.flush()
    versions = succession_of(session, material)
    former = versions.current
    if former is None:
        if material.awaits_first_file and depth_now(session) is not None:
            raise UploadFrozen
        _check_level(material, version)
        material.current_version_id = version.id
        return None
    for earlier in earlier_prepared(session, material, version):
        if is_held:
            raise UploadHeld
        throw_away(session, SYSTEM, material, earlier)
    if material.published_at is not None or versions.coming is not version:
        return None
    _check_level(material, version)
    take_place(session, material, former, version)
    return former.number


def _check_level(material: Material, version: Version) -> None:
    """Raise UploadOverruled for a file that came under a higher label than the paper has now."""
    if level_of(version, material).rank > material.level.rank:
        raise UploadOverruled(cause="the label was lowered for another file")


def _check_numbers(session: Session, version: Version, incoming: Incoming) -> None:
    """Raise PersonalNumberHeld for a file with such numbers (N 2(8)), unless the administrator brought it."""
    pages = [number for number, page in sorted(incoming.findings.items()) if "number" in page.codes]
    if pages and not as_if_present(session, version.created_by).holds(Role.ADMINISTRATOR):
        raise PersonalNumberHeld(pages)


def _check_allowed(session: Session, version: Version) -> None:
    """Raise UploadOverruled when the uploader has lost the right to this upload while the file was converted."""
    actor = as_if_present(session, version.created_by)
    facts = paper_of_version(session, actor, version.id).facts(actor)
    decision = decide(actor, Action.MATERIAL_UPLOAD, facts)
    if not decision.is_allowed:
        raise UploadOverruled(cause=decision.reason.value)
