"""Slots of a converting worker, that tests step by hand."""

from collections.abc import Collection

from app.jobs.kinds import AnyJobKind
from app.jobs.shifts import Shift
from app.jobs.slots import Slot
from app.materials.pages.workshop import Workshop
from app.worker import registry


def shift_over(shop: Workshop) -> Shift:
    """What slots beside each other share."""
    return Shift(shop.database, registry(shop).urgent)


def slot_over(
    shop: Workshop, name: str, shift: Shift | None = None, *, kinds: Collection[AnyJobKind] | None = None
) -> Slot:
    """It takes every kind of job unless told otherwise, as the first slot of a worker does."""
    return Slot(shift or shift_over(shop), registry(shop), name=name, kinds=kinds)
