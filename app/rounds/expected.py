"""Which objects the database says are in the store, in the order of their names, and what it says of each."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app.access.levels import Availability, Integrity
from app.materials.alignment.knowing import KNOWN
from app.materials.models import Material, PageRow, PublicFile, RecognisedPage, Version
from app.materials.recognition.pages import PageState
from app.permits.booklets.models import Booklet
from app.permits.reserves.volumes.models import Volume
from app.vault.objects import (
    booklet_name,
    cell_name,
    identities_name,
    original_name,
    outline_name,
    page_name,
    public_name,
    recognised_name,
    recognised_page_name,
    text_name,
    thumbnail_name,
)

_WITH_A_FILE = ("queued", "converting", "ready")
WITH_A_PDF = ("ready", "leaving")
"""The states of a permit's PDF, or of a paper copy's, in which it is kept."""
_SCALES = (2, 4)


class ExpectedObject(NamedTuple):
    """One object: its name, the data key's owner, the wrapped key, and size and hash of the plain bytes where kept."""

    name: str
    owner_id: str
    sealed_key: str
    sha256: str = ""
    size_bytes: int = 0


def owners(session: Session, *, is_marked: bool = False) -> Sequence[str]:
    """Ids of everything that has objects now: versions and permits' PDFs, in order.

    `is_marked`: only versions of papers of 完全性2 or 可用性2.
    """
    versions = select(Version.id).where(Version.sealed_key.is_not(None), Version.state.in_(_WITH_A_FILE))
    if is_marked:
        of_marked = or_(Material.integrity == Integrity.I2.value, Material.availability == Availability.A2.value)
        of_marked &= Material.id == Version.material_id
        return sorted(session.scalars(versions.where(exists().where(of_marked))))
    booklets = select(Booklet.id).where(Booklet.sealed_key.is_not(None), Booklet.state.in_(WITH_A_PDF))
    volumes = select(Volume.id).where(Volume.sealed_key.is_not(None), Volume.state.in_(WITH_A_PDF))
    return sorted([*session.scalars(versions), *session.scalars(booklets), *session.scalars(volumes)])


def objects_of(session: Session, owner_id: str) -> list[ExpectedObject]:
    """The objects of a version or a permit's PDF in the order of their names; none when it is gone."""
    version = session.get(Version, owner_id, populate_existing=True)
    found = _of_booklet(session, owner_id) if version is None else _of_version(session, version)
    return sorted(found, key=lambda one: one.name)


def _of_booklet(session: Session, owner_id: str) -> Iterator[ExpectedObject]:
    booklet: Booklet | Volume | None = session.get(Booklet, owner_id, populate_existing=True)
    booklet = booklet or session.get(Volume, owner_id, populate_existing=True)
    if booklet is None or booklet.sealed_key is None or booklet.state not in WITH_A_PDF:
        return
    name = booklet_name(booklet.id)
    yield ExpectedObject(name, booklet.id, booklet.sealed_key, booklet.sha256, booklet.size_bytes)


def _of_version(session: Session, version: Version) -> Iterator[ExpectedObject]:
    key = version.sealed_key
    if key is None or version.state not in _WITH_A_FILE:
        return
    if version.sha256:
        name = original_name(version.id)
        yield ExpectedObject(name, version.id, key, version.sha256, version.size_bytes)
    public = session.get(PublicFile, version.id)
    if public is not None and public.is_ready:
        name = public_name(version.id, public.sha256)
        yield ExpectedObject(name, version.id, key, public.sha256, public.size_bytes)
    if version.state != "ready":  # its pages are still being made
        return
    yield ExpectedObject(outline_name(version.id, version.making), version.id, key)
    if version.known == KNOWN:  # what pages were known by in a former way is read by nobody, and replaced
        yield ExpectedObject(identities_name(version.id, version.making), version.id, key)
    yield from _of_recognition(session, version, key)
    pages = session.execute(select(PageRow.number, PageRow.zoom).where(PageRow.version_id == version.id))
    for number, zoom in pages:
        for name in _names_of_page(version.id, version.making, number, zoom):
            yield ExpectedObject(name, version.id, key)


def _of_recognition(session: Session, version: Version, key: str) -> Iterator[ExpectedObject]:
    if version.recognised > 0:
        yield ExpectedObject(recognised_name(version.id, version.making, version.recognised), version.id, key)
    of_version = (RecognisedPage.version_id == version.id) & (RecognisedPage.making == version.making)
    for number in session.scalars(
        select(RecognisedPage.number).where(of_version, RecognisedPage.state == PageState.READ)
    ):
        yield ExpectedObject(recognised_page_name(version.id, number, version.making), version.id, key)


def _names_of_page(version_id: str, making: int, number: int, zoom: int) -> Iterator[str]:
    yield page_name(version_id, number, making)
    yield thumbnail_name(version_id, number, making)
    yield text_name(version_id, number, making)
    for scale in _SCALES:
        if zoom >= scale:
            yield from (cell_name(version_id, number, scale, x, y, making) for x in range(scale) for y in range(scale))
