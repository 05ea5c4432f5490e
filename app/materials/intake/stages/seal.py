"""Keep each page as soon as it is drawn: first its encrypted objects, then its row, each exactly once."""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import update

from app.materials.alignment.knowing import known_page
from app.materials.intake.incoming import Incoming, WordedPage
from app.materials.models import PageRow, RemadePage, Version
from app.materials.pages.contents import PageFindings, WrittenLink, findings_of, is_blank, links_of, words_of
from app.materials.pages.upright import letters_by_direction
from app.vault.objects import page_name, text_name, thumbnail_name
from viewer import master
from viewer.alignment.identity import PageIdentity
from viewer.converter.number import CONVERTER


@dataclass(frozen=True)
class SealedPage:
    """A page whose objects are in the store, with its size in pixels at reading scale and in points.

    `pieces`: of its print that carry the hidden mark; None for a blank page.
    """

    number: int
    width_px: int
    height_px: int
    width_points: float
    height_points: float
    kind: str
    digest: str
    links: list[WrittenLink]
    findings: PageFindings
    identity: PageIdentity
    directions: tuple[int, int]
    pieces: int | None


def seal(incoming: Incoming) -> None:
    """Draw all pages, build and seal them on the shop's threads, and keep them in order.

    Adds to `links`, `findings`, `identities` and `directions`.

    A page's objects are in the store before its row is in the database. So a worker that continues after another died
    may rely on it: a page with a row is complete.
    """

    def make(worded: WordedPage) -> SealedPage:
        return _build(incoming, worded)

    def keep(page: SealedPage) -> None:
        incoming.links[page.number], incoming.findings[page.number] = page.links, page.findings
        incoming.identities[page.number] = page.identity
        incoming.directions[page.number] = page.directions
        _keep_page(incoming, page)
        incoming.run.make_way()

    incoming.shop.overlap(incoming.run, incoming.worded, make, keep)


def _build(incoming: Incoming, worded: WordedPage) -> SealedPage:
    """Put a page's master, thumbnail and text into the store."""
    page = worded.page
    built = master.carrying(master.build(page.pixels))
    image, small = master.dump(built), master.thumbnail(built)
    of_page = (incoming.version_id, page.number, incoming.making)
    for name, data in (
        (text_name(*of_page), worded.text),
        (thumbnail_name(*of_page), master.dump(small)),
        (page_name(*of_page), image),
    ):
        incoming.shop.vault.put_once(incoming.sealed_key, incoming.version_id, name, data)
    size = (built.width, built.height, page.width_points, page.height_points)
    kind, digest = built.kind.value, sha256(image).hexdigest()
    words, links, findings = words_of(worded.text), links_of(worded.text), findings_of(worded.text)
    identity = known_page(words, small, digest)
    pieces = None if is_blank(page) else len(built.carriers)
    return SealedPage(page.number, *size, kind, digest, links, findings, identity, letters_by_direction(words), pieces)


def _keep_page(incoming: Incoming, page: SealedPage) -> None:
    with incoming.shop.database.write() as session:
        incoming.run.got_on(session, done=page.number, of=incoming.opened().info.pages)
        row = RemadePage(converter=CONVERTER) if incoming.is_anew else PageRow()
        row.version_id, row.number = incoming.version_id, page.number
        row.width_px, row.height_px = page.width_px, page.height_px
        row.width_points, row.height_points = page.width_points, page.height_points
        row.kind, row.digest, row.pieces = page.kind, page.digest, page.pieces
        session.add(row)
        if not incoming.is_anew:
            session.execute(update(Version).where(Version.id == incoming.version_id).values(pages_done=page.number))
