"""The document's contents list, and where its links lead."""

from collections.abc import Iterator

from app.materials.intake.incoming import Incoming
from app.materials.pages.contents import dump_outline, findings_of, links_of, without_unseen, words_of
from app.materials.pages.upright import letters_by_direction
from app.vault.objects import outline_name, text_name
from viewer.render import OutlineEntry


def list_contents(incoming: Incoming) -> None:
    """Seal the contents list, the links of all pages and how they are numbered as one object, pages that an earlier run
    kept included.
    """
    for number in range(1, incoming.pages_done + 1):
        page = _page(incoming, number)
        incoming.links[number], incoming.findings[number] = links_of(page), findings_of(page)
        incoming.directions[number] = letters_by_direction(words_of(page))
    found = {number: links for number, links in incoming.links.items() if links}
    written = dump_outline(_outline(incoming), found, incoming.opened().info.numberings)
    name = outline_name(incoming.version_id, incoming.making)
    incoming.shop.vault.put_once(incoming.sealed_key, incoming.version_id, name, written)


def _outline(incoming: Incoming) -> list[OutlineEntry]:
    outline = list(incoming.opened().info.outline)
    unseen = ["".join(page.unseen) for page in incoming.findings.values()]
    return without_unseen(outline, unseen, _seen(incoming)) if outline and any(unseen) else outline


def _seen(incoming: Incoming) -> Iterator[str]:
    for number in incoming.findings:
        yield "".join(word["text"] for word in words_of(_page(incoming, number)))


def _page(incoming: Incoming, number: int) -> bytes:
    name = text_name(incoming.version_id, number, incoming.making)
    return incoming.shop.vault.read(incoming.sealed_key, incoming.version_id, name)
