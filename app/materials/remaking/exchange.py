"""The last stage of making pages anew: the new pages replace the former ones, all in one unit of work.

Nothing else about the version changes: label, readers, place, release and permits stay.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.errors import PaperDamaged
from app.jobs.acts import enqueue
from app.materials.alignment.knowing import KNOWN
from app.materials.errors import PagesHeld, PagesOfAnotherNumber
from app.materials.intake.incoming import Incoming
from app.materials.models import Material, PageRow, RemadePage, Remaking, Version
from app.materials.pages.jobs import SHARPEN, SharpenJob
from app.materials.queries import load_material, lock_paper_of
from app.materials.remaking.jobs import CLEAR_MAKING, ClearMakingJob
from app.materials.remaking.queries import is_pledged
from app.materials.subjects import about_paper
from app.materials.words.jobs import GATHER_WORDS, GatherWordsJob
from app.vault.objects import page_name
from viewer.converter.likeness import looks_the_same
from viewer.converter.number import CONVERTER

FORMER_STAYS = timedelta(minutes=45)
"""How long after the exchange a former page may still be read, by a request or a PDF that is being bound."""


class VersionGone(Exception):
    """The version was removed, discarded or made anew meanwhile, so its new pages are of no use."""


def exchange(incoming: Incoming) -> None:
    """Give readers the new pages, and end the job, in one commit.

    Raises PagesOfAnotherNumber, PagesHeld when a page would look different on which a release rests, and VersionGone.
    """
    changed = _changed(incoming)
    with incoming.shop.database.write() as session:
        lock_paper_of(session, incoming.version_id)
        version = session.get(Version, incoming.version_id, with_for_update=True, populate_existing=True)
        if version is None or not _is_same(version, incoming):
            raise VersionGone
        pages = session.scalars(select(RemadePage).where(RemadePage.version_id == version.id)).all()
        if len(pages) != version.pages or incoming.opened().info.pages != version.pages:
            raise PagesOfAnotherNumber
        material = load_material(session, version.material_id)
        if changed and is_pledged(session, material, version.id):
            raise PagesHeld
        _put(session, incoming, version, pages)
        _follow(session, material, version, len(changed))
        incoming.run.finish(session)


def _is_same(version: Version, incoming: Incoming) -> bool:
    is_there = version.state == "ready" and version.sealed_key is not None  # wrapped by another master key or not
    return is_there and version.is_intact and version.making + 1 == incoming.making


def _changed(incoming: Incoming) -> list[int]:
    """Numbers of the pages that look different now; a former page that cannot be opened counts as different."""
    with incoming.shop.database.read() as session:
        of_former = select(PageRow.number, PageRow.digest).where(PageRow.version_id == incoming.version_id)
        of_newer = select(RemadePage.number, RemadePage.digest).where(RemadePage.version_id == incoming.version_id)
        former = {row.number: row.digest for row in session.execute(of_former)}
        newer = {row.number: row.digest for row in session.execute(of_newer)}
    changed = []
    for number, digest in sorted(newer.items()):
        if former.get(number) is None or former[number] != digest:
            incoming.run.check()
            if not _looks_the_same(incoming, number):
                changed.append(number)
    return changed


def _looks_the_same(incoming: Incoming, number: int) -> bool:
    key, version_id, vault = incoming.sealed_key, incoming.version_id, incoming.shop.vault
    makings = (incoming.making - 1, incoming.making)
    try:
        former, newer = (vault.master(key, version_id, page_name(version_id, number, making)) for making in makings)
    except PaperDamaged:
        return False
    return looks_the_same(former, newer)


def _put(session: Session, incoming: Incoming, version: Version, pages: Sequence[RemadePage]) -> None:
    session.execute(delete(PageRow).where(PageRow.version_id == version.id))
    for page in pages:
        row = PageRow(version_id=version.id, number=page.number, kind=page.kind, digest=page.digest)
        row.width_px, row.height_px = page.width_px, page.height_px
        row.width_points, row.height_points = page.width_points, page.height_points
        row.pieces = page.pieces
        session.add(row)
    for model in (RemadePage, Remaking):
        session.execute(delete(model).where(model.version_id == version.id))
    version.converter, version.making = CONVERTER, incoming.making
    version.zoom_pages_done = version.fold = version.recognised = 0
    version.known = KNOWN
    incoming.note_findings(version)


def _follow(session: Session, material: Material, version: Version, changed: int) -> None:
    """Ask for the sharper pages and gathered words, and for deletion of the former pages once no request reads them."""
    enqueue(session, SHARPEN, SharpenJob(version.id))
    enqueue(session, GATHER_WORDS, GatherWordsJob(version.id))
    clearing = enqueue(session, CLEAR_MAKING, ClearMakingJob(version.id, version.making - 1))
    clearing.run_after = clock.now() + FORMER_STAYS
    about = about_paper(material, version)
    note(session, SYSTEM, EventKind.MATERIAL_CHANGED, about, what="remade", converter=CONVERTER, changed=changed)
