"""The document is opened in the sandbox, and its pages are drawn as the next stages ask for them."""

from sqlalchemy import update

from app.materials.intake.incoming import Incoming
from app.materials.models import Version
from viewer.limits import DEFAULT


def rasterise(incoming: Incoming) -> None:
    """Open the document, to be drawn from the first page that is not kept yet. Sets `reading` and `drawn`.

    Raises ViewerFailure, here or when a later stage iterates over `drawn`.
    """
    rest = range(incoming.pages_done + 1, DEFAULT.pages + 1)
    reading = incoming.closing.enter_context(
        incoming.shop.reading(incoming.sealed_key, incoming.version_id, incoming.source, pages=rest)
    )
    if not incoming.is_anew:
        _note_length(incoming, reading.info.pages)
    incoming.reading, incoming.drawn = reading, reading.pages()


def _note_length(incoming: Incoming, pages: int) -> None:
    """Write the number of pages into the version's row, so that the clerk sees it before the first page is made."""
    with incoming.shop.database.write() as session:
        incoming.run.hold(session)
        session.execute(
            update(Version).where(Version.id == incoming.version_id).values(pages=pages, pages_done=incoming.pages_done)
        )
