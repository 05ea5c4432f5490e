"""A file of advisories is compared with the parts of the running program. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from app.about.components import InstalledPart
from app.advisories.advisory import Advisory, AffectedState
from app.advisories.reading import ReadFile, read_advisories
from app.advisories.severity import rank


@dataclass(frozen=True)
class Hit:
    """An advisory that speaks of a part as it is installed, or that does not clearly say so."""

    advisory: Advisory
    part: InstalledPart
    verdict: AffectedState


@dataclass(frozen=True)
class Comparison:
    """What came of it. `told`: how many advisories were read. `sha256`: of the file. `hits`: the gravest first."""

    told: ReadFile
    parts: int
    sha256: str
    hits: tuple[Hit, ...]


def compare(untrusted: bytes, parts: Sequence[InstalledPart]) -> Comparison:
    """Compare every advisory of the file with every part. Raises UnreadableAdvisories."""
    told = ReadFile()
    packages = {part.name: part for part in parts if part.is_package}
    by_ref = {part.ref: part for part in parts}
    hits: list[Hit] = []
    for advisory in read_advisories(untrusted, told):
        named = {packages[name] for name, _ in advisory.packages if name in packages}
        named |= {by_ref[ref] for ref, _ in advisory.refs if ref in by_ref}
        said = [Hit(advisory, part, advisory.verdict(part)) for part in sorted(named, key=lambda each: each.ref)]
        hits += [hit for hit in said if hit.verdict is not AffectedState.CLEAR]
    ordered = sorted(hits, key=lambda hit: (rank(hit.advisory.severity), hit.part.name, hit.advisory.id))
    return Comparison(told, len(parts), hashlib.sha256(untrusted).hexdigest(), tuple(ordered))
