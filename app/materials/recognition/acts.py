"""Dropping recognised words, and having them recognised once more."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.jobs.acts import enqueue
from app.jobs.queries import states_of
from app.materials.errors import NothingRecognised
from app.materials.models import Material, RecognisedPage, Version
from app.materials.recognition.jobs import CLEAR_RECOGNISED, RECOGNISE, ClearRecognisedJob, RecogniseJob
from app.materials.recognition.pages import PageState
from app.materials.recognition.queries import is_given_up, recognised_rows
from app.materials.subjects import about_paper

STAYS = timedelta(minutes=5)
"""How long dropped words stay in the store, for answers that are being made; nobody is told them from now on."""
AGAIN = (PageState.DROPPED, PageState.FAILED, PageState.OVER)
"""The states of pages of which nothing is told, though something may be there."""


def drop_words(session: Session, by: By, material: Material, version: Version, pages: Collection[int]) -> None:
    """Tell nobody any more what a machine recognised on these pages; () for all. The caller has locked the paper.

    They stay dropped when the pages are made anew. Raises NothingRecognised.
    """
    rows = [row for row in recognised_rows(session, version.id) if row.state == PageState.READ]
    chosen = sorted(row.number for row in rows if not pages or row.number in pages)
    if not chosen:
        raise NothingRecognised
    of_version = (RecognisedPage.version_id == version.id) & RecognisedPage.number.in_(chosen)
    values = {"state": PageState.DROPPED.value, "words": 0, "has_number": False}
    session.execute(update(RecognisedPage).where(of_version).values(values))
    _go_through_again(session, version)
    clearing = enqueue(session, CLEAR_RECOGNISED, ClearRecognisedJob(version.id, version.making))
    clearing.run_after = clock.now() + STAYS
    _note(session, by, material, version, "words dropped", chosen)


def recognise_again(session: Session, by: By, material: Material, version: Version) -> None:
    """Have those pages recognised again of which nothing is told: dropped ones, failed ones, and those over the limit.

    Also go on with a version that was given up. The caller has locked the paper. Raises NothingRecognised.
    """
    chosen = [row.number for row in recognised_rows(session, version.id) if row.state in AGAIN]
    if not chosen and not is_given_up(session, version):
        raise NothingRecognised
    of_version = (RecognisedPage.version_id == version.id) & RecognisedPage.number.in_(chosen)
    session.execute(delete(RecognisedPage).where(of_version))
    _go_through_again(session, version)
    _note(session, by, material, version, "words asked again", chosen)


def _go_through_again(session: Session, version: Version) -> None:
    version.recognised = -abs(version.recognised)
    if not {"queued", "leased"}.intersection(states_of(session, RECOGNISE, version.id)):
        enqueue(session, RECOGNISE, RecogniseJob(version.id))


def _note(session: Session, by: By, material: Material, version: Version, what: str, pages: list[int]) -> None:
    told = ",".join(map(str, pages))
    note(session, by, EventKind.MATERIAL_CHANGED, about_paper(material, version), what=what, pages=told)
