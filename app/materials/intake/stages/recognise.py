"""The first stage: find out of which kind the file is."""

from contextlib import closing

from app.materials.intake.incoming import START_BYTES, Incoming
from app.vault.objects import original_name


def recognise(incoming: Incoming) -> None:
    """Recognise the file's kind by its first bytes in the vault. Its name is not used: anybody can choose it."""
    start = b""
    vault, name = incoming.shop.vault, original_name(incoming.version_id)
    with closing(vault.stream(incoming.sealed_key, incoming.version_id, name)) as chunks:
        for chunk in chunks:
            start += chunk[:START_BYTES]
            if len(start) >= START_BYTES:
                break
    incoming.kind = incoming.accepted.kind_of(start)
    if incoming.kind is None:
        raise incoming.accepted.refusal
