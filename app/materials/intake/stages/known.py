"""What each page is known by, so that it is found again in a later version, whatever its number is then."""

from sqlalchemy import select

from app.materials.alignment.knowing import known_page
from app.materials.intake.incoming import Incoming
from app.materials.models import PageRow, RemadePage
from app.materials.pages.contents import words_of
from app.vault.objects import identities_name, text_name, thumbnail_name
from viewer import master
from viewer.alignment.identity import PageIdentity, dump_identities


def know(incoming: Incoming) -> None:
    """Seal what all pages are known by as one object, pages that an earlier run kept included."""
    lacking = [number for number in range(1, incoming.pages_done + 1) if number not in incoming.identities]
    digests = _digests(incoming) if lacking else {}
    for number in lacking:
        incoming.identities[number] = _recalled(incoming, number, digests.get(number))
        incoming.run.check()
    written = dump_identities([incoming.identities[number] for number in sorted(incoming.identities)])
    name = identities_name(incoming.version_id, incoming.making)
    incoming.shop.vault.put_once(incoming.sealed_key, incoming.version_id, name, written)


def _digests(incoming: Incoming) -> dict[int, str | None]:
    kept = RemadePage if incoming.is_anew else PageRow
    with incoming.shop.database.read() as session:
        rows = session.execute(select(kept.number, kept.digest).where(kept.version_id == incoming.version_id))
        return {row.number: row.digest for row in rows}


def _recalled(incoming: Incoming, number: int, digest: str | None) -> PageIdentity:
    vault, of_page = incoming.shop.vault, (incoming.version_id, number, incoming.making)
    words = words_of(vault.read(incoming.sealed_key, incoming.version_id, text_name(*of_page)))
    small = master.load(vault.read(incoming.sealed_key, incoming.version_id, thumbnail_name(*of_page)))
    return known_page(words, small, digest)
