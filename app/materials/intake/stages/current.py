"""The version becomes the one that readers get."""

from sqlalchemy import func, select

from app import clock
from app.audit.notes import SYSTEM, Detail, note
from app.audit.vocabulary import EventKind
from app.materials.intake.incoming import Incoming
from app.materials.models import PageRow, Version
from app.materials.pages import zooming
from app.materials.queries import load_material
from app.materials.subjects import about_paper


def become_current(incoming: Incoming) -> None:
    """Everything that makes a version readable, in one commit, which ends the job too."""
    info = incoming.opened().info  # read now: damage may have been found while the last pages were drawn
    _make_ready(incoming, info.pages, info.warnings)


def _make_ready(incoming: Incoming, pages: int, warnings: tuple[str, ...]) -> None:
    with incoming.shop.database.write() as session:
        incoming.run.finish(session)
        version = session.get_one(Version, incoming.version_id)
        rows = session.scalar(select(func.count()).where(PageRow.version_id == version.id))
        if rows != pages:
            raise RuntimeError(f"{rows} pages kept of {pages}")
        version.state, version.pages, version.pages_done = "ready", pages, pages
        version.warnings, version.ready_at = ",".join(warnings)[:200], clock.now()
        material = load_material(session, version.material_id, locked=True)
        former = session.get(Version, material.current_version_id) if material.current_version_id else None
        if former is None or former.number < version.number:
            material.current_version_id = version.id
        zooming.ask(session, version.id, 1, 2)
        detail: Detail = {"pages": pages, "warnings": version.warnings, "replaced": former.number if former else None}
        note(session, SYSTEM, EventKind.MATERIAL_READY, about_paper(material, version), **detail)
