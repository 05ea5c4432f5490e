"""Compares two versions of a paper page by page, from what their pages are known by."""

from collections.abc import Iterable

from app.errors import PaperDamaged, StorageUnavailable
from app.materials.alignment.knowing import KNOWN
from app.materials.models import Version
from app.vault.objects import SealedVersion, Vault
from viewer.alignment.places import ChangedPlace, changed_places
from viewer.alignment.versions import Alignment

Stretches = list[tuple[int, int]]
"""First and last numbers of pages that follow each other, in order."""


def alignment_of(vault: Vault, former: Version, later: Version) -> Alignment | None:
    """What became of each page; None where the pages of one version are not known yet, or what is kept is damaged.

    None also for pages of two converters, which may draw each of them a little differently: the worker makes them anew.
    The rounds over the store tell of damage. Here pages keep their numbers, as they did before they were known.
    """
    sealed = [_sealed(version) for version in (former, later)]
    if sealed[0] is None or sealed[1] is None or former.converter != later.converter:
        return None
    try:
        return vault.alignment(sealed[0], sealed[1])
    except (PaperDamaged, StorageUnavailable):
        return None


def places_of(vault: Vault, former: tuple[Version, int], later: tuple[Version, int]) -> list[ChangedPlace]:
    """Where a page differs from a former one; each is named by its version and its number. None where not known."""
    sealed = [_sealed(version) for version, _ in (former, later)]
    if sealed[0] is None or sealed[1] is None:
        return []
    try:
        pages = vault.identities(sealed[0]), vault.identities(sealed[1])
    except (PaperDamaged, StorageUnavailable):
        return []
    return changed_places(pages[0][former[1] - 1], pages[1][later[1] - 1])


def _sealed(version: Version) -> SealedVersion | None:
    if version.state != "ready" or version.sealed_key is None or version.known != KNOWN:
        return None
    return SealedVersion(version.id, version.sealed_key, version.making)


def stretches(numbers: Iterable[int]) -> Stretches:
    """「3, 7, 8, 9」 → `[(3, 3), (7, 9)]`."""
    found: Stretches = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def stretch_words(numbers: Iterable[int]) -> str:
    """「3、7〜9」 of 3, 7, 8, 9."""
    return "、".join(f"{first}" if first == last else f"{first}〜{last}" for first, last in stretches(numbers))
