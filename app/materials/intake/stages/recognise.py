"""Which kind of file it is."""

from contextlib import closing

from app.materials.intake.incoming import START_BYTES, Incoming
from app.vault.objects import original_name


def recognise(incoming: Incoming) -> None:
    """By its first bytes, as they lie in the vault; what its name says is only for people."""
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
