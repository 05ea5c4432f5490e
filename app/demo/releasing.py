"""Opening the demo's public papers to residents. A release is of a file that has been converted, so these go first."""

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.notes import By
from app.jobs.registry import Registry
from app.jobs.shifts import Shift
from app.jobs.slots import Slot
from app.materials.intake import conversion
from app.materials.intake.jobs import KINDS as CONVERTING
from app.materials.models import Material, PublicFile
from app.materials.pages.workshop import Workshop
from app.materials.releases import acts, cleaning
from app.materials.releases.jobs import KINDS as CLEANING
from app.materials.releases.proposals import RELEASE, is_releasable
from app.proposals import acts as proposals
from app.proposals.models import Proposal
from app.proposals.queries import row_of
from app.registers.holds import holds_paper
from app.services import Services
from app.standards.queries import in_force
from app.worker import BUILDING_THREADS
from viewer.render import Renderer


def release(services: Services, material_ids: Collection[str], clerk: By, administrator: By) -> None:
    """The clerk asks, the administrator confirms, once; what cannot be converted stays as it is."""
    with services.database.read() as session:
        waiting = [material_id for material_id in material_ids if not _was_asked(session, material_id)]
    if not waiting:
        return
    with ThreadPoolExecutor(BUILDING_THREADS) as threads, Renderer() as renderer:
        shop = Workshop(services.database, services.vault, renderer, threads, holds_paper)
        _work(shop, Registry(CONVERTING, conversion.handlers(shop)), until=lambda: not _are_waiting(services, waiting))
        asked = _ask(services, waiting, clerk)
        _work(shop, Registry(CLEANING, cleaning.handlers(shop)), until=lambda: False)
    with services.database.write() as session:
        table = in_force(session).handling
        for release_id, version_id in asked.items():
            file = session.get(PublicFile, version_id)
            if file is not None and file.is_ready:
                shown = RELEASE.mark(session, row_of(session, RELEASE, release_id))
                proposals.decide(session, administrator, table, RELEASE, release_id, is_confirmed=True, shown=shown)


def _was_asked(session: Session, material_id: str) -> bool:
    query = select(Proposal.id).where(Proposal.kind == RELEASE.name, Proposal.subject == material_id)
    return session.execute(query).first() is not None


def _ask(services: Services, material_ids: Collection[str], clerk: By) -> dict[str, str]:
    """The version of each release that was asked for, by the release's id."""
    with services.database.write() as session:
        papers = [session.get_one(Material, material_id) for material_id in material_ids]
        asked = [
            acts.ask(session, clerk, paper, is_no_procedure=True, reason="議事日程として配るため")
            for paper in papers
            if is_releasable(session, paper, paper.current_version_id)
        ]
        return {release.id: release.payload.version_id for release in asked}


def _work(shop: Workshop, handled: Registry, *, until: Callable[[], bool]) -> None:
    """Do jobs as the worker would, until no urgent one is left or `until` holds."""
    slot = Slot(Shift(shop.database, handled.urgent), handled, name="demo")
    while not until() and slot.run_one():
        pass


def _are_waiting(services: Services, material_ids: Collection[str]) -> bool:
    query = select(Material.id).where(Material.id.in_(material_ids), Material.current_version_id.is_(None))
    with services.database.read() as session:
        return session.execute(query).first() is not None
