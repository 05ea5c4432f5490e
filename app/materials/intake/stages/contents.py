"""The document's contents list, and where its links lead."""

from app.materials.intake.incoming import Incoming
from app.materials.pages.contents import dump_outline, links_of
from app.vault.objects import outline_name, text_name


def list_contents(incoming: Incoming) -> None:
    """Sealed as one object, with the links of all pages, those included that were kept before this run."""
    key, version_id, vault = incoming.sealed_key, incoming.version_id, incoming.shop.vault
    for number in range(1, incoming.pages_done + 1):
        incoming.links[number] = links_of(vault.read(key, version_id, text_name(version_id, number)))
    found = {number: links for number, links in incoming.links.items() if links}
    vault.put_once(key, version_id, outline_name(version_id), dump_outline(incoming.opened().info.outline, found))
