"""A file of advisories is compared with the parts of the running program. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from app.about.components import InstalledPart
from app.advisories.advisory import Advisory, AffectedState
from app.advisories.reading import ReadFile, read_advisories
from app.advisories.severity import rank
from app.advisories.untrusted import UnreadableAdvisories

MOST_VERSIONS = 300_000
"""Versions that are read, of our parts: all that is published about them names some ten thousands."""
MOST_HITS = 1000
"""Entries that one file can make: nobody takes an entry away again."""
_TOO_MANY = (
    f"当たったものが {MOST_HITS} 件を超えたので、何も記録していません。"
    "公表元から受け取ったファイルかどうかを確かめて、選び直してください。"
)


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
    size = 0
    for advisory in read_advisories(untrusted, told):
        named = {packages[name] for name, _ in advisory.packages if name in packages}
        named |= {by_ref[ref] for ref, _ in advisory.refs if ref in by_ref}
        size += _size(advisory) * len(named)
        if size > MOST_VERSIONS:
            raise UnreadableAdvisories(cause="too many versions of our parts")
        said = [Hit(advisory, part, advisory.verdict(part)) for part in sorted(named, key=lambda each: each.ref)]
        hits += [hit for hit in said if hit.verdict is not AffectedState.CLEAR]
        if len(hits) > MOST_HITS:
            raise UnreadableAdvisories(sentence=_TOO_MANY, cause="too many hits")
    ordered = sorted(hits, key=lambda hit: (rank(hit.advisory.severity), hit.part.name, hit.advisory.id))
    return Comparison(told, len(parts), hashlib.sha256(untrusted).hexdigest(), tuple(ordered))


def _size(advisory: Advisory) -> int:
    return sum(each.size for _, each in (*advisory.packages, *advisory.refs))
