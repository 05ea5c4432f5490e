"""Pages become sealed objects, then rows: each exactly once, and each as soon as it is drawn."""

from dataclasses import dataclass

from sqlalchemy import update

from app.materials.intake.incoming import Incoming, WordedPage
from app.materials.models import PageRow, Version
from app.materials.pages.contents import WrittenLink, links_of
from app.vault.objects import page_name, text_name, thumbnail_name
from viewer import master


@dataclass(frozen=True)
class SealedPage:
    """A page whose objects lie in the store; its size in pixels at reading scale, and in points."""

    number: int
    width_px: int
    height_px: int
    width_points: float
    height_points: float
    kind: str
    links: list[WrittenLink]


def seal(incoming: Incoming) -> None:
    """Pull all pages through: built and sealed on the shop's threads, kept in order. Adds to `links`.

    A page's objects are in the store before its row is in the database, so that whoever goes on after a death finds
    every page that has a row whole.
    """

    def make(worded: WordedPage) -> SealedPage:
        return _build(incoming, worded)

    def keep(page: SealedPage) -> None:
        incoming.links[page.number] = page.links
        _keep_page(incoming, page)

    incoming.shop.overlap(incoming.run, incoming.worded, make, keep)


def _build(incoming: Incoming, worded: WordedPage) -> SealedPage:
    """Master, thumbnail and text of a page into the store."""
    page = worded.page
    built = master.build(page.pixels)
    for name, data in (
        (text_name(incoming.version_id, page.number), worded.text),
        (thumbnail_name(incoming.version_id, page.number), master.dump(master.thumbnail(built))),
        (page_name(incoming.version_id, page.number), master.dump(built)),
    ):
        incoming.shop.vault.put_once(incoming.sealed_key, incoming.version_id, name, data)
    size = (built.width, built.height, page.width_points, page.height_points)
    return SealedPage(page.number, *size, built.kind.value, links_of(worded.text))


def _keep_page(incoming: Incoming, page: SealedPage) -> None:
    with incoming.shop.database.write() as session:
        incoming.run.got_on(session, done=page.number, of=incoming.opened().info.pages)
        session.add(
            PageRow(
                version_id=incoming.version_id,
                number=page.number,
                width_px=page.width_px,
                height_px=page.height_px,
                width_points=page.width_points,
                height_points=page.height_points,
                kind=page.kind,
            )
        )
        session.execute(update(Version).where(Version.id == incoming.version_id).values(pages_done=page.number))
