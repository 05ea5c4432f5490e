"""Slots of a converting worker, that tests step by hand."""

from collections.abc import Collection

from app.jobs.kinds import AnyJobKind
from app.jobs.registry import Registry
from app.jobs.shifts import Shift
from app.jobs.slots import Slot
from app.materials.alignment import jobs as alignment_jobs
from app.materials.alignment import recalling
from app.materials.intake import conversion
from app.materials.intake import jobs as intake_jobs
from app.materials.pages import jobs as page_jobs
from app.materials.pages import sharpening
from app.materials.pages.workshop import Workshop
from app.materials.releases import cleaning
from app.materials.releases import jobs as release_jobs
from app.materials.remaking import jobs as remaking_jobs
from app.materials.remaking import making
from app.materials.replacements import clearing
from app.materials.replacements import jobs as replacement_jobs
from app.materials.words import gathering
from app.materials.words import jobs as words_jobs
from app.notes.bound.drawing import own_notes
from app.permits.booklets import binding
from app.permits.booklets.bindery import Bindery
from app.permits.reserves.volumes import binding as volume_binding
from app.services import Services
from app.worker import OF_PERMITS

KINDS = (
    *intake_jobs.KINDS,
    *page_jobs.KINDS,
    *remaking_jobs.KINDS,
    *release_jobs.KINDS,
    *replacement_jobs.KINDS,
    *words_jobs.KINDS,
    *alignment_jobs.KINDS,
)
"""The kinds of jobs about files and pages."""


def registry(shop: Workshop) -> Registry:
    """What is done with files and pages."""
    of_pages = (*conversion.handlers(shop), *sharpening.handlers(shop, shop), *making.handlers(shop))
    of_words = (*gathering.handlers(shop), *recalling.handlers(shop))
    return Registry(KINDS, (*of_pages, *cleaning.handlers(shop), *clearing.handlers(shop), *of_words))


def shift_over(shop: Workshop) -> Shift:
    """What slots beside each other share."""
    return Shift(shop.database, registry(shop).urgent)


def slot_over(
    shop: Workshop, name: str, shift: Shift | None = None, *, kinds: Collection[AnyJobKind] | None = None
) -> Slot:
    """It takes every kind of job that makes pages unless told otherwise, as the first slot of a worker does."""
    return Slot(shift or shift_over(shop), registry(shop), name=name, kinds=kinds)


def bindery_of(services: Services) -> Bindery:
    """The worker's bindery over an opened council."""
    return Bindery(
        services.database,
        services.vault,
        services.stamper,
        services.permit_key,
        services.settings.council.name,
        own_notes(services.keyring),
    )


def bind_all(services: Services) -> None:
    """The slot of a worker that binds permits' PDFs, until nothing waits."""
    bindery = bindery_of(services)
    handled = Registry(OF_PERMITS, (*binding.handlers(bindery), *volume_binding.handlers(bindery)))
    slot = Slot(Shift(services.database, handled.urgent), handled, name="binding")
    while slot.run_one():
        pass
